package session

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync"

	"github.com/epiviz/epivizgo/session/catalog"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/picture"
	"github.com/epiviz/epivizgo/session/picture/provenance"
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

// look returns the options of a picture as a record has them, with charts as they were drawn.
func (d *drawing) look(charts []provenance.Chart) provenance.Picture {
	p := provenance.Picture{
		Type: d.opt.Type, Width: d.layout.Width, Theme: string(d.layout.Theme), Roominess: d.layout.Roominess, Charts: []int{},
	}
	if d.opt.Type == "png" {
		p.Scale = scaleOf(d.opt)
	}
	if p.Theme != "dark" {
		p.Theme = "light"
	}
	for _, c := range charts[1:] {
		p.Charts = append(p.Charts, c.Number)
	}
	return p
}

// drawnCharts returns the charts of a picture, and first what is over them.
func drawnCharts(result *picture.Result) (charts []provenance.Chart) {
	for i, part := range result.Parts() {
		drawn := provenance.Chart{Title: provenance.Head, Marks: part.Marks, Sum: part.Sum}
		if i > 0 {
			c := result.Charts[i-1]
			drawn.Number, drawn.Title, drawn.Top, drawn.Height = c.Handle, c.Title, c.Top, c.Height
		}
		charts = append(charts, drawn)
	}
	return charts
}

// provenance completes the record of a picture of places, drawn of a state that has one of them as its place. It returns
// the record as the picture holds it, and notes on what it lacks.
func (s *Session) provenance(
	ctx context.Context, r provenance.Record, st state.State, places []genome.Interval,
) (text string, notes []string, err error) {
	r.Program = provenance.ThisProgram(s.opt.Flags)
	if r.Charts == nil {
		r.Charts = []provenance.Chart{}
	}
	st = s.pictured(st, r.Picture.Charts, places)
	names := publicNames(st)
	r.Commands = s.opt.Script(st.Events(), func(path string) string { return names[path] })
	if len(r.Commands) == 0 { // a session without a prompt has none
		return "", nil, nil
	}
	if r.Files, notes, err = s.describeFiles(ctx, filesOf(st), names, "picture"); err != nil {
		return "", nil, err
	}
	text, long := r.Text()
	if long != nil {
		notes = append(notes, fmt.Sprintf("the picture does not say how it was made: %v", long))
	}
	return text, notes, nil
}

// describeFiles returns what is said of files, by the names that others may know, and notes on those without a checksum. what
// they are named in is for the notes. It is an error if ctx ends, for which no file is to blame.
func (s *Session) describeFiles(ctx context.Context, paths []string, names map[string]string, what string) (
	list []provenance.File, notes []string, err error,
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
	return list, notes, context.Cause(ctx)
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

// pictured returns the part of a state that a picture of charts at places shows.
func (s *Session) pictured(st state.State, handles []int, places []genome.Interval) state.State {
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
	seen := bySequence(places)
	for _, r := range regions {
		if sees(seen[r.Seq], r.Start, max(r.End, r.Start+1)) || !sets[r.Set] {
			r.Note = ""
			st.Regions = append(st.Regions, r)
		}
		sets[r.Set] = true
	}
	needed, computed := s.neededBy(ids)
	needed = s.withSequences(st, slices.Collect(maps.Keys(seen)), needed)
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

// bySequence returns places by their sequences: in order and without those that overlap, which are joined.
func bySequence(places []genome.Interval) map[string][]genome.Interval {
	all := map[string][]genome.Interval{}
	for _, p := range slices.SortedFunc(slices.Values(places), func(p, q genome.Interval) int { return cmp.Compare(p.Start, q.Start) }) {
		list := all[p.Seq]
		if n := len(list); n > 0 && p.Start <= list[n-1].End {
			list[n-1].End = max(list[n-1].End, p.End)
			continue
		}
		all[p.Seq] = append(list, p)
	}
	return all
}

// sees reports whether one of the places, as bySequence returns them, overlaps [start, end).
func sees(places []genome.Interval, start, end int) bool {
	i := sort.Search(len(places), func(i int) bool { return places[i].End > start })
	return i < len(places) && places[i].Overlaps(start, end)
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

// withSequences adds to the paths of files those that give a state the sequences that are shown, which may have their
// names or lengths of files that are not. It returns nil if all files are needed.
func (s *Session) withSequences(st state.State, shown []string, paths map[string]bool) map[string]bool {
	slices.Sort(shown)
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
	for _, seq := range shown {
		if slices.ContainsFunc(st.Added, func(q genome.Sequence) bool { return q.Name == seq }) {
			continue
		}
		own, _ := s.catalog.Sequence(seq)
		var all []ofFile
		for _, ds := range sets {
			if i := slices.IndexFunc(ds.Info.Sequences, func(q genome.Sequence) bool { return q.Name == seq }); i >= 0 {
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
