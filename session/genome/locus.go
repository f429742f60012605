package genome

import (
	"errors"
	"fmt"
	"strings"
)

// ParseLocus reads what people type or paste for a place. Positions are
// 1-based and inclusive and written as ParsePosition reads them:
//
//	chr1:1,000-2,000   chr1:1000..2000   chr1:5m-5.2m
//	chr1:1000          the one base
//	chr1               the whole sequence: Start and End are 0
//
// A sequence name may hold colons, as those of HLA alleles do: the last one
// separates it from the positions, and if no position begins there, all of s is the
// name. "HLA:1" therefore reads as base 1 of HLA; a caller that knows the names
// looks for the whole text first.
func ParseLocus(s string) (Interval, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return Interval{}, errors.New("an empty locus; wanted something like chr1:1,000-2,000")
	}
	i := strings.LastIndexByte(s, ':')
	if i < 0 || !looksPositional(s[i+1:]) {
		return Interval{Seq: s}, nil
	}
	name := strings.TrimSpace(s[:i])
	if name == "" {
		return Interval{}, fmt.Errorf("locus %q has no sequence name before the colon", s)
	}
	from, to := cutRange(s[i+1:])
	start, err := ParsePosition(from)
	if err != nil {
		return Interval{}, fmt.Errorf("locus %q: %w", s, err)
	}
	end, err := ParsePosition(to)
	if err != nil {
		return Interval{}, fmt.Errorf("locus %q: %w", s, err)
	}
	return FromInclusive(name, start, end)
}

// cutRange splits ranges such as "1-5"; a single position is both ends. Loci pasted
// from papers have the dashes of typeset text.
func cutRange(s string) (from, to string) {
	for _, sep := range []string{"..", "-", "–", "—"} {
		if from, to, ok := strings.Cut(s, sep); ok {
			return from, to
		}
	}
	return s, s
}

// looksPositional reports whether the text after a name's colon is meant as
// positions, right or wrong: it is empty, or begins with a digit or with
// something that people type before one by mistake. "01:01" of an HLA allele does
// as well, but "A*01" does not.
func looksPositional(s string) bool {
	s = strings.TrimSpace(s)
	return s == "" || strings.IndexByte("0123456789.,-+", s[0]) >= 0
}

// FromInclusive turns 1-based inclusive positions, as typed, into an Interval.
func FromInclusive(seq string, start, end int) (Interval, error) {
	switch {
	case start < 1:
		return Interval{}, fmt.Errorf("start %d: positions are counted from 1", start)
	case end < start:
		return Interval{}, fmt.Errorf("end %d lies before start %d", end, start)
	case end > MaxPosition:
		return Interval{}, errTooFar(fmt.Sprint(end))
	}
	return Interval{Seq: seq, Start: start - 1, End: end}, nil
}

// ParsePosition reads one typed position: digits with commas or underscores
// between them, or a number with a unit, k, m or g with or without a b (5kb,
// 1.5m), that comes to a whole number. The result is at least 0 and at most
// MaxPosition.
func ParsePosition(s string) (int, error) {
	t := strings.ToLower(strings.TrimSpace(s))
	t = strings.TrimSuffix(t, "b")
	decimals := 0 // digits that the unit allows after the point
	for unit, n := range map[string]int{"k": 3, "m": 6, "g": 9} {
		if rest, ok := strings.CutSuffix(t, unit); ok {
			t, decimals = rest, n
			break
		}
	}
	whole, fraction, _ := strings.Cut(t, ".")
	whole = strings.NewReplacer(",", "", "_", "").Replace(whole)
	fraction = strings.TrimRight(fraction, "0")
	if whole == "" || len(fraction) > decimals {
		return 0, errNotPosition(s)
	}
	// In decimal, since a float makes 1004999.99… of 1.005m.
	pos := 0
	for _, c := range whole + fraction + strings.Repeat("0", decimals-len(fraction)) {
		if c < '0' || c > '9' {
			return 0, errNotPosition(s)
		}
		if pos = 10*pos + int(c-'0'); pos > MaxPosition {
			return 0, errTooFar(s)
		}
	}
	return pos, nil
}

func errNotPosition(s string) error {
	return fmt.Errorf("%q is not a position; wanted a whole number such as 1,000 or 1.5m", s)
}

func errTooFar(s string) error {
	return fmt.Errorf("position %s lies beyond the largest that is supported, %d", s, MaxPosition)
}
