package bbi

import (
	"context"
	"fmt"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/bins"
)

const (
	// fewBlocks is the number of data blocks up to which a summary is made from the
	// records even if a zoom level would do: reading them takes about as long as the
	// level's own blocks, and the answer is exact.
	fewBlocks = 8
	// manyBlocks is the number from which a sequence without a sufficiently fine zoom
	// level gets a grid: reading fewer takes only some milliseconds.
	manyBlocks = 64
)

// stretch is the part of a sequence in a query, as places.
type stretch struct {
	chrom       chrom
	first, last uint64
}

// Summarize reduces the values to bins. It reads the records if they are in few
// blocks or opt.Exact asks for it, and else the coarsest zoom level that is finer than
// half a bin, with the data where a record of the level is not credible (zoom.go). In
// a file without such a level a wide view is made from a grid, a level of our own
// (grid.go), and a narrower one from the records.
//
// From a zoom level, Count is estimated from the number of records near the middle of
// the sequence, since levels do not keep it.
func (w *bigWig) Summarize(ctx context.Context, iv genome.Interval, n int, opt source.SummaryOptions) (*source.Summary, error) {
	ch, start, end, err := w.resolve(iv)
	if err != nil {
		return nil, err
	}
	if opt.Column != 0 {
		return nil, fmt.Errorf("%s: value column %d; a bigWig has column 0 only", w.f.name, opt.Column)
	}
	acc, err := bins.New(iv, n)
	if err != nil {
		return nil, err
	}
	if start == end {
		return acc.Summary(), ctx.Err()
	}
	q := stretch{ch, place(ch.id, uint32(start)), place(ch.id, uint32(end))}
	estimated, err := w.fill(ctx, acc, q, iv.Len()/n, opt)
	if isDamage(err) && !opt.Exact {
		// The damage may be in a zoom level, with intact records.
		if acc, err = bins.New(iv, n); err == nil {
			opt.Exact = true
			estimated, err = w.fill(ctx, acc, q, iv.Len()/n, opt)
		}
	}
	if err != nil {
		return nil, err
	}
	sum := acc.Summary()
	sum.Estimated = estimated
	return sum, nil
}

// ofLevel returns what is estimated in bins from a level: the number of records that overlap a bin, sums if
// the level has rounded ones, and everything if bins cut its records.
func ofLevel(sharp, rounded bool) source.Estimates {
	return source.Estimates{Bases: !sharp, Sum: !sharp || rounded, Extremes: !sharp, Count: true}
}

// fill fills acc, whose bins are about width bases wide.
func (w *bigWig) fill(
	ctx context.Context, acc *bins.Accumulator, q stretch, width int, opt source.SummaryOptions,
) (estimated source.Estimates, err error) {
	level, zoomed := bestZoom(w.levels, width/2)
	switch {
	case opt.Exact, !zoomed && gridWidth(q.chrom) > width/2:
		return estimated, w.fromRecords(ctx, acc, q, nil)
	case zoomed:
		list, err := w.index.find(ctx, nil, q.first, q.last, fewBlocks+1)
		if err != nil {
			return estimated, err
		}
		if len(list) <= fewBlocks {
			return estimated, w.fromRecords(ctx, acc, q, list)
		}
		return ofLevel(opt.Sharp, true), w.fromZoom(ctx, acc, q, level, opt.Sharp)
	}
	list, err := w.index.find(ctx, nil, q.first, q.last, manyBlocks+1)
	if err != nil {
		return estimated, err
	}
	if len(list) <= manyBlocks {
		return estimated, w.fromRecords(ctx, acc, q, list)
	}
	g, err := w.grid(ctx, q.chrom)
	if err != nil {
		return estimated, err
	}
	return ofLevel(opt.Sharp, false), w.fromStretches(ctx, acc, q.chrom, g.addTo(acc, opt.Sharp))
}

// fromRecords fills acc from every record of the given blocks or, without any, of all
// blocks in the stretch.
func (w *bigWig) fromRecords(ctx context.Context, acc *bins.Accumulator, q stretch, list []block) error {
	if list == nil {
		var err error
		if list, err = w.index.find(ctx, nil, q.first, q.last, 0); err != nil {
			return err
		}
	}
	return w.eachSection(ctx, list, q.chrom, func(s *section) { s.addTo(acc) })
}

// eachSection calls fn for the blocks' sections on one sequence.
func (w *bigWig) eachSection(ctx context.Context, list []block, ch chrom, fn func(s *section)) error {
	return w.blocks.each(ctx, list, func(i int, raw []byte) error {
		s, err := parseSection(w.f, list[i].offset, raw)
		if err == nil && s.chrom == ch.id {
			fn(&s)
		}
		return err
	})
}

// fromZoom fills acc from a zoom level, and from the data where records of the level
// are not credible or, if sharp, are cut by bins.
func (w *bigWig) fromZoom(ctx context.Context, acc *bins.Accumulator, q stretch, level zoomLevel, sharp bool) error {
	perBase, err := w.recordsPerBase(ctx, q.chrom)
	if err != nil {
		return err
	}
	list, err := level.tree.find(ctx, nil, q.first, q.last, 0)
	if err != nil {
		return err
	}
	z := zoomSum{acc: acc, order: w.f.order, chrom: q.chrom.id, perBase: perBase, sharp: sharp,
		reached: int(uint32(q.first)), end: int(uint32(q.last))}
	err = w.blocks.each(ctx, list, func(_ int, raw []byte) error {
		z.add(raw)
		return nil
	})
	if err != nil {
		return err
	}
	if z.broken {
		z.close(z.end)
	}
	return w.fromStretches(ctx, acc, q.chrom, z.lost)
}

// fromStretches adds the data in some stretches, which are in order and apart.
func (w *bigWig) fromStretches(ctx context.Context, acc *bins.Accumulator, ch chrom, stretches []span) error {
	if len(stretches) == 0 {
		return nil
	}
	list, err := w.index.findAny(ctx, ch.id, stretches)
	if err != nil {
		return err
	}
	return w.eachSection(ctx, list, ch, func(s *section) { s.addWithin(acc, stretches) })
}

// recordsPerBase estimates the number of records for one covered base from the first
// block at or after the middle of the sequence, or else its first block.
func (w *bigWig) recordsPerBase(ctx context.Context, ch chrom) (float64, error) {
	if known, ok := w.density.Load(ch.id); ok {
		return known.(float64), nil
	}
	list, err := w.index.find(ctx, nil, place(ch.id, ch.length/2), afterChrom(ch.id), 1)
	if err == nil && len(list) == 0 {
		list, err = w.index.find(ctx, nil, place(ch.id, 0), afterChrom(ch.id), 1)
	}
	if err != nil {
		return 0, err
	}
	var records, bases int
	err = w.eachSection(ctx, list, ch, func(s *section) { records, bases = s.count, s.bases() })
	if err != nil {
		return 0, err
	}
	perBase := 0.0
	if bases > 0 {
		perBase = float64(records) / float64(bases)
	}
	w.density.Store(ch.id, perBase)
	return perBase, nil
}
