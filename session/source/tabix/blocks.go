package tabix

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/bgzf"
	"github.com/epiviz/epivizgo/session/source/cache"
	"github.com/epiviz/epivizgo/session/source/fileindex"
)

// cacheBytes bounds the inflated blocks of all open files: a view needs one or two of 64 kB, and
// people pan.
const cacheBytes = 16 << 20

// inflated holds a block's data and the offset of the next block.
type inflated struct {
	data []byte
	next int64
}

var blocks = cache.New[*file, inflated](cacheBytes)

// A narrow view is answered from the rows of whole stretches of nearWidth bases, of nearMost at most.
const nearWidth, nearMost = 1 << 14, 1 << 17

// rowsNear holds the rows of a stretch.
type rowsNear struct {
	iv  genome.Interval
	src source.Source
}

// windows caches the stretches of all open files, for a few hundred views.
var windows = cache.New[*file, rowsNear](cacheBytes / 2)

// Closed implements cache.File.
func (f *file) Closed() bool { return f.closed.Load() }

// block returns the block at an offset of the file. Its data must not be written to.
func (f *file) block(at int64) (inflated, error) {
	if b, ok := blocks.Get(f, uint64(at)); ok {
		return b, nil
	}
	data, next, err := bgzf.ReadBlock(f.r, f.size, at)
	if err != nil {
		return inflated{}, err
	}
	b := inflated{data, next}
	blocks.Put(f, uint64(at), b, len(data))
	return b, nil
}

// piece reads the data between two virtual offsets, block by block.
type piece struct {
	f    *file
	ctx  context.Context
	at   int64 // of the next block
	skip int   // bytes of it
	to   bgzf.Offset
	data []byte // not read yet
}

// piece returns a reader of the data between two virtual offsets.
func (f *file) piece(ctx context.Context, from, to bgzf.Offset) *piece {
	return &piece{f: f, ctx: ctx, at: from.Block(), skip: from.Within(), to: to}
}

// next returns the data of the next block, which must not be written to. The error is io.EOF at the end.
func (p *piece) next() ([]byte, error) {
	if p.at > p.to.Block() || p.at == p.to.Block() && p.to.Within() == 0 {
		return nil, io.EOF
	}
	if err := p.ctx.Err(); err != nil {
		return nil, err
	}
	b, err := p.f.block(p.at)
	if errors.Is(err, io.EOF) {
		return nil, io.EOF
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", p.f.name, err)
	}
	data := b.data
	if p.at == p.to.Block() {
		data = data[:min(p.to.Within(), len(data))]
	}
	data = data[min(p.skip, len(data)):]
	p.skip, p.at = 0, b.next
	return data, nil
}

// Read implements io.Reader.
func (p *piece) Read(to []byte) (n int, err error) {
	for len(p.data) == 0 {
		if p.data, err = p.next(); err != nil {
			return 0, err
		}
	}
	n = copy(to, p.data)
	p.data = p.data[n:]
	return n, nil
}

// each calls fn with the text between two virtual offsets, part by part, until fn returns false.
func (f *file) each(ctx context.Context, from, to bgzf.Offset, fn func(data []byte) bool) error {
	p := f.piece(ctx, from, to)
	next := p.next
	if f.opt.Lines != nil {
		r, buffer := f.opt.Lines(p), make([]byte, bgzf.MaxBlock)
		next = func() ([]byte, error) {
			n, err := r.Read(buffer)
			if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, p.ctx.Err()) {
				err = fmt.Errorf("%s: %w", f.name, err)
			}
			return buffer[:n], err
		}
	}
	for {
		data, err := next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil || !fn(data) {
			return err
		}
	}
}

// lines appends the rows of a piece up to the first that begins after iv; more reports
// whether there was none. It stops after limit bytes.
func (f *file) lines(ctx context.Context, text []byte, k fileindex.Chunk, iv genome.Interval, limit int) (
	out []byte, more bool, err error) {
	more = true
	begun := len(text) // the beginning of the line whose end has not been read yet
	err = f.each(ctx, k.From, k.To, func(data []byte) bool {
		for len(data) > 0 {
			i := bytes.IndexByte(data, '\n')
			if i < 0 {
				text = append(text, data...)
				break
			}
			line := data[:i+1]
			data = data[i+1:]
			if begun < len(text) { // its beginning is in the block before
				text = append(text, line...)
				line = text[begun:]
			}
			if start, ok := f.start(line, iv.Seq); ok && start > iv.End+1 {
				text, more = text[:begun], false
				return false
			}
			switch {
			case f.endsBefore(line, iv.Start-1):
				text = text[:begun]
			case begun == len(text):
				text = append(text, line...)
			}
			begun = len(text)
		}
		return len(text) <= limit
	})
	return text, more, err
}
