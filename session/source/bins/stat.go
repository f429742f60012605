package bins

import (
	"fmt"
	"math"
	"strings"

	"github.com/epiviz/epivizgo/session/source"
)

// Stat is a number that describes a bin.
type Stat string

// The statistics of a bin.
const (
	Mean     Stat = "mean"     // over the covered bases, weighted by bases, or Summary.Mean
	Min      Stat = "min"      // smallest value
	Max      Stat = "max"      // largest value
	Sum      Stat = "sum"      // of value × bases
	Std      Stat = "std"      // standard deviation of the covered bases, of one less of them (n-1)
	Median   Stat = "median"   // of the covered bases
	Coverage Stat = "coverage" // covered bases / bin width
	Count    Stat = "count"    // records that overlap the bin
)

// Stats lists every statistic in the order for people.
var Stats = []Stat{Mean, Min, Max, Sum, Std, Median, Coverage, Count}

// OfValues reports whether a statistic needs the values themselves, as a Spread has them; no
// zoom level gives it.
func (s Stat) OfValues() bool { return s == Std || s == Median }

// ParseStat reads a statistic's name, in any case.
func ParseStat(name string) (Stat, error) {
	for _, s := range Stats {
		if strings.EqualFold(name, string(s)) {
			return s, nil
		}
	}
	names := make([]string, len(Stats))
	for i, s := range Stats {
		names[i] = string(s)
	}
	return "", fmt.Errorf("%q is not a statistic; wanted %s", name, strings.Join(names, ", "))
}

// Estimated reports whether a statistic of the bins is an estimate.
func Estimated(s *source.Summary, stat Stat) bool {
	e := s.Estimated
	switch stat {
	case Mean:
		return e.Sum || e.Bases
	case Min, Max:
		return e.Extremes
	case Sum:
		return e.Sum
	case Coverage:
		return e.Bases
	case Count:
		return e.Count
	}
	return false
}

// Values returns the statistic of each bin. A bin without data has NaN, or 0 for
// Coverage and Count; a bin without width always has NaN. Std and Median need a summary of
// Spread.
func Values(s *source.Summary, stat Stat) []float64 {
	n := s.Len()
	if n == 0 {
		return nil
	}
	out := make([]float64, n)
	at := edges(s.Interval, n)
	for i := range out {
		width := float64(at[i+1] - at[i])
		switch {
		case width == 0:
			out[i] = math.NaN()
		case stat == Coverage:
			out[i] = s.Bases[i] / width
		case stat == Count:
			out[i] = s.Count[i]
		case s.Bases[i] == 0:
			out[i] = math.NaN()
		case stat == Mean && s.Mean != nil:
			out[i] = s.Mean[i]
		case stat == Mean:
			out[i] = s.Sum[i] / s.Bases[i]
		case stat == Min:
			out[i] = s.Min[i]
		case stat == Max:
			out[i] = s.Max[i]
		case stat == Sum:
			out[i] = s.Sum[i]
		case stat == Std && s.Std != nil:
			out[i] = s.Std[i]
		case stat == Median && s.Median != nil:
			out[i] = s.Median[i]
		default:
			out[i] = math.NaN()
		}
	}
	return out
}
