// Package table reads tables of intervals whose first line names the columns,
// as R, Picard and spreadsheets write them: one column each for sequence, start
// and end, in any place, and any others. Columns are parted by tabs, by commas,
// or by runs of spaces.
//
// Columns of numbers (expression, methylation, coverage) become values, each
// of which can be drawn; the others are metadata.
//
// Whether positions count from 1 with both ends included, or from 0 with the
// end excluded, is not written in such files. It is decided in this order:
// Options; a column of widths that agrees with one of the two; names
// of columns that UCSC's tables use for positions from 0 (chromStart); else from
// 1. Info.Notes says what was assumed.
package table

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/intervals"
	"github.com/epiviz/epivizgo/session/source/lines"
)

// sampleRows is how many rows of the beginning decide on the columns.
const sampleRows = 200

var nan = math.NaN()

// Options chooses how Sniff reads positions.
type Options struct {
	ZeroBased bool // positions count from 0 and exclude the end
	BED       bool // the file is named as BED, which is zero-based
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
	header           int // the line of the names
	names            []string
	seq, start, end  int // columns
	strand           int // -1 without one
	values, metadata []int
	oneBased         bool
	why              string // oneBased is so
	comma            bool
	columns          int
}

// Sniff decides from the beginning of a text, which may end inside a line,
// whether the text is such a table, and what its columns are. A line of names
// may begin with #.
func Sniff(head []byte, opt Options) (Layout, bool) {
	if i := bytes.LastIndexByte(head, '\n'); i > 0 && len(head) >= 1<<15 {
		head = head[:i] // the last line of a long beginning may be cut
	}
	var l Layout
	var rows [][][]byte
	text := lines.Chunk{Text: head, Line: 1}
	_ = text.Each(func(number int, line []byte) error {
		switch {
		case len(rows) >= sampleRows, lines.Blank(line):
		case len(rows) == 0 && l.header == 0 && line[0] == '#':
			if c, ok := newLayout(number, bytes.TrimLeft(line, "# ")); ok && c.seq > 0 {
				l = c // with the sequence first it is BED with names in a comment
			}
		case lines.Heading(line):
		case l.header == 0:
			var ok bool
			if l, ok = newLayout(number, line); !ok {
				return errStop
			}
		default:
			rows = append(rows, l.split(nil, line))
		}
		return nil
	})
	if l.header == 0 || !l.positions(rows) {
		return Layout{}, false
	}
	l.sort(rows)
	l.decide(rows, opt)
	return l, true
}

// errStop ends a walk over lines.
var errStop = fmt.Errorf("stop")

// newLayout finds the columns in a line of names.
func newLayout(number int, line []byte) (Layout, bool) {
	l := Layout{header: number, comma: bytes.IndexByte(line, '\t') < 0 && bytes.IndexByte(line, ',') >= 0}
	for _, f := range l.split(nil, line) {
		l.names = append(l.names, string(f))
	}
	l.columns = len(l.names)
	l.seq, l.start, l.end = l.column(seqNames), l.column(startNames), l.column(endNames)
	l.strand = l.column(strandNames)
	return l, l.seq >= 0 && l.start >= 0 && l.end >= 0
}

// split parts a line; quotes round a field are taken off.
func (l *Layout) split(dst [][]byte, line []byte) [][]byte {
	if l.comma {
		for field := range bytes.SplitSeq(line, []byte{','}) {
			dst = append(dst, field)
		}
	} else {
		dst = lines.Split(dst, line)
	}
	for i, f := range dst {
		if n := len(f); n >= 2 && f[0] == '"' && f[n-1] == '"' {
			dst[i] = f[1 : n-1]
		}
	}
	return dst
}

// column is the first column with one of the names, -1 without one.
func (l *Layout) column(names []string) int {
	return slices.IndexFunc(l.names, func(n string) bool { return slices.Contains(names, strings.ToLower(n)) })
}

// positions tells whether at least half of the rows, and one, have positions
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

// sort parts the other columns into numbers and text.
func (l *Layout) sort(rows [][][]byte) {
	for i := range l.names {
		switch i {
		case l.seq, l.start, l.end, l.strand:
			continue
		}
		if numeric(rows, i) {
			l.values = append(l.values, i)
		} else {
			l.metadata = append(l.metadata, i)
		}
	}
}

// numeric tells whether a column holds a number or nothing in every row, and a
// number in one.
func numeric(rows [][][]byte, i int) bool {
	found := false
	for _, f := range rows {
		if i >= len(f) || missing(f[i]) {
			continue
		}
		if _, err := strconv.ParseFloat(string(f[i]), 64); err != nil {
			return false
		}
		found = true
	}
	return found
}

// missing tells whether a field stands for no value.
func missing(field []byte) bool {
	switch string(field) {
	case "", ".", "-", "NA", "N/A", "na", "n/a", "NaN", "nan", "NULL", "null", "None":
		return true
	}
	return false
}

// decide finds out what positions count from.
func (l *Layout) decide(rows [][][]byte, opt Options) {
	const one, zero = "positions are taken to count from 1 with both ends included", "positions are taken to count from 0 with the end excluded"
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

// span reads the positions of a row as they are written.
func (l *Layout) span(fields [][]byte) (start, end int, err error) {
	if len(fields) <= max(l.seq, l.start, l.end) {
		return 0, 0, fmt.Errorf("found %d columns; wanted %d", len(fields), l.columns)
	}
	if len(fields[l.seq]) == 0 {
		return 0, 0, fmt.Errorf("the sequence name is empty")
	}
	if start, err = lines.Position(fields[l.start], l.names[l.start]); err != nil {
		return 0, 0, err
	}
	if end, err = lines.Position(fields[l.end], l.names[l.end]); err != nil {
		return 0, 0, err
	}
	return start, end, lines.Span(start, end)
}

// parse reads a row into r, whose slices are used again.
func (l *Layout) parse(fields [][]byte, r *intervals.Row) error {
	if len(fields) > l.columns {
		return fmt.Errorf("found %d columns; wanted %d", len(fields), l.columns)
	}
	start, end, err := l.span(fields)
	if err != nil {
		return err
	}
	if l.oneBased {
		if start == 0 {
			return fmt.Errorf("%s is 0; positions are counted from 1", l.names[l.start])
		}
		start-- // 1-based inclusive to 0-based half-open; the end stays
	}
	r.Seq, r.Start, r.End, r.Strand = fields[l.seq], start, end, '*'
	r.Values, r.Metadata = r.Values[:0], r.Metadata[:0]
	field := func(i int) []byte {
		if i < len(fields) {
			return fields[i]
		}
		return nil
	}
	if s := field(max(l.strand, 0)); l.strand >= 0 && len(s) == 1 {
		r.Strand = s[0]
	}
	for _, i := range l.values {
		v := nan
		if f := field(i); !missing(f) {
			if v, err = strconv.ParseFloat(string(f), 64); err != nil {
				return fmt.Errorf("%s %s is not a number", l.names[i], lines.Quote(f))
			}
		}
		r.Values = append(r.Values, v)
	}
	for _, i := range l.metadata {
		r.Metadata = append(r.Metadata, field(i))
	}
	return nil
}

func (l *Layout) schema() intervals.Schema {
	var s intervals.Schema
	for _, i := range l.values {
		s.Values = append(s.Values, l.names[i])
	}
	for _, i := range l.metadata {
		s.Metadata = append(s.Metadata, l.names[i])
	}
	return s
}

// part is what became of one chunk.
type part struct {
	rows  *intervals.Builder
	skips lines.Skips
}

// Read reads the whole text as layout says. Rows that do not fit are passed
// over and reported in Info.Notes; when there are rows and none fits, Read fails
// with the first one's reason, a [lines.Error] that wraps source.ErrFormat.
func Read(ctx context.Context, r *lines.Reader, layout Layout) (source.Source, error) {
	schema := layout.schema()
	all := part{rows: intervals.NewBuilder(schema)}
	parse := func(c lines.Chunk) (part, error) {
		out := part{rows: intervals.NewBuilder(schema)}
		var row intervals.Row
		var fields [][]byte
		err := c.Each(func(number int, line []byte) error {
			if lines.Heading(line) || number == layout.header {
				return nil
			}
			fields = layout.split(fields[:0], line)
			err := layout.parse(fields, &row)
			if err == nil {
				err = out.rows.Add(row)
			}
			if err != nil {
				out.skips.Add(number, err)
			}
			return nil
		})
		return out, err
	}
	merge := func(p part) error {
		all.skips.Append(p.skips)
		return all.rows.Append(p.rows)
	}
	if err := lines.Parse(ctx, r, parse, merge); err != nil {
		return nil, err
	}
	if bad := all.skips.First(); all.rows.Len() == 0 && bad.Err != nil {
		return nil, &lines.Error{File: r.Name(), Line: bad.Line, Err: fmt.Errorf("%w: %w, read as a table", bad.Err, source.ErrFormat)}
	}
	info := source.Info{Format: "table", Kind: source.Features, Notes: append(r.Notes(), layout.why)}
	if note := all.skips.Note(); note != "" {
		info.Notes = append(info.Notes, note)
	}
	return all.rows.Finish(info), nil
}
