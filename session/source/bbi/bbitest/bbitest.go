// Package bbitest makes bigWig and bigBed files for tests and benchmarks, so that these
// do not need files from elsewhere:
//
//	data := bbitest.BigWig([]genome.Sequence{{Name: "chr1", Length: 1000}},
//		slices.Values([]bbitest.Value{{"chr1", 10, 20, 1.5}}),
//		bbitest.Options{Zooms: []int{40, 160}})
//	src, err := bbi.Open(bytes.NewReader(data), int64(len(data)), "made.bw")
//
// The layout is that of Kent et al. 2010, supplement, as package bbi describes it;
// it shares no code with the reader. Input that the formats cannot hold
// (items out of order, an unknown sequence) panics.
package bbitest

import (
	"encoding/binary"
	"fmt"
	"iter"
	"math"
	"slices"
	"strings"

	"github.com/epiviz/epivizgo/session/genome"
)

// Value is an item of a bigWig, 0-based half-open.
type Value struct {
	Seq        string
	Start, End int
	Value      float32
}

// Feature is a row of a bigBed, 0-based half-open; Rest has its columns after the
// third, separated by tabs.
type Feature struct {
	Seq        string
	Start, End int
	Rest       string
}

// Section is the kind of a bigWig's data blocks.
type Section byte

// The kinds of sections.
const (
	BedGraph Section = 1 // any items; the default
	VarStep  Section = 2 // a new block begins where the width changes
	FixStep  Section = 3 // a new block begins where width or step changes
)

// Options chooses the layout of a file. The zero value is a little-endian,
// deflated file of version 4 without zoom levels.
type Options struct {
	BigEndian    bool
	Uncompressed bool
	Version      int // 1 to 4; 0 is 4. Version 1 has no total summary
	Section      Section
	PerBlock     int   // items in a data block; 0 is 1024 for a bigWig, 512 for a bigBed
	Fanout       int   // children of a tree's node; 0 is 256. Small ones make high trees
	Zooms        []int // bases a summary, one level each, finest first
	// Zoomed, if not nil, changes each summary of a level, an index into Zooms, before it
	// is written; last reports whether it is the last of its block. LibBigWig is one.
	Zoomed func(level int, s *Summary, last bool)

	// Of a bigBed:
	AutoSQL  string // description of the columns, "" for none
	Fields   int    // columns, at least 3; 0 is 3
	Standard int    // how many of them are standard BED columns; 0 is all
	Indexes  []int  // columns, counted from 0, to index by; an index needs version 4
}

// BigWig returns a bigWig. Items are sorted by sequence, in the order of seqs, and start.
func BigWig(seqs []genome.Sequence, items iter.Seq[Value], opt Options) []byte {
	w := newWriter(seqs, opt, 0x888FFC26, 1024)
	w.begin()
	s := &sections{w: w}
	for it := range items {
		s.add(it)
	}
	s.flush()
	return w.finish(uint64(len(w.blocks)))
}

// BigBed returns a bigBed. Rows are sorted by sequence, in the order of seqs, and start.
func BigBed(seqs []genome.Sequence, rows iter.Seq[Feature], opt Options) []byte {
	w := newWriter(seqs, opt, 0x8789F2EB, 512)
	w.begin()
	var raw []byte
	var span block
	var names [][]string
	rowCount := uint64(0)
	n := 0
	flush := func() {
		if n > 0 {
			w.block(span, raw)
			w.name(names)
		}
		raw, names, n = raw[:0], nil, 0
	}
	for r := range rows {
		id := w.id(r.Seq)
		if n == w.opt.PerBlock || n > 0 && span.chrom != id {
			flush()
		}
		if n == 0 {
			span = block{chrom: id, start: uint32(r.Start)}
		}
		if uint32(r.Start) < span.last {
			panic(fmt.Sprintf("%v lies before the row in front of it", r))
		}
		span.last = uint32(r.Start)
		span.end = max(span.end, uint32(r.End))
		raw = w.order.AppendUint32(raw, id)
		raw = w.order.AppendUint32(raw, uint32(r.Start))
		raw = w.order.AppendUint32(raw, uint32(r.End))
		raw = append(append(raw, r.Rest...), 0)
		columns := append([]string{r.Seq, fmt.Sprint(r.Start), fmt.Sprint(r.End)}, strings.Split(r.Rest, "\t")...)
		var keys []string
		for _, column := range opt.Indexes {
			keys = append(keys, columns[column])
		}
		names = append(names, keys)
		w.summarise(id, r.Start, r.End, 1)
		rowCount++
		n++
	}
	flush()
	return w.finish(rowCount)
}

// sections splits a bigWig's items into data blocks.
type sections struct {
	w     *writer
	span  block
	step  int
	width int
	prev  int // start of the item before
	n     int
	raw   []byte
}

func (s *sections) add(it Value) {
	w := s.w
	id := w.id(it.Seq)
	width, step := it.End-it.Start, it.Start-s.prev
	fits := s.n > 0 && s.n < w.opt.PerBlock && s.span.chrom == id
	switch w.opt.Section {
	case VarStep:
		fits = fits && width == s.width
	case FixStep:
		fits = fits && width == s.width && (s.n == 1 || step == s.step)
	}
	if !fits {
		s.flush()
		s.span = block{chrom: id, start: uint32(it.Start)}
		s.width = width
	} else if step < 0 {
		panic(fmt.Sprintf("%v lies before the item in front of it", it))
	}
	s.step, s.prev = step, it.Start
	s.n++
	s.span.end = max(s.span.end, uint32(it.End))
	if w.opt.Section != FixStep {
		s.raw = w.order.AppendUint32(s.raw, uint32(it.Start))
	}
	if w.opt.Section == BedGraph {
		s.raw = w.order.AppendUint32(s.raw, uint32(it.End))
	}
	s.raw = w.order.AppendUint32(s.raw, math.Float32bits(it.Value))
	w.summarise(id, it.Start, it.End, it.Value)
}

func (s *sections) flush() {
	if s.n == 0 {
		return
	}
	w := s.w
	step, width := s.step, s.width
	if s.n == 1 {
		step = s.width
	}
	if w.opt.Section == BedGraph {
		step, width = 0, 0
	}
	head := make([]byte, 0, 24+len(s.raw))
	for _, v := range []uint32{s.span.chrom, s.span.start, s.span.end, uint32(step), uint32(width)} {
		head = w.order.AppendUint32(head, v)
	}
	head = append(head, byte(w.opt.Section), 0)
	head = w.order.AppendUint16(head, uint16(s.n))
	w.block(s.span, append(head, s.raw...))
	s.raw, s.n = s.raw[:0], 0
}

// defaults fills in the defaults of options that are zero.
func (o Options) defaults(perBlock int) Options {
	if o.Version == 0 {
		o.Version = 4
	}
	if o.Section == 0 {
		o.Section = BedGraph
	}
	if o.PerBlock == 0 {
		o.PerBlock = perBlock
	}
	if o.Fanout == 0 {
		o.Fanout = 256
	}
	if o.Fields == 0 {
		o.Fields = 3
	}
	if o.Standard == 0 {
		o.Standard = o.Fields
	}
	return o
}

// byteOrder is the interface of both orders of encoding/binary.
type byteOrder interface {
	binary.ByteOrder
	binary.AppendByteOrder
}

func orderOf(opt Options) byteOrder {
	if opt.BigEndian {
		return binary.BigEndian
	}
	return binary.LittleEndian
}

// sortedNames returns each name with its id. Sequence names are sorted, and ids
// follow seqs, so that a file may have its sequences in any order.
func sortedNames(seqs []genome.Sequence) []entry {
	var list []entry
	for id, s := range seqs {
		list = append(list, entry{key: s.Name, id: uint32(id), length: uint32(s.Length)})
	}
	slices.SortFunc(list, func(a, b entry) int { return strings.Compare(a.key, b.key) })
	return list
}
