package report

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// columnReader reads what appendColumn has written, as report/numbers.js does.
type columnReader struct{ b []byte }

func (r *columnReader) byte() byte {
	c := r.b[0]
	r.b = r.b[1:]
	return c
}

func (r *columnReader) uint() uint64 {
	v, n := binary.Uvarint(r.b)
	r.b = r.b[n:]
	return v
}

func signed(z uint64) int64 { return int64(z>>1) ^ -int64(z&1) }

func (r *columnReader) entries(n int, differing bool) (out []float64) {
	last := int64(0)
	for range n {
		switch v := r.uint(); v {
		case isMissing:
			out = append(out, math.NaN())
		case isInfinite:
			out = append(out, math.Inf(1))
		case isNegativeInfinite:
			out = append(out, math.Inf(-1))
		default:
			d := signed(v - differs)
			if differing {
				last += d
				d = last
			}
			out = append(out, float64(d))
		}
	}
	return out
}

// column returns the values, and if they are in steps, the step and how many.
func (r *columnReader) column(n int, near []float64, step stepOf) (values []float64, _ stepOf, counts []float64) {
	each := func(list []float64, of func(v float64) float64) (out []float64) {
		for _, v := range list {
			if isFinite(v) {
				v = of(v)
			}
			out = append(out, v)
		}
		return out
	}
	switch r.byte() {
	case asFloats:
		for range n {
			values = append(values, float64(math.Float32frombits(binary.LittleEndian.Uint32(r.b))))
			r.b = r.b[4:]
		}
		return values, step, nil
	case inDigits:
		return each(r.entries(n, true), func(v float64) float64 {
			if v == 0 {
				return 0
			}
			a := int(math.Abs(v)) - 1
			return math.Copysign(stepOf{1, a/900 + lowest}.of(int64(a%900+100)), v)
		}), step, nil
	case inSteps:
		step = stepOf{int(r.byte()), int(signed(r.uint()))}
		counts = r.entries(n, true)
		return each(counts, func(v float64) float64 { return step.of(int64(v)) }), step, counts
	}
	by := float64(r.byte())
	i := -1
	for _, v := range r.entries(n, false) {
		if i++; isFinite(v) {
			v *= by
			if isFinite(near[i]) {
				v += near[i]
			}
			v = step.of(int64(v))
		}
		values = append(values, v)
	}
	return values, step, nil
}

func roundTrip(t *testing.T, values []float64, p Precision, offsets ...[]float64) (got [][]float64, step stepOf, rounded bool) {
	t.Helper()
	b, ends, rounded := appendColumn(nil, nil, values, p, offsets...)
	r, e := columnReader{b}, columnReader{ends}
	first, step, counts := r.column(len(values), nil, stepOf{})
	got = append(got, first)
	for range offsets {
		column, _, _ := e.column(len(values), counts, step)
		got = append(got, column)
	}
	if len(r.b)+len(e.b) > 0 {
		t.Errorf("%d bytes are left", len(r.b)+len(e.b))
	}
	return got, step, rounded
}

// same reports whether columns are the same up to an error, and have nothing and infinities at the same places.
func same(got, want []float64, within float64) bool {
	return slices.EqualFunc(got, want, func(v, w float64) bool {
		if !isFinite(v) || !isFinite(w) {
			return v == w || math.IsNaN(v) && math.IsNaN(w)
		}
		return math.Abs(v-w) <= within
	})
}

func TestExactColumns(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for name, values := range map[string][]float64{
		"none":      {},
		"nothing":   {nan, nan},
		"one":       {math.Pi},
		"alike":     {0.1, 0.1, 0.1},
		"counts":    {0, 5, 900, nan, -3, inf, -inf, 2},
		"hundredth": {0.25, 1.5, -0.75, 0.01},
		"large":     {1e30, 2e30, -1e38},
		"small":     {1e-30, 3e-12},
	} {
		want := make([]float64, len(values))
		for i, v := range values {
			want[i] = float64(float32(v))
		}
		for _, p := range []Precision{{}, {Steps: 100}, {Steps: 100, Digits: true}} {
			got, _, rounded := roundTrip(t, values, p)
			if p.Steps > 0 && rounded {
				continue
			}
			for i, v := range got[0] {
				got[0][i] = float64(float32(v))
			}
			if rounded || !same(got[0], want, 0) {
				t.Errorf("%s, %+v: %v, rounded %v; want %v", name, p, got[0], rounded, want)
			}
		}
	}
}

// TestRoundedColumns checks that values are rounded by half a step at most, the ends of bins by a step, and that steps are as
// narrow as they are said to be.
func TestRoundedColumns(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		scale := math.Pow(10, r.Float64()*12-6)
		mean, least, most := make([]float64, 250), make([]float64, 250), make([]float64, 250)
		for i := range mean {
			mean[i] = scale * r.NormFloat64()
			least[i], most[i] = mean[i]-scale*r.Float64(), mean[i]+scale*r.Float64()
			if r.IntN(20) == 0 {
				mean[i], least[i], most[i] = math.NaN(), math.NaN(), math.NaN()
			}
		}
		mean[7], most[8], least[9] = 1000*scale, math.Inf(1), math.Inf(-1)
		p := Precision{Steps: 100}
		got, step, rounded := roundTrip(t, mean, p, least, most)
		width := step.of(1)
		if !rounded || width > scale*5/100 {
			t.Fatalf("rounded %v to steps of %g, of values in the range of %g", rounded, width, scale)
		}
		slack := 1e-9 * 1000 * scale
		if !same(got[0], mean, width/2+slack) || !same(got[1], least, width*1.5+slack) || !same(got[2], most, width*1.5+slack) {
			t.Fatalf("steps of %g: %v, want %v", width, got, [][]float64{mean, least, most})
		}
		p.Within = scale / 50
		if _, step, _ := roundTrip(t, mean, p); step.of(1) > p.Within/100 {
			t.Fatalf("steps of %g on an axis that spans %g", step.of(1), p.Within)
		}
	}
}

func TestDigits(t *testing.T) {
	values := []float64{0, 1, -1, 999, 999.6, 1e-5, 123456, 0.00123456, -7.777e20, 1e-60}
	got, _, rounded := roundTrip(t, append(values, math.Pi), Precision{Steps: 100, Digits: true})
	for i, v := range values {
		if w := got[0][i]; math.Abs(v-w) > math.Abs(v)*0.005 && math.Abs(v) > 1e-38 {
			t.Errorf("%g became %g", v, w)
		}
	}
	if !rounded {
		t.Error("it is not said that they are rounded")
	}
	for v := 1e-10; v < 1e10; v *= 1.001 {
		if a, b := digitsOf(v), digitsOf(v*1.01); a >= b {
			t.Fatalf("%g is %d, %g is %d", v, a, v*1.01, b)
		}
	}
}

func TestNiceStep(t *testing.T) {
	for width, want := range map[float64]float64{1: 1, 0.99: 0.5, 0.3: 0.2, 2.5: 2, 5: 5, 7: 5, 10: 10, 0.001: 0.001, 3e-7: 2e-7, 4e12: 2e12} {
		if got := niceStep(width).of(1); math.Abs(got-want) > want*1e-12 {
			t.Errorf("%g: %g, want %g", width, got, want)
		}
	}
}
