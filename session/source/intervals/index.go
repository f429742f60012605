package intervals

import "sort"

// fan is the number of rows, or of blocks of the level below, in a block of the
// index.
const fan = 16

// sequence holds the rows of one sequence, [lo, hi) of the store, with the index
// over their ends.
type sequence struct {
	name   string
	lo, hi int
	length int // of the sequence, or else the largest end on it
	// largest[k] has for every fan^(k+1) rows, counted from lo, the largest end.
	largest []ints
}

// index builds the levels over ends.
func (s *sequence) index(ends *ints) {
	s.largest = nil
	n := s.hi - s.lo
	below := func(i int) int { return ends.at(s.lo + i) }
	for n > fan {
		var level ints
		for i := 0; i < n; i += fan {
			m := 0
			for j := i; j < min(i+fan, n); j++ {
				m = max(m, below(j))
			}
			level.add(m)
		}
		s.largest = append(s.largest, level.ordered(nil))
		last := &s.largest[len(s.largest)-1]
		below, n = last.at, last.len()
	}
}

// window returns the rows [first, last) of the sequence, counted from its first,
// that begin in [start, end), or that have no width and are at its end: all of them
// are in the window. Its other rows begin before first.
func (s *sequence) window(starts, ends *ints, start, end int) (first, last int) {
	if end <= start {
		return 0, 0
	}
	first, last = s.search(starts, start), s.search(starts, end)
	for last < s.hi-s.lo && starts.at(s.lo+last) == end && ends.at(s.lo+last) == end {
		last++
	}
	return first, last
}

// reaching calls f for the rows before the n-th that end after pos, in order, until f
// returns false.
func (s *sequence) reaching(ends *ints, n, pos int, f func(i int) bool) {
	for i := 0; i < n; {
		if step := s.before(i, pos); step > 0 {
			i += step
			continue
		}
		if ends.at(s.lo+i) > pos && !f(i) {
			return
		}
		i++
	}
}

// search returns the number of rows of the sequence that begin before pos.
func (s *sequence) search(starts *ints, pos int) int {
	return sort.Search(s.hi-s.lo, func(i int) bool { return starts.at(s.lo+i) >= pos })
}

// before returns how many rows from the i-th on are known to end before start, by the
// largest block that begins at i; 0 if no block shows it.
func (s *sequence) before(i, start int) int {
	step := 0
	for k, size := 0, fan; k < len(s.largest) && i%size == 0; k, size = k+1, size*fan {
		if s.largest[k].at(i/size) >= start {
			break
		}
		step = size
	}
	return step
}
