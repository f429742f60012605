package session

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"

	"github.com/epiviz/epivizgo/protocol"
)

// colorsOf are a chart's colours: its own, else those of its type.
func colorsOf(c *protocol.Chart) []string {
	if len(c.Colors) > 0 {
		return c.Colors
	}
	t, _ := protocol.LookupChartType(c.Type)
	return t.Colors()
}

// pageSettings are a chart's settings as a real page of v4 or v5 is sent them.
// Line Tracks skip points and smooth the line unless told not to (WIRE.md
// section 7); settings that the page did not announce are the built-in page's.
func (b *browser) pageSettings(t protocol.ChartType, c *protocol.Chart) map[string]any {
	out := map[string]any{}
	announced := b.host.State().Announced[c.Type]
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

// setChart gives a chart of the page the settings and colours that it has in
// the session. The push token is held.
func (b *browser) setChart(ctx context.Context, c *protocol.Chart) error {
	id, shown := b.chartID(c.Handle)
	if !shown {
		return nil
	}
	if !b.dialect.Knows(protocol.SetChartSettings) {
		return &noteError{sentence: "has no chart settings; they are kept in the session"}
	}
	p := protocol.SetChartSettingsParams{ChartID: id, Settings: c.Settings, ColorMap: c.Colors}
	if b.dialect != protocol.Builtin {
		t, _ := protocol.LookupChartType(c.Type)
		p.Settings, p.ColorMap = b.pageSettings(t, c), colorsOf(c)
	}
	defer b.noteSet()
	return b.call(ctx, protocol.SetChartSettings, p, nil)
}

// change is what a person changed of a chart in a real page.
type change struct {
	handle   int
	settings map[string]any
	colors   []string // nil when they were not
	sets     int      // browser.sets when the page told of it
}

// noteChange looks at a setChartSettings as it arrives. v4 and v5 send one when
// a person changes a chart, and also when the session just did: what equals the
// session's state goes no further. That is decided before the page's answer to
// the session is read, since the state may change again after it.
func (b *browser) noteChange(req *protocol.Request) {
	var p protocol.SetChartSettingsParams
	if err := json.Unmarshal(req.Args, &p); err != nil {
		b.host.Once(fmt.Sprintf("%s sent settings that cannot be read: %v", b.name(), err))
		return
	}
	handle, ok := b.handleOf(p.ChartID)
	if !ok {
		return // a chart that the person added in the page: not the session's
	}
	if len(req.Args) > mostSettings {
		b.host.Once(fmt.Sprintf("%s changed chart %d, but its settings have %d bytes and were not taken over; wanted at most %d",
			b.name(), handle, len(req.Args), mostSettings))
		return
	}
	settings, colors := differing(b.host.State(), handle, p)
	if len(settings) == 0 && colors == nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.changes[req.ID] = change{handle, settings, colors, b.sets}
}

// mostSettings bounds the settings of a chart that a page changes at once, in
// bytes. Those of real charts, colours included, have a few thousand.
const mostSettings = 1 << 16

// takeChange returns what noteChange found in a request, once.
func (b *browser) takeChange(request int64) (change, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	c, changed := b.changes[request]
	delete(b.changes, request)
	return c, changed
}

// overwritten reports whether the page was pushed settings since it told of the
// change.
func (b *browser) overwritten(c change) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.sets != c.sets
}

// noteSet counts settings that were pushed.
func (b *browser) noteSet() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.sets++
}

// differing keeps of a page's settings those that are not the session's, where
// a setting that the session does not have counts as the page's default.
func differing(st State, handle int, p protocol.SetChartSettingsParams) (map[string]any, []string) {
	c, ok := st.chart(handle)
	if !ok {
		return nil, nil
	}
	t, _ := protocol.LookupChartType(c.Type)
	settings := map[string]any{}
	for id, v := range p.Settings {
		have, set := c.Settings[id]
		if !set {
			have, set = pageDefaults(t)[id]
		}
		if !set {
			have = st.Announced[c.Type][id].Default
		}
		if !sameValue(have, v) {
			settings[id] = v
		}
	}
	if p.ColorMap == nil || slices.Equal(p.ColorMap, colorsOf(c)) {
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
