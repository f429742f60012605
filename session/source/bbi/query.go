package bbi

import (
	"cmp"
	"context"
	"errors"
	"math"
	"slices"

	"github.com/epiviz/epivizgo/session/genome"
)

// query is one call of Rows whose blocks are known and counted.
type query struct {
	c      *container
	s      *sequence
	before []int
	joined []bool
	iv     genome.Interval
}

// errStop ends eachGroup early.
var errStop = errors.New("stop")

// eachGroup decodes groups in the given order and calls fn with the records of each, sorted, and
// the number of the first. The slice is reused after fn returns.
func (q *query) eachGroup(ctx context.Context, groups []span, fn func(number int, records []record) error) error {
	var list []block
	var ends []int // for each of list: the first number of its group if it ends the group, else 0
	for _, g := range groups {
		for i := g.from; i < g.to; i++ {
			list, ends = append(list, q.s.blocks[i]), append(ends, 0)
		}
		ends[len(ends)-1] = q.before[g.from] + 1
	}
	var buf []record
	err := q.c.blocks.each(ctx, list, func(i int, raw []byte) error {
		var err error
		if buf, err = q.c.decode(raw, list[i].offset, q.s.id, buf); err != nil || ends[i] == 0 {
			return err
		}
		sortRecords(buf)
		err = fn(ends[i], buf)
		buf = buf[:0]
		return err
	})
	if err == errStop {
		return nil
	}
	return err
}

// sortRecords sorts by start and end; equal records stay in the file's order.
func sortRecords(records []record) {
	order := func(a, b record) int {
		if d := cmp.Compare(a.start, b.start); d != 0 {
			return d
		}
		return cmp.Compare(a.end, b.end)
	}
	if !slices.IsSortedFunc(records, order) {
		slices.SortStableFunc(records, order)
	}
}

// most returns the number of records from the first group to the last.
func (q *query) most(groups []span) int {
	return q.before[groups[len(groups)-1].to] - q.before[groups[0].from]
}

// overlapping collects the records that overlap the stretch.
func (q *query) overlapping(ctx context.Context, groups []span, limit int) (*found, error) {
	if limit > 0 && q.most(groups) > limit {
		total, err := q.countOverlapping(ctx, groups)
		if err != nil || total > limit {
			return &found{total: total}, err
		}
	}
	f := &found{}
	err := q.eachGroup(ctx, groups, func(number int, records []record) error {
		for i := range records {
			if records[i].overlaps(q.iv) {
				f.records = append(f.records, records[i])
				f.numbers = append(f.numbers, number+i)
			}
		}
		return nil
	})
	f.total = len(f.records)
	return f, err
}

// countOverlapping counts the records that overlap the stretch. It does not decode blocks
// within the stretch, whose number of records is known.
func (q *query) countOverlapping(ctx context.Context, groups []span) (int, error) {
	total := 0
	var border []span
	for _, g := range groups {
		if q.inside(g) {
			total += q.before[g.to] - q.before[g.from]
		} else {
			border = append(border, g)
		}
	}
	err := q.eachGroup(ctx, border, func(_ int, records []record) error {
		for i := range records {
			if records[i].overlaps(q.iv) {
				total++
			}
		}
		return nil
	})
	return total, err
}

// inside reports whether every record of the group overlaps the stretch, those
// without bases included.
func (q *query) inside(g span) bool {
	first, last := place(q.s.id, uint32(max(q.iv.Start, 0))), place(q.s.id, uint32(min(q.iv.End, math.MaxUint32)))
	for _, b := range q.s.blocks[g.from:g.to] {
		if b.start <= first || b.end >= last {
			return false
		}
	}
	return true
}

// unbroken collects the records from the first that overlaps the stretch to
// the last, with those between them.
func (q *query) unbroken(ctx context.Context, groups []span, limit int) (*found, error) {
	if limit > 0 && q.most(groups) > limit {
		first, last, err := q.ends(ctx, groups)
		if err != nil {
			return nil, err
		}
		if total := last - first + 1; total > limit {
			return &found{total: total}, nil
		}
	}
	// Also the groups between the ones that were hit.
	all := []span{groups[0]}
	for to := groups[len(groups)-1].to; all[len(all)-1].to < to; {
		from := all[len(all)-1].to
		next := span{from, from + 1}
		for q.joined[next.to-1] {
			next.to++
		}
		all = append(all, next)
	}
	f := &found{}
	hits := 0 // length of records up to the last hit
	err := q.eachGroup(ctx, all, func(number int, records []record) error {
		for i := range records {
			hit := records[i].overlaps(q.iv)
			if !hit && hits == 0 {
				continue
			}
			f.records = append(f.records, records[i])
			f.numbers = append(f.numbers, number+i)
			if hit {
				hits = len(f.records)
			}
		}
		return nil
	})
	f.records, f.numbers, f.total = f.records[:hits], f.numbers[:hits], hits
	return f, err
}

// ends returns the numbers of the first and the last record that overlap the stretch;
// last is first-1 if none does.
func (q *query) ends(ctx context.Context, groups []span) (first, last int, err error) {
	err = q.eachGroup(ctx, groups, func(number int, records []record) error {
		for i := range records {
			if records[i].overlaps(q.iv) {
				first = number + i
				return errStop
			}
		}
		return nil
	})
	if err != nil || first == 0 {
		return 0, -1, err
	}
	for i := len(groups) - 1; i >= 0 && last == 0 && err == nil; i-- {
		err = q.eachGroup(ctx, groups[i:i+1], func(number int, records []record) error {
			for i := range records {
				if records[i].overlaps(q.iv) {
					last = number + i
				}
			}
			return nil
		})
	}
	return first, last, err
}
