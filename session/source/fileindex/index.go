// Package fileindex reads the indexes of bgzip files whose rows are sorted by place: TBI and CSI, which tabix makes, and
// BAI and CSI of alignments.
//
// The formats are those of the specifications of the samtools project: "The Tabix index file format", "Coordinate Sorted
// Index format" and section 5 of the "Sequence Alignment/Map Format Specification".
//
//	idx, err := fileindex.Read(indexFile, "peaks.bed.gz.tbi")
//	for _, piece := range idx.Sequences[0].Region(start, end) {
//		r := bgzf.NewSection(file, size, piece.From, piece.To)
//	}
package fileindex

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/binary"
	"fmt"
	"io"
	"iter"
	"slices"

	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/bgzf"
)

// maxIndex bounds an index once inflated: some times that of the largest genome. In memory it
// takes a few times that at most. Tests lower it.
var maxIndex = 256 << 20

// Index maps each sequence to the place of its rows in a file.
type Index struct {
	Sequences []Sequence // those with rows, in the file's order
	// Columns of the text, from 1; 0 for none.
	SeqColumn, StartColumn, EndColumn int
	Preset                            int  // 0 generic, 1 SAM, 2 VCF
	ZeroBased                         bool // of the generic preset: positions are as in BED
	Comment                           byte // begins lines that are not rows
	Skip                              int  // lines at the beginning that are not rows
	// Unplaced is the number of rows without a place, which only indexes of alignments count; -1 if unknown.
	Unplaced int64
	// Notes are sentences on what of the index is not used.
	Notes []string
}

// Sequence is one sequence's part of the file.
type Sequence struct {
	Name     string // "" in an index of alignments, whose file has the names
	Number   int    // among all sequences, those without rows included, from 0
	From, To bgzf.Offset
	Rows     int64 // -1 if unknown
	Unmapped int64 // reads that have the place of their mate, beside Rows
	// Bound is beyond the end of all rows; the length is not known.
	Bound int

	minShift, depth int
	bins            []bin // in the order of their numbers, those with rows
	// linear has for every 2^minShift bases the offset of the first row that reaches into
	// them; nil in a CSI, whose bins have it.
	linear []bgzf.Offset
}

// bin lists the rows of a stretch that do not fit in a smaller one.
type bin struct {
	number uint32
	first  bgzf.Offset // of the first row that reaches into the stretch; CSI only
	chunks []Chunk
}

// Chunk is a piece of the file with whole rows.
type Chunk struct{ From, To bgzf.Offset }

// Read reads a .tbi, .csi or .bai file, whichever it is. name is for messages.
func Read(r io.Reader, name string) (*Index, error) {
	raw := bufio.NewReader(r)
	var plain io.Reader = raw
	if head, _ := raw.Peek(4); !bytes.Equal(head, []byte("BAI\x01")) { // the others are compressed
		plain = bgzf.NewReader(raw)
	}
	data, err := io.ReadAll(io.LimitReader(plain, int64(maxIndex)+1))
	if err == nil && len(data) > maxIndex {
		err = fmt.Errorf("more than %d MB", maxIndex>>20)
	}
	if err != nil {
		return nil, fmt.Errorf("index %s: %w", name, err)
	}
	c := &cursor{data: data}
	var idx *Index
	switch magic := c.bytes(4); string(magic) {
	case "TBI\x01":
		idx = c.tbi()
	case "CSI\x01":
		idx = c.csi()
	case "BAI\x01":
		idx = c.bai()
	default:
		return nil, fmt.Errorf("index %s begins %q; wanted TBI, CSI or BAI: %w", name, magic, source.ErrFormat)
	}
	if c.err != nil {
		return nil, fmt.Errorf("index %s: %w: %w", name, c.err, source.ErrFormat)
	}
	idx.distrust(name)
	return idx, nil
}

// distrust drops wrong offsets of first rows, which hide rows from narrow views. The bins suffice.
func (idx *Index) distrust(name string) {
	var wrong []string
	for i := range idx.Sequences {
		s := &idx.Sequences[i]
		if s.sound() {
			continue
		}
		wrong = append(wrong, cmp.Or(s.Name, fmt.Sprintf("sequence %d", s.Number+1)))
		s.linear = nil
		for k := range s.bins {
			s.bins[k].first = 0
		}
	}
	if len(wrong) == 0 {
		return
	}
	where := "of " + wrong[0]
	if n := len(wrong) - 1; n > 0 {
		where += fmt.Sprintf(" and %d more", n)
	}
	idx.Notes = append(idx.Notes, fmt.Sprintf("index %s is damaged: its linear index %s is wrong and not used; "+
		"all rows are found without, but slower, until the index is made again", name, where))
}

// cursor reads little-endian numbers; after the first error it returns zeros.
type cursor struct {
	data []byte
	at   int
	err  error
}

func (c *cursor) bytes(n int) []byte {
	if c.err == nil && (n < 0 || n > len(c.data)-c.at) {
		c.err = fmt.Errorf("%d bytes wanted at offset %d of %d", n, c.at, len(c.data))
	}
	if c.err != nil {
		return nil
	}
	c.at += n
	return c.data[c.at-n : c.at]
}

func (c *cursor) u32() uint32 {
	if b := c.bytes(4); b != nil {
		return binary.LittleEndian.Uint32(b)
	}
	return 0
}

func (c *cursor) u64() uint64 {
	if b := c.bytes(8); b != nil {
		return binary.LittleEndian.Uint64(b)
	}
	return 0
}

// count reads a number of things of at least size bytes each and checks that
// there is room for them.
func (c *cursor) count(what string, size int) int {
	n := int(int32(c.u32()))
	if c.err == nil && (n < 0 || n > (len(c.data)-c.at)/size) {
		c.err = fmt.Errorf("%d %s at offset %d, with %d bytes left", n, what, c.at-4, len(c.data)-c.at)
	}
	if c.err != nil {
		return 0
	}
	return n
}

// tbi reads what follows the magic number of a tabix index.
func (c *cursor) tbi() *Index {
	idx := &Index{Unplaced: -1}
	n := c.count("sequences", 8)
	idx.sequences(c, n, idx.configure(c), c.withLinear)
	return idx
}

// bai reads what follows the magic number of an index of alignments.
func (c *cursor) bai() *Index {
	idx := &Index{Unplaced: -1}
	n := c.count("sequences", 8)
	idx.sequences(c, n, make([]string, n), c.withLinear)
	idx.unplaced(c)
	return idx
}

// withLinear reads a sequence of TBI and BAI.
func (c *cursor) withLinear() Sequence {
	const minShift, depth = 14, 5
	s := c.bins(depth, minShift, false)
	s.linear = make([]bgzf.Offset, c.count("intervals", 8))
	for i := range s.linear {
		s.linear[i] = bgzf.Offset(c.u64())
	}
	return s
}

// unplaced reads the last number, which is optional.
func (idx *Index) unplaced(c *cursor) {
	if c.err == nil && len(c.data)-c.at >= 8 {
		idx.Unplaced = int64(c.u64())
	}
}

// maxDepth is the greatest number of levels whose bins have numbers of 32 bits.
const maxDepth = 10

// csi reads what follows the magic number of a coordinate-sorted index.
func (c *cursor) csi() *Index {
	idx := &Index{Unplaced: -1}
	minShift, depth := int(c.u32()), int(c.u32())
	if c.err == nil && (minShift < 1 || minShift > 40 || depth < 0 || depth > maxDepth || minShift+3*depth > 60) {
		c.err = fmt.Errorf("bins of 2^%d bases on %d levels", minShift, depth)
		return idx
	}
	aux := &cursor{data: c.bytes(c.count("bytes of set-up", 1)), err: c.err}
	var names []string
	text := len(aux.data) > 0 // an index of alignments has no description
	if text {
		names = idx.configure(aux)
	}
	if c.err == nil {
		c.err = aux.err
	}
	n := c.count("sequences", 4)
	if !text {
		names = make([]string, n)
	}
	idx.sequences(c, n, names, func() Sequence { return c.bins(depth, minShift, true) })
	idx.unplaced(c)
	return idx
}

// configure reads the description of the text and the names of the sequences.
func (idx *Index) configure(c *cursor) []string {
	format := c.u32()
	idx.Preset, idx.ZeroBased = int(format&0xffff), format&0x10000 != 0
	idx.SeqColumn, idx.StartColumn, idx.EndColumn = int(int32(c.u32())), int(int32(c.u32())), int(int32(c.u32()))
	idx.Comment = byte(c.u32())
	idx.Skip = int(int32(c.u32()))
	var names []string
	text := c.bytes(c.count("bytes of names", 1))
	for len(text) > 0 {
		name, rest, ok := bytes.Cut(text, []byte{0})
		if !ok {
			c.err = fmt.Errorf("a sequence name without its end")
			break
		}
		names = append(names, string(name))
		text = rest
	}
	return names
}

// sequences reads n sequences.
func (idx *Index) sequences(c *cursor, n int, names []string, read func() Sequence) {
	if c.err == nil && n != len(names) {
		c.err = fmt.Errorf("%d sequences, but %d names", n, len(names))
	}
	for i := 0; i < n && c.err == nil; i++ {
		if s := read(); len(s.bins) > 0 {
			s.Name, s.Number = names[i], i
			idx.Sequences = append(idx.Sequences, s)
		}
	}
}

// bins reads a sequence's bins.
func (c *cursor) bins(depth, minShift int, csi bool) Sequence {
	s := Sequence{From: ^bgzf.Offset(0), Rows: -1, minShift: minShift, depth: depth}
	// One past the last ordinary bin; the number after it is not a bin, but has
	// counts.
	limit := FirstBin(depth + 1)
	for range c.count("bins", 8) {
		b := bin{number: c.u32()}
		if csi {
			b.first = bgzf.Offset(c.u64())
		}
		b.chunks = make([]Chunk, c.count("chunks", 16))
		for i := range b.chunks {
			b.chunks[i] = Chunk{bgzf.Offset(c.u64()), bgzf.Offset(c.u64())}
		}
		if b.number >= limit {
			if len(b.chunks) == 2 {
				s.Rows, s.Unmapped = int64(b.chunks[1].From), int64(b.chunks[1].To) // of text, all rows count as mapped
			}
			continue
		}
		b.chunks = slices.DeleteFunc(b.chunks, func(k Chunk) bool { return k.From >= k.To })
		if len(b.chunks) == 0 {
			continue
		}
		for _, k := range b.chunks {
			s.From, s.To = min(s.From, k.From), max(s.To, k.To)
		}
		s.bins = append(s.bins, b)
		_, end := Stretch(b.number, depth, minShift)
		s.Bound = max(s.Bound, end)
	}
	slices.SortFunc(s.bins, func(a, b bin) int { return cmp.Compare(a.number, b.number) })
	return s
}

// between returns the bins of a level that have rows of [start, end).
func (s *Sequence) between(level, start, end int) []bin {
	shift := s.minShift + 3*(s.depth-level)
	first, last := uint64(FirstBin(level)), uint64(FirstBin(level+1))-1
	find := func(number uint64) int {
		i, _ := slices.BinarySearchFunc(s.bins, number, func(b bin, number uint64) int { return cmp.Compare(uint64(b.number), number) })
		return i
	}
	from := find(first + uint64(start)>>shift)
	return s.bins[from:max(from, find(min(first+uint64(end-1)>>shift, last)+1))]
}

// sound reports whether the offsets of first rows can be right. A row is in a bin that begins before it,
// so the first row that reaches into the beginning of a bin is not after those of the bin, and
// offsets ascend. An offset of 0 leaves out nothing.
func (s *Sequence) sound() bool {
	for _, b := range s.bins {
		first := b.first
		if s.linear != nil {
			start, _ := Stretch(b.number, s.depth, s.minShift)
			at := start >> s.minShift
			if at >= len(s.linear) {
				return false
			}
			first = s.linear[at]
		}
		if first > b.from() {
			return false
		}
	}
	ascend := func(offsets iter.Seq[bgzf.Offset]) bool {
		last := bgzf.Offset(0)
		for at := range offsets {
			if at != 0 && at < last {
				return false
			}
			last = max(last, at)
		}
		return true
	}
	if s.linear != nil {
		return ascend(slices.Values(s.linear))
	}
	for level := range s.depth + 1 {
		if !ascend(func(yield func(bgzf.Offset) bool) {
			for _, b := range s.between(level, 0, s.Bound) {
				if !yield(b.first) {
					return
				}
			}
		}) {
			return false
		}
	}
	return true
}

// from returns the offset of the first row of a bin.
func (b *bin) from() bgzf.Offset {
	from := b.chunks[0].From
	for _, k := range b.chunks {
		from = min(from, k.From)
	}
	return from
}

// FirstBin returns the number of the first bin on a level, which has 8^level of them.
func FirstBin(level int) uint32 { return uint32((1<<(3*level) - 1) / 7) }

// Stretch returns the stretch of a bin.
func Stretch(number uint32, depth, minShift int) (start, end int) {
	level := depth
	for number < FirstBin(level) {
		level--
	}
	n, shift := int(number-FirstBin(level)), minShift+3*(depth-level)
	return n << shift, (n + 1) << shift
}
