package bam

import (
	"context"
	"fmt"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

// Choice implements source.Alignments.
func (f *reads) Choice() source.ReadChoice { return f.choice }

// ShownChoice implements source.Alignments.
func (f *reads) ShownChoice() source.ReadChoice { return f.shown }

// EachRead implements source.Alignments.
func (f *reads) EachRead(
	ctx context.Context, iv genome.Interval, choice source.ReadChoice, take func(line []byte, end int) error,
) error {
	seq, err := f.sequence(ctx, iv.Seq)
	if err != nil {
		return err
	}
	var line []byte
	return f.eachOf(ctx, seq, iv, true, func(r *record, end int) error {
		if !r.chosen(choice) {
			return nil
		}
		if err := r.soundTags(); err != nil {
			return fmt.Errorf("%s: %w", f.name, err)
		}
		line = f.appendSAM(line[:0], r)
		return take(line, end)
	})
}

// strandNumber returns the number of a read's strand in depths and piles.
func (r *record) strandNumber() int {
	if r.flag()&reverse != 0 {
		return 1
	}
	return 0
}

// unsortedPart bounds the bases that are counted at once in a file that is not sorted, of which nothing is finished before the end.
const unsortedPart = 1 << 20

// inParts calls fn with a window, or with the parts of it that are counted one after the other.
func (f *reads) inParts(iv genome.Interval, fn func(iv genome.Interval) error) error {
	most := iv.Len()
	if !f.file.Sorted() {
		most = unsortedPart
	}
	for at := iv.Start; at < iv.End; at += most {
		if err := fn(genome.Interval{Seq: iv.Seq, Start: at, End: min(at+most, iv.End)}); err != nil {
			return err
		}
	}
	return nil
}

// depths calls emit with the stretches of equal depth of a window that is on its sequence, in order and without gaps.
func (f *reads) depths(
	ctx context.Context, seq int, iv genome.Interval, choice source.ReadChoice, emit func(start, end int, depth [2]int),
) error {
	return f.inParts(iv, func(iv genome.Interval) error {
		p := newPile(iv.Start, iv.End, emit)
		sorted := f.file.Sorted()
		err := f.each(ctx, seq, iv, func(r *record, _ int) {
			if !r.chosen(choice) {
				return
			}
			if sorted {
				p.finish(max(r.pos(), iv.Start))
			}
			strand := r.strandNumber()
			r.blocks(func(start, end int) { p.add(strand, start, end) }, "DN")
		})
		if err == nil {
			p.close()
		}
		return err
	})
}

// EachDepth implements source.Alignments.
func (f *reads) EachDepth(
	ctx context.Context, iv genome.Interval, choice source.ReadChoice, take func(start, end int, depth [2]int) error,
) error {
	seq, iv, err := f.clip(ctx, iv)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var failed error
	err = f.depths(ctx, seq, iv, choice, func(start, end int, depth [2]int) {
		if failed == nil {
			if failed = take(start, end, depth); failed != nil {
				stop()
			}
		}
	})
	if failed != nil {
		return failed
	}
	return err
}

// clip returns the part of a window that is on its sequence.
func (f *reads) clip(ctx context.Context, iv genome.Interval) (seq int, at genome.Interval, err error) {
	if seq, err = f.sequence(ctx, iv.Seq); err != nil {
		return 0, iv, err
	}
	iv.Start, iv.End = max(iv.Start, 0), min(iv.End, f.refs[seq].Length)
	if iv.Start >= iv.End {
		return seq, genome.Interval{Seq: iv.Seq}, nil
	}
	return seq, iv, nil
}

// Header implements source.Alignments.
func (f *reads) Header() string { return f.header }

// EachPile implements source.Alignments.
func (f *reads) EachPile(
	ctx context.Context, iv genome.Interval, choice source.ReadChoice, take func(pos int, p *source.Pile) error,
) error {
	seq, iv, err := f.clip(ctx, iv)
	if err != nil {
		return err
	}
	return f.inParts(iv, func(iv genome.Interval) error {
		c := &piles{start: iv.Start, end: iv.End, at: iv.Start, take: take, pages: map[int]*columnPage{}}
		sorted := f.file.Sorted()
		err := f.eachOf(ctx, seq, iv, true, func(r *record, _ int) error {
			if !r.chosen(choice) {
				return nil
			}
			if sorted {
				if err := c.finish(ctx, max(r.pos(), iv.Start)); err != nil {
					return err
				}
			}
			c.add(r)
			return nil
		})
		if err != nil {
			return err
		}
		return c.finish(ctx, iv.End)
	})
}

// columnBits is the size of a page of piles: they are counted in pages of 2^columnBits bases.
const columnBits = 12

// Places of the counts of a strand in a column.
const (
	columnDeletion = 5 + iota // behind the bases
	columnInsertion
	columnSize
)

type columnPage [1 << columnBits][2][columnSize]uint32

// piles counts what reads have at each base of a window. They are added in the order of their starts, or finish is called
// at the end only; memory is that of the pages between the last start and the farthest end.
type piles struct {
	start, end int
	at         int // the first base that is not finished
	take       func(pos int, p *source.Pile) error
	pages      map[int]*columnPage
}

// finish hands over the bases before a position.
func (c *piles) finish(ctx context.Context, pos int) error {
	var page *columnPage
	for ; c.at < pos; c.at++ {
		n := c.at >> columnBits
		if c.at == c.start || c.at&(1<<columnBits-1) == 0 || page == nil {
			if page = c.pages[n]; page == nil {
				page = &noColumns
			}
			if err := ctx.Err(); err != nil {
				return err
			}
		}
		var p source.Pile
		for s, counts := range page[c.at&(1<<columnBits-1)] {
			for i := range 5 {
				p.Bases[s][i] = int(counts[i])
			}
			p.Deletions[s], p.Insertions[s] = int(counts[columnDeletion]), int(counts[columnInsertion])
		}
		if err := c.take(c.at, &p); err != nil {
			return err
		}
		if (c.at+1)&(1<<columnBits-1) == 0 {
			delete(c.pages, n)
		}
	}
	return nil
}

// noColumns is a page without any read.
var noColumns columnPage

// count adds one to a count of a base of the window.
func (c *piles) count(strand, pos, what int) {
	if pos < c.start || pos >= c.end {
		return
	}
	n := pos >> columnBits
	page := c.pages[n]
	if page == nil {
		page = new(columnPage)
		c.pages[n] = page
	}
	page[pos&(1<<columnBits-1)][strand][what]++
}

// baseNumbers are the places in source.Pile of the bases of BAM.
var baseNumbers = [16]int{4, 0, 1, 4, 2, 4, 4, 4, 3, 4, 4, 4, 4, 4, 4, 4}

// add adds a read.
func (c *piles) add(r *record) {
	strand, ref, read := r.strandNumber(), r.pos(), 0
	known := r.bases() > 0
	inserted := -1 // before this place
	for i := range r.ops() {
		switch op, n := r.op(i); op {
		case 'M', '=', 'X':
			for k := max(0, c.start-ref); k < min(n, c.end-ref); k++ {
				base := 4
				if known && read+k < r.bases() {
					base = baseNumbers[r.base(read+k)]
				}
				c.count(strand, ref+k, base)
			}
			ref, read = ref+n, read+n
		case 'D':
			for k := max(0, c.start-ref); k < min(n, c.end-ref); k++ {
				c.count(strand, ref+k, columnDeletion)
			}
			ref += n
		case 'N':
			ref += n
		case 'I': // those with nothing but paddings between them are one
			if n == 0 {
				continue
			}
			if ref > r.pos() && ref != inserted {
				c.count(strand, ref-1, columnInsertion)
			}
			inserted = ref
			read += n
		case 'S':
			read += n
		}
	}
}
