package intervals

import (
	"fmt"
	"math"
	"slices"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

const (
	// firstRows is the number of rows that the first view should have.
	firstRows = 30
	// firstWidth is the widest first view, in bases.
	firstWidth = 2_000_000
	// firstLeast is the narrowest first view, in bases: less would show nothing.
	firstLeast = 100
)

// describe completes info from the rows.
func (s *Store) describe(info source.Info) {
	declared := info.Sequences
	stated := map[string]int{}
	for _, q := range declared {
		stated[q.Name] = q.Length
	}
	info.Sequences = nil
	for i := range s.sequences {
		q := &s.sequences[i]
		q.length = stated[q.name]
		reach := 0
		for row := q.lo; row < q.hi; row++ {
			end := s.ends.at(row)
			info.Overlaps = info.Overlaps || s.starts.at(row) < reach
			reach = max(reach, end)
		}
		q.length = max(q.length, reach)
		info.Sequences = append(info.Sequences, genome.Sequence{Name: q.name, Length: q.length, Open: q.length != stated[q.name]})
	}
	info.Declare(declared)
	s.declare(&info)
	info.Values = s.schema.Values
	info.Metadata = s.schema.Metadata
	if info.Items == 0 {
		info.Items = int64(len(s.strands))
	}
	info.Min, info.Max = math.NaN(), math.NaN()
	for i := range s.values {
		lowest, highest := bounds(&s.values[i], 0, len(s.strands))
		info.Lowest, info.Highest = append(info.Lowest, lowest), append(info.Highest, highest)
	}
	if len(s.values) > 0 {
		info.Min, info.Max = info.Range(0)
	}
	info.First = s.first()
	if n := s.overlapping(info); n > 0 {
		are := "are"
		if n == 1 {
			are = "is"
		}
		info.Notes = append(slices.Clip(info.Notes), fmt.Sprintf("values overlap: %d of %d rows %s over bases of rows before; "+
			"there a mean is of all of them, and coverage counts a base once", n, len(s.strands), are))
	}
	s.info = info
}

// declare adds the sequences that have no rows, in the order of info.
func (s *Store) declare(info *source.Info) {
	if len(info.Empty) == 0 {
		return
	}
	all, row := make([]sequence, len(info.Sequences)), 0
	for i, q := range info.Sequences {
		if at, filled := s.byName[q.Name]; filled {
			all[i] = s.sequences[at]
		} else {
			all[i] = sequence{name: q.Name, lo: row, hi: row, length: q.Length}
		}
		row = all[i].hi
	}
	for i := range all {
		s.byName[all[i].name] = i
	}
	s.sequences = all
}

// overlapping counts the rows of a signal over bases that a row before has a value of the
// same column for.
func (s *Store) overlapping(info source.Info) int {
	if info.Kind != source.Signal || !info.Overlaps {
		return 0
	}
	count := 0
	reach := make([]int, len(s.values)) // of each column
	for i := range s.sequences {
		q := &s.sequences[i]
		clear(reach)
		for row := q.lo; row < q.hi; row++ {
			start, end, over := s.starts.at(row), s.ends.at(row), false
			for c := range s.values {
				if !math.IsNaN(s.values[c].at(row)) {
					over = over || start < reach[c]
					reach[c] = max(reach[c], end)
				}
			}
			if over {
				count++
			}
		}
	}
	return count
}

// first returns a stretch with the first rows of the first sequence that has any: up to
// firstRows of them and firstWidth bases, with a margin.
func (s *Store) first() genome.Interval {
	with := slices.IndexFunc(s.sequences, func(q sequence) bool { return q.lo < q.hi })
	if with < 0 {
		return genome.Interval{}
	}
	q := &s.sequences[with]
	start := s.starts.at(q.lo)
	last := q.lo
	for row := q.lo; row < min(q.lo+firstRows, q.hi) && s.starts.at(row)-start < firstWidth; row++ {
		last = row
	}
	end := min(s.ends.at(last), start+firstWidth)
	margin := max((end-start)/20, (firstLeast-(end-start)+1)/2)
	return genome.Interval{Seq: q.name, Start: start - margin, End: end + margin}.Clamp(q.length)
}
