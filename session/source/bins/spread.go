package bins

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

// Spread collects the values of bins themselves, for statistics that sums cannot give: Std
// and Median of a summary. It is not safe for concurrent use.
type Spread struct {
	at   *Accumulator // where the bins are
	bins []spreadBin
	held int
}

// spreadBin has the values of a bin.
type spreadBin struct {
	values []covered
	merged int // how many there were after equal ones were merged last
}

// covered is a value and the number of bases that have it.
type covered struct{ value, bases float64 }

const (
	// mostHeld bounds the different values in all bins, at 16 bytes each.
	mostHeld = 1 << 25
	// leastMerged is how many values a bin has before equal ones are merged.
	leastMerged = 1 << 10
)

// NewSpread returns a Spread of n bins over iv; errors are those of New.
func NewSpread(iv genome.Interval, n int) (*Spread, error) {
	at, err := New(iv, n)
	if err != nil {
		return nil, err
	}
	return &Spread{at: at, bins: make([]spreadBin, n)}, nil
}

// Add adds a record as Accumulator.Add does. It returns an error if there are too many
// different values to hold.
func (s *Spread) Add(start, end int, v float64) error {
	start, end = max(start, s.at.iv.Start), min(end, s.at.iv.End)
	if start >= end || v != v {
		return nil
	}
	i := s.at.find(start)
	for s.at.cur = i; start < end; i++ {
		if stop := min(end, s.at.edges[i+1]); stop > start {
			b := &s.bins[i]
			b.values = append(b.values, covered{v, float64(stop - start)})
			s.held++
			if n := len(b.values); n >= leastMerged && n >= 2*b.merged {
				b.merge()
				s.held -= n - len(b.values)
			}
			start = stop
		}
	}
	if s.held > mostHeld {
		return fmt.Errorf("more than %d different values", mostHeld)
	}
	return nil
}

// merge sorts the values of the bin, each once.
func (b *spreadBin) merge() {
	slices.SortFunc(b.values, func(x, y covered) int { return cmp.Compare(x.value, y.value) })
	kept := b.values[:0]
	for _, v := range b.values {
		if n := len(kept); n > 0 && kept[n-1].value == v.value {
			kept[n-1].bases += v.bases
		} else {
			kept = append(kept, v)
		}
	}
	b.values, b.merged = kept, len(kept)
}

// Summary returns Bases, Std and Median of what was added.
func (s *Spread) Summary() *source.Summary {
	n := len(s.bins)
	out := &source.Summary{Interval: s.at.iv, Bases: make([]float64, n), Std: make([]float64, n), Median: make([]float64, n)}
	for i := range s.bins {
		b := &s.bins[i]
		b.merge()
		var bases, finite, sum float64
		for _, v := range b.values {
			if bases += v.bases; !math.IsInf(v.value, 0) {
				finite += v.bases
				sum += v.value * v.bases
			}
		}
		if bases > finite {
			out.Infinite++
		}
		out.Bases[i], out.Std[i], out.Median[i] = bases, b.std(finite, sum/finite), b.median(bases)
	}
	return out
}

// std returns the standard deviation of the finite values, of which the number of bases and
// the mean are given.
func (b *spreadBin) std(bases, mean float64) float64 {
	switch bases {
	case 0:
		return math.NaN()
	case 1:
		return 0
	}
	squares := 0.0
	for _, v := range b.values {
		if d := v.value - mean; !math.IsInf(d, 0) {
			squares += d * d * v.bases
		}
	}
	return math.Sqrt(squares / (bases - 1))
}

// median returns the value of the base in the middle, or the mean of the two there.
func (b *spreadBin) median(bases float64) float64 {
	seen := 0.0
	for i, v := range b.values {
		switch seen += v.bases; {
		case 2*seen > bases:
			return v.value
		case 2*seen == bases:
			next := b.values[i+1].value
			if v.value == -next {
				return 0 // also of both infinities
			}
			return v.value/2 + next/2
		}
	}
	return math.NaN()
}
