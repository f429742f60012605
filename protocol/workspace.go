package protocol

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
)

// WorkspaceContent is the part of a workspace's JSON, as pages keep it, that this
// program reads. Pages send the JSON percent-encoded in saveWorkspace and want the text
// back, decoded and otherwise unchanged, in getWorkspaces.
type WorkspaceContent struct {
	Location     Range // zero if unknown; 1-based inclusive
	Measurements []Measurement
	Charts       []WorkspaceChart
}

// WorkspaceChart is a chart of a workspace, with the ids of its measurements.
type WorkspaceChart struct {
	Handle       int    // written into the chart's id, and not read
	Type         string // the full id
	Measurements []string
	Settings     map[string]any
	Colors       []string // CSS colours
}

// SummarizeWorkspace returns in few words what the JSON of a workspace has, such as "2 charts · chr1", or "" for other text.
func SummarizeWorkspace(content string) string {
	var w struct {
		Range struct {
			SeqName string `json:"seqName"`
		} `json:"range"`
		Charts map[string][]json.RawMessage `json:"charts"`
	}
	if json.Unmarshal([]byte(content), &w) != nil {
		return ""
	}
	n := 0
	for _, charts := range w.Charts {
		n += len(charts)
	}
	text := "1 chart"
	if n != 1 {
		text = fmt.Sprintf("%d charts", n)
	}
	if w.Range.SeqName != "" {
		text += " · " + w.Range.SeqName
	}
	return text
}

// wireWorkspace is the JSON. Pages of the second and third generation keep a
// chart's measurements in its properties, later ones in visConfigSelection;
// both are written.
type wireWorkspace struct {
	Range        *wireSpan         `json:"range"`
	Measurements []wireMeasurement `json:"measurements"`
	Charts       struct {
		Track []wireChart `json:"track"`
		Plot  []wireChart `json:"plot"`
	} `json:"charts"`
}

// wireMeasurement names the page's provider too: its first socket.
type wireMeasurement struct {
	Measurement
	DataProvider string `json:"dataprovider"`
	Formula      any    `json:"formula"`
}

const firstProvider = "websocket-0"

// wireSpan has its first base counted from 1 and the number of bases less one,
// as pages compute a width.
type wireSpan struct {
	SeqName string  `json:"seqName"`
	Start   float64 `json:"start"`
	Width   float64 `json:"width"`
}

type wireChart struct {
	ID         string          `json:"id"`
	Type       string          `json:"type"`
	Properties chartProperties `json:"properties"`
}

type chartProperties struct {
	Measurements    []int          `json:"measurements,omitempty"` // indices in the workspace's
	Selection       *chartSelect   `json:"visConfigSelection,omitempty"`
	Colors          any            `json:"colors,omitempty"` // [colour] or {colors: [colour]}
	ModifiedMethods map[string]any `json:"modifiedMethods"`
	CustomSettings  map[string]any `json:"customSettings"`
	ChartMarkers    []any          `json:"chartMarkers"`
}

type chartSelect struct {
	Measurements []int             `json:"measurements"`
	Annotation   map[string]string `json:"annotation"`
	Minimum      int               `json:"minSelectedMeasurements"`
}

// EncodeWorkspace writes a workspace as pages keep it. Charts that name no
// measurement of the workspace are left out. Numbers that JSON does not have are
// an error.
func EncodeWorkspace(c WorkspaceContent) (string, error) {
	w := wireWorkspace{Measurements: []wireMeasurement{}}
	w.Charts.Track, w.Charts.Plot = []wireChart{}, []wireChart{}
	if c.Location.SeqName != "" {
		w.Range = &wireSpan{c.Location.SeqName, c.Location.Start, c.Location.End - c.Location.Start}
	}
	for _, m := range c.Measurements {
		w.Measurements = append(w.Measurements, wireMeasurement{Measurement: m, DataProvider: firstProvider})
	}
	for _, chart := range c.Charts {
		var indices []int
		for _, id := range chart.Measurements {
			if i := slices.IndexFunc(c.Measurements, func(m Measurement) bool { return m.ID == id }); i >= 0 {
				indices = append(indices, i)
			}
		}
		if len(indices) == 0 {
			continue
		}
		wire := wireChart{ID: fmt.Sprintf("chart-%d", chart.Handle), Type: chart.Type, Properties: chartProperties{
			Measurements:    indices,
			Selection:       &chartSelect{Measurements: indices, Annotation: map[string]string{}, Minimum: 1},
			ModifiedMethods: map[string]any{}, CustomSettings: map[string]any{}, ChartMarkers: []any{},
		}}
		if chart.Settings != nil {
			wire.Properties.CustomSettings = chart.Settings
		}
		if len(chart.Colors) > 0 {
			wire.Properties.Colors = map[string]any{"id": wire.ID, "name": "Custom (" + wire.ID + ")", "colors": chart.Colors}
		}
		if t, _ := LookupChartType(chart.Type); t.Plot {
			w.Charts.Plot = append(w.Charts.Plot, wire)
		} else {
			w.Charts.Track = append(w.Charts.Track, wire)
		}
	}
	b, err := json.Marshal(w)
	return string(b), err
}

// DecodeWorkspace reads a workspace of any generation. Charts keep what the
// prompt can set: type, measurements, settings and colours; tracks come before
// plots. A chart whose measurements cannot be identified is an error.
func DecodeWorkspace(content string) (WorkspaceContent, error) {
	var w wireWorkspace
	if err := json.Unmarshal([]byte(content), &w); err != nil {
		return WorkspaceContent{}, fmt.Errorf("workspace: %w", err)
	}
	var c WorkspaceContent
	if r := w.Range; r != nil && r.SeqName != "" {
		if !(r.Width >= 0) || math.IsInf(r.Start+r.Width, 0) {
			return c, fmt.Errorf("workspace: a range from %v with a width of %v", r.Start, r.Width)
		}
		c.Location = Range{SeqName: r.SeqName, Start: r.Start, End: r.Start + r.Width}
	}
	for _, m := range w.Measurements {
		c.Measurements = append(c.Measurements, m.Measurement)
	}
	for _, wire := range slices.Concat(w.Charts.Track, w.Charts.Plot) {
		chart, err := wire.chart(c.Measurements)
		if err != nil {
			return c, fmt.Errorf("workspace: chart %.40q: %w", wire.ID, err)
		}
		c.Charts = append(c.Charts, chart)
	}
	return c, nil
}

// chart converts a kept chart.
func (w wireChart) chart(ms []Measurement) (WorkspaceChart, error) {
	out := WorkspaceChart{Type: w.Type, Settings: w.Properties.CustomSettings}
	indices := w.Properties.Measurements
	if len(indices) == 0 && w.Properties.Selection != nil {
		indices = w.Properties.Selection.Measurements
	}
	if len(indices) == 0 {
		return out, errors.New("it has no measurements")
	}
	for _, i := range indices {
		if i < 0 || i >= len(ms) {
			return out, fmt.Errorf("measurement %d of %d", i, len(ms))
		}
		out.Measurements = append(out.Measurements, ms[i].ID)
	}
	colors := w.Properties.Colors
	if palette, ok := colors.(map[string]any); ok {
		colors = palette["colors"] // none for a palette that the page has by its id
	}
	list, _ := colors.([]any)
	for _, v := range list {
		if s, ok := v.(string); ok {
			out.Colors = append(out.Colors, s)
		}
	}
	return out, nil
}
