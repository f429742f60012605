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
	inOffsets        // distances from another column that is in steps
)

// What an entry stands for that is no number of steps. Differences follow, as zigzag numbers from differs on.
const (
	isMissing = iota
	isInfinite
	isNegativeInfinite
	differs
)

// Precision says how a column of numbers may be rounded: to some hundreds of steps within what most of the numbers span,
// unless it says otherwise.
type Precision struct {
	Exact  bool    // as a page has them: with the digits of 4-byte floats
	Digits bool    // to three digits, for axes on which small numbers are as far apart as great ones
	Within float64 // what the axis spans, if that may be less than the numbers do; 0 otherwise
}

// Finer returns the precision that serves two axes.
func (p Precision) Finer(q Precision) Precision {
	within := min(p.Within, q.Within)
	if within == 0 {
		within = max(p.Within, q.Within)
	}
	return Precision{p.Exact || q.Exact, p.Digits || q.Digits, within}
}

// leastSteps is how many steps there are at least within what most of a column spans: a chart of usual height has
// fewer pixels.
const leastSteps = 100

// mostSteps bounds the steps of a column that is kept as it is.
const mostSteps = 1000

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

// stepFor returns the step in which numbers are kept, and reports whether they are so without being rounded.
func stepFor(values []float64, within float64) (step stepOf, exact, ok bool) {
	var finite []float64
	for _, v := range values {
		if isFinite(v) {
			finite = append(finite, v)
		}
	}
	if len(finite) == 0 {
		return stepOf{1, 0}, true, true
	}
	slices.Sort(finite)
	least, most := finite[0], finite[len(finite)-1]
	largest := max(math.Abs(least), math.Abs(most))
	for power := 0; power >= -6; power-- {
		s := stepOf{1, power}
		if (most-least)/s.of(1) > mostSteps || largest/s.of(1) > 1<<31 {
			break
		}
		if !slices.ContainsFunc(finite, func(v float64) bool { return float32(s.of(s.count(v))) != float32(v) }) {
			return s, true, true
		}
	}
	// What few numbers are far from does not make the steps of all others coarse.
	aside := len(finite) / 50
	span := finite[len(finite)-1-aside] - finite[aside]
	if span == 0 {
		span = most - least
	}
	if within > 0 {
		span = min(span, within)
	}
	if span == 0 {
		return step, false, false // one number: it is as short in full
	}
	step = niceStep(span / leastSteps)
	return step, false, largest/step.of(1) < 1<<40
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
// of bins beside the means, in the same steps.
func appendColumn(b []byte, values []float64, precision Precision, offsets ...[]float64) (_ []byte, rounded bool) {
	step, exact, ok := stepFor(slices.Concat(append([][]float64{values}, offsets...)...), precision.Within)
	if len(offsets) > 0 && !exact { // the steps are those of what the chart spans
		step, _, ok = stepFor(values, precision.Within)
	}
	switch {
	case ok && exact, ok && !precision.Exact && !precision.Digits:
		b = appendSteps(append(b, inSteps), step, values)
		for _, column := range offsets {
			b = appendOffsets(append(b, inOffsets), step, values, column)
		}
		return b, !exact
	case precision.Digits && !precision.Exact:
		for _, column := range append([][]float64{values}, offsets...) {
			b = appendDigits(append(b, inDigits), column)
		}
		return b, true
	}
	for _, column := range append([][]float64{values}, offsets...) {
		b = append(b, asFloats)
		for _, v := range column {
			b = binary.LittleEndian.AppendUint32(b, math.Float32bits(float32(v)))
		}
	}
	return b, false
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

// appendOffsets appends by how many steps a column is above or below another; where that has no number, its own.
func appendOffsets(b []byte, step stepOf, from, values []float64) []byte {
	for i, v := range values {
		b = appendEntries(b, []float64{v}, func(v float64) int64 {
			if isFinite(from[i]) {
				return step.count(v) - step.count(from[i])
			}
			return step.count(v)
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
