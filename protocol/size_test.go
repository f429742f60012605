package protocol_test

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
)

// What a table takes on the wire is never more than its Size, whatever it holds.
func TestSizeBoundsWhatIsSent(t *testing.T) {
	const far = 1 << 40
	text := []string{"", "plain", "<a href=\"x\">&", "\x00\x01\xff", "äöü\u2028", strings.Repeat("\xf0", 100)}
	for _, seq := range []string{"chr1", strings.Repeat("<", 1000), ""} {
		tab := &protocol.Table{SeqName: seq, First: far, Stranded: true, Strand: []byte("+-*+-*")}
		for i := range 6 {
			tab.Start, tab.End = append(tab.Start, far-6+i), append(tab.End, far)
		}
		tab.Metadata = []protocol.MetadataColumn{{Name: "a\"b", Text: text}, {Name: "", Text: text}}
		for i := range 3 {
			tab.Values = append(tab.Values, protocol.ValueColumn{Measurement: fmt.Sprintf("<%d>", i),
				Values: []float64{-math.MaxFloat64, -math.SmallestNonzeroFloat64, -1.2345678901234567e-300, math.NaN(), -1 << 52, 0.1}})
		}
		for d := protocol.Tutorial; d <= protocol.V5; d++ {
			for name, answer := range map[string]protocol.Appender{
				"rows": d.RowsAnswer(tab), "values": d.ValuesAnswer(tab), "combined": combinedOf(d, protocol.CombinedTable{Table: tab}),
			} {
				b := answer.AppendJSON(nil)
				if !json.Valid(b) || len(b) > tab.Size(d) {
					t.Errorf("%v, %s: %d bytes, bounded by %d", d, name, len(b), tab.Size(d))
				}
			}
		}
	}
}

// Each table of getCombined is made when those before it are written, of which
// v4's form holds none.
func TestCombinedMakesOneTableAtATime(t *testing.T) {
	for _, d := range []protocol.Dialect{protocol.V4, protocol.V5} {
		var sent []int
		answer := d.CombinedAnswer(3, func(i, so int) protocol.CombinedTable {
			sent = append(sent, so)
			values := []protocol.ValueColumn{{Measurement: fmt.Sprint(i), Values: []float64{1}}}
			return protocol.CombinedTable{Datasource: fmt.Sprint(i), Table: &protocol.Table{
				SeqName: "chr1", First: 1, Start: []int{1}, End: []int{2}, Values: values}}
		})
		if len(sent) > 0 {
			t.Errorf("%v: tables were made before they are written", d)
		}
		answer.AppendJSON([]byte("before"))
		if len(sent) != 3 || sent[1] <= sent[0] || sent[2] <= sent[1] {
			t.Errorf("%v: sent %v", d, sent)
		}
	}
}

// A frame of very many values is refused before they are decoded, and is owed
// its answer; one of as many as may be is read.
func TestFramesOfTooManyValues(t *testing.T) {
	frame := func(n int, quote string) []byte {
		return fmt.Appendf(nil, `{"requestId":7,"type":"request","data":{"action":"getCombined","measurements":%s[%s0]%s}}`,
			quote, strings.Repeat("0,", n-1), quote)
	}
	few := string(frame(1, "")) // what counts as a value is a bracket that opens or a comma
	most := protocol.MaxValues - strings.Count(few, "{") - strings.Count(few, "[") - strings.Count(few, ",") + 1
	if _, err := protocol.Decode(frame(most, "")); err != nil {
		t.Errorf("at the limit: %v", err)
	}
	_, err := protocol.Decode(frame(most+1, ""))
	bad, ok := err.(*protocol.BadRequest)
	if !ok || bad.ID != 7 || !strings.Contains(err.Error(), fmt.Sprintf("wanted at most %d", protocol.MaxValues)) {
		t.Errorf("above the limit: %v", err)
	}
	msg, err := protocol.Decode(frame(1_000_000, `"`))
	if err != nil {
		t.Fatal(err)
	}
	p, err := protocol.DecodeData(msg.(*protocol.Request).Args)
	if err != nil || len(p.Measurements) != 1 {
		t.Errorf("inside a string: %d measurements, %v; want it taken for one name", len(p.Measurements), err)
	}
}
