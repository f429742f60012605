package catalog

import (
	"cmp"
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

// listed is a source of given intervals.
type listed struct {
	fake
	rows    []genome.Interval
	touches bool // a row without width at the edge of an interval counts
	most    int  // rows returned at once
}

func (l *listed) Rows(ctx context.Context, iv genome.Interval, opt source.RowOptions) (*source.Rows, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	out := &source.Rows{Values: [][]float64{nil}}
	for i, r := range l.rows {
		hit := r.Start < iv.End && r.End > iv.Start
		if l.touches && r.Len() == 0 {
			hit = r.Start <= iv.End && r.End >= iv.Start
		}
		if hit {
			out.Start, out.End, out.Strand = append(out.Start, r.Start), append(out.End, r.End), append(out.Strand, '*')
			out.Values[0] = append(out.Values[0], float64(i))
		}
	}
	out.Total = out.Len()
	if opt.Limit > 0 && out.Total > opt.Limit {
		return &source.Rows{Values: [][]float64{nil}, Total: out.Total}, nil
	}
	l.most = max(l.most, out.Len())
	return out, nil
}

// The parts of an answer are the answer, each row once and in order.
func TestEachRowsIsRowsInParts(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for range 300 {
		l := &listed{touches: rng.IntN(2) == 0}
		for range rng.IntN(200) {
			start := rng.IntN(300)
			l.rows = append(l.rows, genome.Interval{Start: start, End: start + rng.IntN(1+rng.IntN(100))})
		}
		slices.SortFunc(l.rows, func(a, b genome.Interval) int { return cmp.Or(a.Start-b.Start, a.End-b.End) })
		iv := genome.Interval{Start: rng.IntN(100), End: 100 + rng.IntN(250)}
		want, err := l.Rows(t.Context(), iv, source.RowOptions{})
		if err != nil {
			t.Fatal(err)
		}
		var got []float64
		parts := 0
		err = eachRows(t.Context(), l, iv, nil, 1+rng.IntN(40), func(rows *source.Rows) error {
			parts++
			got = append(got, rows.Values[0]...)
			return nil
		})
		if err != nil || parts == 0 || !slices.Equal(got, want.Values[0]) {
			t.Fatalf("%d parts, %v: rows %v, want %v", parts, err, got, want.Values[0])
		}
	}
}

func TestEachRowsIsBounded(t *testing.T) {
	l := &listed{}
	for i := range 10_000 {
		l.rows = append(l.rows, genome.Interval{Start: i, End: i + 3})
	}
	iv := genome.Interval{End: 20_000}
	if err := eachRows(t.Context(), l, iv, nil, 100, func(*source.Rows) error { return nil }); err != nil || l.most > 100 {
		t.Errorf("%d rows at once, %v", l.most, err)
	}
	enough, asked := errors.New("enough"), 0
	err := eachRows(t.Context(), l, iv, nil, 100, func(*source.Rows) error { asked++; return enough })
	if !errors.Is(err, enough) || asked != 1 {
		t.Errorf("%v after %d parts", err, asked)
	}
}
