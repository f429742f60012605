package session

import (
	"context"
	"errors"
	"math"
	"path/filepath"
	"slices"
	"strings"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/actions"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/page"
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
	st := host{s}.State()
	if len(st.Charts) == 0 {
		return nil, hint.Add(errors.New("there is no chart to report on"), "plot NAME adds one")
	}
	list := s.reported(opt.Regions)
	base := s.everywhere(st, list)
	w := report.NewWriter(report.Options{
		Title: opt.Title, Theme: opt.Theme, Bins: opt.Bins, State: base, Columns: opt.Columns, Precision: precisionIn(st.Charts, opt.Exact),
	})
	of := recorder{s: s, base: base, bins: opt.Bins, public: s.withoutFolders()}
	noted := map[string]bool{}
	for i, r := range list {
		answers, notes, err := of.record(ctx, &r)
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		region := report.Region{
			Name: opt.Regions[i].Name, SeqName: r.at.Seq, Start: r.at.Start + 1, End: r.at.End, Cells: opt.Regions[i].Cells,
			From: r.view.Start + 1, To: r.view.End,
		}
		if err != nil {
			region.Failed = of.public.Replace(err.Error())
			answers, notes = nil, nil
		}
		if err := w.Add(region, answers); err != nil {
			return nil, err
		}
		for _, note := range notes {
			if note = of.public.Replace(note); !noted[note] {
				noted[note] = true
				w.Note(note)
			}
		}
		if err := took(i, notes, err); err != nil {
			return nil, err
		}
	}
	w.SetMade(report.Made{Version: opt.Version})
	return w.HTML()
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
func (s *Session) everywhere(st page.State, list []reportedRegion) protocol.SyncStateParams {
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
	all := page.Everything(s.catalog, st, s.offered())
	all.Location, all.Beside = nil, protocol.Beside{}
	return all
}

// precisionIn returns how the values of measurements may be rounded for charts.
func precisionIn(charts []state.Chart, exact bool) func(measurement string) report.Precision {
	of := map[string]report.Precision{}
	for _, c := range charts {
		precision := report.Precision{Exact: exact, Digits: c.Settings["scale"] == "log" || c.Settings["scale"] == "symlog"}
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
func (of recorder) record(ctx context.Context, r *reportedRegion) (answers []report.Answer, notes []string, err error) {
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

// withoutFolders returns an answer whose error, if it has one, names no folder.
func (of recorder) withoutFolders(answer any) any {
	switch a := answer.(type) {
	case *protocol.PointsAnswer:
		a.Error = of.public.Replace(a.Error)
	case *protocol.FeaturesAnswer:
		a.Error = of.public.Replace(a.Error)
	case protocol.SequenceAnswer:
		a.Error = of.public.Replace(a.Error)
		return a
	}
	return answer
}

// withoutFolders returns what replaces the paths of files by their names, in texts for others.
func (s *Session) withoutFolders() *strings.Replacer {
	var pairs []string
	for _, ds := range s.catalog.Datasets() {
		if filepath.IsAbs(ds.Path) {
			pairs = append(pairs, ds.Path, filepath.Base(ds.Path), filepath.Dir(ds.Path)+string(filepath.Separator), "")
		}
	}
	return strings.NewReplacer(pairs...)
}
