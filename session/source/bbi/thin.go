package bbi

import (
	"context"
	"strings"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/thin"
)

// numbered is a record with its number.
type numbered struct {
	record
	number int
}

// Thinned implements source.Thinner in one pass over the blocks. It keeps only the rows
// that are picked so far, and builds columns only of the rows that it returns.
func (b *bigBed) Thinned(ctx context.Context, iv genome.Interval, n int, longest bool) (*source.Rows, []int, error) {
	f, picker, err := b.thinned(ctx, iv, n, longest, b.pairRank(iv))
	if err != nil {
		return nil, nil, err
	}
	rows := f.rows()
	b.columns.fill(rows, iv.Seq, f.records, nil)
	return rows, picker.Finish(rows), nil
}

// Thinned implements source.Thinner as for a bigBed.
func (w *bigWig) Thinned(ctx context.Context, iv genome.Interval, n int, longest bool) (*source.Rows, []int, error) {
	f, picker, err := w.thinned(ctx, iv, n, longest, nil)
	if err != nil {
		return nil, nil, err
	}
	rows := f.withValues()
	return rows, picker.Finish(rows), nil
}

// thinned picks among the records that overlap iv, the longest by rank if rank is not nil.
func (c *container) thinned(
	ctx context.Context, iv genome.Interval, n int, longest bool, rankOf func(r record) float64,
) (*found, *thin.Picker[numbered], error) {
	picker := thin.NewPicker[numbered](iv, n, longest)
	err := c.eachRecord(ctx, iv, func(number int, r record) {
		rank := 0.0
		if longest && rankOf != nil {
			rank = rankOf(r)
		}
		if kept := picker.AddRanked(r.start, r.end, rank); kept != nil {
			r.rest = strings.Clone(r.rest) // not to keep the block
			*kept = numbered{r, number}
		}
	})
	if err != nil {
		return nil, nil, err
	}
	f := &found{}
	for _, k := range picker.Kept() {
		f.records, f.numbers = append(f.records, k.record), append(f.numbers, k.number)
	}
	return f, picker, nil
}
