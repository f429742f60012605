package report

import (
	"encoding/binary"
	"math"
	"slices"
)

// How a column of numbers is written, by its first byte. What follows are as many entries as the reader expects.
const (
	asFloats  = iota // 4-byte little-endian floats
	inSteps          // the step, then differences of multiples of it
	inDigits         // differences of numbers that stand for three digits and a power of ten
	inOffsets        // how many steps they are, then distances from a column in steps, each so many
)

// What an entry stands for that is no number of steps. Differences follow, as zigzag numbers from differs on.
const (
	isMissing = iota
	isInfinite
	isNegativeInfinite
	differs
)

// Precision says how a column of numbers may be rounded: to Steps within what most of the numbers span, unless it says
// otherwise.
type Precision struct {
	Steps  int     // the least number of them; 0 leaves numbers as a page has them, with the digits of 4-byte floats
	Digits bool    // to three digits, for axes on which small numbers are as far apart as great ones
	Within float64 // what the axis spans, if that may be less than the numbers do; 0 otherwise
}

// Finer returns the precision that serves two axes.
func (p Precision) Finer(q Precision) Precision {
	within := min(p.Within, q.Within)
	if within == 0 {
		within = max(p.Within, q.Within)
	}
	return Precision{max(p.Steps, q.Steps), p.Digits || q.Digits, within}
}

// coarser is of how many steps those are in which the least and greatest values of bins are kept, around the means.
const coarser = 2

// mostSteps bounds the steps of a column that is kept as it is.
const mostSteps = 1000

// mostCount bounds the steps from 0 to a number: beyond, 4-byte floats are shorter.
const mostCount = 1 << 31

// stepOf is the step of a column: digit, which is 1, 2 or 5, times ten to the power.
type stepOf struct{ digit, power int }

// of returns the value of n steps, as the reader computes it.
func (s stepOf) of(n int64) float64 {
	if s.power < 0 {
		return float64(n) * float64(s.digit) / math.Pow10(-s.power)
	}
	return float64(n) * float64(s.digit) * math.Pow10(s.power)
}

func (s stepOf) count(v float64) int64 { return int64(math.Round(v / s.of(1))) }

// exactStep returns the step in which numbers are kept as they are, if there is one.
func exactStep(values []float64) (step stepOf, exact, ok bool) {
	finite := finiteOf(values)
	if len(finite) == 0 {
		return stepOf{1, 0}, true, true
	}
	least, most := finite[0], finite[len(finite)-1]
	for power := 0; power >= -6; power-- {
		s := stepOf{1, power}
		if (most-least)/s.of(1) > mostSteps || max(math.Abs(least), math.Abs(most))/s.of(1) > mostCount {
			break
		}
		if !slices.ContainsFunc(finite, func(v float64) bool { return float32(s.of(s.count(v))) != float32(v) }) {
			return s, true, true
		}
	}
	return step, false, false
}

// roundingStep returns the step to which numbers are rounded. There is none where that would take as much as the numbers.
func roundingStep(values []float64, p Precision) (step stepOf, ok bool) {
	finite := finiteOf(values)
	if len(finite) == 0 {
		return step, false
	}
	// What few numbers are far from does not make the steps of all others coarse.
	aside := len(finite) / 50
	last := len(finite) - 1
	span := finite[last-aside] - finite[aside]
	if span == 0 {
		span = finite[last] - finite[0]
	}
	if p.Within > 0 {
		span = min(span, p.Within)
	}
	if span == 0 {
		return step, false
	}
	step = niceStep(span / float64(p.Steps))
	return step, max(math.Abs(finite[0]), math.Abs(finite[last]))/step.of(1) <= mostCount
}

// finiteOf returns the numbers of a column, sorted.
func finiteOf(values []float64) (finite []float64) {
	for _, v := range values {
		if isFinite(v) {
			finite = append(finite, v)
		}
	}
	slices.Sort(finite)
	return finite
}

// niceStep returns the greatest step that is at most as wide.
func niceStep(width float64) stepOf {
	power := int(math.Floor(math.Log10(width)))
	best := stepOf{1, power - 1}
	for _, s := range []stepOf{{2, power - 1}, {5, power - 1}, {1, power}, {2, power}, {5, power}} {
		if s.of(1) <= width {
			best = s
		}
	}
	return best
}

// appendColumn appends a column, and reports whether it has rounded. offsets are columns near to it, such as the least values
// of bins beside the means: they are appended to another text, since what is alike is deflated better.
func appendColumn(b, ends []byte, values []float64, p Precision, offsets ...[]float64) (_, _ []byte, rounded bool) {
	all := slices.Concat(append([][]float64{values}, offsets...)...)
	step, exact, ok := exactStep(all)
	if !ok && p.Steps > 0 && !p.Digits {
		step, ok = roundingStep(values, p)
	}
	switch {
	case ok:
		by := int64(1)
		if !exact {
			by = coarser
		}
		b = appendSteps(append(b, inSteps), step, values)
		for _, column := range offsets {
			ends = appendOffsets(append(ends, inOffsets, byte(by)), step, by, values, column)
		}
		return b, ends, !exact
	case p.Steps > 0 && p.Digits:
		b = appendDigits(append(b, inDigits), values)
		for _, column := range offsets {
			ends = appendDigits(append(ends, inDigits), column)
		}
		return b, ends, true
	}
	b = appendFloats(append(b, asFloats), values)
	for _, column := range offsets {
		ends = appendFloats(append(ends, asFloats), column)
	}
	return b, ends, false
}

func appendFloats(b []byte, values []float64) []byte {
	for _, v := range values {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(float32(v)))
	}
	return b
}

func appendSteps(b []byte, step stepOf, values []float64) []byte {
	b = binary.AppendVarint(append(b, byte(step.digit)), int64(step.power))
	last := int64(0)
	return appendEntries(b, values, func(v float64) int64 {
		n := step.count(v)
		n, last = n-last, n
		return n
	})
}

// appendOffsets appends by how many times some steps a column is above or below another; where that has no number, its own.
func appendOffsets(b []byte, step stepOf, by int64, from, values []float64) []byte {
	for i, v := range values {
		b = appendEntries(b, []float64{v}, func(v float64) int64 {
			base := int64(0)
			if isFinite(from[i]) {
				base = step.count(from[i])
			}
			return int64(math.Round(float64(step.count(v)-base) / float64(by)))
		})
	}
	return b
}

func isFinite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

func appendDigits(b []byte, values []float64) []byte {
	last := int64(0)
	return appendEntries(b, values, func(v float64) int64 {
		n := digitsOf(v)
		n, last = n-last, n
		return n
	})
}

// lowest is the power of ten of the last of three digits below which numbers are 0.
const lowest = -40

// digitsOf returns a number that stands for three digits and a power of ten, rising with what it stands for.
func digitsOf(v float64) int64 {
	if v == 0 {
		return 0
	}
	power := int(math.Floor(math.Log10(math.Abs(v)))) - 2
	digits := int64(math.Round(math.Abs(v) * math.Pow10(-power)))
	if digits >= 1000 {
		digits, power = 100, power+1
	} else if digits < 100 { // Log10 was just above a power of ten
		digits, power = digits*10, power-1
	}
	if power < lowest {
		return 0
	}
	n := int64(power-lowest)*900 + digits - 100 + 1
	if v < 0 {
		return -n
	}
	return n
}

// appendEntries appends what is no number as such, and the others by what difference returns.
func appendEntries(b []byte, values []float64, difference func(v float64) int64) []byte {
	for _, v := range values {
		switch {
		case math.IsNaN(v):
			b = append(b, isMissing)
		case math.IsInf(v, 1):
			b = append(b, isInfinite)
		case math.IsInf(v, -1):
			b = append(b, isNegativeInfinite)
		default:
			b = binary.AppendUvarint(b, differs+zigzag(difference(v)))
		}
	}
	return b
}

// zigzag returns a number as one without a sign: 0, -1, 1, -2, 2, …
func zigzag(n int64) uint64 { return uint64(n<<1) ^ uint64(n>>63) }
