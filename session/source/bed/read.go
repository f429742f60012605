package bed

import (
	"context"
	"fmt"
	"strings"

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
	reader := func(rows *part, skips *lines.Skips) func(int, []byte) error {
		p := newParser(layout)
		var fields [][]byte
		return func(number int, line []byte) error {
			if lines.Heading(line) {
				if t, ok := lines.ParseTrack(line); ok {
					rows.tracks.Add(rows.Len(), t.Name, t.Type, t.Look)
				}
				return nil
			}
			if number == layout.header {
				return nil
			}
			fields = layout.split(fields[:0], line)
			if err := p.parse(fields); err != nil {
				return err
			}
			for _, f := range p.faults {
				skips.Cell(f.column, number, f.err)
			}
			return rows.Add(p.row)
		}
	}
	empty := func() *part { return &part{Builder: intervals.NewBuilder(schema)} }
	rows, notes, err := lines.Collect(ctx, r, layout.Format, empty, reader)
	if err != nil {
		return nil, err
	}
	if !layout.fixed { // otherwise the caller, who reads parts, notes it once
		if layout.Format == bedMethyl {
			notes = append(notes, layout.modifications(rows.Builder))
		}
		notes = append(notes, layout.Notes()...)
	}
	if i := layout.valueOf(score); i >= 0 && !layout.fixed && rows.Len() > 0 {
		if low, _ := rows.Bounds(i); low != low {
			rows.DropValue(i) // no row has a score
		}
	}
	if !layout.fixed {
		notes = append(notes, rows.Judge(layout.openText(), true, intervals.Reading{Number: lines.AsNumber})...)
	}
	if other := rows.tracks.Others(rows.Len(), layout.Format, layout.isOwn); other != "" && !layout.fixed && layout.guess == "" {
		notes = append(notes, other)
	}
	info := source.Info{Format: layout.Format, Kind: layout.kind, Series: layout.series, Name: layout.Name, Notes: notes}
	switch {
	case layout.fixed:
	case layout.kind == source.Signal && len(layout.columns) == 1:
		rows.tracks.Apply(rows.Builder, &info)
	default:
		rows.tracks.Name(rows.Builder, &info)
	}
	return rows.Finish(info), nil
}

// part holds the rows of a part of a file.
type part struct {
	*intervals.Builder
	tracks intervals.Tracks
}

// Append adds the rows of a later part of the file.
func (p *part) Append(later *part) error {
	p.tracks.Append(p.Len(), later.tracks)
	return p.Builder.Append(later.Builder)
}

// Notes returns notes on the meaning of values.
func (l *Layout) Notes() (notes []string) {
	if l.guess != "" {
		notes = append(notes, l.guess)
	}
	if l.fixed && l.Format == bedMethyl {
		notes = append(notes, bedMethylColumns[1].label+" is of all modifications together")
	}
	for of, by := range l.weights {
		notes = append(notes, fmt.Sprintf("means of %s are weighted by %s", of, strings.Join(by, " + ")))
	}
	return notes
}

// modifications adds a value for each modification of a bedMethyl file, since their
// percentages are of the same bases, and returns a note.
func (l *Layout) modifications(rows *intervals.Builder) string {
	const most = 20
	percent, code := bedMethylColumns[1].label, l.columns[0].label
	n, ok := rows.SplitBy(percent, code, percent+" ", most)
	if !ok {
		return fmt.Sprintf("%s is of all modifications together: there are more than %d", percent, most)
	}
	return fmt.Sprintf("%s is a value of its own for each of %d modifications", percent, n)
}

// isOwn reports whether the layout may have the rows of a track of a type, which is in lower case. UCSC takes
// rows of bedGraph under wiggle_0 too.
func (l *Layout) isOwn(kind string) bool {
	return (kind == "bedgraph" || kind == "wiggle_0") == (l.kind == source.Signal)
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
