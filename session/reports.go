package session

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strings"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/actions"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/page"
	"github.com/epiviz/epivizgo/session/picture/provenance"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/report"
	"github.com/epiviz/epivizgo/session/state"
)

// ReportRegions makes an HTML file that shows all charts at each region, with the data that a page would ask for. took is
// called with the regions in their order, by the caller's goroutine; err is why one is listed, but not drawn. Its first error
// ends the work, as ctx does. The session stays where it is.
func (s *Session) ReportRegions(
	ctx context.Context, opt reply.RegionReport, took func(i int, notes []string, err error) error,
) ([]byte, error) {
	of, st := s.scene()
	if len(of.state.Charts) == 0 {
		return nil, hint.Add(errors.New("there is no chart to report on"), "plot NAME adds one")
	}
	list := s.reported(opt.Regions)
	base := s.everywhere(of, list)
	steps := 0
	if !opt.Exact {
		steps = stepsFor(len(list) * opt.Bins * measured(base.Charts))
	}
	w := report.NewWriter(report.Options{
		Title: opt.Title, Theme: opt.Theme, Bins: opt.Bins, State: base, Columns: opt.Columns,
		Steps: steps, Precision: precisionIn(of.state.Charts, steps),
	})
	r := recorder{s: s, base: base, bins: opt.Bins, public: s.withoutFolders()}
	type recorded struct {
		answers []report.Answer
		notes   []string
		err     error
	}
	notes := map[string][]string{} // the regions that each is on
	var said []string
	for _, note := range opt.Notes {
		w.Note(r.public.Replace(note))
	}
	err := inOrder(ctx, len(list), 0, func(ctx context.Context, i int) (made recorded) {
		made.answers, made.notes, made.err = r.record(ctx, list[i])
		return made
	}, func(i int, made recorded) error {
		at := list[i]
		region := report.Region{
			Name: opt.Regions[i].Name, SeqName: at.at.Seq, Start: at.at.Start + 1, End: at.at.End, Cells: opt.Regions[i].Cells,
			From: at.view.Start + 1, To: at.view.End,
		}
		if made.err != nil {
			region.Failed = r.public.Replace(made.err.Error())
			made = recorded{err: made.err}
		}
		for _, note := range made.notes {
			if note = r.public.Replace(note); notes[note] == nil {
				said = append(said, note)
			}
			notes[note] = append(notes[note], cmp.Or(region.Name, at.at.String()))
		}
		err := w.Add(region, made.answers)
		if errors.Is(err, report.ErrTooLarge) {
			err = hint.Add(err, "report on fewer regions at a time, with fewer charts or fewer --bins")
		}
		if err != nil {
			return err
		}
		return took(i, made.notes, made.err)
	})
	if err != nil {
		return nil, err
	}
	for _, note := range said {
		w.Note(ofRegions(notes[note]) + ": " + note)
	}
	from, err := s.madeFrom(ctx, st, opt)
	if err != nil {
		return nil, err
	}
	w.SetMade(from)
	return w.HTML()
}

// ofRegions names the first of some regions, and says how many others there are.
func ofRegions(titles []string) string {
	switch n := len(titles) - 1; n {
	case 0:
		return titles[0]
	case 1:
		return titles[0] + " and 1 other"
	default:
		return fmt.Sprintf("%s and %d others", titles[0], n)
	}
}

// madeFrom says what a report of a state is made from.
func (s *Session) madeFrom(ctx context.Context, st state.State, opt reply.RegionReport) (made report.Made, err error) {
	var handles []int
	for _, c := range st.Charts {
		handles = append(handles, c.Handle)
	}
	regions := st.Regions
	st = s.pictured(st, handles, st.View().Places())
	st.Regions = regions // not only those of a place
	names, paths := publicNames(st), filesOf(st)
	for _, path := range opt.Files {
		if _, ok := names[path]; !ok {
			names[path] = filepath.Base(path)
			paths = append(paths, path)
		}
	}
	made.Version = provenance.ThisProgram(s.opt.Flags).String()
	made.Commands = s.opt.Script(st.Events(), func(path string) string { return names[path] })
	if opt.Command != "" {
		made.Commands = append(made.Commands, opt.Command)
	}
	files, _, err := s.describeFiles(ctx, paths, names, "report") // the report itself says of which there are no checksums
	for _, f := range files {
		for _, f := range append([]provenance.File{f}, f.Indexes...) {
			note := f.Problem
			if note == "" && f.Of != "" {
				note = "checksum of " + f.Of
			}
			made.Files = append(made.Files, report.File{Name: f.Name, Size: f.Size, SHA256: f.SHA256, Note: note})
		}
	}
	return made, err
}

// reportedRegion is a region with what is shown of it.
type reportedRegion struct {
	at, view genome.Interval
	notes    []string
	err      error // why it is not shown
}

// reported finds what is shown of regions.
func (s *Session) reported(regions []reply.ReportedRegion) []reportedRegion {
	list := make([]reportedRegion, len(regions))
	for i, r := range regions {
		to := &list[i]
		to.at = r.At.Interval
		view, notes, err := s.viewOf([]reply.Locus{r.At})
		if err != nil {
			to.err = err
			continue
		}
		to.view, to.notes = view.Location, notes
		to.at.Seq = to.view.Seq
		if r.At.End == 0 { // a whole sequence
			to.at = to.view
		}
	}
	return list
}

// everywhere returns what a page would show, without a place: with the sequences of all regions.
func (s *Session) everywhere(of scene, list []reportedRegion) protocol.SyncStateParams {
	st := of.state
	st.Location, st.Beside, st.Whole = genome.Interval{}, nil, false
	seen := map[string]bool{}
	for _, r := range list {
		switch {
		case r.err != nil || seen[r.view.Seq]:
			continue
		case len(seen) == 0:
			st.Location = r.view
		default:
			st.Beside = append(st.Beside, r.view)
		}
		seen[r.view.Seq] = true
	}
	all := page.Everything(s.catalog, st, of.offered)
	all.Location, all.Beside = nil, protocol.Beside{}
	return all
}

// measured counts the measurements of charts that have values.
func measured(charts []protocol.SyncChart) int {
	all := map[string]bool{}
	for _, c := range charts {
		for _, m := range c.Measurements {
			if m.Type == protocol.FeatureType {
				all[m.ID] = true
			}
		}
	}
	return len(all)
}

// stepsFor returns to how many steps values are rounded, 0 for none, so that a report of so many is below a megabyte: a
// value is a bin's mean, beside which are its least and its greatest. Beyond the last bound it is larger.
func stepsFor(values int) int {
	switch {
	case values <= 50_000:
		return 0
	case values <= 400_000:
		return 400
	case values <= 600_000:
		return 200
	}
	return 100
}

// precisionIn returns how the values of measurements may be rounded for charts.
func precisionIn(charts []state.Chart, steps int) func(measurement string) report.Precision {
	of := map[string]report.Precision{}
	for _, c := range charts {
		precision := report.Precision{Steps: steps, Digits: c.Settings["scale"] == "log" || c.Settings["scale"] == "symlog"}
		for _, axis := range [][2]string{{"yMin", "yMax"}, {"xMin", "xMax"}} { // which may show a small part of what values span
			least, ok := c.Settings[axis[0]].(float64)
			most, ok2 := c.Settings[axis[1]].(float64)
			if ok && ok2 && most > least {
				precision = precision.Finer(report.Precision{Within: most - least})
			}
		}
		for _, m := range c.Measurements {
			of[m] = of[m].Finer(precision)
		}
	}
	return func(measurement string) report.Precision { return of[measurement] }
}

// recorder asks for what a report draws.
type recorder struct {
	s      *Session
	base   protocol.SyncStateParams
	bins   int
	public *strings.Replacer // of texts that may have the names of folders
}

// record returns the answers to what the charts ask for at a region.
func (of recorder) record(ctx context.Context, r reportedRegion) (answers []report.Answer, notes []string, err error) {
	if r.err != nil {
		return nil, nil, r.err
	}
	at := actions.ToRange(r.view)
	st := of.base
	st.Location = &at
	bases := float64(r.view.Len())
	asked, notes, err := of.s.studio.Gather(ctx, st, nil, bases/math.Ceil(bases/float64(of.bins)), of.s.answer)
	for _, a := range asked {
		answers = append(answers, report.Answer{Action: a.Action, Args: a.Args, Data: of.withoutFolders(a.Answer)})
	}
	return answers, append(slices.Clone(r.notes), notes...), err
}

// withoutFolders returns an answer whose sentences, if it has any, name no folder.
func (of recorder) withoutFolders(answer any) any {
	switch a := answer.(type) {
	case *protocol.PointsAnswer:
		a.Error = of.public.Replace(a.Error)
	case *protocol.FeaturesAnswer:
		a.Error = of.public.Replace(a.Error)
	case *protocol.ReadsAnswer:
		a.Error, a.Why = of.public.Replace(a.Error), of.public.Replace(a.Why)
	case protocol.SequenceAnswer:
		a.Error = of.public.Replace(a.Error)
		return a
	}
	return answer
}

// withoutFolders returns what replaces the paths of files by their names, in texts for others.
func (s *Session) withoutFolders() *strings.Replacer {
	var pairs []string
	for _, path := range filesOf(s.current()) {
		if filepath.IsAbs(path) {
			pairs = append(pairs, path, filepath.Base(path), filepath.Dir(path)+string(filepath.Separator), "")
		}
	}
	return strings.NewReplacer(pairs...)
}
