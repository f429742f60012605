package text

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"
)

// Thousands writes a count or position for people: 1,234,567.
func Thousands(n int) string {
	s := strconv.Itoa(n)
	sign := ""
	if n < 0 {
		sign, s = "-", s[1:]
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return sign + s
}

// Count writes a number with its noun: "1 browser", "2 browsers".
func Count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return Thousands(n) + " " + noun + "s"
}

// Digits of numbers for people. Values have more than fewestDigits only where fewer
// would write two of them alike, and never more than mostDigits, which leaves out what
// arithmetic adds behind them (0.1+0.2).
const (
	fewestDigits = 6
	mostDigits   = 15
)

// Numbers writes values for people, with as many digits as tell each from the others.
// It writes missing for NaN.
func Numbers(values []float64, missing string) []string {
	digits := enoughDigits(values)
	out := make([]string, len(values))
	for i, v := range values {
		if out[i] = missing; !math.IsNaN(v) {
			out[i] = strconv.FormatFloat(v, 'g', digits, 64)
		}
	}
	return out
}

// enoughDigits returns the number of digits that Numbers writes: where two values look
// alike in fewestDigits, those down to the second in which they differ. Rounding keeps the
// order of values, so only those next to each other in size can look alike.
func enoughDigits(values []float64) int {
	sorted := slices.DeleteFunc(slices.Clone(values), func(v float64) bool { return math.IsNaN(v) || math.IsInf(v, 0) })
	slices.Sort(sorted)
	digits := fewestDigits
	short := func(v float64) string { return strconv.FormatFloat(v, 'e', fewestDigits-1, 64) }
	for i := 1; i < len(sorted); i++ {
		low, high := sorted[i-1], sorted[i]
		if low != high && short(low) == short(high) {
			digits = max(digits, exponent(high)-exponent(high-low)+2)
		}
	}
	return min(digits, mostDigits)
}

// exponent returns the power of ten of the first digit of a finite value.
func exponent(v float64) int {
	if v == 0 {
		return 0
	}
	return int(math.Floor(math.Log10(math.Abs(v))))
}

// ValueRange writes the limits of a y axis; it is "" if there are none.
func ValueRange(low, high *float64) string {
	if low == nil && high == nil {
		return ""
	}
	limits := []float64{math.NaN(), math.NaN()}
	for i, v := range []*float64{low, high} {
		if v != nil {
			limits[i] = *v
		}
	}
	shown := Numbers(limits, "?")
	return shown[0] + " to " + shown[1]
}

// shortDuration writes a time for people: 0.4 s, 12 s, 3 min 20 s.
func shortDuration(d time.Duration) string {
	switch s := d.Seconds(); {
	case s < 9.95:
		return fmt.Sprintf("%.1f s", s)
	case s < 59.5:
		return fmt.Sprintf("%.0f s", s)
	default:
		n := int(s + 0.5)
		return fmt.Sprintf("%d min %d s", n/60, n%60)
	}
}
