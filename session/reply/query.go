package reply

import (
	"encoding/json"
	"strconv"

	"github.com/epiviz/epivizgo/protocol"
)

// Positions are 0-based half-open here, in the values and in their JSON: they are
// for programs that go on with them.

// BinValues is one statistic of a measurement over the bins of an interval: bin
// i holds [Start+floor(len·i/n), Start+floor(len·(i+1)/n)), n being len(Values).
type BinValues struct {
	Name       string // the measurement's id
	Chr        string
	Start, End int
	Stat       string    // "mean", "min", "max", "sum", "coverage", "count"
	Values     []float64 // NaN for a bin without data
}

// Bin returns where bin i begins and ends.
func (v *BinValues) Bin(i int) (start, end int) {
	n, length := len(v.Values), v.End-v.Start
	// The quotient first, so that no product can overflow.
	edge := func(i int) int { return v.Start + length/n*i + length%n*i/n }
	return edge(i), edge(i + 1)
}

// MarshalJSON writes {"name","chr","start","end","bins","stat","values"}, null
// for NaN.
func (v BinValues) MarshalJSON() ([]byte, error) {
	b := appendNamedPlace(v.Name, v.Chr, v.Start, v.End)
	b = strconv.AppendInt(append(b, `,"bins":`...), int64(len(v.Values)), 10)
	b = protocol.AppendString(append(b, `,"stat":`...), v.Stat)
	b = protocol.AppendFloats(append(b, `,"values":`...), v.Values)
	return append(b, '}'), nil
}

// appendNamedPlace begins an object with what was asked and where it was answered.
func appendNamedPlace(name, chr string, start, end int) []byte {
	b := protocol.AppendString([]byte(`{"name":`), name)
	b = protocol.AppendString(append(b, `,"chr":`...), chr)
	b = strconv.AppendInt(append(b, `,"start":`...), int64(start), 10)
	return strconv.AppendInt(append(b, `,"end":`...), int64(end), 10)
}

// FeatureRows are the rows of a measurement that overlap [From, To) of Chr.
type FeatureRows struct {
	Name       string // the measurement's id
	Chr        string
	From, To   int
	Start, End []int
	Strand     []byte // '+', '-' or '*'
	// Columns are the text columns, Values the number columns that are not among
	// them.
	Columns []protocol.MetadataColumn
	Values  []protocol.ValueColumn
	// Ends has the two ends of each row, if the rows are pairs, in the file's order.
	Ends [][2]Place
}

// Place is an end of a pair. One that the file does not know has no Chr.
type Place struct {
	Chr        string
	Start, End int
}

// MarshalJSON writes {"name","chr","start","end","rows":[{"chr","start","end","strand",…}]}: text
// columns as strings, number columns as numbers, null for NaN. A strand that is
// not known is left out. Rows of pairs have "ends", of which one that is not known is null.
func (r FeatureRows) MarshalJSON() ([]byte, error) {
	b := appendNamedPlace(r.Name, r.Chr, r.From, r.To)
	b = append(b, `,"rows":[`...)
	for i := range r.Start {
		if i > 0 {
			b = append(b, ',')
		}
		b = protocol.AppendString(append(b, `{"chr":`...), r.Chr)
		b = strconv.AppendInt(append(b, `,"start":`...), int64(r.Start[i]), 10)
		b = strconv.AppendInt(append(b, `,"end":`...), int64(r.End[i]), 10)
		if s := r.Strand[i]; s != '*' {
			b = protocol.AppendString(append(b, `,"strand":`...), string(s))
		}
		if r.Ends != nil {
			b = appendEnds(b, r.Ends[i])
		}
		for _, c := range r.Columns {
			b = append(protocol.AppendString(append(b, ','), c.Name), ':')
			b = protocol.AppendString(b, c.Text[i])
		}
		for _, v := range r.Values {
			b = append(protocol.AppendString(append(b, ','), v.Measurement), ':')
			b = protocol.AppendFloat(b, v.Values[i])
		}
		b = append(b, '}')
	}
	return append(b, "]}"...), nil
}

func appendEnds(b []byte, ends [2]Place) []byte {
	b = append(b, `,"ends":[`...)
	for k, e := range ends {
		if k > 0 {
			b = append(b, ',')
		}
		if e.Chr == "" {
			b = append(b, "null"...)
			continue
		}
		b = protocol.AppendString(append(b, `{"chr":`...), e.Chr)
		b = strconv.AppendInt(append(b, `,"start":`...), int64(e.Start), 10)
		b = append(strconv.AppendInt(append(b, `,"end":`...), int64(e.End), 10), '}')
	}
	return append(b, ']')
}

var (
	_ json.Marshaler = BinValues{}
	_ json.Marshaler = FeatureRows{}
)
