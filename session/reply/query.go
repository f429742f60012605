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
	Region     string // what the interval is called when several were asked for, or ""
	Chr        string
	Start, End int
	Stat       string    // "mean", "min", "max", "sum", "coverage", "count"
	Values     []float64 // NaN for a bin without data
	Estimated  bool      // the values are estimates, from zoom levels
	// Infinite is the number of bins with infinite values. Means and sums are without
	// them, unless a bin has nothing else.
	Infinite int
}

// Bin returns where bin i begins and ends.
func (v *BinValues) Bin(i int) (start, end int) {
	n, length := len(v.Values), v.End-v.Start
	// The quotient first, so that no product can overflow.
	edge := func(i int) int { return v.Start + length/n*i + length%n*i/n }
	return edge(i), edge(i + 1)
}

// MarshalJSON writes {"name","region","chr","start","end","bins","stat","values"}, null
// for NaN and no empty region, with "exact":false in front of the values if they are
// estimates and, unless it is 0, "infinite" behind them; infinities are as
// protocol.AppendMarked has them.
func (v BinValues) MarshalJSON() ([]byte, error) {
	b := appendNamedPlace(v.Name, v.Region, v.Chr, v.Start, v.End)
	b = strconv.AppendInt(append(b, `,"bins":`...), int64(len(v.Values)), 10)
	b = protocol.AppendString(append(b, `,"stat":`...), v.Stat)
	if v.Estimated {
		b = append(b, `,"exact":false`...)
	}
	b = protocol.AppendMarked(append(b, `,"values":`...), v.Values)
	if v.Infinite > 0 {
		b = strconv.AppendInt(append(b, `,"infinite":`...), int64(v.Infinite), 10)
	}
	return append(b, '}'), nil
}

// appendNamedPlace begins an object with what was asked and where it was answered.
func appendNamedPlace(name, region, chr string, start, end int) []byte {
	b := protocol.AppendString([]byte(`{"name":`), name)
	if region != "" {
		b = protocol.AppendString(append(b, `,"region":`...), region)
	}
	b = protocol.AppendString(append(b, `,"chr":`...), chr)
	b = strconv.AppendInt(append(b, `,"start":`...), int64(start), 10)
	return strconv.AppendInt(append(b, `,"end":`...), int64(end), 10)
}

// FeatureRows are the rows of a measurement that overlap [From, To) of Chr.
type FeatureRows struct {
	Name       string // the measurement's id
	Region     string // as in BinValues
	Chr        string
	From, To   int
	Start, End []int
	Strand     []byte // '+', '-' or '*'
	// Columns are the text columns, Values the number columns that are not among
	// them.
	Columns []protocol.MetadataColumn
	Values  []protocol.ValueColumn
	// Exons and Coding are as in source.Rows. Genes reports whether the rows are genes or
	// transcripts, whose exons say something also where there is one.
	Exons  [][][2]int
	Coding [][2]int
	Genes  bool
	// Ends has the two ends of each row, if the rows are pairs, in the file's order; Exons
	// are then those of the row's sequence, joined where they touch.
	Ends [][2]Place
}

// Place is an end of a pair. One that the file does not know has no Chr.
type Place struct {
	Chr        string
	Start, End int
}

// Blocks returns the exons of the row at i, nil where they only are the row, or the ends of
// a pair.
func (r *FeatureRows) Blocks(i int) [][2]int {
	if r.Exons == nil || r.Ends != nil || !r.Genes && len(r.Exons[i]) < 2 {
		return nil
	}
	return r.Exons[i]
}

// CodingPart returns the coding stretch of the row at i, and reports whether it has one.
func (r *FeatureRows) CodingPart(i int) (part [2]int, ok bool) {
	if r.Coding == nil {
		return part, false
	}
	return r.Coding[i], r.Coding[i][1] > r.Coding[i][0]
}

// MarshalJSON writes {"name","region","chr","start","end","rows":[{"chr","start","end","strand","exons","coding",…}]}:
// exons as a list of [start,end], coding as one such pair, text columns as strings, number
// columns as numbers, null for NaN. What a row does not have is left out. Rows of pairs have
// "ends", of which one that is not known is null.
func (r FeatureRows) MarshalJSON() ([]byte, error) {
	b := appendNamedPlace(r.Name, r.Region, r.Chr, r.From, r.To)
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
		if blocks := r.Blocks(i); blocks != nil {
			b = append(b, `,"exons":[`...)
			for k, e := range blocks {
				if k > 0 {
					b = append(b, ',')
				}
				b = appendPair(b, e)
			}
			b = append(b, ']')
		}
		if part, ok := r.CodingPart(i); ok {
			b = appendPair(append(b, `,"coding":`...), part)
		}
		for _, c := range r.Columns {
			b = append(protocol.AppendString(append(b, ','), c.Name), ':')
			b = protocol.AppendString(b, c.Text[i])
		}
		for _, v := range r.Values {
			b = append(protocol.AppendString(append(b, ','), v.Measurement), ':')
			b = protocol.AppendMark(b, v.Values[i])
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

func appendPair(b []byte, p [2]int) []byte {
	b = strconv.AppendInt(append(b, '['), int64(p[0]), 10)
	b = strconv.AppendInt(append(b, ','), int64(p[1]), 10)
	return append(b, ']')
}

// FileRows are all rows of a file.
type FileRows struct {
	Rows []FeatureRows // by sequence
	// Order has each row's place in the file, counted from 0, the rows being those of
	// Rows one after the other; nil if the file has them in that order.
	Order []uint32
	Notes []string // what was assumed or skipped
}

// NoSequence is the error of a question about a sequence that is not on offer, or of
// which the data have nothing.
type NoSequence struct {
	Err     error
	Offered bool // whether the sequence is on offer
}

func (e *NoSequence) Error() string { return e.Err.Error() }
func (e *NoSequence) Unwrap() error { return e.Err }

var (
	_ json.Marshaler = BinValues{}
	_ json.Marshaler = FeatureRows{}
)
