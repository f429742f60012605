// Package bgzf reads BGZF, the blocked gzip of bgzip and samtools: a series of
// gzip members of at most 64 KB each, which can be inflated on their own and
// therefore several at once, or from the middle of a file.
//
// The format is that of the SAM specification (samtools.github.io/hts-specs,
// SAMv1, section 4.1); gzip itself is RFC 1952.
//
//	z := bgzf.NewReader(file)                     // from the beginning to the end
//	z := bgzf.NewSection(readerAt, size, from, to) // between two virtual offsets
//
// A [Reader] keeps no goroutine between calls and needs no closing, but see [Reader.Ahead].
package bgzf

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"slices"
	"sync"
)

// ErrDamaged reports a malformed block. If the file ends inside a block, the error is
// io.ErrUnexpectedEOF.
var ErrDamaged = errors.New("damaged bgzip block")

// ErrNoBlock reports that a block is followed by something else. It wraps ErrDamaged.
var ErrNoBlock = fmt.Errorf("%w: no block begins", ErrDamaged)

const (
	// MaxBlock is the largest number of bytes that a block holds.
	MaxBlock = 1 << 16
	// headerSize is the size of a gzip header up to the length of the extra field.
	headerSize = 12
	// sniffSize is enough for a header with a large extra field.
	sniffSize = 256
	// trailerSize is the size of checksum and length after the data.
	trailerSize = 8
)

// Sniff reports whether data begin as a BGZF file does: a gzip member with an
// extra field BC.
func Sniff(head []byte) bool {
	if len(head) < headerSize || !isGzip(head) {
		return false
	}
	extra := head[headerSize:]
	if n := int(binary.LittleEndian.Uint16(head[10:])); n < len(extra) {
		extra = extra[:n]
	}
	_, ok := blockSize(extra)
	return ok
}

// isGzip reports whether data begin with the magic number and method of gzip and have an
// extra field.
func isGzip(h []byte) bool {
	return h[0] == 0x1f && h[1] == 0x8b && h[2] == 8 && h[3] == 4
}

// blockSize finds the size of the whole block in its extra field.
func blockSize(extra []byte) (int, bool) {
	for len(extra) >= 4 {
		n := int(binary.LittleEndian.Uint16(extra[2:]))
		if len(extra) < 4+n {
			return 0, false
		}
		if extra[0] == 'B' && extra[1] == 'C' && n == 2 {
			return int(binary.LittleEndian.Uint16(extra[4:])) + 1, true
		}
		extra = extra[4+n:]
	}
	return 0, false
}

// block is one member: its offset in the file, its deflated data, and its inflated
// data. Its memory is reused for later members.
type block struct {
	offset   int64
	size     int    // of the member in the file
	body     []byte // of the member, after the header
	deflated []byte // in body
	crc      uint32
	data     []byte
	err      error
}

// read reads the member that begins at offset. It returns io.EOF at the end of the file.
// ErrNoBlock leaves r where the member should be.
func (b *block) read(r *bufio.Reader, offset int64) error {
	if head, _ := r.Peek(sniffSize); len(head) > headerSize && !Sniff(head) {
		return fmt.Errorf("%w at offset %d", ErrNoBlock, offset)
	}
	var h [headerSize]byte
	if _, err := io.ReadFull(r, h[:]); err != nil {
		return err // io.EOF in front of a block is the end of the file
	}
	if !isGzip(h[:]) {
		return fmt.Errorf("%w: no block begins at offset %d", ErrDamaged, offset)
	}
	extra := make([]byte, binary.LittleEndian.Uint16(h[10:]))
	if _, err := io.ReadFull(r, extra); err != nil {
		return cut(err)
	}
	size, ok := blockSize(extra)
	rest := size - headerSize - len(extra)
	if !ok || rest < trailerSize {
		return fmt.Errorf("%w: the block at offset %d has no size", ErrDamaged, offset)
	}
	b.body = slices.Grow(b.body[:0], rest)[:rest]
	if _, err := io.ReadFull(r, b.body); err != nil {
		return cut(err)
	}
	b.offset, b.size, b.deflated, b.err = offset, size, b.body[:rest-trailerSize], nil
	b.crc = binary.LittleEndian.Uint32(b.body[rest-8:])
	length := binary.LittleEndian.Uint32(b.body[rest-4:])
	if length > MaxBlock {
		return fmt.Errorf("%w: the block at offset %d says it holds %d bytes; wanted at most %d", ErrDamaged, offset, length, MaxBlock)
	}
	b.data = slices.Grow(b.data[:0], int(length))[:length]
	return nil
}

// cut turns io.EOF inside a block into io.ErrUnexpectedEOF.
func cut(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// inflate fills b.data and checks its length and checksum.
func (b *block) inflate(in *inflater) {
	n, err := in.inflate(b.data, b.deflated)
	switch {
	case err != nil:
		b.err = fmt.Errorf("%w: the block at offset %d does not inflate: %w", ErrDamaged, b.offset, err)
	case n != len(b.data):
		b.err = fmt.Errorf("%w: the block at offset %d holds %d bytes; wanted %d", ErrDamaged, b.offset, n, len(b.data))
	case crc32.ChecksumIEEE(b.data) != b.crc:
		b.err = fmt.Errorf("%w: the checksum of the block at offset %d does not agree", ErrDamaged, b.offset)
	}
}

// inflaters and raws keep memory.
var (
	inflaters = sync.Pool{New: func() any { return new(inflater) }}
	raws      = sync.Pool{New: func() any { return bufio.NewReaderSize(nil, MaxBlock) }}
)

// ReadBlock returns the data of the block that begins at offset at of a file of size
// bytes, and the offset of the next one. The error is io.EOF at the end of the file.
func ReadBlock(r io.ReaderAt, size, at int64) (data []byte, next int64, err error) {
	at = min(max(at, 0), size)
	raw := raws.Get().(*bufio.Reader)
	defer raws.Put(raw)
	raw.Reset(io.NewSectionReader(r, at, min(size-at, MaxBlock))) // no block is larger
	var b block
	if err := b.read(raw, at); err != nil {
		return nil, 0, err
	}
	in := inflaters.Get().(*inflater)
	defer inflaters.Put(in)
	b.inflate(in)
	return b.data, at + int64(b.size), b.err
}
