package text

import (
	"fmt"
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

// ValueRange writes the limits of a y axis; it is "" if there are none.
func ValueRange(low, high *float64) string {
	if low == nil && high == nil {
		return ""
	}
	return limit(low) + " to " + limit(high)
}

func limit(v *float64) string {
	if v == nil {
		return "?"
	}
	return strconv.FormatFloat(*v, 'g', 6, 64)
}

// Size writes a number of bytes for people: 1.5 MB.
func Size(bytes int64) string {
	units := []string{"bytes", "kB", "MB", "GB", "TB"}
	v := float64(bytes)
	for len(units) > 1 && v >= 1000 {
		v, units = v/1000, units[1:]
	}
	return strconv.FormatFloat(v, 'g', 3, 64) + " " + units[0]
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
