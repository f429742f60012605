package intervals

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/bins"
)

// dense is a source of n rows with gaps, overlaps, long rows, rows without
// width and rows without a value.
func dense(tb testing.TB, n int) *Store {
	rnd := rand.New(rand.NewPCG(3, 4))
	b := NewBuilder(Schema{Values: []string{"a", "b"}})
	at := 0
	for i := range n {
		at += rnd.IntN(20)
		row := Row{Seq: []byte("s"), Start: at, End: at + rnd.IntN(30), Values: []float64{float64(rnd.IntN(1000)) - 500, 1}}
		if i%1000 == 999 {
			row.End = at + 50_000
		}
		if i%7 == 0 {
			row.Values[0] = math.NaN()
		}
		if err := b.Add(row); err != nil {
			tb.Fatal(err)
		}
	}
	return b.Finish(source.Info{})
}

// A pyramid gives what adding row after row gives.
func TestPyramidIsExact(t *testing.T) {
	src := dense(t, 50_000)
	length := src.Info().Sequences[0].Length
	for _, c := range []struct{ start, end, bins int }{
		{0, length, 1}, {0, length, 10}, {0, length, 1000}, {0, length, 7777}, {0, 10 * length, 100},
		{12_345, length - 54_321, 333}, {length / 3, length / 2, 1}, {length / 3, length/3 + 90_000, 50},
		{0, length, 100_000},
	} {
		iv := genome.Interval{Seq: "s", Start: c.start, End: c.end}
		got, err := src.Summarize(context.Background(), iv, c.bins, source.SummaryOptions{})
		if err != nil {
			t.Fatal(err)
		}
		rows, err := src.Rows(context.Background(), iv, source.RowOptions{})
		if err != nil {
			t.Fatal(err)
		}
		want, err := bins.FromRows(rows, 0, iv, c.bins)
		if err != nil {
			t.Fatal(err)
		}
		for i := range want.Len() {
			same := func(a, b float64) bool {
				return a == b || math.IsNaN(a) && math.IsNaN(b) || math.Abs(a-b) <= 1e-9*math.Abs(b)
			}
			if got.Bases[i] != want.Bases[i] || got.Count[i] != want.Count[i] || !same(got.Sum[i], want.Sum[i]) ||
				!same(got.Min[i], want.Min[i]) || !same(got.Max[i], want.Max[i]) {
				t.Fatalf("%v in %d bins: bin %d has %g bases, %g rows, sum %g, %g to %g; want %g, %g, %g, %g to %g", iv, c.bins, i,
					got.Bases[i], got.Count[i], got.Sum[i], got.Min[i], got.Max[i],
					want.Bases[i], want.Count[i], want.Sum[i], want.Min[i], want.Max[i])
			}
		}
	}
}

// BenchmarkSummarize reduces a sequence of a million rows to 1000 bins, and
// beside it adds up the same rows one by one.
func BenchmarkSummarize(b *testing.B) {
	src := dense(b, 1_000_000)
	iv := genome.Interval{Seq: "s", End: src.Info().Sequences[0].Length}
	b.Run("pyramid", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := src.Summarize(context.Background(), iv, 1000, source.SummaryOptions{}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("row by row", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			acc, err := bins.New(iv, 1000)
			if err != nil {
				b.Fatal(err)
			}
			for i := range src.strands {
				acc.Add(src.starts.at(i), src.ends.at(i), src.values[0].at(i))
			}
			acc.Summary()
		}
	})
}
