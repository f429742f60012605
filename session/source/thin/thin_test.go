package thin

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/sourcetest"
)

// someRows are n rows that overlap iv, some of which begin before it, some equally
// long, some without width.
func someRows(rng *rand.Rand, iv genome.Interval, n int) *source.Rows {
	spans := make([][2]int, n)
	for i := range spans {
		start := iv.Start - 20 + rng.IntN(iv.Len()+20)
		end := max(start+rng.IntN(12), min(iv.Start, start+30))
		if rng.IntN(30) == 0 {
			end += rng.IntN(2 * iv.Len())
		}
		spans[i] = [2]int{start, end}
	}
	slices.SortFunc(spans, func(a, b [2]int) int { return slices.Compare(a[:], b[:]) })
	rows := &source.Rows{Values: make([][]float64, 1), Metadata: make([][]string, 2), Total: n}
	for i, s := range spans {
		rows.Number = append(rows.Number, 100+i)
		rows.Start, rows.End, rows.Strand = append(rows.Start, s[0]), append(rows.End, s[1]), append(rows.Strand, "+-*"[i%3])
		rows.Values[0] = append(rows.Values[0], float64(i))
		for c := range rows.Metadata {
			rows.Metadata[c] = append(rows.Metadata[c], fmt.Sprint(c, i))
		}
		rows.Exons = append(rows.Exons, [][2]int{s})
		rows.Coding = append(rows.Coding, [2]int{s[0], s[0]})
	}
	return rows
}

func TestFromRowsAgreesWithModel(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		iv := genome.Interval{Seq: "s", Start: rng.IntN(1000)}
		iv.End = iv.Start + 1 + rng.IntN(400)
		rows := someRows(rng, iv, rng.IntN(80))
		before := fmt.Sprint(*rows)
		n, longest := rng.IntN(90), rng.IntN(2) == 0
		got, counts := FromRows(rows, iv, n, longest)
		want, wantCounts := sourcetest.Thinned(rows, iv, n, longest)
		if g, w := fmt.Sprint(*got, counts), fmt.Sprint(*want, wantCounts); g != w {
			t.Fatalf("%v to %d rows, longest %t: \n%s\nwant\n%s", iv, n, longest, g, w)
		}
		if got.Len() > max(n, 1) {
			t.Fatalf("%v: %d rows, want at most %d", iv, got.Len(), n)
		}
		if after := fmt.Sprint(*rows); before != after {
			t.Fatalf("the rows became\n%s\nof\n%s", after, before)
		}
	}
}

func TestFromRows(t *testing.T) {
	for name, tc := range map[string]struct {
		spans   [][2]int
		n       int
		longest bool
		want    [][2]int
		counts  []int
	}{
		"none":                    {nil, 3, false, nil, nil},
		"as many as may be":       {[][2]int{{5, 6}, {6, 7}}, 2, false, [][2]int{{5, 6}, {6, 7}}, nil},
		"a part each":             {[][2]int{{0, 5}, {10, 20}, {60, 70}}, 2, false, [][2]int{{0, 20}, {60, 70}}, []int{2, 1}},
		"an edge begins the next": {[][2]int{{49, 50}, {50, 51}, {50, 52}}, 2, false, [][2]int{{49, 50}, {50, 52}}, []int{1, 2}},
		"before iv": {[][2]int{{-80, 1}, {-70, 500}, {3, 4}, {99, 100}}, 2, false, [][2]int{{-80, 500}, {99, 100}},
			[]int{3, 1}},
		"no width at the end":              {[][2]int{{20, 30}, {99, 100}, {100, 100}}, 2, false, [][2]int{{20, 30}, {99, 100}}, []int{1, 2}},
		"one part":                         {[][2]int{{1, 9}, {50, 51}}, 0, false, [][2]int{{1, 51}}, []int{2}},
		"longest":                          {[][2]int{{0, 5}, {1, 3}, {2, 9}, {30, 31}}, 2, true, [][2]int{{0, 5}, {2, 9}}, nil},
		"longest, of equal ones the first": {[][2]int{{0, 5}, {10, 15}, {20, 25}, {30, 35}}, 2, true, [][2]int{{0, 5}, {10, 15}}, nil},
		"longest, the last ones":           {[][2]int{{0, 5}, {10, 15}, {20, 26}, {30, 37}}, 2, true, [][2]int{{20, 26}, {30, 37}}, nil},
		"the longest":                      {[][2]int{{0, 5}, {10, 25}, {20, 26}}, 0, true, [][2]int{{10, 25}}, nil},
	} {
		rows := &source.Rows{Total: len(tc.spans)} // a source may leave out strands and columns
		for _, s := range tc.spans {
			rows.Start, rows.End = append(rows.Start, s[0]), append(rows.End, s[1])
		}
		few, counts := FromRows(rows, genome.Interval{Seq: "s", End: 100}, tc.n, tc.longest)
		var got [][2]int
		for i := range few.Len() {
			got = append(got, [2]int{few.Start[i], few.End[i]})
		}
		if !slices.Equal(got, tc.want) || !slices.Equal(counts, tc.counts) || few.Total != len(tc.spans) || few.Strand != nil {
			t.Errorf("%s: %v, counts %v, %d in all; want %v, %v, %d", name, got, counts, few.Total, tc.want, tc.counts, len(tc.spans))
		}
	}
}

// What is kept is bounded by n, however many rows there are.
func TestMemory(t *testing.T) {
	const n, many = 50, 100_000
	iv := genome.Interval{Seq: "s", End: 10 * many}
	for _, longest := range []bool{false, true} {
		p := NewPicker[int](iv, n, longest)
		for i := range many {
			if kept := p.Add(10*i, 10*i+1+i); kept != nil { // ever longer: each is kept for a while
				*kept = i
			}
		}
		if cap(p.kept) > 4*n {
			t.Errorf("longest %t: room for %d rows, want about %d", longest, cap(p.kept), n)
		}
		rows := p.Kept()
		if want := map[bool]int{true: many - n}[longest]; len(rows) != n || rows[0] != want {
			t.Errorf("longest %t: %d rows from %d; want %d from %d", longest, len(rows), rows[0], n, want)
		}
	}
}

// Parts are exact at positions whose product with n has more than 64 bits.
func TestPartsOfHugeIntervals(t *testing.T) {
	const n, size = 3 << 40, genome.MaxPosition // three parts a base, of which two hold none
	p := NewPicker[int](genome.Interval{Seq: "s", Start: 10, End: 10 + size}, n, false)
	for pos, want := range map[int]int{-5: 11, 10: 11, 11: 12, 12: 13, size / 2: size/2 + 1, size + 8: size + 9, size + 9: size + 10,
		size + 10: math.MaxInt} {
		if got := p.partEnd(pos); got != want {
			t.Errorf("the part of position %d ends at %d, want %d", pos, got, want)
		}
	}
}

// fake is a source of the rows that it is given.
type fake struct {
	source.Source
	rows *source.Rows
	err  error
}

func (f fake) Rows(context.Context, genome.Interval, source.RowOptions) (*source.Rows, error) {
	return f.rows, f.err
}

// thinner thins to nothing.
type thinner struct{ fake }

func (thinner) Thinned(context.Context, genome.Interval, int, bool) (*source.Rows, []int, error) {
	return &source.Rows{Total: 7}, []int{7}, nil
}

func TestRows(t *testing.T) {
	iv := genome.Interval{Seq: "s", End: 100}
	rows := fake{rows: &source.Rows{Start: []int{1, 2}, End: []int{3, 4}, Total: 2}}
	if got, counts, err := Rows(t.Context(), rows, iv, 1, false); err != nil || got.Len() != 1 || !slices.Equal(counts, []int{2}) {
		t.Errorf("from rows: %+v, %v, %v", got, counts, err)
	}
	if got, counts, err := Rows(t.Context(), thinner{rows}, iv, 1, false); err != nil || got.Total != 7 || !slices.Equal(counts, []int{7}) {
		t.Errorf("by the source: %+v, %v, %v", got, counts, err)
	}
	if _, _, err := Rows(t.Context(), fake{err: source.ErrNoSequence}, iv, 1, false); !errors.Is(err, source.ErrNoSequence) {
		t.Errorf("error %v, want ErrNoSequence", err)
	}
}
