package session

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/catalog"
)

// palette is the colours that real pages are sent for a chart whose colours
// were not set: Okabe and Ito's, which colour-blind eyes can tell apart, darkest
// first. The built-in page has its own, for light and dark.
var palette = []string{"#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#8c6d31", "#4d4d4d"}

// ChartTypes lists the chart types that can be added.
func (s *Session) ChartTypes() []protocol.ChartType { return slices.Clone(protocol.ChartTypes) }

// Charts lists the charts by handle.
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
	var chart protocol.Chart
	browsers := s.change(func(st *state) {
		st.lastHandle++
		c := &protocol.Chart{Handle: st.lastHandle, Type: t.ID, Measurements: ids}
		st.charts = append(st.charts, c)
		chart = copyChart(c)
	})
	report, err := s.tell(ctx, browsers, func(ctx context.Context, b *browser) error { return b.addChart(ctx, &chart) })
	if err != nil && report.Browsers == 0 && allRefused(err, len(browsers)) {
		// Nobody shows it: it is as if it had not been asked for.
		s.change(func(st *state) { st.remove(chart.Handle) })
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

// allRefused tells whether every one of n browsers said no, rather than not
// answering.
func allRefused(err error, n int) bool {
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return false
	}
	refused := 0
	for _, e := range joined.Unwrap() {
		var r *protocol.Refusal
		if errors.As(e, &r) {
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
	if b.dialect == protocol.V5 && t.Takes == protocol.FeatureType {
		// It throws, and keeps a chart that nobody knows the id of, when it has only
		// part of a chart's data at hand (WIRE.md section 9.3).
		b.quiesce(ctx, drainWait)
		for _, group := range groupsOf(ms) {
			if err := b.clear(ctx, group); err != nil {
				return err
			}
		}
	}
	p := protocol.AddChartParams{Type: c.Type, Measurements: protocol.Embed(ms)}
	if b.dialect == protocol.Builtin {
		p.Handle, p.Settings, p.ColorMap = c.Handle, c.Settings, c.Colors
	}
	var added protocol.AddChartResult
	if err := b.call(ctx, protocol.AddChart, p, &added); err != nil {
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
		if settings := b.pageSettings(t, c); len(settings) > 0 {
			if err := b.call(ctx, protocol.SetChartSettings, protocol.SetChartSettingsParams{ChartID: added.ID, Settings: settings, ColorMap: pageColors(c)}, nil); err != nil {
				return fmt.Errorf("the chart was added, its settings were not: %w", err)
			}
		}
	} else if b.dialect == protocol.V3 && t.Short() == lineTrack {
		return &noteError{done: true, sentence: fmt.Sprintf("draws one point in fifty of a Line Track (chart %d): zoom out, or use a newer EpiViz or the built-in page", c.Handle)}
	}
	return nil
}

const lineTrack = "LineTrack"

// pageColors are the colours of a chart as real pages are sent them, who fail
// without any.
func pageColors(c *protocol.Chart) []string {
	if len(c.Colors) > 0 {
		return c.Colors
	}
	return palette
}

// pageSettings are a chart's settings as a real page of v4 or v5 is sent them.
// Line Tracks skip points and smooth the line unless told not to (WIRE.md
// section 7); settings that the page did not announce are the built-in page's.
func (b *browser) pageSettings(t protocol.ChartType, c *protocol.Chart) map[string]any {
	out := map[string]any{}
	b.s.mu.Lock()
	announced := b.s.state.announced[c.Type]
	b.s.mu.Unlock()
	for id, v := range pageDefaults(t) {
		if _, known := announced[id]; known || announced == nil || id == "step" {
			out[id] = v
		}
	}
	for id, v := range c.Settings {
		if _, known := announced[id]; known || announced == nil {
			out[id] = v
		}
	}
	return out
}

// pageDefaults are settings that v4 and v5 pages are sent for a chart type in
// place of their own defaults.
func pageDefaults(t protocol.ChartType) map[string]any {
	if t.Short() == lineTrack {
		return map[string]any{"step": 1, "interpolation": "linear", "showPoints": false, "showLines": true}
	}
	return nil
}

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
	found := false
	browsers := s.change(func(st *state) {
		_, found = st.chart(handle)
		st.remove(handle)
	})
	if !found {
		return protocol.Report{}, s.noChart(handle)
	}
	return s.tell(ctx, browsers, func(ctx context.Context, b *browser) error {
		id, shown := b.chartID(handle)
		if !shown {
			return nil
		}
		b.setChartID(handle, "")
		err := b.call(ctx, protocol.RemoveChart, protocol.ChartParams{ChartID: id}, nil)
		var refused *protocol.Refusal
		if errors.As(err, &refused) && refused.Reason == "" {
			return nil // it was removed in the page already
		}
		return err
	})
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

// Settings lists a chart's settings with their values: those that every page
// has in common, then those that connected pages announced for the type.
func (s *Session) Settings(handle int) ([]protocol.Setting, error) {
	s.mu.Lock()
	c, ok := s.state.chart(handle)
	if !ok {
		s.mu.Unlock()
		return nil, s.noChart(handle)
	}
	defer s.mu.Unlock()
	return s.settingsLocked(c), nil
}

func (s *Session) settingsLocked(c *protocol.Chart) []protocol.Setting {
	t, _ := protocol.LookupChartType(c.Type)
	list := slices.Clone(t.Settings)
	known := map[string]bool{}
	for _, set := range list {
		known[set.ID] = true
	}
	announced := s.state.announced[c.Type]
	for _, id := range sortedKeys(announced) {
		if !known[id] {
			list = append(list, announced[id])
		}
	}
	list = append(list, protocol.Setting{ID: colorsSetting, Type: "string", Default: strings.Join(palette, ","), Label: "Colours, one a measurement",
		Value: strings.Join(pageColors(c), ",")})
	for i := range list {
		if v, set := c.Settings[list[i].ID]; set {
			list[i].Value = v
		} else if list[i].Value == nil {
			list[i].Value = list[i].Default
		}
	}
	return list
}

// colorsSetting is the name under which a chart's colours are set.
const colorsSetting = "colors"

// Set changes settings of a chart; values are as typed.
func (s *Session) Set(ctx context.Context, handle int, values map[string]string) (protocol.Report, error) {
	end, err := s.begin(ctx)
	if err != nil {
		return protocol.Report{}, err
	}
	defer end()
	list, err := s.Settings(handle)
	if err != nil {
		return protocol.Report{}, err
	}
	settings := map[string]any{}
	var colors []string
	for _, id := range sortedKeys(values) {
		i := slices.IndexFunc(list, func(set protocol.Setting) bool { return strings.EqualFold(set.ID, id) })
		if i < 0 {
			return protocol.Report{}, hint(fmt.Errorf("chart %d has no setting %q", handle, id), "settings %d lists them", handle)
		}
		if list[i].ID == colorsSetting {
			if colors, err = parseColors(values[id]); err != nil {
				return protocol.Report{}, err
			}
			continue
		}
		v, err := parseSetting(list[i], values[id])
		if err != nil {
			return protocol.Report{}, err
		}
		settings[list[i].ID] = v
	}
	return s.set(ctx, handle, settings, colors, nil)
}

// set changes a chart within a turn and tells every page but except.
func (s *Session) set(ctx context.Context, handle int, settings map[string]any, colors []string, except *browser) (protocol.Report, error) {
	var chart protocol.Chart
	found := false
	browsers := s.change(func(st *state) {
		var c *protocol.Chart
		if c, found = st.chart(handle); !found {
			return
		}
		if c.Settings == nil {
			c.Settings = map[string]any{}
		}
		maps.Copy(c.Settings, settings)
		if colors != nil {
			c.Colors = colors
		}
		chart = copyChart(c)
	})
	if !found {
		return protocol.Report{}, s.noChart(handle)
	}
	browsers = slices.DeleteFunc(browsers, func(b *browser) bool { return b == except })
	if len(browsers) == 0 && except != nil {
		return protocol.Report{}, nil
	}
	return s.tell(ctx, browsers, func(ctx context.Context, b *browser) error {
		id, shown := b.chartID(handle)
		if !shown {
			return nil
		}
		if !b.dialect.Knows(protocol.SetChartSettings) {
			return &noteError{sentence: "has no chart settings; they are kept in the session"}
		}
		p := protocol.SetChartSettingsParams{ChartID: id, Settings: chart.Settings, ColorMap: chart.Colors}
		if b.dialect != protocol.Builtin {
			t, _ := protocol.LookupChartType(chart.Type)
			p.Settings, p.ColorMap = b.pageSettings(t, &chart), pageColors(&chart)
		}
		return b.call(ctx, protocol.SetChartSettings, p, nil)
	})
}

// parseSetting reads a typed value for a setting.
func parseSetting(set protocol.Setting, text string) (any, error) {
	bad := func(wanted string) error {
		return fmt.Errorf("setting %s is %q; wanted %s", set.ID, text, wanted)
	}
	switch set.Type {
	case "number":
		if text == "default" && (set.Default == "default" || set.Default == nil) {
			return "default", nil
		}
		v, err := strconv.ParseFloat(text, 64)
		if err != nil || v-v != 0 { // not a number, or not finite
			return nil, bad("a number")
		}
		return v, nil
	case "boolean":
		switch strings.ToLower(text) {
		case "true", "on", "yes", "1":
			return true, nil
		case "false", "off", "no", "0":
			return false, nil
		}
		return nil, bad("true or false")
	case "categorical":
		for _, v := range set.Possible {
			if strings.EqualFold(v, text) {
				return v, nil
			}
		}
		return nil, bad("one of " + strings.Join(set.Possible, ", "))
	}
	return text, nil
}

// parseColors reads colours parted by commas. Names and #hex are let through;
// anything else could not be a colour and might be more than one.
func parseColors(text string) ([]string, error) {
	colors := strings.Split(text, ",")
	for i, c := range colors {
		c = strings.TrimSpace(c)
		if c == "" || strings.Trim(strings.ToLower(strings.TrimPrefix(c, "#")), "abcdefghijklmnopqrstuvwxyz0123456789") != "" {
			return nil, fmt.Errorf("%q is not a colour; wanted names or #rrggbb, parted by commas", c)
		}
		colors[i] = c
	}
	return colors, nil
}
