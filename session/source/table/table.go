// Package table reads tables of intervals whose first line names the columns,
// as R, Picard and spreadsheets write them: one column each for sequence, start
// and end, in any order, and any others. Columns are separated by tabs, by runs of spaces, by
// commas or semicolons (RFC 4180), or as a first line for spreadsheets says (sep=;).
//
// Columns of numbers (expression, methylation, coverage) become values, each
// of which can be drawn; the others are metadata. The whole file decides which is which.
//
// Such files do not say whether positions count from 1 with both ends included, or
// from 0 with the end excluded. These decide, in this order: Options; a column of
// widths that agrees with one of the two; names of columns that UCSC's tables use for
// positions from 0 (chromStart); a start of 0, which is impossible if positions count from 1.
// Otherwise they count from 1. Info.Notes says what was assumed. A table with one column
// of positions (GWAS) has rows of one base. Thousands may be set apart, numbers have decimal commas
// or be percentages, and strands be words.
//
// Some tables without names are known by their content: see known.go.
package table

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/intervals"
	"github.com/epiviz/epivizgo/session/source/lines"
)

// span reads the positions of a row as they are written. Lists of exons, as featureCounts
// writes them, span from the first to the last.
func (l *Layout) span(fields [][]byte) (start, end int, err error) {
	if len(fields) <= max(l.seq, l.start, l.end) {
		return 0, 0, fmt.Errorf("found %d columns; wanted %d", len(fields), l.columns)
	}
	if len(fields[l.seq]) == 0 {
		return 0, 0, fmt.Errorf("the sequence name is empty")
	}
	if bytes.IndexByte(fields[l.start], ';') >= 0 {
		return l.exons(fields)
	}
	if start, err = l.position(fields[l.start], l.names[l.start]); err != nil {
		return 0, 0, err
	}
	if end, err = l.position(fields[l.end], l.names[l.end]); err != nil {
		return 0, 0, err
	}
	return start, end, lines.Span(start, end)
}

// exons returns the extent of lists of exons.
func (l *Layout) exons(fields [][]byte) (start, end int, err error) {
	start = genome.MaxPosition
	for field := range bytes.SplitSeq(fields[l.start], []byte{';'}) {
		v, err := l.position(field, l.names[l.start])
		if err != nil {
			return 0, 0, err
		}
		start = min(start, v)
	}
	for field := range bytes.SplitSeq(fields[l.end], []byte{';'}) {
		v, err := l.position(field, l.names[l.end])
		if err != nil {
			return 0, 0, err
		}
		end = max(end, v)
	}
	seq := first(fields[l.seq])
	for other := range bytes.SplitSeq(fields[l.seq], []byte{';'}) {
		if !bytes.Equal(seq, other) {
			return 0, 0, fmt.Errorf("exons are on %s and on %s", lines.Quote(seq), lines.Quote(other))
		}
	}
	return start, end, lines.Span(start, end)
}

// position reads a position, in which thousands may be set apart, as spreadsheets write
// them: by commas, or by points where the comma is the decimal one.
func (l *Layout) position(cell []byte, what string) (int, error) {
	for _, mark := range []byte(",.") {
		if (mark == ',' || l.comma) && grouped(cell, mark) {
			cell = bytes.ReplaceAll(cell, []byte{mark}, nil)
		}
	}
	return lines.Position(cell, what)
}

// grouped reports whether a cell has a mark in front of every three digits but the first.
func grouped(cell []byte, mark byte) bool {
	n := bytes.IndexByte(cell, mark)
	if n < 1 || n > 3 || len(cell)%4 != n || cell[0] == '0' {
		return false
	}
	for i, c := range cell {
		if i%4 == n && c != mark || i%4 != n && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}

// strandOf reads a strand, '*' for none.
func (l *Layout) strandOf(cell []byte) (strand byte, err error) {
	if l.homer && len(cell) == 1 && (cell[0] == '0' || cell[0] == '1') {
		return "+-"[cell[0]-'0'], nil
	}
	switch strings.ToLower(string(cell)) {
	case "+", "1", "+1", "plus", "forward", "fwd", "f":
		return '+', nil
	case "-", "-1", "minus", "reverse", "rev", "r":
		return '-', nil
	case "*", "?", "0", "both":
		return '*', nil
	}
	if lines.Missing(cell) {
		return '*', nil
	}
	return '*', fmt.Errorf("%s is no strand", lines.Quote(cell))
}

// first returns the first item of a list of exons.
func first(cell []byte) []byte {
	item, _, _ := bytes.Cut(cell, []byte{';'})
	return item
}

// parse reads a row into r, whose slices it reuses. Positions stay as written: Read moves
// all starts at the end.
func (l *Layout) parse(fields [][]byte, r *intervals.Row) error {
	start, end, err := l.span(fields)
	if err != nil {
		return err
	}
	if l.oneBased && !l.guessed && start == 0 {
		return fmt.Errorf("%s is 0; positions are counted from 1", l.names[l.start])
	}
	r.Seq, r.Start, r.End, r.Strand = first(fields[l.seq]), start, end, '*'
	r.Values, r.Metadata = r.Values[:0], r.Metadata[:0]
	field := func(i int) []byte {
		if i < len(fields) {
			return fields[i]
		}
		return nil
	}
	if l.strand >= 0 {
		r.Strand, _ = l.strandOf(first(field(l.strand))) // Read counts the others
	}
	if l.p >= 0 {
		r.Values = append(r.Values, l.minusLog10(field(l.p)))
	}
	for _, i := range l.others {
		r.Metadata = append(r.Metadata, field(i))
	}
	return nil
}

// minusLog10 returns -log10 of a number that may be too small for a float, +Inf for 0.
func (l *Layout) minusLog10(field []byte) float64 {
	text, exponent := field, 0.0
	if i := bytes.IndexAny(field, "eE"); i > 0 {
		e, err := strconv.Atoi(string(field[i+1:]))
		if err != nil {
			return math.NaN()
		}
		text, exponent = field[:i], float64(e)
	}
	v, ok := l.number(text)
	if !ok || v < 0 {
		return math.NaN()
	}
	return -math.Log10(v) - exponent + 0 // no -0
}

// searchNames are the columns that rows are searched by, besides those with names of genes, as bare returns them.
var searchNames = []string{"name", "id", "label", "alias", "snp", "snpid", "rsid", "rs", "marker", "markername", "markerid",
	"variant", "variantid", "peak", "peakid", "peakname", "feature", "featureid", "featurename", "probe", "probeid",
	"probeset", "guide", "motifid", "exonid"}

// isRowName reports whether a column of this name has names of its rows.
func isRowName(name string) bool {
	return isKey(name) >= 0 || name == rowNames || slices.Contains(searchNames, bare(name))
}

func (l *Layout) schema() (s intervals.Schema) {
	if l.p >= 0 {
		s.Values = append(s.Values, "-log10 "+l.names[l.p])
	}
	for _, i := range l.others {
		s.Metadata = append(s.Metadata, l.names[i])
		if i != l.sample && isRowName(l.names[i]) {
			s.Names = append(s.Names, l.names[i])
		}
	}
	for i, of := range l.weights {
		w := make([]string, len(of))
		for k, column := range of {
			w[k] = l.names[column]
		}
		s.Weights = map[string][]string{l.names[i]: w}
	}
	return s
}

// number reads a cell of numbers, whose comma may be a decimal one.
// Digits that a number would not keep, as in 007, are text.
func (l *Layout) number(cell []byte) (v float64, ok bool) {
	if n := len(cell); (n > 15 || n > 1 && cell[0] == '0') && len(bytes.Trim(cell, "0123456789")) == 0 {
		return math.NaN(), false
	}
	if l.comma && bytes.Count(cell, []byte{','}) == 1 {
		whole, fraction, _ := bytes.Cut(cell, []byte{','})
		if grouped(bytes.TrimLeft(whole, "+-"), '.') {
			whole = bytes.ReplaceAll(whole, []byte{'.'}, nil)
		}
		cell = slices.Concat(whole, []byte{'.'}, fraction)
	}
	return lines.AsNumber(cell)
}

// readings returns the ways to read columns of numbers. Thousands that are set apart, and percentages, are
// what spreadsheets show, and write as they show it.
func (l *Layout) readings() []intervals.Reading {
	usual := intervals.Reading{Number: l.number}
	percent := intervals.Reading{Number: l.percentage, Note: "the percent sign is left out of the numbers of %s"}
	if l.comma {
		return []intervals.Reading{
			{Number: l.pointGroups, Signs: ",.", Note: "a point in the numbers of %s is read as the mark of thousands"},
			usual, percent,
		}
	}
	return []intervals.Reading{usual, {Number: l.commaGroups, Note: "a comma in the numbers of %s is read as the mark of thousands"}, percent}
}

// commaGroups reads a number whose thousands are set apart by commas. One of more digits than
// three without them is text: the column is of something else, such as lists.
func (l *Layout) commaGroups(cell []byte) (v float64, ok bool) {
	whole, _, _ := bytes.Cut(bytes.TrimLeft(cell, "+-"), []byte{'.'})
	switch {
	case grouped(whole, ','):
		cell = bytes.ReplaceAll(cell, []byte{','}, nil)
	case len(whole) > 3 && areDigits(whole):
		return math.NaN(), false
	}
	return l.number(cell)
}

// pointGroups reads a number with a decimal comma, whose thousands are set apart by points.
func (l *Layout) pointGroups(cell []byte) (v float64, ok bool) {
	if whole, _, _ := bytes.Cut(bytes.TrimLeft(cell, "+-"), []byte{','}); grouped(whole, '.') {
		cell = bytes.ReplaceAll(cell, []byte{'.'}, nil)
	} else if bytes.IndexByte(whole, '.') >= 0 && !lines.Missing(cell) {
		return math.NaN(), false
	}
	return l.number(cell)
}

// percentage reads a number with a percent sign.
func (l *Layout) percentage(cell []byte) (v float64, ok bool) {
	bare, found := bytes.CutSuffix(cell, []byte{'%'})
	if !found {
		return math.NaN(), lines.Missing(cell)
	}
	bare = bytes.TrimRight(bare, " ")
	if v, ok = l.number(bare); !ok && !l.comma {
		v, ok = l.commaGroups(bare)
	}
	return v, ok && v == v
}

// marks returns the note on decimal commas.
func (l *Layout) marks() []string {
	const comma = "a comma in a number is read as its decimal point"
	switch {
	case l.separator == ';':
		return []string{"columns are separated by semicolons; " + comma}
	case l.comma:
		return []string{comma}
	}
	return nil
}

// renamed reports whether a line is one of names of columns, in another order or of other columns than
// the first: tables that were joined.
func (l *Layout) renamed(line []byte) bool {
	if l.header == 0 {
		return false
	}
	other := newLayout(0, line, l.separator)
	return other.role(startNames) >= 0 && other.role(endNames) >= 0 &&
		!slices.Equal(other.names, l.names) && !slices.Equal(other.names, l.names[1:])
}

// Read reads the whole text as layout says. Rows that have no place are skipped and
// reported in Info.Notes; if there are rows and none has a place, Read fails with the
// first one's reason, a [lines.Error] that wraps source.ErrFormat.
func Read(ctx context.Context, r *lines.Reader, layout Layout) (source.Source, error) {
	r.Quoted(layout.separator)
	schema := layout.schema()
	var zero, points atomic.Bool // a start is 0; thousands are set apart by points
	var infinite atomic.Int64    // p values of 0
	var others atomic.Int64      // the number of a line of other names, 0 without one
	reader := func(rows *intervals.Builder, skips *lines.Skips) func(int, []byte) error {
		var row intervals.Row
		var fields [][]byte
		return func(number int, line []byte) (err error) {
			if lines.Heading(line) || number <= layout.header || layout.at && line[0] == '@' {
				return nil
			}
			if fields, err = layout.split(fields[:0], line); err != nil {
				return err
			}
			if err := layout.parse(fields, &row); err != nil {
				if layout.renamed(line) {
					others.CompareAndSwap(0, int64(number))
				}
				return err
			}
			if layout.p >= 0 && math.IsInf(row.Values[0], 1) {
				infinite.Add(1)
			}
			if row.Start == 0 && layout.guessed {
				zero.Store(true)
			}
			if layout.comma && (grouped(fields[layout.start], '.') || grouped(fields[layout.end], '.')) {
				points.Store(true)
			}
			if i := layout.strand; i >= 0 && i < len(fields) {
				if _, err := layout.strandOf(first(fields[i])); err != nil {
					skips.Cell(layout.names[i], number, err)
				}
			}
			switch n, found := layout.columns, len(fields); {
			case found > n+1, found > n && len(fields[n]) > 0:
				skips.Cell(fmt.Sprintf("what is behind column %d", n), number, fmt.Errorf("found %d columns", found))
			case found < n && slices.ContainsFunc(layout.others, func(i int) bool { return i >= found }):
				skips.Cell(layout.names[found], number, fmt.Errorf("found %d columns; wanted %d", found, n))
			}
			return rows.Add(row)
		}
	}
	empty := func() *intervals.Builder { return intervals.NewBuilder(schema) }
	rows, notes, err := lines.Collect(ctx, r, "a "+layout.format, empty, reader)
	if err != nil {
		return nil, err
	}
	if number := int(others.Load()); number > 0 {
		err := fmt.Errorf("it names the columns otherwise than line %d: %w", layout.header, source.ErrFormat)
		return nil, hint.Add(&lines.Error{File: r.Name(), Line: number, Err: err}, "put each table in a file of its own")
	}
	switch {
	case rows.Len() == 0:
		return rows.Finish(source.Info{Format: layout.format, Table: true, Notes: notes}), nil
	case zero.Load():
		layout.why = zeroProof
	case layout.oneBased:
		rows.MoveStarts(-1) // 1-based inclusive to 0-based half-open; the ends stay
	}
	every := make([]int, len(layout.others))
	for i := range every {
		every[i] = i
	}
	notes = slices.Concat([]string{layout.why}, notes, rows.Judge(every, false, layout.readings()...), layout.marks())
	if layout.homer {
		notes = append(notes, "strand 0 is read as + and 1 as -, as HOMER writes them")
	}
	if n := infinite.Load(); n > 0 {
		notes = append(notes, fmt.Sprintf("%s is 0 in %d of %d rows: -log10 of it is infinite", layout.names[layout.p], n, rows.Len()))
	}
	if points.Load() {
		notes = append(notes, "a point in a position is read as the mark of thousands")
	}
	if layout.mean >= 0 {
		notes = append(notes, layout.bySample(rows))
	}
	for of, by := range schema.Weights {
		notes = append(notes, fmt.Sprintf("means of %s are weighted by %s", of, strings.Join(by, " + ")))
	}
	info := source.Info{Format: layout.format, Table: true, Notes: notes, Numbered: layout.isPLINK() && isNumbered(rows.Ends())}
	if layout.signal {
		info.Kind, info.Series = source.Signal, layout.end == layout.start && len(layout.others) > 1
	}
	return rows.Finish(info), nil
}

// isPLINK reports whether the columns of places are called as PLINK calls them.
func (l *Layout) isPLINK() bool {
	return l.names[l.seq] == "CHR" && l.names[l.start] == "BP" && slices.Contains(l.names, "SNP")
}

// isNumbered reports whether sequences are numbers, some of them from 23 on, and none more than people have;
// 0 is for places that are not known.
func isNumbered(sequences map[string]int) bool {
	beyond := false
	for name := range sequences {
		n, err := strconv.Atoi(name)
		if err != nil || n < 0 || n > 26 || strconv.Itoa(n) != name {
			return false
		}
		beyond = beyond || n > 22
	}
	return beyond
}

// mostSamples bounds the samples of a file of segments that is split by sample.
const mostSamples = 200

// bySample adds a value for each sample's means and returns a note.
func (l *Layout) bySample(rows *intervals.Builder) string {
	n, ok := rows.SplitBy(l.names[l.mean], l.names[l.sample], "", mostSamples)
	if !ok {
		return fmt.Sprintf("%s is of all samples together: there are more than %d, or no text to tell them by", l.names[l.mean], mostSamples)
	}
	if n == 1 {
		return fmt.Sprintf("%s is of the one sample", l.names[l.mean])
	}
	return fmt.Sprintf("%s is a value of its own for each of %d samples", l.names[l.mean], n)
}
