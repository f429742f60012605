package protocol_test

import (
	"fmt"
	"math"

	"github.com/epiviz/epivizgo/protocol"
)

// A page asks for values and is answered in its dialect.
func Example() {
	frame := []byte(`{"requestId":6,"type":"request","data":{"version":"4","action":"getValues",` +
		`"datasource":"py_datasource","measurement":"py_column","seqName":"chr1","start":1,"end":3000}}`)
	msg, err := protocol.Decode(frame)
	if err != nil {
		fmt.Println(err)
		return
	}
	req := msg.(*protocol.Request)
	p, err := protocol.DecodeData(req.Args)
	if err != nil {
		fmt.Println(err)
		return
	}
	rows := &protocol.Table{
		SeqName: p.SeqName, First: 1, Start: []int{1001, 2001}, End: []int{1100, 2100},
		Values: []protocol.ValueColumn{{Measurement: p.Measurement, Values: []float64{12.25, math.NaN()}}},
	}
	answer, err := protocol.AppendResponse(nil, req.ID, p.Dialect().ValuesAnswer(rows))
	fmt.Println(req.Action, "of", p.Dialect())
	fmt.Println(string(answer), err)
	// Output:
	// getValues of EpiViz 4
	// {"requestId":6,"type":"response","data":{"values":[12.25,null],"globalStartIndex":1}} <nil>
}

func ExampleEncodeRequest() {
	to := protocol.Range{SeqName: "chr1", Start: 1000, End: 40000}
	frame, err := protocol.EncodeRequest(9, protocol.Navigate, protocol.NavigateParams{Range: protocol.Embed(to)})
	fmt.Println(string(frame), err)
	// Output:
	// {"requestId":9,"type":"request","data":{"action":"navigate","range":"{\"seqName\":\"chr1\",\"start\":1000,\"end\":40000}"}} <nil>
}

func ExampleDecodeResult() {
	var added protocol.AddChartResult
	err := protocol.DecodeResult(protocol.AddChart, []byte(`{"success":true,"errorMessage":null,"value":{"id":"track-lines-5lgiI"}}`), &added)
	fmt.Println(added.ID, err)
	err = protocol.DecodeResult(protocol.RemoveChart, []byte(`{"success":false,"errorMessage":null,"value":null}`), nil)
	fmt.Println(err)
	// Output:
	// track-lines-5lgiI <nil>
	// the page refused removeChart and gave no reason
}

func ExampleDialect_RowsAnswer() {
	row := &protocol.Table{SeqName: "chr1", First: 7, Start: []int{5001}, End: []int{9000}}
	for _, d := range []protocol.Dialect{protocol.V4, protocol.V5} {
		answer, _ := protocol.AppendResponse(nil, 1, d.RowsAnswer(row))
		fmt.Println(string(answer))
	}
	// Output:
	// {"requestId":1,"type":"response","data":{"values":{"id":[7],"start":[5001],"end":[9000],"strand":"*","metadata":{}},"globalStartIndex":7,"useOffset":false}}
	// {"requestId":1,"type":"response","data":{"values":{"id":[7],"start":[5001],"end":[9000],"strand":"*","metadata":{},"chr":["chr1"]},"globalStartIndex":7,"useOffset":false}}
}

func ExampleLookupChartType() {
	for _, name := range []string{"Line Track", "linetrack", "epiviz.plugins.charts.LineTrack"} {
		t, ok := protocol.LookupChartType(name)
		fmt.Println(t.ID, ok)
	}
	// Output:
	// epiviz.plugins.charts.LineTrack true
	// epiviz.plugins.charts.LineTrack true
	// epiviz.plugins.charts.LineTrack true
}
