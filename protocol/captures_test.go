package protocol_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
)

// Recorded sessions of real pages, kept beside the project. What the recorder
// does otherwise than this program is listed in testdata/README.md and undone by
// likeOurs.

// recorded is a line of a recording.
type recorded struct {
	Session int
	Dir     string // "ui->server" or "server->ui"
	Frame   json.RawMessage
}

func (r *recorded) fromPage() bool { return r.Dir == "ui->server" }

// captures calls f for each recording.
func captures(t *testing.T, f func(t *testing.T, lines []recorded)) {
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	var files []string
	for files == nil {
		files, _ = filepath.Glob(filepath.Join(dir, "shared", "protocol", "captures", "v?.jsonl"))
		parent := filepath.Dir(dir)
		if files == nil && parent == dir {
			t.Skip("needs the folder shared/protocol/captures with recorded sessions beside the project, which is not here")
		}
		dir = parent
	}
	for _, name := range files {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".jsonl"), func(t *testing.T) {
			file, err := os.Open(name)
			if err != nil {
				t.Fatal(err)
			}
			defer file.Close()
			var lines []recorded
			scanner := bufio.NewScanner(file)
			scanner.Buffer(nil, 1<<24)
			for scanner.Scan() {
				var r recorded
				if err := json.Unmarshal(scanner.Bytes(), &r); err != nil {
					t.Fatal(err)
				}
				lines = append(lines, r)
			}
			if err := scanner.Err(); err != nil || len(lines) == 0 {
				t.Fatalf("%d lines, %v", len(lines), err)
			}
			f(t, lines)
		})
	}
}

// key tells a request of a recording from the others.
type key struct {
	session  int
	fromPage bool
	id       int64
}

func TestCapturesDecode(t *testing.T) {
	captures(t, func(t *testing.T, lines []recorded) {
		for i, line := range lines {
			msg, err := protocol.Decode(line.Frame)
			if err != nil {
				t.Errorf("line %d: %v", i+1, err)
				continue
			}
			if req, ok := msg.(*protocol.Request); ok && line.fromPage() {
				if _, err := protocol.DecodeData(req.Args); err != nil && req.Action != protocol.SaveWorkspace {
					t.Errorf("line %d, %s: %v", i+1, req.Action, err)
				}
			}
		}
	})
}

// TestCapturesToPages encodes every recorded push from typed arguments, and
// decodes what the page answered.
func TestCapturesToPages(t *testing.T) {
	params := map[string]func() any{
		protocol.AddMeasurements:           func() any { return new(protocol.AddMeasurementsParams) },
		protocol.RemoveMeasurements:        func() any { return new(protocol.AddMeasurementsParams) },
		protocol.AddSeqInfos:               func() any { return new(protocol.AddSeqInfosParams) },
		protocol.RemoveSeqNames:            func() any { return new(protocol.RemoveSeqNamesParams) },
		protocol.AddChart:                  func() any { return new(protocol.AddChartParams) },
		protocol.RemoveChart:               func() any { return new(protocol.ChartParams) },
		protocol.GetChartSettings:          func() any { return new(protocol.ChartParams) },
		protocol.SetChartSettings:          func() any { return new(protocol.SetChartSettingsParams) },
		protocol.ClearDatasourceGroupCache: func() any { return new(protocol.GroupParams) },
		protocol.Navigate:                  func() any { return new(protocol.NavigateParams) },
		protocol.WriteMsg:                  func() any { return new(protocol.WriteMsgParams) },
		protocol.PrintWorkspace:            func() any { return new(protocol.PrintWorkspaceParams) },
		protocol.LoadWorkspace:             func() any { return new(protocol.LoadWorkspaceParams) },
	}
	values := map[string]func() any{
		protocol.AddChart:           func() any { return new(protocol.AddChartResult) },
		protocol.GetCurrentLocation: func() any { return new(protocol.Range) },
		protocol.GetChartSettings:   func() any { return new([]protocol.ChartTypeParams) },
		protocol.GetAvailableCharts: func() any { return new([]protocol.ChartTypeParams) },
	}
	captures(t, func(t *testing.T, lines []recorded) {
		pushes := map[key]*protocol.Request{}
		for i, line := range lines {
			msg, err := protocol.Decode(line.Frame)
			if err != nil {
				t.Fatal(err)
			}
			switch msg := msg.(type) {
			case *protocol.Request:
				if line.fromPage() {
					continue
				}
				pushes[key{line.Session, false, msg.ID}] = msg
				if _, ok := protocol.UIAction(msg.Action); !ok {
					t.Errorf("line %d: %s is no UI action here", i+1, msg.Action)
				}
				var p any
				if make, ok := params[msg.Action]; ok {
					p = make()
					if err := json.Unmarshal(msg.Args, p); err != nil {
						t.Errorf("line %d: %v", i+1, err)
					}
				}
				got, err := protocol.EncodeRequest(msg.ID, msg.Action, p)
				if err != nil {
					t.Errorf("line %d: %v", i+1, err)
				}
				compare(t, fmt.Sprintf("line %d, %s", i+1, msg.Action), got, line.Frame)
			case *protocol.Response:
				if !line.fromPage() {
					continue
				}
				push := pushes[key{line.Session, false, msg.ID}]
				if push == nil {
					t.Errorf("line %d: an answer to nothing", i+1)
					continue
				}
				var value any
				if make, ok := values[push.Action]; ok {
					value = make()
				}
				err := protocol.DecodeResult(push.Action, msg.Data, value)
				var refusal *protocol.Refusal
				if refused := strings.Contains(string(msg.Data), `"success":false`); refused != errors.As(err, &refusal) || !refused && err != nil {
					t.Errorf("line %d, %s answered %s: %v", i+1, push.Action, msg.Data, err)
				}
				if added, ok := value.(*protocol.AddChartResult); ok && err == nil && added.ID == "" {
					t.Errorf("line %d: addChart gave no id: %s", i+1, msg.Data)
				}
			}
		}
	})
}

// TestCapturesFromPages reads every recorded answer to a page into this
// program's types and encodes it again.
func TestCapturesFromPages(t *testing.T) {
	captures(t, func(t *testing.T, lines []recorded) {
		asked := map[key]*protocol.Request{}
		seen := map[string]int{}
		for i, line := range lines {
			msg, err := protocol.Decode(line.Frame)
			if err != nil {
				t.Fatal(err)
			}
			if req, ok := msg.(*protocol.Request); ok && line.fromPage() {
				asked[key{line.Session, true, req.ID}] = req
			}
			resp, ok := msg.(*protocol.Response)
			if !ok || line.fromPage() {
				continue
			}
			req := asked[key{line.Session, true, resp.ID}]
			if req == nil {
				t.Errorf("line %d: an answer to nothing", i+1)
				continue
			}
			where := fmt.Sprintf("line %d, %s", i+1, req.Action)
			data, err := again(req, resp.Data)
			if err != nil {
				t.Errorf("%s: %v\n%s", where, err, resp.Data)
				continue
			}
			got, err := protocol.AppendResponse(nil, resp.ID, data)
			if err != nil {
				t.Errorf("%s: %v", where, err)
				continue
			}
			seen[req.Action]++
			compare(t, where, got, likeOurs(t, req, line.Frame))
		}
		for _, action := range []string{protocol.GetMeasurements, protocol.GetSeqInfos, protocol.GetRows, protocol.GetValues, protocol.Search,
			protocol.SaveWorkspace} {
			if seen[action] == 0 {
				t.Errorf("no %s in the recording: does the test still look at it?", action)
			}
		}
	})
}

// again reads a recorded answer as a page would and makes ours of it.
func again(req *protocol.Request, data json.RawMessage) (any, error) {
	into := func(v any) (any, error) { return v, json.Unmarshal(data, v) }
	p, err := protocol.DecodeData(req.Args)
	if req.Action == protocol.SaveWorkspace {
		return into(new(string))
	}
	if err != nil {
		return nil, err
	}
	d := p.Dialect()
	switch req.Action {
	case protocol.GetMeasurements:
		return into(new(protocol.MeasurementsAnswer))
	case protocol.GetSeqInfos:
		return into(new([]protocol.SeqInfo))
	case protocol.Search:
		return into(new([]protocol.SearchHit))
	case protocol.GetWorkspaces:
		return into(new([]protocol.Workspace))
	case protocol.DeleteWorkspace:
		return into(new(map[string]bool))
	case protocol.GetRows:
		var a wireRows
		err := json.Unmarshal(data, &a)
		return d.RowsAnswer(a.table(p)), err
	case protocol.GetValues:
		if d == protocol.V5 {
			var a wireRowsAndValues
			err := json.Unmarshal(data, &a)
			return d.ValuesAnswer(a.table(p)), err
		}
		var a wireValues
		err := json.Unmarshal(data, &a)
		t := &protocol.Table{Start: make([]int, len(a.Values)), Values: []protocol.ValueColumn{{Values: floats(a.Values)}}}
		if a.First != nil {
			t.First = *a.First
		}
		return d.ValuesAnswer(t), err
	case protocol.GetCombined:
		if d == protocol.V5 {
			var a wireRowsAndValues
			err := json.Unmarshal(data, &a)
			return combinedOf(d, protocol.CombinedTable{Table: a.table(p)}), err
		}
		var parts map[string]struct {
			First *int `json:"globalStartIndex"`
			Rows  wireColumns
			Cols  map[string][]*float64
		}
		err := json.Unmarshal(data, &parts)
		var tables []protocol.CombinedTable
		for _, ds := range slices.Sorted(maps.Keys(parts)) {
			part := wireRowsAndValues{Rows: wireRows{Values: parts[ds].Rows, First: parts[ds].First}}
			part.Values.Values = parts[ds].Cols
			tables = append(tables, protocol.CombinedTable{Datasource: ds, Table: part.table(p)})
		}
		return combinedOf(d, tables...), err
	}
	return nil, nil // {}
}

// The forms of answers as a page reads them.

type wireColumns struct {
	Start, End []int
	Strand     json.RawMessage
	Metadata   map[string][]string
}

type wireRows struct {
	Values wireColumns
	First  *int `json:"globalStartIndex"`
}

type wireValues struct {
	Values []*float64
	First  *int `json:"globalStartIndex"`
}

type wireRowsAndValues struct {
	Rows   wireRows
	Values struct{ Values map[string][]*float64 }
}

func (a *wireRows) table(p *protocol.DataParams) *protocol.Table {
	t := &protocol.Table{SeqName: p.SeqName, Start: a.Values.Start, End: a.Values.End}
	if a.First != nil {
		t.First = *a.First
	}
	var strands []string
	if json.Unmarshal(a.Values.Strand, &strands) == nil {
		t.Stranded = true
		for _, s := range strands {
			t.Strand = append(t.Strand, s[0])
		}
	}
	for _, name := range slices.Sorted(maps.Keys(a.Values.Metadata)) {
		t.Metadata = append(t.Metadata, protocol.MetadataColumn{Name: name, Text: a.Values.Metadata[name]})
	}
	return t
}

func (a *wireRowsAndValues) table(p *protocol.DataParams) *protocol.Table {
	t := a.Rows.table(p)
	for _, id := range slices.Sorted(maps.Keys(a.Values.Values)) {
		t.Values = append(t.Values, protocol.ValueColumn{Measurement: id, Values: floats(a.Values.Values[id])})
	}
	return t
}

func floats(v []*float64) []float64 {
	out := make([]float64, len(v))
	for i, f := range v {
		if out[i] = math.NaN(); f != nil {
			out[i] = *f
		}
	}
	return out
}

// likeOurs changes in a recorded answer what the recorder does otherwise:
// it names some rows by words, sends chr to every generation, probes with search
// hits, and no number of values where a v5 page combines rows alone.
func likeOurs(t *testing.T, req *protocol.Request, frame []byte) []byte {
	t.Helper()
	var f map[string]any
	if err := json.Unmarshal(frame, &f); err != nil {
		t.Fatal(err)
	}
	p, err := protocol.DecodeData(req.Args)
	if err != nil {
		p = new(protocol.DataParams)
	}
	columns := func(values, first any) {
		c := values.(map[string]any)
		ids := make([]any, len(c["start"].([]any)))
		for i := range ids {
			ids[i] = first.(float64) + float64(i)
		}
		c["id"] = ids
		if p.Dialect() != protocol.V5 {
			delete(c, "chr")
		}
	}
	switch data := f["data"].(type) {
	case map[string]any:
		if rows, ok := data["rows"].(map[string]any); ok {
			columns(rows["values"], rows["globalStartIndex"])
			data["values"].(map[string]any)["globalStartIndex"] = rows["globalStartIndex"]
		} else if values, ok := data["values"].(map[string]any); ok {
			columns(values, data["globalStartIndex"])
		} else if req.Action == protocol.GetCombined {
			for _, part := range data {
				part := part.(map[string]any)
				columns(part["rows"], part["globalStartIndex"])
			}
		}
	case []any:
		for _, hit := range data {
			if hit, ok := hit.(map[string]any); ok {
				delete(hit, "probe")
			}
		}
	}
	b, err := json.Marshal(f)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// compare compares JSON texts by meaning, JSON inside strings included.
func compare(t *testing.T, where string, got, want []byte) {
	t.Helper()
	var g, w any
	if err := json.Unmarshal(got, &g); err != nil {
		t.Errorf("%s: %v: %s", where, err, got)
		return
	}
	if err := json.Unmarshal(want, &w); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(unwrap(g), unwrap(w)) {
		t.Errorf("%s:\n got %s\nwant %s", where, got, want)
	}
}

// unwrap parses strings that hold JSON.
func unwrap(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k, e := range v {
			v[k] = unwrap(e)
		}
	case []any:
		for i, e := range v {
			v[i] = unwrap(e)
		}
	case string:
		if strings.HasPrefix(v, "{") || strings.HasPrefix(v, "[") {
			var inner any
			if json.Unmarshal([]byte(v), &inner) == nil {
				return unwrap(inner)
			}
		}
	}
	return v
}
