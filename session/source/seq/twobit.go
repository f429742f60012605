package seq

import (
	"bufio"
	"context"
	"encoding/binary"
	"io"
	"strings"
	"sync/atomic"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

const (
	twoBitMagic  = 0x1A412743
	twoBitHeader = 16 // magic, version, number of sequences, reserved; 4 bytes each
)

// twoBit is a .2bit file. It keeps the N and mask blocks, millions in a large genome, only
// of the last queried sequence.
type twoBit struct {
	name    string
	r       io.ReaderAt
	size    int64
	order   binary.ByteOrder
	offsets []int64 // of each sequence's record
	byName  map[string]int
	info    source.Info
	last    atomic.Pointer[record]
	close   func() error
}

// twoBitOrder returns the byte order and version by a file's first 16 bytes, and
// whether the file is a .2bit.
func twoBitOrder(head []byte) (order binary.ByteOrder, version uint32, ok bool) {
	if len(head) < twoBitHeader {
		return nil, 0, false
	}
	for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
		if order.Uint32(head) == twoBitMagic {
			return order, order.Uint32(head[4:]), true
		}
	}
	return nil, 0, false
}

// openTwoBit reads the index, and the length of each sequence from its record.
func openTwoBit(ctx context.Context, name string, r io.ReaderAt, size int64) (*twoBit, error) {
	head := make([]byte, twoBitHeader)
	if err := readFull(name, r, head, 0); err != nil {
		return nil, err
	}
	order, version, ok := twoBitOrder(head)
	if !ok {
		return nil, malformed(name, "wanted the magic number %#x of .2bit, found %#x", twoBitMagic, head[:4])
	}
	if version > 1 {
		return nil, malformed(name, "wanted version 0 or 1 of .2bit, found %d", version)
	}
	t := &twoBit{name: name, r: r, size: size, order: order, byName: make(map[string]int), close: closer(r)}
	names, err := t.readIndex(int64(order.Uint32(head[8:])), version)
	if err != nil {
		return nil, err
	}
	seqs := make([]genome.Sequence, len(names))
	for i, n := range names {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		length, err := t.uint32At(t.offsets[i])
		if err != nil {
			return nil, err
		}
		seqs[i] = genome.Sequence{Name: n, Length: int(length)}
	}
	t.info = source.Info{Format: "2bit", Sequences: seqs, Items: int64(len(seqs))}
	return t, nil
}

// readIndex reads count entries after the header: the length of the name in a
// byte, the name, the record's offset in 4 bytes or, in version 1, 8.
func (t *twoBit) readIndex(count int64, version uint32) ([]string, error) {
	width := 4 + 4*int(version)
	if least := count * int64(1+width); least > t.size-twoBitHeader {
		return nil, malformed(t.name, "%d sequences take %d bytes of index or more, but the file has %d bytes", count, least, t.size)
	}
	index := bufio.NewReader(io.NewSectionReader(t.r, twoBitHeader, t.size-twoBitHeader))
	names := make([]string, 0, count)
	end := int64(twoBitHeader) // of the part of the index read so far
	for i := range int(count) {
		n, err := index.ReadByte()
		entry := make([]byte, int(n)+width)
		if err == nil {
			_, err = io.ReadFull(index, entry)
		}
		if err != nil {
			return nil, malformed(t.name, "the index of %d sequences ends in sequence %d: %v", count, i+1, err)
		}
		name := string(entry[:n])
		var offset uint64
		if width == 8 {
			offset = t.order.Uint64(entry[n:])
		} else {
			offset = uint64(t.order.Uint32(entry[n:]))
		}
		if _, twice := t.byName[name]; twice || name == "" {
			return nil, malformed(t.name, "the name of sequence %d, %.40q, is empty or was there before", i+1, name)
		}
		if offset > uint64(t.size) {
			return nil, malformed(t.name, "sequence %.40q lies at offset %d, but the file has %d bytes", name, offset, t.size)
		}
		end += int64(1 + len(entry))
		t.byName[name] = i
		t.offsets = append(t.offsets, int64(offset))
		names = append(names, name)
	}
	for i, offset := range t.offsets {
		if offset < end {
			return nil, malformed(t.name, "sequence %.40q lies at offset %d, inside the index, which ends at %d", names[i], offset, end)
		}
	}
	return names, nil
}

func (t *twoBit) uint32At(off int64) (uint32, error) {
	var b [4]byte
	err := readFull(t.name, t.r, b[:], off)
	return t.order.Uint32(b[:]), err
}

func (t *twoBit) Info() source.Info { return t.info }
func (t *twoBit) Close() error      { return t.close() }

func (t *twoBit) Sequence(ctx context.Context, iv genome.Interval) (string, error) {
	i, err := find(t.byName, t.name, iv)
	if err != nil {
		return "", err
	}
	if err := ctx.Err(); err != nil {
		return "", err
	}
	rec := t.last.Load()
	if rec == nil || rec.number != i {
		if rec, err = t.readRecord(i); err != nil {
			return "", err
		}
		t.last.Store(rec)
	}
	iv = clampTo(iv, rec.length)
	var bases strings.Builder
	bases.Grow(iv.Len())
	var packed, buf []byte
	for from := iv.Start; from < iv.End; {
		if err := ctx.Err(); err != nil {
			return "", err
		}
		to := min(from+readSize, iv.End)
		if packed == nil {
			packed = make([]byte, (to-from)/4+2)
			buf = make([]byte, 0, to-from)
		}
		packed = packed[:(to+3)/4-from/4]
		if err := readFull(t.name, t.r, packed, rec.packed+int64(from/4)); err != nil {
			return "", err
		}
		buf = appendUnpacked(buf[:0], packed, from%4, to-from)
		rec.masked.apply(buf, from, func(b byte) byte { return b | 0x20 }) // lower case
		rec.unknown.apply(buf, from, func(byte) byte { return 'N' })
		bases.Write(buf)
		from = to
	}
	return bases.String(), nil
}

// unpacked has the four bases of each byte, the first in its highest bits.
var unpacked = func() (table [256][4]byte) {
	for b := range table {
		for i := range 4 {
			table[b][i] = "TCAG"[b>>(6-2*i)&3]
		}
	}
	return table
}()

// appendUnpacked appends n bases of packed after the first skip < 4.
func appendUnpacked(dst, packed []byte, skip, n int) []byte {
	end := len(dst) + n
	dst = append(dst, unpacked[packed[0]][skip:]...)
	for _, b := range packed[1:] {
		dst = append(dst, unpacked[b][:]...)
	}
	return dst[:end]
}
