package pairs

import (
	"context"
	"fmt"

	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/lines"
)

// Read reads the whole text as layout says. Rows that do not fit are skipped and
// reported in Info.Notes; if there are rows and none fits, Read fails with the
// first one's reason, a [lines.Error] that wraps source.ErrFormat.
func Read(ctx context.Context, r *lines.Reader, layout Layout) (source.Source, error) {
	reader := func(rows *collection, skips *lines.Skips) func(int, []byte) error {
		p := parser{layout: &layout}
		var fields [][]byte
		return func(number int, line []byte) error {
			if lines.Heading(line) || number == layout.header {
				return nil
			}
			fields = lines.Split(fields[:0], line)
			lines.Unquote(fields, line)
			if err := p.parse(fields); err != nil {
				return err
			}
			for _, f := range p.faults {
				skips.Cell(f.column, number, f.err)
			}
			return rows.add(&p.pair)
		}
	}
	empty := func() *collection { return newCollection(&layout) }
	rows, notes, err := lines.Collect(ctx, r, layout.Format(), empty, reader)
	if err != nil {
		return nil, err
	}
	if err := rows.merge(); err != nil {
		return nil, &lines.Error{File: r.Name(), Err: err}
	}
	if rows.pairs == 0 && rows.nowhere > 0 {
		err := fmt.Errorf("no row has an end with a place: %w, read as %s", source.ErrFormat, layout.Format())
		return nil, &lines.Error{File: r.Name(), Err: err}
	}
	if layout.note != "" {
		notes = append([]string{layout.note}, notes...)
	}
	notes = append(notes, rows.notes()...)
	rows.dropScore(layout.schema().Values)
	info := source.Info{Format: layout.Format(), Kind: source.Pairs, Name: layout.Name, Items: int64(rows.pairs), Notes: notes}
	return rows.rows.Finish(info), nil
}
