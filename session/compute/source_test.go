package compute

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/bins"
	"github.com/epiviz/epivizgo/session/source/sourcetest"
)

func compute(t testing.TB, text string, seqs []genome.Sequence, inputs ...Input) *Source {
	t.Helper()
	e, err := Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	src, err := New(context.Background(), e, inputs, Spec{Sequences: seqs})
	if err != nil {
		t.Fatal(err)
	}
	return src
}

// A computed measurement keeps the contract of a source. The suite compares
// summaries with rows, so the expression is one that means do not change.
func TestConformance(t *testing.T) {
	const length = 700
	a, b := newWave(1, length), newWave(2, length)
	for i := range a.values { // means of a sum are sums of means where nothing is missing
		if a.values[i] != a.values[i] || b.values[i] != b.values[i] {
			a.values[i], b.values[i] = 3, 4
		}
	}
	sourcetest.Run(t, func(t testing.TB) source.Source {
		return compute(t, "2*a - b/4 + 1", []genome.Sequence{{Name: "chr1", Length: length}}, a, b)
	}, sourcetest.Want{Kind: source.Signal, Items: -1, Sequences: []string{"chr1"}})
}

func TestInfo(t *testing.T) {
	w := newWave(1, 2000)
	src := compute(t, "x > 50", []genome.Sequence{{Name: "chr1", Length: 2000}, {Name: "chr2", Length: 10}}, w)
	info := src.Info()
	if info.Min != 0 || info.Max != 1 {
		t.Errorf("bounds %v to %v, want 0 to 1", info.Min, info.Max)
	}
	if info.Format != Format || info.First != (genome.Interval{Seq: "chr1", End: 2000}) || len(info.Sequences) != 2 {
		t.Errorf("info %+v", info)
	}
	if src.Expression().String() != "x > 50" || src.Formula() != "x > 50" {
		t.Errorf("expression %q", src.Expression())
	}
	empty := compute(t, "x/0", []genome.Sequence{{Name: "chr1", Length: 2000}}, w)
	if info := empty.Info(); info.Min == info.Min || info.Max == info.Max {
		t.Errorf("bounds of nothing %v to %v", info.Min, info.Max)
	}
	nowhere := compute(t, "x", nil, w)
	if info := nowhere.Info(); info.First.Len() != 0 || info.Min == info.Min {
		t.Errorf("without a sequence %+v", info)
	}
	w.err = errors.New("the disk is on fire")
	e, err := Parse("x")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := New(t.Context(), e, []Input{w}, Spec{Sequences: []genome.Sequence{{Name: "chr1", Length: 10}}}); !errors.Is(err, w.err) {
		t.Errorf("error %v", err)
	}
}

// The bounds are those of the bases, though the first look is at means of many:
// peaks are looked for.
func TestBoundsFindPeaks(t *testing.T) {
	w := newWave(1, 300_000)
	for i := range w.values {
		w.values[i] = 1
	}
	for i := range 40 {
		w.values[200_017+i], w.values[77_003+i] = 500, -20
	}
	w.values[200_020], w.values[77_010] = 1000, -30
	info := compute(t, "x/10", []genome.Sequence{{Name: "chr1", Length: 300_000}}, w).Info()
	if info.Min != -3 || info.Max != 100 {
		t.Errorf("bounds %v to %v, want -3 to 100", info.Min, info.Max)
	}
	if n := len(w.asked.bins); n > 30 {
		t.Errorf("asked %d times for that", n)
	}
}

// Bins past the end of a sequence are empty, also of an expression that has a
// value where its measurements have none.
func TestPastTheEnd(t *testing.T) {
	src := compute(t, "max(x, 7)", []genome.Sequence{{Name: "chr1", Length: 95}}, newWave(1, 50))
	sum, err := src.Summarize(t.Context(), genome.Interval{Seq: "chr1", Start: 60, End: 120}, 6, source.SummaryOptions{})
	if err != nil {
		t.Fatal(err)
	}
	wantBases := []float64{10, 10, 10, 5, 0, 0}
	for i, bases := range wantBases {
		mean := bins.Values(sum, bins.Mean)[i]
		if sum.Bases[i] != bases || bases > 0 && mean != 7 ||
			bases == 0 && (mean == mean || sum.Min[i] == sum.Min[i] || sum.Sum[i] == sum.Sum[i]) {
			t.Errorf("bin %d: %v bases, mean %v, min %v; want %v bases", i, sum.Bases[i], mean, sum.Min[i], bases)
		}
	}
}

// The end of the last row seen bounds nothing.
func TestPastAnOpenEnd(t *testing.T) {
	src := compute(t, "x", []genome.Sequence{{Name: "chr1", Length: 95, Open: true}}, newWave(1, 500))
	if q := src.Info().Sequences[0]; q.Known() {
		t.Errorf("%v has a known end", q)
	}
	rows, err := src.Rows(t.Context(), genome.Interval{Seq: "chr1", Start: 90, End: 120}, source.RowOptions{})
	if err != nil || rows.Len() != 30 {
		t.Errorf("%d rows, %v; want 30", rows.Len(), err)
	}
}

func TestRowsAreBounded(t *testing.T) {
	src := compute(t, "x", []genome.Sequence{{Name: "chr1", Length: 1 << 30}}, newWave(1, 100))
	whole := genome.Interval{Seq: "chr1", End: 1 << 30}
	_, err := src.Rows(t.Context(), whole, source.RowOptions{})
	if err == nil || !strings.Contains(err.Error(), "1073741824 are too many") || !strings.Contains(hint.Of(err), "smaller region") {
		t.Errorf("error %v", err)
	}
	rows, err := src.Rows(t.Context(), whole, source.RowOptions{Limit: 1000})
	if err != nil || rows.Len() != 0 || rows.Total != 1<<30 {
		t.Errorf("%+v, %v", rows, err)
	}
	rows, err = src.Rows(t.Context(), genome.Interval{Seq: "chr1", Start: 98, End: 102}, source.RowOptions{})
	if err != nil || rows.Len() != 4 || rows.Number[0] != 99 || rows.Start[3] != 101 || !math.IsNaN(rows.Values[0][3]) {
		t.Errorf("%+v, %v", rows, err)
	}
}

// Computed measurements are inputs of others.
func TestChains(t *testing.T) {
	w := newWave(1, 1000)
	seqs := []genome.Sequence{{Name: "chr1", Length: 1000}}
	twice := compute(t, "2*x", seqs, w)
	src := compute(t, "y + 1", seqs, of{twice})
	iv := genome.Interval{Seq: "chr1", Start: 10, End: 20}
	sum, err := src.Summarize(t.Context(), iv, 10, source.SummaryOptions{Exact: true})
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range bins.Values(sum, bins.Mean) {
		if want := 2*w.values[10+i] + 1; !same(v, want) {
			t.Errorf("base %d: %v, want %v", 10+i, v, want)
		}
	}
}

// of makes an input of a source.
type of struct{ src source.Source }

func (o of) Means(ctx context.Context, iv genome.Interval, n int, opt source.SummaryOptions) ([]float64, source.Estimates, error) {
	sum, err := bins.Summarize(ctx, o.src, iv, n, opt)
	if err != nil {
		return nil, source.Estimates{}, err
	}
	return bins.Values(sum, bins.Mean), sum.Estimated, nil
}

// loose is an input that is estimated unless it is asked for exactly.
type loose struct{ wave }

func (l loose) Means(ctx context.Context, iv genome.Interval, n int, opt source.SummaryOptions) ([]float64, source.Estimates, error) {
	means, of, err := l.wave.Means(ctx, iv, n, opt)
	if !opt.Exact {
		of = source.Estimates{Sum: true, Rough: true}
		for i := range means {
			means[i] = -1
		}
	}
	return means, of, err
}

// What is computed of rough estimates is one; rows are exact, as those of files are.
func TestEstimatesOfInputs(t *testing.T) {
	w := newWave(1, 1000)
	src := compute(t, "x + y", []genome.Sequence{{Name: "chr1", Length: 1000}}, w, loose{w})
	iv := genome.Interval{Seq: "chr1", Start: 10, End: 20}
	rows, err := src.Rows(t.Context(), iv, source.RowOptions{})
	if err != nil || !same(rows.Values[0][3], 2*w.values[13]) {
		t.Errorf("%+v, %v; want twice %v", rows, err, w.values[13])
	}
	want := source.Estimates{Bases: true, Sum: true, Extremes: true, Count: true, Rough: true}
	if sum, err := src.Summarize(t.Context(), iv, 10, source.SummaryOptions{}); err != nil || sum.Estimated != want {
		t.Errorf("estimated %+v, %v", sum.Estimated, err)
	}
	exactly := source.SummaryOptions{Exact: true}
	if sum, err := src.Summarize(t.Context(), iv, 10, exactly); err != nil || sum.Estimated != (source.Estimates{}) {
		t.Errorf("exactly: estimated %+v, %v", sum.Estimated, err)
	}
}

// The extremes of what is computed are those of its values, not of means of bins.
func TestExtremesAreOfValues(t *testing.T) {
	w := newWave(1, 2_000_000)
	for i := range w.values {
		w.values[i] = 1
	}
	w.values[1_234_567], w.values[600_001] = 50, -9
	src := compute(t, "x*2", []genome.Sequence{{Name: "chr1", Length: 2_000_000}}, w)
	iv := genome.Interval{Seq: "chr1", End: 2_000_000}
	sum, err := src.Summarize(t.Context(), iv, 2, source.SummaryOptions{Extremes: true})
	if err != nil {
		t.Fatal(err)
	}
	if sum.Min[0] != -18 || sum.Max[0] != 2 || sum.Min[1] != 2 || sum.Max[1] != 100 || sum.Bases[1] != 1_000_000 ||
		bins.Estimated(sum, bins.Max) {
		t.Errorf("%+v", sum)
	}
	// Of means, they are said to be estimates.
	if sum, err = src.Summarize(t.Context(), iv, 2, source.SummaryOptions{}); err != nil || !bins.Estimated(sum, bins.Max) {
		t.Errorf("of means: %+v, %v", sum, err)
	}
	wide := genome.Interval{Seq: "chr1", End: 1 << 40}
	src = compute(t, "x*2", []genome.Sequence{{Name: "chr1", Length: 1 << 40}}, w)
	_, err = src.Summarize(t.Context(), wide, 2, source.SummaryOptions{Extremes: true})
	if err == nil || !strings.Contains(err.Error(), "x*2 is computed") {
		t.Errorf("error %v", err)
	}
}
