package genome

import "fmt"

// MaxPosition bounds every position in the program: 2^40 bases, hundreds of
// times the largest known chromosome and far below what would overflow when a
// width is added.
const MaxPosition = 1 << 40

// Interval is a stretch of one sequence, 0-based and half-open: it holds the
// bases Start, Start+1, … End-1. Start <= End; equal means no base. As a
// locus, {Seq 0 0} means the whole sequence.
type Interval struct {
	Seq        string
	Start, End int
}

// Len returns the number of bases.
func (iv Interval) Len() int { return iv.End - iv.Start }

// Overlaps reports whether [start, end) of the same sequence is a hit of a query
// for iv: it shares a base with iv, or is a point (an insertion) strictly
// inside. BED tools and genome browsers use the same rule.
func (iv Interval) Overlaps(start, end int) bool { return iv.Start < end && start < iv.End }

// Clamp returns the part in [0, length). A length of 0 or less means "unknown":
// then only MaxPosition bounds the right edge.
func (iv Interval) Clamp(length int) Interval {
	if length <= 0 {
		length = MaxPosition
	}
	iv.Start = min(max(iv.Start, 0), length)
	iv.End = max(min(iv.End, length), iv.Start)
	return iv
}

// String returns the locus in the form genome browsers show, 1-based and inclusive;
// the name alone for the whole sequence. ParseLocus reads it back, except for a
// point, which the form cannot express: {chr1 5 5} is shown as chr1:6-5.
func (iv Interval) String() string {
	if iv.Start == 0 && iv.End == 0 {
		return iv.Seq
	}
	return fmt.Sprintf("%s:%d-%d", iv.Seq, iv.Start+1, iv.End)
}

// Sequence is a chromosome or contig.
type Sequence struct {
	Name string
	// Length is in bases, 0 if unknown.
	Length int
	// Open reports whether Length is only the largest end seen: rows and places may be
	// beyond it.
	Open bool
	// MadeUp reports whether the sequence is not a real one: any other source takes precedence.
	MadeUp bool
}

// Known reports whether the sequence's end is known, so that it bounds places on it. Only
// Known distinguishes a stated length from an end that was seen.
func (s Sequence) Known() bool { return s.Length > 0 && !s.Open }

// Learn returns s with its end corrected by that of another source: a stated length takes
// precedence over an end that was seen, and of two of the same kind the larger does.
func (s Sequence) Learn(other Sequence) Sequence {
	if s.MadeUp != other.MadeUp {
		real, madeUp := s, other
		if s.MadeUp {
			real, madeUp = other, s
		}
		if s.MadeUp = false; real.Known() {
			s.Length, s.Open = real.Length, false
			return s
		}
		s.Length, s.Open = max(real.Length, madeUp.Length), true
		return s
	}
	if other.Length > 0 && (other.Known() && !s.Known() || other.Known() == s.Known() && other.Length > s.Length) {
		s.Length, s.Open = other.Length, other.Open
	}
	return s
}
