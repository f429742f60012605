package bbi

import (
	"context"
	"fmt"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/bins"
)

// bigWig is an open bigWig: one number for each of its intervals.
type bigWig struct {
	*container
}

var _ source.Summarizer = (*bigWig)(nil)

func newBigWig(ctx context.Context, c *container) *bigWig {
	c.info.Format = "bigWig"
	c.info.Kind = source.Signal
	c.info.Values = []string{"value"}
	c.openLevels(ctx)
	w := &bigWig{c}
	c.decode = w.records
	return w
}

// fewBlocks is the number of data blocks up to which a summary is made from the
// records even where a zoom level would do: they take about as long as the
// level's own blocks, and the answer is exact.
const fewBlocks = 8

// Summarize reduces the values to bins: from the records when they lie in a few
// blocks, when opt.Exact asks for it or when no zoom level is fine enough; else
// from the coarsest zoom level that is finer than half a bin. From a zoom
// level, Count is estimated from the number of records near the middle of the
// sequence.
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
		return acc.Summary(), nil
	}
	level, ok := bestZoom(w.levels, iv.Len(), n)
	if opt.Exact || !ok {
		return w.exact(ctx, acc, ch, start, end)
	}
	first, last := place(ch.id, uint32(start)), place(ch.id, uint32(end))
	few, err := w.index.find(ctx, nil, first, last, fewBlocks+1)
	if err != nil {
		return nil, err
	}
	if len(few) <= fewBlocks {
		return w.fromBlocks(ctx, acc, ch, few)
	}
	perBase, err := w.recordsPerBase(ctx, ch)
	if err == nil {
		err = w.fromZoom(ctx, acc, ch, level, first, last, perBase)
	}
	if isDamage(err) {
		// The records may still be whole.
		if acc, err = bins.New(iv, n); err != nil {
			return nil, err
		}
		return w.exact(ctx, acc, ch, start, end)
	}
	if err != nil {
		return nil, err
	}
	return acc.Summary(), nil
}

// exact fills acc from every record of a stretch.
func (w *bigWig) exact(ctx context.Context, acc *bins.Accumulator, ch chrom, start, end int) (*source.Summary, error) {
	list, err := w.index.find(ctx, nil, place(ch.id, uint32(start)), place(ch.id, uint32(end)), 0)
	if err != nil {
		return nil, err
	}
	return w.fromBlocks(ctx, acc, ch, list)
}

// fromBlocks fills acc from the records of some blocks.
func (w *bigWig) fromBlocks(ctx context.Context, acc *bins.Accumulator, ch chrom, list []block) (*source.Summary, error) {
	err := w.blocks.each(ctx, list, func(i int, raw []byte) error {
		s, err := parseSection(w.f, list[i].offset, raw)
		if err == nil && s.chrom == ch.id {
			s.addTo(acc)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return acc.Summary(), nil
}

// fromZoom fills acc from a zoom level.
func (w *bigWig) fromZoom(ctx context.Context, acc *bins.Accumulator, ch chrom, level zoomLevel, first, last uint64, perBase float64) error {
	list, err := level.tree.find(ctx, nil, first, last, 0)
	if err != nil {
		return err
	}
	return w.blocks.each(ctx, list, func(_ int, raw []byte) error {
		addZoomRecords(acc, w.f.order, ch.id, raw, perBase)
		return nil
	})
}

// recordsPerBase estimates how many records stand behind one covered base, from
// the first block at or behind the middle of the sequence, or else its first.
func (w *bigWig) recordsPerBase(ctx context.Context, ch chrom) (float64, error) {
	list, err := w.index.find(ctx, nil, place(ch.id, ch.length/2), afterChrom(ch.id), 1)
	if err == nil && len(list) == 0 {
		list, err = w.index.find(ctx, nil, place(ch.id, 0), afterChrom(ch.id), 1)
	}
	if err != nil {
		return 0, err
	}
	var records, bases int
	err = w.blocks.each(ctx, list, func(i int, raw []byte) error {
		s, err := parseSection(w.f, list[i].offset, raw)
		if err != nil {
			return err
		}
		records, bases = s.count, s.bases()
		return nil
	})
	if err != nil || bases == 0 {
		return 0, err
	}
	return float64(records) / float64(bases), nil
}

// records decodes a block for Rows.
func (w *bigWig) records(raw []byte, at uint64, ch uint32, dst []record) ([]record, error) {
	s, err := parseSection(w.f, at, raw)
	if err != nil || s.chrom != ch {
		return dst, err
	}
	dst = s.records(dst)
	for i := range dst {
		if dst[i].end < dst[i].start {
			return dst, w.f.damaged("data block", at, "an item from %d to %d ends before it starts", dst[i].start, dst[i].end)
		}
	}
	return dst, nil
}

// Rows returns the intervals that overlap iv with their value.
func (w *bigWig) Rows(ctx context.Context, iv genome.Interval, opt source.RowOptions) (*source.Rows, error) {
	found, err := w.find(ctx, iv, opt)
	if err != nil {
		return nil, err
	}
	rows := found.rows()
	values := make([]float64, rows.Len())
	for i, r := range found.records {
		values[i] = float64(r.value)
	}
	rows.Values = [][]float64{values}
	return rows, nil
}
