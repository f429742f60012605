package bins

import (
	"context"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

type record struct {
	start, end int
	value      float64
}

// naive reduces base by base: slow, short and without cleverness.
func naive(iv genome.Interval, n int, records []record) *source.Summary {
	s := &source.Summary{Interval: iv}
	edge := func(i int) int {
		x := new(big.Int).Mul(big.NewInt(int64(iv.Len())), big.NewInt(int64(i)))
		return iv.Start + int(x.Div(x, big.NewInt(int64(n))).Int64())
	}
	for i := range n {
		bases, sum, count := 0.0, 0.0, 0.0
		lo, hi := math.NaN(), math.NaN()
		for _, r := range records {
			if math.IsNaN(r.value) {
				continue
			}
			hit := false
			for p := edge(i); p < edge(i+1); p++ {
				if p < r.start || p >= r.end {
					continue
				}
				hit = true
				bases++
				sum += r.value
				if !(lo <= r.value) {
					lo = r.value
				}
				if !(hi >= r.value) {
					hi = r.value
				}
			}
			if hit {
				count++
			}
		}
		if bases == 0 {
			sum = math.NaN()
		}
		s.Bases, s.Sum, s.Count = append(s.Bases, bases), append(s.Sum, sum), append(s.Count, count)
		s.Min, s.Max = append(s.Min, lo), append(s.Max, hi)
	}
	return s
}

func sameNumbers(t *testing.T, name string, got, want []float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d bins, want %d", name, len(got), len(want))
	}
	for i := range got {
		same := got[i] == want[i] || math.Abs(got[i]-want[i]) <= 1e-9*math.Max(1, math.Abs(want[i]))
		if math.IsNaN(want[i]) {
			same = math.IsNaN(got[i])
		}
		if !same {
			t.Fatalf("%s of bin %d = %v, want %v", name, i, got[i], want[i])
		}
	}
}

func sameSummary(t *testing.T, got, want *source.Summary) {
	t.Helper()
	sameNumbers(t, "bases", got.Bases, want.Bases)
	sameNumbers(t, "sum", got.Sum, want.Sum)
	sameNumbers(t, "min", got.Min, want.Min)
	sameNumbers(t, "max", got.Max, want.Max)
	sameNumbers(t, "count", got.Count, want.Count)
}

func TestAddAgreesWithPerBase(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 400 {
		iv := genome.Interval{Seq: "s", Start: rng.IntN(50)}
		iv.End = iv.Start + rng.IntN(200)
		n := 1 + rng.IntN(60)
		var records []record
		for range rng.IntN(40) {
			start := rng.IntN(300) - 20
			r := record{start, start + rng.IntN(30), float64(rng.IntN(41) - 20)}
			if rng.IntN(10) == 0 {
				r.value = math.NaN()
			}
			records = append(records, r)
		}
		if rng.IntN(2) == 0 {
			slices.SortFunc(records, func(a, b record) int { return a.start - b.start })
		}
		acc, err := New(iv, n)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range records {
			acc.Add(r.start, r.end, r.value)
		}
		sameSummary(t, acc.Summary(), naive(iv, n, records))
	}
}

// Summaries that are cut at bin borders lose nothing: their parts add up.
func TestAddSummaryIsProportional(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for range 200 {
		iv := genome.Interval{Start: 1000, End: 1000 + 1 + rng.IntN(500)}
		n := 1 + rng.IntN(40)
		acc, _ := New(iv, n)
		start := 900 + rng.IntN(500)
		end := start + 1 + rng.IntN(400)
		acc.AddSummary(start, end, 50, 200, 1, 9, 7)
		inside := float64(max(0, min(end, iv.End)-max(start, iv.Start))) / float64(end-start)
		var bases, sum, count float64
		s := acc.Summary()
		for i := range n {
			lo, hi := Edge(iv, n, i), Edge(iv, n, i+1)
			if overlaps := max(lo, start) < min(hi, end); overlaps != (s.Bases[i] > 0) {
				t.Fatalf("bin %d [%d,%d) of [%d,%d): bases %v", i, lo, hi, start, end, s.Bases[i])
			}
			if s.Bases[i] > 0 {
				if s.Min[i] != 1 || s.Max[i] != 9 {
					t.Fatalf("bin %d: min %v max %v, want 1 and 9", i, s.Min[i], s.Max[i])
				}
				bases, sum, count = bases+s.Bases[i], sum+s.Sum[i], count+s.Count[i]
			}
		}
		sameNumbers(t, "totals", []float64{bases, sum, count}, []float64{50 * inside, 200 * inside, 7 * inside})
	}
	acc, _ := New(genome.Interval{Start: 0, End: 10}, 1)
	acc.AddSummary(3, 3, 1, 1, 1, 1, 1)
	acc.AddSummary(0, 5, 0, 0, 1, 1, 1)
	acc.AddSummary(0, 5, 5, math.NaN(), 1, 1, 1)
	if got := acc.Summary(); got.Bases[0] != 0 || got.Count[0] != 0 {
		t.Errorf("stretches without bases, covered bases or sum were counted: %+v", got)
	}
}

func TestEdgesAreExact(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for range 200 {
		iv := genome.Interval{Start: rng.IntN(1000)}
		iv.End = iv.Start + rng.IntN(genome.MaxPosition)
		n := 1 + rng.IntN(2000)
		all := edges(iv, n)
		for range 20 {
			i := rng.IntN(n + 1)
			want := new(big.Int).Mul(big.NewInt(int64(iv.Len())), big.NewInt(int64(i)))
			want.Div(want, big.NewInt(int64(n))).Add(want, big.NewInt(int64(iv.Start)))
			if got := Edge(iv, n, i); int64(got) != want.Int64() || all[i] != got {
				t.Fatalf("edge %d of %d over %v = %d and %d, want %v", i, n, iv, got, all[i], want)
			}
		}
	}
	if got := Edge(genome.Interval{End: genome.MaxPosition}, MaxBins, MaxBins); got != genome.MaxPosition {
		t.Errorf("last edge = %d, want %d", got, genome.MaxPosition)
	}
}

func TestFindAgreesWithEdges(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	for range 300 {
		iv := genome.Interval{Start: rng.IntN(1000)}
		iv.End = iv.Start + 1 + rng.IntN([]int{10, 1000, genome.MaxPosition}[rng.IntN(3)])
		acc, _ := New(iv, 1+rng.IntN(3000))
		for range 50 {
			pos := iv.Start + rng.IntN(iv.Len())
			i := acc.find(pos)
			if acc.edges[i] > pos || pos >= acc.edges[i+1] {
				t.Fatalf("find(%d) over %v = bin [%d,%d)", pos, iv, acc.edges[i], acc.edges[i+1])
			}
			acc.cur = i
		}
	}
}

func TestMoreBinsThanBases(t *testing.T) {
	acc, _ := New(genome.Interval{Start: 10, End: 12}, 5)
	acc.Add(0, 100, 3)
	nan := math.NaN()
	// floor(2·i/5) = 0 0 0 1 1 2: bins 2 and 4 have one base each.
	sameNumbers(t, "mean", Values(acc.Summary(), Mean), []float64{nan, nan, 3, nan, 3})
	sameNumbers(t, "coverage", Values(acc.Summary(), Coverage), []float64{nan, nan, 1, nan, 1})
}

func TestValues(t *testing.T) {
	acc, _ := New(genome.Interval{Start: 0, End: 30}, 3)
	acc.Add(0, 4, 2)
	acc.Add(4, 8, -4)
	acc.Add(12, 13, 5)
	s := acc.Summary()
	nan := math.NaN()
	for stat, want := range map[Stat][]float64{
		Mean:     {-1, 5, nan},
		Min:      {-4, 5, nan},
		Max:      {2, 5, nan},
		Sum:      {-8, 5, nan},
		Coverage: {0.8, 0.1, 0},
		Count:    {2, 1, 0},
	} {
		sameNumbers(t, string(stat), Values(s, stat), want)
	}
	for _, stat := range []Stat{Std, Median} { // which Spread has
		sameNumbers(t, string(stat), Values(s, stat), []float64{nan, nan, nan})
	}
	if len(Stats) != 8 {
		t.Errorf("%d statistics are listed, 8 are tested", len(Stats))
	}
}

func TestParseStat(t *testing.T) {
	for _, s := range Stats {
		if got, err := ParseStat(string(s)); err != nil || got != s {
			t.Errorf("ParseStat(%q) = %q, %v", s, got, err)
		}
	}
	if got, err := ParseStat("MEAN"); err != nil || got != Mean {
		t.Errorf("ParseStat(MEAN) = %q, %v", got, err)
	}
	if _, err := ParseStat("mode"); err == nil {
		t.Error("ParseStat(mode) is accepted")
	}
}

func TestNewRefuses(t *testing.T) {
	iv := genome.Interval{Start: 0, End: 10}
	for _, n := range []int{1, MaxBins} {
		if _, err := New(iv, n); err != nil {
			t.Errorf("New with %d bins: %v", n, err)
		}
	}
	for _, n := range []int{-1, 0, MaxBins + 1} {
		if _, err := New(iv, n); err == nil {
			t.Errorf("New with %d bins is accepted", n)
		}
	}
	if _, err := New(genome.Interval{Start: 5, End: 4}, 1); err == nil {
		t.Error("New with a backward interval is accepted")
	}
	if acc, err := New(genome.Interval{Start: 5, End: 5}, 3); err != nil {
		t.Error(err)
	} else {
		acc.Add(0, 10, 1)
		if s := acc.Summary(); s.Bases[0] != 0 || !math.IsNaN(s.Sum[2]) {
			t.Errorf("an interval without bases has data: %+v", s)
		}
	}
}

func TestMerge(t *testing.T) {
	iv := genome.Interval{Start: 0, End: 100}
	records := []record{{0, 10, 1}, {10, 55, 2}, {60, 90, -3}}
	a, _ := New(iv, 7)
	b, _ := New(iv, 7)
	a.Add(0, 10, 1)
	b.Add(10, 55, 2)
	b.Add(60, 90, -3)
	a.Merge(b)
	sameSummary(t, a.Summary(), naive(iv, 7, records))
}

// rowSource is a source with rows only.
type rowSource struct {
	source.Source
	rows *source.Rows
}

func (s rowSource) Rows(context.Context, genome.Interval, source.RowOptions) (*source.Rows, error) {
	return s.rows, nil
}

// binSource is a source that summarises by itself.
type binSource struct {
	rowSource
	own *source.Summary
}

func (s binSource) Summarize(context.Context, genome.Interval, int, source.SummaryOptions) (*source.Summary, error) {
	return s.own, nil
}

func TestSummarize(t *testing.T) {
	iv := genome.Interval{Seq: "s", Start: 0, End: 20}
	rows := &source.Rows{
		Number: []int{1, 2}, Start: []int{0, 5}, End: []int{5, 15},
		Values: [][]float64{{9, 9}, {1, 2}},
	}
	src := rowSource{rows: rows}
	got, err := Summarize(t.Context(), src, iv, 2, source.SummaryOptions{Column: 1})
	if err != nil {
		t.Fatal(err)
	}
	sameSummary(t, got, naive(iv, 2, []record{{0, 5, 1}, {5, 15, 2}}))
	if _, err := Summarize(t.Context(), src, iv, 2, source.SummaryOptions{Column: 2}); err == nil {
		t.Error("a column that is not there is accepted")
	}
	own := &source.Summary{Interval: iv}
	if got, err := Summarize(t.Context(), binSource{src, own}, iv, 2, source.SummaryOptions{}); err != nil || got != own {
		t.Errorf("a Summarizer was not asked itself: %v, %v", got, err)
	}
}

func BenchmarkAdd(b *testing.B) {
	iv := genome.Interval{Start: 0, End: 250_000_000}
	acc, _ := New(iv, 1000)
	b.ReportAllocs()
	pos := 0
	for b.Loop() {
		acc.Add(pos, pos+25, 1)
		if pos += 25; pos >= iv.End {
			pos = 0
		}
	}
}

// An infinity neither hides the finite values of its bin nor is a gap.
func TestInfinities(t *testing.T) {
	inf := math.Inf(1)
	acc, _ := New(genome.Interval{End: 50}, 5)
	acc.Add(0, 5, 2)
	acc.Add(5, 10, inf)
	acc.Add(10, 20, -inf)
	acc.Add(20, 25, inf)
	acc.Add(25, 30, -inf)
	acc.Add(30, 40, 7)
	s := acc.Summary()
	nan := math.NaN()
	for stat, want := range map[Stat][]float64{
		Mean: {2, -inf, inf, 7, nan}, Sum: {10, -inf, inf, 70, nan}, Max: {inf, -inf, inf, 7, nan}, Min: {2, -inf, -inf, 7, nan},
		Coverage: {1, 1, 1, 1, 0},
	} {
		sameNumbers(t, string(stat), Values(s, stat), want)
	}
	if s.Infinite != 3 {
		t.Errorf("%d bins with infinities, want 3", s.Infinite)
	}
}

// TestCoveredPoints counts rows without bases: at the start of a bin, within one, and at the end of all.
func TestCoveredPoints(t *testing.T) {
	rows := &source.Rows{Start: []int{10, 12, 20, 25, 30}, End: []int{10, 22, 20, 25, 30}}
	sum, err := Covered(rows, -1, genome.Interval{Seq: "c", Start: 10, End: 30}, 2)
	if err != nil {
		t.Fatal(err)
	}
	if want := []float64{2, 3}; !slices.Equal(sum.Count, want) || !slices.Equal(sum.Bases, []float64{8, 2}) {
		t.Errorf("counts %v of %v bases, want %v of 8 and 2", sum.Count, sum.Bases, want)
	}
}
