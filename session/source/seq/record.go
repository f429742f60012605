package seq

import "sort"

// record describes one sequence of a .2bit: its length, the blocks of unknown bases,
// the blocks in lower case, and the packed bases.
type record struct {
	number  int // of the sequence, from 0
	length  int
	unknown blocks // N
	masked  blocks // lower case
	packed  int64  // offset of the first four bases
}

// readRecord reads the record of a sequence except its bases. Its layout, in
// 4-byte numbers: length; number of N blocks, their starts, their sizes; the
// same for mask blocks; reserved. The bases follow, four a byte.
func (t *twoBit) readRecord(number int) (*record, error) {
	rec := &record{number: number}
	name := t.info.Sequences[number].Name
	off := t.offsets[number]
	length, err := t.uint32At(off)
	if err != nil {
		return nil, err
	}
	rec.length = int(length)
	off += 4
	if rec.unknown, off, err = t.readBlocks(off, rec.length, "N", name); err != nil {
		return nil, err
	}
	if rec.masked, off, err = t.readBlocks(off, rec.length, "mask", name); err != nil {
		return nil, err
	}
	rec.packed = off + 4
	if end := rec.packed + int64(rec.length+3)/4; end > t.size {
		return nil, malformed(t.name, "the bases of %.40q end at byte %d, but the file has %d bytes", name, end, t.size)
	}
	return rec, nil
}

// blocks are stretches of a sequence, ascending and apart from each other.
type blocks []block

type block struct{ start, end uint32 }

// readBlocks reads a number of blocks, their starts and their sizes; next is the
// offset after them. kind and seq are for errors.
func (t *twoBit) readBlocks(off int64, length int, kind, seq string) (bs blocks, next int64, err error) {
	n, err := t.uint32At(off)
	if err != nil {
		return nil, 0, err
	}
	off += 4
	width := 4 * int64(n)
	if off+2*width > t.size {
		return nil, 0, malformed(t.name, "%d %s blocks of %.40q at offset %d, but the file has %d bytes", n, kind, seq, off, t.size)
	}
	raw := make([]byte, 2*width)
	if err := readFull(t.name, t.r, raw, off); err != nil {
		return nil, 0, err
	}
	bs = make(blocks, n)
	last := uint32(0)
	for i := range bs {
		start, size := t.order.Uint32(raw[4*i:]), t.order.Uint32(raw[width+4*int64(i):])
		if start < last || uint64(start)+uint64(size) > uint64(length) {
			return nil, 0, malformed(t.name, "%s block %d of %.40q, %d bases from %d on, overlaps the one before or passes the end at %d",
				kind, i+1, seq, size, start, length)
		}
		bs[i] = block{start, start + size}
		last = start + size
	}
	return bs, off + 2*width, nil
}

// apply changes those bases of buf, which begins at base from, that are in blocks.
func (bs blocks) apply(buf []byte, from int, change func(byte) byte) {
	to := from + len(buf)
	first := sort.Search(len(bs), func(i int) bool { return int(bs[i].end) > from })
	for _, b := range bs[first:] {
		if int(b.start) >= to {
			return
		}
		for i := max(int(b.start), from); i < min(int(b.end), to); i++ {
			buf[i-from] = change(buf[i-from])
		}
	}
}
