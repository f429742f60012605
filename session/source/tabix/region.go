package tabix

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/fileindex"
	"github.com/epiviz/epivizgo/session/source/lines"
)

// regionLimit bounds the bytes of text that are read for one window. For a wider one
// the whole sequence is read, which serves all later ones.
const regionLimit = 4 << 20

// viewLimit is the same bound for views that are thinned: people return to them, so the
// sequence of a wide one is better kept in memory. Half a megabyte is read in a few
// milliseconds.
const viewLimit = 512 << 10

// near returns a source with all rows in iv and others near it, for a narrow view. The source is cached
// for views near this one. ok is false as for window.
func (f *file) near(ctx context.Context, s *fileindex.Sequence, iv genome.Interval, limit int) (src source.Source, ok bool, err error) {
	around := genome.Interval{Seq: iv.Seq, Start: iv.Start &^ (nearWidth - 1), End: (iv.End + nearWidth - 1) &^ (nearWidth - 1)}
	if around.Len() > nearMost {
		return f.window(ctx, s, iv, limit)
	}
	number := uint64(around.Start/nearWidth)<<8 | uint64(around.Len()/nearWidth) ^ uint64(s.From)<<24
	if kept, ok := windows.Get(f, number); ok && kept.iv == around {
		return kept.src, true, nil
	}
	if pieces := s.Region(iv.Start, iv.End); len(pieces) > 0 {
		if _, kept := blocks.Get(f, uint64(pieces[0].From.Block())); !kept {
			return f.window(ctx, s, iv, limit) // the first view here: fast, and perhaps the last
		}
	}
	text, ok, err := f.text(ctx, s, around, limit)
	if err != nil || !ok { // dense rows: perhaps those of iv alone are few enough
		return f.window(ctx, s, iv, limit)
	}
	if src, err = f.parse(ctx, around, text); err == nil {
		windows.Put(f, number, rowsNear{around, src}, 2*len(text))
	}
	return src, true, err
}

// window returns a source with all rows in iv and perhaps others near it. Its row
// numbers are meaningless. ok is false if the rows have more than limit bytes of text.
func (f *file) window(ctx context.Context, s *fileindex.Sequence, iv genome.Interval, limit int) (src source.Source, ok bool, err error) {
	text, ok, err := f.text(ctx, s, iv, limit)
	if err != nil || !ok {
		return nil, false, err
	}
	src, err = f.parse(ctx, iv, text)
	return src, true, err
}

// parse returns a source of rows round iv.
func (f *file) parse(ctx context.Context, iv genome.Interval, text []byte) (source.Source, error) {
	name := fmt.Sprintf("%s, rows round %v", f.name, iv)
	src, err := f.opt.Load(ctx, lines.NewText(name, bytes.NewReader(text)))
	if err != nil {
		return nil, err
	}
	if notes := src.Info().Notes; len(notes) > 0 && f.firstFault(iv.Seq) {
		f.warn(name, notes)
	}
	return src, nil
}

// firstFault reports whether it is the first call for a sequence: people pan, and one warning of
// its rows is enough until all of them are read.
func (f *file) firstFault(seq string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	p := f.parts[seq]
	if p == nil || p.warned {
		return false
	}
	p.warned = true
	return true
}

// warn tells the faults of rows.
func (f *file) warn(name string, notes []string) {
	if f.opt.Warn == nil {
		return
	}
	for _, note := range notes {
		f.opt.Warn(name + ": " + note)
	}
}

// text returns the rows in iv and perhaps others near it; ok is false if they have more
// than limit bytes.
func (f *file) text(ctx context.Context, s *fileindex.Sequence, iv genome.Interval, limit int) (text []byte, ok bool, err error) {
	more := true
	for _, k := range s.Region(iv.Start, iv.End) {
		if !more {
			break // a later piece has later rows
		}
		if text, more, err = f.lines(ctx, text, k, iv, limit); err != nil {
			return nil, false, err
		}
		if len(text) > limit {
			return nil, false, nil
		}
	}
	return text, true, nil
}

// start reads the column that the file is sorted by; ok is false if the line is not a row
// of the sequence but a comment. Whether positions count from 0 or 1 does not matter:
// reading may stop one row later.
func (f *file) start(line []byte, seq string) (start int, ok bool) {
	if name, ok := column(line, f.seqColumn); !ok || string(name) != seq {
		return 0, false
	}
	field, ok := column(line, f.startColumn)
	if !ok {
		return 0, false
	}
	start, err := lines.Position(field, "start")
	return start, err == nil
}

// endsBefore reports whether a line is surely a row that ends before pos.
func (f *file) endsBefore(line []byte, pos int) bool {
	field, ok := column(line, f.endColumn)
	if !ok || f.endColumn == f.startColumn {
		return false
	}
	end, err := lines.Position(field, "end")
	return err == nil && end < pos
}

// column returns column n of a line, counted from 1; ok is false if no tab ends it.
func column(line []byte, n int) (field []byte, ok bool) {
	for range n {
		if field, line, ok = bytes.Cut(line, []byte{'\t'}); !ok {
			return nil, false
		}
	}
	return field, n > 0
}

// windowRows returns rows without numbers. ok is false if the sequence is in memory, or
// should be because the window has more than limit bytes of text.
func (f *file) windowRows(
	ctx context.Context, iv genome.Interval, opt source.RowOptions, limit int,
) (rows *source.Rows, ok bool, err error) {
	s, err := f.unread(ctx, iv.Seq)
	if err != nil || s == nil {
		return nil, false, err
	}
	src, ok, err := f.near(ctx, s, iv, limit)
	if !ok || err != nil {
		return nil, ok, err
	}
	rows, err = src.Rows(ctx, iv, opt)
	if errors.Is(err, source.ErrNoSequence) {
		rows, err = f.noRows(), nil // no rows of the sequence are near
	}
	if err == nil {
		rows.Number = nil // they would count from the beginning of the window
	}
	return rows, true, err
}

// noRows returns an answer without rows.
func (f *file) noRows() *source.Rows {
	return &source.Rows{Values: make([][]float64, len(f.info.Values)), Metadata: make([][]string, len(f.info.Metadata))}
}
