package intervals

import (
	"container/heap"
	"context"
	"slices"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

var _ source.Thinner = (*Store)(nil)

// Thinned implements source.Thinner: of a million rows it looks at two columns
// and copies out what is shown.
func (s *Store) Thinned(ctx context.Context, iv genome.Interval, n int, longest bool) (*source.Rows, []int, error) {
	q, err := s.lookup(ctx, iv.Seq)
	if err != nil {
		return nil, nil, err
	}
	hits, total, err := s.hits(ctx, q, iv, source.RowOptions{Limit: max(n, 1)})
	if err != nil {
		return nil, nil, err
	}
	if total == len(hits) {
		rows := s.rows(hits, q.lo)
		rows.Total = total
		return rows, nil, nil
	}
	first, last := q.window(&s.starts, &s.ends, iv.Start, iv.End)
	early, err := s.early(ctx, q, first, iv.Start)
	if err != nil {
		return nil, nil, err
	}
	each := func(look func(row int)) error {
		for _, i := range early {
			look(q.lo + i)
		}
		for i := first; i < last; i++ {
			if i%checkEvery == 0 && ctx.Err() != nil {
				return ctx.Err()
			}
			look(q.lo + i)
		}
		return nil
	}
	var rows *source.Rows
	var counts []int
	if longest {
		rows, err = s.longest(each, n, q.lo)
	} else {
		rows, counts, err = s.merged(each, iv, n, q.lo)
	}
	if err != nil {
		return nil, nil, err
	}
	rows.Total = total
	return rows, counts, nil
}

// merged makes one row of those that begin in the same of n parts of iv.
func (s *Store) merged(each func(func(row int)) error, iv genome.Interval, n, lo int) (*source.Rows, []int, error) {
	var keep, counts, ends []int
	part := -1
	err := each(func(row int) {
		in := int(float64(max(s.starts.at(row)-iv.Start, 0)) / float64(iv.Len()) * float64(n))
		end := s.ends.at(row)
		if k := len(keep); k > 0 && in == part {
			counts[k-1]++
			ends[k-1] = max(ends[k-1], end)
			return
		}
		part = in
		keep, counts, ends = append(keep, row), append(counts, 1), append(ends, end)
	})
	if err != nil {
		return nil, nil, err
	}
	rows := s.rows(keep, lo)
	rows.End = ends
	for i, c := range counts {
		if c > 1 {
			rows.Strand[i] = '*'
			for _, m := range rows.Metadata {
				m[i] = ""
			}
		}
	}
	return rows, counts, nil
}

// longest makes the n longest rows, in their order.
func (s *Store) longest(each func(func(row int)) error, n, lo int) (*source.Rows, error) {
	kept := make(shortest, 0, n)
	err := each(func(row int) {
		length := s.ends.at(row) - s.starts.at(row)
		switch {
		case len(kept) < n:
			heap.Push(&kept, sized{length, row})
		case length > kept[0].length:
			kept[0] = sized{length, row}
			heap.Fix(&kept, 0)
		}
	})
	if err != nil {
		return nil, err
	}
	hits := make([]int, len(kept))
	for i, k := range kept {
		hits[i] = k.row
	}
	slices.Sort(hits)
	return s.rows(hits, lo), nil
}

// shortest is a heap with the row to give up first on top: the shortest, of
// equally short ones the last.
type shortest []sized

type sized struct{ length, row int }

func (h shortest) Len() int { return len(h) }
func (h shortest) Less(i, j int) bool {
	return h[i].length < h[j].length || h[i].length == h[j].length && h[i].row > h[j].row
}
func (h shortest) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *shortest) Push(x any)   { *h = append(*h, x.(sized)) }
func (h *shortest) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}
