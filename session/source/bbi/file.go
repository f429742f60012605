package bbi

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"math/bits"
	"sync/atomic"
)

// file reads the bytes, with the checks that every read needs.
type file struct {
	r      io.ReaderAt
	size   int64
	name   string // for messages
	order  byteOrder
	closed atomic.Bool
}

// read fills buf from offset. what names the part for messages. A part that is not
// within the file is reported as damage before anything is read.
func (f *file) read(buf []byte, offset uint64, what string) error {
	if f.closed.Load() {
		return fmt.Errorf("%s: %w", f.name, errClosed)
	}
	if err := f.within(offset, uint64(len(buf)), what); err != nil {
		return err
	}
	n, err := f.r.ReadAt(buf, int64(offset))
	if n == len(buf) {
		return nil
	}
	if err == io.EOF {
		return &damage{f.name, what, offset, fmt.Sprintf("wanted %d bytes, the file ended after %d", len(buf), n), true}
	}
	return fmt.Errorf("%s: reading %s at offset %d: %w", f.name, what, offset, err)
}

// within returns an error unless n bytes at offset are in the file.
func (f *file) within(offset, n uint64, what string) error {
	size := uint64(f.size)
	if offset > size {
		return &damage{f.name, what, offset, fmt.Sprintf("that is behind the end of the file (%d bytes)", size), true}
	}
	if n > size-offset {
		return &damage{f.name, what, offset, fmt.Sprintf("wanted %d bytes, the file (%d bytes) has %d there", n, size, size-offset), true}
	}
	return nil
}

// bytesAt reads n bytes at offset into new memory.
func (f *file) bytesAt(offset, n uint64, what string) ([]byte, error) {
	if err := f.within(offset, n, what); err != nil {
		return nil, err
	}
	buf := make([]byte, n)
	return buf, f.read(buf, offset, what)
}

// byteOrder is the order of a file's numbers: that of the machine that wrote it.
type byteOrder struct{ big bool }

func (o byteOrder) u16(b []byte) uint16 {
	v := binary.LittleEndian.Uint16(b)
	if o.big {
		v = bits.ReverseBytes16(v)
	}
	return v
}

func (o byteOrder) u32(b []byte) uint32 {
	v := binary.LittleEndian.Uint32(b)
	if o.big {
		v = bits.ReverseBytes32(v)
	}
	return v
}

func (o byteOrder) u64(b []byte) uint64 {
	v := binary.LittleEndian.Uint64(b)
	if o.big {
		v = bits.ReverseBytes64(v)
	}
	return v
}

func (o byteOrder) f32(b []byte) float32 { return math.Float32frombits(o.u32(b)) }
func (o byteOrder) f64(b []byte) float64 { return math.Float64frombits(o.u64(b)) }

// fields reads numbers one after the other, as a table of the format lists
// them. The caller has checked that the bytes suffice.
type fields struct {
	order byteOrder
	b     []byte
}

func (f *fields) next(n int) []byte {
	b := f.b[:n]
	f.b = f.b[n:]
	return b
}

func (f *fields) skip(n int)   { f.next(n) }
func (f *fields) u8() uint8    { return f.next(1)[0] }
func (f *fields) u16() uint16  { return f.order.u16(f.next(2)) }
func (f *fields) u32() uint32  { return f.order.u32(f.next(4)) }
func (f *fields) u64() uint64  { return f.order.u64(f.next(8)) }
func (f *fields) f64() float64 { return f.order.f64(f.next(8)) }

// Closed implements cache.File.
func (f *file) Closed() bool { return f.closed.Load() }
