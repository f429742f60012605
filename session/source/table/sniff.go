package table

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/epiviz/epivizgo/session/source/lines"
)

// sampleRows is how many rows of the beginning decide on the columns.
const sampleRows = 200

// rowNames is what the column of R's names of rows is called, which has none.
const rowNames = "row"

// Options chooses how Sniff reads positions.
type Options struct {
	ZeroBased bool // positions count from 0 and exclude the end
	BED       bool // the file is named as BED or a format of its kind, which are zero-based
}

// Names by which columns are known, in lower case.
var (
	seqNames    = []string{"seqnames", "seqname", "seqid", "chrom", "chr", "chromosome", "sequence", "contig", "genoname"}
	startNames  = []string{"start", "chromstart", "chrom_start", "from", "begin", "txstart", "genostart", "start_position"}
	endNames    = []string{"end", "chromend", "chrom_end", "to", "stop", "txend", "genoend", "end_position"}
	strandNames = []string{"strand"}
	widthNames  = []string{"width", "length", "len", "size"}
	fromZero    = []string{"chromstart", "txstart", "genostart"} // UCSC's
)

// Layout says what the columns of a file are.
type Layout struct {
	header          int // the line of the names
	names           []string
	seq, start, end int // columns
	strand          int // -1 without one
	others          []int
	oneBased        bool
	why             string // oneBased is so
	comma           bool
	columns         int
}

// Sniff decides from the beginning of a text, which may end inside a line,
// whether the text is such a table, and what its columns are. A line of names
// may begin with #.
func Sniff(head []byte, opt Options) (Layout, bool) {
	var l Layout
	var rows [][][]byte
	for number, line := range lines.Sample(head) {
		if len(rows) == sampleRows {
			break
		}
		switch {
		case lines.Blank(line):
		case len(rows) == 0 && l.header == 0 && line[0] == '#':
			if c, ok := newLayout(number, bytes.TrimLeft(line, "# ")); ok && c.seq > 0 {
				l = c // with the sequence first it is BED with names in a comment
			}
		case lines.Heading(line):
		case l.header == 0:
			var ok bool
			if l, ok = newLayout(number, line); !ok {
				return Layout{}, false
			}
		default:
			rows = append(rows, l.split(nil, line))
		}
	}
	l.shift(rows)
	if l.header == 0 || !l.positions(rows) {
		return Layout{}, false
	}
	l.others = l.rest()
	l.decide(rows, opt)
	return l, true
}

// newLayout finds the columns in a line of names; ok reports whether those of
// intervals are among them.
func newLayout(number int, line []byte) (l Layout, ok bool) {
	l.comma = bytes.IndexByte(line, '\t') < 0 && bytes.IndexByte(line, ',') >= 0
	var names []string
	for i, f := range l.split(nil, line) {
		name := string(f)
		switch {
		case name == "" && i == 0:
			name = rowNames
		case name == "":
			name = fmt.Sprintf("field%d", i+1)
		}
		names = append(names, name)
	}
	l = named(number, names, l.comma)
	return l, l.seq >= 0 && l.start >= 0 && l.end >= 0
}

// named returns the layout of columns with names, given in line number.
func named(number int, names []string, comma bool) Layout {
	l := Layout{header: number, names: names, columns: len(names), comma: comma}
	l.seq, l.start, l.end = l.column(seqNames), l.column(startNames), l.column(endNames)
	l.strand = l.column(strandNames)
	return l
}

// split splits a line and removes the quotes round fields.
func (l *Layout) split(dst [][]byte, line []byte) [][]byte {
	if l.comma {
		return splitCommas(dst, line)
	}
	dst = lines.Split(dst, line)
	lines.Unquote(dst, line)
	return dst
}

// splitCommas splits at commas that are not in double quotes (RFC 4180, but a doubled
// quote in a field stays doubled).
func splitCommas(dst [][]byte, line []byte) [][]byte {
	from, quoted := 0, false
	for i, c := range line {
		switch {
		case c == '"':
			quoted = !quoted
		case c == ',' && !quoted:
			dst = append(dst, line[from:i])
			from = i + 1
		}
	}
	dst = append(dst, line[from:])
	lines.Unquote(dst, line)
	return dst
}

// column returns the first column with one of the names, -1 without one.
func (l *Layout) column(names []string) int {
	return slices.IndexFunc(l.names, func(n string) bool { return slices.Contains(names, strings.ToLower(n)) })
}

// shift makes room for the names of rows, which R's write.table puts in front
// without a name for their column.
func (l *Layout) shift(rows [][][]byte) {
	for _, f := range rows {
		if len(f) != l.columns+1 {
			return
		}
	}
	if l.header == 0 || len(rows) == 0 {
		return
	}
	*l = named(l.header, append([]string{rowNames}, l.names...), l.comma)
}

// positions reports whether at least half of the rows, and one, have positions
// where they should be.
func (l *Layout) positions(rows [][][]byte) bool {
	good := 0
	for _, f := range rows {
		if _, _, err := l.span(f); err == nil {
			good++
		}
	}
	return good > 0 && 2*good >= len(rows)
}

// rest returns the columns that are not those of positions.
func (l *Layout) rest() (others []int) {
	for i := range l.names {
		if i != l.seq && i != l.start && i != l.end && i != l.strand {
			others = append(others, i)
		}
	}
	return others
}

// decide finds out what positions count from.
func (l *Layout) decide(rows [][][]byte, opt Options) {
	const (
		one  = "positions are taken to count from 1 with both ends included"
		zero = "positions are taken to count from 0 with the end excluded"
	)
	if opt.ZeroBased {
		l.why = zero + ", as asked for"
		return
	}
	if opt.BED {
		l.why = zero + ", as in BED, by the file's name"
		return
	}
	if i := l.column(widthNames); i >= 0 {
		from0, from1 := l.agree(rows, i)
		switch {
		case from0 > from1:
			l.why = fmt.Sprintf("%s, with which column %s agrees", zero, l.names[i])
			return
		case from1 > from0:
			l.oneBased, l.why = true, fmt.Sprintf("%s, with which column %s agrees", one, l.names[i])
			return
		}
	}
	if name := strings.ToLower(l.names[l.start]); slices.Contains(fromZero, name) {
		l.why = fmt.Sprintf("%s, as in UCSC's tables with a column %s", zero, l.names[l.start])
		return
	}
	l.oneBased, l.why = true, one
}

// agree counts the rows whose width is end - start, and end - start + 1.
func (l *Layout) agree(rows [][][]byte, width int) (from0, from1 int) {
	for _, f := range rows {
		start, end, err := l.span(f)
		if err != nil || width >= len(f) {
			continue
		}
		switch w, err := strconv.Atoi(string(f[width])); {
		case err != nil:
		case w == end-start:
			from0++
		case w == end-start+1:
			from1++
		}
	}
	return from0, from1
}
