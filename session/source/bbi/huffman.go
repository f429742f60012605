package bbi

import "math/bits"

// huffman is a decoding table (RFC 1951, 3.2.2): the next bits are an index in
// it. Codes longer than that continue in a second table.
type huffman struct {
	first  [1 << tableBits]entry
	second []entry // all second tables, behind each other
}

// tableBits is what the first table is indexed by. Few codes are longer, and
// a larger table takes longer to make than a block of some kilobytes saves.
const tableBits = 10

// entry is what some next bits mean, in one number: from the lowest bit, 8
// bits of width (of which 4 are used), 4 of extra, 4 of kind and 16 of value.
type entry uint32

// What an entry may be.
const (
	invalid = iota // no code begins so
	literal        // a byte
	copying        // a length or distance: value and so many extra bits
	ending         // the end of the block
	longer         // value is where the second table begins, extra is its index's bits
)

func newEntry(kind, value, extra int) entry {
	return entry(value<<16 | extra<<8 | kind<<12)
}

func (e entry) width() uint { return uint(e & 15) } // bits of the code
func (e entry) extra() uint { return uint(e >> 8 & 15) }
func (e entry) kind() int   { return int(e >> 12 & 15) }
func (e entry) value() int  { return int(e >> 16) }

// find looks up the code that the bits begin with.
func (h *huffman) find(next uint64) entry {
	e := h.first[next&(1<<tableBits-1)]
	if e.kind() == longer {
		e = h.second[e.value()+int(next>>tableBits&(1<<e.extra()-1))]
	}
	return e
}

const maxCodeLength = 15

// build makes the table for codes of the given lengths, 0 being no code.
// meaning is the entry of each symbol without its width. It tells whether the
// lengths are those of a code: every bit sequence has a symbol, save that there
// may be none, or a single one of one bit.
func (h *huffman) build(lengths []uint8, meaning []entry) bool {
	var counts [maxCodeLength + 1]int
	longest := uint(0)
	for _, l := range lengths {
		counts[l]++
		longest = max(longest, uint(l))
	}
	var next [maxCodeLength + 1]int // the next code of each length
	code := 0
	for l := uint(1); l <= longest; l++ {
		next[l] = code
		code = (code + counts[l]) << 1
	}
	if full := 2 << longest; code != full && (longest > 1 || counts[1] > 1) {
		return false
	}
	h.second = h.second[:0]
	rest := max(longest, tableBits) - tableBits // bits that a second table is indexed by
	clear(h.first[:])
	for symbol, l := range lengths {
		if l == 0 {
			continue
		}
		width := uint(l)
		reversed := uint(bits.Reverse16(uint16(next[width])) >> (16 - width))
		next[width]++
		e := meaning[symbol] | entry(width)
		if width <= tableBits {
			for i := reversed; i < 1<<tableBits; i += 1 << width {
				h.first[i] = e
			}
			continue
		}
		start := &h.first[reversed&(1<<tableBits-1)]
		if start.kind() != longer {
			*start = newEntry(longer, len(h.second), int(rest))
			h.second = append(h.second, make([]entry, 1<<rest)...)
		}
		second := h.second[start.value():][:1<<rest]
		for i := reversed >> tableBits; i < uint(len(second)); i += 1 << (width - tableBits) {
			second[i] = e
		}
	}
	return true
}

// What the symbols of the three alphabets mean (RFC 1951, 3.2.5 and 3.2.7).
var (
	literalMeaning  = literalMeanings()
	distanceMeaning = distanceMeanings()
	lengthMeaning   = func() (m [19]entry) {
		for i := range m {
			m[i] = newEntry(literal, i, 0)
		}
		return m
	}()
)

func literalMeanings() (m [maxLiterals]entry) {
	for i := range endMark {
		m[i] = newEntry(literal, i, 0)
	}
	m[endMark] = newEntry(ending, 0, 0)
	length := 3
	for i := 257; i < 285; i++ {
		extra := max(0, (i-261)/4)
		m[i] = newEntry(copying, length, extra)
		length += 1 << extra
	}
	m[285] = newEntry(copying, maxMatch, 0)
	return m // 286 and 287 have codes in the fixed table and stay invalid
}

func distanceMeanings() (m [maxDistances]entry) {
	distance := 1
	for i := range 30 {
		extra := max(0, i/2-1)
		m[i] = newEntry(copying, distance, extra)
		distance += 1 << extra
	}
	return m // 30 and 31 likewise
}

// fixed makes the tables that blocks without tables of their own use (RFC
// 1951, 3.2.6).
func (z *inflater) fixed() {
	for i := range maxLiterals {
		switch {
		case i < 144:
			z.lengths[i] = 8
		case i < 256:
			z.lengths[i] = 9
		case i < 280:
			z.lengths[i] = 7
		default:
			z.lengths[i] = 8
		}
	}
	z.literals.build(z.lengths[:maxLiterals], literalMeaning[:])
	for i := range maxDistances {
		z.lengths[i] = 5
	}
	z.distances.build(z.lengths[:maxDistances], distanceMeaning[:])
}

// lengthOrder is the order in which the lengths of the lengths' own codes come.
var lengthOrder = [19]int{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15}

// dynamic reads the tables of a block (RFC 1951, 3.2.7).
func (z *inflater) dynamic() error {
	z.fill()
	literals, distances, lengths := z.take(5)+257, z.take(5)+1, z.take(4)+4
	if literals > 286 || distances > 30 {
		return errDeflate
	}
	var own [19]uint8
	for _, i := range lengthOrder[:lengths] {
		z.fill()
		own[i] = uint8(z.take(3))
	}
	if !z.literals.build(own[:], lengthMeaning[:]) {
		return errDeflate
	}
	for i := 0; i < literals+distances; {
		z.fill()
		e := z.literals.find(z.bits)
		z.take(int(e.width()))
		repeat, length := 1, uint8(e.value())
		switch {
		case e.kind() != literal, length == 16 && i == 0:
			return errDeflate
		case length == 16:
			repeat, length = 3+z.take(2), z.lengths[i-1]
		case length == 17:
			repeat, length = 3+z.take(3), 0
		case length == 18:
			repeat, length = 11+z.take(7), 0
		}
		if z.n < 0 {
			return errCutShort
		}
		if i+repeat > literals+distances {
			return errDeflate
		}
		for range repeat {
			z.lengths[i] = length
			i++
		}
	}
	if !z.literals.build(z.lengths[:literals], literalMeaning[:literals]) ||
		!z.distances.build(z.lengths[literals:literals+distances], distanceMeaning[:distances]) {
		return errDeflate
	}
	return nil
}
