// Package thin picks few rows to represent many, by the rules of [source.Thinner]. No
// other package implements them.
//
// A reader adds the positions of all rows in order, stores the data of the rows that are
// picked, and builds columns of these alone:
//
//	p := thin.NewPicker[record](iv, n, longest)
//	for each record r in iv {
//		if kept := p.Add(r.start, r.end); kept != nil {
//			*kept = r
//		}
//	}
//	rows := columns(p.Kept())
//	counts := p.Finish(rows)
//
// Memory grows with n, not with the number of rows.
package thin

import (
	"cmp"
	"context"
	"math"
	"math/bits"
	"slices"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

// Picker picks among rows that are added one at a time; R is the data that its user
// stores for a row. It is not safe for concurrent use.
type Picker[R any] struct {
	iv      genome.Interval
	n       int
	longest bool
	total   int
	// kept has the rows themselves while they are at most n. Then it becomes a heap of
	// the longest, with the one to evict first on top, or the rows that others are
	// merged into.
	kept []item[R]
	edge int // the end of the part in which the last of kept begins, while rows are merged
}

// item is a row that is kept, perhaps with others merged into it.
type item[R any] struct {
	row   R
	order int // of the row among all that were added
	start int
	end   int // the largest of the rows merged into it
	count int // how many these are
	rank  float64
}

func (it *item[R]) length() int { return it.end - it.start }

// NewPicker returns a picker of n of the rows that overlap iv: the longest, or else one
// for all rows that begin in the same of n equal parts of iv. n below 1 counts as 1.
func NewPicker[R any](iv genome.Interval, n int, longest bool) *Picker[R] {
	return &Picker[R]{iv: iv, n: max(n, 1), longest: longest}
}

// Add adds the next row, in the order of source.Rows. It returns a slot for the
// row's data, or nil if the row is not kept. The slot holds the zero value or an
// evicted row's data and is valid until the next Add.
func (p *Picker[R]) Add(start, end int) *R { return p.AddRanked(start, end, 0) }

// AddRanked adds a row that counts as longer than all rows of a lower rank, whatever its
// length.
func (p *Picker[R]) AddRanked(start, end int, rank float64) *R {
	p.total++
	switch {
	case p.total <= p.n:
		return p.keep(item[R]{order: p.total, start: start, end: end, count: 1, rank: rank})
	case p.longest:
		if p.total == p.n+1 {
			for i := p.n/2 - 1; i >= 0; i-- {
				p.sink(i)
			}
		}
		least := &p.kept[0]
		if rank < least.rank || rank == least.rank && end-start <= least.length() {
			return nil
		}
		least.order, least.start, least.end, least.rank = p.total, start, end, rank
		return &p.kept[p.sink(0)].row
	}
	if p.total == p.n+1 {
		whole := p.kept
		p.kept, p.edge = p.kept[:0], math.MinInt // never ahead of where whole is read
		for _, it := range whole {
			if !p.merged(it.start, it.end) {
				p.keep(it)
			}
		}
	}
	if p.merged(start, end) {
		return nil
	}
	return p.keep(item[R]{order: p.total, start: start, end: end, count: 1})
}

func (p *Picker[R]) keep(it item[R]) *R {
	p.kept = append(p.kept, it)
	return &p.kept[len(p.kept)-1].row
}

// merged adds a row to the last one kept and reports true if both begin in the same
// part of iv. If not, the row begins a part.
func (p *Picker[R]) merged(start, end int) bool {
	if start < p.edge {
		last := &p.kept[len(p.kept)-1]
		last.count++
		last.end = max(last.end, end)
		return true
	}
	p.edge = p.partEnd(start)
	return false
}

// partEnd returns the first position after the part of iv that holds pos.
// Position x of a stretch of len bases is in part floor(n·x/len). Positions before
// iv count as its first base; those after it, such as a row without width at its end,
// are in the last part.
func (p *Picker[R]) partEnd(pos int) int {
	n, size := uint64(p.n), uint64(max(p.iv.Len(), 1))
	hi, lo := bits.Mul64(uint64(max(pos-p.iv.Start, 0)), n)
	part, _ := bits.Div64(hi, lo, size)
	if part+1 >= n {
		return math.MaxInt
	}
	hi, lo = bits.Mul64(part+1, size)
	lo, carry := bits.Add64(lo, n-1, 0) // to round up
	end, _ := bits.Div64(hi+carry, lo, n)
	return p.iv.Start + int(end)
}

// sink moves an item of the heap down to its place, which it returns.
func (p *Picker[R]) sink(i int) int {
	before := func(i, j int) bool { // is i evicted first?
		a, b := &p.kept[i], &p.kept[j]
		if a.rank != b.rank {
			return a.rank < b.rank
		}
		return a.length() < b.length() || a.length() == b.length() && a.order > b.order
	}
	for {
		least := i
		for child := 2*i + 1; child <= 2*i+2 && child < len(p.kept); child++ {
			if before(child, least) {
				least = child
			}
		}
		if least == i {
			return i
		}
		p.kept[i], p.kept[least] = p.kept[least], p.kept[i]
		i = least
	}
}

// Kept returns the data of the picked rows in order. No row may be added afterwards.
func (p *Picker[R]) Kept() []R {
	slices.SortFunc(p.kept, func(a, b item[R]) int { return cmp.Compare(a.order, b.order) })
	rows := make([]R, len(p.kept))
	for i := range p.kept {
		rows[i] = p.kept[i].row
	}
	return rows
}

// Finish turns rows, which have the data that Kept returned in its order, into the answer
// of source.Thinner and returns its counts.
func (p *Picker[R]) Finish(rows *source.Rows) (counts []int) {
	rows.Total = p.total
	if p.longest || p.total <= p.n {
		return nil
	}
	counts = make([]int, len(p.kept))
	for i := range p.kept {
		rows.End[i], counts[i] = p.kept[i].end, p.kept[i].count
		if counts[i] == 1 {
			continue
		}
		if rows.Strand != nil {
			rows.Strand[i] = '*'
		}
		for _, m := range rows.Metadata {
			m[i] = ""
		}
	}
	return counts
}

// PairRank returns the rank of a pair for AddRanked: by its value if an end of it is in iv,
// else lower than any other. NaN means no value.
func PairRank(iv genome.Interval, ends [][2]int, value float64) float64 {
	seen := slices.ContainsFunc(ends, func(e [2]int) bool { return iv.Overlaps(e[0], e[1]) })
	switch {
	case !seen:
		return math.Inf(-1)
	case math.IsNaN(value):
		return -math.MaxFloat64
	}
	return value
}

// FromRows picks among existing rows that are not pairs. It does not change them, and
// returns rows itself if they are at most n.
func FromRows(rows *source.Rows, iv genome.Interval, n int, longest bool) (*source.Rows, []int) {
	p := NewPicker[int](iv, n, longest)
	if rows.Len() <= p.n {
		return rows, nil
	}
	for i, start := range rows.Start {
		if kept := p.Add(start, rows.End[i]); kept != nil {
			*kept = i
		}
	}
	few := rows.Pick(p.Kept())
	return few, p.Finish(few)
}

// Rows returns the answer of source.Thinner for any source. It calls the source if it is
// one, and otherwise reads its rows.
func Rows(ctx context.Context, src source.Source, iv genome.Interval, n int, longest bool) (*source.Rows, []int, error) {
	if t, ok := src.(source.Thinner); ok {
		return t.Thinned(ctx, iv, n, longest)
	}
	rows, err := src.Rows(ctx, iv, source.RowOptions{Unnumbered: true})
	if err != nil {
		return nil, nil, err
	}
	few, counts := FromRows(rows, iv, n, longest)
	return few, counts, nil
}
