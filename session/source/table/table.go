// Package table reads tables of intervals whose first line names the columns,
// as R, Picard and spreadsheets write them: one column each for sequence, start
// and end, in any order, and any others. Columns are separated by tabs, by commas, or
// by runs of spaces.
//
// Columns of numbers (expression, methylation, coverage) become values, each
// of which can be drawn; the others are metadata. The whole file decides which is which.
//
// Such files do not say whether positions count from 1 with both ends included, or
// from 0 with the end excluded. These decide, in this order: Options; a column of
// widths that agrees with one of the two; names of columns that UCSC's tables use for
// positions from 0 (chromStart). Otherwise they count from 1. Info.Notes says what was
// assumed.
package table

import (
	"context"
	"fmt"

	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/intervals"
	"github.com/epiviz/epivizgo/session/source/lines"
)

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
	r.Metadata = r.Metadata[:0]
	field := func(i int) []byte {
		if i < len(fields) {
			return fields[i]
		}
		return nil
	}
	if s := field(max(l.strand, 0)); l.strand >= 0 && len(s) == 1 {
		r.Strand = s[0]
	}
	for _, i := range l.others {
		r.Metadata = append(r.Metadata, field(i))
	}
	return nil
}

func (l *Layout) schema() (s intervals.Schema) {
	for _, i := range l.others {
		s.Metadata = append(s.Metadata, l.names[i])
	}
	return s
}

// Read reads the whole text as layout says. Rows that have no place are skipped and
// reported in Info.Notes; if there are rows and none has a place, Read fails with the
// first one's reason, a [lines.Error] that wraps source.ErrFormat.
func Read(ctx context.Context, r *lines.Reader, layout Layout) (source.Source, error) {
	schema := layout.schema()
	reader := func(rows *intervals.Builder, skips *lines.Skips) func(int, []byte) error {
		var row intervals.Row
		var fields [][]byte
		return func(number int, line []byte) error {
			if lines.Heading(line) || number == layout.header {
				return nil
			}
			fields = layout.split(fields[:0], line)
			if err := layout.parse(fields, &row); err != nil {
				return err
			}
			if len(fields) > layout.columns {
				skips.Cell(fmt.Sprintf("what is behind column %d", layout.columns), number, fmt.Errorf("found %d columns", len(fields)))
			}
			return rows.Add(row)
		}
	}
	empty := func() *intervals.Builder { return intervals.NewBuilder(schema) }
	rows, notes, err := lines.Collect(ctx, r, "a table", empty, reader)
	if err != nil {
		return nil, err
	}
	every := make([]int, len(layout.others))
	for i := range every {
		every[i] = i
	}
	notes = append(append([]string{layout.why}, notes...), rows.Judge(every, false, lines.AsNumber)...)
	return rows.Finish(source.Info{Format: "table", Kind: source.Features, Notes: notes}), nil
}
