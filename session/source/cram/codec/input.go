package codec

import (
	"encoding/binary"
	"fmt"

	"github.com/epiviz/epivizgo/session/source"
)

// input reads bytes from their beginning. After the first error it returns zeros.
type input struct {
	data []byte
	err  error
}

func (in *input) fail(format string, args ...any) {
	if in.err == nil {
		in.err = fmt.Errorf(format+": %w", append(args, source.ErrFormat)...)
	}
	in.data = nil
}

// bytes returns the next n bytes.
func (in *input) bytes(n int) []byte {
	if n < 0 || n > len(in.data) {
		in.fail("%d bytes are wanted and %d left", n, len(in.data))
		return nil
	}
	out := in.data[:n]
	in.data = in.data[n:]
	return out
}

func (in *input) u8() byte {
	if len(in.data) == 0 {
		in.fail("the data end too early")
		return 0
	}
	b := in.data[0]
	in.data = in.data[1:]
	return b
}

func (in *input) u16() uint32 {
	if b := in.bytes(2); b != nil {
		return uint32(binary.LittleEndian.Uint16(b))
	}
	return 0
}

func (in *input) u32() uint32 {
	if b := in.bytes(4); b != nil {
		return binary.LittleEndian.Uint32(b)
	}
	return 0
}

// uint7 reads a number of seven bits a byte, the highest first.
func (in *input) uint7() int {
	v := 0
	for range 6 { // numbers have at most 32 bits
		b := in.u8()
		if v = v<<7 | int(b&127); b < 128 {
			return v
		}
	}
	in.fail("a number of more than 32 bits")
	return 0
}

// size reads a number that is at most a limit.
func (in *input) size(most int, what string) int {
	n := in.uint7()
	if n > most {
		in.fail("%s of %d; wanted at most %d", what, n, most)
		return 0
	}
	return n
}

// itf8 reads a number whose first byte says how many follow.
func (in *input) itf8() int {
	b := int(in.u8())
	switch {
	case b < 0x80:
		return b
	case b < 0xc0:
		return b&0x3f<<8 | int(in.u8())
	case b < 0xe0:
		return b&0x1f<<16 | int(in.u8())<<8 | int(in.u8())
	case b < 0xf0:
		return b&0xf<<24 | int(in.u8())<<16 | int(in.u8())<<8 | int(in.u8())
	}
	v := b&0xf<<28 | int(in.u8())<<20 | int(in.u8())<<12 | int(in.u8())<<4
	return int(int32(v | int(in.u8()&0xf)))
}
