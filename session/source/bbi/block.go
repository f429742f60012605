package bbi

import (
	"bytes"
	"context"
	"runtime"
	"sync"
	"sync/atomic"
)

const (
	// maxBlock bounds one block, deflated or not. Writers make blocks of tens of
	// kilobytes.
	maxBlock = 64 << 20
	// maxRun bounds the bytes that are read at once: blocks close to each other are
	// read together.
	maxRun = 256 << 10
	// maxGap is the largest gap between two blocks that are read together.
	maxGap = 8 << 10
	// maxKept is the number of blocks up to which a query's blocks are cached. A query
	// of more is a scan, which would evict everything else.
	maxKept = 128
)

// blocks reads and inflates data blocks.
type blocks struct {
	f        *file
	deflated bool
}

// each calls fn with every block's inflated bytes, in order. The bytes are valid
// until fn returns and must not be written to. It stops between blocks when ctx
// is done.
func (b blocks) each(ctx context.Context, list []block, fn func(i int, raw []byte) error) error {
	r := runs.Get().(*run)
	defer r.release()
	keep := len(list) <= maxKept
	for i := 0; i < len(list); {
		if err := ctx.Err(); err != nil {
			return err
		}
		if raw, ok := shared.Get(b.f, list[i].offset); ok {
			if err := fn(i, raw); err != nil {
				return err
			}
			i++
			continue
		}
		if err := b.read(r, list[i:]); err != nil {
			return err
		}
		b.inflate(ctx, r, keep)
		for k := range r.blocks {
			if err := r.errs[k]; err != nil {
				return err
			}
			if err := fn(i, r.outs[k]); err != nil {
				return err
			}
			i++
		}
	}
	return nil
}

// heads calls fn with the first size inflated bytes of every block, in order, or with
// fewer if a block has no more. It does not check the rest of a block.
func (b blocks) heads(ctx context.Context, list []block, size int, fn func(i int, head []byte) error) error {
	r := runs.Get().(*run)
	defer r.release()
	z := inflaters.Get().(*inflater)
	defer z.release()
	for i := 0; i < len(list); {
		if err := b.read(r, list[i:]); err != nil {
			return err
		}
		for k, bl := range r.blocks {
			if err := ctx.Err(); err != nil {
				return err
			}
			head := r.bytes(k)
			if b.deflated {
				var err error
				if head, err = z.head(head, size); err != nil {
					return b.notDeflated(bl, err)
				}
			}
			if err := fn(i, head[:min(size, len(head))]); err != nil {
				return err
			}
			i++
		}
	}
	return nil
}

func (b blocks) notDeflated(bl block, err error) error {
	return b.f.damaged("data block", bl.offset, "wanted %d deflated bytes, inflating them failed: %v", bl.size, err)
}

// read reads the first block of the list and those close after it.
func (b blocks) read(r *run, list []block) error {
	first := list[0]
	if first.size > maxBlock {
		return b.f.damaged("data block", first.offset, "wanted a block of at most %d bytes, the index says %d", maxBlock, first.size)
	}
	// Only the first block is checked, so that a block beyond the end of the file does
	// not fail the ones before it.
	if err := b.f.within(first.offset, first.size, "data block"); err != nil {
		return err
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
	if cap(r.raw) < size {
		r.raw = make([]byte, max(size, 32<<10))
	}
	r.blocks, r.raw = list[:n], r.raw[:size]
	return b.f.read(r.raw, first.offset, "data block")
}

// inflate fills r.outs and r.errs, on several processors if the work is large enough.
// With keep it adds the inflated blocks to the cache.
func (b blocks) inflate(ctx context.Context, r *run, keep bool) {
	n := len(r.blocks)
	for len(r.outs) < n {
		r.outs, r.errs = append(r.outs, nil), append(r.errs, nil)
	}
	one := func(k int) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		bl, raw := r.blocks[k], r.bytes(k)
		if !b.deflated {
			r.outs[k] = raw
			if keep {
				r.outs[k] = bytes.Clone(raw)
			}
		} else {
			z := inflaters.Get().(*inflater)
			defer z.release()
			out, err := z.inflate(raw, maxBlock)
			if err != nil {
				return b.notDeflated(bl, err)
			}
			if keep {
				r.outs[k] = bytes.Clone(out)
			} else {
				r.outs[k] = append(r.outs[k][:0], out...)
			}
		}
		if keep {
			shared.Put(b.f, bl.offset, r.outs[k], len(r.outs[k]))
		}
		return nil
	}
	var next atomic.Int64
	work := func() {
		for k := int(next.Add(1)) - 1; k < n; k = int(next.Add(1)) - 1 {
			r.errs[k] = one(k)
		}
	}
	// Below a few blocks, starting a goroutine takes longer than it saves.
	const share = 3
	var others sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), n/share) - 1 {
		others.Go(work)
	}
	work()
	others.Wait()
}

// run is a group of neighbouring blocks that are read together, with reusable
// memory.
type run struct {
	blocks []block
	raw    []byte   // their bytes in the file
	outs   [][]byte // inflated
	errs   []error
}

// bytes returns block k as stored in the file.
func (r *run) bytes(k int) []byte {
	return r.raw[r.blocks[k].offset-r.blocks[0].offset:][:r.blocks[k].size]
}

var runs = sync.Pool{New: func() any { return new(run) }}

// release returns the run to the pool. One that has read huge blocks, or whose
// memory went to the cache, is emptied first.
func (r *run) release() {
	r.blocks = nil
	clear(r.outs)
	clear(r.errs)
	if cap(r.raw) <= 2*maxRun {
		runs.Put(r)
	}
}

var inflaters = sync.Pool{New: func() any { return new(inflater) }}

// release returns the inflater to the pool, unless a huge block has made it large.
func (z *inflater) release() {
	z.in.Reset(nil)
	if cap(z.out) <= 4*maxRun {
		inflaters.Put(z)
	}
}
