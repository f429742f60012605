package text

import (
	"math"
	"strconv"
	"strings"
	"testing"
)

func TestThousands(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 248956422: "248,956,422", -1234: "-1,234", 100000: "100,000"} {
		if got := Thousands(n); got != want {
			t.Errorf("Thousands(%d) = %s, want %s", n, got, want)
		}
	}
}

func TestCount(t *testing.T) {
	for n, want := range map[int]string{0: "0 bases", 1: "1 base", 2: "2 bases", 16569: "16,569 bases"} {
		if got := Count(n, "base"); got != want {
			t.Errorf("Count(%d) = %s, want %s", n, got, want)
		}
	}
}

func TestValueRange(t *testing.T) {
	low, high := -0.5, 1e9/3
	for _, c := range []struct {
		low, high *float64
		want      string
	}{
		{nil, nil, ""}, {&low, nil, "-0.5 to ?"}, {nil, &high, "? to 3.33333e+08"}, {&low, &high, "-0.5 to 3.33333e+08"},
	} {
		if got := ValueRange(c.low, c.high); got != c.want {
			t.Errorf("range %q, want %q", got, c.want)
		}
	}
}

func TestNumbers(t *testing.T) {
	for _, c := range []struct {
		values []float64
		want   string
	}{
		{nil, ""},
		{[]float64{1.0 / 3, math.NaN(), 2}, "0.333333 - 2"},
		{[]float64{1000000.3, 1000000.9}, "1000000.3 1000000.9"},
		{[]float64{1000000.9, 0, 1000000.3}, "1000000.9 0 1000000.3"},
		{[]float64{-1000000.3, -1000000.9, 1e9}, "-1000000.3 -1000000.9 1e+09"},
		{[]float64{1000000.884, 1000000.297, 1000000.884}, "1000000.88 1000000.3 1000000.88"},
		{[]float64{999999.5, 1000000.5}, "999999.5 1000000.5"},
		{[]float64{0.1 + 0.2, 0.3}, "0.3 0.3"},
		{[]float64{float64(float32(0.1)), 5}, "0.1 5"},
		{[]float64{math.Inf(-1), -1e300, 1e300, math.Inf(1)}, "-Inf -1e+300 1e+300 +Inf"},
	} {
		if got := strings.Join(Numbers(c.values, "-"), " "); got != c.want {
			t.Errorf("%v: %q, want %q", c.values, got, c.want)
		}
	}
}

// FuzzNumbers checks that different values look different, as far as digits go.
func FuzzNumbers(f *testing.F) {
	f.Add(1000000.3, 1000000.9, 0.0)
	f.Add(math.Inf(1), -1e-300, math.NaN())
	f.Fuzz(func(t *testing.T, a, b, c float64) {
		shown := Numbers([]float64{a, b, c}, "-")
		alike := func(v float64) string { return strconv.FormatFloat(v, 'g', mostDigits, 64) }
		if a < b && alike(a) != alike(b) && shown[0] == shown[1] {
			t.Errorf("%v and %v are both %q", a, b, shown[0])
		}
		if back, err := strconv.ParseFloat(shown[2], 64); c == c && (err != nil || math.Abs(back-c) > math.Abs(c)*1e-5) {
			t.Errorf("%v is %q", c, shown[2])
		}
	})
}
