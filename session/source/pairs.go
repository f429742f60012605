package source

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/epiviz/epivizgo/session/genome"
)

// Text columns of a source of Pairs. A pair within one sequence is a row from its
// lowest start to its highest end. A pair across two sequences is two rows, one at
// either end. A source without such rows may lack the columns.
const (
	// MateColumn has the locus of the other end (FormatMate) where that is on another sequence,
	// UnknownMate where the file does not know it, and "" where both ends are here.
	MateColumn = "mate"
	// EndColumn has the number of the pair's end that a row with one end is, "1" or "2",
	// and "" where both ends are here.
	EndColumn = "pairEnd"
	// UnknownMate is the mate of a row whose other end is not known.
	UnknownMate = "."
)

// FormatMate returns the locus of an end for MateColumn. It is that of Interval.String, which
// cannot express a point: {chr1 5 5} is chr1:6-5 and {chr1 0 0} is chr1:1-0.
func FormatMate(end genome.Interval) string {
	return fmt.Sprintf("%s:%d-%d", end.Seq, end.Start+1, end.End)
}

// ParseMate returns the end of which FormatMate has made mate. ok is false for UnknownMate, "" and other text.
func ParseMate(mate string) (end genome.Interval, ok bool) {
	colon := strings.LastIndexByte(mate, ':')
	if colon <= 0 {
		return genome.Interval{}, false
	}
	from, to, _ := strings.Cut(mate[colon+1:], "-")
	first, err1 := strconv.Atoi(from)
	last, err2 := strconv.Atoi(to)
	if err1 != nil || err2 != nil || first < 1 || last < first-1 || last > genome.MaxPosition {
		return genome.Interval{}, false
	}
	return genome.Interval{Seq: mate[:colon], Start: first - 1, End: last}, true
}

// Ends returns the two ends of row i of a source of Pairs, which has these columns of
// text, in the file's order. An end that is not known is the zero Interval. seq is the
// sequence of the rows.
func (r *Rows) Ends(seq string, metadata []string, i int) (ends [2]genome.Interval) {
	for k, x := range r.Exons[i][:min(2, len(r.Exons[i]))] {
		ends[k] = genome.Interval{Seq: seq, Start: x[0], End: x[1]}
	}
	mate := r.text(metadata, MateColumn, i)
	if mate == "" {
		return ends
	}
	ends[1], _ = ParseMate(mate)
	if r.text(metadata, EndColumn, i) == "2" {
		ends[0], ends[1] = ends[1], ends[0]
	}
	return ends
}

func (r *Rows) text(metadata []string, column string, i int) string {
	if k := slices.Index(metadata, column); k >= 0 && r.Metadata[k] != nil {
		return r.Metadata[k][i]
	}
	return ""
}
