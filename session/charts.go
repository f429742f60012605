package session

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/catalog"
)

// ChartTypes lists the chart types that can be added.
func (s *Session) ChartTypes() []protocol.ChartType { return slices.Clone(protocol.ChartTypes) }

// Charts lists the charts in the order in which they are shown.
func (s *Session) Charts() []protocol.Chart {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.state.copyCharts()
}

// AddChart adds a chart of measurements given by id or name. typ is a display
// name, a short name or a full id in any case; "" means the first measurement's
// default.
func (s *Session) AddChart(ctx context.Context, typ string, names []string) (protocol.Chart, protocol.Report, error) {
	end, err := s.begin(ctx)
	if err != nil {
		return protocol.Chart{}, protocol.Report{}, err
	}
	defer end()
	t, ids, err := s.planChart(typ, names)
	if err != nil {
		return protocol.Chart{}, protocol.Report{}, err
	}
	return s.addChart(ctx, protocol.Chart{Type: t.ID, Measurements: ids})
}

// addChart adds a chart within a turn. A handle of 0 is replaced by the next
// free one.
func (s *Session) addChart(ctx context.Context, planned protocol.Chart) (protocol.Chart, protocol.Report, error) {
	var chart protocol.Chart
	browsers := s.change(func(st *state) {
		if planned.Handle == 0 {
			planned.Handle = st.lastHandle + 1
		}
		st.lastHandle = max(st.lastHandle, planned.Handle)
		c := &planned
		st.charts = append(st.charts, c)
		chart = copyChart(c)
	})
	report, err := s.tell(ctx, browsers, func(ctx context.Context, b *browser) error { return b.addChart(ctx, &chart) })
	if err != nil && report.Browsers == 0 && allRefused(err, len(browsers)) {
		// Nobody shows it: it is as if it had not been asked for. A browser that
		// came meanwhile does, and is not asked what it makes of that.
		browsers = s.change(func(st *state) { st.remove(chart.Handle) })
		_, _ = s.tell(ctx, browsers, func(ctx context.Context, b *browser) error { return b.removeChart(ctx, chart.Handle) })
		return chart, report, err
	}
	s.emit(ctx, protocol.Event{Kind: protocol.EventChartAdded, Chart: &chart})
	return chart, report, err
}

// planChart finds the type and the measurements, and checks that they go
// together.
func (s *Session) planChart(typ string, names []string) (protocol.ChartType, []string, error) {
	if len(names) == 0 {
		return protocol.ChartType{}, nil, errors.New("a chart needs a measurement")
	}
	ms := make([]*catalog.Measurement, len(names))
	ids := make([]string, len(names))
	for i, name := range names {
		m, err := s.catalog.Measurement(name)
		if err != nil {
			return protocol.ChartType{}, nil, err
		}
		if ms[i], ids[i] = m, m.ID; slices.Contains(ids[:i], m.ID) {
			return protocol.ChartType{}, nil, fmt.Errorf("measurement %s is named twice", m.ID)
		}
	}
	if typ == "" {
		typ = ms[0].Chart
	}
	t, ok := protocol.LookupChartType(typ)
	if !ok {
		return t, nil, hint(fmt.Errorf("there is no chart type %q", typ), "%s", chartTypeHint(typ))
	}
	for _, m := range ms {
		if m.HasValues() != (t.Takes == protocol.FeatureType) {
			if m.HasValues() {
				return t, nil, hint(fmt.Errorf("a %s draws intervals, and %s has values", t.Name, m.ID), "addchart %q %s", m.Chart, m.ID)
			}
			return t, nil, hint(fmt.Errorf("a %s draws values, and %s has none", t.Name, m.ID), "addchart %q %s", m.Chart, m.ID)
		}
		if t.OneGroup && m.Group != ms[0].Group {
			return t, nil, fmt.Errorf("a %s needs measurements with the same rows; %s is of group %s, %s of %s", t.Name, ms[0].ID, ms[0].Group, m.ID, m.Group)
		}
	}
	if len(ms) < t.MinMeasurements {
		return t, nil, fmt.Errorf("a %s needs %d measurements, found %d", t.Name, t.MinMeasurements, len(ms))
	}
	return t, ids, nil
}

func chartTypeHint(string) string {
	var names []string
	for _, t := range protocol.ChartTypes {
		names = append(names, strconv.Quote(t.Name))
	}
	return "there are " + strings.Join(names, ", ")
}

// allRefused tells whether every one of n browsers said no to the chart, rather
// than not answering, or saying no to its settings.
func allRefused(err error, n int) bool {
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return false
	}
	refused := 0
	for _, e := range joined.Unwrap() {
		var r *protocol.Refusal
		if errors.As(e, &r) && r.Action == protocol.AddChart {
			refused++
		}
	}
	return refused == n
}

// addChart shows a chart on one page, unless it is shown there. The push token
// is held.
func (b *browser) addChart(ctx context.Context, c *protocol.Chart) error {
	if _, shown := b.chartID(c.Handle); shown {
		return nil
	}
	t, _ := protocol.LookupChartType(c.Type)
	if !t.DrawnBy(b.dialect) {
		return &noteError{sentence: fmt.Sprintf("cannot draw a %s; chart %d is not shown there", t.Name, c.Handle)}
	}
	ms := b.s.wireMeasurements(c.Measurements)
	if len(ms) == 0 {
		return fmt.Errorf("chart %d: its measurements are not loaded", c.Handle)
	}
	var again []string // groups that other charts need as well
	if b.dialect == protocol.V5 {
		b.quiesce(ctx, drainWait)
		if len(ms) > 1 {
			// It throws, and keeps a chart that nobody knows the id of, when it has
			// only part of a chart's data at hand (WIRE.md section 9.3).
			shown := b.shownGroups()
			for _, group := range groupsOf(ms) {
				if err := b.clear(ctx, group); err != nil {
					return err
				}
				if shown[group] > 0 {
					again = append(again, group)
				}
			}
		}
	}
	p := protocol.AddChartParams{Type: c.Type, Measurements: protocol.Embed(ms)}
	if b.dialect == protocol.Builtin {
		p.Handle, p.Settings, p.ColorMap = c.Handle, c.Settings, c.Colors
		// Its id is known beforehand: should the answer, which comes with the data,
		// be waited for too long, the chart can be removed all the same.
		b.setChartID(c.Handle, builtinChartID(c.Handle))
	}
	var added protocol.AddChartResult
	if err := b.call(ctx, protocol.AddChart, p, &added); err != nil {
		var refused *protocol.Refusal
		if errors.As(err, &refused) {
			b.setChartID(c.Handle, "")
		}
		return err
	}
	if added.ID == "" && b.dialect != protocol.Tutorial {
		return errors.New("the page added the chart but did not say under which id")
	}
	if added.ID == "" {
		added.ID = builtinChartID(c.Handle)
	}
	b.setChartID(c.Handle, added.ID)
	if b.dialect.Knows(protocol.SetChartSettings) && b.dialect != protocol.Builtin {
		if settings := b.pageSettings(t, c); len(settings) > 0 || len(c.Colors) > 0 {
			if err := b.call(ctx, protocol.SetChartSettings, protocol.SetChartSettingsParams{ChartID: added.ID, Settings: settings, ColorMap: colorsOf(c)}, nil); err != nil {
				return fmt.Errorf("the chart was added, its settings were not: %w", err)
			}
		}
	} else if b.dialect == protocol.V3 && t.Short() == lineTrack {
		return &noteError{done: true, sentence: fmt.Sprintf("draws one point in fifty of a Line Track (chart %d): zoom out, or use a newer EpiViz or the built-in page", c.Handle)}
	}
	// Those charts would be the ones with part of their data at hand.
	return b.renew(ctx, again)
}

const lineTrack = "LineTrack"

func groupsOf(ms []protocol.Measurement) []string {
	var groups []string
	for _, m := range ms {
		if !slices.Contains(groups, m.DatasourceGroup) {
			groups = append(groups, m.DatasourceGroup)
		}
	}
	return groups
}

// RemoveChart removes a chart by its handle.
func (s *Session) RemoveChart(ctx context.Context, handle int) (protocol.Report, error) {
	end, err := s.begin(ctx)
	if err != nil {
		return protocol.Report{}, err
	}
	defer end()
	return s.removeChart(ctx, handle)
}

// removeChart is RemoveChart within a turn.
func (s *Session) removeChart(ctx context.Context, handle int) (protocol.Report, error) {
	var gone *protocol.Chart
	browsers := s.change(func(st *state) {
		gone, _ = st.chart(handle)
		st.remove(handle)
	})
	if gone == nil {
		return protocol.Report{}, s.noChart(handle)
	}
	s.emit(ctx, protocol.Event{Kind: protocol.EventChartRemoved, Chart: gone})
	return s.tell(ctx, browsers, func(ctx context.Context, b *browser) error { return b.removeChart(ctx, handle) })
}

// removeChart takes a chart off one page, if it is shown there. The push token
// is held.
func (b *browser) removeChart(ctx context.Context, handle int) error {
	id, shown := b.chartID(handle)
	if !shown {
		return nil
	}
	b.setChartID(handle, "")
	err := b.call(ctx, protocol.RemoveChart, protocol.ChartParams{ChartID: id}, nil)
	var refused *protocol.Refusal
	if errors.As(err, &refused) && (refused.Reason == "" || b.dialect == protocol.Builtin) {
		return nil // it was removed in the page already
	}
	return err
}

func (s *Session) noChart(handle int) error {
	var handles []string
	for _, c := range s.Charts() {
		handles = append(handles, strconv.Itoa(c.Handle))
	}
	err := fmt.Errorf("there is no chart %d", handle)
	if len(handles) == 0 {
		return hint(err, "there are no charts; addchart TYPE NAME adds one")
	}
	return hint(err, "there are %s", strings.Join(handles, ", "))
}
