package protocol_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
)

// TestBounds holds the bounds of numbers to the settings they are of, and keeps
// them out of the form in which pages announce settings.
func TestBounds(t *testing.T) {
	for _, c := range protocol.ChartTypes {
		for _, s := range c.Settings {
			if s.Below != "" && !slices.ContainsFunc(c.Settings, func(o protocol.Setting) bool { return o.ID == s.Below && o.Type == "number" }) {
				t.Errorf("%s: %s is to be below %s, which is no number of the chart", c.Name, s.ID, s.Below)
			}
			if s.Range == nil {
				continue
			}
			b, err := json.Marshal(s.Default)
			var v float64
			if err != nil || json.Unmarshal(b, &v) != nil || len(s.Range) != 2 || v < s.Range[0] || v > s.Range[1] {
				t.Errorf("%s: the default %v of %s is not within %v", c.Name, s.Default, s.ID, s.Range)
			}
		}
	}
	b, err := json.Marshal(protocol.Setting{ID: "x", Type: "number", Default: 1, Label: "X", Range: []float64{0, 2}, Below: "y"})
	if want := `{"id":"x","type":"number","defaultValue":1,"label":"X","possibleValues":null}`; err != nil || string(b) != want {
		t.Errorf("a setting is announced as %s (error %v), want %s", b, err, want)
	}
}

// TestOfferedTo shows that pages which lack a chart type are offered another, if there is
// one.
func TestOfferedTo(t *testing.T) {
	ms := []protocol.Measurement{{DefaultChartType: "Arcs Track"}, {DefaultChartType: "Line Track"}, {}}
	for d, want := range map[protocol.Dialect]string{protocol.Builtin: "Arcs Track", protocol.V4: "Blocks Track", protocol.Tutorial: "Blocks Track"} {
		got := protocol.OfferedTo(d, ms)
		if got[0].DefaultChartType != want || got[1].DefaultChartType != "Line Track" || got[2].DefaultChartType != "" {
			t.Errorf("%v: %+v", d, got)
		}
	}
	if ms[0].DefaultChartType != "Arcs Track" {
		t.Error("the measurements themselves have changed")
	}
}
