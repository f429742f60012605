package pairs

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/intervals"
)

// collection holds the rows of a file and counts for notes.
type collection struct {
	layout *Layout
	rows   *intervals.Builder
	row    intervals.Row // its slices are reused
	pairs  int           // in rows
	// Pairs with ends on two sequences, with one known end, and with none.
	across, half, nowhere int
	// twins are the records that may be listed a second time, at the other end.
	twins  []twin
	merged int // of the twins, those that are listed a second time
}

// twin is a pair that owns its memory.
type twin struct {
	pair pair
	key  string
}

func newCollection(l *Layout) *collection {
	return &collection{layout: l, rows: intervals.NewBuilder(l.schema())}
}

// Len returns the number of records.
func (c *collection) Len() int { return c.pairs + len(c.twins) + c.nowhere }

// Append adds the rows of a later part of the file.
func (c *collection) Append(later *collection) error {
	c.pairs += later.pairs
	c.across += later.across
	c.half += later.half
	c.nowhere += later.nowhere
	c.twins = append(c.twins, later.twins...)
	return c.rows.Append(later.rows)
}

// add adds a record, which the caller may reuse.
func (c *collection) add(p *pair) error {
	if p.listed >= 0 {
		c.twins = append(c.twins, twin{p.clone(), string(p.key)})
		return nil
	}
	return c.place(p)
}

func (p *pair) clone() pair {
	out := *p
	for k := range out.ends {
		out.ends[k].seq = bytes.Clone(p.ends[k].seq)
	}
	out.values, out.key = append([]float64(nil), p.values...), nil
	out.metadata = nil
	for _, m := range p.metadata {
		out.metadata = append(out.metadata, bytes.Clone(m))
	}
	return out
}

// place adds the rows of a pair.
func (c *collection) place(p *pair) error {
	a, b := &p.ends[0], &p.ends[1]
	switch {
	case !a.known() && !b.known():
		c.nowhere++
		return nil
	case !b.known():
		c.half++
		c.pairs++
		return c.end(p, 0, source.UnknownMate)
	case !a.known():
		c.half++
		c.pairs++
		return c.end(p, 1, source.UnknownMate)
	case !bytes.Equal(a.seq, b.seq):
		if err := c.end(p, 0, b.locus()); err != nil {
			return err
		}
		c.across++
		c.pairs++
		return c.end(p, 1, a.locus())
	}
	strand := a.strand
	if b.strand != strand {
		strand = '*'
	}
	c.pairs++
	return c.span(p, a.seq, min(a.start, b.start), max(a.end, b.end), strand,
		[][2]int{{a.start, a.end}, {b.start, b.end}}, "", "")
}

// end adds the row of one end.
func (c *collection) end(p *pair, k int, mate string) error {
	e := &p.ends[k]
	return c.span(p, e.seq, e.start, e.end, e.strand, [][2]int{{e.start, e.end}}, mate, "12"[k:k+1])
}

func (c *collection) span(p *pair, seq []byte, start, end int, strand byte, ends [][2]int, mate, which string) error {
	r := &c.row
	r.Seq, r.Start, r.End, r.Strand, r.Values, r.Exons = seq, start, end, strand, p.values, ends
	r.Metadata = append(r.Metadata[:0], p.metadata...)
	if c.layout.crosses() {
		r.Metadata = append(r.Metadata, []byte(mate), []byte(which))
	}
	return c.rows.Add(*r)
}

func (e *place) locus() string {
	return source.FormatMate(genome.Interval{Seq: string(e.seq), Start: e.start, End: e.end})
}

// merge adds the twins. Of the records that list a pair at both ends, it adds one for each
// two.
func (c *collection) merge() error {
	listed := map[string][2]int{}
	for i := range c.twins {
		n := listed[c.twins[i].key]
		n[c.twins[i].pair.listed]++
		listed[c.twins[i].key] = n
	}
	for i := range c.twins {
		t := &c.twins[i]
		if n := listed[t.key]; t.pair.listed == 1 && n[0] > 0 {
			n[0]--
			listed[t.key] = n
			c.merged++
			continue
		}
		if err := c.place(&t.pair); err != nil {
			return err
		}
	}
	c.twins = nil
	return nil
}

// notes returns notes on why the numbers of rows and lines differ.
func (c *collection) notes() []string {
	var out []string
	add := func(n int, one, many string) {
		switch {
		case n == 1:
			out = append(out, "1 "+one)
		case n > 1:
			out = append(out, fmt.Sprintf("%d %s", n, many))
		}
	}
	add(c.across, "pair is across two sequences: it is a row at either end",
		"pairs are across two sequences: each is a row at either end")
	add(c.merged, "pair that is listed at both of its ends is taken once", "pairs that are listed at both of their ends are taken once")
	add(c.half, "pair has one known end and is a row there", "pairs have one known end and are a row there")
	add(c.nowhere, "row left out: neither of its ends has a place", "rows left out: neither of their ends has a place")
	return out
}

// dropScore removes a score that is the same in all rows and so without information.
func (c *collection) dropScore(values []string) {
	for i, name := range values {
		if !strings.EqualFold(name, "score") || c.rows.Len() < 2 || len(values) == 1 && c.layout.form == longrange {
			continue
		}
		if low, high := c.rows.Bounds(i); low == high || low != low {
			c.rows.DropValue(i)
			return
		}
	}
}
