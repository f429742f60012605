package session

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/catalog"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/picture"
	"github.com/epiviz/epivizgo/session/picture/provenance"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/rpc"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/keyed"
	"github.com/epiviz/epivizgo/session/state"
)

// How a picture was made, which the picture says: the part of the state that it shows, as commands, and the
// files of that part. And the way back: the picture is drawn again in a session of its own.

// stamps are those of the files that were read, by path.
type stamps struct {
	mu sync.Mutex
	of map[string]provenance.Stamp
}

func (s *stamps) get(path string) provenance.Stamp {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.of[path]
}

func (s *stamps) set(path string, stamp provenance.Stamp) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.of == nil {
		s.of = map[string]provenance.Stamp{}
	}
	s.of[path] = stamp
}

// stampAt returns the stamp of a file, zero for what is none.
func stampAt(path string) provenance.Stamp {
	if source.ParseRef(path).Kind != source.File {
		return provenance.Stamp{}
	}
	info, err := os.Stat(path)
	if err != nil {
		return provenance.Stamp{}
	}
	return provenance.StampOf(info)
}

// provenance returns the record of a picture, as the picture holds it, and notes on what it lacks.
func (s *Session) provenance(
	ctx context.Context, st state.State, result *picture.Result, layout protocol.Layout, opt reply.Picture,
) (text string, notes []string) {
	r := provenance.Record{
		Program: provenance.ThisProgram(s.opt.Flags),
		Picture: provenance.Picture{
			Type: opt.Type, Width: layout.Width, Theme: string(layout.Theme), Roominess: layout.Roominess, Charts: []int{},
		},
		Files: []provenance.File{}, Charts: []provenance.Chart{},
	}
	if opt.Type == "png" {
		r.Picture.Scale = scaleOf(opt)
	}
	if r.Picture.Theme != "dark" {
		r.Picture.Theme = "light"
	}
	for i, part := range result.Parts() {
		drawn := provenance.Chart{Title: provenance.Head, Marks: part.Marks, Sum: part.Sum}
		if i > 0 {
			c := result.Charts[i-1]
			r.Picture.Charts = append(r.Picture.Charts, c.Handle)
			drawn.Number, drawn.Title, drawn.Top, drawn.Height = c.Handle, c.Title, c.Top, c.Height
		}
		r.Charts = append(r.Charts, drawn)
	}
	st = s.pictured(st, r.Picture.Charts)
	names := publicNames(st)
	r.Commands = s.opt.Script(st.Events(), func(path string) string { return names[path] })
	if len(r.Commands) == 0 { // a session without a prompt has none
		return "", nil
	}
	r.Files, notes = s.describeFiles(ctx, filesOf(st), names, "picture")
	text, err := r.Text()
	if err != nil {
		return "", append(notes, fmt.Sprintf("the picture does not say how it was made: %v", err))
	}
	return text, notes
}

// describeFiles returns what is said of files, by the names that others may know, and notes on those without a checksum. what
// they are named in is for the notes.
func (s *Session) describeFiles(ctx context.Context, paths []string, names map[string]string, what string) (
	list []provenance.File, notes []string,
) {
	list = []provenance.File{}
	for _, path := range paths {
		f := provenance.File{Name: names[path]}
		switch source.ParseRef(path).Kind {
		case source.File:
			f = s.sums.Describe(ctx, names[path], path, s.read.get(path))
		case source.Tutorial:
			continue
		case source.Stdin:
			f.Problem = provenance.NotFile
		default:
			f.Problem = provenance.Elsewhere
		}
		if f.Problem != "" {
			notes = append(notes, fmt.Sprintf("the %s has no checksum of %s: %s", what, f.Name, f.Problem))
		}
		list = append(list, f)
	}
	return list, notes
}

// filesOf returns the paths of all files of a state.
func filesOf(st state.State) (paths []string) {
	if kind := source.ParseRef(st.Genome).Kind; st.Genome != "" && kind == source.File && filepath.IsAbs(st.Genome) {
		paths = append(paths, st.Genome)
	}
	for _, f := range st.Files {
		paths = append(paths, f.Path)
	}
	if path := st.Samples.Path; path != "" && !slices.Contains(paths, path) { // which may be loaded as a table, too
		paths = append(paths, path)
	}
	return paths
}

// publicNames returns the names by which a record has the files of a state: without folders, but with
// a number before those that have the name of another.
func publicNames(st state.State) map[string]string {
	names, count := map[string]string{}, map[string]int{}
	for _, path := range filesOf(st) {
		ref := source.ParseRef(path)
		name := path
		switch ref.Kind {
		case source.File:
			name = ref.Name()
			if count[name]++; count[name] > 1 {
				name = strconv.Itoa(count[name]) + "/" + name
			}
			if source.ParseRef(name).Kind != source.File { // a file that is called tutorial:
				name = "./" + name
			}
		case source.Link:
			name = provenance.PublicName(path)
		}
		names[path] = name
	}
	return names
}

// pictured returns the part of a state that a picture of charts shows.
func (s *Session) pictured(st state.State, handles []int) state.State {
	st.Theme, st.LinkOut, st.Hooks, st.LastHook, st.LastHandle = "", "", nil, 0, 0
	all := st.Charts
	st.Charts = nil
	group := func(c state.Chart) string { text, _ := c.Settings["yGroup"].(string); return strings.TrimSpace(text) }
	groups := map[string]bool{"": false} // charts that share a range have a say in it
	for _, c := range all {
		if slices.Contains(handles, c.Handle) && group(c) != "" {
			groups[group(c)] = true
		}
	}
	var ids []string
	for _, c := range all {
		if slices.Contains(handles, c.Handle) || groups[group(c)] {
			st.Charts = append(st.Charts, c)
			ids = append(ids, c.Measurements...)
		}
	}
	regions := st.Regions
	st.Regions = nil
	sets := map[string]bool{} // their order decides their colours
	for _, r := range regions {
		seen := slices.ContainsFunc(st.View().Places(), func(p genome.Interval) bool {
			return p.Seq == r.Seq && p.Overlaps(r.Start, max(r.End, r.Start+1))
		})
		if seen || !sets[r.Set] {
			r.Note = ""
			st.Regions = append(st.Regions, r)
		}
		sets[r.Set] = true
	}
	needed, computed := s.neededBy(ids)
	needed = s.withSequences(st, needed)
	files := st.Files
	st.Files = nil
	for _, f := range files {
		if needed == nil || needed[f.Path] || s.datasetAt(f.Path) == nil {
			f.Watched = false
			st.Files = append(st.Files, f)
		}
	}
	st.Samples.Watched = false
	st.Computed = slices.DeleteFunc(slices.Clone(st.Computed), func(c state.Computed) bool { return !computed[c.Name] })
	st.Hidden = slices.DeleteFunc(slices.Clone(st.Hidden), func(id string) bool {
		m, err := s.catalog.Measurement(id)
		return err == nil && needed != nil && !needed[m.Dataset.Path]
	})
	return st
}

// neededBy returns the paths of the files that measurements are read from, and the names of those
// that are computed. Bands of chromosomes are drawn without a chart.
func (s *Session) neededBy(ids []string) (paths, computed map[string]bool) {
	paths, computed = map[string]bool{}, map[string]bool{}
	for len(ids) > 0 {
		id := ids[0]
		ids = ids[1:]
		m, err := s.catalog.Measurement(id)
		if err != nil || computed[id] {
			continue
		}
		ds := m.Dataset
		if ds.Expression != "" {
			computed[id] = true
			ids = append(ids, ds.Needs...)
			continue
		}
		paths[ds.Path] = true
		if _, joined := ds.Source.(*keyed.Table); joined {
			for _, genes := range s.geneSets(s.current()) {
				paths[genes.Path] = true
			}
		}
	}
	for _, ds := range s.catalog.Datasets() {
		if slices.Contains(ds.Info.Metadata, bandsColumn) {
			paths[ds.Path] = true
		}
	}
	return paths, computed
}

// bandsColumn is the column of a file with the bands of chromosomes, as charts/ideogram.js has it.
const bandsColumn = "gieStain"

// withSequences adds to the paths of files those that give a state the sequences of its place, which may have their
// names or lengths of files that are not shown. It returns nil if all files are needed.
func (s *Session) withSequences(st state.State, paths map[string]bool) map[string]bool {
	var sets []*catalog.Dataset
	for _, ds := range s.catalog.Datasets() {
		if ds.Expression != "" || ds.Path == "" {
			continue
		}
		sets = append(sets, ds)
		if paths[ds.Path] && ds.Info.Numbered {
			return nil // whether its sequences have letters depends on the others
		}
	}
	switch {
	case st.Genome != "":
		return paths
	case st.Whole:
		return nil
	}
	for _, place := range st.View().Places() {
		if slices.ContainsFunc(st.Added, func(q genome.Sequence) bool { return q.Name == place.Seq }) {
			continue
		}
		own, _ := s.catalog.Sequence(place.Seq)
		var all []ofFile
		for _, ds := range sets {
			if i := slices.IndexFunc(ds.Info.Sequences, func(q genome.Sequence) bool { return q.Name == place.Seq }); i >= 0 {
				all = append(all, ofFile{ds.Path, ds.Info.Sequences[i]})
			}
		}
		for together(all, paths, "") != own {
			i := slices.IndexFunc(all, func(q ofFile) bool { return !paths[q.path] && together(all, paths, q.path) == own })
			if i < 0 { // one more at least
				i = slices.IndexFunc(all, func(q ofFile) bool { return !paths[q.path] })
			}
			if i < 0 {
				return nil
			}
			paths[all[i].path] = true
		}
	}
	return paths
}

// ofFile is a sequence as a file has it.
type ofFile struct {
	path string
	genome.Sequence
}

// together returns a sequence as the files at paths and one more have it together.
func together(all []ofFile, paths map[string]bool, more string) (q genome.Sequence) {
	for _, own := range all {
		switch {
		case !paths[own.path] && own.path != more:
		case q.Name == "":
			q = own.Sequence
		default:
			q = q.Learn(own.Sequence)
		}
	}
	return q
}

// DrawAgain draws a picture as its record says and of what a state is, in a session of its own: this one, its
// pages and its journal see nothing of it. The notes are on what of the state could not be had.
func (s *Session) DrawAgain(ctx context.Context, r provenance.Record, want state.State) (file reply.PictureFile, notes []string, err error) {
	if !slices.Contains(reply.PictureTypes, r.Picture.Type) {
		return file, nil, fmt.Errorf("it is a picture of type %.20q; wanted %s", r.Picture.Type, strings.Join(reply.PictureTypes, ", "))
	}
	ref, err := s.openGenome(ctx, want.Genome)
	if err != nil {
		return file, nil, err
	}
	own, err := Start(ctx, Options{
		Genome: ref, GenomeName: want.Genome,
		Serve: func(ctx context.Context, _ func(context.Context, rpc.Transport, string, string)) error {
			<-ctx.Done() // nobody connects
			return nil
		},
		Open: s.opt.Open, OpenZeroBased: s.opt.OpenZeroBased, OpenGenome: s.opt.OpenGenome, Uploads: s.opt.Uploads,
		Script: s.opt.Script, Flags: s.opt.Flags,
	})
	if err != nil {
		return file, nil, err
	}
	defer func() { err = errors.Join(err, own.Close()) }()
	want.Hooks = nil
	report, err := own.Become(ctx, want)
	if err != nil {
		return file, nil, err
	}
	if now := own.current(); len(own.awaited(now)) > 0 || slices.ContainsFunc(state.Diff(want, now), func(e state.Event) bool {
		return e.Kind != state.EventMoved || !now.Whole // whose places are those that there are
	}) {
		notes = report.Notes
	}
	opt := reply.Picture{
		Type: r.Picture.Type, Width: r.Picture.Width, Theme: protocol.Theme(r.Picture.Theme), Scale: r.Picture.Scale, Handles: r.Picture.Charts,
	}
	for _, handle := range opt.Handles {
		if _, err := own.chart(handle); err != nil {
			return file, notes, hint.Add(fmt.Errorf("it is of chart %d, which its commands do not make", handle), "verify --how lists them")
		}
	}
	layout := protocol.Layout{Width: opt.Width, Theme: opt.Theme, Roominess: r.Picture.Roominess}
	d := drawing{s: own, opt: opt, layout: layout, scene: own.scene(), state: own.current()}
	file, report, err = d.file(ctx, nil)
	return file, append(notes, report.Notes...), err
}
