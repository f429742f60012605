package session

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/catalog"
	"github.com/epiviz/epivizgo/session/compute"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/page"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/state"
)

// Charts of the rows that fit a condition. These rows are a computed measurement, NAME where
// CONDITION, which the chart shows in the place of the one with all rows: so pages of all
// generations draw them, and the state has nothing new to keep.

// filtered returns the source of NAME where CONDITION over the measurement with the id.
func (s *Session) filtered(ctx context.Context, e *compute.Expression, ids []string) (*compute.Filtered, error) {
	m, err := s.catalog.Measurement(ids[0])
	if err != nil {
		return nil, err
	}
	var sequences []genome.Sequence
	for _, q := range m.Dataset.Info.Sequences {
		sequences = append(sequences, s.asOffered(q))
	}
	return compute.Filter(ctx, e, ids, &m.Dataset.Info, sequences,
		func(ctx context.Context, iv genome.Interval, opt source.RowOptions) (*source.Rows, error) {
			return s.catalog.Rows(ctx, m.Dataset, iv, opt)
		})
}

// computedSpec returns the spec with which a computed measurement enters the catalog. Rows that
// fit a condition are shown as NAME (CONDITION).
func (s *Session) computedSpec(name string, e *compute.Expression) catalog.Spec {
	if e.Condition() == "" {
		return catalog.Spec{Name: name}
	}
	of := e.Names()[0].Text
	if m, err := s.catalog.Measurement(of); err == nil {
		of = m.Name
	}
	return catalog.Spec{Name: fmt.Sprintf("%s (%s)", of, e.Condition()), ID: name}
}

// filterPart is one dataset of a chart, and the rows of it that fit a condition.
type filterPart struct {
	of  *catalog.Dataset // with all rows
	e   *compute.Expression
	src catalog.Derived
	ids map[int]string // of the filtered measurements, by their columns
}

// Filter has a chart show only the rows that fit a condition, or with "" all rows again. The
// condition is on all rows, not on those of an earlier one. Notes tell how many rows are left out.
func (s *Session) Filter(ctx context.Context, handle int, condition string) (state.Chart, reply.Report, error) {
	fail := func(err error) (state.Chart, reply.Report, error) { return state.Chart{}, reply.Report{}, err }
	chart, err := s.chart(handle)
	if err != nil {
		return fail(err)
	}
	if waits := s.waitsFor(chart); waits != nil {
		return fail(fmt.Errorf("chart %d waits for %s", handle, strings.Join(waits, ", ")))
	}
	if t, _ := protocol.LookupChartType(chart.Type); t.Needs != "" && condition != "" {
		return fail(hint.Add(fmt.Errorf("%s shows the reads of a file, of which filter cannot choose", t.Name),
			"load FILE --flags FLAGS --mapq N leaves some out"))
	}
	shown, filtered, err := s.unfiltered(chart)
	if err != nil {
		return fail(err)
	}
	if condition == "" && !filtered {
		return fail(fmt.Errorf("chart %d has no filter", handle))
	}
	var parts []*filterPart
	closeAll := func(err error) error {
		for _, p := range parts {
			_ = p.src.Close()
		}
		return err
	}
	for _, m := range shown {
		of := m.Dataset
		if err := m.NoRows(); err != nil {
			return fail(closeAll(err))
		}
		if condition == "" || slices.ContainsFunc(parts, func(p *filterPart) bool { return p.of == of }) {
			continue
		}
		e, err := compute.Parse(compute.Where(of.Measurements[0].ID, condition))
		if err != nil {
			return fail(closeAll(err))
		}
		src, err := s.computed(ctx, e, []string{of.Measurements[0].ID}) // which may take long, so it takes no turn
		if err != nil {
			return fail(closeAll(err))
		}
		parts = append(parts, &filterPart{of: of, e: e, src: src, ids: map[int]string{}})
	}
	end, err := s.begin(ctx)
	if err != nil {
		return fail(closeAll(err))
	}
	defer end()
	if now, err := s.chart(handle); err != nil || !slices.Equal(now.Measurements, chart.Measurements) {
		return fail(closeAll(cmp.Or(err, fmt.Errorf("chart %d was changed meanwhile", handle))))
	}
	for _, p := range parts { // its rows may be others by now
		if m, err := s.catalog.Measurement(p.of.Measurements[0].ID); err != nil || m.Dataset.Source != p.of.Source {
			return fail(closeAll(fmt.Errorf("%s was read again or unloaded meanwhile; try it again", p.of.Name)))
		}
	}
	var notes []string
	var errs []error // of pages: the session has it
	for _, p := range parts {
		_, report, err := s.addWithin(ctx, p.src, s.computedSpec(s.filterName(p.of, handle), p.e), 0)
		errs = append(errs, err)
		if f, ok := p.src.(*compute.Filtered); ok {
			kept, total := f.Counts()
			notes = append(notes, fmt.Sprintf("%s: %d of %d rows, %d left out", p.of.Measurements[0].ID, kept, total, total-kept))
		}
		notes = append(notes, slices.DeleteFunc(report.Notes, func(note string) bool {
			return slices.Contains(p.src.Info().Notes, note) || strings.HasPrefix(note, namesApart)
		})...)
		for _, ds := range s.catalog.Datasets() {
			if ds.Source == p.src {
				for _, m := range ds.Measurements {
					p.ids[m.Column] = m.ID
				}
			}
		}
	}
	next := chart
	next.Measurements = nil
	for _, m := range shown {
		id := m.ID
		for _, p := range parts {
			if p.of == m.Dataset {
				id = p.ids[m.Column]
			}
		}
		next.Measurements = append(next.Measurements, id)
	}
	report, err := s.replaceChart(ctx, chart, next)
	gone := chart
	if now, _ := s.chart(handle); !slices.Equal(now.Measurements, next.Measurements) {
		gone, next = next, state.Chart{} // no page can show it
	}
	errs = append(errs, err, s.dropFilters(ctx, gone))
	report.Notes = append(notes, report.Notes...)
	return next, report, errors.Join(errs...)
}

// unfiltered returns the measurements with all rows that a chart is of, and reports whether it has a
// filter.
func (s *Session) unfiltered(chart state.Chart) (shown []*catalog.Measurement, filtered bool, err error) {
	for _, id := range chart.Measurements {
		m, err := s.catalog.Measurement(id)
		if err != nil {
			return nil, false, err
		}
		if isFilter(m.Dataset) {
			filtered = true
			of, err := s.catalog.Measurement(m.Dataset.Needs[0])
			if err != nil {
				return nil, false, err
			}
			i := slices.IndexFunc(of.Dataset.Measurements, func(other *catalog.Measurement) bool { return other.Column == m.Column })
			if i < 0 {
				return nil, false, fmt.Errorf("%s has no column %s any more", of.Dataset.Name, m.Name)
			}
			m = of.Dataset.Measurements[i]
		}
		shown = append(shown, m)
	}
	return shown, filtered, nil
}

// filterNames are the names of filterName.
var filterNames = regexp.MustCompile(`_chart[0-9]+(_[0-9]+)?$`)

// isFilter reports whether Filter made a dataset, rather than a person by compute.
func isFilter(ds *catalog.Dataset) bool {
	_, ok := ds.Source.(*compute.Filtered)
	return ok && filterNames.MatchString(ds.ID)
}

// filterName returns a free name for the rows of a dataset that a chart shows.
func (s *Session) filterName(of *catalog.Dataset, handle int) string {
	base := strings.ReplaceAll(of.Measurements[0].ID, "-", "_")
	if compute.CheckName(base) != nil {
		base = "rows"
	}
	name := base + "_chart" + strconv.Itoa(handle)
	for n := 2; ; n++ {
		if s.catalog.Unused(name) {
			return name
		}
		name = fmt.Sprintf("%s_chart%d_%d", base, handle, n)
	}
}

// replaceChart puts a chart in the place of one with its number, within a turn. If no page can show it, the
// old one stays.
func (s *Session) replaceChart(ctx context.Context, old, chart state.Chart) (reply.Report, error) {
	var order []int
	for _, c := range s.current().Charts {
		order = append(order, c.Handle)
	}
	if _, err := s.removeChart(ctx, chart.Handle); err != nil {
		return reply.Report{}, err
	}
	_, report, err := s.addChart(ctx, chart)
	errs := []error{err}
	if _, refused := s.chart(chart.Handle); refused != nil {
		browsers := s.commit(ctx, func(state.State) []state.Event {
			return one(state.Event{Kind: state.EventChartAdded, Chart: &old})
		})
		_, err := s.tell(ctx, browsers, func(ctx context.Context, b *page.Page) error { return b.AddChart(ctx, &old) })
		errs = append(errs, err)
	}
	if order[len(order)-1] == chart.Handle {
		return report, errors.Join(errs...)
	}
	browsers := s.commit(ctx, func(state.State) []state.Event {
		return one(state.Event{Kind: state.EventChartsOrdered, Handles: order})
	})
	_, err = s.tell(ctx, browsers, func(ctx context.Context, b *page.Page) error {
		if !b.Knows(protocol.OrderCharts) {
			return nil // it keeps an order of its own
		}
		return b.Push(ctx, protocol.OrderCharts, protocol.OrderParams{Handles: order})
	})
	return report, errors.Join(append(errs, err)...)
}

// dropFilters unloads what Filter made for a chart that is gone, within a turn, unless another chart shows
// it or something is computed from it.
func (s *Session) dropFilters(ctx context.Context, gone state.Chart) error {
	var errs []error
	for _, ds := range s.catalog.Datasets() {
		ids := datasetIDs(ds)
		shows := func(c state.Chart) bool {
			return slices.ContainsFunc(c.Measurements, func(id string) bool { return slices.Contains(ids, id) })
		}
		if isFilter(ds) && shows(gone) && !slices.ContainsFunc(s.Charts(), shows) && s.notNeeded(ds) == nil {
			_, err := s.unload(ctx, ds)
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}
