package bbi

import (
	"bytes"
	"slices"
)

// chrom is one sequence of the file.
type chrom struct {
	name   string
	id     uint32
	length uint32
}

// bpTree is a B+ tree of fixed-width keys and values (table 8): the sequence
// names of every file, and the extra indexes of a bigBed.
type bpTree struct {
	f         *file
	what      string // for messages: "list of sequences"
	root      uint64
	blockSize uint64 // the most items of a node
	keySize   uint64
	valueSize uint64
	items     uint64
}

// Limits of a sane tree, so that a damaged one cannot ask for much memory.
const (
	maxKeySize   = 1 << 12
	maxValueSize = 1 << 6
	maxTreeDepth = 32
)

// openBPTree reads the tree's header.
func openBPTree(f *file, offset uint64, what string) (*bpTree, error) {
	buf, err := f.bytesAt(offset, 32, what)
	if err != nil {
		return nil, err
	}
	in := fields{f.order, buf}
	if magic := in.u32(); magic != bptMagic {
		return nil, f.damaged(what, offset, "wanted the magic number %#x, found %#x", bptMagic, magic)
	}
	t := &bpTree{f: f, what: what, root: offset + 32}
	t.blockSize, t.keySize, t.valueSize, t.items = uint64(in.u32()), uint64(in.u32()), uint64(in.u32()), in.u64()
	if t.keySize == 0 || t.keySize > maxKeySize || t.valueSize < 8 || t.valueSize > maxValueSize {
		return nil, f.damaged(what, offset, "wanted keys of 1 to %d and values of 8 to %d bytes, found %d and %d",
			maxKeySize, maxValueSize, t.keySize, t.valueSize)
	}
	return t, nil
}

// bpNode is one node (tables 9–11): items of keySize bytes and a value, which
// is the offset of a child in an inner node.
type bpNode struct {
	leaf  bool
	count int
	width int // bytes an item
	items []byte
}

// node reads the node at offset.
func (t *bpTree) node(offset uint64) (bpNode, error) {
	head, err := t.f.bytesAt(offset, 4, t.what)
	if err != nil {
		return bpNode{}, err
	}
	n := bpNode{leaf: head[0] != 0, count: int(t.f.order.u16(head[2:]))}
	if head[0] > 1 {
		return n, t.f.damaged(t.what, offset, "wanted a node that begins with 0 or 1, found %d", head[0])
	}
	n.width = int(t.keySize) + 8
	if n.leaf {
		n.width = int(t.keySize + t.valueSize)
	}
	n.items, err = t.f.bytesAt(offset+4, uint64(n.count*n.width), t.what)
	return n, err
}

// key returns the key of item i, and value its value.
func (t *bpTree) key(n bpNode, i int) []byte {
	return n.items[i*n.width : i*n.width+int(t.keySize)]
}

func (t *bpTree) value(n bpNode, i int) []byte {
	return n.items[i*n.width+int(t.keySize) : (i+1)*n.width]
}

// each calls fn for every item, in order.
func (t *bpTree) each(fn func(key, value []byte) error) error {
	return t.walk(t.root, nil, nil, fn)
}

// prefixed calls fn for every item whose key begins with prefix, in order. Keys
// shorter than the tree's width are padded with zero bytes, so that a prefix that
// ends in one finds whole keys.
func (t *bpTree) prefixed(prefix []byte, fn func(key, value []byte) error) error {
	if uint64(len(prefix)) > t.keySize {
		return nil
	}
	low := make([]byte, t.keySize)
	copy(low, prefix)
	high := append(bytes.Clone(prefix), bytes.Repeat([]byte{0xff}, int(t.keySize)-len(prefix))...)
	return t.walk(t.root, low, high, fn)
}

// walk calls fn for every item at or below the node at offset whose key is from
// low to high, both included; nil means every key.
func (t *bpTree) walk(offset uint64, low, high []byte, fn func(key, value []byte) error) error {
	// A node is visited once, so that a damaged tree whose nodes point at each
	// other ends.
	seen := map[uint64]bool{}
	var visit func(offset uint64, depth int) error
	visit = func(offset uint64, depth int) error {
		if seen[offset] || depth > maxTreeDepth {
			return t.f.damaged(t.what, offset, "the nodes of the tree point at each other")
		}
		seen[offset] = true
		n, err := t.node(offset)
		if err != nil {
			return err
		}
		for i := range n.count {
			if low != nil && !t.reaches(n, i, low, high) {
				continue
			}
			if n.leaf {
				err = fn(t.key(n, i), t.value(n, i))
			} else {
				err = visit(t.f.order.u64(t.value(n, i)), depth+1)
			}
			if err != nil {
				return err
			}
		}
		return nil
	}
	return visit(offset, 0)
}

// reaches reports whether the key of item i of a leaf is from low to high, or a key
// below child i of an inner node may be. The keys of a child are from its first one,
// which the node has, to the next child's first; equal keys may run across both.
func (t *bpTree) reaches(n bpNode, i int, low, high []byte) bool {
	key := t.key(n, i)
	if bytes.Compare(key, high) > 0 {
		return false
	}
	if n.leaf {
		return bytes.Compare(key, low) >= 0
	}
	return i+1 == n.count || bytes.Compare(t.key(n, i+1), low) >= 0
}

// readChroms reads the sequences, sorted by id, which is the file's order.
func readChroms(f *file, h *header) ([]chrom, error) {
	t, err := openBPTree(f, h.chromTree, "list of sequences")
	if err != nil {
		return nil, err
	}
	var chroms []chrom
	err = t.each(func(key, value []byte) error {
		name := string(bytes.TrimRight(key, "\x00"))
		chroms = append(chroms, chrom{name, f.order.u32(value), f.order.u32(value[4:])})
		// Nodes that overlap could list more names than the file has bytes for.
		if uint64(len(chroms))*(t.keySize+8) > uint64(f.size) {
			return f.damaged(t.what, h.chromTree, "it has more names than the file can hold")
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(chroms, func(a, b chrom) int { return int(int64(a.id) - int64(b.id)) })
	for i := 1; i < len(chroms); i++ {
		if chroms[i].id == chroms[i-1].id {
			return nil, f.damaged(t.what, h.chromTree, "%q and %q have the same id %d", chroms[i-1].name, chroms[i].name, chroms[i].id)
		}
	}
	return chroms, nil
}
