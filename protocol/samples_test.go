package protocol_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
)

var update = flag.Bool("update", false, "write the halves of testdata that this program encodes")

// sample is an entry of testdata, see the README there.
type sample struct {
	Name     string
	Request  json.RawMessage
	Response json.RawMessage
}

// action returns the action of the sample.
func (s *sample) action() string {
	action, _, _ := strings.Cut(s.Name, ",")
	action, _, _ = strings.Cut(action, " ")
	return action
}

func readSamples(t testing.TB, file string) []sample {
	t.Helper()
	text, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	var samples []sample
	if err := json.Unmarshal(text, &samples); err != nil {
		t.Fatal(err)
	}
	return samples
}

func writeSamples(t *testing.T, file string, samples []sample) {
	t.Helper()
	var b bytes.Buffer
	for i, s := range samples {
		name, err := json.Marshal(s.Name)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "%s{\"name\": %s,\n \"request\":  %s,\n \"response\": %s}", map[bool]string{true: "[\n", false: ",\n"}[i == 0], name,
			s.Request, s.Response)
	}
	b.WriteString("\n]\n")
	if err := os.WriteFile("testdata/"+file, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// The data of the samples.

func ptr[T any](v T) *T { return &v }

func number(v float64) protocol.Number { return protocol.Number{Value: v, Set: true} }

var (
	pyColumn = protocol.Measurement{ID: "py_column", Name: "Python Measurement", Type: protocol.FeatureType,
		DatasourceID: "py_datasource", DatasourceGroup: "py_datasourcegroup", DefaultChartType: "Line Track",
		MinValue: ptr(-5.0), MaxValue: ptr(25.0), Metadata: []string{"py_metadata"}}
	genes = protocol.Measurement{ID: "genes", Name: "Genes", Type: protocol.RangeType, DatasourceID: "genes",
		DatasourceGroup: "genes", DefaultChartType: "Genes Track", Annotation: map[string]string{"file": "genes.gtf"},
		Metadata: []string{"gene", "exon_starts", "exon_ends"}}
	seqInfos = []protocol.SeqInfo{{Name: "chr1", Min: 1, Max: 248956422}, {Name: "pyChr", Min: 1, Max: 1000000000}}
	lineType = protocol.ChartTypeParams{ChartName: "epiviz.plugins.charts.LineTrack", ColorMap: []string{"#1f77b4"},
		CustomSettings: []protocol.Setting{{ID: "step", Type: "number", Default: 200.0, Label: "Step"}}}
)

// blocks returns the tutorial's data: two blocks, the second without a value.
func blocks(d protocol.Dialect) *protocol.Table {
	width := 99
	if d == protocol.Tutorial {
		width = 100
	}
	return &protocol.Table{SeqName: "chr1", First: 1, Start: []int{1001, 2001}, End: []int{1001 + width, 2001 + width},
		Strand:   []byte("**"),
		Metadata: []protocol.MetadataColumn{{Name: "py_metadata", Text: []string{"a7Bx0", "Zq3f9"}}},
		Values:   []protocol.ValueColumn{{Measurement: "py_column", Values: []float64{12.25, math.NaN()}}}}
}

func oneGene() *protocol.Table {
	return &protocol.Table{SeqName: "chr1", First: 7, Start: []int{5001}, End: []int{9000}, Strand: []byte("+"), Stranded: true,
		Metadata: []protocol.MetadataColumn{{Name: "gene", Text: []string{"TP53"}},
			{Name: "exon_starts", Text: []string{"5001,8001"}}, {Name: "exon_ends", Text: []string{"5500,9000"}}}}
}

func noRows(column string) *protocol.Table {
	return &protocol.Table{SeqName: "chr1", Metadata: []protocol.MetadataColumn{{Name: column}},
		Values: []protocol.ValueColumn{{Measurement: "py_column"}}}
}

// fromPage returns what the samples of from_page.json mean: the arguments as they are
// decoded, nil where there is nothing to decode, and the answer's data.
func fromPage() map[string]struct{ params, answer any } {
	type pair = struct{ params, answer any }
	all := map[string]pair{}
	add := func(action string, d protocol.Dialect, params, answer any) {
		all[action+", "+d.String()] = pair{params, answer}
	}
	version := map[protocol.Dialect]protocol.Text{protocol.V2: "2", protocol.V3: "3", protocol.V4: "4", protocol.V5: "5",
		protocol.Builtin: protocol.BuiltinVersion}

	for _, d := range dialects {
		v := version[d]
		add("getMeasurements", d, &protocol.DataParams{Version: v}, protocol.MeasurementsAnswer{pyColumn, genes})
		add("getSeqInfos", d, &protocol.DataParams{Version: v}, seqInfos)

		rows := protocol.DataParams{Version: v, Datasource: "py_datasource", SeqName: "chr1", Start: number(1), End: number(3000),
			Metadata: []string{"py_metadata"}}
		values := rows
		values.Measurement, values.Metadata = "py_column", nil
		none := rows
		none.End = number(900)
		noValues := values
		noValues.End = number(900)
		switch d {
		case protocol.V5:
			rows.Datasource, rows.End, rows.Metadata = "genes", number(9000), []string{"gene", "exon_starts", "exon_ends"}
			none.Datasource, none.Metadata = "genes", []string{"gene"}
			values.Bins, noValues.Bins = number(1280), number(1280)
			add("getRows", d, &rows, d.RowsAnswer(oneGene()))
			add("getRows where there are none", d, &none, d.RowsAnswer(noRows("gene")))
			add("getValues where there are none", d, &noValues, d.ValuesAnswer(noRows("py_metadata")))
		case protocol.Builtin:
			rows.Datasource, rows.End, rows.MaxRows, rows.Metadata = "genes", number(9000), number(1200), nil
			add("getRows", d, &rows, &protocol.FeaturesAnswer{Table: oneGene(), Total: 1})
			many := rows
			many.Datasource, many.MaxRows = "peaks", number(2)
			add("getRows of too many", d, &many, &protocol.FeaturesAnswer{Total: 41, Thinned: true, Count: []int{1, 40}, Table: &protocol.Table{
				First: 1, Start: []int{101, 4001}, End: []int{200, 8800}, Strand: []byte("-*"), Stranded: true,
				Metadata: []protocol.MetadataColumn{{Name: "name", Text: []string{"peak \"1\"", ""}}}}})
			add("getRows of a file that cannot be read", d, &many, &protocol.FeaturesAnswer{Table: &protocol.Table{}, Error: "peaks.bb: read error"})
			values.Bins = number(4)
			add("getValues of a file that cannot be read", d, &values,
				&protocol.PointsAnswer{SeqName: "chr1", Start: 1, End: 3000, Error: "a.bw: read error"})
			few := values
			few.Bins = number(1280)
			add("getValues of few records", d, &few, &protocol.PointsAnswer{SeqName: "chr1", Start: 1, End: 3000,
				RowStart: []int{1001, 2001}, RowEnd: []int{1100, 2100}, Values: []float64{12.25, math.NaN()}})
		default:
			add("getRows", d, &rows, d.RowsAnswer(blocks(d)))
			if d == protocol.V2 {
				add("getRows where there are none", d, &none, d.RowsAnswer(noRows("py_metadata")))
				add("getValues where there are none", d, &noValues, d.ValuesAnswer(noRows("py_metadata")))
			}
		}
		if d == protocol.Builtin {
			nan := math.NaN()
			add("getValues", d, &values, &protocol.BinsAnswer{SeqName: "chr1", Start: 1, End: 3000,
				Mean: []float64{nan, 12.25, 11, nan}, Min: []float64{nan, 10, 11, nan}, Max: []float64{nan, 14.5, 11, nan}})
		} else {
			add("getValues", d, &values, d.ValuesAnswer(blocks(d)))
		}

		combined := rows
		if d == protocol.Builtin {
			batch := values
			batch.Measurement, batch.Datasource = "", ""
			batch.Measurements = []protocol.CombinedMeasurement{{ID: "py_column"}, {ID: "cov"}}
			answers := []protocol.Appender{
				&protocol.BinsAnswer{SeqName: "chr1", Start: 1, End: 3000, Mean: []float64{1, 2}, Min: []float64{1, 2}, Max: []float64{1, 2}},
				&protocol.PointsAnswer{SeqName: "chr1", Start: 1, End: 3000, Error: "cov.bw: read error"}}
			add("getCombined", d, &batch, &protocol.BatchAnswer{N: len(answers), Answer: func(i, _ int) protocol.Appender { return answers[i] }})
		}
		combined.Datasource, combined.End, combined.Metadata = "", number(3000), nil
		switch d {
		case protocol.V4:
			combined.Measurements = []protocol.CombinedMeasurement{{Datasource: "py_datasource", ID: "py_column"}}
			add("getCombined", d, &combined, d.CombinedAnswer(1, func(int, int) protocol.CombinedTable {
				return protocol.CombinedTable{Datasource: "py_datasource", Table: blocks(d)}
			}))
		case protocol.V5:
			combined.Datasource, combined.Bins = "py_datasource", number(1280)
			combined.Measurements = []protocol.CombinedMeasurement{{ID: "py_column"}}
			add("getCombined", d, &combined, d.CombinedAnswer(1, func(int, int) protocol.CombinedTable {
				return protocol.CombinedTable{Datasource: "py_datasource", Table: blocks(d)}
			}))
		}

		add("search", d, &protocol.SearchParams{Version: v, Query: "TP5", MaxResults: number(12)},
			[]protocol.SearchHit{{Gene: "TP53", SeqName: "chr17", Start: 7668421, End: 7687490}})
		content := "%7B%22charts%22%3A%7B%7D%7D"
		if d == protocol.Builtin {
			content = "" // what the session shows
		}
		add("getWorkspaces", d, &protocol.WorkspaceParams{Version: v}, []protocol.Workspace{{ID: "1", Name: "first", Content: `{"charts":{}}`}})
		add("saveWorkspace", d, &protocol.WorkspaceParams{Version: v, Name: "first", Content: content}, "1")
		add("deleteWorkspace", d, &protocol.WorkspaceParams{Version: v, ID: "1"}, map[string]bool{"success": true})
		add("registerChartTypes", d, &struct{ Data []protocol.ChartTypeParams }{[]protocol.ChartTypeParams{lineType}}, nil)
		add("setChartSettings", d, &protocol.SetChartSettingsParams{ChartID: "track-lines-5lgiI", Settings: map[string]any{"step": 1.0}}, nil)
		add("setChartSettings of colours", d, &protocol.SetChartSettingsParams{ChartID: "track-lines-5lgiI", ColorMap: []string{"#cc0000"}}, nil)
		for _, action := range []string{"getHierarchy", "propagateHierarchyChanges", "getPCA", "getDiversity"} {
			add(action, d, nil, nil)
		}
	}
	done := protocol.UserResult{Success: true}
	add("userAddChart", protocol.Builtin, &protocol.UserAddChartParams{ChartType: "Line Track", Measurements: []string{"py_column"}}, done)
	add("userRemoveChart", protocol.Builtin, &protocol.UserChartParams{Handle: 1},
		protocol.UserResult{ErrorMessage: ptr("there is no chart 1")})
	add("userNavigate", protocol.Builtin, &protocol.UserNavigateParams{Range: protocol.Range{SeqName: "chr1", Start: 1000.5, End: 40000}},
		done)
	one := protocol.Text(protocol.BuiltinVersion)
	add("userOpenWorkspace", protocol.Builtin, &protocol.WorkspaceParams{Version: one, ID: "1"}, done)
	add("userOrderCharts", protocol.Builtin, &protocol.OrderParams{Handles: []int{2, 1}}, done)
	add("userDuplicateChart", protocol.Builtin, &protocol.UserChartParams{Handle: 1}, done)
	add("userSelect", protocol.Builtin, &protocol.SelectParams{Ranges: []protocol.Range{{SeqName: "chr1", Start: 1000.5, End: 40000}}}, done)
	add("userHover", protocol.Builtin, &protocol.HoverParams{Range: &protocol.Range{SeqName: "chr1", Start: 1000, End: 1000}}, done)
	add("userHover that has left", protocol.Builtin, &protocol.HoverParams{}, done)
	add("findSequences", protocol.Builtin, &protocol.SearchParams{Version: one, Query: "scaf", MaxResults: number(12)},
		protocol.SequencesAnswer{SeqInfos: []protocol.SeqInfo{{Name: "scaf7", Min: 1, Max: 620}}, OpenEnds: []string{"scaf7"},
			Sequences: 250_000})
	gene := protocol.Range{SeqName: "chr1", Start: 1001, End: 1100}
	around := protocol.Range{SeqName: "chr1", Start: 501, End: 1600}
	add("resolve", protocol.Builtin, &protocol.ResolveParams{Version: one, Query: "TWIN", SeqName: "chr1", MaxResults: number(12)},
		protocol.ResolveAnswer{Place: &around, Said: "TWIN is 1 of 2 of that name; also at chr2:1-90",
			Hits: []protocol.PlaceHit{{Gene: "TWIN", Range: gene, View: &around}}})
	add("resolve what names nothing", protocol.Builtin,
		&protocol.ResolveParams{Version: one, Query: "nix", SeqName: "chr1", MaxResults: number(12)},
		protocol.ResolveAnswer{Said: `there is no sequence "nix"`, Hits: []protocol.PlaceHit{}})
	place := protocol.Range{SeqName: "chr1", Start: 101, End: 200}
	add("getFeature", protocol.Builtin, &protocol.FeatureParams{Version: one, Measurement: "peaks", Range: place, Nth: number(0), Step: "next"},
		protocol.FeatureAnswer{Feature: &protocol.Feature{Range: protocol.Range{SeqName: "chr1", Start: 4001, End: 8800}, Strand: "-",
			Fields: [][2]string{{"name", "peak \"2\""}, {"score", "0.5"}}}})
	add("getSequence", protocol.Builtin, &protocol.SequenceParams{Version: one, Range: place},
		protocol.SequenceAnswer{Range: place, Bases: "ACGTN"})
	promoter := protocol.Region{Range: protocol.Range{SeqName: "chr1", Start: 4001, End: 8800}, Set: "regions",
		Name: "promoter", Note: "see figure 2"}
	add("getRegion", protocol.Builtin, &protocol.RegionStepParams{Version: one, Range: place, Nth: number(0), Step: "next",
		From: &protocol.Range{SeqName: "chr1", Start: 121, End: 180}},
		protocol.RegionStepAnswer{Region: &promoter, At: 1, Count: 12, View: protocol.Range{SeqName: "chr1", Start: 3041, End: 9760}})
	add("userSetCharts", protocol.Builtin, &protocol.UserChartsParams{Charts: []protocol.UserChartParams{
		{Handle: 1, Settings: map[string]any{"yGroup": "chip"}}, {Handle: 2, ColorMap: []string{"#cc0000"}}}}, done)
	add("userRemoveCharts", protocol.Builtin, &protocol.OrderParams{Handles: []int{1, 2}}, done)
	add("userUpload", protocol.Builtin, &protocol.UploadParams{Files: []protocol.UploadFile{
		{Name: "a.bed.gz", Size: 4}, {Name: "a.bed.gz.tbi", Size: 2}, {Name: "big.bw", Size: 2e9}}},
		protocol.UploadAnswer{Files: []protocol.UploadPlace{{Upload: 1}, {Upload: 1, File: 1},
			{Refused: "big.bw has 2 GB; a page may send files of at most 1.07 GB; load PATH at the prompt reads a file where it is"}}})
	add("userUploadPart", protocol.Builtin, &protocol.UploadPartParams{Upload: 1, Data: []byte{0, 1, 254, 255}}, done)
	add("userUploadEnd", protocol.Builtin, &protocol.UploadEndParams{Upload: 1}, protocol.UploadResult{
		UserResult: done, Measurements: []string{"a"}, Notes: []string{"measurement a (Blocks Track)"}})
	add("userUploadEnd of what cannot be read", protocol.Builtin, &protocol.UploadEndParams{Upload: 2}, protocol.UploadResult{
		UserResult: protocol.UserResult{ErrorMessage: ptr("b.bed, line 1: wanted a position")}, Measurements: []string{}, Notes: []string{}})
	add("userUploadCancel", protocol.Builtin, &protocol.UploadEndParams{Uploads: []int{3, 4}}, done)
	session := protocol.SessionText{Name: "a.epivizgo", Text: "# epivizgo workspace 2 \"a\"\nnavigate chr1 1 100\n# end of the workspace\n"}
	add("userExportSession", protocol.Builtin, nil, protocol.SessionAnswer{UserResult: done, SessionText: session, Notes: []string{}})
	add("userImportSession", protocol.Builtin, &session, protocol.OpenedAnswer{Notes: []string{},
		UserResult: protocol.UserResult{ErrorMessage: ptr("it needs files that are not loaded: a.bed")}})
	add("userOpenCharts", protocol.Builtin, &protocol.OpenChartsParams{Charts: []protocol.LinkedChart{
		{Type: "LineTrack", Measurements: []string{"a", "b"}, Settings: map[string]string{"style": "area"}}}},
		protocol.OpenedAnswer{UserResult: done, Notes: []string{"chart 1 of the link: there is no measurement \"b\" here"}})
	add("userSetLinkOut", protocol.Builtin, &protocol.LinkOutParams{Template: "https://genes.example/id/{name}"}, done)
	add("userUndo", protocol.Builtin, nil, done)
	add("userRedo", protocol.Builtin, nil, protocol.UserResult{ErrorMessage: ptr("wanted to redo 1 step; there is none")})
	add("userAddRegions", protocol.Builtin,
		&protocol.RegionsParams{Regions: []protocol.Region{{Range: protocol.Range{SeqName: "chr1", Start: 1000, End: 2000}}}}, done)
	add("userSetTheme", protocol.Builtin, &protocol.ThemeParams{Theme: "dark"}, done)
	add("userSetFlip", protocol.Builtin, &protocol.FlipParams{Flip: true}, done)
	add("userLabel", protocol.Builtin, &protocol.UserLabelParams{Number: 2}, done)
	add("cancel", protocol.Builtin, &protocol.CancelParams{Requests: []int64{24, 82}}, nil)
	add("userSetChartSettings", protocol.Builtin,
		&protocol.UserChartParams{Handle: 1, Settings: map[string]any{"height": 120.0}, ColorMap: []string{"#cc0000"}}, done)
	return all
}

var dialects = []protocol.Dialect{protocol.Tutorial, protocol.V2, protocol.V3, protocol.V4, protocol.V5, protocol.Builtin}

func TestSamplesFromPages(t *testing.T) {
	samples := readSamples(t, "from_page.json")
	all := fromPage()
	for i, s := range samples {
		want, ok := all[s.Name]
		if !ok {
			t.Errorf("%s: no such message here", s.Name)
			continue
		}
		msg, err := protocol.Decode(s.Request)
		if err != nil {
			t.Errorf("%s: %v", s.Name, err)
			continue
		}
		req, ok := msg.(*protocol.Request)
		if !ok || req.ID != int64(i+1) || req.Action != s.action() {
			t.Errorf("%s: decoded as %+v, want request %d of %s", s.Name, msg, i+1, s.action())
			continue
		}
		checkParams(t, s.Name, req.Args, want.params)
		got, err := protocol.AppendResponse(nil, req.ID, want.answer)
		if err != nil {
			t.Errorf("%s: %v", s.Name, err)
			continue
		}
		if *update {
			samples[i].Response = got
		} else if !bytes.Equal(got, s.Response) {
			t.Errorf("%s: answered\n%s\nwant\n%s", s.Name, got, s.Response)
		}
	}
	if *update {
		writeSamples(t, "from_page.json", samples)
	}
}

// checkParams decodes args into a value of want's type.
func checkParams(t *testing.T, name string, args json.RawMessage, want any) {
	t.Helper()
	var got any
	var err error
	switch want := want.(type) {
	case nil:
		return
	case *protocol.DataParams:
		got, err = protocol.DecodeData(args)
		_ = want
	default:
		got = reflect.New(reflect.TypeOf(want).Elem()).Interface()
		err = json.Unmarshal(args, got)
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%s: arguments %s\n%+v, %v\nwant\n%+v", name, args, got, err, want)
	}
}

// toPage is what the samples of to_page.json say: the arguments, nil for none,
// and the value of the answer, nil where it has none.
var toPage = map[string]struct{ params, value any }{
	"addMeasurements":    {protocol.AddMeasurementsParams{Measurements: protocol.Embed([]protocol.Measurement{pyColumn})}, nil},
	"removeMeasurements": {protocol.AddMeasurementsParams{Measurements: protocol.Embed([]protocol.Measurement{genes})}, nil},
	"addSeqInfos":        {protocol.AddSeqInfosParams{SeqInfos: protocol.Embed(seqInfos)}, nil},
	"removeSeqNames":     {protocol.RemoveSeqNamesParams{SeqNames: protocol.Embed([]string{"pyChr"})}, nil},
	"addChart": {protocol.AddChartParams{Type: "epiviz.plugins.charts.LineTrack",
		Measurements: protocol.Embed([]protocol.Measurement{pyColumn})}, &protocol.AddChartResult{ID: "track-lines-5lgiI"}},
	"addChart, built-in page": {protocol.AddChartParams{Type: "epiviz.plugins.charts.LineTrack",
		Measurements: protocol.Embed([]protocol.Measurement{pyColumn}), Handle: 1, Settings: map[string]any{"height": 120},
		ColorMap: []string{"#cc0000"}}, &protocol.AddChartResult{ID: "chart-1"}},
	"addChart refused":          {protocol.AddChartParams{Type: "no.such.Chart", Measurements: protocol.Embed([]protocol.Measurement{})}, nil},
	"removeChart":               {protocol.ChartParams{ChartID: "track-lines-5lgiI"}, nil},
	"removeChart refused":       {protocol.ChartParams{ChartID: "nope"}, nil},
	"clearDatasourceGroupCache": {protocol.GroupParams{DatasourceGroup: "py_datasourcegroup"}, nil},
	"flushCache":                {nil, nil},
	"navigate": {protocol.NavigateParams{Range: protocol.Embed(protocol.Range{SeqName: "chr1", Start: 1000, End: 40000})},
		nil},
	"redraw":             {nil, nil},
	"getCurrentLocation": {nil, &protocol.Range{SeqName: "chr1", Start: 1000, End: 40000}},
	"writeMsg, EpiViz 2": {protocol.WriteMsgParams{Msg: "hello"}, nil},
	"printWorkspace":     {protocol.PrintWorkspaceParams{ChartID: "track-lines-5lgiI", FileName: "epiviz", FileType: "png"}, nil},
	"loadWorkspace":      {protocol.LoadWorkspaceParams{WorkspaceID: "1"}, nil},
	"setChartSettings": {protocol.SetChartSettingsParams{ChartID: "track-lines-5lgiI", Settings: map[string]any{"step": 1},
		ColorMap: []string{"#cc0000"}}, nil},
	"getChartSettings": {protocol.ChartParams{ChartID: "track-lines-5lgiI"}, &[]protocol.ChartTypeParams{lineType}},
	"getAvailableCharts": {nil, &[]protocol.ChartTypeParams{
		{ChartName: lineType.ChartName, CustomSettings: []protocol.Setting{}, ColorMap: lineType.ColorMap}}},
	"uiStatus":         {nil, nil},
	"loadMeasurements": {nil, nil},
	"syncState, built-in page": {protocol.SyncStateParams{
		Title: "epivizgo", Browser: 1, Location: &protocol.Range{SeqName: "chr1", Start: 1, End: 100000},
		Charts: []protocol.SyncChart{{Handle: 1, Type: "epiviz.plugins.charts.LineTrack", Measurements: []protocol.Measurement{pyColumn},
			Settings: map[string]any{"height": 120}, ColorMap: []string{"#cc0000"}}},
		Selection:    []protocol.Range{{SeqName: "chr1", Start: 1000, End: 2000}},
		Measurements: []protocol.Measurement{pyColumn}, SeqInfos: seqInfos}, nil},
	"orderCharts, built-in page":         {protocol.OrderParams{Handles: []int{2, 1}}, nil},
	"select, built-in page":              {protocol.SelectParams{Ranges: []protocol.Range{{SeqName: "chr1", Start: 1000, End: 2000}}}, nil},
	"hover, built-in page":               {protocol.HoverParams{Range: &protocol.Range{SeqName: "chr1", Start: 1000, End: 1000}}, nil},
	"hover that has left, built-in page": {protocol.HoverParams{}, nil},
	"setTheme, built-in page":            {protocol.ThemeParams{Theme: "dark"}, nil},
	"setFlip, built-in page":             {protocol.FlipParams{Flip: true}, nil},
	"setLinkOut, built-in page":          {protocol.LinkOutParams{Template: "https://genes.example/id/{name}"}, nil},
	"setLabels, built-in page": {protocol.LabelsParams{
		Words: []string{"real", "artefact"}, Title: "3/20 rs12", Left: 18, Count: 20}, nil},
	"setRegions, built-in page": {protocol.RegionsParams{Regions: []protocol.Region{{
		Range: protocol.Range{SeqName: "chr1", Start: 1000, End: 2000}, Set: "regions", Name: "promoter", Color: "red", Note: "see figure 2",
	}}}, nil},
	"setSamples, built-in page": {protocol.SamplesParams{Columns: []protocol.SampleColumn{
		{Name: "group", Kind: "text", Values: []string{"tumour", "normal"}, Colors: []string{"#d55e00", ""}},
		{Name: "age", Kind: "number", Values: []string{}, Colors: []string{}, Min: 34, Max: 61},
	}, Rows: map[string][]*float64{"a": {new(float64), ptr(61.0)}, "b": {ptr(1.0), nil}}}, nil},
	"fitCharts, built-in page": {nil, &protocol.FitChartsResult{
		Heights: []protocol.ChartHeight{{Handle: 1, Height: 90}, {Handle: 2, Height: 14}}, Over: 3}},
	"getLayout, built-in page": {nil, &protocol.Layout{Width: 1192, Roominess: 1.5, Theme: "dark"}},
	"printWorkspace, built-in page": {protocol.PrintWorkspaceParams{FileName: "a.svg", FileType: "svg"},
		&protocol.PrintWorkspaceResult{FileType: "svg", Data: []byte("<svg/>")}},
}

func TestSamplesToPages(t *testing.T) {
	samples := readSamples(t, "to_page.json")
	for i, s := range samples {
		want, ok := toPage[s.Name]
		if !ok {
			t.Errorf("%s: no such message here", s.Name)
			continue
		}
		got, err := protocol.EncodeRequest(int64(i), s.action(), want.params)
		if err != nil {
			t.Errorf("%s: %v", s.Name, err)
			continue
		}
		if *update {
			samples[i].Request = got
		} else if !bytes.Equal(got, s.Request) {
			t.Errorf("%s: asked\n%s\nwant\n%s", s.Name, got, s.Request)
		}
		checkAnswer(t, s, int64(i), want.value)
	}
	if *update {
		writeSamples(t, "to_page.json", samples)
	}
}

// checkAnswer decodes a page's answer, whose value is like want.
func checkAnswer(t *testing.T, s sample, id int64, want any) {
	t.Helper()
	msg, err := protocol.Decode(s.Response)
	if err != nil {
		t.Errorf("%s: %v", s.Name, err)
		return
	}
	resp, ok := msg.(*protocol.Response)
	if !ok || resp.ID != id {
		t.Errorf("%s: decoded as %+v, want response %d", s.Name, msg, id)
		return
	}
	var value any
	if want != nil {
		value = reflect.New(reflect.TypeOf(want).Elem()).Interface()
	}
	err = protocol.DecodeResult(s.action(), resp.Data, value)
	if refused := strings.Contains(s.Name, "refused"); refused {
		var refusal *protocol.Refusal
		if !asRefusal(err, &refusal) || refusal.Action != s.action() {
			t.Errorf("%s: error %v, want a refusal of %s", s.Name, err, s.action())
		}
		return
	}
	if err != nil || !reflect.DeepEqual(value, want) {
		t.Errorf("%s: %+v, %v; want %+v", s.Name, value, err, want)
	}
}

// TestEveryActionHasSamples holds the samples to the tables of actions: an
// action is added with a sample in every dialect that has it.
func TestEveryActionHasSamples(t *testing.T) {
	have := func(file string) []string {
		var names []string
		for _, s := range readSamples(t, file) {
			names = append(names, s.Name)
		}
		return names
	}
	asked, pushed := have("from_page.json"), have("to_page.json")
	every, stored := dialects, []protocol.Dialect{protocol.V2, protocol.V3, protocol.V4, protocol.V5}
	fourth := []protocol.Dialect{protocol.V4, protocol.V5}
	third, own := append([]protocol.Dialect{protocol.V3}, fourth...), []protocol.Dialect{protocol.Builtin}
	for action, in := range map[string][]protocol.Dialect{
		protocol.GetMeasurements: every, protocol.GetSeqInfos: every, protocol.GetRows: every, protocol.GetValues: every,
		protocol.Search: every, protocol.GetCombined: fourth, protocol.GetWorkspaces: stored, protocol.SaveWorkspace: stored,
		protocol.DeleteWorkspace: stored, protocol.RegisterChartTypes: fourth, protocol.SetChartSettings: fourth,
		protocol.GetHierarchy: third, protocol.PropagateHierarchyChanges: third, protocol.GetPCA: fourth, protocol.GetDiversity: fourth,
		protocol.UserAddChart: own, protocol.UserRemoveChart: own, protocol.UserNavigate: own, protocol.UserSetChartSettings: own,
	} {
		for _, d := range in {
			if name := action + ", " + d.String(); !slices.Contains(asked, name) {
				t.Errorf("no sample %q", name)
			}
		}
	}
	text, err := os.ReadFile("action.go")
	if err != nil {
		t.Fatal(err)
	}
	names := regexp.MustCompile(`(?m)^\t\w+ += "(\w+)"$`).FindAllStringSubmatch(string(text), -1)
	if len(names) < 40 {
		t.Fatalf("%d names of actions in action.go", len(names))
	}
	for _, name := range names {
		action := name[1]
		of := func(sample string) bool { return sample == action || strings.HasPrefix(sample, action+", ") }
		if !slices.ContainsFunc(asked, of) && !slices.ContainsFunc(pushed, of) {
			t.Errorf("no sample of %s", action)
		}
	}
}
