package intervals

import (
	"fmt"
	"math"
	"slices"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

// complete makes what follows from the fields that were read, after a check that these are as
// Builder.Finish makes them.
func (s *Store) complete() error {
	for _, check := range []func() error{s.checkRows, s.checkColumns, s.checkOrder, s.checkFinder} {
		if err := check(); err != nil {
			return err
		}
	}
	s.byName = make(map[string]int, len(s.sequences))
	for i := range s.sequences {
		q := &s.sequences[i]
		if _, twice := s.byName[q.name]; twice {
			return fmt.Errorf("sequence %q twice", q.name)
		}
		s.byName[q.name] = i
		q.index(&s.ends)
	}
	s.weigh()
	return s.checkInfo()
}

// checkRows checks the positions and the strands.
func (s *Store) checkRows() error {
	n := len(s.strands)
	if n > math.MaxUint32 || s.starts.len() != n || s.ends.len() != n {
		return fmt.Errorf("%d starts, %d ends and %d strands", s.starts.len(), s.ends.len(), n)
	}
	for _, strand := range s.strands {
		if strand != '+' && strand != '-' && strand != '*' {
			return fmt.Errorf("strand %d", strand)
		}
	}
	row := 0
	for i := range s.sequences {
		q := &s.sequences[i]
		if q.lo != row || q.hi < q.lo || q.hi > n {
			return fmt.Errorf("sequence %q has the rows from %d to %d", q.name, q.lo, q.hi)
		}
		lastStart, lastEnd := 0, 0
		for ; row < q.hi; row++ {
			start, end := s.starts.at(row), s.ends.at(row)
			if start < lastStart || end < start || end > min(q.length, genome.MaxPosition) || start == lastStart && end < lastEnd {
				return fmt.Errorf("row %d from %d to %d", row, start, end)
			}
			lastStart, lastEnd = start, end
		}
	}
	if row != n {
		return fmt.Errorf("%d rows are on no sequence", n-row)
	}
	return nil
}

// checkColumns checks all columns but the positions.
func (s *Store) checkColumns() error {
	n := len(s.strands)
	if len(s.values) != len(s.schema.Values) || len(s.metadata) != len(s.schema.Metadata) {
		return fmt.Errorf("%d and %d columns; the schema has %d and %d",
			len(s.values), len(s.metadata), len(s.schema.Values), len(s.schema.Metadata))
	}
	for i := range s.values {
		if s.values[i].len() != n {
			return fmt.Errorf("value column %d has %d rows of %d", i, s.values[i].len(), n)
		}
	}
	for i := range s.metadata {
		if !s.metadata[i].good(n) {
			return fmt.Errorf("text column %d is damaged", i)
		}
	}
	if s.schema.Hidden && !s.hidden.good(n) || !s.schema.Hidden && !s.hidden.good(0) {
		return fmt.Errorf("the names for searches are damaged")
	}
	exons, coding, phases := 0, 0, 0
	if s.schema.Exons {
		exons = n
	}
	if s.schema.Coding {
		coding = n
	}
	if s.schema.Phase {
		phases = n
	}
	if len(s.phases) != phases || phases > 0 && slices.Max(s.phases) > source.NoPhase {
		return fmt.Errorf("the phases are damaged")
	}
	if e := &s.exons; e.ends.len() != exons || e.from.len() != e.size.len() || !ascend(&e.ends, e.from.len()) {
		return fmt.Errorf("the exons are damaged")
	}
	if s.codingFrom.len() != coding || s.codingSize.len() != coding {
		return fmt.Errorf("the coding stretches are damaged")
	}
	for row := range exons {
		width := s.ends.at(row) - s.starts.at(row)
		for k, to := s.exons.bounds(row); k < to; k++ {
			if !inside(s.exons.from.at(k), s.exons.size.at(k), width) {
				return fmt.Errorf("an exon of row %d is outside of it", row)
			}
		}
	}
	for row := range coding {
		if !inside(s.codingFrom.at(row), s.codingSize.at(row), s.ends.at(row)-s.starts.at(row)) {
			return fmt.Errorf("the coding stretch of row %d is outside of it", row)
		}
	}
	return nil
}

// good reports whether every one of n rows can be read.
func (c *column) good(n int) bool {
	if c.words == nil {
		return c.ends.len() == n && ascend(&c.ends, len(c.text))
	}
	for _, code := range c.codes {
		if int(code) >= len(c.words) {
			return false
		}
	}
	return len(c.codes) == n
}

// ascend reports whether the numbers, none less than the one before it, end at last.
func ascend(c *ints, last int) bool {
	before := 0
	for i := range c.len() {
		v := c.at(i)
		if v < before {
			return false
		}
		before = v
	}
	return before == last
}

// inside reports whether a stretch is in a row of a width.
func inside(from, size, width int) bool {
	return from >= 0 && from <= width && size >= 0 && size <= width-from
}

// checkOrder checks that every row has one place in the file.
func (s *Store) checkOrder() error {
	if s.fileOrder == nil {
		return nil
	}
	n := len(s.strands)
	seen := make([]bool, n)
	for _, place := range s.fileOrder {
		if int(place) >= n || seen[place] {
			return fmt.Errorf("place %d in the file, of %d rows", place, n)
		}
		seen[place] = true
	}
	if len(s.fileOrder) != n {
		return fmt.Errorf("places in the file of %d rows of %d", len(s.fileOrder), n)
	}
	return nil
}

// checkFinder checks what searches use.
func (s *Store) checkFinder() error {
	f := s.find.Load()
	if f == nil {
		return nil
	}
	n := f.ends.len()
	if len(f.rows) != n || len(f.signs) != (n+signWords-1)/signWords*signLen || !ascend(&f.ends, len(f.text)) {
		return fmt.Errorf("the words for searches are damaged")
	}
	before := ""
	for i := range n {
		start := 0
		if i > 0 {
			start = f.ends.at(i - 1)
		}
		if end := f.ends.at(i); end == start || f.text[end-1] != '\n' {
			return fmt.Errorf("word %d for searches has no end", i)
		}
		if word := f.word(i); word < before {
			return fmt.Errorf("word %d for searches is out of order", i)
		} else {
			before = word
		}
		if int(f.rows[i]) >= len(s.strands) {
			return fmt.Errorf("word %d for searches is of row %d of %d", i, f.rows[i], len(s.strands))
		}
	}
	return nil
}

// checkInfo checks what others rely on.
func (s *Store) checkInfo() error {
	i := &s.info
	if i.Kind < source.Features || i.Kind > source.Pairs {
		return fmt.Errorf("kind %d of rows", i.Kind)
	}
	if i.Kind == source.Signal && len(i.Values) == 0 || (i.Kind == source.Genes || i.Kind == source.Pairs) && !s.schema.Exons {
		return fmt.Errorf("kind %d of rows without its columns", i.Kind)
	}
	if i.Items < 0 || !slices.Equal(i.Values, s.schema.Values) || !slices.Equal(i.Metadata, s.schema.Metadata) ||
		len(i.Sequences) != len(s.sequences) {
		return fmt.Errorf("the description is of other rows")
	}
	for k, q := range i.Sequences {
		if q.Name != s.sequences[k].name || q.Length != s.sequences[k].length {
			return fmt.Errorf("sequence %q is %q in the description", s.sequences[k].name, q.Name)
		}
	}
	at, known := s.byName[i.First.Seq]
	switch first := i.First; {
	case len(s.strands) == 0 && first == genome.Interval{}:
	case !known || first.Start < 0 || first.Start > first.End || first.End > s.sequences[at].length:
		return fmt.Errorf("the first view %v", first)
	}
	return nil
}
