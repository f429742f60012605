package protocol

import (
	"encoding/base64"
	"encoding/binary"
	"math"
	"slices"
)

// Columns of numbers that only the built-in page reads travel as base64: of the size of digits or less, and with a tenth of the
// work at either end.

// pieceOf is how many bytes are encoded at a time: whole groups of three, so that only the last piece is padded, and whole numbers.
const pieceOf = 768

// appendPacked appends the base64 of 4-byte little-endian floats, to which the values are rounded.
func appendPacked(b []byte, column []float64) []byte {
	b = growPacked(b, 4*len(column))
	var raw [pieceOf]byte
	for len(column) > 0 {
		n := min(len(raw)/4, len(column))
		for i, v := range column[:n] {
			binary.LittleEndian.PutUint32(raw[4*i:], math.Float32bits(float32(v)))
		}
		b, column = base64.StdEncoding.AppendEncode(b, raw[:4*n]), column[n:]
	}
	return b
}

// appendPackedExactly appends the base64 of little-endian floats that are the values: of 4 bytes each if those have the digits,
// else of 8.
func appendPackedExactly(b []byte, column []float64) []byte {
	if !slices.ContainsFunc(column, func(v float64) bool { return float64(float32(v)) != v && v == v }) {
		return appendPacked(b, column)
	}
	b = growPacked(b, 8*len(column))
	var raw [pieceOf]byte
	for len(column) > 0 {
		n := min(len(raw)/8, len(column))
		for i, v := range column[:n] {
			binary.LittleEndian.PutUint64(raw[8*i:], math.Float64bits(v))
		}
		b, column = base64.StdEncoding.AppendEncode(b, raw[:8*n]), column[n:]
	}
	return b
}

// between returns how much more the numbers of column, and one that is added to them, are than those of other. It returns false
// if that is negative or too large.
func between(other, column []int, added int) ([]uint32, bool) {
	out, all := make([]uint32, len(column)), uint64(0)
	for i, v := range column {
		more := uint64(v + added - other[i])
		out[i], all = uint32(more), all|more
	}
	return out, all <= math.MaxUint32
}

// appendPackedInts appends the base64 of little-endian whole numbers, of 1, 2 or 4 bytes each, as the largest of them needs.
func appendPackedInts(b []byte, column []uint32) []byte {
	all, width := uint32(0), 4
	for _, v := range column {
		all |= v
	}
	switch {
	case all < 1<<8:
		width = 1
	case all < 1<<16:
		width = 2
	}
	b = growPacked(b, width*len(column))
	var raw [pieceOf]byte
	for len(column) > 0 {
		n := min(len(raw)/width, len(column))
		for i, v := range column[:n] {
			switch width {
			case 1:
				raw[i] = byte(v)
			case 2:
				binary.LittleEndian.PutUint16(raw[2*i:], uint16(v))
			default:
				binary.LittleEndian.PutUint32(raw[4*i:], v)
			}
		}
		b, column = base64.StdEncoding.AppendEncode(b, raw[:width*n]), column[n:]
	}
	return b
}

// growPacked makes room for the base64 of some bytes.
func growPacked(b []byte, bytes int) []byte {
	return slices.Grow(b, base64.StdEncoding.EncodedLen(bytes))
}
