package intervals

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

// Schema is the columns that a builder's rows have.
type Schema struct {
	Values   []string // number columns, as source.Info.Values
	Metadata []string // text columns, as source.Info.Metadata
	Exons    bool     // rows have exons
	Coding   bool     // rows have a coding stretch
	Phase    bool     // rows say where their codons begin
	Names    []string // the columns of Metadata by which rows can be searched
	Hidden   bool     // rows have names that only searches see
	// Weights names, for a value column, the columns whose sum weights its means.
	Weights map[string][]string
}

// Row is one record to add. Add copies all of it.
type Row struct {
	Seq        []byte
	Start, End int  // 0-based half-open
	Strand     byte // anything but '+' and '-' means no strand
	Values     []float64
	Metadata   [][]byte
	Exons      [][2]int // in sequence coordinates, as source.Rows has them, within the row; none means the whole row
	Coding     [2]int   // cut to the row; none if it has no width
	Phase      byte     // as in source.Rows
	Names      []byte   // for searches, separated by commas; see Schema.Hidden
}

// Builder collects rows. It is not safe for concurrent use; parts of a file
// that are parsed at the same time fill one each.
type Builder struct {
	schema Schema
	names  []string // sequences in order of appearance
	number map[string]uint32
	seq    []uint32 // of each row
	last   uint32   // of the last row; rows of a sequence mostly come together

	starts, ends ints
	strands      []byte
	values       []floats
	metadata     []texts
	hidden       texts
	exons        blocks
	codingFrom   ints // from the row's start
	codingSize   ints
	phases       []byte
}

// NewBuilder returns an empty builder.
func NewBuilder(schema Schema) *Builder {
	return &Builder{
		schema:   schema,
		number:   map[string]uint32{},
		values:   make([]floats, len(schema.Values)),
		metadata: make([]texts, len(schema.Metadata)),
	}
}

// Len returns the number of rows added.
func (b *Builder) Len() int { return len(b.seq) }

// Add appends a row. Columns that the row does not have are NaN and empty. It
// refuses positions that are negative, out of order or beyond
// genome.MaxPosition, exons outside their row, and more than 2^32-1 rows.
func (b *Builder) Add(r Row) error {
	if r.Start < 0 || r.End < r.Start || r.End > genome.MaxPosition {
		return fmt.Errorf("a row from %d to %d; wanted 0 <= start <= end <= %d", r.Start, r.End, genome.MaxPosition)
	}
	if len(b.seq) == math.MaxUint32 {
		return fmt.Errorf("more than %d rows", math.MaxUint32)
	}
	for i, e := range r.Exons {
		if e[0] < r.Start || e[1] < e[0] || e[1] > r.End {
			return fmt.Errorf("exon %d from %d to %d lies outside its row from %d to %d", i+1, e[0], e[1], r.Start, r.End)
		}
	}
	b.seq = append(b.seq, b.sequence(r.Seq))
	b.starts.add(r.Start)
	b.ends.add(r.End)
	b.strands = append(b.strands, strand(r.Strand))
	for i := range b.values {
		v := math.NaN()
		if i < len(r.Values) {
			v = r.Values[i]
		}
		b.values[i].add(v)
	}
	for i := range b.metadata {
		var field []byte
		if i < len(r.Metadata) {
			field = r.Metadata[i]
		}
		b.metadata[i].add(field)
	}
	if b.schema.Hidden {
		b.hidden.add(r.Names)
	}
	if b.schema.Exons {
		b.exons.add(r.Start, r.End, r.Exons)
	}
	if b.schema.Coding {
		from, to := min(max(r.Coding[0], r.Start), r.End), min(r.Coding[1], r.End)
		to = max(from, to)
		b.codingFrom.add(from - r.Start)
		b.codingSize.add(to - from)
	}
	if b.schema.Phase {
		b.phases = append(b.phases, min(r.Phase, source.NoPhase))
	}
	return nil
}

// Sequence adds a sequence to the order, for rows that are added later. Finish leaves it out
// if it has no rows and is not declared.
func (b *Builder) Sequence(name []byte) { b.sequence(name) }

// sequence returns the number of a sequence. It adds the sequence the first time.
func (b *Builder) sequence(name []byte) uint32 {
	if len(b.names) > 0 && b.names[b.last] == string(name) {
		return b.last
	}
	n, ok := b.number[string(name)]
	if !ok {
		n = uint32(len(b.names))
		b.names = append(b.names, string(name))
		b.number[string(name)] = n
	}
	b.last = n
	return n
}

func strand(s byte) byte {
	if s == '+' || s == '-' {
		return s
	}
	return '*'
}

// Append adds the rows of o, which has the same schema and must not be used afterwards.
func (b *Builder) Append(o *Builder) error {
	if len(b.seq)+len(o.seq) > math.MaxUint32 {
		return fmt.Errorf("more than %d rows", math.MaxUint32)
	}
	numbers := make([]uint32, len(o.names))
	for i, name := range o.names {
		numbers[i] = b.sequence([]byte(name))
	}
	for _, n := range o.seq {
		b.seq = append(b.seq, numbers[n])
	}
	b.starts.append(&o.starts)
	b.ends.append(&o.ends)
	b.strands = append(b.strands, o.strands...)
	for i := range b.values {
		b.values[i].append(&o.values[i])
	}
	for i := range b.metadata {
		b.metadata[i].append(&o.metadata[i])
	}
	b.hidden.append(&o.hidden)
	b.exons.append(&o.exons)
	b.codingFrom.append(&o.codingFrom)
	b.codingSize.append(&o.codingSize)
	b.phases = append(b.phases, o.phases...)
	return nil
}

// Values returns the number of value columns.
func (b *Builder) Values() int { return len(b.values) }

// DropValue removes a number column, for a reader that finds at the end that the column
// has no information.
func (b *Builder) DropValue(column int) {
	b.schema.Values = slices.Delete(slices.Clone(b.schema.Values), column, column+1)
	b.values = slices.Delete(b.values, column, column+1)
}

// Reading is a way to read the cells of a column as numbers.
type Reading struct {
	// Number reads a cell, NaN for an empty one; ok is false for text.
	Number func(cell []byte) (v float64, ok bool)
	// Note says, with %s for the names of the columns, that they are read so. It is "" for the usual way,
	// which takes columns with some text, too.
	Note string
	// Signs are the characters that cells of the column must have somewhere, each.
	Signs string
}

// Judge turns the text columns that hold numbers into value columns. Only the whole file
// decides that: nine tenths of the cells that are not empty must be numbers. The first reading that fits
// every cell of a column is taken, else the usual one. Judge appends the
// columns in order, and returns notes on how they were read and how many cells are not numbers.
// The text is dropped if keepText is false and every cell is a number.
func (b *Builder) Judge(columns []int, keepText bool, readings ...Reading) (notes []string) {
	var gone []int
	schema := &b.schema
	schema.Values, schema.Metadata = slices.Clone(schema.Values), slices.Clone(schema.Metadata)
	special := make([][]string, len(readings)) // the columns that are read so
	for _, i := range columns {
		values, bad, first, by := b.metadata[i].judge(readings)
		if values == nil {
			continue
		}
		name := schema.Metadata[i]
		special[by] = append(special[by], name)
		b.values, schema.Values = append(b.values, *values), append(schema.Values, name)
		if bad > 0 {
			notes = append(notes, fmt.Sprintf("%s is text, no number, in %d of %d rows, as %q: they have no value", name, bad, b.Len(), first))
		} else if !keepText {
			gone = append(gone, i)
		}
	}
	for i, r := range readings {
		if r.Note != "" && len(special[i]) > 0 {
			notes = append(notes, fmt.Sprintf(r.Note, listed(special[i])))
		}
	}
	for _, i := range slices.Backward(gone) {
		b.metadata, schema.Metadata = slices.Delete(b.metadata, i, i+1), slices.Delete(schema.Metadata, i, i+1)
	}
	return notes
}

// listed joins names for a note, of many the first.
func listed(names []string) string {
	const most = 5
	if more := len(names) - most; more > 0 {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), more)
	}
	return strings.Join(names, ", ")
}

// MoveStarts adds d to every start, for a reader that determines at the end how positions
// count.
func (b *Builder) MoveStarts(d int) {
	var moved ints
	for i := range b.starts.len() {
		moved.add(max(b.starts.at(i)+d, 0))
	}
	b.starts = moved
}

// Split replaces a value column by one for each name, with the numbers of the rows of
// that group.
func (b *Builder) Split(column int, names []string, group func(row int) int) {
	parts := make([]floats, len(names))
	for row := range b.Len() {
		of := group(row)
		for i := range parts {
			v := math.NaN()
			if i == of {
				v = b.values[column].at(row)
			}
			parts[i].add(v)
		}
	}
	b.values = slices.Replace(b.values, column, column+1, parts...)
	if weights := b.schema.Weights[b.schema.Values[column]]; weights != nil {
		b.schema.Weights = map[string][]string{}
		for _, name := range names {
			b.schema.Weights[name] = weights
		}
	}
	b.schema.Values = slices.Replace(slices.Clone(b.schema.Values), column, column+1, names...)
}

// SplitBy splits a value column by the words of a text column, at most most. The names are
// the words after prefix. ok is false if there are more words, or no such columns.
func (b *Builder) SplitBy(value, text, prefix string, most int) (n int, ok bool) {
	column, by := slices.Index(b.schema.Values, value), slices.Index(b.schema.Metadata, text)
	if column < 0 || by < 0 {
		return 0, false
	}
	var names []string
	number := map[string]int{}
	of := make([]int, b.Len())
	for row := range of {
		name := b.metadata[by].cell(row)
		i, known := number[name]
		if !known {
			if i = len(names); i == most || i*b.Len() > mostCells {
				return 0, false
			}
			number[name], names = i, append(names, prefix+name)
		}
		of[row] = i
	}
	b.Split(column, names, func(row int) int { return of[row] })
	return len(names), true
}

// Bounds returns the least and the largest number of a value column, NaN if it has
// none.
func (b *Builder) Bounds(column int) (lowest, highest float64) {
	return bounds(&b.values[column], 0, b.Len())
}

// Ends returns the largest end on each sequence.
func (b *Builder) Ends() map[string]int {
	largest := make([]int, len(b.names))
	for row, n := range b.seq {
		largest[n] = max(largest[n], b.ends.at(row))
	}
	ends := make(map[string]int, len(b.names))
	for n, name := range b.names {
		ends[name] = largest[n]
	}
	return ends
}

// Finish sorts the rows and returns the source. info describes the file: Format, Kind,
// Name and Notes; Sequences that the file declares, if any, which may have no rows; Items if a
// record may be several rows. Finish fills in the rest. The builder must not be used
// afterwards.
func (b *Builder) Finish(info source.Info) *Store {
	order, bound := b.order()
	s := &Store{
		schema:     b.schema,
		starts:     b.starts.ordered(order),
		ends:       b.ends.ordered(order),
		strands:    pick(b.strands, order),
		values:     make([]floats, len(b.values)),
		metadata:   make([]column, len(b.metadata)),
		exons:      b.exons.ordered(order),
		codingFrom: b.codingFrom.ordered(order),
		codingSize: b.codingSize.ordered(order),
		phases:     pick(b.phases, order),
		byName:     make(map[string]int, len(b.names)),
		fileOrder:  order,
	}
	for i := range b.values {
		s.values[i] = b.values[i].ordered(order)
		b.values[i] = floats{}
	}
	s.weigh()
	latin := false
	for i := range b.metadata {
		latin = b.metadata[i].decode() || latin
		s.metadata[i] = b.metadata[i].ordered(order)
		b.metadata[i] = texts{} // free its memory before the next column allocates
	}
	if b.schema.Hidden {
		s.hidden = b.hidden.ordered(order)
	}
	for i, name := range b.names {
		q := sequence{name: name, lo: bound[i], hi: bound[i+1]}
		if q.lo == q.hi {
			continue
		}
		q.index(&s.ends)
		s.byName[name] = len(s.sequences)
		s.sequences = append(s.sequences, q)
	}
	if latin {
		// Clipped, since several builders of a file may have the same notes.
		info.Notes = append(slices.Clip(info.Notes), "text that is not UTF-8 is read as Latin-1")
	}
	s.describe(info)
	return s
}

// order returns the rows' order by sequence, start and end, nil if they are in order, and
// where each sequence's rows begin in it.
func (b *Builder) order() (order []uint32, bound []int) {
	bound = make([]int, len(b.names)+1)
	for _, n := range b.seq {
		bound[n+1]++
	}
	for i := range b.names {
		bound[i+1] += bound[i]
	}
	if b.sorted() {
		return nil, bound
	}
	next := slices.Clone(bound)
	order = make([]uint32, len(b.seq))
	for row, n := range b.seq {
		order[next[n]] = uint32(row)
		next[n]++
	}
	for i := range b.names {
		part := order[bound[i]:bound[i+1]]
		if !slices.IsSortedFunc(part, b.compare) {
			slices.SortFunc(part, b.compare)
		}
	}
	return order, bound
}

// compare compares rows of one sequence. Equal rows are ordered by number, as in the
// file.
func (b *Builder) compare(x, y uint32) int {
	i, j := int(x), int(y)
	if d := b.starts.at(i) - b.starts.at(j); d != 0 {
		return d
	}
	if d := b.ends.at(i) - b.ends.at(j); d != 0 {
		return d
	}
	return i - j
}

// sorted reports whether the rows are in order already.
func (b *Builder) sorted() bool {
	for i := 1; i < len(b.seq); i++ {
		if b.seq[i] < b.seq[i-1] || b.seq[i] == b.seq[i-1] && b.compare(uint32(i-1), uint32(i)) > 0 {
			return false
		}
	}
	return true
}

// bounds returns the least and the largest finite number of rows [lo, hi).
func bounds(c *floats, lo, hi int) (lowest, highest float64) {
	lowest, highest = math.NaN(), math.NaN()
	for i := lo; i < hi; i++ {
		v := c.at(i)
		if v-v != 0 { // NaN or an infinity
			continue
		}
		if !(lowest <= v) {
			lowest = v
		}
		if !(highest >= v) {
			highest = v
		}
	}
	return lowest, highest
}
