package bbi

import (
	"encoding/binary"
	"fmt"
	"math"
)

// Magic numbers, in the byte order of the file.
const (
	bigWigMagic = 0x888FFC26
	bigBedMagic = 0x8789F2EB
	bptMagic    = 0x78CA8C91
	cirMagic    = 0x2468ACE0
)

const (
	headerSize     = 64
	zoomHeaderSize = 24
	// maxZoomLevels is more than any writer makes (ten): each level is at least
	// twice as coarse as the one before, in a 32-bit number.
	maxZoomLevels = 64
	lastVersion   = 4
)

// header is the common header of both formats (table 5).
type header struct {
	bigBed        bool
	version       uint16
	chromTree     uint64 // offset of the sequence names
	data          uint64 // offset of the full-resolution data
	index         uint64 // offset of the full-resolution R tree
	fieldCount    uint16 // columns of a bigBed row
	definedFields uint16 // how many of them are standard BED columns
	autoSQL       uint64 // offset of the description of the columns, 0 for none
	totalSummary  uint64 // offset of the summary over the whole file, 0 for none (version 1)
	uncompressBuf uint32 // size of the largest inflated block; 0: blocks are not deflated
	extension     uint64 // offset of the extension header (version 4), 0 for none
	zooms         []zoomHeader
}

// zoomHeader describes one zoom level (table 6).
type zoomHeader struct {
	reduction   uint32 // bases a summary
	data, index uint64
}

// totals is the summary over the whole file (table 7), as written by its writer. It may
// disagree with the data.
type totals struct {
	bases                     uint64
	min, max, sum, sumSquares float64
}

// readHeader reads the header and sets the file's byte order.
func readHeader(f *file) (*header, error) {
	if f.size < headerSize {
		return nil, &damage{f.name, "header", 0, fmt.Sprintf("wanted %d bytes, the file has %d", headerSize, f.size), true}
	}
	buf, err := f.bytesAt(0, headerSize, "header")
	if err != nil {
		return nil, err
	}
	h := &header{}
	switch uint32(bigWigMagic) {
	case binary.LittleEndian.Uint32(buf):
	case binary.BigEndian.Uint32(buf):
		f.order.big = true
	default:
		h.bigBed = true
		f.order.big = binary.BigEndian.Uint32(buf) == bigBedMagic
	}
	in := fields{f.order, buf}
	if magic := in.u32(); magic != bigWigMagic && magic != bigBedMagic {
		return nil, f.damaged("header", 0, "wanted the magic number of a bigWig (26 fc 8f 88) or a bigBed (eb f2 89 87), found % x", buf[:4])
	}
	h.version = in.u16()
	zooms := in.u16()
	h.chromTree, h.data, h.index = in.u64(), in.u64(), in.u64()
	h.fieldCount, h.definedFields = in.u16(), in.u16()
	h.autoSQL, h.totalSummary = in.u64(), in.u64()
	h.uncompressBuf = in.u32()
	h.extension = in.u64()
	if h.version == 0 {
		return nil, f.damaged("header", 0, "wanted version 1 to %d, found 0", lastVersion)
	}
	if zooms > maxZoomLevels {
		return nil, f.damaged("header", 0, "wanted at most %d zoom levels, found %d", maxZoomLevels, zooms)
	}
	buf, err = f.bytesAt(headerSize, uint64(zooms)*zoomHeaderSize, "table of zoom levels")
	if err != nil {
		return nil, err
	}
	in = fields{f.order, buf}
	for range zooms {
		z := zoomHeader{reduction: in.u32()}
		in.skip(4)
		z.data, z.index = in.u64(), in.u64()
		h.zooms = append(h.zooms, z)
	}
	return h, nil
}

// readTotals reads the summary over the whole file. It returns nil if the file has none
// or it is beyond the end of the file, since nothing depends on it.
func readTotals(f *file, h *header) *totals {
	if h.totalSummary == 0 {
		return nil
	}
	buf, err := f.bytesAt(h.totalSummary, 40, "total summary")
	if err != nil {
		return nil
	}
	in := fields{f.order, buf}
	return &totals{in.u64(), in.f64(), in.f64(), in.f64(), in.f64()}
}

// plausible reports whether the totals can be true of sequences of so many bases
// together: some writers leave zeros, and tools that cut a file to one
// sequence leave the totals of the whole.
func (t *totals) plausible(genomeSize int) bool {
	return t != nil && t.bases > 0 && t.bases <= uint64(genomeSize) &&
		!math.IsNaN(t.min) && !math.IsInf(t.min, 0) && !math.IsNaN(t.max) && !math.IsInf(t.max, 0) && t.min <= t.max
}
