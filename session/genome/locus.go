package genome

import (
	"fmt"
	"strconv"
	"strings"
)

// ParseLocus reads what people type for a place. Positions are 1-based and
// inclusive, may hold commas or underscores, and may end in k, kb, m or mb:
//
//	chr1:1,000-2,000   chr1:1000..2000   chr1:5m-5.2m
//	chr1:1000          the one base
//	chr1               the whole sequence: End is 0, which Resolve replaces
//
// The sequence name may hold colons (HLA alleles do): the last one that is
// followed by positions parts it.
func ParseLocus(s string) (Interval, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return Interval{}, fmt.Errorf("an empty locus; wanted something like chr1:1,000-2,000")
	}
	i := strings.LastIndexByte(s, ':')
	if i < 0 {
		return Interval{Seq: s}, nil
	}
	name, rest := s[:i], s[i+1:]
	from, to, ranged := strings.Cut(rest, "-")
	if !ranged {
		from, to, ranged = strings.Cut(rest, "..")
	}
	start, err := ParsePosition(from)
	if err != nil {
		if name != "" && !looksNumeric(rest) {
			return Interval{Seq: s}, nil
		}
		return Interval{}, fmt.Errorf("locus %q: %w", s, err)
	}
	end := start
	if ranged {
		if end, err = ParsePosition(to); err != nil {
			return Interval{}, fmt.Errorf("locus %q: %w", s, err)
		}
	}
	if name == "" {
		return Interval{}, fmt.Errorf("locus %q has no sequence name before the colon", s)
	}
	return FromInclusive(name, start, end)
}

// FromInclusive turns 1-based inclusive positions, as typed, into an Interval.
func FromInclusive(seq string, start, end int) (Interval, error) {
	if start < 1 {
		return Interval{}, fmt.Errorf("start %d: positions are counted from 1", start)
	}
	if end < start {
		return Interval{}, fmt.Errorf("end %d lies before start %d", end, start)
	}
	return Interval{Seq: seq, Start: start - 1, End: end}, nil
}

// ParsePosition reads one typed position: digits, with commas or underscores
// between them, or a number with a unit (5kb, 1.5m). The result is at least 0
// and at most MaxPosition.
func ParsePosition(s string) (int, error) {
	t := strings.NewReplacer(",", "", "_", "").Replace(strings.ToLower(strings.TrimSpace(s)))
	t = strings.TrimSuffix(t, "b")
	unit := 1.0
	switch {
	case strings.HasSuffix(t, "k"):
		unit, t = 1e3, t[:len(t)-1]
	case strings.HasSuffix(t, "m"):
		unit, t = 1e6, t[:len(t)-1]
	case strings.HasSuffix(t, "g"):
		unit, t = 1e9, t[:len(t)-1]
	}
	bad := fmt.Errorf("%q is not a position; wanted a whole number such as 1,000 or 1.5m", s)
	if !looksNumeric(t) {
		return 0, bad
	}
	v, err := strconv.ParseFloat(t, 64)
	if err != nil || v*unit != float64(int(v*unit)) && unit == 1 {
		return 0, bad
	}
	if v *= unit; v > MaxPosition {
		return 0, fmt.Errorf("position %s lies beyond the largest that is supported, %d", s, MaxPosition)
	}
	return int(v), nil
}

// looksNumeric is true for text of digits and at most one point.
func looksNumeric(s string) bool {
	if s == "" || strings.Count(s, ".") > 1 {
		return false
	}
	return strings.Trim(s, "0123456789.") == "" && s != "."
}
