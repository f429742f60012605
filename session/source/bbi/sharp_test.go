package bbi

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/bbi/bbitest"
	"github.com/epiviz/epivizgo/session/source/bins"
)

// Sharp bins are those of the records, whether from zoom levels or from a grid and wherever they cut: their
// extremes to the last bit, their sums but for rounding.
func TestSharpBins(t *testing.T) {
	const length = 3_000_017
	rng := rand.New(rand.NewPCG(5, 5))
	var items []bbitest.Value
	for pos := 0; pos < length-100; {
		width := 1 + rng.IntN(40)
		v := float32(rng.NormFloat64())
		if rng.IntN(5000) == 0 {
			v *= 1000
		}
		items = append(items, bbitest.Value{Seq: "s", Start: pos, End: pos + width, Value: v})
		pos += width + rng.IntN(3)*rng.IntN(200)
	}
	seqs := []genome.Sequence{{Name: "s", Length: length}}
	for name, zooms := range map[string][]int{"zoom levels": {200, 1600, 12_800}, "a grid": nil} {
		src := open(t, bbitest.BigWig(seqs, slices.Values(items), bbitest.Options{Zooms: zooms, PerBlock: 64})).(source.Summarizer)
		for _, n := range []int{1, 3, 7, 100, 999} {
			for _, at := range [][2]int{{0, length}, {777_777, 2_345_678}, {1_000_001, length + 5000}} {
				iv := genome.Interval{Seq: "s", Start: at[0], End: at[1]}
				what := fmt.Sprintf("%s, %d bins of %v", name, n, iv)
				got, err := src.Summarize(t.Context(), iv, n, source.SummaryOptions{Sharp: true})
				if err != nil {
					t.Fatal(err)
				}
				want, err := src.Summarize(t.Context(), iv, n, source.SummaryOptions{Exact: true})
				if err != nil {
					t.Fatal(err)
				}
				if want.Estimated != (source.Estimates{}) || got.Estimated.Extremes || got.Estimated.Bases {
					t.Errorf("%s: estimated %+v, exactly %+v", what, got.Estimated, want.Estimated)
				}
				for i := range n {
					if want.Bases[i] == 0 && got.Bases[i] == 0 {
						continue
					}
					off := math.Abs(got.Sum[i] - want.Sum[i])
					if got.Min[i] != want.Min[i] || got.Max[i] != want.Max[i] || got.Bases[i] != want.Bases[i] || off > 1e-5*want.Bases[i] {
						t.Fatalf("%s, bin %d: min %v max %v bases %v sum %v, want %v %v %v %v", what, i,
							got.Min[i], got.Max[i], got.Bases[i], got.Sum[i], want.Min[i], want.Max[i], want.Bases[i], want.Sum[i])
					}
				}
			}
		}
		// Others are said to be estimates.
		sum, err := src.Summarize(t.Context(), genome.Interval{Seq: "s", End: length}, 7, source.SummaryOptions{})
		if err != nil {
			t.Fatal(err)
		}
		for _, stat := range bins.Stats {
			if !bins.Estimated(sum, stat) && !stat.OfValues() {
				t.Errorf("%s: the %s is not said to be an estimate", name, stat)
			}
		}
	}
}
