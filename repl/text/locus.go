package text

import (
	"fmt"
	"math"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/genome"
)

// Locus writes a place for people, 1-based and inclusive: chr1:1-100,000. An
// interval with End 0 is a whole sequence.
func Locus(iv genome.Interval) string {
	if iv.End == 0 {
		return iv.Seq
	}
	return fmt.Sprintf("%s:%s-%s", iv.Seq, Thousands(iv.Start+1), Thousands(iv.End))
}

// RangeLocus writes a place as a browser gives it: 1-based, perhaps with fractions.
func RangeLocus(r protocol.Range) string {
	return fmt.Sprintf("%s:%s-%s", r.SeqName, position(r.Start), position(r.End))
}

// ViewLocus writes what the browsers show: a place, with others beside it, or the whole genome.
func ViewLocus(first protocol.Range, beside protocol.Beside) string {
	if n := len(beside.Beside); beside.Whole && n > 0 {
		return fmt.Sprintf("all: %s, %s to %s", Count(n+1, "sequence"), first.SeqName, beside.Beside[n-1].SeqName)
	}
	if beside.Whole {
		return "all: " + first.SeqName
	}
	words := RangeLocus(first)
	for _, r := range beside.Beside {
		words += "  " + RangeLocus(r)
	}
	return words
}

// position rounds a browser's position and clamps it to what the program can hold.
func position(v float64) string {
	if math.IsNaN(v) {
		return "?"
	}
	v = math.Round(min(max(v, -genome.MaxPosition), genome.MaxPosition))
	return Thousands(int(v))
}
