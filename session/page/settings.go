package page

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/budget"
	"github.com/epiviz/epivizgo/session/catalog"
	"github.com/epiviz/epivizgo/session/state"
)

// ColorsOf returns a chart's colours: its own, else those that the files of its measurements state,
// else those of its type. The built-in page does the same (theme.js), so that a
// measurement has one colour in every page.
func ColorsOf(c *state.Chart, cat *catalog.Catalog) []string {
	if len(c.Colors) > 0 {
		return c.Colors
	}
	t, _ := protocol.LookupChartType(c.Type)
	colors := t.Colors()
	for i, m := range Measurements(cat, c.Measurements) {
		if i == len(colors) {
			colors = append(colors, t.Colors()...)
		}
		if stated := m.Annotation[colorKey]; stated != "" {
			colors[i] = stated
		}
	}
	return colors
}

// colorKey is the key of a measurement's annotation that has the colour that its file states.
const colorKey = "color"

// pageSettings returns a chart's settings for a page that has its own defaults. It leaves
// out settings that were not announced for the type: they are the built-in page's.
func (pg *Page) pageSettings(t protocol.ChartType, c *state.Chart) map[string]any {
	out := map[string]any{}
	announced := pg.host.State().Announced[c.Type]
	for id, v := range pg.pageDefaults(t) {
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

// pageDefaults returns the settings that replace the page's defaults for a chart type.
func (pg *Page) pageDefaults(t protocol.ChartType) map[string]any {
	if pg.quirks.skipsPoints && t.Short() == lineTrack {
		return map[string]any{"step": 1, "interpolation": "linear", "showPoints": false, "showLines": true}
	}
	return nil
}

// unheeded returns the note on settings that the page does not have for a chart's type, "" if it has all.
func (pg *Page) unheeded(c *state.Chart, settings map[string]any, chart string) string {
	announced := pg.host.State().Announced[c.Type]
	if pg.quirks.handlesCharts || announced == nil {
		return ""
	}
	var missing []string
	for _, id := range slices.Sorted(maps.Keys(settings)) {
		if _, known := announced[id]; !known && id != colors {
			missing = append(missing, id)
		}
	}
	if len(missing) == 0 {
		return ""
	}
	t, _ := protocol.LookupChartType(c.Type)
	kept := "they are"
	if len(missing) == 1 {
		kept = "it is"
	}
	return fmt.Sprintf("has no %s of a %s%s; %s kept in the session", strings.Join(missing, " and no "), t.Name, chart, kept)
}

// colors is the name under which the colours of a chart are among its changed settings.
const colors = "colors"

// SetChart gives a chart of the page the settings and colours of c, of which some have changed.
func (pg *Page) SetChart(ctx context.Context, c *state.Chart, changed map[string]any) error {
	id, shown := pg.chartID(c.Handle)
	if !shown {
		return nil
	}
	if !pg.Knows(protocol.SetChartSettings) {
		return &Note{Sentence: "has no chart settings; they are kept in the session"}
	}
	// An empty list restores the colours of the type.
	p := protocol.SetChartSettingsParams{ChartID: id, Settings: c.Settings, ColorMap: append([]string{}, c.Colors...)}
	if !pg.quirks.handlesCharts {
		t, _ := protocol.LookupChartType(c.Type)
		p.Settings, p.ColorMap = pg.pageSettings(t, c), ColorsOf(c, pg.catalog)
	}
	if err := pg.pushSettings(ctx, c, p); err != nil {
		return err
	}
	return noteOf(pg.unheeded(c, changed, ""))
}

// ResetChart does what SetChart does for a chart of which some settings were reset to
// their defaults.
func (pg *Page) ResetChart(ctx context.Context, c *state.Chart, defaults map[string]any) error {
	id, shown := pg.chartID(c.Handle)
	switch {
	case !shown:
		return nil
	case pg.quirks.handlesCharts: // it is made again in its place
		p := protocol.AddChartParams{
			Type: c.Type, Measurements: protocol.Embed(Measurements(pg.catalog, c.Measurements)),
			Handle: c.Handle, Settings: c.Settings, ColorMap: c.Colors,
		}
		return pg.call(ctx, protocol.AddChart, p, nil)
	case !pg.Knows(protocol.SetChartSettings):
		return &Note{Sentence: "has no chart settings; they are kept in the session"}
	}
	t, _ := protocol.LookupChartType(c.Type)
	settings := pg.pageSettings(t, c)
	for id, v := range defaults {
		if _, set := settings[id]; !set && v != nil {
			settings[id] = v
		}
	}
	return pg.pushSettings(ctx, c, protocol.SetChartSettingsParams{ChartID: id, Settings: settings, ColorMap: ColorsOf(c, pg.catalog)})
}

// Change holds what a person changed of a chart in a real page.
type Change struct {
	Handle   int
	Settings map[string]any
	Colors   []string // nil when they were not
	sets     int      // Page.sets when the page told of it
}

// noteChange inspects a setChartSettings as it arrives. Pages that know the action send
// one when a person changes a chart, and also when the session just did: values equal to
// the session's state are ignored. That is decided before the page's answer to the
// session is read, since the state may change again after it.
func (pg *Page) noteChange(req *protocol.Request) {
	var p protocol.SetChartSettingsParams
	if err := json.Unmarshal(req.Args, &p); err != nil {
		pg.TellOnce(fmt.Sprintf("%s sent settings that cannot be read: %v", pg.Name(), err))
		return
	}
	handle, ok := pg.handleOf(p.ChartID)
	if !ok {
		return // a chart that the person added in the page: not the session's
	}
	if len(req.Args) > budget.Settings {
		pg.TellOnce(fmt.Sprintf("%s changed chart %d, but its settings have %d bytes and were not taken over; wanted at most %d",
			pg.Name(), handle, len(req.Args), budget.Settings))
		return
	}
	st := pg.host.State()
	c, ok := st.chart(handle)
	if !ok {
		return
	}
	settings, colors := pg.differing(c, st, p)
	if len(settings) == 0 && colors == nil {
		return
	}
	pg.mu.Lock()
	defer pg.mu.Unlock()
	if pushed := pg.pushed; pushed != nil && pushed.Handle == handle {
		if settings, colors := pg.differing(pushed, st, p); len(settings) == 0 && colors == nil {
			return // the echo of a push that the session's state has overtaken
		}
	}
	pg.changes[req.ID] = Change{handle, settings, colors, pg.sets}
}

// TakeChange returns what noteChange found in a request, once.
func (pg *Page) TakeChange(request int64) (Change, bool) {
	pg.mu.Lock()
	defer pg.mu.Unlock()
	c, changed := pg.changes[request]
	delete(pg.changes, request)
	return c, changed
}

// Overwritten reports whether the page may have been pushed settings since it told of the
// change.
func (pg *Page) Overwritten(c Change) bool {
	pg.mu.Lock()
	defer pg.mu.Unlock()
	return pg.sets != c.sets || pg.pushed != nil
}

// pushSettings sends the page the settings of c, and counts that.
func (pg *Page) pushSettings(ctx context.Context, c *state.Chart, p protocol.SetChartSettingsParams) error {
	pg.mu.Lock()
	pg.pushed = c
	pg.mu.Unlock()
	err := pg.call(ctx, protocol.SetChartSettings, p, nil)
	pg.mu.Lock()
	defer pg.mu.Unlock()
	pg.pushed = nil
	pg.sets++
	if m, ok := pg.made[c.Handle]; ok {
		if m.chart = *c; err != nil { // perhaps it has others
			m.chart.Settings, m.chart.Colors = nil, nil
		}
		pg.made[c.Handle] = m
	}
	return err
}

// differing returns those of a page's settings that are not those of c, where
// a setting that c does not have counts as the page's default.
func (pg *Page) differing(c *state.Chart, st State, p protocol.SetChartSettingsParams) (map[string]any, []string) {
	t, _ := protocol.LookupChartType(c.Type)
	settings := map[string]any{}
	for id, v := range p.Settings {
		have, set := c.Settings[id]
		if !set {
			have, set = pg.pageDefaults(t)[id]
		}
		if !set {
			have = st.Announced[c.Type][id].Default
		}
		if !sameValue(have, v) {
			settings[id] = v
		}
	}
	if p.ColorMap == nil || slices.Equal(p.ColorMap, ColorsOf(c, pg.catalog)) {
		return settings, nil
	}
	return settings, p.ColorMap
}

// sameValue compares settings as JSON does: numbers by value.
func sameValue(a, b any) bool {
	number := func(v any) any {
		if i, ok := v.(int); ok {
			return float64(i)
		}
		return v
	}
	return reflect.DeepEqual(number(a), number(b))
}
