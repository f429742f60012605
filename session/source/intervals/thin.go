package intervals

import (
	"context"
	"math"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/thin"
)

// Thinned implements source.Thinner. It reads only two columns of all rows, and copies
// only the rows that are shown.
func (s *Store) Thinned(ctx context.Context, iv genome.Interval, n int, longest bool) (*source.Rows, []int, error) {
	q, err := s.lookup(ctx, iv.Seq)
	if err != nil {
		return nil, nil, err
	}
	first, last := q.window(&s.starts, &s.ends, iv.Start, iv.End)
	early, err := s.early(ctx, q, first, iv.Start)
	if err != nil {
		return nil, nil, err
	}
	picker := thin.NewPicker[int](iv, n, longest)
	look := func(row int) {
		rank := 0.0
		if longest && s.info.Kind == source.Pairs {
			rank = s.pairRank(iv, row)
		}
		if kept := picker.AddRanked(s.starts.at(row), s.ends.at(row), rank); kept != nil {
			*kept = row
		}
	}
	for _, i := range early {
		look(q.lo + i)
	}
	for i := first; i < last; i++ {
		if i%checkEvery == 0 && ctx.Err() != nil {
			return nil, nil, ctx.Err()
		}
		look(q.lo + i)
	}
	rows := s.rows(hits{early: picker.Kept()}, q.lo, nil, true)
	return rows, picker.Finish(rows), nil
}

func (s *Store) pairRank(iv genome.Interval, row int) float64 {
	value := math.NaN()
	if len(s.values) > 0 {
		value = s.values[0].at(row)
	}
	return thin.PairRank(iv, s.exons.at(row, s.starts.at(row)), value)
}
