package vcf

import (
	"bytes"
	"fmt"
	"strconv"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/intervals"
)

// A join is one novel adjacency: two places of the reference that are neighbours in a sample. Breakends say
// theirs in the alternate allele, which names the mate; other structural variants join their first base and END,
// which is on CHR2 if they have it.

// join is an adjacency; it owns its memory.
type join struct {
	ends             [2]end
	id, kind, filter string
	quality          float64
	alone            bool // the mate of a breakend is not known
}

// end is one side of a join.
type end struct {
	seq string
	pos int  // counted from 0
	to  byte // '+' if the sequence before the position is joined, '-' if that behind it is, '*' unknown
}

// joins adds the adjacencies of a site to dst.
func (s *site) joins(dst []join, kind []byte, quality float64) []join {
	alts := s.column[altColumn]
	if !bytes.ContainsAny(alts, "[]<.") {
		return dst
	}
	pos, err := strconv.Atoi(string(s.column[posColumn]))
	if err != nil {
		return dst
	}
	here := end{string(s.column[chromColumn]), max(pos-1, 0), '*'}
	made := func(e, mate end, alone bool) join {
		return join{[2]end{e, mate}, string(known(s.column[idColumn])), string(kind), string(known(s.column[filterColumn])), quality, alone}
	}
	for alt := range bytes.SplitSeq(alts, []byte{','}) {
		switch kind := alleleType(s.column[refColumn], alt); {
		case kind == "breakend":
			e, mate, ok := breakend(here, alt)
			dst = append(dst, made(e, mate, !ok))
		case len(alt) > 0 && alt[0] == '<' && !isAny(alt) && s.end != nil:
			mate := end{here.seq, 0, '*'}
			if s.elsewhere != nil {
				mate.seq = string(s.elsewhere)
			}
			if n, err := strconv.Atoi(string(s.end)); err == nil && n > 0 && n <= genome.MaxPosition && (mate.seq != here.seq || n > pos) {
				mate.pos = n - 1
				dst = append(dst, made(here, mate, false))
			}
		}
	}
	return dst
}

// breakend reads an alternate allele that names a mate, as "G]17:198982]" does. ok is false for one whose mate is not
// known.
func breakend(here end, alt []byte) (e, mate end, ok bool) {
	mate.to = '*'
	first := bytes.IndexAny(alt, "[]")
	if here.to = '+'; first == 0 || alt[0] == '.' {
		here.to = '-'
	}
	if first < 0 {
		return here, mate, false
	}
	bracket := alt[first]
	place, _, closed := bytes.Cut(alt[first+1:], alt[first:first+1])
	colon := bytes.LastIndexByte(place, ':')
	if !closed || colon <= 0 {
		return here, mate, false
	}
	pos, err := strconv.Atoi(string(place[colon+1:]))
	if err != nil || pos < 0 || pos > genome.MaxPosition {
		return here, mate, false
	}
	// A contig of an assembly file is in angle brackets.
	mate = end{string(bytes.Trim(place[:colon], "<>")), max(pos-1, 0), '+'}
	if bracket == '[' {
		mate.to = '-'
	}
	return here, mate, true
}

// joinColumns are the columns of the rows of joins.
var joinColumns = []string{"id", "type", "filter", "strands", source.MateColumn, source.EndColumn}

// pairsOf returns the joins of sites as a source of pairs. A breakend and its mate are one join. twice is how many
// breakends are left out for that, and alone how many have no known mate.
func pairsOf(joins []join, sites source.Info) (pairs *intervals.Store, twice, alone int, err error) {
	b := intervals.NewBuilder(intervals.Schema{Values: []string{"QUAL"}, Metadata: joinColumns, Exons: true, Names: joinColumns[:1]})
	type adjacency [2]end
	open := map[adjacency]int{} // breakends whose mate has not come
	n := 0
	for i := range joins {
		j := &joins[i]
		if j.alone {
			alone++
		} else if j.kind == "breakend" {
			if open[adjacency{j.ends[1], j.ends[0]}] > 0 {
				open[adjacency{j.ends[1], j.ends[0]}]--
				twice++
				continue
			}
			open[adjacency(j.ends)]++
		}
		n++
		if err := j.add(b); err != nil {
			return nil, 0, 0, err
		}
	}
	return b.Finish(source.Info{Format: sites.Format, Kind: source.Pairs, Sequences: sites.Sequences, Items: int64(n)}), twice, alone, nil
}

// add adds the rows of a join.
func (j *join) add(b *intervals.Builder) error {
	strands := string([]byte{j.ends[0].to, j.ends[1].to})
	if strands == "**" {
		strands = ""
	}
	row := func(start, end int, seq string, exons [][2]int, mate, which string) error {
		return b.Add(intervals.Row{Seq: []byte(seq), Start: start, End: end, Strand: '*', Values: []float64{j.quality}, Exons: exons,
			Metadata: [][]byte{[]byte(j.id), []byte(j.kind), []byte(j.filter), []byte(strands), []byte(mate), []byte(which)}})
	}
	first, second := j.ends[0], j.ends[1]
	switch {
	case j.alone:
		return row(first.pos, first.pos+1, first.seq, [][2]int{{first.pos, first.pos + 1}}, source.UnknownMate, "1")
	case first.seq == second.seq:
		return row(min(first.pos, second.pos), max(first.pos, second.pos)+1, first.seq,
			[][2]int{{first.pos, first.pos + 1}, {second.pos, second.pos + 1}}, "", "")
	}
	for k, e := range j.ends {
		mate := j.ends[1-k]
		locus := source.FormatMate(genome.Interval{Seq: mate.seq, Start: mate.pos, End: mate.pos + 1})
		if err := row(e.pos, e.pos+1, e.seq, [][2]int{{e.pos, e.pos + 1}}, locus, "12"[k:k+1]); err != nil {
			return err
		}
	}
	return nil
}

// joinNotes returns notes on the joins.
func joinNotes(twice, alone int) (notes []string) {
	if twice > 0 {
		notes = append(notes, fmt.Sprintf("breakends that name each other are one join: %d left out for that", twice))
	}
	if alone > 0 {
		notes = append(notes, fmt.Sprintf("joins without a known mate: %d, each with one end", alone))
	}
	return notes
}
