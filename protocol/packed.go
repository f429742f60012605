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

// fitsPacked reports whether appendPackedInts can have the numbers.
func fitsPacked(column []int) bool {
	return !slices.ContainsFunc(column, func(n int) bool { return uint64(n) > math.MaxUint32 })
}

// appendPackedInts appends the base64 of 4-byte little-endian whole numbers.
func appendPackedInts(b []byte, column []int) []byte {
	b = growPacked(b, 4*len(column))
	var raw [pieceOf]byte
	for len(column) > 0 {
		n := min(len(raw)/4, len(column))
		for i, v := range column[:n] {
			binary.LittleEndian.PutUint32(raw[4*i:], uint32(v))
		}
		b, column = base64.StdEncoding.AppendEncode(b, raw[:4*n]), column[n:]
	}
	return b
}

// growPacked makes room for the base64 of some bytes.
func growPacked(b []byte, bytes int) []byte {
	return slices.Grow(b, base64.StdEncoding.EncodedLen(bytes))
}
