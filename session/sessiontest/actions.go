package sessiontest

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/epiviz/epivizgo/protocol"
)

// moveDelay is how long a page of the second generation waits before it moves.
const moveDelay = 100 * time.Millisecond

// outcome is the data of a page's answer.
type outcome struct {
	Success      *bool   `json:"success"`
	ErrorMessage *string `json:"errorMessage"`
	Value        any     `json:"value"`
}

func yes(value any) outcome { t := true; return outcome{Success: &t, Value: value} }

// no is a failure. Pages keep most messages to themselves: then it is "".
func no(message string) outcome {
	f := false
	o := outcome{Success: &f}
	if message != "" {
		o.ErrorMessage = &message
	}
	return o
}

// uiAction does what a page is asked and returns the answer's data. An error is
// an exception that nothing catches, after which there is no answer.
type uiAction func(b *Browser, args json.RawMessage) (any, error)

// uiActions are those of all real pages; since the fourth generation there are
// also newActions.
var uiActions = map[string]uiAction{
	protocol.AddMeasurements: func(b *Browser, args json.RawMessage) (any, error) {
		ms, err := embedded[[]protocol.Measurement](args, "measurements")
		if err != nil {
			return nil, err
		}
		b.addMenu(ms)
		return yes(nil), nil
	},
	protocol.RemoveMeasurements: func(b *Browser, args json.RawMessage) (any, error) {
		ms, err := embedded[[]protocol.Measurement](args, "measurements")
		if err != nil {
			return nil, err
		}
		b.menu = slices.DeleteFunc(b.menu, func(have protocol.Measurement) bool {
			return slices.ContainsFunc(ms, func(m protocol.Measurement) bool { return m.ID == have.ID })
		})
		return yes(nil), nil
	},
	protocol.AddSeqInfos: func(b *Browser, args json.RawMessage) (any, error) {
		seqs, err := embedded[[]protocol.SeqInfo](args, "seqInfos")
		if err != nil {
			return nil, err
		}
		var p protocol.AddSeqInfosParams
		if err := json.Unmarshal(args, &p); err != nil {
			return nil, err
		}
		if len(p.OpenEnds) > 0 && b.dialect != protocol.Builtin {
			return nil, fmt.Errorf("openEnds was sent to EpiViz %v", b.dialect)
		}
		b.openEnds = append(b.openEnds, p.OpenEnds...)
		b.addSequences(seqs)
		return yes(nil), nil
	},
	protocol.RemoveSeqNames: func(b *Browser, args json.RawMessage) (any, error) {
		names, err := embedded[[]string](args, "seqNames")
		if err != nil {
			return nil, err
		}
		return b.removeSequences(names), nil
	},
	protocol.AddChart: (*Browser).addChart,
	protocol.RemoveChart: func(b *Browser, args json.RawMessage) (any, error) {
		if !b.dropChart(text(args, "chartId")) {
			return no(""), nil
		}
		return yes(nil), nil
	},
	protocol.ClearDatasourceGroupCache: func(b *Browser, args json.RawMessage) (any, error) {
		b.clearGroup(text(args, "datasourceGroup"))
		return yes(nil), nil
	},
	protocol.FlushCache: func(b *Browser, _ json.RawMessage) (any, error) {
		b.groups, b.stacks = map[string]*group{}, map[key][]*request{}
		return yes(nil), nil
	},
	protocol.Navigate: func(b *Browser, args json.RawMessage) (any, error) {
		to, err := embedded[protocol.Range](args, "range")
		if err != nil {
			return nil, err
		}
		if b.dialect != protocol.V2 && to.End < to.Start {
			to.Start, to.End = to.End, to.Start
		}
		return b.relocate(to), nil
	},
	protocol.Redraw: func(b *Browser, _ json.RawMessage) (any, error) {
		if b.location == nil {
			return no(""), nil
		}
		return b.relocate(*b.location), nil
	},
	protocol.GetCurrentLocation: func(b *Browser, _ json.RawMessage) (any, error) {
		if b.location == nil {
			return no(""), nil
		}
		return yes(*b.location), nil
	},
}

// newActions came with the fourth generation.
var newActions = map[string]uiAction{
	protocol.PrintWorkspace: func(*Browser, json.RawMessage) (any, error) { return yes(nil), nil },
	protocol.LoadWorkspace: func(b *Browser, _ json.RawMessage) (any, error) {
		b.charts = nil // there is none to load: back to the default
		return outcome{}, nil
	},
	protocol.SetChartSettings: (*Browser).setChartSettings,
	protocol.GetChartSettings: func(*Browser, json.RawMessage) (any, error) { return yes(chartTypes), nil },
	protocol.GetAvailableCharts: func(*Browser, json.RawMessage) (any, error) {
		o := yes(chartTypes)
		message := "TypeError: Cannot read properties of undefined (reading 'customSettingsValues')"
		o.ErrorMessage = &message
		return o, nil
	},
	protocol.UIStatus:         func(*Browser, json.RawMessage) (any, error) { return yes(nil), nil }, // and see obey
	protocol.LoadMeasurements: func(*Browser, json.RawMessage) (any, error) { return loaded(), nil },
}

// loaded is loadMeasurements' answer, which has a member more.
func loaded() any {
	return map[string]any{"success": true, "errorMessage": nil, "value": nil, "measurements": []string{}}
}

// obey does one UI action; b.mu is held.
func (b *Browser) obey(id int64, action string, args json.RawMessage) {
	if b.muted[action] {
		return
	}
	if reason, refused := b.refused[action]; refused {
		b.reply(id, action, no(reason))
		return
	}
	if b.dialect == protocol.Builtin {
		b.obeyBuiltin(id, action, args)
		return
	}
	do, known := uiActions[action]
	if !known && b.dialect >= protocol.V4 {
		do, known = newActions[action]
	}
	if action == protocol.WriteMsg {
		if b.dialect != protocol.V2 {
			b.fault("writeMsg: there is no place for messages")
			return
		}
		b.reply(id, action, map[string]string{"msg": "that msg"})
		return
	}
	if !known {
		return // no answer
	}
	data, err := do(b, args)
	if err != nil {
		b.fault("%s: %v", action, err)
		return
	}
	b.reply(id, action, data)
	if action == protocol.UIStatus {
		b.reply(id, action, loaded()) // it falls through to the next case
	}
}

// embedded reads an argument that is JSON inside a string. Anything else makes
// pages throw.
func embedded[T any](args json.RawMessage, name string) (T, error) {
	var value T
	var all map[string]json.RawMessage
	if err := json.Unmarshal(args, &all); err != nil {
		return value, err
	}
	var inner string
	if err := json.Unmarshal(all[name], &inner); err != nil {
		return value, fmt.Errorf("%s is %.60s; wanted JSON inside a string", name, all[name])
	}
	return value, json.Unmarshal([]byte(inner), &value)
}

// text reads an argument that is a string; "" when it is not.
func text(args json.RawMessage, name string) string {
	var all map[string]any
	_ = json.Unmarshal(args, &all) // no object has no members
	s, _ := all[name].(string)
	return s
}

// addMenu keeps a measurement that a real page knows.
func (b *Browser) addMenu(ms []protocol.Measurement) {
	for _, m := range ms {
		i := slices.IndexFunc(b.menu, func(have protocol.Measurement) bool { return have.ID == m.ID })
		switch {
		case i < 0:
			b.menu = append(b.menu, m)
		case b.dialect == protocol.Builtin:
			b.menu[i] = m
		}
	}
}

// addSequences keeps the length of one that is known.
func (b *Browser) addSequences(seqs []protocol.SeqInfo) {
	for _, q := range seqs {
		switch have := b.sequence(q.Name); {
		case have == nil:
			b.sequences = append(b.sequences, q)
		case b.dialect == protocol.Builtin:
			*have = q
		}
	}
}

func (b *Browser) sequence(name string) *protocol.SeqInfo {
	for i := range b.sequences {
		if b.sequences[i].Name == name {
			return &b.sequences[i]
		}
	}
	return nil
}

// removeSequences fails without a place, having removed them all the same.
func (b *Browser) removeSequences(names []string) outcome {
	b.sequences = slices.DeleteFunc(b.sequences, func(q protocol.SeqInfo) bool { return slices.Contains(names, q.Name) })
	if b.location == nil {
		return no("")
	}
	if b.sequence(b.location.SeqName) == nil {
		if len(b.sequences) == 0 {
			b.fault("removeSeqNames: there is no sequence left to show")
			return no("")
		}
		to := *b.location
		to.SeqName = b.sequences[0].Name
		return b.relocate(to)
	}
	return yes(nil)
}

// relocate is changeLocation for a UI action, whose answer does not say what
// the exception was.
func (b *Browser) relocate(to protocol.Range) outcome {
	if err := b.changeLocation(to); err != nil {
		b.throws(err)
		return no("")
	}
	return yes(nil)
}

func (b *Browser) addChart(args json.RawMessage) (any, error) {
	ms, err := embedded[[]protocol.Measurement](args, "measurements")
	if err != nil {
		return nil, err
	}
	typ := text(args, "type")
	kind, known := chartKinds[typ]
	if !known || kind.since > max(b.dialect, protocol.V2) {
		return no("TypeError: Cannot read properties of null (reading 'chartDisplayType')"), nil
	}
	b.lastChart++
	c := &Chart{ID: fmt.Sprintf("%s-%05d", kind.prefix, b.lastChart), Type: typ, Measurements: ms, Settings: map[string]any{}}
	b.charts = append(b.charts, c)
	if b.location != nil {
		if err := b.getData([]*Chart{c}); err != nil {
			c.Stray = true // it stays on the screen
			return no("TypeError: " + err.Error()), nil
		}
	}
	return yes(protocol.AddChartResult{ID: c.ID}), nil
}

// dropChart removes a chart and reports whether there was one.
func (b *Browser) dropChart(id string) bool {
	n := len(b.charts)
	b.charts = slices.DeleteFunc(b.charts, func(c *Chart) bool { return c.ID == id })
	return len(b.charts) < n
}

func (b *Browser) chart(id string) *Chart {
	for _, c := range b.charts {
		if c.ID == id {
			return c
		}
	}
	return nil
}

// setChartSettings merges settings, and sends the colours back as if the user
// had chosen them, before it answers.
func (b *Browser) setChartSettings(args json.RawMessage) (any, error) {
	var p protocol.SetChartSettingsParams
	if err := json.Unmarshal(args, &p); err != nil {
		return nil, err
	}
	c := b.chart(p.ChartID)
	if c == nil {
		return no("TypeError: Cannot read properties of undefined (reading 'customSettingsValues')"), nil
	}
	maps.Copy(c.Settings, p.Settings)
	if p.ColorMap == nil {
		return no("TypeError: Cannot read properties of null (reading 'length')"), nil
	}
	c.Colors = p.ColorMap
	b.request(protocol.SetChartSettings, map[string]any{"colorMap": c.Colors, "chartId": c.ID}, nil)
	return yes(nil), nil
}

// changeLocation moves the page, soon in v2 and at once in others. An error is
// an exception on the way, which freezes the page.
func (b *Browser) changeLocation(to protocol.Range) error {
	if b.frozen {
		return nil
	}
	if b.dialect != protocol.V2 {
		return b.move(to)
	}
	if b.moving != nil {
		b.moving.Stop()
	}
	b.moving = time.AfterFunc(moveDelay, func() {
		b.set(func() {
			if b.connected && !b.frozen {
				b.throws(b.move(to))
			}
		})
	})
	return nil
}

// move is what pages do to be elsewhere.
func (b *Browser) move(to protocol.Range) error {
	q := b.sequence(to.SeqName)
	if q == nil {
		if b.location == nil {
			return nil
		}
		if q = b.sequence(b.location.SeqName); q == nil {
			return nil
		}
	}
	lo, hi := float64(q.Min), float64(q.Max)
	if slices.Contains(b.openEnds, q.Name) {
		hi = math.Inf(1)
	}
	width := to.End - to.Start
	start := max(to.Start, lo)
	end := start + width
	if end > hi {
		start, end = max(lo, hi-width), hi
	}
	b.location = &protocol.Range{SeqName: q.Name, Start: start, End: end}
	if err := b.getData(b.charts); err != nil {
		b.frozen = true
		return err
	}
	if b.dialect == protocol.V5 && slices.ContainsFunc(b.charts, func(c *Chart) bool { return c.Type == chartPrefix+"StackedLinePlot" }) {
		b.frozen = true
		return errors.New("a Stacked Plot threw while it was drawn")
	}
	return nil
}

const chartPrefix = "epiviz.plugins.charts."

// chartKinds are the chart types that the standalone pages register, and the
// beginnings of their charts' ids.
var chartKinds = map[string]struct {
	prefix string
	since  protocol.Dialect
}{
	chartPrefix + "LineTrack":        {"track-lines", protocol.V2},
	chartPrefix + "BlocksTrack":      {"track-blocks", protocol.V2},
	chartPrefix + "GenesTrack":       {"track-genes", protocol.V2},
	chartPrefix + "HeatmapPlot":      {"plot-heatmap", protocol.V2},
	chartPrefix + "ScatterPlot":      {"plot-scatter", protocol.V2},
	chartPrefix + "LinePlot":         {"plot-lines", protocol.V3},
	chartPrefix + "StackedLinePlot":  {"plot-stacked-lines", protocol.V3},
	chartPrefix + "StackedLineTrack": {"track-stacked-lines", protocol.V4},
}

// Announced returns the settings that v4 and v5 announce, by type and id.
func Announced() map[string]map[string]protocol.Setting {
	out := map[string]map[string]protocol.Setting{}
	for _, t := range chartTypes {
		out[t.ChartName] = map[string]protocol.Setting{}
		for _, s := range t.CustomSettings {
			out[t.ChartName][s.ID] = s
		}
	}
	return out
}

// chartTypes is what v4 and v5 announce: of every type the settings that tests
// need, with the pages' own defaults.
var chartTypes = func() []protocol.ChartTypeParams {
	common := []protocol.Setting{
		{ID: "title", Type: "string", Default: "", Label: "Title"},
		{ID: "marginTop", Type: "number", Default: 50, Label: "Top margin"},
	}
	lines := append(common[:2:2],
		protocol.Setting{ID: "step", Type: "number", Default: 50, Label: "Step"},
		protocol.Setting{ID: "showPoints", Type: "boolean", Default: false, Label: "Show points"},
		protocol.Setting{ID: "showLines", Type: "boolean", Default: true, Label: "Show lines"},
		protocol.Setting{ID: "lineThickness", Type: "number", Default: 1, Label: "Line thickness"},
		protocol.Setting{ID: "yMin", Type: "number", Default: "default", Label: "Min Y"},
		protocol.Setting{ID: "yMax", Type: "number", Default: "default", Label: "Max Y"},
		protocol.Setting{ID: "interpolation", Type: "categorical", Default: "basis", Label: "Interpolation",
			Possible: []string{"linear", "step-before", "basis"}},
	)
	var out []protocol.ChartTypeParams
	for _, name := range slices.Sorted(maps.Keys(chartKinds)) {
		settings := common
		if strings.Contains(name, "Line") {
			settings = lines
		}
		out = append(out, protocol.ChartTypeParams{ChartName: name, CustomSettings: settings, ColorMap: []string{"#1f77b4", "#ff7f0e"}})
	}
	return out
}()
