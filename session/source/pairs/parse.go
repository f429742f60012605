package pairs

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/epiviz/epivizgo/session/source/lines"
)

// place is one end of a pair.
type place struct {
	seq        []byte // nil if the end is not known
	start, end int
	strand     byte
}

func (p *place) known() bool { return p.seq != nil }

// pair is a record. The next parse reuses its slices.
type pair struct {
	ends     [2]place
	values   []float64
	metadata [][]byte
	// listed is the end at which the record is listed, in files that list a pair at both
	// ends; else -1.
	listed int
	key    []byte // equal for such a record and the one at the other end
}

// parser turns the fields of one line after another into a pair.
type parser struct {
	layout *Layout
	pair   pair
	faults []fault  // the cells that were left out of the last row
	counts [2][]int // of blocks
	buf    []byte
}

// fault is a cell that is left out.
type fault struct {
	column string
	err    error
}

func (p *parser) parse(fields [][]byte) error {
	f := &forms[p.layout.form]
	if least := max(f.least, slices.Max(p.layout.places[:])+1); len(fields) < least { // a line of names may put places anywhere
		return fmt.Errorf("found %d columns; wanted at least %d: %s", len(fields), least, f.wanted)
	}
	p.pair = pair{values: p.pair.values[:0], metadata: p.pair.metadata[:0], key: p.pair.key[:0], listed: -1}
	p.buf, p.faults = p.buf[:0], p.faults[:0]
	if err := p.ends(fields); err != nil {
		return err
	}
	for _, c := range p.layout.columns {
		var field []byte
		if c.at < len(fields) {
			field = fields[c.at]
		}
		p.column(c, field)
	}
	if p.layout.form == junctions {
		for _, overhang := range []int{p.counts[0][0], p.counts[0][1]} {
			p.pair.values = append(p.pair.values, float64(overhang))
		}
	}
	p.twin(fields)
	return nil
}

// ends reads the places.
func (p *parser) ends(fields [][]byte) error {
	switch p.layout.form {
	case longrange:
		return p.longrange(fields)
	case star:
		return p.star(fields)
	case junctions:
		return p.junction(fields)
	}
	for k := range p.pair.ends {
		at := p.layout.places[3*k:]
		if err := p.pair.ends[k].read(fields[at[0]], fields[at[1]], fields[at[2]], k+1); err != nil {
			return err
		}
	}
	return nil
}

// read reads a place, the n-th of its pair. An unknown place has no name, or begins before
// the sequence.
func (e *place) read(seq, start, end []byte, n int) error {
	if len(seq) == 0 || string(seq) == "." || string(start) == "-1" {
		*e = place{}
		return nil
	}
	from, err := lines.Position(start, fmt.Sprintf("start%d", n))
	if err != nil {
		return err
	}
	to, err := lines.Position(end, fmt.Sprintf("end%d", n))
	if err != nil {
		return err
	}
	if to < from {
		return fmt.Errorf("end%d %d lies before start%d %d", n, to, n, from)
	}
	*e = place{seq, from, to, '*'}
	return nil
}

// longrange reads a line with the first place in columns and the second as
// chrom:start-end,score.
func (p *parser) longrange(fields [][]byte) error {
	mate, _, _ := bytes.Cut(fields[3], []byte{','})
	colon := bytes.LastIndexByte(mate, ':')
	if colon < 1 {
		return fmt.Errorf("the fourth column is %s; wanted the other end and a score: chrom:start-end,score", lines.Quote(fields[3]))
	}
	from, to, _ := bytes.Cut(mate[colon+1:], []byte{'-'})
	ends := &p.pair.ends
	if err := ends[0].read(fields[0], fields[1], fields[2], 1); err != nil {
		return err
	}
	if err := ends[1].read(mate[:colon], from, to, 2); err != nil {
		return err
	}
	if !ends[0].known() || !ends[1].known() {
		return fmt.Errorf("an end has no place")
	}
	return nil
}

// star reads a line of SJ.out.tab: the first and the last base of an intron, counted from
// 1.
func (p *parser) star(fields [][]byte) error {
	start, err := lines.Position(fields[1], "start")
	if err != nil {
		return err
	}
	end, err := lines.Position(fields[2], "end")
	if err != nil {
		return err
	}
	if start < 1 || end < start {
		return fmt.Errorf("an intron from %d to %d; wanted 1 <= start <= end", start, end)
	}
	code := string(fields[3])
	if len(code) != 1 || code > "2" || code < "0" {
		return fmt.Errorf("strand %s is none of 0, 1 and 2", lines.Quote(fields[3]))
	}
	return p.gap(fields[0], start-1, end, "*+-"[code[0]-'0'])
}

// junction reads a line of BED12: the junction is the gap between its two blocks.
func (p *parser) junction(fields [][]byte) error {
	start, err := lines.Position(fields[1], "start")
	if err != nil {
		return err
	}
	end, err := lines.Position(fields[2], "end")
	if err != nil {
		return err
	}
	if string(fields[9]) != "2" {
		return fmt.Errorf("blockCount is %s; wanted 2: a junction is the gap between two blocks", lines.Quote(fields[9]))
	}
	for k, what := range []string{"blockSizes", "blockStarts"} {
		if p.counts[k], err = lines.Positions(p.counts[k][:0], fields[10+k], what); err != nil {
			return err
		}
		if len(p.counts[k]) != 2 {
			return fmt.Errorf("blockCount is 2, but there are %d %s", len(p.counts[k]), what)
		}
	}
	sizes, starts := p.counts[0], p.counts[1]
	from, to := start+starts[0]+sizes[0], start+starts[1]
	switch {
	case starts[0] != 0 || to+sizes[1] != end:
		return fmt.Errorf("the blocks reach from %d to %d, the row from %d to %d", start+starts[0], to+sizes[1], start, end)
	case to <= from:
		return fmt.Errorf("there is no gap between the blocks, of which one ends at %d and the other begins at %d", from, to)
	}
	strand := byte('*')
	if len(fields[5]) == 1 {
		strand = fields[5][0]
	}
	return p.gap(fields[0], from, to, strand)
}

// gap sets the ends of a junction: its first and its last base.
func (p *parser) gap(seq []byte, start, end int, strand byte) error {
	if len(seq) == 0 {
		return fmt.Errorf("the sequence name is empty")
	}
	p.pair.ends = [2]place{{seq, start, start + 1, strand}, {seq, end - 1, end, strand}}
	return nil
}

// motifs are the codes of STAR's column of intron motifs.
var motifs = [...]string{"non-canonical", "GT/AG", "CT/AC", "GC/AG", "CT/GC", "AT/AC", "GT/AT"}

// column reads one column after the places. Text that is not a number stays text: such a
// fault costs the value, not the pair.
func (p *parser) column(c column, field []byte) {
	switch c.use {
	case silent:
		return
	case strand1, strand2:
		if k := int(c.use - strand1); len(field) == 1 && p.pair.ends[k].known() {
			p.pair.ends[k].strand = field[0]
		}
	case motif:
		if code, err := strconv.Atoi(string(field)); err == nil && code >= 0 && code < len(motifs) {
			field = []byte(motifs[code])
		}
	case annotated:
		switch string(field) {
		case "0":
			field = []byte("no")
		case "1":
			field = []byte("yes")
		}
	case number:
		if p.layout.form == longrange && c.at == 3 {
			_, field, _ = bytes.Cut(field, []byte{','})
		}
		v, err := decimal(field)
		if err != nil {
			p.faults = append(p.faults, fault{c.label, err})
		}
		p.pair.values = append(p.pair.values, v)
	}
	p.pair.metadata = append(p.pair.metadata, field)
}

// decimal reads a finite number, NaN for a missing one.
func decimal(field []byte) (float64, error) {
	v, err := lines.Number(field)
	if math.IsInf(v, 0) {
		return math.NaN(), fmt.Errorf("%s is not a finite number", lines.Quote(field))
	}
	return v, err
}

// twin fills in listed and key of a record that has a twin at the other end of its pair:
// every one of longrange, and of interact those across two sequences.
func (p *parser) twin(fields [][]byte) {
	r := &p.pair
	a, b := &r.ends[0], &r.ends[1]
	switch {
	case p.layout.form == longrange:
		first, second := a, b
		if r.listed = 0; b.before(a) {
			r.listed = 1
			first, second = b, a
		}
		r.key = append(second.append(first.append(r.key)), r.metadata[0]...)
	case p.layout.form == interact && a.known() && b.known() && !bytes.Equal(a.seq, b.seq):
		if r.listed = 0; bytes.Equal(fields[0], b.seq) {
			r.listed = 1
		}
		for i, f := range fields {
			if i > 2 {
				r.key = append(append(r.key, f...), '\t')
			}
		}
	}
}

func (e *place) before(o *place) bool {
	if c := bytes.Compare(e.seq, o.seq); c != 0 {
		return c < 0
	}
	return e.start < o.start || e.start == o.start && e.end < o.end
}

func (e *place) append(key []byte) []byte {
	return fmt.Appendf(key, "%s\t%d\t%d\t", e.seq, e.start, e.end)
}
