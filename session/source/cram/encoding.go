package cram

import (
	"bytes"
	"cmp"
	"slices"
)

// The kinds of encodings.
const (
	nullEncoding      = 0
	externalEncoding  = 1
	golombEncoding    = 2
	huffmanEncoding   = 3
	arrayLenEncoding  = 4
	arrayStopEncoding = 5
	betaEncoding      = 6
	subexpEncoding    = 7
	riceEncoding      = 8
	gammaEncoding     = 9
)

// encoding is how the values of a data series are stored.
type encoding struct {
	kind      int
	id        int // of the external block
	stop      byte
	offset, k int
	huffman   []code
	lengths   *encoding // of BYTE_ARRAY_LEN
	values    *encoding
}

// code is a symbol of a Huffman code.
type code struct {
	symbol, length int
	bits           uint32
}

// mostNested bounds encodings within encodings.
const mostNested = 3

// encoding reads an encoding.
func (c *cursor) encoding(nested int) *encoding {
	e := &encoding{kind: c.itf8()}
	p := c.part("an encoding")
	switch e.kind {
	case nullEncoding:
	case externalEncoding:
		e.id = p.itf8()
	case huffmanEncoding:
		e.readHuffman(p)
	case arrayLenEncoding:
		if nested == mostNested {
			p.fail("encodings within encodings")
			break
		}
		e.lengths, e.values = p.encoding(nested+1), p.encoding(nested+1)
	case arrayStopEncoding:
		e.stop, e.id = p.u8(), p.itf8()
	case betaEncoding, subexpEncoding:
		e.offset, e.k = p.itf8(), p.itf8()
		if e.k < 0 || e.k > 32 {
			p.fail("an encoding of %d bits", e.k)
		}
	case gammaEncoding:
		e.offset = p.itf8()
	case golombEncoding, riceEncoding:
		p.fail("the encodings of Golomb, which no program has written since 2013")
	default:
		p.fail("encoding %d, which is not known", e.kind)
	}
	if c.err == nil {
		c.err = p.err
	}
	return e
}

// readHuffman reads the lengths of a canonical Huffman code. htsjdk writes one of no symbols where no value is.
func (e *encoding) readHuffman(p *cursor) {
	symbols := make([]code, p.count("symbols"))
	for i := range symbols {
		symbols[i].symbol = p.itf8()
	}
	if n := p.count("lengths"); n != len(symbols) {
		p.fail("%d lengths for %d symbols", n, len(symbols))
	}
	for i := range symbols {
		if symbols[i].length = p.itf8(); symbols[i].length < 0 || symbols[i].length > 31 {
			p.fail("a code of %d bits", symbols[i].length)
			return
		}
	}
	slices.SortFunc(symbols, func(a, b code) int { return cmp.Or(cmp.Compare(a.length, b.length), cmp.Compare(a.symbol, b.symbol)) })
	bits, length := uint32(0), 0
	for i := range symbols {
		if i > 0 {
			bits++
		}
		bits <<= symbols[i].length - length
		length = symbols[i].length
		if uint64(bits) >= 1<<length && length > 0 {
			p.fail("a Huffman code that is too full")
			return
		}
		symbols[i].bits = bits
	}
	if len(symbols) > 1 && symbols[0].length == 0 {
		p.fail("a Huffman code of %d symbols, the first of no bits", len(symbols))
	}
	e.huffman = symbols
}

// uses adds the ids of the external blocks that an encoding reads to counts.
func (e *encoding) uses(counts map[int]int) {
	switch e.kind {
	case externalEncoding, arrayStopEncoding:
		counts[e.id]++
	case arrayLenEncoding:
		e.lengths.uses(counts)
		e.values.uses(counts)
	}
}

// bits reads n bits of the core data, the highest first.
func (s *slice) bits(n int) uint32 {
	var v uint32
	for range n {
		if s.core.at>>3 >= len(s.core.data) {
			s.fail("the core data end too early")
			return 0
		}
		v = v<<1 | uint32(s.core.data[s.core.at>>3]>>(7-s.core.at&7)&1)
		s.core.at++
	}
	return v
}

// integer reads a number.
func (s *slice) integer(e *encoding) int {
	if e == nil {
		return 0
	}
	switch e.kind {
	case externalEncoding:
		c := s.external(e.id)
		v := c.itf8()
		s.failed(c)
		return v
	case huffmanEncoding:
		return s.symbol(e)
	case betaEncoding:
		return int(s.bits(e.k)) - e.offset
	case gammaEncoding:
		n := 0
		for s.bits(1) == 0 && s.err == nil {
			if n++; n > 31 {
				s.fail("a gamma code of more than 31 bits")
			}
		}
		return int(1<<n|s.bits(n)) - e.offset
	case subexpEncoding:
		n := 0
		for s.bits(1) == 1 && s.err == nil {
			if n++; n > 31 {
				s.fail("a subexponential code of more than 31 bits")
			}
		}
		if n == 0 {
			return int(s.bits(e.k)) - e.offset
		}
		if n += e.k - 1; n > 31 {
			s.fail("a subexponential code of %d bits", n)
			return 0
		}
		return int(1<<n|s.bits(n)) - e.offset
	}
	s.fail("encoding %d of a number", e.kind)
	return 0
}

// constant reports whether all values are the same, which takes no bits.
func (e *encoding) constant() bool {
	return e.kind == huffmanEncoding && len(e.huffman) == 1 && e.huffman[0].length == 0
}

// symbol reads a symbol of a Huffman code.
func (s *slice) symbol(e *encoding) int {
	if e.constant() {
		return e.huffman[0].symbol
	}
	var bits uint32
	length := 0
	for _, c := range e.huffman {
		if c.length > length {
			bits = bits<<(c.length-length) | s.bits(c.length-length)
			length = c.length
		}
		if s.err != nil {
			return 0
		}
		if c.bits == bits {
			return c.symbol
		}
	}
	s.fail("bits that are no Huffman code")
	return 0
}

// char reads a byte.
func (s *slice) char(e *encoding) byte {
	if e != nil && e.kind == externalEncoding {
		c := s.external(e.id)
		b := c.u8()
		s.failed(c)
		return b
	}
	return byte(s.integer(e))
}

// array reads bytes, which are valid until the slice is read.
func (s *slice) array(e *encoding) []byte {
	if e == nil {
		return nil
	}
	switch e.kind {
	case arrayStopEncoding:
		c := s.external(e.id)
		i := bytes.IndexByte(c.data, e.stop)
		if i < 0 {
			s.fail("an array without its end")
			return nil
		}
		out := c.data[:i]
		c.data = c.data[i+1:]
		return out
	case arrayLenEncoding:
		n := s.integer(e.lengths)
		if e.values.kind == externalEncoding {
			c := s.external(e.values.id)
			out := c.bytes(n)
			s.failed(c)
			return out
		}
		if n < 0 || n > mostBlock {
			s.fail("an array of %d bytes", n)
		}
		var out []byte
		for range n {
			if s.err != nil {
				return nil
			}
			out = append(out, s.char(e.values))
		}
		return out
	}
	s.fail("encoding %d of an array", e.kind)
	return nil
}
