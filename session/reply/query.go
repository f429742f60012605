package reply

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/epiviz/epivizgo/protocol"
)

// Positions are 0-based half-open here, in the values and in their JSON: they are
// for programs that go on with them.

// BinValues is one statistic of a measurement over the bins of an interval: bin
// i holds [Start+floor(len·i/n), Start+floor(len·(i+1)/n)), n being len(Values).
type BinValues struct {
	Name       string // the measurement's id
	Region     string // what the interval is called
	Chr        string
	Start, End int
	Stat       string    // a name of bins.Stats
	Values     []float64 // NaN for a bin without data
	Estimated  bool      // the values are estimates, from zoom levels
	// Infinite is the number of bins with infinite values. Means, sums and deviations are
	// without them, unless a bin has nothing else.
	Infinite int
}

// Bin returns where bin i begins and ends.
func (v *BinValues) Bin(i int) (start, end int) {
	n, length := len(v.Values), v.End-v.Start
	// The quotient first, so that no product can overflow.
	edge := func(i int) int { return v.Start + length/n*i + length%n*i/n }
	return edge(i), edge(i + 1)
}

// MarshalJSON writes {"measurement","region","chr","start","end","bins","stat","exact","infinite","values"}:
// values are null for NaN, and infinities as protocol.AppendMarked has them.
func (v BinValues) MarshalJSON() ([]byte, error) {
	b := protocol.AppendString([]byte(`{"measurement":`), v.Name)
	b = protocol.AppendString(append(b, `,"region":`...), v.Region)
	b = appendPlace(append(b, ','), v.Chr, v.Start, v.End)
	b = strconv.AppendInt(append(b, `,"bins":`...), int64(len(v.Values)), 10)
	b = protocol.AppendString(append(b, `,"stat":`...), v.Stat)
	b = strconv.AppendBool(append(b, `,"exact":`...), !v.Estimated)
	b = strconv.AppendInt(append(b, `,"infinite":`...), int64(v.Infinite), 10)
	return append(protocol.AppendMarked(append(b, `,"values":`...), v.Values), '}'), nil
}

// appendPlace appends the members of an object that say where something is.
func appendPlace(b []byte, chr string, start, end int) []byte {
	b = protocol.AppendString(append(b, `"chr":`...), chr)
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
	// them. Numbers are those of Columns that are numbers too, nil for other text.
	Columns []protocol.MetadataColumn
	Numbers [][]float64
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

// AppendRow appends the row at i as JSON: {"measurement","region","chr","start","end","strand","ends",
// "exons","coding","columns"}. What a row does not have is null: ends is of pairs, of which
// one that is not known is null too; exons is a list of [start,end], and coding one such pair.
// columns has the file's columns by name, text as strings and numbers as numbers, of which
// one that is missing is null.
func (r *FeatureRows) AppendRow(b []byte, i int) []byte {
	b = protocol.AppendString(append(b, `{"measurement":`...), r.Name)
	b = protocol.AppendString(append(b, `,"region":`...), r.Region)
	b = appendPlace(append(b, ','), r.Chr, r.Start[i], r.End[i])
	if b = append(b, `,"strand":`...); r.Strand[i] == '*' {
		b = append(b, "null"...)
	} else {
		b = protocol.AppendString(b, string(r.Strand[i]))
	}
	if b = append(b, `,"ends":`...); r.Ends == nil {
		b = append(b, "null"...)
	} else {
		b = appendEnds(b, r.Ends[i])
	}
	b = appendExons(append(b, `,"exons":`...), r.Blocks(i))
	if part, ok := r.CodingPart(i); ok {
		b = appendPair(append(b, `,"coding":`...), part)
	} else {
		b = append(b, `,"coding":null`...)
	}
	b = append(b, `,"columns":{`...)
	key := func(k int, name string) {
		if k > 0 {
			b = append(b, ',')
		}
		b = append(protocol.AppendString(b, name), ':')
	}
	for k, c := range r.Columns {
		key(k, c.Name)
		if r.Numbers == nil || r.Numbers[k] == nil {
			b = protocol.AppendString(b, c.Text[i])
		} else {
			b = appendNumber(b, c.Text[i], r.Numbers[k][i])
		}
	}
	for k, v := range r.Values {
		key(len(r.Columns)+k, v.Measurement)
		b = protocol.AppendMark(b, v.Values[i])
	}
	return append(b, "}}"...)
}

// appendNumber appends the number that text is, as the text has it where JSON allows that. Text with digits that is no number, such
// as a list of some, stays text.
func appendNumber(b []byte, text string, number float64) []byte {
	if number != number && strings.ContainsAny(text, "0123456789") {
		return protocol.AppendString(b, text)
	}
	if text := strings.TrimSpace(text); number-number == 0 && strings.Trim(text, "+-.0123456789eE") == "" && json.Valid([]byte(text)) {
		return append(b, text...)
	}
	return protocol.AppendMark(b, number)
}

func appendExons(b []byte, exons [][2]int) []byte {
	if exons == nil {
		return append(b, "null"...)
	}
	b = append(b, '[')
	for k, e := range exons {
		if k > 0 {
			b = append(b, ',')
		}
		b = appendPair(b, e)
	}
	return append(b, ']')
}

func appendEnds(b []byte, ends [2]Place) []byte {
	b = append(b, '[')
	for k, e := range ends {
		if k > 0 {
			b = append(b, ',')
		}
		if e.Chr == "" {
			b = append(b, "null"...)
			continue
		}
		b = append(appendPlace(append(b, '{'), e.Chr, e.Start, e.End), '}')
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

var _ json.Marshaler = BinValues{}
