package bed

import (
	"context"
	"fmt"
	"sync/atomic"

	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/intervals"
	"github.com/epiviz/epivizgo/session/source/lines"
)

// Read reads the whole text as layout says. Rows that have no place are skipped, and
// cells that cannot be read left out, and reported in Info.Notes; if there are rows and
// none has a place, Read fails with the first one's reason, a [lines.Error] that wraps
// source.ErrFormat.
func Read(ctx context.Context, r *lines.Reader, layout Layout) (source.Source, error) {
	schema := layout.schema()
	var tracks atomic.Int64 // track lines
	reader := func(rows *intervals.Builder, skips *lines.Skips) func(int, []byte) error {
		p := newParser(layout)
		var fields [][]byte
		return func(number int, line []byte) error {
			if lines.Heading(line) {
				if _, ok := lines.ParseTrack(line); ok {
					tracks.Add(1)
				}
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
			return rows.Add(p.row)
		}
	}
	empty := func() *intervals.Builder { return intervals.NewBuilder(schema) }
	rows, notes, err := lines.Collect(ctx, r, layout.Format, empty, reader)
	if err != nil {
		return nil, err
	}
	if n := tracks.Load(); n > 1 {
		notes = append(notes, fmt.Sprintf("the rows of the file's %d tracks are shown together", n))
	}
	if i := layout.valueOf(score); i >= 0 && !layout.fixed && rows.Len() > 0 {
		if low, _ := rows.Bounds(i); low != low {
			rows.DropValue(i) // no row has a score
		}
	}
	if !layout.fixed {
		notes = append(notes, rows.Judge(layout.openText(), true, lines.AsNumber)...)
	}
	return rows.Finish(source.Info{Format: layout.Format, Kind: layout.kind, Name: layout.Name, Notes: notes}), nil
}

// valueOf returns the index of a kind of column among the value columns, or -1.
func (l *Layout) valueOf(kind column) int {
	n := 0
	for _, c := range l.columns {
		if !l.isValue(c) {
			continue
		}
		if c.kind == kind {
			return n
		}
		n++
	}
	return -1
}
