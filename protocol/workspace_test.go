package protocol_test

import (
	"encoding/json"
	"math"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
)

// What pages of two generations keep, cut down to what is read.
const (
	oldWorkspace = `{"range":{"seqName":"chr1","start":90000,"width":30000},
	"measurements":[{"id":"a","name":"A","type":"feature","datasourceId":"d","datasourceGroup":"g","dataprovider":"websocket-0",
	    "formula":null,"defaultChartType":"Line Track","annotation":null,"minValue":-5,"maxValue":25,"metadata":["m"]},
	                {"id":"b","name":"B","type":"range","datasourceId":"b","datasourceGroup":"b"}],
	"charts":{"plot":[{"id":"plot-heatmap-1","type":"epiviz.plugins.charts.HeatmapPlot",
	    "properties":{"measurements":[0],"colors":["#ffffff"],"customSettings":{"maxColumns":40}}}],
	          "track":[{"id":"track-blocks-2","type":"epiviz.plugins.charts.BlocksTrack",
	    "properties":{"width":1182,"measurements":[1],"colors":["#111111","#222222"],"modifiedMethods":{},"customSettings":{}}}]}}`
	newWorkspace = `{"range":{"seqName":"chr1","start":13000,"width":176000},
	"measurements":[{"id":"a","name":"A","type":"feature"}],
	"charts":{"track":[
	  {"id":"track-lines-1","type":"epiviz.plugins.charts.LineTrack",
	    "properties":{"visConfigSelection":{"measurements":[0],"datasource":null,"annotation":{}},
	    "colors":{"id":"x","name":"Custom (x)","colors":["#cc0000"]},
	    "customSettings":{"step":200}}},
	  {"id":"track-lines-2","type":"epiviz.plugins.charts.LineTrack",
	    "properties":{"visConfigSelection":{"measurements":[0]},"colors":{"id":"d3-category10"},"customSettings":{}}}],
	 "plot":[]}}`
)

func TestDecodeWorkspace(t *testing.T) {
	for _, tc := range []struct {
		name, content string
		location      protocol.Range
		charts        []protocol.WorkspaceChart
	}{
		{"second generation", oldWorkspace, protocol.Range{SeqName: "chr1", Start: 90000, End: 120000}, []protocol.WorkspaceChart{
			{Type: "epiviz.plugins.charts.BlocksTrack", Measurements: []string{"b"}, Settings: map[string]any{},
				Colors: []string{"#111111", "#222222"}},
			{Type: "epiviz.plugins.charts.HeatmapPlot", Measurements: []string{"a"}, Settings: map[string]any{"maxColumns": 40.0},
				Colors: []string{"#ffffff"}},
		}},
		{"fifth generation", newWorkspace, protocol.Range{SeqName: "chr1", Start: 13000, End: 189000}, []protocol.WorkspaceChart{
			{Type: "epiviz.plugins.charts.LineTrack", Measurements: []string{"a"}, Settings: map[string]any{"step": 200.0},
				Colors: []string{"#cc0000"}},
			{Type: "epiviz.plugins.charts.LineTrack", Measurements: []string{"a"}, Settings: map[string]any{}},
		}},
		{"nothing", `{}`, protocol.Range{}, nil},
	} {
		c, err := protocol.DecodeWorkspace(tc.content)
		if err != nil {
			t.Errorf("%s: %v", tc.name, err)
			continue
		}
		if c.Location != tc.location {
			t.Errorf("%s: at %v, want %v", tc.name, c.Location, tc.location)
		}
		if !reflect.DeepEqual(c.Charts, tc.charts) {
			t.Errorf("%s: charts %+v, want %+v", tc.name, c.Charts, tc.charts)
		}
	}
}

func TestDecodeWorkspaceRefuses(t *testing.T) {
	for content, want := range map[string]string{
		``:   "workspace",
		`[]`: "cannot unmarshal",
		`{"charts":{"track":[{"id":"x","type":"T","properties":{}}]}}`:                    `chart "x": it has no measurements`,
		`{"charts":{"track":[{"id":"x","type":"T","properties":{"measurements":[0]}}]}}`:  "measurement 0 of 0",
		`{"charts":{"track":[{"id":"x","type":"T","properties":{"measurements":[-1]}}]}}`: "measurement -1 of 0",
		`{"range":{"seqName":"chr1","start":1,"width":-5}}`:                               "width of -5",
	} {
		if _, err := protocol.DecodeWorkspace(content); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want %q", content, err, want)
		}
	}
}

// What is written is read back, and pages of every generation find a chart's
// measurements where they look for them.
func TestEncodeWorkspace(t *testing.T) {
	lo := -5.0
	want := protocol.WorkspaceContent{
		Location: protocol.Range{SeqName: "chr2", Start: 101, End: 2000},
		Measurements: []protocol.Measurement{
			{ID: "a", Name: "A", Type: protocol.FeatureType, DatasourceID: "a_bins", DatasourceGroup: "bins", DefaultChartType: "Line Track",
				MinValue: &lo, Metadata: []string{}},
			{ID: "b", Name: "B", Type: protocol.RangeType, DatasourceID: "b", DatasourceGroup: "b", Metadata: []string{"name"}},
		},
		Charts: []protocol.WorkspaceChart{
			{Type: "epiviz.plugins.charts.LineTrack", Measurements: []string{"a"}, Settings: map[string]any{"yMin": 2.0},
				Colors: []string{"#123456"}},
			{Type: "epiviz.plugins.charts.BlocksTrack", Measurements: []string{"b"}, Settings: map[string]any{}},
			{Type: "epiviz.plugins.charts.ScatterPlot", Measurements: []string{"a", "b"}, Settings: map[string]any{}},
		},
	}
	gone := protocol.WorkspaceChart{Type: "epiviz.plugins.charts.LineTrack", Measurements: []string{"gone"}}
	with := want
	with.Charts = append([]protocol.WorkspaceChart{gone}, want.Charts...)
	content, err := protocol.EncodeWorkspace(with)
	if err != nil {
		t.Fatal(err)
	}
	got, err := protocol.DecodeWorkspace(content)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("read back %+v, want %+v", got, want)
	}
	var raw struct {
		Range        map[string]any
		Measurements []map[string]any
		Charts       map[string][]struct {
			Properties struct {
				Measurements       []int
				VisConfigSelection struct{ Measurements []int }
			}
		}
	}
	if err := json.Unmarshal([]byte(content), &raw); err != nil {
		t.Fatal(err)
	}
	if raw.Range["width"] != 1899.0 || raw.Measurements[0]["dataprovider"] != "websocket-0" {
		t.Errorf("range %v, measurement %v", raw.Range, raw.Measurements[0])
	}
	if len(raw.Charts["track"]) != 2 || len(raw.Charts["plot"]) != 1 {
		t.Fatalf("charts %+v, want two tracks and a plot", raw.Charts)
	}
	p := raw.Charts["plot"][0].Properties
	if !reflect.DeepEqual(p.Measurements, []int{0, 1}) || !reflect.DeepEqual(p.VisConfigSelection.Measurements, []int{0, 1}) {
		t.Errorf("a plot's measurements are %+v", p)
	}
}

func TestEncodeWorkspaceRefusesNaN(t *testing.T) {
	c := protocol.WorkspaceContent{Measurements: []protocol.Measurement{{ID: "a"}},
		Charts: []protocol.WorkspaceChart{{Measurements: []string{"a"}, Settings: map[string]any{"x": math.NaN()}}}}
	if _, err := protocol.EncodeWorkspace(c); err == nil {
		t.Error("NaN was written as JSON")
	}
}

// Workspaces that real pages saved can be read.
func TestDecodeSavedWorkspaces(t *testing.T) {
	dir := filepath.Join("..", "..", "shared", "protocol", "captures")
	if _, err := os.Stat(dir); err != nil {
		t.Skip("the recorded sessions are not beside the project: ", err)
	}
	for _, generation := range []string{"v2", "v3", "v4", "v5"} {
		data, err := os.ReadFile(filepath.Join(dir, generation+".jsonl"))
		if err != nil {
			t.Fatal(err)
		}
		saved := 0
		for _, line := range strings.Split(string(data), "\n") {
			var l struct {
				Frame struct {
					Data json.RawMessage `json:"data"`
				} `json:"frame"`
			}
			var p struct{ Action, Content string }
			if json.Unmarshal([]byte(line), &l) != nil || json.Unmarshal(l.Frame.Data, &p) != nil || p.Action != protocol.SaveWorkspace {
				continue
			}
			saved++
			content, err := url.PathUnescape(p.Content)
			if err != nil {
				t.Fatal(err)
			}
			c, err := protocol.DecodeWorkspace(content)
			if err != nil {
				t.Errorf("%s: %v", generation, err)
				continue
			}
			if c.Location.SeqName != "chr1" || len(c.Charts) == 0 || len(c.Measurements) == 0 {
				t.Errorf("%s: read %+v", generation, c)
			}
		}
		if saved == 0 {
			t.Errorf("%s: no workspace was saved in the recorded session", generation)
		}
	}
}

func FuzzDecodeWorkspace(f *testing.F) {
	f.Add(oldWorkspace)
	f.Add(newWorkspace)
	f.Add(`{"charts":{"track":[{"properties":{"colors":[1]}}]}}`)
	f.Fuzz(func(t *testing.T, content string) {
		c, err := protocol.DecodeWorkspace(content)
		if err != nil {
			return
		}
		text, err := protocol.EncodeWorkspace(c)
		if err != nil {
			t.Fatalf("what was read cannot be written: %v", err)
		}
		if _, err := protocol.DecodeWorkspace(text); err != nil {
			t.Fatalf("what was written cannot be read: %v\n%s", err, text)
		}
	})
}

func TestSummarizeWorkspace(t *testing.T) {
	for content, want := range map[string]string{
		`{"range":{"seqName":"chr1"},"charts":{"track":[{},{}],"plot":[{}]}}`: "3 charts · chr1",
		`{"charts":{"track":[{}],"plot":null}}`:                               "1 chart",
		"{}":                                                                  "0 charts",
		"<html>":                                                              "",
	} {
		if got := protocol.SummarizeWorkspace(content); got != want {
			t.Errorf("%s: %q, want %q", content, got, want)
		}
	}
}
