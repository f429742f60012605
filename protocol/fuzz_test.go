package protocol_test

import (
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
)

// seeds calls f with the frames of testdata.
func seeds(f *testing.F, add func(s sample)) {
	for _, file := range []string{"from_page.json", "to_page.json"} {
		for _, s := range readSamples(f, file) {
			add(s)
		}
	}
}

// data returns the member data of a frame.
func data(f *testing.F, frame json.RawMessage) []byte {
	var env struct{ Data json.RawMessage }
	if err := json.Unmarshal(frame, &env); err != nil {
		f.Fatal(err)
	}
	return env.Data
}

// Whatever comes in: a request keeps its id and can be answered, and what was
// decoded says the same when it is encoded again.
func FuzzDecode(f *testing.F) {
	seeds(f, func(s sample) { f.Add([]byte(s.Request)); f.Add([]byte(s.Response)) })
	f.Add([]byte(`{"requestId":"7","type":"request","data":{"action":"x","ACTION":"y"}}`))
	f.Add([]byte(`[[[[[[[[`))
	f.Add([]byte("{\"requestId\":1,\"type\":\"response\",\"data\":\"\xff\"}"))
	f.Fuzz(func(t *testing.T, frame []byte) {
		msg, err := protocol.Decode(frame)
		if err != nil {
			var bad *protocol.BadRequest
			if errors.As(err, &bad) && !json.Valid(frame) {
				t.Errorf("%v: a request in what is no JSON", err)
			}
			return
		}
		switch msg := msg.(type) {
		case *protocol.Request:
			var args map[string]json.RawMessage
			if err := json.Unmarshal(msg.Args, &args); err != nil || msg.Action == "" {
				t.Fatalf("request of %q with arguments %s", msg.Action, msg.Args)
			}
			if msg.Action != protocol.Cancel && protocol.Cancelled(msg) != nil {
				t.Errorf("%s takes requests back", msg.Action)
			}
			delete(args, "action")
			again, err := protocol.EncodeRequest(msg.ID, msg.Action, args)
			if err != nil {
				t.Fatal(err)
			}
			back, err := protocol.Decode(again)
			if err != nil || back.(*protocol.Request).ID != msg.ID {
				t.Errorf("%s: %+v, %v", again, back, err)
			}
		case *protocol.Response:
			again, err := protocol.AppendResponse(nil, msg.ID, msg.Data)
			if err != nil || !json.Valid(again) {
				t.Errorf("%s, %v", again, err)
			}
		}
	})
}

func FuzzDecodeData(f *testing.F) {
	seeds(f, func(s sample) { f.Add(data(f, s.Request)) })
	f.Add([]byte(`{"chr":1,"start":"1e999","end":null,"metadata":"[\"a\"]","measurements":"{\"ds\":[\"m\"]}"}`))
	f.Fuzz(func(t *testing.T, args []byte) {
		p, err := protocol.DecodeData(args)
		if err != nil {
			return
		}
		for name, n := range map[string]protocol.Number{"start": p.Start, "end": p.End, "bins": p.Bins, "maxRows": p.MaxRows} {
			if math.IsNaN(n.Value) || !n.Set && n.Value != 0 {
				t.Errorf("%s is %+v", name, n)
			}
		}
		if d := p.Dialect(); d.String() == "" {
			t.Errorf("dialect %d of version %q", d, p.Version)
		}
		again, err := protocol.DecodeData(args)
		if err != nil || !reflect.DeepEqual(p, again) {
			t.Errorf("%+v, then %+v, %v", p, again, err)
		}
	})
}

func FuzzDecodeResult(f *testing.F) {
	seeds(f, func(s sample) { f.Add(s.action(), data(f, s.Response)) })
	f.Fuzz(func(t *testing.T, action string, answer []byte) {
		_ = protocol.DecodeResult(action, answer, nil)
		var at protocol.Range
		if protocol.DecodeResult(action, answer, &at) == nil && (math.IsNaN(at.Start) || math.IsInf(at.End, 0)) {
			t.Errorf("location %+v", at)
		}
		var added protocol.AddChartResult
		_ = protocol.DecodeResult(action, answer, &added)
		var types []protocol.ChartTypeParams
		_ = protocol.DecodeResult(action, answer, &types)
	})
}

// FuzzWorkspaceish reads the remaining arguments of pages. What was read can be
// written, and reads back the same.
func FuzzWorkspaceish(f *testing.F) {
	seeds(f, func(s sample) { f.Add(data(f, s.Request)) })
	f.Add([]byte(`["chr1",1,1000,"hg38"]`))
	f.Add([]byte(`{"id":["a"],"name":["b"]}`))
	f.Fuzz(func(t *testing.T, args []byte) {
		for _, make := range []func() any{
			func() any { return new(protocol.WorkspaceParams) },
			func() any { return new(protocol.SearchParams) },
			func() any { return new(protocol.SetChartSettingsParams) },
			func() any { return new(protocol.UserChartParams) },
			func() any { return new(protocol.UserAddChartParams) },
			func() any { return new(protocol.UserNavigateParams) },
			func() any { return new(protocol.OrderParams) },
			func() any { return new(protocol.SelectParams) },
			func() any { return new(protocol.HoverParams) },
			func() any { return new(protocol.AddMeasurementsParams) },
			func() any { return new(protocol.AddSeqInfosParams) },
			func() any { return new(protocol.MeasurementsAnswer) },
			func() any { return new(protocol.SeqInfo) },
			func() any { return new([]protocol.ChartTypeParams) },
		} {
			v := make()
			if json.Unmarshal(args, v) != nil {
				continue
			}
			b, err := json.Marshal(v)
			if err != nil {
				t.Fatalf("%T of %s: %v", v, args, err)
			}
			again := make()
			if err := json.Unmarshal(b, again); err != nil {
				t.Fatalf("%T: %s: %v", v, b, err)
			}
			if c, err := json.Marshal(again); err != nil || string(b) != string(c) {
				t.Errorf("%T: %s, then %s, %v", v, b, c, err)
			}
		}
	})
}

// FuzzAnswers: an Appender's output is JSON, whatever is in the table.
func FuzzAnswers(f *testing.F) {
	f.Add("chr1", "name", "+-*", 1, 1001, 1.5, 3)
	f.Add("", "\xff\x00\"\\", "\"\x00", 0, -5, math.NaN(), 1)
	f.Add("</script>", "\u2028", "", -1<<62, 1<<62, math.Inf(1), 0)
	f.Fuzz(func(t *testing.T, seq, text, strand string, first, pos int, v float64, n int) {
		n = min(max(n, 0), 50)
		tab := &protocol.Table{SeqName: seq, First: first, Strand: []byte(strand), Stranded: len(strand)%2 == 1,
			Metadata: []protocol.MetadataColumn{{Name: text},
				{Name: seq, Text: []string{text}}}, Values: []protocol.ValueColumn{{Measurement: text}}}
		for i := range n {
			tab.Start, tab.End = append(tab.Start, pos+i), append(tab.End, pos-i)
			tab.Metadata[0].Text = append(tab.Metadata[0].Text, text)
			tab.Values[0].Values = append(tab.Values[0].Values, v*float64(i))
		}
		answers := []protocol.Appender{
			&protocol.BinsAnswer{SeqName: seq, Start: first, End: pos, Mean: []float64{v}, Min: []float64{-v}, Max: nil},
			&protocol.PointsAnswer{SeqName: seq, Start: first, End: pos, RowStart: tab.Start, RowEnd: tab.End, Values: tab.Values[0].Values,
				Error: text},
			&protocol.FeaturesAnswer{Table: tab, Count: tab.Start, Total: pos, Error: text},
			&protocol.FeaturesAnswer{Table: tab, Thinned: true, Density: tab.Start},
		}
		for _, d := range dialects {
			parts := []protocol.CombinedTable{{Datasource: text, Table: tab}, {Datasource: seq + "2", Table: tab}}
			answers = append(answers, d.RowsAnswer(tab), d.ValuesAnswer(tab), combinedOf(d, parts...), combinedOf(d))
		}
		for _, a := range answers {
			if b := a.AppendJSON(nil); !json.Valid(b) {
				t.Errorf("%T: %s", a, b)
			}
		}
	})
}
