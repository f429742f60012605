package session

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/actions"
	"github.com/epiviz/epivizgo/session/catalog"
	"github.com/epiviz/epivizgo/session/compute"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/page"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/state"
)

// ChartTypes lists the chart types that can be added.
func (s *Session) ChartTypes() []protocol.ChartType { return slices.Clone(protocol.ChartTypes) }

// Charts lists the charts in the order in which they are shown.
func (s *Session) Charts() []state.Chart {
	st := s.current()
	out := make([]state.Chart, len(st.Charts))
	for i, c := range st.Charts {
		out[i] = state.CopyChart(c)
	}
	return out
}

// AddChart adds a chart of measurements given by id or name. typ is a display
// name, a short name or a full id in any case; "" means the first measurement's
// default.
func (s *Session) AddChart(ctx context.Context, typ string, names []string) (state.Chart, reply.Report, error) {
	return s.AddChartAs(ctx, 0, typ, names)
}

// AddChartAs adds a chart with the given handle, to restore a state. The handle must be
// free; 0 means the next free one.
func (s *Session) AddChartAs(ctx context.Context, handle int, typ string, names []string) (state.Chart, reply.Report, error) {
	end, err := s.begin(ctx)
	if err != nil {
		return state.Chart{}, reply.Report{}, err
	}
	defer end()
	var notes []string
	if handle == 0 { // a state that is restored has what was chosen
		names, notes = s.ofTranscripts(typ, names)
	}
	t, ids, err := s.planChart(typ, names)
	if err != nil {
		return state.Chart{}, reply.Report{}, err
	}
	if _, err := s.chart(handle); handle < 0 || err == nil {
		return state.Chart{}, reply.Report{}, fmt.Errorf("chart %d is there already, or is no number of a chart", handle)
	}
	chart, report, err := s.addChart(ctx, state.Chart{Handle: handle, Type: t.ID, Measurements: ids})
	report.Notes = append(notes, report.Notes...)
	for _, id := range ids {
		if m, failed := s.catalog.Measurement(id); failed == nil {
			if waits := waitsForGenes(m.Dataset); waits != nil && !slices.Contains(report.Notes, waits.Error()) {
				report.Notes = append(report.Notes, waits.Error())
			}
		}
	}
	return chart, report, err
}

// ofTranscripts returns the names of what a chart of a type is to show: a Transcript Track of genes shows their
// transcripts, with a note.
func (s *Session) ofTranscripts(typ string, names []string) (instead, notes []string) {
	if t, ok := protocol.LookupChartType(typ); !ok || t.Short() != "TranscriptTrack" {
		return names, nil
	}
	instead = slices.Clone(names)
	for i, name := range names {
		m, err := s.catalog.Measurement(name)
		if err != nil {
			continue
		}
		if t := m.Transcripts(); t != nil {
			instead[i] = t.ID
			notes = append(notes, fmt.Sprintf("it shows %s, the transcripts of %s", t.ID, m.ID))
		}
	}
	return instead, notes
}

// nextHandle returns a number that no chart has had. Once the largest number is taken, it
// returns a large one that no chart has.
func (s *Session) nextHandle() int {
	st := s.current()
	handle := min(st.LastHandle+1, state.MaxHandle)
	for handle > 1 {
		if _, taken := st.Chart(handle); !taken {
			break
		}
		handle--
	}
	return handle
}

// addChart adds a chart within a turn. A handle of 0 is replaced by the next
// free one.
func (s *Session) addChart(ctx context.Context, chart state.Chart) (state.Chart, reply.Report, error) {
	if chart.Handle == 0 {
		chart.Handle = s.nextHandle()
	}
	if chart.Handle > state.MaxHandle {
		err := fmt.Errorf("chart %d would be beyond the last number that a chart can have, %d", chart.Handle, state.MaxHandle)
		return state.Chart{}, reply.Report{}, err
	}
	fresh := s.unlisted(chart.Measurements)
	browsers := s.commit(ctx, func(state.State) []state.Event {
		return one(state.Event{Kind: state.EventChartAdded, Chart: &chart})
	})
	report, err := s.tell(ctx, browsers, func(ctx context.Context, b *page.Page) error {
		if len(fresh) > 0 {
			if err := b.AddMeasurements(ctx, fresh); err != nil {
				return err
			}
		}
		return b.AddChart(ctx, &chart)
	})
	if err != nil && report.Browsers == 0 && allRefused(err, len(browsers)) {
		// No browser shows it, so the command is undone. A browser that connected
		// meanwhile may show it; what it answers does not matter.
		_, _ = s.removeChart(ctx, chart.Handle)
		chart = state.Chart{}
	}
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
		return t, nil, hint.Add(fmt.Errorf("there is no chart type %q", typ), "there are %s", chartTypeNames())
	}
	for _, m := range ms {
		if has := actions.Measurement(m).Type; has != t.Takes {
			err := fmt.Errorf("a %s draws %s, and %s has %s", t.Name, drawn[t.Takes], m.ID, drawn[has])
			if has == protocol.RangeType && t.Takes == protocol.FeatureType {
				err = fmt.Errorf("a %s draws values, and %s has none", t.Name, m.ID)
			}
			return t, nil, hint.Add(err, "addchart %q %s", m.Chart, m.ID)
		}
		if !t.Suits(actions.Measurement(m)) {
			return t, nil, hint.Add(fmt.Errorf("%s draws reads, and %s has none", t.Name, m.ID), "addchart %q %s", m.Chart, m.ID)
		}
		if t.OneGroup && m.Group != ms[0].Group {
			err := fmt.Errorf("a %s needs measurements with the same rows; %s is of group %s, %s of %s",
				t.Name, ms[0].ID, ms[0].Group, m.ID, m.Group)
			if len(ms[0].Dataset.Info.Keys) > 0 && len(m.Dataset.Info.Keys) > 0 {
				return t, nil, hint.Add(err, "rows of two tables are not the same genes: some are in one alone, or in several rows; "+
					"merge the tables by their names into one file, and load that")
			}
			return t, nil, hintOfGroups(err, ms)
		}
	}
	if len(ms) < t.MinMeasurements {
		return t, nil, fmt.Errorf("a %s needs %d measurements, found %d", t.Name, t.MinMeasurements, len(ms))
	}
	return t, ids, nil
}

// hintOfGroups adds to the error of measurements of several groups how they become signals in the same bins.
func hintOfGroups(err error, ms []*catalog.Measurement) error {
	var lines []string
	for _, m := range ms {
		if m.Group != catalog.GridGroup {
			lines = append(lines, fmt.Sprintf("compute NAME = %s", compute.Quote(m.ID)))
		}
	}
	return hint.Add(err, "%s makes a signal in the bins of all signals, which go together; values LOCUS NAMES prints them side by side",
		strings.Join(lines, ", "))
}

// drawn says what charts draw of each type of measurements.
var drawn = map[protocol.MeasurementType]string{
	protocol.FeatureType: "values", protocol.RangeType: "intervals", protocol.SequenceType: "bases",
}

func chartTypeNames() string {
	var names []string
	for _, t := range protocol.ChartTypes {
		names = append(names, strconv.Quote(t.Name))
	}
	return strings.Join(names, ", ")
}

// allRefused reports whether each of n browsers refused the chart, as opposed to not
// answering or refusing its settings.
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

// RemoveChart removes a chart by its handle.
func (s *Session) RemoveChart(ctx context.Context, handle int) (reply.Report, error) {
	return s.inTurn(ctx, func() (reply.Report, error) {
		gone, err := s.chart(handle)
		if err != nil {
			return reply.Report{}, err
		}
		report, err := s.removeChart(ctx, handle)
		return report, errors.Join(err, s.dropFilters(ctx, gone))
	})
}

// removeChart removes a chart within a turn.
func (s *Session) removeChart(ctx context.Context, handle int) (reply.Report, error) {
	gone, err := s.chart(handle)
	if err != nil {
		return reply.Report{}, err
	}
	browsers := s.commit(ctx, func(state.State) []state.Event {
		return one(state.Event{Kind: state.EventChartRemoved, Chart: &gone})
	})
	return s.tell(ctx, browsers, func(ctx context.Context, b *page.Page) error { return b.RemoveChart(ctx, handle) })
}

// chart returns the chart of that number. Its maps and slices must not be written to.
func (s *Session) chart(handle int) (state.Chart, error) {
	st := s.current()
	if c, ok := st.Chart(handle); ok {
		return c, nil
	}
	var handles []string
	for _, c := range st.Charts {
		handles = append(handles, strconv.Itoa(c.Handle))
	}
	err := fmt.Errorf("there is no chart %d", handle)
	if len(handles) == 0 {
		return state.Chart{}, hint.Add(err, "there are no charts; addchart TYPE NAME adds one")
	}
	return state.Chart{}, hint.Add(err, "there are %s", strings.Join(handles, ", "))
}
