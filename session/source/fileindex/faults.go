package fileindex

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/epiviz/epivizgo/session/source/bgzf"
)

// blockSize is the greatest size of a compressed block.
const blockSize = 1 << 16

// Fault says what cannot be right in the bins of an index of sorted reads, "" for nothing. Each read is in one bin, so the pieces of all
// bins together leave out nothing, and of two bins of a level the reads of the first come first.
func (s *Sequence) Fault() string {
	var all []Chunk
	for level := range s.depth + 1 {
		last := bgzf.Offset(0)
		for _, b := range s.between(level, 0, s.Bound) {
			if b.from() < last {
				return fmt.Sprintf("bin %d begins before the one in front of it ends", b.number)
			}
			for _, k := range b.chunks {
				last = max(last, k.To)
			}
			all = append(all, b.chunks...)
		}
	}
	slices.SortFunc(all, func(a, b Chunk) int { return cmp.Compare(a.From, b.From) })
	to := s.From
	for _, k := range all {
		// The end of a block and the beginning of the next are the same place.
		same := k.From.Within() == 0 && k.From.Block() > to.Block() && k.From.Block() <= to.Block()+blockSize
		if k.From > to && !same {
			return fmt.Sprintf("no bin has what is between the offsets %d and %d of the file", to.Block(), k.From.Block())
		}
		to = max(to, k.To)
	}
	return ""
}
