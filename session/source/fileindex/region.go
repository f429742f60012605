package fileindex

import (
	"cmp"
	"slices"

	"github.com/epiviz/epivizgo/session/source/bgzf"
)

// Region returns the pieces of the file that hold every row of the sequence that
// overlaps [start, end), in order and joined where they touch.
func (s *Sequence) Region(start, end int) []Chunk {
	start, end = max(start-1, 0), min(end+1, s.Bound) // a row without width may touch
	if end <= start {
		return nil
	}
	// The stretch before has the offset of whatever reaches from it into the first one: an offset that is too late hides no row.
	from := s.firstRow(max(start-1<<s.minShift, 0))
	var out []Chunk
	for level := 0; level <= s.depth; level++ {
		for _, b := range s.between(level, start, end) {
			for _, k := range b.chunks {
				if k.To > from {
					out = append(out, Chunk{max(k.From, from), k.To})
				}
			}
		}
	}
	slices.SortFunc(out, func(a, b Chunk) int { return cmp.Compare(a.From, b.From) })
	joined := out[:0]
	for _, k := range out {
		if n := len(joined); n > 0 && k.From <= joined[n-1].To {
			joined[n-1].To = max(joined[n-1].To, k.To)
			continue
		}
		joined = append(joined, k)
	}
	return joined
}

// firstRow returns an offset at or before the first row that ends after pos.
func (s *Sequence) firstRow(pos int) bgzf.Offset {
	if s.linear != nil {
		return s.linear[min(pos>>s.minShift, len(s.linear)-1)]
	}
	for level := s.depth; level >= 0; level-- {
		if found := s.between(level, pos, pos+1); len(found) > 0 {
			return found[0].first
		}
	}
	return 0
}

// LastPiece returns the last offset that the index has for rows of the sequence: only the last rows
// are after it.
func (s *Sequence) LastPiece() bgzf.Offset {
	from := s.From
	take := func(at bgzf.Offset) {
		if at < s.To {
			from = max(from, at)
		}
	}
	for _, b := range s.bins {
		take(b.first)
		for _, k := range b.chunks {
			take(k.From)
		}
	}
	if n := len(s.linear); n > 0 {
		take(s.linear[n-1])
	}
	return from
}

// mostOffsets bounds the stretches of Offsets: a CSI may have bins of a few bases.
const mostOffsets = 1 << 20

// Offsets returns where the rows of each stretch of width bases begin, ascending, and at last Sequence.To. It is for
// estimates: rows that reach into a stretch from before it may begin earlier.
func (s *Sequence) Offsets() (width int, offsets []bgzf.Offset) {
	shift := s.minShift
	if s.linear != nil {
		offsets = slices.Clone(s.linear)
	} else {
		for s.Bound>>shift > mostOffsets {
			shift++
		}
		offsets = make([]bgzf.Offset, (s.Bound-1)>>shift+1)
		for _, b := range s.between(s.depth, 0, s.Bound) {
			start, _ := Stretch(b.number, s.depth, s.minShift)
			if at := &offsets[start>>shift]; *at == 0 || b.from() < *at {
				*at = b.from()
			}
		}
	}
	width = 1 << shift
	last := s.From
	for i, at := range offsets {
		last = max(last, at)
		offsets[i] = last
	}
	return width, append(offsets, s.To)
}
