package cram

import (
	"crypto/md5"
	"fmt"
	"slices"

	"github.com/epiviz/epivizgo/session/source"
)

// compression is the compression header of a container.
type compression struct {
	names  bool // are preserved
	delta  bool // positions are differences
	needed bool // the reference, for the bases
	// substitutes has the base that each code stands for, by the base of the reference: A C G T N.
	substitutes [5][4]byte
	tags        [][]tagKey
	series      map[string]*encoding
	values      map[int]*encoding // of tags
	// unread are the ids of blocks that only bases and qualities use.
	unread map[int]bool
}

// tagKey is a tag and its type, as in the dictionary.
type tagKey [3]byte

// skipped are the data series of bytes that are not needed, and that have no other data in their block.
var skipped = []string{"QS", "BA", "BS"}

// compressionHeader reads a compression header.
func (c *cursor) compressionHeader() *compression {
	h := &compression{names: true, delta: true, needed: true,
		series: map[string]*encoding{}, values: map[int]*encoding{}, unread: map[int]bool{}}
	p := c.part("the preservation map")
	for range p.count("entries") {
		switch key := string(p.bytes(2)); key {
		case "RN":
			h.names = p.u8() != 0
		case "AP":
			h.delta = p.u8() != 0
		case "RR":
			h.needed = p.u8() != 0
		case "SM":
			h.readSubstitutes(p.bytes(5))
		case "TD":
			h.tags = dictionary(p.part("the dictionary of tags").data)
		default:
			p.fail("entry %q of the preservation map", key)
		}
	}
	counts := map[int]int{}
	d := &cursor{err: p.err}
	if c.err = p.err; c.err == nil {
		d = c.part("the encodings")
	}
	for range d.count("encodings") {
		key := string(d.bytes(2))
		e := d.encoding(0)
		if d.err != nil {
			break
		}
		h.series[key] = e
		e.uses(counts)
	}
	t := &cursor{err: d.err}
	if c.err = d.err; c.err == nil {
		t = c.part("the encodings of tags")
	}
	for range t.count("encodings") {
		key := t.itf8()
		e := t.encoding(0)
		if t.err != nil {
			break
		}
		h.values[key] = e
		e.uses(counts)
	}
	c.err = t.err
	for _, key := range skipped {
		if e := h.series[key]; e != nil && e.kind == externalEncoding && counts[e.id] == 1 {
			h.unread[e.id] = true
		}
	}
	return h
}

// readSubstitutes reads the matrix of substitutions, a byte for each base of the reference: two bits of it are the code of each of
// the other bases, in their order.
func (h *compression) readSubstitutes(matrix []byte) {
	for i, codes := range matrix {
		others := slices.Delete([]byte(baseLetters), i, i+1)
		for k, base := range others {
			h.substitutes[i][codes>>(6-2*k)&3] = base
		}
	}
}

// baseLetters are the bases in the order of the matrix of substitutions.
const baseLetters = "ACGTN"

// mostInflated bounds the blocks of a slice together once they are inflated.
const mostInflated = 1 << 30

// dictionary reads lists of tags, each ended by 0.
func dictionary(data []byte) (lists [][]tagKey) {
	var list []tagKey
	for len(data) > 0 {
		if data[0] == 0 {
			lists, list, data = append(lists, list), nil, data[1:]
			continue
		}
		if len(data) < 3 {
			return lists
		}
		list, data = append(list, tagKey(data[:3])), data[3:]
	}
	return lists
}

// slice is a slice that is being decoded.
type slice struct {
	*compression
	ref, start, span, records int
	counter                   int64
	embedded                  int // the id of the block with the reference, -1 for none
	sum                       [md5.Size]byte
	whole                     *whole // nil without bases
	major                     int
	core                      struct {
		data []byte
		at   int // in bits
	}
	blocks map[int]*block
	open   map[int]*cursor // of blocks that have been inflated
	size   int             // of these together
	err    error
}

func (s *slice) fail(format string, args ...any) {
	if s.err == nil {
		s.err = fmt.Errorf(format+": %w", append(args, source.ErrFormat)...)
	}
}

// failed takes over the error of a cursor.
func (s *slice) failed(c *cursor) {
	if s.err == nil {
		s.err = c.err
	}
}

// external returns the data of an external block.
func (s *slice) external(id int) *cursor {
	if c := s.open[id]; c != nil {
		return c
	}
	c := &cursor{}
	s.open[id] = c
	b := s.blocks[id]
	if b == nil {
		return c // reading from it fails
	}
	if s.size += b.size; s.size > mostInflated {
		s.fail("a slice of more than %d MB", mostInflated>>20)
		return c
	}
	var err error
	if c.data, err = b.inflate(); err != nil && s.err == nil {
		s.err = err
	}
	return c
}

// readSlice reads the header and the blocks of a slice.
func readSlice(data []byte, h *compression, major int) (*slice, error) {
	c := &cursor{data: data}
	head := c.block(major)
	if c.err == nil && head.kind != sliceHeader {
		c.fail("a block of kind %d; wanted the header of a slice", head.kind)
	}
	if c.err != nil {
		return nil, c.err
	}
	text, err := head.inflate()
	if err != nil {
		return nil, err
	}
	p := &cursor{data: text}
	s := &slice{compression: h, major: major, blocks: map[int]*block{}, open: map[int]*cursor{}}
	s.ref, s.start = p.itf8(), p.itf8()
	s.span = p.itf8()
	s.records = p.itf8()
	if major >= 3 {
		s.counter = p.ltf8()
	} else {
		s.counter = int64(p.itf8())
	}
	n := p.itf8()
	if p.err == nil && (n < 0 || n > len(data) || s.records < 0) {
		p.fail("a slice of %d blocks and %d records", n, s.records)
	}
	for range p.count("blocks") {
		p.itf8()
	}
	s.embedded = p.itf8()
	copy(s.sum[:], p.bytes(md5.Size))
	if p.err != nil {
		return nil, p.err
	}
	for range n {
		b := c.block(major)
		if c.err != nil {
			return nil, c.err
		}
		switch b.kind {
		case coreData:
			if s.core.data, err = b.inflate(); err != nil {
				return nil, err
			}
		case externalData:
			s.blocks[b.id] = &b
		}
	}
	return s, nil
}
