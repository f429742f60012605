package bbi

import (
	"context"
	"sync"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/lazy"
	"github.com/epiviz/epivizgo/session/source"
)

// bigWig is an open bigWig: one number for each of its intervals.
type bigWig struct {
	*container
	density sync.Map  // sequence id to float64; see recordsPerBase
	making  lazy.Turn // to build a grid
}

var (
	_ source.Summarizer = (*bigWig)(nil)
	_ source.Thinner    = (*bigWig)(nil)
)

func newBigWig(ctx context.Context, c *container) *bigWig {
	c.info.Format = "bigWig"
	c.info.Kind = source.Signal
	c.info.Values = []string{"value"}
	c.openLevels(ctx)
	w := &bigWig{container: c}
	c.decode = w.records
	c.countHead, c.headSize = w.countSection, sectionHeaderSize
	w.passZeros(ctx)
	return w
}

// zeroBlocks bounds the blocks that are searched for a value other than 0.
const zeroBlocks = 16

// passZeros moves Info.First to the first value other than 0 if it would show only
// zeros: many signals are written from the first base on, where a chromosome has no
// sequence yet. Info.First stays if the first blocks have no such value or cannot be
// read, which a query will report.
func (w *bigWig) passZeros(ctx context.Context) {
	first := &w.info.First
	ch, ok := w.byName[first.Seq]
	if !ok {
		return
	}
	list, err := w.index.find(ctx, nil, place(ch.id, 0), place(ch.id+1, 0), zeroBlocks)
	if err != nil {
		return
	}
	var records []record
	for i := range list {
		found := false
		err := w.blocks.each(ctx, list[i:i+1], func(_ int, raw []byte) error {
			var err error
			if records, err = w.decode(raw, list[i].offset, ch.id, records[:0]); err != nil {
				return err
			}
			sortRecords(records)
			for _, r := range records {
				if r.value < 0 || r.value > 0 { // not NaN either
					found = true
					if r.start >= first.End {
						first.Start, first.End = r.start, min(r.start+firstWidth, int(ch.length))
					}
					return nil
				}
			}
			return nil
		})
		if err != nil || found {
			return
		}
	}
}

// countSection counts a block's records from its section header.
func (w *bigWig) countSection(head []byte, at uint64, ch uint32) (int, error) {
	s, _, err := parseSectionHeader(w.f, at, head)
	if err != nil || s.chrom != ch {
		return 0, err
	}
	return s.count, nil
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
	return found.withValues(), nil
}

// withValues returns the rows with the value of each record.
func (f *found) withValues() *source.Rows {
	rows := f.rows()
	values := make([]float64, rows.Len())
	for i, r := range f.records {
		values[i] = float64(r.value)
	}
	rows.Values = [][]float64{values}
	return rows
}
