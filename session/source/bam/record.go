package bam

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/bgzf"
)

// Flags of a read.
const (
	paired       = 0x1
	unmapped     = source.ReadUnmapped
	mateUnmapped = 0x8
	reverse      = source.ReadReverse
)

// fixedSize is the size of the fields before the name, without the size of the record.
const fixedSize = 32

// mostRecord bounds a record: the longest reads have some millions of bases.
const mostRecord = 256 << 20

// record is an alignment as it is in the file. Fields are decoded when they are asked for.
type record struct {
	data   []byte // valid until the next record is read
	stated []byte // the CIGAR, 4 bytes an operation
	cigar  []byte // the operations that count: none of a read that is not aligned, whatever is stated
	long   bool   // the CIGAR is in the tag CG
}

func (r *record) i32(at int) int { return int(int32(binary.LittleEndian.Uint32(r.data[at:]))) }
func (r *record) u16(at int) int { return int(binary.LittleEndian.Uint16(r.data[at:])) }

func (r *record) ref() int     { return r.i32(0) }
func (r *record) pos() int     { return r.i32(4) }
func (r *record) mapq() int    { return int(r.data[9]) }
func (r *record) flag() int    { return r.u16(14) }
func (r *record) mateRef() int { return r.i32(20) }
func (r *record) matePos() int { return r.i32(24) }
func (r *record) insert() int  { return r.i32(28) }
func (r *record) bases() int   { return r.i32(16) }
func (r *record) name() []byte {
	return bytes.TrimRight(r.data[fixedSize:fixedSize+int(r.data[8])], "\x00")
}

// chosen reports whether a read is of a choice.
func (r *record) chosen(c source.ReadChoice) bool {
	return r.flag()&c.Without == 0 && r.mapq() >= c.MapQ
}

func (r *record) strand() byte {
	switch {
	case r.flag()&unmapped != 0:
		return '*'
	case r.flag()&reverse != 0:
		return '-'
	}
	return '+'
}

// set takes the bytes of a record and checks that its parts fit in.
func (r *record) set(data []byte) error {
	r.data = data
	if len(data) < fixedSize {
		return fmt.Errorf("it has %d bytes; wanted at least %d: %w", len(data), fixedSize, source.ErrFormat)
	}
	ops := r.u16(12)
	from := fixedSize + int(data[8])
	rest := len(data) - from - 4*ops
	if n := r.bases(); n < 0 || rest < (n+1)/2+n {
		return fmt.Errorf("its name, %d operations and %d bases do not fit in %d bytes: %w", ops, n, len(data), source.ErrFormat)
	}
	r.stated, r.cigar, r.long = data[from:from+4*ops], nil, false
	if r.flag()&unmapped != 0 {
		return nil
	}
	if r.cigar = r.stated; ops == 2 {
		if cigar := r.longCIGAR(); cigar != nil {
			r.stated, r.cigar, r.long = cigar, cigar, true
		}
	}
	return nil
}

// opAt returns operation i of a CIGAR and its length.
func opAt(cigar []byte, i int) (op byte, n int) {
	v := binary.LittleEndian.Uint32(cigar[4*i:])
	return "MIDNSHP=X???????"[v&0xf], int(v >> 4)
}

// op returns operation i of those that count, and its length.
func (r *record) op(i int) (op byte, n int) { return opAt(r.cigar, i) }

func (r *record) ops() int { return len(r.cigar) / 4 }

// longCIGAR returns the operations in the tag CG, nil if the CIGAR is not one that stands for them: all bases clipped, and
// a splice of the length on the reference.
func (r *record) longCIGAR() []byte {
	first, n := r.op(0)
	second, _ := r.op(1)
	if first != 'S' || second != 'N' || n != r.bases() {
		return nil
	}
	value, kind := r.tag("CG")
	if kind != 'B' || value[0] != 'I' && value[0] != 'i' {
		return nil
	}
	return value[5:] // behind the type and the number of values
}

// tag returns the bytes of a tag's value and its type, 0 if the read does not have it.
func (r *record) tag(name string) (value []byte, kind byte) {
	for data := r.tagData(); len(data) >= 3; {
		kind, size := data[2], valueSize(data[2], data[3:])
		if size < 0 || size > len(data)-3 {
			return nil, 0
		}
		if string(data[:2]) == name {
			return data[3 : 3+size], kind
		}
		data = data[3+size:]
	}
	return nil, 0
}

// valueSize returns the bytes of a tag's value at the beginning of data, -1 if there are not so many.
func valueSize(kind byte, data []byte) int {
	switch kind {
	case 'A', 'c', 'C':
		return 1
	case 's', 'S':
		return 2
	case 'i', 'I', 'f':
		return 4
	case 'd': // of no specification, but samtools has it
		return 8
	case 'Z', 'H':
		if i := bytes.IndexByte(data, 0); i >= 0 {
			return i + 1
		}
		return -1
	case 'B':
		if len(data) < 5 {
			return -1
		}
		n := uint64(binary.LittleEndian.Uint32(data[1:])) * uint64(max(valueSize(data[0], nil), 1))
		if data[0] == 'Z' || data[0] == 'H' || data[0] == 'B' || n > uint64(len(data)) {
			return -1
		}
		return 5 + int(n)
	}
	return -1
}

// end returns the position behind the last aligned base; a read without any is one base.
func (r *record) end() int {
	length := 0
	for i := range r.ops() {
		switch op, n := r.op(i); op {
		case 'M', 'D', 'N', '=', 'X':
			length += n
		}
	}
	return r.pos() + max(length, 1)
}

// blocks calls yield with the stretches of the reference that the read has, parted by the operations in parts.
func (r *record) blocks(yield func(start, end int), parts string) {
	at := r.pos()
	start := at
	for i := range r.ops() {
		op, n := r.op(i)
		switch op {
		case 'M', '=', 'X', 'D', 'N':
		default:
			continue
		}
		if op == parts[0] || len(parts) > 1 && op == parts[1] {
			if at > start {
				yield(start, at)
			}
			start = at + n
		}
		at += n
	}
	if at > start {
		yield(start, at)
	}
}

// cigarText writes the CIGAR as SAM has it.
func (r *record) cigarText() string {
	if len(r.stated) == 0 {
		return "*"
	}
	var out []byte
	for i := range len(r.stated) / 4 {
		op, n := opAt(r.stated, i)
		out = append(strconv.AppendInt(out, int64(n), 10), op)
	}
	return string(out)
}

// first returns the first record.
func first(in *bgzf.Reader) (*record, error) {
	data, err := next(in)
	if err != nil {
		return nil, err
	}
	r := &record{}
	return r, r.set(data)
}

// next returns the bytes of the next record, valid until the next is read. The error is io.EOF after the last.
func next(in *bgzf.Reader) ([]byte, error) {
	head, err := in.Next(4)
	if err == io.EOF {
		return nil, io.EOF
	} else if err != nil {
		return nil, cutShort(err)
	}
	size := int(binary.LittleEndian.Uint32(head))
	if size > mostRecord {
		return nil, fmt.Errorf("it has %d bytes; wanted at most %d: %w", size, mostRecord, source.ErrFormat)
	}
	if size == 0 {
		return nil, nil
	}
	data, err := in.Next(size)
	if err != nil {
		return nil, cutShort(err)
	}
	return data, nil
}

// cutShort returns the error of data that end too early.
func cutShort(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("the data end too early: %w", source.ErrFormat)
	}
	return err
}
