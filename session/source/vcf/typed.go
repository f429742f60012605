package vcf

import (
	"encoding/binary"
	"fmt"
	"math"
	"strconv"

	"github.com/epiviz/epivizgo/session/source"
)

// The types of values in BCF.
const (
	int8Type  = 1
	int16Type = 2
	int32Type = 3
	floatType = 5
	charType  = 7
)

// The floats that are not numbers but say something: no value, and that a list has ended.
const (
	missingFloat = 0x7f800001
	endFloat     = 0x7f800002
)

// decoder reads typed values from a record. The first fault is kept, and all that is read after it is empty.
type decoder struct {
	data []byte
	err  error
}

func (d *decoder) fail(format string, args ...any) {
	if d.err == nil {
		d.err = fmt.Errorf(format+": %w", append(args, source.ErrFormat)...)
	}
	d.data = nil
}

// take returns the next n bytes.
func (d *decoder) take(n int) []byte {
	if n < 0 || n > len(d.data) {
		d.fail("it ends too early")
		return nil
	}
	out := d.data[:n]
	d.data = d.data[n:]
	return out
}

// width returns the bytes of a value, 0 of an unknown type.
func width(kind int) int {
	switch kind {
	case int8Type, charType:
		return 1
	case int16Type:
		return 2
	case int32Type, floatType:
		return 4
	}
	return 0
}

// kind reads the type and the number of values that follow.
func (d *decoder) kind() (kind, n int) {
	b := d.take(1)
	if b == nil {
		return 0, 0
	}
	if kind, n = int(b[0]&0xf), int(b[0]>>4); n == 15 {
		n = d.integer()
	}
	switch {
	case d.err != nil || n == 0: // no value has any type
		return kind, 0
	case width(kind) == 0:
		d.fail("values of type %d; wanted 1, 2, 3, 5 or 7", kind)
		return 0, 0
	case n < 0 || n*width(kind) > len(d.data):
		d.fail("it ends too early: %d values are announced", n)
		return 0, 0
	}
	return kind, n
}

// integer reads a single whole number with its type.
func (d *decoder) integer() int {
	b := d.take(1)
	if b == nil {
		return 0
	}
	if b[0]>>4 != 1 || b[0]&0xf == floatType || b[0]&0xf == charType || width(int(b[0]&0xf)) == 0 {
		d.fail("a value of type %#x; wanted a whole number", b[0])
		return 0
	}
	v, _ := d.number(int(b[0] & 0xf))
	return v
}

// number reads a whole number, 0 for a missing one. ok is false where a list has ended.
func (d *decoder) number(kind int) (v int, ok bool) {
	if kind == floatType || kind == charType {
		d.fail("a value of type %d; wanted a whole number", kind)
		return 0, false
	}
	b := d.take(width(kind))
	if len(b) == 0 {
		return 0, false
	}
	switch v, missing := whole(kind, b); v {
	case missing:
		return 0, true
	case missing + 1:
		return 0, false
	default:
		return v, true
	}
}

// whole reads a whole number. The least of its type is a missing one, the next ends a list.
func whole(kind int, b []byte) (v, missing int) {
	switch kind {
	case int8Type:
		return int(int8(b[0])), math.MinInt8
	case int16Type:
		return int(int16(binary.LittleEndian.Uint16(b))), math.MinInt16
	}
	return int(int32(binary.LittleEndian.Uint32(b))), math.MinInt32
}

// value writes a value with its type, "." for none.
func (d *decoder) value(line []byte) []byte {
	kind, n := d.kind()
	if n == 0 {
		return append(line, '.')
	}
	return d.values(line, kind, n)
}

// values writes n values of a type.
func (d *decoder) values(line []byte, kind, n int) []byte {
	if kind == charType {
		return appendText(line, d.take(n))
	}
	for i := range n {
		b := d.take(width(kind))
		if d.err != nil {
			return line
		}
		text, ended := typed(line, kind, b, i > 0)
		if ended {
			d.take((n - i - 1) * width(kind))
			return line
		}
		line = text
	}
	return line
}

// typed writes one value; ended reports whether the list has ended in front of it.
func typed(line []byte, kind int, b []byte, comma bool) (out []byte, ended bool) {
	if kind == floatType {
		bits := binary.LittleEndian.Uint32(b)
		if bits == endFloat {
			return line, true
		}
		if comma {
			line = append(line, ',')
		}
		if bits == missingFloat {
			return append(line, '.'), false
		}
		return appendFloat(line, math.Float32frombits(bits)), false
	}
	v, missing := whole(kind, b)
	if v == missing+1 {
		return line, true
	}
	if comma {
		line = append(line, ',')
	}
	if v == missing {
		return append(line, '.'), false
	}
	return strconv.AppendInt(line, int64(v), 10), false
}

func appendFloat(line []byte, v float32) []byte {
	switch { // as bcftools has them
	case v != v:
		return append(line, "nan"...)
	case math.IsInf(float64(v), 1):
		return append(line, "inf"...)
	case math.IsInf(float64(v), -1):
		return append(line, "-inf"...)
	}
	return strconv.AppendFloat(line, float64(v), 'g', -1, 32)
}

// appendText writes text. Characters that would end a column or a line are shown as a question mark.
func appendText(line, text []byte) []byte {
	if len(text) == 0 || len(text) == 1 && text[0] == 0 {
		return append(line, '.')
	}
	for _, c := range text {
		switch {
		case c == 0: // padding
			continue
		case c < ' ':
			c = '?'
		}
		line = append(line, c)
	}
	return line
}

// named returns the text that a number stands for.
func (d *decoder) named(in *dictionary, n int, what string) string {
	text, ok := in.text[n]
	if !ok {
		d.fail("%s %d, which the header does not have", what, n)
	}
	return text
}
