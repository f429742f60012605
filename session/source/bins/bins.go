// Package bins reduces numbers along a sequence to a fixed number of bins. No other
// package does.
//
// A reader adds what it finds, in any order, and takes the summary:
//
//	acc, err := bins.New(iv, 1000)
//	for each record {
//		acc.Add(start, end, value)
//	}
//	sum := acc.Summary()
//	mean := bins.Values(sum, bins.Mean)
//
// Bin i of n bins over an interval of len bases is
//
//	[start + floor(len·i/n), start + floor(len·(i+1)/n))
//
// in exact integer arithmetic, so that every program that divides an interval by this
// rule gets the same bins. With more bins than bases some bins have no width; they
// stay empty.
package bins

import (
	"fmt"
	"math"
	"math/bits"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

// MaxBins is the largest number of bins: far more than a screen has columns, and
// few enough that a wrong number cannot exhaust the memory.
const MaxBins = 1 << 20

// Accumulator collects values into bins. It is not safe for concurrent use;
// workers fill one each and [Accumulator.Merge] them.
type Accumulator struct {
	iv    genome.Interval
	edges []int // n+1 positions; bin i is [edges[i], edges[i+1])
	bins  []bin
	cur   int // the bin that was written last; sorted input finds its bin from here
}

// bin keeps one bin's numbers side by side, so that adding touches one cache line.
type bin struct {
	bases, sum, min, max, count float64
	infinite                    float64 // the bases with infinite values, which sum leaves out
}

// New returns an accumulator of n bins over iv. It refuses n < 1, n > [MaxBins] and
// an interval that ends before it starts.
func New(iv genome.Interval, n int) (*Accumulator, error) {
	if n < 1 || n > MaxBins {
		return nil, fmt.Errorf("%d bins; wanted 1 to %d", n, MaxBins)
	}
	if iv.End < iv.Start {
		return nil, fmt.Errorf("an interval from %d to %d ends before it starts", iv.Start, iv.End)
	}
	a := &Accumulator{iv: iv, edges: edges(iv, n), bins: make([]bin, n)}
	for i := range a.bins {
		a.bins[i].min, a.bins[i].max = math.Inf(1), math.Inf(-1)
	}
	return a, nil
}

// NewPair returns two accumulators of the same bins.
func NewPair(iv genome.Interval, n int) (a, b *Accumulator, err error) {
	if a, err = New(iv, n); err == nil {
		b, err = New(iv, n)
	}
	return a, b, err
}

// Edge returns the start of bin i of n: iv.Start + floor(len·i/n). The product does
// not overflow for any interval within genome.MaxPosition.
func Edge(iv genome.Interval, n, i int) int {
	hi, lo := bits.Mul64(uint64(iv.Len()), uint64(i))
	q, _ := bits.Div64(hi, lo, uint64(n))
	return iv.Start + int(q)
}

// edges returns all n+1 edges. It adds quotient and remainder instead of dividing for
// each bin.
func edges(iv genome.Interval, n int) []int {
	out := make([]int, n+1)
	step, rest := iv.Len()/n, iv.Len()%n
	pos, carry := iv.Start, 0
	for i := range out {
		out[i] = pos
		pos += step
		if carry += rest; carry >= n {
			carry -= n
			pos++
		}
	}
	return out
}

// find returns the bin that holds pos, a position in the interval. That bin is at
// least one base wide.
func (a *Accumulator) find(pos int) int {
	if i := a.cur; a.edges[i] <= pos {
		if pos < a.edges[i+1] {
			return i
		}
		if i+2 < len(a.edges) && a.edges[i+1] <= pos && pos < a.edges[i+2] {
			return i + 1
		}
	}
	// The last i with floor(len·i/n) <= o, that is len·i < (o+1)·n.
	hi, lo := bits.Mul64(uint64(pos-a.iv.Start)+1, uint64(len(a.bins)))
	lo, borrow := bits.Sub64(lo, 1, 0)
	q, _ := bits.Div64(hi-borrow, lo, uint64(a.iv.Len()))
	return int(q)
}

// Add adds a record of value v on [start, end), cut to each bin that it overlaps. Infinities
// are left out of sum and mean unless a bin has nothing else. NaN and records
// without bases add nothing. Records that overlap each other count each time.
func (a *Accumulator) Add(start, end int, v float64) {
	start, end = max(start, a.iv.Start), min(end, a.iv.End)
	if start >= end || v != v {
		return
	}
	infinite := v-v != 0
	i := a.find(start)
	for {
		if hi := a.edges[i+1]; hi > start {
			stop := min(end, hi)
			width := float64(stop - start)
			b := &a.bins[i]
			b.bases += width
			if infinite {
				b.infinite += width
			} else {
				b.sum += v * width
			}
			b.min = min(b.min, v)
			b.max = max(b.max, v)
			b.count++
			if stop == end {
				break
			}
			start = stop
		}
		i++
	}
	a.cur = i
}

// countAt counts a record without bases, between two of the interval or at its start.
func (a *Accumulator) countAt(pos int) {
	if a.iv.Start <= pos && pos < a.iv.End {
		a.bins[a.find(pos)].count++
	}
}

// AddSummary adds a stretch [start, end) of which only a summary is known: the number
// of its covered bases, their sum (of value × bases), the smallest and the largest
// value and the number of records. A bin gets a share in proportion to the bases
// that it overlaps; min and max go to every such bin.
func (a *Accumulator) AddSummary(start, end int, bases, sum, lowest, highest, count float64) {
	if start >= end || !(bases > 0) || sum != sum {
		return
	}
	whole := float64(end - start)
	start, end = max(start, a.iv.Start), min(end, a.iv.End)
	if start >= end {
		return
	}
	i := a.find(start)
	for {
		if hi := a.edges[i+1]; hi > start {
			stop := min(end, hi)
			part := float64(stop-start) / whole
			b := &a.bins[i]
			b.bases += bases * part
			b.sum += sum * part
			b.min = min(b.min, lowest)
			b.max = max(b.max, highest)
			b.count += count * part
			if stop == end {
				break
			}
			start = stop
		}
		i++
	}
	a.cur = i
}

// Cuts reports whether the edge of a bin, or an end of the interval, is within [start, end).
func (a *Accumulator) Cuts(start, end int) bool {
	if end <= a.iv.Start || start >= a.iv.End {
		return false
	}
	if start < a.iv.Start || end > a.iv.End {
		return true
	}
	return end > a.edges[a.find(start)+1]
}

// Merge adds the bins of other, which has the same interval and number of bins. A
// record that was added to both counts twice, also in Count.
func (a *Accumulator) Merge(other *Accumulator) {
	for i := range a.bins {
		b, o := &a.bins[i], &other.bins[i]
		b.bases += o.bases
		b.sum += o.sum
		b.min = min(b.min, o.min)
		b.max = max(b.max, o.max)
		b.count += o.count
		b.infinite += o.infinite
	}
}

// Summary returns the summary of what was added so far. The accumulator may be filled
// further; the summary does not change.
func (a *Accumulator) Summary() *source.Summary {
	n := len(a.bins)
	columns := make([]float64, 5*n)
	column := func(i int) []float64 { return columns[i*n : (i+1)*n : (i+1)*n] }
	s := &source.Summary{
		Interval: a.iv,
		Bases:    column(0), Sum: column(1), Min: column(2), Max: column(3), Count: column(4),
	}
	nan := math.NaN()
	for i, b := range a.bins {
		if b.bases > 0 {
			s.Bases[i], s.Sum[i], s.Min[i], s.Max[i], s.Count[i] = b.bases, b.sum, b.min, b.max, b.count
		} else {
			s.Sum[i], s.Min[i], s.Max[i] = nan, nan, nan
		}
	}
	a.infinities(s)
	return s
}

// infinities completes a summary where values are infinite: they are left out of sums and
// means, unless a bin has nothing else.
func (a *Accumulator) infinities(s *source.Summary) {
	for i, b := range a.bins {
		if b.infinite == 0 {
			continue
		}
		if s.Mean == nil {
			s.Mean = make([]float64, len(a.bins))
			for k, b := range a.bins {
				s.Mean[k] = b.sum / b.bases
			}
		}
		s.Infinite++
		switch finite := b.bases - b.infinite; {
		case finite > 0:
			s.Mean[i] = b.sum / finite
		case math.IsInf(b.max, 1):
			s.Mean[i], s.Sum[i] = b.max, b.max
		default:
			s.Mean[i], s.Sum[i] = b.min, b.min
		}
	}
}
