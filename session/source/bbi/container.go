package bbi

import (
	"fmt"
	"io"
	"math"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/lazy"
	"github.com/epiviz/epivizgo/session/source"
)

// container is an open file of either format, with what both have in common.
type container struct {
	f      *file
	h      *header
	chroms []chrom // in the file's order, which is that of their ids
	byName map[string]chrom
	index  *rTree // of the full-resolution blocks
	blocks blocks
	head   []block     // the first of them, if any
	levels []zoomLevel // finest first; none if they cannot be trusted
	info   source.Info
	// decode appends a data block's records on one sequence to dst.
	decode func(raw []byte, at uint64, chrom uint32, dst []record) ([]record, error)
	// countHead counts a data block's records on one sequence from the block's first
	// headSize bytes; nil if the format does not have the number there.
	countHead func(head []byte, at uint64, chrom uint32) (int, error)
	headSize  int

	sequences lazy.Map[uint32, *sequence] // by id
}

// Info describes the file.
func (c *container) Info() source.Info { return c.info }

// Close makes later queries fail, drops the cached data and closes the underlying
// reader if it is an io.Closer.
func (c *container) Close() error {
	if c.f.closed.Swap(true) {
		return nil
	}
	forget(c.f)
	c.sequences.Clear()
	if closer, ok := c.f.r.(io.Closer); ok {
		return closer.Close()
	}
	return nil
}

// resolve finds the sequence of iv and the part of iv that positions of 32 bits
// can reach. The part may be empty.
func (c *container) resolve(iv genome.Interval) (ch chrom, start, end int, err error) {
	if c.f.closed.Load() {
		return ch, 0, 0, fmt.Errorf("%s: %w", c.f.name, errClosed)
	}
	ch, ok := c.byName[iv.Seq]
	if !ok {
		return ch, 0, 0, fmt.Errorf("%s: %q: %w", c.f.name, iv.Seq, source.ErrNoSequence)
	}
	start = min(max(iv.Start, 0), math.MaxUint32)
	end = max(min(iv.End, math.MaxUint32), start)
	return ch, start, end, nil
}
