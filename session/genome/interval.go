package genome

import "fmt"

// MaxPosition bounds every position in the program: 2^40 bases, hundreds of
// times the largest known chromosome and far below what would overflow when a
// width is added.
const MaxPosition = 1 << 40

// Interval is a stretch of one sequence, 0-based and half-open: it holds the
// bases Start, Start+1, … End-1. Start <= End; equal means no base.
type Interval struct {
	Seq        string
	Start, End int
}

// Len is the number of bases.
func (iv Interval) Len() int { return iv.End - iv.Start }

// Overlaps tells whether the interval shares a base with [start, end) of the
// same sequence. A zero-width stretch overlaps nothing.
func (iv Interval) Overlaps(start, end int) bool { return iv.Start < end && start < iv.End }

// Clamp returns the part that lies in [0, length). A length of 0 or less
// stands for "unknown" and only the left edge is cut.
func (iv Interval) Clamp(length int) Interval {
	if length <= 0 {
		length = MaxPosition
	}
	iv.Start = min(max(iv.Start, 0), length)
	iv.End = max(min(iv.End, length), iv.Start)
	return iv
}

// String is the locus in the form genome browsers show: 1-based, inclusive.
func (iv Interval) String() string {
	return fmt.Sprintf("%s:%d-%d", iv.Seq, iv.Start+1, iv.End)
}

// Sequence is a chromosome or contig. Length is in bases; 0 when unknown.
type Sequence struct {
	Name   string
	Length int
}
