package cram

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/epiviz/epivizgo/session/source"
)

// cursor reads the numbers of CRAM from bytes. After the first error it returns zeros.
type cursor struct {
	data []byte
	err  error
}

func (c *cursor) fail(format string, args ...any) {
	if c.err == nil {
		c.err = fmt.Errorf(format+": %w", append(args, source.ErrFormat)...)
	}
	c.data = nil
}

// bytes returns the next n bytes.
func (c *cursor) bytes(n int) []byte {
	if n < 0 || n > len(c.data) {
		c.fail("%d bytes are wanted and %d left", n, len(c.data))
		return nil
	}
	out := c.data[:n]
	c.data = c.data[n:]
	return out
}

func (c *cursor) u8() byte {
	if len(c.data) == 0 {
		c.fail("the data end too early")
		return 0
	}
	b := c.data[0]
	c.data = c.data[1:]
	return b
}

func (c *cursor) i32() int {
	if b := c.bytes(4); b != nil {
		return int(int32(binary.LittleEndian.Uint32(b)))
	}
	return 0
}

// itf8 reads a number of up to 32 bits whose first byte says how many follow.
func (c *cursor) itf8() int {
	b := uint32(c.u8())
	next := func() uint32 { return uint32(c.u8()) }
	switch {
	case b < 0x80:
		return int(b)
	case b < 0xc0:
		return int(b&0x3f<<8 | next())
	case b < 0xe0:
		v := b & 0x1f << 16
		v |= next() << 8
		return int(v | next())
	case b < 0xf0:
		v := b & 0xf << 24
		v |= next() << 16
		v |= next() << 8
		return int(v | next())
	}
	v := b & 0xf << 28
	v |= next() << 20
	v |= next() << 12
	v |= next() << 4
	return int(int32(v | next()&0xf))
}

// ltf8 reads a number of up to 64 bits.
func (c *cursor) ltf8() int64 {
	b := c.u8()
	more := 0
	for more < 8 && b&(0x80>>more) != 0 {
		more++
	}
	var v uint64
	if more < 7 {
		v = uint64(b) & (1<<(7-more) - 1)
	}
	for range more {
		v = v<<8 | uint64(c.u8())
	}
	return int64(v)
}

// count reads a number of things of at least one byte each.
func (c *cursor) count(what string) int {
	n := c.itf8()
	if n < 0 || n > len(c.data) {
		c.fail("%d %s, with %d bytes left", n, what, len(c.data))
		return 0
	}
	return n
}

// part returns a cursor over the next bytes, which begin with their number.
func (c *cursor) part(what string) *cursor {
	n := c.count("bytes of " + what)
	return &cursor{data: c.bytes(n), err: c.err}
}

// cutShort returns the error of data that end too early.
func cutShort(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("the data end too early: %w", source.ErrFormat)
	}
	return err
}
