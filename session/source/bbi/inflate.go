package bbi

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/adler32"
)

// inflater inflates one block at a time: a zlib stream (RFC 1950) of deflated
// data (RFC 1951) that lies in memory as a whole.
//
// Nearly all of a query's time goes into inflating. The libraries' readers
// serve streams: they ask for bytes one by one and pass everything through a
// window. With both ends in memory it takes a quarter less time; above all, the
// first bytes of a block can be had without the rest, which is what counting
// the records of many blocks takes, in a fifteenth of the time
// (BenchmarkInflate).
type inflater struct {
	in   []byte
	pos  int    // of the next byte of in that is not in bits
	bits uint64 // bits taken from in, the next one lowest; zero behind the end
	n    int    // how many of them count; below 0 when more were used than there are
	out  []byte // memory for the result
	stop int    // number of bytes at which to stop

	literals, distances huffman
	lengths             [maxLiterals + maxDistances]uint8
}

const (
	maxLiterals  = 288 // codes for literals, the end mark and lengths
	maxDistances = 32
	endMark      = 256
	maxMatch     = 258 // the longest copy
)

var (
	errDeflate  = errors.New("the data is not deflated")
	errCutShort = errors.New("the data ends too early")
)

// inflate returns the inflated bytes; more than limit is an error. The result is
// valid until the next call. The checksum behind the data is checked.
func (z *inflater) inflate(deflated []byte, limit int) ([]byte, error) {
	n, err := z.run(deflated, limit+1)
	if err != nil {
		return nil, err
	}
	if n > limit {
		return nil, fmt.Errorf("it is larger than %d bytes", limit)
	}
	z.align()
	if len(z.in)-z.pos < 4 {
		return nil, errCutShort
	}
	if want, found := binary.BigEndian.Uint32(z.in[z.pos:]), adler32.Checksum(z.out[:n]); want != found {
		return nil, fmt.Errorf("wanted checksum %08x, found %08x", want, found)
	}
	return z.out[:n], nil
}

// head returns the first count inflated bytes, fewer when there are no more.
// What lies behind them is not looked at.
func (z *inflater) head(deflated []byte, count int) ([]byte, error) {
	n, err := z.run(deflated, count)
	return z.out[:min(n, count)], err
}

// run inflates until the data ends or stop bytes and perhaps some more are out,
// and returns their number.
func (z *inflater) run(deflated []byte, stop int) (n int, err error) {
	const deflate, largestWindow, dictionary = 8, 7, 0x20
	if len(deflated) < 2 || deflated[0]&15 != deflate || deflated[0]>>4 > largestWindow || deflated[1]&dictionary != 0 || binary.BigEndian.Uint16(deflated)%31 != 0 {
		return 0, errDeflate
	}
	z.in, z.pos, z.bits, z.n, z.stop = deflated, 2, 0, 0, stop
	for last := false; !last && n < stop && err == nil; {
		z.fill()
		last = z.take(1) != 0
		switch z.take(2) {
		case 0:
			n, err = z.stored(n)
		case 1:
			z.fixed()
			n, err = z.block(n)
		case 2:
			if err = z.dynamic(); err == nil {
				n, err = z.block(n)
			}
		default:
			err = errDeflate
		}
		if err == nil && z.n < 0 {
			err = errCutShort
		}
	}
	return n, err
}

// fill makes at least 56 bits count, fewer at the end of the data.
func (z *inflater) fill() {
	for z.n <= 56 && z.pos < len(z.in) {
		z.bits |= uint64(z.in[z.pos]) << z.n
		z.pos++
		z.n += 8
	}
}

// take takes up to 32 bits.
func (z *inflater) take(count int) int {
	v := z.bits & (1<<count - 1)
	z.bits >>= count
	z.n -= count
	return int(v)
}

// align drops the bits up to the next whole byte and gives back whole bytes.
func (z *inflater) align() {
	z.pos -= max(z.n, 0) / 8
	z.bits, z.n = 0, 0
}

// room makes room for count bytes behind n.
func (z *inflater) room(n, count int) {
	if n+count > len(z.out) {
		z.out = append(z.out, make([]byte, max(n+count, 32<<10))...)
	}
}

// stored copies a block that is not deflated.
func (z *inflater) stored(n int) (int, error) {
	if z.n < 0 {
		return n, errCutShort
	}
	z.align()
	if len(z.in)-z.pos < 4 {
		return n, errCutShort
	}
	size := binary.LittleEndian.Uint16(z.in[z.pos:])
	if size != ^binary.LittleEndian.Uint16(z.in[z.pos+2:]) {
		return n, errDeflate
	}
	z.pos += 4
	if len(z.in)-z.pos < int(size) {
		return n, errCutShort
	}
	z.room(n, int(size))
	n += copy(z.out[n:], z.in[z.pos:z.pos+int(size)])
	z.pos += int(size)
	return n, nil
}

// block inflates a block by the tables, to n and behind. The state is kept in
// variables of its own: this is the loop that everything waits for.
func (z *inflater) block(n int) (int, error) {
	in, pos, bits, count := z.in, z.pos, z.bits, z.n
	literals, distances, out := &z.literals, &z.distances, z.out
	var err error
	for n < z.stop {
		if n+maxMatch+8 > len(out) {
			z.room(n, maxMatch+8)
			out = z.out
		}
		// A literal or length with its extra bits and a distance with its own
		// take at most 15+5+15+13 bits.
		if len(in)-pos >= 8 {
			bits |= binary.LittleEndian.Uint64(in[pos:]) << (count & 63)
			pos += (63 - count) >> 3
			count |= 56
		} else {
			for count <= 56 && pos < len(in) {
				bits |= uint64(in[pos]) << (count & 63)
				pos++
				count += 8
			}
		}
		e := literals.find(bits)
		if e.kind() == literal {
			bits, count = bits>>e.width(), count-int(e.width())
			out[n] = byte(e.value())
			n++
			if e = literals.find(bits); e.kind() == literal {
				bits, count = bits>>e.width(), count-int(e.width())
				out[n] = byte(e.value())
				n++
			}
			if count < 0 {
				err = errCutShort
				break
			}
			continue
		}
		bits, count = bits>>e.width(), count-int(e.width())
		if e.kind() != copying {
			if e.kind() != ending {
				err = errDeflate
			}
			break
		}
		length := e.value() + int(bits&(1<<e.extra()-1))
		bits, count = bits>>e.extra(), count-int(e.extra())
		d := distances.find(bits)
		bits, count = bits>>d.width(), count-int(d.width())
		distance := d.value() + int(bits&(1<<d.extra()-1))
		bits, count = bits>>d.extra(), count-int(d.extra())
		if d.kind() != copying || distance > n || count < 0 {
			err = errDeflate
			if count < 0 {
				err = errCutShort
			}
			break
		}
		if distance >= 8 {
			// By eight bytes, some of which lie behind the copy and are overwritten.
			from, to := out[n-distance:], out[n:n+length+8]
			for i := 0; i < length; i += 8 {
				binary.LittleEndian.PutUint64(to[i:], binary.LittleEndian.Uint64(from[i:]))
			}
		} else {
			for i := n; i < n+length; i++ {
				out[i] = out[i-distance]
			}
		}
		n += length
	}
	z.pos, z.bits, z.n = pos, bits, count
	return n, err
}
