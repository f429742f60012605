package bam

import (
	"encoding/binary"
	"math"
	"slices"
	"strconv"
)

// letters are the bases of BAM.
const letters = "=ACMGRSVTWYHKDBN"

// packed returns the bases, two a byte.
func (r *record) packed() []byte {
	at := fixedSize + int(r.data[8]) + 4*r.u16(12)
	return r.data[at : at+(r.bases()+1)/2]
}

// base returns base i as BAM has it, 15 for N.
func (r *record) base(i int) byte {
	b := r.packed()[i>>1]
	if i&1 == 0 {
		return b >> 4
	}
	return b & 0xf
}

// qualities returns the qualities of the bases, of which the first is 0xff if there are none.
func (r *record) qualities() []byte {
	n := r.bases()
	at := fixedSize + int(r.data[8]) + 4*r.u16(12) + (n+1)/2
	return r.data[at : at+n]
}

// tagData returns the tags as they are in the file.
func (r *record) tagData() []byte {
	n := r.bases()
	return r.data[fixedSize+int(r.data[8])+4*r.u16(12)+(n+1)/2+n:]
}

// eachTag calls yield with the tags in their order, up to one that is damaged. It returns how many bytes it and those behind it have.
func (r *record) eachTag(yield func(name string, kind byte, value []byte)) (left int) {
	data := r.tagData()
	for len(data) >= 3 {
		kind, size := data[2], valueSize(data[2], data[3:])
		if size < 0 || size > len(data)-3 {
			break
		}
		yield(string(data[:2]), kind, data[3:3+size])
		data = data[3+size:]
	}
	return len(data)
}

// appendSAM appends the read as samtools view prints it, without the end of the line.
func (f *reads) appendSAM(b []byte, r *record) []byte {
	number := func(v int) { b = append(strconv.AppendInt(b, int64(v), 10), '\t') }
	sequence := func(ref int) string {
		if ref < 0 || ref >= len(f.refs) {
			return "*"
		}
		return f.refs[ref].Name
	}
	if name := r.name(); len(name) > 0 {
		b = appendText(b, name)
	} else {
		b = append(b, '*')
	}
	b = append(b, '\t')
	number(r.flag())
	b = append(append(b, sequence(r.ref())...), '\t')
	number(r.pos() + 1)
	number(r.mapq())
	b = append(append(b, r.cigarText()...), '\t')
	if mate := r.mateRef(); mate >= 0 && mate == r.ref() {
		b = append(b, "=\t"...)
	} else {
		b = append(append(b, sequence(mate)...), '\t')
	}
	number(r.matePos() + 1)
	number(r.insert())
	n := r.bases()
	if n == 0 {
		b = append(b, "*\t*"...)
	} else {
		b = slices.Grow(b, 2*n+2)
		for _, two := range r.packed() {
			b = append(b, letters[two>>4], letters[two&0xf])
		}
		if n&1 != 0 {
			b = b[:len(b)-1]
		}
		b = append(b, '\t')
		if q := r.qualities(); q[0] == 0xff {
			b = append(b, '*')
		} else {
			b = append(b, q...)
			for i := len(b) - n; i < len(b); i++ {
				b[i] += 33
			}
		}
	}
	r.eachTag(func(name string, kind byte, value []byte) {
		if r.long && name == "CG" {
			return // it is the CIGAR
		}
		b = appendTag(append(b, '\t'), name, kind, value)
	})
	return b
}

// appendTag appends a tag as SAM has it.
func appendTag(b []byte, name string, kind byte, value []byte) []byte {
	b = append(append(b, name...), ':')
	switch kind {
	case 'A':
		return append(append(b, "A:"...), value[0])
	case 'Z', 'H':
		return appendText(append(b, kind, ':'), value[:len(value)-1])
	case 'f', 'd':
		return appendNumber(append(b, kind, ':'), kind, value)
	case 'B':
		b = append(b, 'B', ':', value[0])
		size := valueSize(value[0], nil)
		for at := 5; at+size <= len(value); at += size {
			b = appendNumber(append(b, ','), value[0], value[at:])
		}
		return b
	}
	return appendNumber(append(b, "i:"...), kind, value)
}

// appendText appends a name or a text. What would end a field or a line is escaped, which SAM has no way for.
func appendText(b, text []byte) []byte {
	for _, c := range text {
		switch c {
		case '\t':
			b = append(b, `\t`...)
		case '\n':
			b = append(b, `\n`...)
		case '\r':
			b = append(b, `\r`...)
		default:
			b = append(b, c)
		}
	}
	return b
}

func appendNumber(b []byte, kind byte, value []byte) []byte {
	switch kind {
	case 'f':
		return appendFloat(b, float64(math.Float32frombits(binary.LittleEndian.Uint32(value))))
	case 'd':
		return appendFloat(b, math.Float64frombits(binary.LittleEndian.Uint64(value)))
	}
	n, _ := integer(value, kind)
	return strconv.AppendInt(b, int64(n), 10)
}

// appendFloat appends a number as %g of C: six digits.
func appendFloat(b []byte, v float64) []byte {
	switch {
	case math.IsNaN(v) && math.Signbit(v):
		return append(b, "-nan"...)
	case math.IsNaN(v):
		return append(b, "nan"...)
	case math.IsInf(v, 0):
		if v < 0 {
			b = append(b, '-')
		}
		return append(b, "inf"...)
	}
	return strconv.AppendFloat(b, v, 'g', 6, 64)
}
