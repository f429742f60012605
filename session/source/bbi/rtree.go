package bbi

import (
	"context"
	"math"
	"sort"
)

// block is one data block as a leaf of an R tree lists it (table 16). start and
// end are places: the sequence's id in the upper 32 bits, the base in the lower.
type block struct {
	start, end   uint64
	offset, size uint64
}

// place returns a position that is comparable across sequences.
func place(chrom uint32, base uint32) uint64 { return uint64(chrom)<<32 | uint64(base) }

// afterChrom returns the first place after a sequence.
func afterChrom(chrom uint32) uint64 {
	if chrom == math.MaxUint32 {
		return math.MaxUint64
	}
	return place(chrom+1, 0)
}

const (
	rTreeHeader = 48
	leafItem    = 32 // bytes an item of a leaf (table 16)
	innerItem   = 24 // bytes an item of an inner node (table 17)
)

// rTree finds the data blocks of a stretch. Its nodes are read when a query needs
// them.
type rTree struct {
	f     *file
	what  string
	root  uint64
	guess uint64 // the likely size of a node in bytes
	none  bool   // the file has no data and so no tree
}

// openIndex opens the tree of the data. libBigWig writes none into a file without data, nor before it has
// written all data.
func openIndex(f *file, h *header) (*rTree, error) {
	const count, magic = 8, 4 // what follows no data
	switch {
	case h.index != 0:
		return openRTree(f, h.index, "index")
	case uint64(f.size) <= h.data+count+magic:
		return &rTree{f: f, none: true}, nil
	}
	return nil, f.damaged("header", 0, "the file has no index: the program that writes it has not finished")
}

// openRTree reads the tree's header (table 14).
func openRTree(f *file, offset uint64, what string) (*rTree, error) {
	buf, err := f.bytesAt(offset, rTreeHeader, what)
	if err != nil {
		return nil, err
	}
	in := fields{f.order, buf}
	if magic := in.u32(); magic != cirMagic {
		return nil, f.damaged(what, offset, "wanted the magic number %#x, found %#x", cirMagic, magic)
	}
	width := uint64(in.u32())
	return &rTree{f: f, what: what, root: offset + rTreeHeader, guess: 4 + min(width, 1024)*leafItem}, nil
}

// node returns the bytes of the node at offset, its 4-byte head included.
func (t *rTree) node(offset uint64) ([]byte, error) {
	if raw, ok := shared.Get(t.f, offset); ok {
		return raw, nil
	}
	if err := t.f.within(offset, 4, t.what); err != nil {
		return nil, err
	}
	raw := make([]byte, min(t.guess, uint64(t.f.size)-offset))
	if err := t.f.read(raw, offset, t.what); err != nil {
		return nil, err
	}
	item := innerItem
	switch raw[0] {
	case 0:
	case 1:
		item = leafItem
	default:
		return nil, t.f.damaged(t.what, offset, "wanted a node that begins with 0 or 1, found %d", raw[0])
	}
	size := 4 + int(t.f.order.u16(raw[2:]))*item
	if size > len(raw) {
		var err error
		if raw, err = t.f.bytesAt(offset, uint64(size), t.what); err != nil {
			return nil, err
		}
	}
	raw = append(make([]byte, 0, size), raw[:size]...)
	shared.Put(t.f, offset, raw, len(raw))
	return raw, nil
}

// find appends to dst the blocks that may hold records between two places,
// first <= place < last, in the tree's order, which is that of the data. It
// stops when dst has limit blocks; 0 means no limit.
//
// Blocks that only touch the stretch are included: the place of one whose records
// have no width ends where it starts.
func (t *rTree) find(ctx context.Context, dst []block, first, last uint64, limit int) ([]block, error) {
	s := search{tree: t, ctx: ctx, first: first, last: last, limit: limit, found: dst}
	return s.run()
}

// findAny finds the blocks of several stretches of a sequence, which are in order and
// apart. It returns each block once.
func (t *rTree) findAny(ctx context.Context, chrom uint32, stretches []span) ([]block, error) {
	origin := place(chrom, 0)
	base := func(p uint64) int { return int(max(p, origin) - origin) }
	s := search{
		tree: t, ctx: ctx,
		first: origin + uint64(stretches[0].from), last: origin + uint64(stretches[len(stretches)-1].to),
		wanted: func(start, end uint64) bool {
			i := firstBehind(stretches, base(start))
			return i < len(stretches) && stretches[i].from <= base(end)
		},
	}
	return s.run()
}

// firstBehind returns the index of the first stretch that ends after pos.
func firstBehind(stretches []span, pos int) int {
	return sort.Search(len(stretches), func(i int) bool { return stretches[i].to > pos })
}

// search is one run of find, with the remaining number of nodes and blocks that a file of
// this size can have. A damaged tree whose nodes point at each other uses them up instead
// of looping forever.
type search struct {
	tree        *rTree
	ctx         context.Context
	first, last uint64
	wanted      func(start, end uint64) bool // of the blocks between first and last; nil for all
	limit       int
	found       []block
	nodes       uint64
	blocks      uint64
}

func (s *search) run() ([]block, error) {
	if s.tree.none {
		return s.found, nil
	}
	size := uint64(s.tree.f.size)
	// In an undamaged file nodes do not overlap.
	s.nodes, s.blocks = size/(4+innerItem)+1, size/leafItem+uint64(len(s.found))
	err := s.visit(s.tree.root, 0)
	return s.found, err
}

func (s *search) full() bool { return s.limit > 0 && len(s.found) >= s.limit }

func (s *search) visit(offset uint64, depth int) error {
	if err := s.ctx.Err(); err != nil {
		return err
	}
	if s.nodes == 0 || depth > maxTreeDepth {
		return s.tree.f.damaged(s.tree.what, offset, "the nodes of the tree point at each other")
	}
	s.nodes--
	raw, err := s.tree.node(offset)
	if err != nil {
		return err
	}
	order := s.tree.f.order
	leaf := raw[0] == 1
	item := innerItem
	if leaf {
		item = leafItem
	}
	for raw = raw[4:]; len(raw) >= item; raw = raw[item:] {
		start := place(order.u32(raw), order.u32(raw[4:]))
		end := place(order.u32(raw[8:]), order.u32(raw[12:]))
		if start >= s.last || end < s.first || s.wanted != nil && !s.wanted(start, end) {
			continue
		}
		if !leaf {
			if err := s.visit(order.u64(raw[16:]), depth+1); err != nil {
				return err
			}
		} else {
			if uint64(len(s.found)) >= s.blocks {
				return s.tree.f.damaged(s.tree.what, offset, "the index has more blocks than the file can hold")
			}
			s.found = append(s.found, block{start, end, order.u64(raw[16:]), order.u64(raw[24:])})
		}
		if s.full() {
			return nil
		}
	}
	return nil
}
