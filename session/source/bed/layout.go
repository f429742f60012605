package bed

import (
	"fmt"
	"slices"

	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/intervals"
	"github.com/epiviz/epivizgo/session/source/lines"
)

// column is the kind of a column.
type column int

const (
	extra column = iota // anything: the whole file decides whether it is text or numbers
	name                // as extra
	score
	strand
	thickStart
	thickEnd
	itemRgb
	blockCount
	blockSizes
	blockStarts
	number // any number
	peak   // an offset, -1 for none
)

// defined is a column of a format.
type defined struct {
	kind  column
	label string
}

// The columns of each format after sequence, start and end.
var (
	bedColumns = []defined{
		{name, "name"}, {score, "score"}, {strand, "strand"},
		{thickStart, "thickStart"}, {thickEnd, "thickEnd"}, {itemRgb, "itemRgb"},
		{blockCount, "blockCount"}, {blockSizes, "blockSizes"}, {blockStarts, "blockStarts"},
	}
	signalColumns = []defined{{number, "signalValue"}, {number, "pValue"}, {number, "qValue"}}
	broadColumns  = join(bedColumns[:3], signalColumns)
	narrowColumns = join(broadColumns, []defined{{peak, "peak"}})
	gappedColumns = join(bedColumns, signalColumns)
	graphColumns  = []defined{{number, "value"}}
	// MethylDackel's bedGraph: the percentage, and the counts that it is computed from.
	methylColumns = []defined{{number, "percentMethylated"}, {number, "methylated"}, {number, "unmethylated"}}
	// bedMethyl after BED9: ENCODE has the first two, modkit all.
	bedMethylColumns = []defined{{number, "coverage"}, {number, "percentModified"}, {number, "modified"}, {number, "canonical"},
		{number, "otherModified"}, {number, "deleted"}, {number, "failed"}, {number, "different"}, {number, "noCall"}}
	detailColumns = []defined{{extra, "id"}, {extra, "description"}}
)

const (
	firstBedColumn = 3  // the number of columns before those
	bed9           = 9  // the number of columns without the three of blocks
	bed12          = 12 // the number of columns with all of bedColumns

	bedMethyl = "bedMethyl"
)

func join(a, b []defined) []defined {
	return append(append([]defined{}, a...), b...)
}

// Layout describes the columns of a file.
type Layout struct {
	// Format is the name for people: "BED6", "BED4+1", "narrowPeak", "bedGraph".
	Format string
	// Name is the track line's name, "" without one.
	Name string

	columns []defined // after the third
	kind    source.Kind
	series  bool // values are of equal rank
	header  int  // the line that names the columns; 0 without one
	packed  bool // the last tab-separated column holds several, separated by spaces
	weights map[string][]string
	numbers []bool // of columns: in the first rows they hold numbers
	guess   string // for people: what the columns are taken for, "" if the file says it
	fixed   bool   // numbers decides, not the whole file; keep all value columns
}

// Fixed returns the layout with which every part of a file has the same columns: the
// file's first rows decide which of them hold numbers, and Read keeps a score that is
// the same in all rows.
func (l Layout) Fixed() Layout {
	l.fixed, l.header = true, 0 // parts begin elsewhere
	l.columns = slices.Clone(l.columns)
	for i, numbers := range l.numbers {
		if c := &l.columns[i]; numbers && l.open(*c) {
			c.kind = number
		}
	}
	return l
}

// Named reports whether a line in front of the rows names the columns, those of blocks too.
func (l *Layout) Named() bool { return l.header > 0 && l.kind == source.Genes }

// open reports whether only the rows decide if a column holds numbers.
func (l *Layout) open(c defined) bool {
	return c.kind == extra || c.kind == peak || c.kind == name && l.kind != source.Genes
}

// split splits a line into its columns.
func (l *Layout) split(fields [][]byte, line []byte) [][]byte {
	fields = lines.Split(fields, line)
	lines.Unquote(fields, line)
	if n := len(fields) - 1; l.packed && n > 0 {
		fields = lines.Split(fields[:n], fields[n])
	}
	return fields
}

// openText returns the indexes of the open columns among the text columns.
func (l *Layout) openText() (columns []int) {
	n := 0
	for _, c := range l.columns {
		if l.open(c) {
			columns = append(columns, n)
		}
		if l.isMetadata(c) {
			n++
		}
	}
	return columns
}

// has returns the index of a kind of column in Layout.columns, or -1.
func (l *Layout) has(kind column) int {
	for i, c := range l.columns {
		if c.kind == kind {
			return i
		}
	}
	return -1
}

// blocks reports whether rows have exons.
func (l *Layout) blocks() bool { return l.has(blockStarts) >= 0 }

// schema returns the layout's columns for the store: numbers as values; all text as
// metadata but the strand, the thick part and the blocks, which rows have in
// their own fields.
func (l *Layout) schema() intervals.Schema {
	s := intervals.Schema{Weights: l.weights, Exons: l.blocks(), Coding: l.has(thickStart) >= 0 && l.has(thickEnd) >= 0}
	for _, c := range l.columns {
		if l.isValue(c) {
			s.Values = append(s.Values, c.label)
		}
		if l.isMetadata(c) {
			s.Metadata = append(s.Metadata, c.label)
		}
	}
	if i := l.has(name); i >= 0 && l.isMetadata(l.columns[i]) {
		s.Names = []string{l.columns[i].label}
	}
	return s
}

// Searched reports whether rows have names that searches find in a file that is read whole.
func (l *Layout) Searched() bool { return len(l.schema().Names) > 0 }

func (l *Layout) isValue(c defined) bool {
	switch c.kind {
	case number, score:
		return true
	}
	return false
}

func (l *Layout) isMetadata(c defined) bool {
	switch c.kind {
	case strand, thickStart, thickEnd:
		return false
	case blockCount, blockSizes, blockStarts:
		return !l.blocks()
	case number:
		return l.kind != source.Signal
	}
	return true
}

// newBED returns the layout of a BED file whose first std columns are standard ones
// and whose others, up to all, are not.
func newBED(std, all int) Layout {
	l := Layout{Format: fmt.Sprintf("BED%d", std), columns: join(bedColumns[:std-firstBedColumn], nil)}
	if all > std {
		l.Format = fmt.Sprintf("BED%d+%d", std, all-std)
	}
	for i := std; i < all; i++ {
		l.columns = append(l.columns, defined{extra, fmt.Sprintf("field%d", i+1)})
	}
	if std == bed12 {
		l.kind = source.Genes
		l.columns[0].label = "gene"
	}
	return l
}
