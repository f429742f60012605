package tabix

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"

	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/bgzf"
)

// maxIndex bounds an index once inflated: some hundred times those of whole
// genomes.
const maxIndex = 1 << 30

// Index maps each sequence to the place of its rows in a file.
type Index struct {
	Sequences []Sequence // in the file's order
	// Columns of the text, from 1; 0 for none.
	SeqColumn, StartColumn, EndColumn int
	Preset                            int  // 0 generic, 1 SAM, 2 VCF
	ZeroBased                         bool // of the generic preset: positions are as in BED
	Comment                           byte // begins lines that are not rows
	Skip                              int  // lines at the beginning that are not rows
}

// Sequence is one sequence's part of the file.
type Sequence struct {
	Name     string
	From, To bgzf.Offset // equal if it has no rows
	Rows     int64       // -1 if unknown
	// Bound is beyond the end of all rows; the length is not known.
	Bound int

	minShift, depth int
	bins            map[uint32]bin
	// linear has for every 2^minShift bases the offset of the first row that reaches into
	// them; nil in a CSI, whose bins have it.
	linear []bgzf.Offset
}

// bin lists the rows of a stretch that do not fit in a smaller one.
type bin struct {
	first  bgzf.Offset // of the first row that reaches into the stretch; CSI only
	chunks []chunk
}

// chunk is a piece of the file with whole rows.
type chunk struct{ from, to bgzf.Offset }

// ReadIndex reads a .tbi or .csi file, whichever it is. name is for messages.
func ReadIndex(r io.Reader, name string) (*Index, error) {
	data, err := io.ReadAll(io.LimitReader(bgzf.NewReader(r), maxIndex+1))
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
	default:
		return nil, fmt.Errorf("index %s begins %q; wanted TBI or CSI: %w", name, magic, source.ErrFormat)
	}
	if c.err != nil {
		return nil, fmt.Errorf("index %s: %w: %w", name, c.err, source.ErrFormat)
	}
	return idx, nil
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
	idx := &Index{}
	n := c.count("sequences", 8)
	names := idx.configure(c)
	const minShift, depth = 14, 5
	idx.sequences(c, n, names, func() Sequence {
		s := c.bins(depth, minShift, false)
		s.linear = make([]bgzf.Offset, c.count("intervals", 8))
		for i := range s.linear {
			s.linear[i] = bgzf.Offset(c.u64())
		}
		s.Bound = len(s.linear) << minShift // closer than the bound by the bins
		return s
	})
	return idx
}

// csi reads what follows the magic number of a coordinate-sorted index.
func (c *cursor) csi() *Index {
	idx := &Index{}
	minShift, depth := int(c.u32()), int(c.u32())
	if c.err == nil && (minShift < 1 || minShift > 40 || depth < 1 || depth > 16 || minShift+3*depth > 60) {
		c.err = fmt.Errorf("bins of 2^%d bases on %d levels", minShift, depth)
		return idx
	}
	aux := &cursor{data: c.bytes(c.count("bytes of set-up", 1)), err: c.err}
	names := idx.configure(aux)
	if c.err == nil {
		c.err = aux.err
	}
	n := c.count("sequences", 4)
	idx.sequences(c, n, names, func() Sequence { return c.bins(depth, minShift, true) })
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
		s := read()
		s.Name = names[i]
		idx.Sequences = append(idx.Sequences, s)
	}
}

// bins reads a sequence's bins.
func (c *cursor) bins(depth, minShift int, csi bool) Sequence {
	s := Sequence{From: ^bgzf.Offset(0), Rows: -1, minShift: minShift, depth: depth, bins: map[uint32]bin{}}
	// One past the last ordinary bin; the number after it is not a bin, but has
	// counts.
	limit := firstBin(depth + 1)
	for range c.count("bins", 8) {
		number, b := c.u32(), bin{}
		if csi {
			b.first = bgzf.Offset(c.u64())
		}
		for range c.count("chunks", 16) {
			b.chunks = append(b.chunks, chunk{bgzf.Offset(c.u64()), bgzf.Offset(c.u64())})
		}
		if number >= limit {
			if len(b.chunks) == 2 {
				s.Rows = int64(b.chunks[1].from) // mapped records, which all rows are
			}
			continue
		}
		for _, k := range b.chunks {
			s.From, s.To = min(s.From, k.from), max(s.To, k.to)
		}
		s.bins[number] = b
		s.Bound = max(s.Bound, binEnd(number, depth, minShift))
	}
	if s.From > s.To {
		s.From = s.To
	}
	return s
}

// firstBin returns the number of the first bin on a level, which has 8^level of them.
func firstBin(level int) uint32 { return uint32(1<<(3*level)-1) / 7 }

// binEnd returns the end of a bin's stretch.
func binEnd(number uint32, depth, minShift int) int {
	for l := depth; l >= 0; l-- {
		if first := firstBin(l); number >= first {
			return int(number-first+1) << (minShift + 3*(depth-l))
		}
	}
	return 0
}
