package protocol_test

import (
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
)

func asRefusal(err error, target **protocol.Refusal) bool { return errors.As(err, target) }

func TestDecode(t *testing.T) {
	for _, tc := range []struct {
		name, frame string
		want        protocol.Message
	}{
		{"request", `{"requestId":7,"type":"request","data":{"action":"redraw","x":1}}`,
			&protocol.Request{ID: 7, Action: "redraw", Args: json.RawMessage(`{"action":"redraw","x":1}`)}},
		{"other order, spaces", " {\n\"data\": {\"action\" : \"redraw\"} , \"type\":\"request\",\"requestId\":0 }\n",
			&protocol.Request{ID: 0, Action: "redraw", Args: json.RawMessage(`{"action" : "redraw"}`)}},
		{"id as text", `{"requestId":"12","type":"request","data":{"action":"a"}}`,
			&protocol.Request{ID: 12, Action: "a", Args: json.RawMessage(`{"action":"a"}`)}},
		{"id in decimal notation", `{"requestId":12.0,"type":"response","data":[]}`, &protocol.Response{ID: 12, Data: json.RawMessage(`[]`)}},
		{"negative id", `{"requestId":-1,"type":"response","data":true}`, &protocol.Response{ID: -1, Data: json.RawMessage(`true`)}},
		{"response with null", `{"requestId":1,"type":"response","data":null}`, &protocol.Response{ID: 1}},
		{"response without data", `{"requestId":1,"type":"response"}`, &protocol.Response{ID: 1}},
		{"unknown members", `{"requestId":1,"type":"response","data":"x","dataprovidertype":"websocket"}`,
			&protocol.Response{ID: 1, Data: json.RawMessage(`"x"`)}},
		{"brackets in a string", `{"requestId":1,"type":"response","data":"` + strings.Repeat(`[\"{`, 200) + `"}`,
			&protocol.Response{ID: 1, Data: json.RawMessage(`"` + strings.Repeat(`[\"{`, 200) + `"`)}},
	} {
		got, err := protocol.Decode([]byte(tc.frame))
		if err != nil || !reflect.DeepEqual(got, tc.want) {
			t.Errorf("%s: %+v, %v; want %+v", tc.name, got, err, tc.want)
		}
	}
}

func TestDecodeKeepsNothingOfTheFrame(t *testing.T) {
	frame := []byte(`{"requestId":7,"type":"request","data":{"action":"redraw"}}`)
	msg, err := protocol.Decode(frame)
	if err != nil {
		t.Fatal(err)
	}
	for i := range frame {
		frame[i] = 'x'
	}
	if got := string(msg.(*protocol.Request).Args); got != `{"action":"redraw"}` {
		t.Errorf("arguments are %s after the frame was written over", got)
	}
}

func TestDecodeRefuses(t *testing.T) {
	for _, tc := range []struct{ name, frame, want string }{
		{"nothing", ``, "not a JSON object"},
		{"no JSON", `hello`, "not a JSON object"},
		{"null", `null`, "requestId is missing"},
		{"a list", `[1]`, "not a JSON object"},
		{"no id", `{"type":"request","data":{"action":"a"}}`, "requestId is missing"},
		{"null id", `{"requestId":null,"type":"request","data":{"action":"a"}}`, "requestId is null"},
		{"fraction", `{"requestId":1.5,"type":"request","data":{"action":"a"}}`, "requestId is 1.5"},
		{"id out of range", `{"requestId":1e300,"type":"request","data":{"action":"a"}}`, "wanted a whole number"},
		{"id Infinity", `{"requestId":"Infinity","type":"request","data":{"action":"a"}}`, "wanted a whole number"},
		{"id NaN", `{"requestId":"NaN","type":"request","data":{"action":"a"}}`, "wanted a whole number"},
		{"other type", `{"requestId":1,"type":"event","data":{}}`, `type is "event"`},
		{"long type", `{"requestId":1,"type":"` + strings.Repeat("x", 1000) + `","data":{}}`, "type is"},
		{"no type", `{"requestId":1,"data":{}}`, `type is ""`},
		{"too deep", strings.Repeat("[", 65), "nested"},
		{"cut off", `{"requestId":1,"type":"request","data":{"action":`, "not a JSON object"},
		{"two values", `{"requestId":1,"type":"response","data":1}{}`, "not a JSON object"},
	} {
		msg, err := protocol.Decode([]byte(tc.frame))
		if err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: %+v, %v; want an error with %q", tc.name, msg, err, tc.want)
			continue
		}
		if len(err.Error()) > 200 {
			t.Errorf("%s: an error of %d bytes", tc.name, len(err.Error()))
		}
		var bad *protocol.BadRequest
		if errors.As(err, &bad) {
			t.Errorf("%s: owed an answer to request %d", tc.name, bad.ID)
		}
	}
}

// A request whose data cannot be read is still owed an answer.
func TestDecodeBadRequest(t *testing.T) {
	for _, data := range []string{`null`, `[]`, `"x"`, `5`, `{}`, `{"action":null}`, `{"action":7}`, `{"action":""}`} {
		_, err := protocol.Decode([]byte(`{"requestId":7,"type":"request","data":` + data + `}`))
		var bad *protocol.BadRequest
		if !errors.As(err, &bad) || bad.ID != 7 || bad.Unwrap() == nil {
			t.Errorf("data %s: error %v, want a BadRequest 7", data, err)
		}
	}
	var bad *protocol.BadRequest
	if _, err := protocol.Decode([]byte(`{"requestId":8,"type":"request"}`)); !errors.As(err, &bad) || bad.ID != 8 {
		t.Errorf("no data: error %v, want a BadRequest 8", err)
	}
}

func TestAppendResponseNeverSendsNull(t *testing.T) {
	var list []protocol.Setting
	var m map[string]any
	var p *protocol.Range
	for name, data := range map[string]any{"nil": nil, "list": list, "map": m, "pointer": p, "raw": json.RawMessage("null")} {
		got, err := protocol.AppendResponse(nil, 3, data)
		if want := `{"requestId":3,"type":"response","data":{}}`; err != nil || string(got) != want {
			t.Errorf("%s: %s, %v; want %s", name, got, err, want)
		}
	}
	// What is empty but not null stays as it is.
	for want, data := range map[string]any{`[]`: []protocol.SearchHit{}, `""`: "", `false`: false} {
		got, err := protocol.AppendResponse([]byte("before "), 3, data)
		if err != nil || string(got) != `before {"requestId":3,"type":"response","data":`+want+`}` {
			t.Errorf("%s: %s, %v", want, got, err)
		}
	}
	if got, err := protocol.AppendResponse(nil, 3, math.NaN()); err == nil {
		t.Errorf("a number that JSON has not: %s, want an error", got)
	}
}

func TestEncodeRequest(t *testing.T) {
	var none map[string]json.RawMessage
	for want, params := range map[string]any{
		`{"action":"redraw"}`:                        nil,
		`{"action":"redraw" }`:                       none, // a map without arguments is no null
		`{"action":"redraw"  }`:                      struct{}{},
		`{"action":"redraw","chartId":"x"}`:          protocol.ChartParams{ChartID: "x"},
		`{"action":"redraw","a":[1],"b":{"c":null}}`: map[string]json.RawMessage{"a": json.RawMessage(`[1]`), "b": json.RawMessage(`{"c":null}`)},
	} {
		want = strings.ReplaceAll(want, " ", "")
		got, err := protocol.EncodeRequest(5, "redraw", params)
		if whole := `{"requestId":5,"type":"request","data":` + want + `}`; err != nil || string(got) != whole {
			t.Errorf("%T: %s, %v; want %s", params, got, err, whole)
		}
	}
	for _, params := range []any{5, "x", []int{1}, math.Inf(1), func() {}} {
		if got, err := protocol.EncodeRequest(5, "redraw", params); err == nil || !strings.Contains(err.Error(), "redraw") {
			t.Errorf("%T: %s, %v; want an error that names the action", params, got, err)
		}
	}
	if got, err := protocol.EncodeRequest(5, `a"b`, nil); err != nil ||
		string(got) != `{"requestId":5,"type":"request","data":{"action":"a\"b"}}` {
		t.Errorf("a name with a quote: %s, %v", got, err)
	}
}

func TestDecodeResult(t *testing.T) {
	var at protocol.Range
	if err := protocol.DecodeResult("getCurrentLocation",
		[]byte(`{"success":true,"errorMessage":null,"value":{"seqName":"2","start":1.5,"end":9}}`), &at); err != nil ||
		at != (protocol.Range{SeqName: "2", Start: 1.5, End: 9}) {
		t.Errorf("location %+v, %v", at, err)
	}
	for _, data := range []string{`{"success":null}`, `{}`, `{"msg":"that msg"}`, `{"success":true,"value":null}`,
		`{"success":true,"value":5,"measurements":[]}`} {
		if err := protocol.DecodeResult("uiStatus", []byte(data), nil); err != nil {
			t.Errorf("%s: %v, want none", data, err)
		}
	}
	for data, reason := range map[string]string{
		`{"success":false,"errorMessage":null}`:                "gave no reason",
		`{"success":false}`:                                    "gave no reason",
		`{"success":false,"errorMessage":"TypeError: x of y"}`: "TypeError: x of y",
	} {
		var refusal *protocol.Refusal
		err := protocol.DecodeResult("addChart", []byte(data), nil)
		if !errors.As(err, &refusal) || refusal.Action != "addChart" || !strings.Contains(err.Error(), reason) {
			t.Errorf("%s: %v, want a refusal with %q", data, err, reason)
		}
	}
	for _, data := range []string{``, `[]`, `"x"`, `{"success":"yes"}`, `{"success":true,"value":"text"}`} {
		var refusal *protocol.Refusal
		err := protocol.DecodeResult("getCurrentLocation", []byte(data), &at)
		if err == nil || errors.As(err, &refusal) || !strings.Contains(err.Error(), "getCurrentLocation") {
			t.Errorf("%s: %v, want an error that names the action and is no refusal", data, err)
		}
	}
}

func TestUIActionsByNameAndGeneration(t *testing.T) {
	for _, name := range []string{"addChart", "ADDCHART", "addchart"} {
		if got, ok := protocol.UIAction(name); got != protocol.AddChart || !ok {
			t.Errorf("%s: %q, %v", name, got, ok)
		}
	}
	for _, name := range []string{"", "getRows", "add chart", "syncState"} {
		if got, ok := protocol.UIAction(name); ok {
			t.Errorf("%q is taken for %s", name, got)
		}
	}
	const t0, b = protocol.Tutorial, protocol.Builtin
	for action, want := range map[string][]protocol.Dialect{
		protocol.AddChart:         dialects,
		protocol.Redraw:           dialects,
		protocol.WriteMsg:         {protocol.V2, b}, // v3 to v5 throw in it
		protocol.SetChartSettings: {protocol.V4, protocol.V5, b},
		protocol.UIStatus:         {protocol.V4, protocol.V5, b},
		protocol.SyncState:        {b},
		"getRows":                 nil,
		"noSuchAction":            nil,
	} {
		for d := t0; d <= b; d++ {
			known := false
			for _, w := range want {
				known = known || w == d
			}
			if d.Knows(action) != known {
				t.Errorf("%v knows %s: %v, want %v", d, action, !known, known)
			}
		}
	}
}

func TestDialectOfVersion(t *testing.T) {
	for version, want := range map[string]protocol.Dialect{
		"": protocol.Tutorial, "2": protocol.V2, "3": protocol.V3, "4": protocol.V4, "5": protocol.V5, "builtin-1": protocol.Builtin,
		"4.1": protocol.V4, "5.0": protocol.V5, "6": protocol.V5, "10": protocol.V5, "99999999999": protocol.V5,
		"1": protocol.Tutorial, "-5": protocol.Tutorial, "x": protocol.Tutorial, "builtin-2": protocol.Tutorial,
		"99999999999999999999999": protocol.Tutorial,
	} {
		if got := protocol.DialectOf(version); got != want {
			t.Errorf("%q: %v, want %v", version, got, want)
		}
	}
}

// TestCancelled: only the built-in page takes requests back.
func TestCancelled(t *testing.T) {
	for _, c := range []struct {
		args string
		want []int64
	}{
		{`{"version":"builtin-1","action":"cancel","requests":[3,4]}`, []int64{3, 4}},
		{`{"version":"builtin-1","action":"cancel"}`, nil},
		{`{"version":"builtin-1","action":"cancel","requests":"3"}`, nil},
		{`{"version":"4","action":"cancel","requests":[3]}`, nil},
		{`{"action":"cancel","requests":[3]}`, nil},
		{`{"version":"builtin-1","action":"redraw","requests":[3]}`, nil},
	} {
		msg, err := protocol.Decode([]byte(`{"requestId":1,"type":"request","data":` + c.args + `}`))
		if err != nil {
			t.Fatal(err)
		}
		if got := protocol.Cancelled(msg.(*protocol.Request)); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.args, got, c.want)
		}
	}
}
