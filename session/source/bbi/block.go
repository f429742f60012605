package bbi

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"sync"

	"github.com/klauspost/compress/zlib"
)

const (
	// maxBlock bounds one block, deflated or not. Writers make blocks of tens of
	// kilobytes.
	maxBlock = 64 << 20
	// maxRun is the most that is read at once: blocks that lie near each other
	// are read together.
	maxRun = 256 << 10
	// maxGap is what may lie between two blocks that are read together.
	maxGap = 8 << 10
	// maxKept is the number of blocks up to which a query's blocks are put into
	// the cache. A query of more is a scan, which would push out everything else.
	maxKept = 128
)

// blocks reads and inflates data blocks.
type blocks struct {
	f        *file
	deflated bool
	hint     int // likely size of an inflated block
}

// each calls fn with every block's inflated bytes, in order. The bytes are valid
// until fn returns and must not be written to. It stops between blocks when ctx
// is done.
func (b blocks) each(ctx context.Context, list []block, fn func(i int, raw []byte) error) error {
	w := workers.Get().(*worker)
	defer w.release()
	keep := len(list) <= maxKept
	for i := 0; i < len(list); {
		if err := ctx.Err(); err != nil {
			return err
		}
		if raw, ok := shared.get(b.f, list[i].offset); ok {
			if err := fn(i, raw); err != nil {
				return err
			}
			i++
			continue
		}
		n, err := b.readRun(w, list[i:])
		if err != nil {
			return err
		}
		first := list[i].offset
		for _, bl := range list[i : i+n] {
			if err := ctx.Err(); err != nil {
				return err
			}
			raw := w.run[bl.offset-first:][:bl.size]
			if b.deflated {
				if raw, err = w.inflate(raw, b.hint); err != nil {
					return b.f.damaged("data block", bl.offset, "wanted %d deflated bytes, inflating them failed: %v", bl.size, err)
				}
			}
			if keep {
				raw = bytes.Clone(raw)
				shared.put(b.f, bl.offset, raw)
			}
			if err := fn(i, raw); err != nil {
				return err
			}
			i++
		}
	}
	return nil
}

// readRun reads the first block of the list and those behind it that lie near,
// and returns how many.
func (b blocks) readRun(w *worker, list []block) (int, error) {
	first := list[0]
	if first.size > maxBlock {
		return 0, b.f.damaged("data block", first.offset, "wanted a block of at most %d bytes, the index says %d", maxBlock, first.size)
	}
	// Checked for the first block alone, so that a block behind the end of the
	// file does not fail the ones in front of it.
	if err := b.f.within(first.offset, first.size, "data block"); err != nil {
		return 0, err
	}
	n, end := 1, first.offset+first.size
	for _, bl := range list[1:] {
		if bl.offset < end || bl.offset-end > maxGap || bl.size > maxRun || bl.offset+bl.size-first.offset > maxRun ||
			b.f.within(bl.offset, bl.size, "data block") != nil {
			break
		}
		n, end = n+1, bl.offset+bl.size
	}
	size := int(end - first.offset)
	if cap(w.run) < size {
		w.run = make([]byte, max(size, 32<<10))
	}
	w.run = w.run[:size]
	return n, b.f.read(w.run, first.offset, "data block")
}

// worker has the memory that reading blocks needs, to be used again.
type worker struct {
	run []byte       // deflated bytes of some blocks
	out []byte       // inflated bytes of one
	src bytes.Reader // what z reads
	z   io.ReadCloser
}

var workers = sync.Pool{New: func() any { return new(worker) }}

// release gives the worker back. One that has met a huge block is left to the
// garbage collector.
func (w *worker) release() {
	if cap(w.run) <= 4*maxRun && cap(w.out) <= 4*maxRun {
		workers.Put(w)
	}
}

// inflate inflates one block. The result is valid until the next call. The
// checksum behind the data is checked.
func (w *worker) inflate(deflated []byte, hint int) ([]byte, error) {
	w.src.Reset(deflated)
	var err error
	if w.z == nil {
		w.z, err = zlib.NewReader(&w.src)
	} else {
		err = w.z.(zlib.Resetter).Reset(&w.src, nil)
	}
	if err != nil {
		return nil, err
	}
	if w.out == nil {
		w.out = make([]byte, min(max(hint, 4<<10), 1<<20)+1)
	}
	n := 0
	for {
		if n == len(w.out) {
			if n >= maxBlock {
				return nil, fmt.Errorf("it is larger than %d bytes", maxBlock)
			}
			w.out = append(w.out, make([]byte, len(w.out))...)
		}
		m, err := w.z.Read(w.out[n:])
		n += m
		if err == io.EOF {
			return w.out[:n], nil
		}
		if err != nil {
			return nil, err
		}
	}
}
