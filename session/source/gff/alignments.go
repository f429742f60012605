package gff

import (
	"slices"
	"strings"

	"github.com/epiviz/epivizgo/session/source/intervals"
)

// alignments joins the lines of each alignment: those with its ID, and the match_part lines with it as parent.
type alignments struct {
	order []*alignment
	byID  map[string]*alignment
	rows  *others
}

// alignment is an alignment while its lines are read.
type alignment struct {
	kind, source, score, phase, raw, label string // of its first line
	seq                                    string
	strand                                 byte
	names                                  []string
	own, parts                             [][2]int // places of its lines, and of lines with it as parent
}

// add adds a line with an ID or a parent.
func (a *alignments) add(r *record) error {
	span := [2]int{r.start, r.end}
	if r.isMatchPart() {
		for _, id := range list(string(r.parent)) {
			m := a.of(r, id)
			m.parts = append(m.parts, span)
			m.names = add(m.names, r.allNames(GFF3)...)
		}
		return nil
	}
	m := a.of(r, unescape(string(r.id)))
	switch {
	case len(m.own) == 0:
		m.describe(r)
	case m.kind != string(r.kind): // an ID that several things share is ignored
		return a.rows.add(r)
	default:
		m.raw += " | " + string(r.raw)
	}
	m.names = add(m.names, r.allNames(GFF3)...)
	m.own = append(m.own, span)
	return nil
}

// of returns the alignment of an id on the sequence and strand of a line. It adds the alignment
// the first time.
func (a *alignments) of(r *record, id string) *alignment {
	key := string(r.seq) + "\x00" + id + "\x00" + string(r.strand)
	m := a.byID[key]
	if m == nil {
		m = &alignment{seq: string(r.seq), strand: r.strand}
		m.describe(r)
		a.byID[key] = m
		a.order = append(a.order, m)
	}
	return m
}

func (m *alignment) describe(r *record) {
	m.kind, m.source, m.score, m.phase = string(r.kind), string(r.source), string(r.score), string(r.phase)
	m.raw, m.label = string(r.raw), string(r.label(GFF3))
}

// done adds the rows.
func (a *alignments) done() error {
	for _, m := range a.order {
		a.rows.kinds[m.kind]++
		if err := a.rows.rows.Add(m.row()); err != nil {
			return err
		}
	}
	return nil
}

// row returns the alignment as a row, whose blocks are its parts or, without them, its lines.
func (m *alignment) row() intervals.Row {
	blocks := union(slices.Clone(m.parts))
	if len(blocks) == 0 {
		blocks = union(slices.Clone(m.own))
	}
	start, end := blocks[0][0], blocks[len(blocks)-1][1]
	for _, s := range m.own {
		start, end = min(start, s[0]), max(end, s[1])
	}
	return intervals.Row{
		Seq: []byte(m.seq), Start: start, End: end, Strand: m.strand, Exons: blocks,
		Values:   []float64{number([]byte(m.score))},
		Metadata: [][]byte{[]byte(m.label), []byte(m.kind), []byte(m.source), []byte(m.score), []byte(m.phase), []byte(m.raw)},
		Names:    []byte(strings.Join(m.names, ",")),
	}
}
