package repl

import (
	"strconv"

	"github.com/epiviz/epivizgo/repl/text"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/reply"
)

// What the rows of pairs have in answers beside what all rows have.
var (
	endTitles   = []text.Column{{Title: "END 1"}, {Title: "END 2"}}
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

// bedpeRows are the rows of pairs as BEDPE with ten columns. A strand that the file does
// not have for either end is that of the row.
func bedpeRows(list reply.FeatureRows) [][]string {
	name, score := rowNames(list), columnOf(list, scoreNames...)
	first, second := columnOf(list, "strand1", "sourceStrand"), columnOf(list, "strand2", "targetStrand")
	var out [][]string
	for i := range list.Start {
		strand := strandOf(list, i)
		out = append(out, append(endColumns(list.Ends[i]),
			orElse(name(i), missing), orElse(score(i), missing), orElse(first(i), strand), orElse(second(i), strand)))
	}
	return out
}

// blockColumns returns the last six columns of BED12 of a pair: its ends that are on the
// sequence are the blocks. Ends that overlap are one.
func blockColumns(list reply.FeatureRows, i int) []string {
	var sizes, starts string
	count, from, to := 0, -1, -1
	add := func() {
		if from < 0 {
			return
		}
		count++
		sizes += strconv.Itoa(to-from) + ","
		starts += strconv.Itoa(from-list.Start[i]) + ","
	}
	ends := list.Ends[i]
	if ends[1].Chr == list.Chr && (ends[0].Chr != list.Chr || ends[1].Start < ends[0].Start) {
		ends[0], ends[1] = ends[1], ends[0]
	}
	for _, e := range ends {
		switch {
		case e.Chr != list.Chr:
		case from >= 0 && e.Start <= to:
			to = max(to, e.End)
		default:
			add()
			from, to = e.Start, e.End
		}
	}
	add()
	return []string{strconv.Itoa(list.Start[i]), strconv.Itoa(list.End[i]), "0", strconv.Itoa(count), sizes, starts}
}
