package bed

import (
	"context"
	"fmt"

	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/intervals"
	"github.com/epiviz/epivizgo/session/source/lines"
)

// part is what became of one chunk.
type part struct {
	rows   *intervals.Builder
	skips  lines.Skips
	tracks int // track lines
}

// Read reads the whole text as layout says. Rows that do not fit are passed
// over and reported in Info.Notes; when there are rows and none fits, Read
// fails with the first one's reason, a [lines.Error] that wraps
// source.ErrFormat.
func Read(ctx context.Context, r *lines.Reader, layout Layout) (source.Source, error) {
	schema := layout.schema()
	all := part{rows: intervals.NewBuilder(schema)}
	parse := func(c lines.Chunk) (part, error) {
		p := part{rows: intervals.NewBuilder(schema)}
		read := newParser(layout)
		var fields [][]byte
		err := c.Each(func(number int, line []byte) error {
			if lines.Heading(line) {
				if _, ok := lines.ParseTrack(line); ok {
					p.tracks++
				}
				return nil
			}
			fields = lines.Split(fields[:0], line)
			lines.Unquote(fields, line)
			err := read.parse(fields)
			if err == nil {
				err = p.rows.Add(read.row)
			}
			if err != nil {
				p.skips.Add(number, err)
			}
			return nil
		})
		return p, err
	}
	merge := func(p part) error {
		all.skips.Append(p.skips)
		all.tracks += p.tracks
		return all.rows.Append(p.rows)
	}
	if err := lines.Parse(ctx, r, parse, merge); err != nil {
		return nil, err
	}
	return all.finish(r, layout)
}

// finish makes the source.
func (p *part) finish(r *lines.Reader, layout Layout) (source.Source, error) {
	if first := p.skips.First(); p.rows.Len() == 0 && first.Err != nil {
		return nil, &lines.Error{File: r.Name(), Line: first.Line, Err: fmt.Errorf("%w: %w, read as %s", first.Err, source.ErrFormat, layout.Format)}
	}
	info := source.Info{Format: layout.Format, Kind: layout.kind, Name: layout.Name, Notes: r.Notes()}
	if note := p.skips.Note(); note != "" {
		info.Notes = append(info.Notes, note)
	}
	if layout.isNumber {
		info.Notes = append(info.Notes, "the fourth column holds numbers: they are offered as values too")
	}
	if p.tracks > 1 {
		info.Notes = append(info.Notes, fmt.Sprintf("the rows of the file's %d tracks are shown together", p.tracks))
	}
	if i := layout.valueOf(score); i >= 0 && !layout.fixed && p.rows.Len() > 0 {
		if low, high := p.rows.Bounds(i); low == high || low != low {
			p.rows.DropValue(i) // the same score everywhere says nothing
		}
	}
	return p.rows.Finish(info), nil
}

// valueOf is the place of a kind of column among the value columns, -1 when it
// is none of them.
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
