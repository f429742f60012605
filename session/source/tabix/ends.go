package tabix

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/bgzf"
	"github.com/epiviz/epivizgo/session/source/fileindex"
	"github.com/epiviz/epivizgo/session/source/lines"
)

// An index has no lengths, only bounds by the width of its bins: up to 2^14 bases, and in a CSI
// much more, beyond the last row. So the last rows of each sequence are read.

const (
	// tailLimit bounds the bytes of the file that are read for the last rows of a sequence.
	// Mostly it is a block, which holds the last rows of many small sequences.
	tailLimit = 4 * bgzf.MaxBlock
	// tailText bounds the same inflated: blocks of a hostile file inflate a thousandfold.
	tailText = 4 << 20
	// tailBlocks bounds the blocks that are read for all sequences.
	tailBlocks = 2000
)

// tails reads the last rows of sequences.
type tails struct {
	f    *file
	left int   // blocks that may still be read
	last int64 // the block that was read last
}

// end returns the largest end among the last rows of a sequence, 0 if they are too many to
// read or cannot be read. The error is of an index that is of another file.
func (t *tails) end(s *fileindex.Sequence, idx *fileindex.Index) (int, error) {
	// A row that begins before the last piece may end behind its rows: the whole block is looked at.
	from, to := max(s.From, bgzf.Offset(s.LastPiece().Block()<<16)), s.To
	if t.f.opt.Lines != nil { // within a block, only the index says where a row begins
		from = s.LastPiece()
	}
	if to.Block()-from.Block() > tailLimit {
		return 0, nil
	}
	text, err := t.read(from, to)
	if errors.Is(err, bgzf.ErrNoBlock) || t.f.opt.Lines != nil && errors.Is(err, source.ErrFormat) {
		return 0, fmt.Errorf("the index is not of this file: rows of %s: %w", s.Name, err)
	}
	if err != nil {
		return 0, nil // a query will report it
	}
	if from > s.From && t.f.opt.Lines == nil { // perhaps within a line
		_, text, _ = bytes.Cut(text, []byte{'\n'})
	}
	end, rows := 0, 0
	for line := range bytes.Lines(text) {
		start, ok := t.f.start(line, s.Name)
		if !ok {
			continue
		}
		rows++
		at := start
		if idx.ZeroBased {
			at++ // at least a base
		}
		if field, ok := column(append(bytes.TrimRight(line, "\r\n"), '\t'), idx.EndColumn); ok {
			if n, err := lines.Position(field, "end"); err == nil {
				at = max(at, n)
			}
		}
		end = max(end, at)
	}
	if t.f.opt.Lines != nil && rows == 0 {
		return 0, fmt.Errorf("the index is not of this file: no row of %s is where the last should be", s.Name)
	}
	return end, nil
}

// complete returns an error if there are rows after the last offset of an index, since they were added to the
// file later, or if no block begins there.
func (f *file) complete(last bgzf.Offset, comment byte) error {
	text := bufio.NewReader(f.opt.lines(io.LimitReader(bgzf.NewSection(f.r, f.size, last, ^bgzf.Offset(0)), tailText)))
	within := false // a line that is longer than the buffer
	for {
		line, err := text.ReadSlice('\n')
		if row := bytes.TrimSpace(line); !within && len(row) > 0 && row[0] != comment {
			return fmt.Errorf("the index ends before the rows do, in front of %s", lines.Quote(row))
		}
		if errors.Is(err, bgzf.ErrNoBlock) || f.opt.Lines != nil && errors.Is(err, source.ErrFormat) {
			return fmt.Errorf("the index is not of this file: its end: %w", err)
		}
		if within = errors.Is(err, bufio.ErrBufferFull); err != nil && !within {
			return nil // a block that cannot be read is reported by a query
		}
	}
}

// read returns the data between two offsets.
func (t *tails) read(from, to bgzf.Offset) (text []byte, err error) {
	if from.Block() != t.last || to.Block() != t.last {
		t.left -= int((to.Block()-from.Block())/bgzf.MaxBlock) + 1
	}
	if t.left < 0 {
		return nil, errTails
	}
	t.last = to.Block()
	err = t.f.each(t.f.ctx, from, to, func(data []byte) bool {
		text = append(text, data...)
		return len(text) <= tailText
	})
	if len(text) > tailText {
		return nil, errTails
	}
	return text, err
}

var errTails = errors.New("enough last rows were read")
