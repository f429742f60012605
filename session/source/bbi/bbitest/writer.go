package bbitest

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/klauspost/compress/zlib"

	"github.com/epiviz/epivizgo/session/genome"
)

// block is a data block that has been written.
type block struct {
	chrom      uint32
	start, end uint32
	endChrom   uint32 // for blocks of zoom levels, which run across sequences
	last       uint32 // start of the last row
	offset     uint64
	size       uint64
}

// Summary is a record of a zoom level.
type Summary struct {
	Chrom, Start, End, Bases uint32
	Min, Max                 float32
	Sum, Squares             float64
}

// LibBigWig makes the mistake of libBigWig 0.4.7, with which pyBigWig and deepTools
// write: the last summary of every block has no sum and no sum of squares.
func LibBigWig(_ int, s *Summary, last bool) {
	if last {
		s.Sum, s.Squares = 0, 0
	}
}

// entry is an item of a B+ tree.
type entry struct {
	key        string
	id, length uint32 // of a sequence
	block      int    // of an extra index: which data block
}

// writer assembles a file in memory.
type writer struct {
	opt    Options
	order  byteOrder
	magic  uint32
	seqs   []genome.Sequence
	ids    map[string]uint32
	out    []byte
	z      *zlib.Writer
	packed bytes.Buffer

	blocks   []block
	largest  int // of the inflated blocks
	levels   [][]Summary
	total    Summary
	bases    uint64
	indexes  [][]entry // by opt.Indexes
	dataAt   int
	totalAt  int
	indexDef int
}

func newWriter(seqs []genome.Sequence, opt Options, magic uint32, perBlock int) *writer {
	w := &writer{opt: opt.defaults(perBlock), order: orderOf(opt), magic: magic, seqs: seqs, ids: map[string]uint32{}}
	for i, s := range seqs {
		w.ids[s.Name] = uint32(i)
	}
	w.z = zlib.NewWriter(&w.packed)
	w.levels = make([][]Summary, len(opt.Zooms))
	w.indexes = make([][]entry, len(opt.Indexes))
	return w
}

func (w *writer) id(seq string) uint32 {
	id, ok := w.ids[seq]
	if !ok {
		panic(fmt.Sprintf("no sequence %q", seq))
	}
	return id
}

func (w *writer) u16(v int)       { w.out = w.order.AppendUint16(w.out, uint16(v)) }
func (w *writer) u32(v int)       { w.out = w.order.AppendUint32(w.out, uint32(v)) }
func (w *writer) u64(v int)       { w.out = w.order.AppendUint64(w.out, uint64(v)) }
func (w *writer) f64(v float64)   { w.out = w.order.AppendUint64(w.out, math.Float64bits(v)) }
func (w *writer) zeros(n int)     { w.out = append(w.out, make([]byte, n)...) }
func (w *writer) put64(at, v int) { w.order.PutUint64(w.out[at:], uint64(v)) }

// begin writes what comes before the data.
func (w *writer) begin() {
	o := w.opt
	w.out = w.order.AppendUint32(w.out, w.magic)
	w.u16(o.Version)
	w.u16(len(o.Zooms))
	w.zeros(64 - 8)
	if w.magic == 0x8789F2EB {
		w.order.PutUint16(w.out[32:], uint16(o.Fields))
		w.order.PutUint16(w.out[34:], uint16(o.Standard))
	}
	for _, z := range o.Zooms {
		w.u32(z)
		w.zeros(20)
	}
	if o.AutoSQL != "" {
		w.put64(36, len(w.out))
		w.out = append(append(w.out, o.AutoSQL...), 0)
	}
	if o.Version > 1 {
		w.totalAt = len(w.out)
		w.put64(44, w.totalAt)
		w.zeros(40)
	}
	if len(o.Indexes) > 0 {
		w.put64(56, len(w.out))
		w.u16(64)
		w.u16(len(o.Indexes))
		w.u64(len(w.out) + 60)
		w.zeros(52)
		w.indexDef = len(w.out)
		for _, column := range o.Indexes {
			w.u16(0) // a B+ tree
			w.u16(1) // of one column
			w.u64(0)
			w.u32(0)
			w.u16(column)
			w.u16(0)
		}
	}
	w.put64(8, len(w.out))
	w.bpTree(sortedNames(w.seqs), 8, func(e entry) { w.u32(int(e.id)); w.u32(int(e.length)) })
	w.dataAt = len(w.out)
	w.put64(16, w.dataAt)
	w.u64(0)
}

// block writes a data block.
func (w *writer) block(b block, raw []byte) {
	b.endChrom = b.chrom
	w.blocks = append(w.blocks, w.pack(b, raw))
}

// pack writes a block and records its offset.
func (w *writer) pack(b block, raw []byte) block {
	w.largest = max(w.largest, len(raw))
	b.offset = uint64(len(w.out))
	if !w.opt.Uncompressed {
		w.packed.Reset()
		w.z.Reset(&w.packed)
		if _, err := w.z.Write(raw); err != nil {
			panic(err)
		}
		if err := w.z.Close(); err != nil {
			panic(err)
		}
		raw = w.packed.Bytes()
	}
	w.out = append(w.out, raw...)
	b.size = uint64(len(raw))
	return b
}

// name records the keys of the rows of the block just written.
func (w *writer) name(rows [][]string) {
	for _, keys := range rows {
		for i, key := range keys {
			w.indexes[i] = append(w.indexes[i], entry{key: key, block: len(w.blocks) - 1})
		}
	}
}

// summarise adds an item to the totals and to each zoom level: a summary begins
// where the first item after the previous summary begins.
func (w *writer) summarise(chrom uint32, start, end int, value float32) {
	w.total.add(end-start, value)
	w.bases += uint64(end - start)
	for i, width := range w.opt.Zooms {
		level := w.levels[i]
		for pos := start; pos < end; {
			if n := len(level); n == 0 || level[n-1].Chrom != chrom || int(level[n-1].Start)+width <= pos {
				level = append(level, Summary{Chrom: chrom, Start: uint32(pos)})
			}
			s := &level[len(level)-1]
			stop := min(end, int(s.Start)+width)
			s.add(stop-pos, value)
			s.End = max(s.End, uint32(stop))
			pos = stop
		}
		w.levels[i] = level
	}
}

// add adds a value as libBigWig does: the bases of NaN count, and NaN is an
// extreme only where it comes first.
func (s *Summary) add(bases int, value float32) {
	if bases <= 0 {
		return
	}
	if s.Bases == 0 {
		s.Min, s.Max = value, value
	}
	if value < s.Min {
		s.Min = value
	}
	if value > s.Max {
		s.Max = value
	}
	s.Bases += uint32(bases)
	s.Sum += float64(value) * float64(bases)
	s.Squares += float64(value) * float64(value) * float64(bases)
}

// finish writes what comes after the data.
func (w *writer) finish(items uint64) []byte {
	w.put64(w.dataAt, int(items))
	w.put64(24, len(w.out))
	w.rTree(w.blocks)
	for i := range w.levels {
		w.zoom(i)
	}
	for i, list := range w.indexes {
		slices.SortStableFunc(list, func(a, b entry) int { return strings.Compare(a.key, b.key) })
		w.put64(w.indexDef+i*20+4, len(w.out))
		w.bpTree(list, 16, func(e entry) { w.u64(int(w.blocks[e.block].offset)); w.u64(int(w.blocks[e.block].size)) })
	}
	if w.totalAt > 0 {
		end := w.out
		w.out = w.out[:w.totalAt]
		w.u64(int(w.bases))
		for _, v := range []float64{float64(w.total.Min), float64(w.total.Max), w.total.Sum, w.total.Squares} {
			w.f64(v)
		}
		w.out = end
	}
	if !w.opt.Uncompressed {
		w.order.PutUint32(w.out[52:], uint32(w.largest))
	}
	return w.order.AppendUint32(w.out, w.magic)
}

// zoom writes a zoom level.
func (w *writer) zoom(i int) {
	at := 64 + i*24
	w.put64(at+8, len(w.out))
	level := w.levels[i]
	w.u32(len(level))
	var blocks []block
	for part := range slices.Chunk(level, w.opt.PerBlock) {
		var raw []byte
		b := block{chrom: part[0].Chrom, start: part[0].Start}
		for k, s := range part {
			b.endChrom, b.end = s.Chrom, s.End
			if w.opt.Zoomed != nil {
				w.opt.Zoomed(i, &s, k == len(part)-1)
			}
			for _, v := range []uint32{s.Chrom, s.Start, s.End, s.Bases} {
				raw = w.order.AppendUint32(raw, v)
			}
			for _, v := range []float32{s.Min, s.Max, float32(s.Sum), float32(s.Squares)} {
				raw = w.order.AppendUint32(raw, math.Float32bits(v))
			}
		}
		blocks = append(blocks, w.pack(b, raw))
	}
	w.put64(at+16, len(w.out))
	w.rTree(blocks)
}
