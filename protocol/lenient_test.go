package protocol_test

import (
	"encoding/json"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
)

func TestText(t *testing.T) {
	for in, want := range map[string]protocol.Text{`"a"`: "a", `""`: "", `null`: "", `5`: "5", `5.5`: "5.5", `true`: "true", `"5"`: "5",
		`"é\n"`: "é\n"} {
		got := protocol.Text("before")
		if err := json.Unmarshal([]byte(in), &got); err != nil || got != want {
			t.Errorf("%s: %q, %v; want %q", in, got, err, want)
		}
	}
	for _, in := range []string{`[]`, `{}`, `["a"]`} {
		var got protocol.Text
		if err := json.Unmarshal([]byte(in), &got); err == nil {
			t.Errorf("%s: %q, want an error", in, got)
		}
	}
}

func TestNumber(t *testing.T) {
	for in, want := range map[string]protocol.Number{
		`5`: number(5), `-0.5`: number(-0.5), `1e3`: number(1000), `"5"`: number(5), `" 12.25 "`: number(12.25),
		`null`: {}, `""`: {}, `"1e400"`: number(math.Inf(1)), `0`: number(0),
	} {
		got := number(77)
		if err := json.Unmarshal([]byte(in), &got); err != nil || got != want {
			t.Errorf("%s: %+v, %v; want %+v", in, got, err, want)
		}
	}
	for _, in := range []string{`"x"`, `true`, `[1]`, `{}`, `"NaN"`, `"1,000"`} {
		var got protocol.Number
		if err := json.Unmarshal([]byte(in), &got); err == nil {
			t.Errorf("%s: %+v, want an error", in, got)
		}
	}
	for want, n := range map[string]protocol.Number{`null`: {Value: 5}, `5`: number(5), `0`: number(0), `0.25`: number(0.25)} {
		if got, err := json.Marshal(n); err != nil || string(got) != want {
			t.Errorf("%+v: %s, %v; want %s", n, got, err, want)
		}
	}
	if got, err := json.Marshal(number(math.Inf(1))); err != nil || string(got) != "null" {
		t.Errorf("infinity: %s, %v; want null", got, err)
	}
}

func TestStrings(t *testing.T) {
	for in, want := range map[string]protocol.Strings{
		`["a","b"]`: {"a", "b"}, `[1,null,true]`: {"1", "", "true"}, `"a"`: {"a"}, `"[\"a\",\"b\"]"`: {"a", "b"}, `" [1] "`: {"1"},
		`null`: nil, `[]`: {}, `"[]"`: {}, `""`: {}, `"[a"`: {"[a"}, `"{}"`: {"{}"},
	} {
		got := protocol.Strings{"before"}
		if err := json.Unmarshal([]byte(in), &got); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %#v, %v; want %#v", in, got, err, want)
		}
	}
	for _, in := range []string{`5`, `{}`, `[[]]`, `[{}]`} {
		var got protocol.Strings
		if err := json.Unmarshal([]byte(in), &got); err == nil {
			t.Errorf("%s: %v, want an error", in, got)
		}
	}
}

func TestEmbedded(t *testing.T) {
	// Pages throw on anything but a string.
	got, err := json.Marshal(protocol.Embed([]string{"a\"b"}))
	if err != nil || string(got) != `"[\"a\\\"b\"]"` {
		t.Errorf("%s, %v", got, err)
	}
	for _, in := range []string{`["a","b"]`, `"[\"a\",\"b\"]"`} {
		var back protocol.Embedded[[]string]
		if err := json.Unmarshal([]byte(in), &back); err != nil || !reflect.DeepEqual(back.Value, []string{"a", "b"}) {
			t.Errorf("%s: %v, %v", in, back.Value, err)
		}
	}
	if got, err := json.Marshal(protocol.Embed(math.NaN())); err == nil {
		t.Errorf("a value that JSON has not: %s, want an error", got)
	}
}

func TestDecodeDataIsLenient(t *testing.T) {
	want := protocol.DataParams{Version: "4", Datasource: "ds", SeqName: "chr2", Start: number(1.5), End: number(100)}
	for name, args := range map[string]string{
		"as v4 sends it":   `{"version":"4","action":"getRows","datasource":"ds","seqName":"chr2","start":1.5,"end":100}`,
		"chr for seqName":  `{"version":"4","datasource":"ds","chr":"chr2","start":1.5,"end":100}`,
		"both, seqName":    `{"version":"4","datasource":"ds","chr":"chr3","seqName":"chr2","start":1.5,"end":100}`,
		"version a number": `{"version":4,"datasource":"ds","seqName":"chr2","start":1.5,"end":100}`,
		"positions text":   `{"version":"4","datasource":"ds","seqName":"chr2","start":"1.5","end":"100"}`,
		"nulls": `{"version":"4","datasource":"ds","seqName":"chr2","start":1.5,"end":100,` +
			`"measurement":null,"metadata":null,"measurements":null,"bins":null,"maxRows":null}`,
		"unknown members": `{"version":"4","datasource":"ds","seqName":"chr2","start":1.5,"end":100,` +
			`"genome":"hg38","datasourceGroup":"websocket-0"}`,
	} {
		got, err := protocol.DecodeData([]byte(args))
		if err != nil || !reflect.DeepEqual(*got, want) {
			t.Errorf("%s: %+v, %v; want %+v", name, got, err, want)
		}
	}
	if got, err := protocol.DecodeData([]byte(`{"seqName":22}`)); err != nil || got.SeqName != "22" || got.Start.Set ||
		got.Dialect() != protocol.Tutorial {
		t.Errorf("a sequence's name as a number: %+v, %v", got, err)
	}
	for args, start := range map[string]float64{`{"start":-5}`: -5, `{"start":1e300}`: 1e300, `{"start":"1e999"}`: math.Inf(1),
		`{"start":0}`: 0} {
		if got, err := protocol.DecodeData([]byte(args)); err != nil || got.Start != number(start) {
			t.Errorf("%s: %+v, %v", args, got, err)
		}
	}
	// Whether columns were asked for, and there are none of them, is told from
	// not asking.
	if got, _ := protocol.DecodeData([]byte(`{"metadata":[]}`)); got.Metadata == nil {
		t.Error("an empty list of columns was read as none given")
	}
	for _, args := range []string{`null5`, `[]`, `{"start":"x"}`, `{"start":{}}`, `{"seqName":[]}`, `{"metadata":{}}`,
		`{"measurements":7}`, `{"measurements":{"ds":7}}`} {
		if got, err := protocol.DecodeData([]byte(args)); err == nil || !strings.Contains(err.Error(), "protocol: ") {
			t.Errorf("%s: %+v, %v; want an error", args, got, err)
		}
	}
}

func TestDecodeCombined(t *testing.T) {
	type ms = []protocol.CombinedMeasurement
	for in, want := range map[string]ms{
		`{"b":["x","y"],"a":["z"]}`: {{Datasource: "a", ID: "z"}, {Datasource: "b", ID: "x"}, {Datasource: "b", ID: "y"}},
		`{"b":"x"}`:                 {{Datasource: "b", ID: "x"}},
		`"{\"b\":[\"x\"]}"`:         {{Datasource: "b", ID: "x"}},
		`["x","y"]`:                 {{ID: "x"}, {ID: "y"}},
		`"[\"x\",\"y\"]"`:           {{ID: "x"}, {ID: "y"}},
		`"x"`:                       {{ID: "x"}},
		`null`:                      nil,
		`[]`:                        {},
		`{}`:                        nil,
	} {
		got, err := protocol.DecodeData([]byte(`{"measurements":` + in + `}`))
		if err != nil || !reflect.DeepEqual(got.Measurements, want) {
			t.Errorf("%s: %#v, %v; want %#v", in, got, err, want)
		}
	}
}

func TestSeqInfo(t *testing.T) {
	for in, want := range map[string]protocol.SeqInfo{
		`["chr1",1,1000]`:        {Name: "chr1", Min: 1, Max: 1000},
		`["chr1",1,1000,"hg38"]`: {Name: "chr1", Min: 1, Max: 1000, Genome: "hg38"},
	} {
		var got protocol.SeqInfo
		if err := json.Unmarshal([]byte(in), &got); err != nil || got != want {
			t.Errorf("%s: %+v, %v; want %+v", in, got, err, want)
		}
	}
	for _, in := range []string{`null`, `[]`, `["chr1",1]`, `["chr1","1",1000]`, `{"name":"chr1"}`} {
		var got protocol.SeqInfo
		if err := json.Unmarshal([]byte(in), &got); err == nil {
			t.Errorf("%s: %+v, want an error", in, got)
		}
	}
}

func TestMeasurementColumnsMustAgree(t *testing.T) {
	whole := `{"id":["a"],"name":["A"],"type":["range"],"datasourceId":["a"],"datasourceGroup":["g"],` +
		`"defaultChartType":[null],"annotation":[null],"minValue":[null],"maxValue":[null],"metadata":[[]]}`
	var ms protocol.MeasurementsAnswer
	if err := json.Unmarshal([]byte(whole), &ms); err != nil || len(ms) != 1 || ms[0].DatasourceGroup != "g" {
		t.Fatalf("%+v, %v", ms, err)
	}
	for _, column := range []string{`"name":["A"],`, `"annotation":[null],`, `"minValue":[null],`} {
		if err := json.Unmarshal([]byte(strings.Replace(whole, column, "", 1)), &ms); err == nil {
			t.Errorf("without %s: no error", column)
		}
	}
	none, err := json.Marshal(protocol.MeasurementsAnswer(nil))
	const want = `{"id":[],"name":[],"type":[],"datasourceId":[],"datasourceGroup":[],` +
		`"defaultChartType":[],"annotation":[],"minValue":[],"maxValue":[],"metadata":[]}`
	if err != nil || string(none) != want {
		t.Errorf("no measurements: %s, %v", none, err)
	}
}

// TestErrorsInWords: nobody reads the names of Go's types.
func TestErrorsInWords(t *testing.T) {
	for data, want := range map[string]string{
		`"<svg/>"`:                   "it cannot be a JSON string",
		`{"files":[{"size":1e30}]}`:  "its Files.Size cannot be a JSON number 1e30",
		`{"files":[{"name":["a"]}]}`: "its Files.Name cannot be a JSON array",
		`{"files":[{"name":"a",]}`:   "invalid character",
	} {
		var p struct {
			Files []struct {
				Name string
				Size int64
			}
		}
		if got := protocol.InWords(json.Unmarshal([]byte(data), &p)); got == nil || !strings.Contains(got.Error(), want) || strings.Contains(got.Error(), "Go ") {
			t.Errorf("%s: %v, want %q", data, got, want)
		}
	}
	if err := protocol.DecodeResult(protocol.PrintWorkspace, json.RawMessage(`{"success":true,"value":"<svg/>"}`), &protocol.PrintWorkspaceResult{}); err == nil ||
		strings.Contains(err.Error(), "Go value") {
		t.Errorf("%v", err)
	}
}
