package lines

import (
	"context"
	"fmt"

	"github.com/epiviz/epivizgo/session/source"
)

// collection collects the rows of a text, such as *intervals.Builder.
type collection[C any] interface {
	Len() int
	Append(later C) error
}

// Collect reads the rows of r, each a line by itself, in the file's order. empty
// returns a collection, one for each chunk's rows and one for all. reader returns the
// function that is called with every line of a chunk, headings included. The function
// adds the row to the chunk's collection, and the cells that it leaves out to skips. A
// line for which it returns an error is skipped. Both are called from several
// goroutines, the function that reader returns from one.
//
// Collect ends as Parse does. The notes and, if no row fits, the error are from
// [Skips.Outcome].
func Collect[C collection[C]](
	ctx context.Context, r *Reader, format string, empty func() C,
	reader func(rows C, skips *Skips) func(number int, line []byte) error,
) (rows C, notes []string, err error) {
	type part struct {
		rows  C
		skips Skips
	}
	all := part{rows: empty()}
	parse := func(c Chunk) (part, error) {
		p := part{rows: empty()}
		read := reader(p.rows, &p.skips)
		err := c.Each(func(number int, line []byte) error {
			if err := read(number, line); err != nil {
				p.skips.Add(number, err)
			}
			return nil
		})
		return p, err
	}
	merge := func(p part) error {
		all.skips.Append(p.skips)
		return all.rows.Append(p.rows)
	}
	if err := Parse(ctx, r, parse, merge); err != nil {
		return rows, nil, err
	}
	notes, err = all.skips.Outcome(r, all.rows.Len(), format)
	return all.rows, notes, err
}

// Outcome returns the notes on a text that has been read to its end, rows of it as
// format: the reader's and those about what was skipped. If all rows were skipped, it
// returns an [Error] that gives the first one's reason and wraps source.ErrFormat.
func (s *Skips) Outcome(r *Reader, rows int, format string) (notes []string, err error) {
	if bad := s.First(); rows == 0 && bad.Err != nil {
		return nil, &Error{File: r.Name(), Line: bad.Line, Err: fmt.Errorf("%w: %w, read as %s", bad.Err, source.ErrFormat, format)}
	}
	return append(r.Notes(), s.Notes()...), nil
}
