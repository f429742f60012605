package cram

import (
	"bytes"
	"compress/bzip2"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/ulikunitz/xz"

	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/cram/codec"
)

// The types of blocks.
const (
	fileHeader        = 0
	compressionHeader = 1
	sliceHeader       = 2
	externalData      = 4
	coreData          = 5
)

// mostBlock bounds a block once it is inflated.
const mostBlock = 256 << 20

// block is a piece of a container.
type block struct {
	method, kind byte
	id           int
	size         int // inflated
	data         []byte
}

// block reads the next block of a file of a major version.
func (c *cursor) block(major int) (b block) {
	all := c.data
	b.method, b.kind, b.id = c.u8(), c.u8(), c.itf8()
	packed := c.itf8()
	b.size = c.itf8()
	b.data = c.bytes(packed)
	if c.err == nil && (b.size < 0 || b.size > mostBlock) {
		c.fail("a block of %d bytes; wanted at most %d", b.size, mostBlock)
	}
	if c.err != nil || major < 3 {
		return b
	}
	sum := crc32.ChecksumIEEE(all[:len(all)-len(c.data)])
	if stored := uint32(c.i32()); c.err == nil && stored != sum {
		c.fail("a block with a checksum of %08x; its bytes have %08x", stored, sum)
	}
	return b
}

// inflate returns the data of a block.
func (b *block) inflate() (data []byte, err error) {
	if b.size == 0 {
		return nil, nil
	}
	defer func() { // other people's decoders on other people's bytes
		if p := recover(); p != nil {
			err = fmt.Errorf("inflating failed: %v: %w", p, source.ErrFormat)
		}
	}()
	switch b.method {
	case 0:
		data = b.data
	case 1:
		data, err = b.stream(func(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) })
	case 2:
		data, err = b.stream(func(r io.Reader) (io.Reader, error) { return bzip2.NewReader(r), nil })
	case 3:
		data, err = b.stream(func(r io.Reader) (io.Reader, error) { return xz.ReaderConfig{DictCap: 64 << 20}.NewReader(r) })
	case 4:
		data, err = codec.RANS4x8(b.data, b.size)
	case 5:
		data, err = codec.RANSNx16(b.data, b.size)
	case 6:
		data, err = codec.Arithmetic(b.data, b.size)
	case 7:
		data, err = codec.FQZComp(b.data, b.size)
	case 8:
		data, err = codec.Names(b.data, b.size)
	default:
		return nil, fmt.Errorf("a block of compression %d, which is not known: %w", b.method, source.ErrFormat)
	}
	if err == nil && len(data) != b.size {
		err = fmt.Errorf("%d bytes; wanted %d: %w", len(data), b.size, source.ErrFormat)
	}
	if err != nil {
		return nil, fmt.Errorf("block %d of compression %d: %w", b.id, b.method, err)
	}
	return data, nil
}

// stream inflates with a decoder of a stream.
func (b *block) stream(open func(r io.Reader) (io.Reader, error)) ([]byte, error) {
	r, err := open(bytes.NewReader(b.data))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", err, source.ErrFormat)
	}
	data, err := io.ReadAll(io.LimitReader(r, int64(b.size)+1))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", err, source.ErrFormat)
	}
	return data, nil
}

// container is the header of a container.
type container struct {
	length, blocks int
	size           int // of the header
	landmarks      []int
	ref            int // the sequence, severalRefs for several
	start, records int
}

// mostContainer bounds the header of a container, which lists its slices.
const mostContainer = 1 << 20

// usualContainer is what is read of it at first.
const usualContainer = 1 << 10

// readContainer reads the header of the container at an offset. The error is io.EOF at the end of the file.
func readContainer(r io.ReaderAt, at, size int64, major int) (k container, err error) {
	if k, err = readHeaderOf(r, at, size, major, usualContainer); err == nil || err == io.EOF {
		return k, err
	}
	return readHeaderOf(r, at, size, major, mostContainer)
}

// readHeaderOf is readContainer for a header of at most that many bytes.
func readHeaderOf(r io.ReaderAt, at, size int64, major, most int) (k container, err error) {
	buf := make([]byte, min(int64(most), max(size-at, 0)))
	if len(buf) == 0 {
		return k, io.EOF
	}
	if _, err := r.ReadAt(buf, at); err != nil && err != io.EOF {
		return k, err
	}
	c := &cursor{data: buf}
	k.length = c.i32()
	k.ref = c.itf8()
	k.start = c.itf8()
	c.itf8() // span
	k.records = c.itf8()
	if major >= 3 {
		c.ltf8()
	} else {
		c.itf8()
	}
	c.ltf8() // bases
	k.blocks = c.itf8()
	for range c.count("slices") {
		k.landmarks = append(k.landmarks, c.itf8())
	}
	k.size = len(buf) - len(c.data)
	if major >= 3 {
		sum := crc32.ChecksumIEEE(buf[:k.size])
		if b := c.bytes(4); b != nil && binary.LittleEndian.Uint32(b) != sum {
			c.fail("a container with a wrong checksum")
		}
		k.size += 4
	}
	if c.err == nil && (k.length < 0 || int64(k.length) > size-at-int64(k.size)) {
		c.fail("a container of %d bytes; the file has %d behind its header", k.length, size-at-int64(k.size))
	}
	if c.err != nil {
		return k, fmt.Errorf("the container at %d: %w", at, c.err)
	}
	return k, nil
}
