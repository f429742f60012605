package bbi

import (
	"bytes"
	"cmp"
	"context"
	"errors"
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

var testSeqs = []genome.Sequence{{Name: "chr2", Length: 5000}, {Name: "chr10", Length: 800}, {Name: "empty", Length: 100},
	{Name: "chr1", Length: 90000}}

// randomValues returns items without overlap that suit every kind of section:
// widths and steps are equal in runs.
func randomValues(rng *rand.Rand) []bbitest.Value {
	var items []bbitest.Value
	for _, s := range testSeqs {
		if s.Name == "empty" {
			continue
		}
		for pos := rng.IntN(50); ; {
			width := 1 + rng.IntN(20)
			step := width + rng.IntN(2)*rng.IntN(10)
			for range 1 + rng.IntN(30) {
				if pos+width > s.Length {
					break
				}
				items = append(items, bbitest.Value{Seq: s.Name, Start: pos, End: pos + width, Value: float32(rng.IntN(2001)-1000) / 8})
				pos += step
			}
			pos += rng.IntN(2) * rng.IntN(200)
			if pos+width > s.Length {
				break
			}
		}
	}
	return items
}

// layouts returns the layouts of a file that a reader has to support.
func layouts() map[string]bbitest.Options {
	list := map[string]bbitest.Options{}
	for _, section := range []bbitest.Section{bbitest.BedGraph, bbitest.VarStep, bbitest.FixStep} {
		for _, big := range []bool{false, true} {
			for _, raw := range []bool{false, true} {
				for _, version := range []int{1, 4} {
					o := bbitest.Options{Section: section, BigEndian: big, Uncompressed: raw, Version: version, PerBlock: 20, Fanout: 3}
					if version > 1 {
						o.Zooms = []int{100, 400, 1600}
					}
					list[fmt.Sprintf("section %d, big-endian %v, uncompressed %v, version %d", section, big, raw, version)] = o
				}
			}
		}
	}
	return list
}

func open(t testing.TB, data []byte) source.Source {
	t.Helper()
	src, err := Open(bytes.NewReader(data), int64(len(data)), "made.bw")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = src.Close() })
	return src
}

func randomInterval(rng *rand.Rand) genome.Interval {
	s := testSeqs[rng.IntN(len(testSeqs))]
	iv := genome.Interval{Seq: s.Name, Start: rng.IntN(s.Length+20) - 10}
	iv.End = iv.Start + rng.IntN([]int{2, 100, 2000, s.Length + 20}[rng.IntN(4)])
	return iv
}

// sameRows compares rows with items; numbers are the items' own.
func sameRows(t *testing.T, iv genome.Interval, rows *source.Rows, want []bbitest.Value, numbers []int) {
	t.Helper()
	if rows.Len() != len(want) || rows.Total != len(want) {
		t.Fatalf("%v: %d rows, total %d; want %d", iv, rows.Len(), rows.Total, len(want))
	}
	for i, w := range want {
		got := bbitest.Value{Seq: iv.Seq, Start: rows.Start[i], End: rows.End[i], Value: float32(rows.Values[0][i])}
		if got != w || rows.Number[i] != numbers[i] || rows.Strand[i] != '*' {
			t.Fatalf("%v: row %d is %v, number %d; want %v, number %d", iv, i, got, rows.Number[i], w, numbers[i])
		}
	}
}

// overlapping picks the items in iv, or all from the first of them to the last,
// and numbers them by sequence.
func overlapping(items []bbitest.Value, iv genome.Interval, unbroken bool) (hits []bbitest.Value, numbers []int) {
	var all []bbitest.Value
	for _, it := range items {
		if it.Seq == iv.Seq {
			all = append(all, it)
		}
	}
	for i, it := range all {
		if iv.Len() == 0 || it.Start >= iv.End || it.End <= iv.Start {
			continue
		}
		for n := len(hits); unbroken && n > 0 && numbers[len(numbers)-1] < i; {
			hits, numbers = append(hits, all[numbers[len(numbers)-1]]), append(numbers, numbers[len(numbers)-1]+1)
		}
		hits, numbers = append(hits, it), append(numbers, i+1)
	}
	return hits, numbers
}

func TestBigWigRows(t *testing.T) {
	for name, opt := range layouts() {
		t.Run(name, func(t *testing.T) {
			rng := rand.New(rand.NewPCG(1, uint64(len(name))))
			items := randomValues(rng)
			src := open(t, bbitest.BigWig(testSeqs, slices.Values(items), opt))
			for range 15 {
				iv := randomInterval(rng)
				for _, unbroken := range []bool{false, true} {
					want, numbers := overlapping(items, iv, unbroken)
					rows, err := src.Rows(t.Context(), iv, source.RowOptions{Unbroken: unbroken})
					if err != nil {
						t.Fatal(err)
					}
					sameRows(t, iv, rows, want, numbers)
					limit := 1 + rng.IntN(len(want)+2)
					rows, err = src.Rows(t.Context(), iv, source.RowOptions{Unbroken: unbroken, Limit: limit})
					if err != nil {
						t.Fatal(err)
					}
					if limit >= len(want) {
						sameRows(t, iv, rows, want, numbers)
					} else if rows.Len() != 0 || rows.Total != len(want) {
						t.Fatalf("%v, limit %d: %d rows, total %d; want none and %d", iv, limit, rows.Len(), rows.Total, len(want))
					}
				}
			}
		})
	}
}

func reduce(items []bbitest.Value, iv genome.Interval, n int) *source.Summary {
	acc, err := bins.New(iv, n)
	if err != nil {
		panic(err)
	}
	for _, it := range items {
		if it.Seq == iv.Seq {
			acc.Add(it.Start, it.End, float64(it.Value))
		}
	}
	return acc.Summary()
}

func TestBigWigSummarize(t *testing.T) {
	for name, opt := range layouts() {
		t.Run(name, func(t *testing.T) {
			rng := rand.New(rand.NewPCG(2, uint64(len(name))))
			items := randomValues(rng)
			src := open(t, bbitest.BigWig(testSeqs, slices.Values(items), opt)).(source.Summarizer)
			for range 20 {
				iv := randomInterval(rng)
				n := 1 + rng.IntN(50)
				got, err := src.Summarize(t.Context(), iv, n, source.SummaryOptions{Exact: true})
				if err != nil {
					t.Fatal(err)
				}
				want := reduce(items, iv, n)
				for _, stat := range bins.Stats {
					if err := agree(bins.Values(got, stat), pointers(bins.Values(want, stat)), 1e-9); err != nil {
						t.Fatalf("%v, %d bins, %s: %v", iv, n, stat, err)
					}
				}
			}
		})
	}
}

// pointers turns NaN to nil.
func pointers(values []float64) []*float64 {
	out := make([]*float64, len(values))
	for i, v := range values {
		if !math.IsNaN(v) {
			out[i] = &values[i]
		}
	}
	return out
}

// From zoom levels a wide view agrees with the exact one except at the borders of
// the bins.
func TestBigWigZoom(t *testing.T) {
	seqs := []genome.Sequence{{Name: "chr1", Length: 1_000_000}}
	var items []bbitest.Value
	for pos := 0; pos < 1_000_000; pos += 10 {
		if pos%100_000 < 80_000 {
			items = append(items, bbitest.Value{Seq: "chr1", Start: pos, End: pos + 5, Value: float32(math.Sin(float64(pos) / 50_000))})
		}
	}
	opt := bbitest.Options{Zooms: []int{100, 400, 1600}, PerBlock: 100}
	src := open(t, bbitest.BigWig(seqs, slices.Values(items), opt)).(source.Summarizer)
	if notes := src.Info().Notes; len(notes) != 0 {
		t.Errorf("notes on a file without fault: %q", notes)
	}
	iv := genome.Interval{Seq: "chr1", Start: 0, End: 1_000_000}
	exact, err := src.Summarize(t.Context(), iv, 100, source.SummaryOptions{Exact: true})
	if err != nil {
		t.Fatal(err)
	}
	zoomed, err := src.Summarize(t.Context(), iv, 100, source.SummaryOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if slices.Equal(exact.Sum, zoomed.Sum) {
		t.Error("the wide view was made from the records")
	}
	for i := range exact.Len() {
		if math.Abs(exact.Bases[i]-zoomed.Bases[i]) > 0.1*5000 || math.Abs(exact.Count[i]-zoomed.Count[i]) > 0.1*1000 {
			t.Errorf("bin %d: %v bases and %v records from the zoom level, want about %v and %v",
				i, zoomed.Bases[i], zoomed.Count[i], exact.Bases[i], exact.Count[i])
		}
		if exact.Bases[i] > 0 && math.Abs(exact.Sum[i]/exact.Bases[i]-zoomed.Sum[i]/zoomed.Bases[i]) > 0.02 {
			t.Errorf("bin %d: mean %v from the zoom level, want about %v", i, zoomed.Sum[i]/zoomed.Bases[i], exact.Sum[i]/exact.Bases[i])
		}
	}
	// A narrow view is exact though a level would do.
	iv = genome.Interval{Seq: "chr1", Start: 2000, End: 8000}
	got, err := src.Summarize(t.Context(), iv, 10, source.SummaryOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if want := reduce(items, iv, 10); !slices.Equal(got.Sum, want.Sum) || !slices.Equal(got.Count, want.Count) {
		t.Error("a narrow view is not exact")
	}
}

func TestBigWigInfo(t *testing.T) {
	items := []bbitest.Value{{Seq: "chr10", Start: 500, End: 520, Value: -2}, {Seq: "chr10", Start: 700, End: 705, Value: 8}}
	for version := 1; version <= 4; version++ {
		data := bbitest.BigWig(testSeqs, slices.Values(items), bbitest.Options{Version: version, Zooms: []int{50}})
		info := open(t, data).Info()
		if info.Format != "bigWig" || info.Kind != source.Signal || !slices.Equal(info.Values, []string{"value"}) || info.Items != -1 {
			t.Errorf("info = %+v", info)
		}
		if !slices.Equal(info.Sequences, testSeqs) {
			t.Errorf("sequences = %v, want %v", info.Sequences, testSeqs)
		}
		if want := (genome.Interval{Seq: "chr10", Start: 500, End: 705}); info.First != want {
			t.Errorf("first = %v, want %v", info.First, want)
		}
		// Version 1 has no total summary: the range is that of the zoom level.
		if info.Min != -2 || info.Max != 8 {
			t.Errorf("version %d: values from %v to %v, want -2 to 8", version, info.Min, info.Max)
		}
	}
	empty := open(t, bbitest.BigWig(testSeqs, slices.Values([]bbitest.Value{}), bbitest.Options{})).Info()
	if empty.First != (genome.Interval{}) || !math.IsNaN(empty.Min) {
		t.Errorf("a file without data: %+v", empty)
	}
}

func TestBigWigRefusals(t *testing.T) {
	items := randomValues(rand.New(rand.NewPCG(3, 3)))
	src := open(t, bbitest.BigWig(testSeqs, slices.Values(items), bbitest.Options{})).(source.Summarizer)
	iv := genome.Interval{Seq: "chr1", Start: 0, End: 90000}
	if _, err := src.Rows(t.Context(), genome.Interval{Seq: "chrNOPE", End: 9}, source.RowOptions{}); !errors.Is(err, source.ErrNoSequence) {
		t.Errorf("rows of an unknown sequence: %v", err)
	}
	unknown := genome.Interval{Seq: "", End: 9}
	if _, err := src.Summarize(t.Context(), unknown, 1, source.SummaryOptions{}); !errors.Is(err, source.ErrNoSequence) {
		t.Errorf("summary of an unknown sequence: %v", err)
	}
	for _, n := range []int{-1, 0, bins.MaxBins + 1} {
		if _, err := src.Summarize(t.Context(), iv, n, source.SummaryOptions{}); err == nil {
			t.Errorf("%d bins are accepted", n)
		}
	}
	if _, err := src.Summarize(t.Context(), iv, 1, source.SummaryOptions{Column: 1}); err == nil {
		t.Error("a second value column is accepted")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := src.Rows(ctx, iv, source.RowOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("rows after cancel: %v", err)
	}
	if _, err := src.Summarize(ctx, iv, 10, source.SummaryOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("summary after cancel: %v", err)
	}
	for _, far := range []genome.Interval{{Seq: "chr1", Start: 90000, End: 90010}, {Seq: "chr1", Start: 1 << 39, End: 1 << 40},
		{Seq: "chr1", Start: -50, End: 0}} {
		if rows, err := src.Rows(t.Context(), far, source.RowOptions{}); err != nil || rows.Len() != 0 {
			t.Errorf("rows of %v: %v, %v; want none", far, rows, err)
		}
		if sum, err := src.Summarize(t.Context(), far, 2, source.SummaryOptions{}); err != nil || sum.Bases[0] != 0 || sum.Len() != 2 {
			t.Errorf("summary of %v: %v, %v; want two empty bins", far, sum, err)
		}
	}
	if err := src.Close(); err != nil {
		t.Error(err)
	}
	if err := src.Close(); err != nil {
		t.Errorf("second Close: %v", err)
	}
	if _, err := src.Rows(t.Context(), iv, source.RowOptions{}); err == nil {
		t.Error("rows after Close are no error")
	}
	if _, err := src.Summarize(t.Context(), iv, 3, source.SummaryOptions{}); err == nil {
		t.Error("a summary after Close is no error")
	}
}

// Items that overlap, have no width or share a start across blocks are sorted
// by start and end, and keep their numbers in every answer.
func TestRowsOfTangledItems(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 4))
	for range 20 {
		var items []bbitest.Value
		for pos := 0; len(items) < 300; pos += rng.IntN(3) * rng.IntN(40) {
			for range 1 + rng.IntN(8) {
				items = append(items, bbitest.Value{Seq: "chr1", Start: pos, End: pos + rng.IntN(5)*rng.IntN(500), Value: float32(rng.IntN(9))})
			}
		}
		data := bbitest.BigWig(testSeqs, slices.Values(items), bbitest.Options{PerBlock: 4, Fanout: 4})
		slices.SortStableFunc(items, func(a, b bbitest.Value) int { return cmp.Or(a.Start-b.Start, a.End-b.End) })
		src := open(t, data)
		for range 40 {
			iv := randomInterval(rng)
			iv.Seq = "chr1"
			for _, unbroken := range []bool{false, true} {
				want, numbers := overlapping(items, iv, unbroken)
				rows, err := src.Rows(t.Context(), iv, source.RowOptions{Unbroken: unbroken})
				if err != nil {
					t.Fatal(err)
				}
				sameRows(t, iv, rows, want, numbers)
				if limit := len(want) - 1; limit > 0 {
					rows, err := src.Rows(t.Context(), iv, source.RowOptions{Unbroken: unbroken, Limit: limit})
					if err != nil || rows.Len() != 0 || rows.Total != len(want) {
						t.Fatalf("%v, limit %d: %v, %v; want total %d", iv, limit, rows, err, len(want))
					}
				}
			}
		}
	}
}

// TestFirstPassesZeros: the first view is where values begin that are not 0, when
// that is soon and they are not in view anyway.
func TestFirstPassesZeros(t *testing.T) {
	seqs := []genome.Sequence{{Name: "chr1", Length: 3_000_000}}
	from := func(start int) []bbitest.Value { // a thousand items a block, two of them only 0
		var items []bbitest.Value
		for i := range 2000 {
			items = append(items, bbitest.Value{Seq: "chr1", Start: i * 10, End: i*10 + 10})
		}
		return append(items, bbitest.Value{Seq: "chr1", Start: start, End: start + 50, Value: -2})
	}
	for name, c := range map[string]struct {
		items []bbitest.Value
		want  genome.Interval
	}{
		"far":          {from(2_000_000), genome.Interval{Seq: "chr1", Start: 2_000_000, End: 2_100_000}},
		"near the end": {from(2_990_000), genome.Interval{Seq: "chr1", Start: 2_990_000, End: 3_000_000}},
		"in view": {append([]bbitest.Value{{Seq: "chr1", End: 10}, {Seq: "chr1", Start: 10, End: 20, Value: 1}}, from(2_000_000)[2:]...),
			genome.Interval{Seq: "chr1", End: 10_000}},
		"behind NaN": {append([]bbitest.Value{{Seq: "chr1", Start: 0, End: 10, Value: float32(math.NaN())}}, from(2_000_000)[1:]...),
			genome.Interval{Seq: "chr1", Start: 2_000_000, End: 2_100_000}},
		"nothing but 0": {from(2_000_000)[:2000], genome.Interval{Seq: "chr1", End: 10_000}},
	} {
		data := bbitest.BigWig(seqs, slices.Values(c.items), bbitest.Options{Section: bbitest.BedGraph, Version: 4, PerBlock: 1000})
		src, err := Open(bytes.NewReader(data), int64(len(data)), name)
		if err != nil {
			t.Fatal(err)
		}
		if got := src.Info().First; got != c.want {
			t.Errorf("%s: first = %v, want %v", name, got, c.want)
		}
		_ = src.Close()
	}
}
