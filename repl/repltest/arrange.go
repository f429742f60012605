package repltest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/genome"
)

// emit tells of an event. mu is held.
func (s *Session) emit(e protocol.Event) {
	if s.Event != nil {
		s.Event(e)
	}
}

// emitChart tells of a chart as it is now.
func (s *Session) emitChart(kind protocol.EventKind, c protocol.Chart, changed map[string]any) {
	c.Settings = maps.Clone(c.Settings)
	s.emit(protocol.Event{Kind: kind, Chart: &c, Settings: changed})
}

// Happen tells of an event as if a person had made it in a browser. The state
// stays as it is.
func (s *Session) Happen(e protocol.Event) { s.emit(e) }

func wireRange(iv genome.Interval) *protocol.Range {
	return &protocol.Range{SeqName: iv.Seq, Start: float64(iv.Start + 1), End: float64(iv.End)}
}

func wireRanges(ivs []genome.Interval) []protocol.Range {
	out := []protocol.Range{}
	for _, iv := range ivs {
		out = append(out, *wireRange(iv))
	}
	return out
}

func idsOf(list []protocol.Measurement) []string {
	var ids []string
	for _, m := range list {
		ids = append(ids, m.ID)
	}
	return ids
}

// AddChartAs adds a chart under a handle that is free.
func (s *Session) AddChartAs(ctx context.Context, handle int, typ string, names []string) (protocol.Chart, protocol.Report, error) {
	if err := s.before(ctx, "AddChartAs"); err != nil {
		return protocol.Chart{}, protocol.Report{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, err := s.chart(handle); err == nil {
		return protocol.Chart{}, protocol.Report{}, fmt.Errorf("chart %d is there already", handle)
	}
	return s.addChart(handle, typ, names, nil)
}

// DuplicateChart adds a chart like another one.
func (s *Session) DuplicateChart(ctx context.Context, handle int) (protocol.Chart, protocol.Report, error) {
	if err := s.before(ctx, "DuplicateChart"); err != nil {
		return protocol.Chart{}, protocol.Report{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	i, err := s.chart(handle)
	if err != nil {
		return protocol.Chart{}, protocol.Report{}, err
	}
	c := s.charts[i]
	return s.addChart(0, c.Type, c.Measurements, c.Settings)
}

// OrderCharts puts charts first.
func (s *Session) OrderCharts(ctx context.Context, handles []int) (protocol.Report, error) {
	if err := s.before(ctx, "OrderCharts"); err != nil {
		return protocol.Report{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, h := range handles {
		if _, err := s.chart(h); err != nil {
			return protocol.Report{}, err
		}
	}
	place := func(c protocol.Chart) int {
		if i := slices.Index(handles, c.Handle); i >= 0 {
			return i
		}
		return len(handles)
	}
	slices.SortStableFunc(s.charts, func(a, b protocol.Chart) int { return place(a) - place(b) })
	var order []int
	for _, c := range s.charts {
		order = append(order, c.Handle)
	}
	s.emit(protocol.Event{Kind: protocol.EventChartsOrdered, Handles: order})
	return s.report(), nil
}

// SetKept is Set without asking whether the chart has such settings.
func (s *Session) SetKept(ctx context.Context, handle int, values map[string]string) (protocol.Report, error) {
	if err := s.before(ctx, "SetKept"); err != nil {
		return protocol.Report{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	i, err := s.chart(handle)
	if err != nil {
		return protocol.Report{}, err
	}
	changed := make(map[string]any)
	for key, value := range values {
		s.charts[i].Settings[key], changed[key] = value, value
	}
	s.emitChart(protocol.EventChartChanged, s.charts[i], changed)
	return s.report(), nil
}

// Theme is what SetTheme was given.
func (s *Session) Theme() protocol.Theme {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.theme
}

// SetTheme keeps the theme.
func (s *Session) SetTheme(ctx context.Context, theme protocol.Theme) (protocol.Report, error) {
	if err := s.before(ctx, "SetTheme"); err != nil {
		return protocol.Report{}, err
	}
	if !slices.Contains(protocol.Themes, theme) {
		return protocol.Report{}, fmt.Errorf("there is no theme %q", theme)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.theme = theme
	s.emit(protocol.Event{Kind: protocol.EventThemed, Text: string(theme)})
	return s.report(), nil
}

// Selection is what Select was given.
func (s *Session) Selection() []genome.Interval {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.selection)
}

// Select selects places on known sequences.
func (s *Session) Select(ctx context.Context, ivs []genome.Interval) (protocol.Report, error) {
	if err := s.before(ctx, "Select"); err != nil {
		return protocol.Report{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, iv := range ivs {
		at := slices.IndexFunc(s.sequences, func(q genome.Sequence) bool { return q.Name == iv.Seq })
		if at < 0 {
			return protocol.Report{}, fmt.Errorf("there is no sequence %q", iv.Seq)
		}
		if iv.End == 0 {
			ivs[i].End = s.sequences[at].Length
		}
	}
	s.selection = ivs
	s.emit(protocol.Event{Kind: protocol.EventSelected, Selection: wireRanges(ivs)})
	return s.report(), nil
}

// Snapshot has the place, the charts and the selection.
func (s *Session) Snapshot() []protocol.Event {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := []protocol.Event{{Kind: protocol.EventMoved, Location: wireRange(s.at)}}
	for _, c := range s.charts {
		c.Settings = maps.Clone(c.Settings)
		out = append(out, protocol.Event{Kind: protocol.EventChartAdded, Chart: &c})
	}
	if len(s.selection) > 0 {
		out = append(out, protocol.Event{Kind: protocol.EventSelected, Selection: wireRanges(s.selection)})
	}
	return out
}

// Still calls do with the snapshot.
func (s *Session) Still(ctx context.Context, do func([]protocol.Event)) error {
	if err := s.before(ctx, "Still"); err != nil {
		return err
	}
	do(s.Snapshot())
	return nil
}

// Compute makes a measurement like the tutorial's; an expression with a ? is
// wrong there.
func (s *Session) Compute(ctx context.Context, name, expression string) (protocol.Measurement, protocol.Report, error) {
	if err := s.before(ctx, "Compute"); err != nil {
		return protocol.Measurement{}, protocol.Report{}, err
	}
	if i := strings.IndexByte(expression, '?'); i >= 0 {
		return protocol.Measurement{}, protocol.Report{}, fmt.Errorf("unexpected ? at character %d of %s", i+1, expression)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	m := Column()
	m.ID, m.Name = name, name
	s.measurements = append(s.measurements, m)
	s.emit(protocol.Event{Kind: protocol.EventComputed, Names: []string{name}, Text: expression})
	return m, s.report(), nil
}

// Watch keeps the paths of loaded files.
func (s *Session) Watch(ctx context.Context, names []string, on bool) (protocol.Report, error) {
	if err := s.before(ctx, "Watch"); err != nil {
		return protocol.Report{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(names) == 0 {
		names = slices.Sorted(maps.Keys(s.loaded))
	}
	for _, name := range names {
		if _, ok := s.loaded[name]; !ok {
			return protocol.Report{}, fmt.Errorf("there is no file %q", name)
		}
		i := slices.Index(s.watched, name)
		switch {
		case on && i < 0:
			s.watched = append(s.watched, name)
			s.emit(protocol.Event{Kind: protocol.EventWatched, Path: name})
		case !on && i >= 0:
			s.watched = slices.Delete(s.watched, i, i+1)
			s.emit(protocol.Event{Kind: protocol.EventUnwatched, Path: name})
		}
	}
	return protocol.Report{}, nil
}

// Watched lists what Watch keeps.
func (s *Session) Watched() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.watched)
}

// Workspaces lists those saved, the last one first.
func (s *Session) Workspaces(query string) ([]protocol.SavedWorkspace, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []protocol.SavedWorkspace
	for _, w := range slices.Backward(s.workspaces) {
		if strings.Contains(w.Name, query) {
			out = append(out, w)
		}
	}
	return out, nil
}

// SaveWorkspace keeps the state under a name.
func (s *Session) SaveWorkspace(name string) (protocol.SavedWorkspace, error) {
	w := protocol.SavedWorkspace{ID: "id-" + name, Name: name, State: s.Snapshot()}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.workspaces = slices.DeleteFunc(s.workspaces, func(have protocol.SavedWorkspace) bool { return have.Name == name })
	s.workspaces = append(s.workspaces, w)
	return w, nil
}

func (s *Session) workspace(name string) (int, error) {
	i := slices.IndexFunc(s.workspaces, func(w protocol.SavedWorkspace) bool { return w.Name == name || w.ID == name })
	if i < 0 {
		return 0, fmt.Errorf("there is no workspace %q", name)
	}
	return i, nil
}

// OpenWorkspace brings the place of a workspace back.
func (s *Session) OpenWorkspace(ctx context.Context, name string) (protocol.Report, error) {
	if err := s.before(ctx, "OpenWorkspace"); err != nil {
		return protocol.Report{}, err
	}
	s.mu.Lock()
	i, err := s.workspace(name)
	if err != nil {
		s.mu.Unlock()
		return protocol.Report{}, err
	}
	at := s.workspaces[i].State[0].Location
	s.mu.Unlock()
	return s.Navigate(ctx, genome.Interval{Seq: at.SeqName, Start: int(at.Start) - 1, End: int(at.End)})
}

// DeleteWorkspace forgets a workspace.
func (s *Session) DeleteWorkspace(name string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	i, err := s.workspace(name)
	if err != nil {
		return err
	}
	s.workspaces = slices.Delete(s.workspaces, i, i+1)
	return nil
}

// Print makes a picture that says what it is of.
func (s *Session) Print(ctx context.Context, handle int, _, fileType string) ([]byte, protocol.Report, error) {
	if err := s.before(ctx, "Print"); err != nil {
		return nil, protocol.Report{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if handle != 0 {
		if _, err := s.chart(handle); err != nil {
			return nil, protocol.Report{}, err
		}
	}
	if len(s.Connected) == 0 {
		return nil, s.report(), errors.New("no browser is connected to make the picture")
	}
	return fmt.Appendf(nil, "%s of %d\n", fileType, handle), s.report(), nil
}

// WaitBrowser is done when there is a browser, and else when ctx is.
func (s *Session) WaitBrowser(ctx context.Context) error {
	if err := s.before(ctx, "WaitBrowser"); err != nil || len(s.Connected) > 0 {
		return err
	}
	<-ctx.Done()
	return fmt.Errorf("no browser came: %w", context.Cause(ctx))
}
