package bgzf

import (
	"encoding/binary"
	"errors"
	"math/bits"
)

// A block of BGZF is small and states its size, so it is inflated (RFC 1951) from one slice into another:
// twice as fast as by a reader of streams, which keeps a window of what it has written and copies from it. Most of
// what a narrow view of a file costs is one block.

var (
	errCode   = errors.New("a code that is none")
	errCut    = errors.New("the data end too early")
	errTooFar = errors.New("a copy of what is before the beginning")
)

// primary is how many bits of a code the first look-up takes; longer codes take a second one.
const primary = 10

// An entry of a table has, from the lowest bits, the length of the code in 4 bits, how many extra bits follow it in 4
// bits, what it is, and a value: a byte, the least length or distance, or where the second table is.
type entry uint32

const (
	literal entry = 1 << (8 + iota)
	end           // of the block
	longer        // the code is in a second table
	value   = 16  // the bit at which the value begins
)

// codes are the tables of a set of codes.
type codes struct {
	entries []entry // the first table, then the second ones
	second  int     // how many entries a second table has
}

// inflater keeps the memory for inflating between blocks.
type inflater struct {
	lengths             [288 + 32]uint8
	literals, distances codes
	coding              codes // of the lengths of the others

	src  []byte
	at   int    // in src, of what is not in buf
	buf  uint64 // the next bits
	have uint   // how many of them are valid
}

// fill makes at least 56 bits valid unless the data end before.
func (in *inflater) fill() {
	if in.at+8 <= len(in.src) {
		in.buf |= binary.LittleEndian.Uint64(in.src[in.at:]) << in.have
		in.at += int(63-in.have) >> 3
		in.have |= 56
		return
	}
	for in.have <= 56 && in.at < len(in.src) {
		in.buf |= uint64(in.src[in.at]) << in.have
		in.at++
		in.have += 8
	}
}

// take returns the next n bits, at most 32.
func (in *inflater) take(n uint) (v int, err error) {
	if in.have < n {
		if in.fill(); in.have < n {
			return 0, errCut
		}
	}
	v = int(in.buf & (1<<n - 1))
	in.buf >>= n
	in.have -= n
	return v, nil
}

// inflate fills dst from deflated data and returns the number of bytes, at most one
// more than dst has room for.
func (in *inflater) inflate(dst, deflated []byte) (n int, err error) {
	in.src, in.at, in.buf, in.have = deflated, 0, 0, 0
	for last := 0; last == 0 && n <= len(dst); {
		if last, err = in.take(1); err != nil {
			return n, err
		}
		kind, err := in.take(2)
		if err != nil {
			return n, err
		}
		switch kind {
		case 0:
			n, err = in.stored(dst, n)
		case 1:
			in.fixed()
			n, err = in.coded(dst, n)
		case 2:
			if err = in.dynamic(); err == nil {
				n, err = in.coded(dst, n)
			}
		default:
			err = errCode
		}
		if err != nil {
			return n, err
		}
	}
	return n, nil
}

// stored copies bytes that are not deflated.
func (in *inflater) stored(dst []byte, n int) (int, error) {
	in.at -= int(in.have >> 3)
	in.buf, in.have = 0, 0
	if len(in.src)-in.at < 4 {
		return n, errCut
	}
	size := int(binary.LittleEndian.Uint16(in.src[in.at:]))
	if size != int(^binary.LittleEndian.Uint16(in.src[in.at+2:])) {
		return n, errCode
	}
	in.at += 4
	if len(in.src)-in.at < size {
		return n, errCut
	}
	if size > len(dst)-n {
		return len(dst) + 1, nil
	}
	copy(dst[n:], in.src[in.at:in.at+size])
	in.at += size
	return n + size, nil
}

// fixed makes the tables of blocks without their own.
func (in *inflater) fixed() {
	for i := range 288 {
		switch {
		case i < 144, i >= 280:
			in.lengths[i] = 8
		case i < 256:
			in.lengths[i] = 9
		default:
			in.lengths[i] = 7
		}
	}
	_ = in.literals.make(in.lengths[:288], literalEntry)
	for i := range 32 {
		in.lengths[i] = 5
	}
	_ = in.distances.make(in.lengths[:32], distanceEntry)
}

// order is the order in which the lengths of the codes of lengths are.
var order = [19]uint8{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15}

// dynamic reads the tables of a block.
func (in *inflater) dynamic() error {
	counts, err := in.take(14)
	if err != nil {
		return err
	}
	literals, distances, coding := counts&31+257, counts>>5&31+1, counts>>10+4
	if literals > 286 || distances > 30 {
		return errCode
	}
	lengths := in.lengths[:19]
	clear(lengths)
	for _, i := range order[:coding] {
		n, err := in.take(3)
		if err != nil {
			return err
		}
		lengths[i] = uint8(n)
	}
	plain := func(symbol int) entry { return entry(symbol) << value }
	if err := in.coding.make(lengths, plain); err != nil {
		return err
	}
	lengths = in.lengths[:literals+distances]
	for i := 0; i < len(lengths); {
		in.fill()
		e := in.coding.entries[in.buf&(1<<primary-1)] // at most 7 bits, so never longer
		n := uint(e & 15)
		if n == 0 {
			return errCode
		}
		if n > in.have {
			return errCut
		}
		in.buf >>= n
		in.have -= n
		symbol := uint8(e >> value)
		if symbol < 16 {
			lengths[i] = symbol
			i++
			continue
		}
		repeated, times := uint8(0), 0
		switch symbol {
		case 16:
			if i == 0 {
				return errCode
			}
			repeated = lengths[i-1]
			times, err = in.take(2)
			times += 3
		case 17:
			times, err = in.take(3)
			times += 3
		default:
			times, err = in.take(7)
			times += 11
		}
		if err != nil {
			return err
		}
		if times > len(lengths)-i {
			return errCode
		}
		for range times {
			lengths[i] = repeated
			i++
		}
	}
	if err := in.literals.make(lengths[:literals], literalEntry); err != nil {
		return err
	}
	return in.distances.make(lengths[literals:], distanceEntry)
}

// literalEntry returns what a code of bytes and lengths is.
func literalEntry(symbol int) entry {
	switch {
	case symbol < 256:
		return literal | entry(symbol)<<value
	case symbol == 256:
		return end
	case symbol < 265:
		return entry(symbol-257+3) << value
	case symbol < 285:
		extra := (symbol - 261) / 4
		return entry(extra)<<4 | entry((4+(symbol-265)%4)<<extra+3)<<value
	case symbol == 285:
		return 258 << value
	}
	return longer // no length
}

// distanceEntry returns what a code of distances is.
func distanceEntry(symbol int) entry {
	switch {
	case symbol < 4:
		return entry(symbol+1) << value
	case symbol < 30:
		extra := symbol/2 - 1
		return entry(extra)<<4 | entry((2+symbol%2)<<extra+1)<<value
	}
	return longer // no distance
}

// make makes the tables of codes of these lengths. of returns what a symbol is.
func (c *codes) make(lengths []uint8, of func(symbol int) entry) error {
	var count, next [16]int
	longest := 0
	for _, n := range lengths {
		count[n]++
		longest = max(longest, int(n))
	}
	count[0] = 0
	code := 0
	for n := 1; n < 16; n++ {
		code = (code + count[n-1]) << 1
		next[n] = code
	}
	t := append(c.entries[:0], make([]entry, 1<<primary)...)
	c.entries, c.second = t, 1<<max(longest-primary, 0)
	if longest == 0 {
		return nil // of distances, if there are none
	}
	if used := next[15] + count[15]; used != 1<<15 && !(longest == 1 && count[1] == 1) {
		return errCode // too many codes, or too few
	}
	for symbol, n := range lengths {
		if n == 0 {
			continue
		}
		reversed := int(bits.Reverse16(uint16(next[n])) >> (16 - n))
		next[n]++
		e := of(symbol)
		if e == longer {
			e = 0 // no code
		} else {
			e |= entry(n)
		}
		if n <= primary {
			for i := reversed; i < 1<<primary; i += 1 << n {
				t[i] = e
			}
			continue
		}
		first := reversed & (1<<primary - 1)
		if t[first] == 0 {
			t[first] = longer | entry(len(t))<<value
			t = append(t, make([]entry, c.second)...)
		}
		from := int(t[first] >> value)
		for i := reversed >> primary; i < c.second; i += 1 << (int(n) - primary) {
			t[from+i] = e
		}
	}
	c.entries = t
	return nil
}

// coded inflates what follows by the tables up to the end of the block.
func (in *inflater) coded(dst []byte, n int) (int, error) {
	literals, secondLiteral := in.literals.entries, in.literals.second-1
	distances, secondDistance := in.distances.entries, in.distances.second-1
	buf, have := in.buf, in.have // here, as they are in registers then
	for {
		if have < 48 { // a length, a distance and their extra bits
			in.buf, in.have = buf, have
			in.fill()
			buf, have = in.buf, in.have
		}
		e := literals[buf&(1<<primary-1)]
		if e&longer != 0 {
			e = literals[int(e>>value)+int(buf>>primary)&secondLiteral]
		}
		size := uint(e & 15)
		if size == 0 {
			return n, errCode
		}
		if size > have {
			return n, errCut
		}
		buf >>= size
		have -= size
		if e&literal != 0 {
			if n >= len(dst) {
				return len(dst) + 1, nil
			}
			dst[n] = byte(e >> value)
			n++
			continue
		}
		if e&end != 0 {
			in.buf, in.have = buf, have
			return n, nil
		}
		extra := uint(e >> 4 & 15)
		length := int(e>>value) + int(buf&(1<<extra-1))
		buf >>= extra
		e = distances[buf&(1<<primary-1)]
		if e&longer != 0 {
			e = distances[int(e>>value)+int(buf>>primary)&secondDistance]
		}
		size = uint(e & 15)
		if size == 0 {
			return n, errCode
		}
		buf >>= size
		more := uint(e >> 4 & 15)
		distance := int(e>>value) + int(buf&(1<<more-1))
		buf >>= more
		if extra+size+more > have {
			return n, errCut
		}
		have -= extra + size + more
		if distance > n {
			return n, errTooFar
		}
		if length > len(dst)-n {
			return len(dst) + 1, nil
		}
		switch from := n - distance; {
		case distance >= 8 && length <= 64 && n+length+8 <= len(dst): // mostly; what is written beyond is written again
			for i := 0; i < length; i += 8 {
				binary.LittleEndian.PutUint64(dst[n+i:], binary.LittleEndian.Uint64(dst[from+i:]))
			}
		case distance >= length:
			copy(dst[n:n+length], dst[from:])
		default:
			part := dst[from : n+length]
			for i := range length {
				part[distance+i] = part[i]
			}
		}
		n += length
	}
}
