package repltest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"sync"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/repl"
	"github.com/epiviz/epivizgo/session/genome"
)

// Session is a repl.Session in memory. NewSession gives it the tutorial's data
// and one browser that agrees with everything. Its methods are safe for
// concurrent use; the exported fields are set before.
type Session struct {
	// Before is called at the start of every method that takes a context, with
	// the method's name: to fail, to wait, or to count. Nil does nothing.
	Before func(ctx context.Context, method string) error
	// Files are what Load finds, by base name.
	Files map[string][]protocol.Measurement
	// Connected are the browsers. With none, commands note it.
	Connected []protocol.BrowserInfo
	// Answers are what Send returns.
	Answers []protocol.Answer
	// Event is told of every change, as the real session tells.
	Event func(protocol.Event)

	mu           sync.Mutex
	at           genome.Interval
	measurements []protocol.Measurement
	loaded       map[string][]string // measurement ids by path
	sequences    []genome.Sequence
	charts       []protocol.Chart
	lastHandle   int
	selection    []genome.Interval
	theme        protocol.Theme
	watched      []string
	workspaces   []protocol.SavedWorkspace
}

var _ repl.Session = (*Session)(nil)

// Link is where the fake session says its page is.
const Link = "http://127.0.0.1:8888/"

// Column is the tutorial's measurement.
func Column() protocol.Measurement {
	low, high := -5.0, 25.0
	return protocol.Measurement{ID: "py_column", Name: "Python Measurement", Type: protocol.FeatureType,
		DatasourceID: "py_datasource", DatasourceGroup: "py_datasourcegroup", DefaultChartType: "Line Track",
		MinValue: &low, MaxValue: &high, Metadata: []string{"py_metadata"}}
}

// Ranges is a measurement of intervals with the given id.
func Ranges(id string) protocol.Measurement {
	return protocol.Measurement{ID: id, Name: id, Type: protocol.RangeType, DatasourceID: id,
		DatasourceGroup: id, DefaultChartType: "Blocks Track"}
}

// NewSession returns a session with the tutorial's data and a built-in page.
func NewSession() *Session {
	return &Session{
		Connected:    []protocol.BrowserInfo{{ID: 1, Generation: "built-in page", Remote: "127.0.0.1:50000"}},
		measurements: []protocol.Measurement{Column()},
		loaded:       make(map[string][]string),
		sequences:    []genome.Sequence{{Name: "chr1", Length: 248956422}, {Name: "pyChr", Length: 1000000000}},
		at:           genome.Interval{Seq: "pyChr", Start: 0, End: 100000},
	}
}

func (s *Session) before(ctx context.Context, method string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if s.Before != nil {
		return s.Before(ctx, method)
	}
	return nil
}

func (s *Session) report() protocol.Report {
	r := protocol.Report{Browsers: len(s.Connected)}
	if r.Browsers == 0 {
		r.Notes = []string{"no browser is connected; open " + Link}
	}
	return r
}

// Navigate moves to a known sequence and clamps to its length.
func (s *Session) Navigate(ctx context.Context, iv genome.Interval) (protocol.Report, error) {
	if err := s.before(ctx, "Navigate"); err != nil {
		return protocol.Report{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	i := slices.IndexFunc(s.sequences, func(q genome.Sequence) bool { return q.Name == iv.Seq })
	if i < 0 {
		return protocol.Report{}, fmt.Errorf("there is no sequence %q", iv.Seq)
	}
	if iv.End == 0 {
		iv.End = s.sequences[i].Length
	}
	s.at = iv.Clamp(s.sequences[i].Length)
	s.emit(protocol.Event{Kind: protocol.EventMoved, Location: wireRange(s.at)})
	r := s.report()
	if r.Browsers > 0 {
		r.Location = wireRange(s.at)
	}
	return r, nil
}

// Location returns the place of the last Navigate.
func (s *Session) Location(ctx context.Context) (genome.Interval, []protocol.BrowserInfo, error) {
	if err := s.before(ctx, "Location"); err != nil {
		return genome.Interval{}, nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.at, slices.Clone(s.Connected), nil
}

// Load finds a file in Files.
func (s *Session) Load(ctx context.Context, path string) ([]protocol.Measurement, protocol.Report, error) {
	if err := s.before(ctx, "Load"); err != nil {
		return nil, protocol.Report{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	found, ok := s.Files[filepath.Base(path)]
	if !ok {
		return nil, protocol.Report{}, fmt.Errorf("open %s: no such file", path)
	}
	for _, m := range found {
		s.loaded[path] = append(s.loaded[path], m.ID)
	}
	s.measurements = append(s.measurements, found...)
	s.emit(protocol.Event{Kind: protocol.EventLoaded, Path: path, Names: s.loaded[path]})
	return found, s.report(), nil
}

// LoadAs is Load.
func (s *Session) LoadAs(ctx context.Context, path, _ string) ([]protocol.Measurement, protocol.Report, error) {
	return s.Load(ctx, path)
}

// Unload removes a file by path or base name, or by one of its measurements.
func (s *Session) Unload(ctx context.Context, name string) (protocol.Report, error) {
	if err := s.before(ctx, "Unload"); err != nil {
		return protocol.Report{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for path, ids := range s.loaded {
		if path != name && filepath.Base(path) != name && !slices.Contains(ids, name) {
			continue
		}
		delete(s.loaded, path)
		gone := func(id string) bool { return slices.Contains(ids, id) }
		s.measurements = slices.DeleteFunc(s.measurements, func(m protocol.Measurement) bool { return gone(m.ID) })
		s.charts = slices.DeleteFunc(s.charts, func(c protocol.Chart) bool { return slices.ContainsFunc(c.Measurements, gone) })
		s.emit(protocol.Event{Kind: protocol.EventUnloaded, Path: path, Names: ids})
		return s.report(), nil
	}
	return protocol.Report{}, fmt.Errorf("nothing that is loaded is called %q", name)
}

// Measurements lists them.
func (s *Session) Measurements() []protocol.Measurement {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.measurements)
}

// resolve finds measurements by id or name.
func (s *Session) resolve(names []string) ([]protocol.Measurement, error) {
	var found []protocol.Measurement
	for _, name := range names {
		i := slices.IndexFunc(s.measurements, func(m protocol.Measurement) bool { return m.ID == name || m.Name == name })
		if i < 0 {
			return nil, fmt.Errorf("there is no measurement %q", name)
		}
		found = append(found, s.measurements[i])
	}
	return found, nil
}

// AddMeasurements checks the names.
func (s *Session) AddMeasurements(ctx context.Context, names []string) (protocol.Report, error) {
	return s.named(ctx, "AddMeasurements", protocol.EventMenuAdded, names)
}

// RemoveMeasurements checks the names.
func (s *Session) RemoveMeasurements(ctx context.Context, names []string) (protocol.Report, error) {
	return s.named(ctx, "RemoveMeasurements", protocol.EventMenuRemoved, names)
}

func (s *Session) named(ctx context.Context, method string, kind protocol.EventKind, names []string) (protocol.Report, error) {
	if err := s.before(ctx, method); err != nil {
		return protocol.Report{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	list, err := s.resolve(names)
	if err == nil {
		s.emit(protocol.Event{Kind: kind, Names: idsOf(list)})
	}
	return s.report(), err
}

// SeqInfos lists the sequences.
func (s *Session) SeqInfos() []genome.Sequence {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.sequences)
}

// AddSeqInfos adds sequences.
func (s *Session) AddSeqInfos(ctx context.Context, seqs []genome.Sequence) (protocol.Report, error) {
	if err := s.before(ctx, "AddSeqInfos"); err != nil {
		return protocol.Report{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sequences = append(s.sequences, seqs...)
	e := protocol.Event{Kind: protocol.EventSeqInfosAdded}
	for _, q := range seqs {
		e.SeqInfos = append(e.SeqInfos, protocol.SeqInfo{Name: q.Name, Min: 1, Max: q.Length})
	}
	s.emit(e)
	return s.report(), nil
}

// RemoveSeqNames removes sequences.
func (s *Session) RemoveSeqNames(ctx context.Context, names []string) (protocol.Report, error) {
	if err := s.before(ctx, "RemoveSeqNames"); err != nil {
		return protocol.Report{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, name := range names {
		if !slices.ContainsFunc(s.sequences, func(q genome.Sequence) bool { return q.Name == name }) {
			return protocol.Report{}, fmt.Errorf("there is no sequence %q", name)
		}
	}
	s.sequences = slices.DeleteFunc(s.sequences, func(q genome.Sequence) bool { return slices.Contains(names, q.Name) })
	s.emit(protocol.Event{Kind: protocol.EventSeqNamesGone, Names: names})
	return s.report(), nil
}

// AddChart adds a chart of known measurements.
func (s *Session) AddChart(ctx context.Context, typ string, names []string) (protocol.Chart, protocol.Report, error) {
	if err := s.before(ctx, "AddChart"); err != nil {
		return protocol.Chart{}, protocol.Report{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.addChart(0, typ, names, nil)
}

// addChart adds a chart under a handle, 0 for the next.
func (s *Session) addChart(handle int, typ string, names []string, settings map[string]any) (protocol.Chart, protocol.Report, error) {
	list, err := s.resolve(names)
	if err != nil {
		return protocol.Chart{}, protocol.Report{}, err
	}
	if typ == "" && len(list) > 0 {
		typ = list[0].DefaultChartType
	}
	found, ok := protocol.LookupChartType(typ)
	if !ok {
		return protocol.Chart{}, protocol.Report{}, fmt.Errorf("there is no chart type %q", typ)
	}
	if handle == 0 {
		handle = s.lastHandle + 1
	}
	s.lastHandle = max(s.lastHandle, handle)
	chart := protocol.Chart{Handle: handle, Type: found.ID, Measurements: idsOf(list), Settings: make(map[string]any)}
	maps.Copy(chart.Settings, settings)
	s.charts = append(s.charts, chart)
	s.emitChart(protocol.EventChartAdded, chart, nil)
	return chart, s.report(), nil
}

func (s *Session) chart(handle int) (int, error) {
	i := slices.IndexFunc(s.charts, func(c protocol.Chart) bool { return c.Handle == handle })
	if i < 0 {
		return 0, fmt.Errorf("there is no chart %d", handle)
	}
	return i, nil
}

// RemoveChart removes a chart.
func (s *Session) RemoveChart(ctx context.Context, handle int) (protocol.Report, error) {
	if err := s.before(ctx, "RemoveChart"); err != nil {
		return protocol.Report{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	i, err := s.chart(handle)
	if err != nil {
		return protocol.Report{}, err
	}
	gone := s.charts[i]
	s.charts = slices.Delete(s.charts, i, i+1)
	s.emitChart(protocol.EventChartRemoved, gone, nil)
	return s.report(), nil
}

// Charts lists the charts.
func (s *Session) Charts() []protocol.Chart {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.charts)
}

// ChartTypes lists the protocol's.
func (s *Session) ChartTypes() []protocol.ChartType { return protocol.ChartTypes }

// Settings lists those of the chart's type with the chart's values.
func (s *Session) Settings(handle int) ([]protocol.Setting, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i, err := s.chart(handle)
	if err != nil {
		return nil, err
	}
	typ, _ := protocol.LookupChartType(s.charts[i].Type)
	list := slices.Clone(typ.Settings)
	for k := range list {
		list[k].Value = s.charts[i].Settings[list[k].ID]
	}
	return list, nil
}

// Set changes settings of the chart's type.
func (s *Session) Set(ctx context.Context, handle int, values map[string]string) (protocol.Report, error) {
	if err := s.before(ctx, "Set"); err != nil {
		return protocol.Report{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	i, err := s.chart(handle)
	if err != nil {
		return protocol.Report{}, err
	}
	typ, _ := protocol.LookupChartType(s.charts[i].Type)
	for key := range values {
		if !slices.ContainsFunc(typ.Settings, func(t protocol.Setting) bool { return t.ID == key }) {
			return protocol.Report{}, fmt.Errorf("a %s has no setting %q", typ.Name, key)
		}
	}
	changed := make(map[string]any)
	for key, value := range values {
		s.charts[i].Settings[key], changed[key] = value, value
	}
	s.emitChart(protocol.EventChartChanged, s.charts[i], changed)
	return s.report(), nil
}

// Redraw does nothing.
func (s *Session) Redraw(ctx context.Context) (protocol.Report, error) {
	return s.report(), s.before(ctx, "Redraw")
}

// ClearCache checks the group.
func (s *Session) ClearCache(ctx context.Context, group string) (protocol.Report, error) {
	if err := s.before(ctx, "ClearCache"); err != nil {
		return protocol.Report{}, err
	}
	if !slices.Contains(s.Groups(), group) {
		return protocol.Report{}, fmt.Errorf("there is no group %q", group)
	}
	return s.report(), nil
}

// FlushCache does nothing.
func (s *Session) FlushCache(ctx context.Context) (protocol.Report, error) {
	return s.report(), s.before(ctx, "FlushCache")
}

// Groups lists the measurements' groups.
func (s *Session) Groups() []string {
	var groups []string
	for _, m := range s.Measurements() {
		if !slices.Contains(groups, m.DatasourceGroup) {
			groups = append(groups, m.DatasourceGroup)
		}
	}
	return groups
}

// Browsers lists Connected.
func (s *Session) Browsers() []protocol.BrowserInfo { return slices.Clone(s.Connected) }

// Open returns Link.
func (s *Session) Open(ctx context.Context) (string, error) { return Link, s.before(ctx, "Open") }

// Send returns Answers.
func (s *Session) Send(ctx context.Context, action string, _ []byte) ([]protocol.Answer, error) {
	if err := s.before(ctx, "Send"); err != nil {
		return nil, err
	}
	if _, ok := protocol.UIAction(action); !ok {
		return nil, fmt.Errorf("no page knows the action %q", action)
	}
	return slices.Clone(s.Answers), nil
}

// ErrRefused is an error of a browser, with a hint, for Before to return.
var ErrRefused = refused{errors.New("browser 1 (built-in page) refused")}

type refused struct{ error }

// Hint says what to do next.
func (refused) Hint() string { return "reload the page" }
