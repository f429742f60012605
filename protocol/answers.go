package protocol

import (
	"encoding/json"
	"math"
	"slices"
	"strconv"
)

// Table is what a data request is answered from: an unbroken run of rows and
// the values of some measurements over them. Positions are 1-based inclusive.
// All columns have the same length.
type Table struct {
	SeqName string
	// First is the number of the first row, at least 1; meaningless without rows.
	First      int
	Start, End []int
	// Strand has '+' or '-' a row where Stranded, anything else being sent as
	// "*"; where not, one "*" is sent for all. Answers of one group must agree in
	// this.
	Strand   []byte
	Stranded bool
	Metadata []MetadataColumn
	Values   []ValueColumn
}

// MetadataColumn is a named text column.
type MetadataColumn struct {
	Name string
	Text []string
}

// ValueColumn has the values of one measurement; NaN is sent as null, a gap.
type ValueColumn struct {
	Measurement string
	Values      []float64
}

// RowsAnswer answers getRows.
func (d Dialect) RowsAnswer(t *Table) Appender { return answer{d, t, appendRows} }

// ValuesHaveRows reports whether the answer to getValues has the rows as well, as v5
// wants it.
func (d Dialect) ValuesHaveRows() bool { return d == V5 }

// ValuesAnswer answers getValues; t.Values has the one measurement asked for.
func (d Dialect) ValuesAnswer(t *Table) Appender {
	if d.ValuesHaveRows() {
		return answer{d, t, appendRowsAndValues}
	}
	return answer{d, t, appendValues}
}

// HoldsTables reports whether an answer to getCombined holds all its tables at a time.
func (d Dialect) HoldsTables() bool { return d == V5 }

// CombinedAnswer answers getCombined with n tables. table makes the i-th; it is
// called while the answer is written, in order, so that one table is held at a
// time unless the dialect holds all. sent is how many bytes those before it take,
// about. v4's form has the tables by datasource. v5's has the rows of one datasource:
// the first that has any, and the values of those that have the same rows.
func (d Dialect) CombinedAnswer(n int, table func(i, sent int) CombinedTable) Appender {
	if d.HoldsTables() {
		return sameRows{n, table}
	}
	return combined{n, table}
}

// CombinedTable is the part of a getCombined answer for one datasource.
type CombinedTable struct {
	Datasource string
	Table      *Table
}

// sameRows is v5's answer to getCombined.
type sameRows combined

func (c sameRows) AppendJSON(b []byte) []byte {
	var t Table
	for i := range c.n {
		sent := t.Size(V5)
		next := c.table(i, sent).Table
		if len(t.Start) == 0 {
			values := t.Values
			if t, t.Values = *next, nil; len(t.Start) == 0 {
				t.Values = values // of tables that have no rows either
			}
		}
		if slices.Equal(next.Start, t.Start) && (next.First == t.First || len(t.Start) == 0) {
			t.Values = append(t.Values, next.Values...)
		}
	}
	return appendRowsAndValues(b, V5, &t)
}

func (c sameRows) MarshalJSON() ([]byte, error) { return c.AppendJSON(nil), nil }

type answer struct {
	d      Dialect
	t      *Table
	append func([]byte, Dialect, *Table) []byte
}

func (a answer) AppendJSON(b []byte) []byte { return a.append(b, a.d, a.t) }

func (a answer) MarshalJSON() ([]byte, error) { return a.AppendJSON(nil), nil }

// appendRows writes {values:{id,start,end,strand,metadata,chr?},globalStartIndex,useOffset}.
func appendRows(b []byte, d Dialect, t *Table) []byte {
	b = append(b, `{"values":`...)
	b = appendColumns(b, d, t)
	b = append(b, `,"globalStartIndex":`...)
	b = appendFirst(b, t)
	return append(b, `,"useOffset":false}`...)
}

// appendColumns writes {id,start,end,strand,metadata}, without id for the
// built-in page, which has no use for row numbers, and for v5, which matches
// hovers by it, with chr.
func appendColumns(b []byte, d Dialect, t *Table) []byte {
	b = append(b, '{')
	if d != Builtin {
		b = append(b, `"id":[`...)
		for i := range t.Start {
			b = comma(b, i)
			b = strconv.AppendInt(b, int64(t.First+i), 10)
		}
		b = append(b, `],`...)
	}
	b = append(b, `"start":`...)
	b = appendInts(b, t.Start)
	b = append(b, `,"end":`...)
	b = appendInts(b, t.End)
	b = append(b, `,"strand":`...)
	switch {
	case t.Stranded || len(t.Start) == 0:
		b = append(b, '[')
		for i, s := range t.Strand {
			if s != '+' && s != '-' {
				s = '*'
			}
			b = comma(b, i)
			b = append(b, '"', s, '"')
		}
		b = append(b, ']')
	default:
		b = append(b, `"*"`...)
	}
	b = append(b, `,"metadata":{`...)
	for i, c := range t.Metadata {
		b = comma(b, i)
		b = AppendString(b, c.Name)
		b = append(b, ":["...)
		for j, s := range c.Text {
			b = comma(b, j)
			b = AppendString(b, s)
		}
		b = append(b, ']')
	}
	b = append(b, '}')
	if d == V5 {
		b = append(b, `,"chr":[`...)
		name := AppendString(nil, t.SeqName)
		for i := range t.Start {
			b = comma(b, i)
			b = append(b, name...)
		}
		b = append(b, ']')
	}
	return append(b, '}')
}

// appendValues writes {values:[…],globalStartIndex}.
func appendValues(b []byte, _ Dialect, t *Table) []byte {
	var v []float64
	if len(t.Values) > 0 {
		v = t.Values[0].Values
	}
	b = append(b, `{"values":`...)
	b = AppendFloats(b, v)
	b = append(b, `,"globalStartIndex":`...)
	b = appendFirst(b, t)
	return append(b, '}')
}

// appendRowsAndValues writes v5's {rows:{…},values:{values:{"id":[…]},globalStartIndex}}.
func appendRowsAndValues(b []byte, d Dialect, t *Table) []byte {
	b = append(b, `{"rows":`...)
	b = appendRows(b, d, t)
	b = append(b, `,"values":{"values":`...)
	b = appendValueColumns(b, t)
	b = append(b, `,"globalStartIndex":`...)
	b = appendFirst(b, t)
	return append(b, "}}"...)
}

func appendValueColumns(b []byte, t *Table) []byte {
	b = append(b, '{')
	for i, c := range t.Values {
		b = comma(b, i)
		b = AppendString(b, c.Measurement)
		b = append(b, ':')
		b = AppendFloats(b, c.Values)
	}
	return append(b, '}')
}

// combined is v4's {"<datasource>":{globalStartIndex,rows:{…},cols:{"id":[…]}}}.
type combined struct {
	n     int
	table func(i, sent int) CombinedTable
}

func (c combined) AppendJSON(b []byte) []byte {
	from := len(b)
	b = append(b, '{')
	for i := range c.n {
		part := c.table(i, len(b)-from)
		b = comma(withRoom(b), i)
		b = AppendString(b, part.Datasource)
		b = append(b, `:{"globalStartIndex":`...)
		b = appendFirst(b, part.Table)
		b = append(b, `,"rows":`...)
		b = appendColumns(b, V4, part.Table)
		b = append(b, `,"cols":`...)
		b = appendValueColumns(b, part.Table)
		b = append(b, '}')
	}
	return append(b, '}')
}

// withRoom doubles a long answer that is nearly full. The quarter by which append
// would lengthen it leaves four times its size in copies behind.
func withRoom(b []byte) []byte {
	if free := cap(b) - len(b); len(b) > 1<<20 && free < len(b)/8 {
		return slices.Grow(b, len(b))
	}
	return b
}

func (c combined) MarshalJSON() ([]byte, error) { return c.AppendJSON(nil), nil }

// appendFirst writes the number of the first row, null without rows: 0
// would be taken for "no index", on which the Scatter Plot and the Heatmap of V2
// throw.
func appendFirst(b []byte, t *Table) []byte {
	if len(t.Start) == 0 {
		return append(b, "null"...)
	}
	return strconv.AppendInt(b, int64(t.First), 10)
}

func comma(b []byte, i int) []byte {
	if i > 0 {
		return append(b, ',')
	}
	return b
}

func appendInts(b []byte, v []int) []byte {
	b = append(b, '[')
	for i, n := range v {
		b = comma(b, i)
		b = strconv.AppendInt(b, int64(n), 10)
	}
	return append(b, ']')
}

// AppendFloats appends v as a JSON array of what AppendFloat writes.
func AppendFloats(b []byte, v []float64) []byte {
	b = append(b, '[')
	for i, f := range v {
		b = comma(b, i)
		b = AppendFloat(b, f)
	}
	return append(b, ']')
}

// AppendMarked is AppendFloats with infinities as the strings "Infinity" and "-Infinity",
// which JavaScript's Number and Python's float read.
func AppendMarked(b []byte, v []float64) []byte {
	b = append(b, '[')
	for i, f := range v {
		b = AppendMark(comma(b, i), f)
	}
	return append(b, ']')
}

// AppendMark is AppendFloat with infinities as AppendMarked has them.
func AppendMark(b []byte, f float64) []byte {
	switch {
	case math.IsInf(f, 1):
		return append(b, `"Infinity"`...)
	case math.IsInf(f, -1):
		return append(b, `"-Infinity"`...)
	}
	return AppendFloat(b, f)
}

// AppendFloat appends f as JSON, with as few digits as read back the same: whole numbers
// with all of theirs, numbers that came from 32 bits with those of 32 bits. NaN and
// infinities are null.
func AppendFloat(b []byte, f float64) []byte {
	switch {
	case math.IsNaN(f) || math.IsInf(f, 0):
		return append(b, "null"...)
	case f == math.Trunc(f) && math.Abs(f) < 1<<53:
		return strconv.AppendInt(b, int64(f), 10)
	case float64(float32(f)) == f:
		return strconv.AppendFloat(b, f, 'g', -1, 32)
	}
	if b, ok := appendDecimals(b, f); ok {
		return b
	}
	return strconv.AppendFloat(b, f, 'g', -1, 64)
}

// appendDecimals appends a number that has at most six decimals, as most in files do, in half of the time that strconv takes, and
// the same: of the decimals with so few digits in all only one reads back as f.
func appendDecimals(b []byte, f float64) ([]byte, bool) {
	const shift = 1e6
	parts, size := math.Round(f*shift), math.Abs(f)
	if parts/shift != f || size < 1e-4 || size >= 1e6 { // which strconv writes with an exponent
		return b, false
	}
	if f < 0 {
		b, parts = append(b, '-'), -parts
	}
	n := uint64(parts)
	b = append(strconv.AppendUint(b, n/shift, 10), ".000000"...)
	last := len(b) - 1
	for i, rest := last, n%shift; rest > 0; i, rest = i-1, rest/10 {
		b[i] += byte(rest % 10)
	}
	for b[last] == '0' {
		last--
	}
	return b[:last+1], true
}

// AppendString appends s as JSON, bytes that are not UTF-8 replaced. Plain ASCII,
// which nearly all names are, needs no encoder.
func AppendString(b []byte, s string) []byte {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < ' ' || c >= 0x7f || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			q, err := json.Marshal(s)
			if err != nil { // a string always marshals
				return append(b, `""`...)
			}
			return append(b, q...)
		}
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}
