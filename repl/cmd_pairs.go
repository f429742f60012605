package repl

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"github.com/epiviz/epivizgo/repl/text"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/reply"
)

// Columns that only the rows of pairs have in answers.
var (
	endTitles   = []text.Column{{Title: "END 1", Keep: true}, {Title: "END 2", Keep: true}}
	bedpePlaces = []string{"chrom1", "start1", "end1", "chrom2", "start2", "end2"}
)

// endLoci returns the two ends of a pair for people.
func endLoci(ends [2]reply.Place) []string {
	var out []string
	for _, e := range ends {
		locus := missing
		if e.Chr != "" {
			locus = text.Locus(genome.Interval{Seq: e.Chr, Start: e.Start, End: e.End})
		}
		out = append(out, locus)
	}
	return out
}

// endColumns returns the six columns of BEDPE with the two ends of a pair.
func endColumns(ends [2]reply.Place) []string {
	var out []string
	for _, e := range ends {
		if e.Chr == "" {
			out = append(out, missing, "-1", "-1")
			continue
		}
		out = append(out, e.Chr, strconv.Itoa(e.Start), strconv.Itoa(e.End))
	}
	return out
}

// bedpeRows returns the rows of pairs as BEDPE with ten columns: of joins of variants with their quality for a score. Where the file
// has no strand for an end, the row's strand is used.
func bedpeRows(list reply.FeatureRows) [][]string {
	name, score, both := rowNames(list), columnOf(list, append(slices.Clone(scoreNames), "QUAL")...), columnOf(list, "strands")
	first, second := columnOf(list, "strand1", "sourceStrand"), columnOf(list, "strand2", "targetStrand")
	var out [][]string
	for i := range list.Start {
		strand := strandOf(list, i)
		out = append(out, append(endColumns(list.Ends[i]),
			cmp.Or(name(i), missing), cmp.Or(score(i), missing), cmp.Or(first(i), strandIn(both(i), 0), strand),
			cmp.Or(second(i), strandIn(both(i), 1), strand)))
	}
	return out
}

// strandIn returns the strand of an end in the strands of both, such as +-; "" where they do not say.
func strandIn(both string, end int) string {
	if len(both) != 2 || both[end] != '+' && both[end] != '-' {
		return ""
	}
	return both[end : end+1]
}

// bedLines returns the rows in format, bed or bedpe, and how many were cut to their exons.
func bedLines(format string, list reply.FeatureRows) (lines [][]string, cut int, err error) {
	switch {
	case format == "bed":
		lines, cut = bedRows(list)
		return lines, cut, nil
	case list.Ends == nil:
		return nil, 0, withHint(fmt.Errorf("the rows of %s are no pairs", list.Name), "rows … %s --bed writes them as BED", list.Name)
	}
	return bedpeRows(list), 0, nil
}
