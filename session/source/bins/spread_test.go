package bins

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
)

// The statistics of a bin are those of a list of its bases' values.
func TestSpreadAgreesWithPerBase(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	for range 300 {
		iv := genome.Interval{Seq: "s", Start: rng.IntN(50)}
		iv.End = iv.Start + rng.IntN(200)
		n := 1 + rng.IntN(60)
		s, err := NewSpread(iv, n)
		if err != nil {
			t.Fatal(err)
		}
		lists := make([][]float64, n)
		for range rng.IntN(60) {
			start := rng.IntN(300) - 20
			end, v := start+rng.IntN(30), float64(rng.IntN(9))/2-2
			if rng.IntN(10) == 0 {
				v = math.NaN()
			}
			if err := s.Add(start, end, v); err != nil {
				t.Fatal(err)
			}
			for i := range n {
				for p := max(start, Edge(iv, n, i)); p < min(end, Edge(iv, n, i+1)); p++ {
					if v == v {
						lists[i] = append(lists[i], v)
					}
				}
			}
		}
		var std, median []float64
		for _, list := range lists {
			std, median = append(std, deviation(list)), append(median, middle(list))
		}
		sum := s.Summary()
		sameNumbers(t, "std", Values(sum, Std), std)
		sameNumbers(t, "median", Values(sum, Median), median)
	}
}

func deviation(list []float64) float64 {
	switch len(list) {
	case 0:
		return math.NaN()
	case 1:
		return 0
	}
	sum, squares := 0.0, 0.0
	for _, v := range list {
		sum += v
	}
	for _, v := range list {
		squares += (v - sum/float64(len(list))) * (v - sum/float64(len(list)))
	}
	return math.Sqrt(squares / float64(len(list)-1))
}

func middle(list []float64) float64 {
	if len(list) == 0 {
		return math.NaN()
	}
	slices.Sort(list)
	return (list[(len(list)-1)/2] + list[len(list)/2]) / 2
}

// pyBigWig's stats(type="std", exact=True) and numpy.median of the bases give the same.
func TestSpreadOfKnownNumbers(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for _, c := range []struct {
		name        string
		records     []record
		std, median float64
		infinite    int
	}{
		{"values of several widths", []record{{1, 2, 1}, {2, 3, 2}, {3, 5, 5.5}}, 2.345207879911715, 3.75, 0},
		{"one base", []record{{1, 2, 7}}, 0, 7, 0},
		{"nothing", nil, nan, nan, 0},
		{"an infinity among others", []record{{1, 2, 1}, {2, 3, 2}, {3, 4, inf}}, math.Sqrt(0.5), 2, 1},
		{"infinities alone", []record{{1, 2, inf}, {2, 3, -inf}}, nan, 0, 1},
		{"large numbers that differ little", []record{{0, 1, 1e9}, {1, 2, 1e9 + 1}, {2, 3, 1e9 + 2}}, 1, 1e9 + 1, 0},
	} {
		s, _ := NewSpread(genome.Interval{End: 10}, 1)
		for _, r := range c.records {
			if err := s.Add(r.start, r.end, r.value); err != nil {
				t.Fatal(err)
			}
		}
		sum := s.Summary()
		t.Run(c.name, func(t *testing.T) {
			sameNumbers(t, "std", Values(sum, Std), []float64{c.std})
			sameNumbers(t, "median", Values(sum, Median), []float64{c.median})
			if sum.Infinite != c.infinite || Estimated(sum, Median) || Estimated(sum, Std) {
				t.Errorf("%d bins with infinities, estimated %v", sum.Infinite, Estimated(sum, Median))
			}
		})
	}
}

// Equal values are held once.
func TestSpreadMergesEqualValues(t *testing.T) {
	s, _ := NewSpread(genome.Interval{End: 1_000_000}, 2)
	for i := range 1_000_000 {
		if err := s.Add(i, i+1, float64(i%10)); err != nil || s.held > 3*leastMerged {
			t.Fatalf("%d values are held after %d, %v", s.held, i, err)
		}
	}
	sameNumbers(t, "median", Values(s.Summary(), Median), []float64{4.5, 4.5})
}
