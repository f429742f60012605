package bbi

import (
	"math"
	"slices"
	"strconv"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/thin"
)

// pairColumns are the columns of a bigInteract's two ends (UCSC, "Interact and bigInteract
// Track Format"): for each chromosome, start, end and strand.
type pairColumns [2][4]int

// endNames are the beginnings of the names of the two ends' columns: now, and in older files.
var endNames = [][2]string{{"source", "target"}, {"region1", "region2"}}

// newPairColumns finds the columns of pairs. It returns nil if the rows are not pairs.
func newPairColumns(labels []string) *pairColumns {
	for _, names := range endNames {
		p := pairColumns{}
		found := true
		for k, end := range names {
			for i, what := range []string{"Chrom", "Start", "End", "Strand"} {
				p[k][i] = slices.Index(labels, end+what)
				found = found && (p[k][i] > nameColumn || what == "Strand")
			}
		}
		if found {
			return &p
		}
	}
	return nil
}

// hasPlace reports whether a column is part of an end's place.
func (p *pairColumns) hasPlace(column int) bool {
	return slices.Contains(p[0][:3], column) || slices.Contains(p[1][:3], column)
}

// ends returns the ends of a row that are on its sequence, the locus of the other end if
// that is elsewhere, and which of the two the row is. If the ends contradict the row, it
// counts as one end, and the other is unknown.
func (p *pairColumns) ends(seq string, r *record, row []string) (ends [][2]int, mate, which string) {
	var iv [2]genome.Interval
	known := true
	for k, at := range p {
		start, err1 := strconv.Atoi(row[at[1]])
		end, err2 := strconv.Atoi(row[at[2]])
		known = known && err1 == nil && err2 == nil && start >= 0 && start <= end && end <= genome.MaxPosition
		iv[k] = genome.Interval{Seq: row[at[0]], Start: start, End: end}
	}
	within := func(k int) bool { return iv[k].Seq == seq && iv[k].Start >= r.start && iv[k].End <= r.end }
	switch {
	case known && within(0) && within(1):
		return [][2]int{{iv[0].Start, iv[0].End}, {iv[1].Start, iv[1].End}}, "", ""
	case known && within(0) && iv[1].Seq != seq && iv[1].Seq != "":
		return [][2]int{{iv[0].Start, iv[0].End}}, source.FormatMate(iv[1]), "1"
	case known && within(1) && iv[0].Seq != seq && iv[0].Seq != "":
		return [][2]int{{iv[1].Start, iv[1].End}}, source.FormatMate(iv[0]), "2"
	}
	return [][2]int{{r.start, r.end}}, source.UnknownMate, "1"
}

// strand returns the strand that the ends of a row share, or the strand of the end that the
// row is.
func (p *pairColumns) strand(row []string, which string) byte {
	of := func(k int) byte {
		if p[k][3] < nameColumn {
			return '*'
		}
		return strand(row[p[k][3]])
	}
	switch {
	case which == "1":
		return of(0)
	case which == "2":
		return of(1)
	case of(0) == of(1):
		return of(0)
	}
	return '*'
}

// pairRank returns a function that ranks rows by the rules of package thin, nil if they are
// not pairs.
func (b *bigBed) pairRank(iv genome.Interval) func(r record) float64 {
	c := b.columns
	if c.pairs == nil {
		return nil
	}
	row := make([]string, c.count)
	return func(r record) float64 {
		split(row, r.rest)
		value := math.NaN()
		if len(c.values) > 0 {
			value = parseNumber(row[c.values[0]])
		}
		ends, _, _ := c.pairs.ends(iv.Seq, &r, row)
		return thin.PairRank(iv, ends, value)
	}
}
