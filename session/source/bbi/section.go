package bbi

import (
	"github.com/epiviz/epivizgo/session/source/bins"
)

// Kinds of sections (table 12).
const (
	sectionBedGraph = 1 // start, end, value
	sectionVarStep  = 2 // start, value; all of one width
	sectionFixStep  = 3 // value; start follows from the place in the section
)

const sectionHeaderSize = 24

// section is one inflated data block of a bigWig (tables 12 and 13).
type section struct {
	order byteOrder
	chrom uint32
	start uint32
	step  uint32
	span  uint32
	kind  uint8
	count int
	items []byte
}

// parseSection checks that the block holds the items that its header promises.
func parseSection(f *file, at uint64, raw []byte) (section, error) {
	const what = "data block"
	if len(raw) < sectionHeaderSize {
		return section{}, f.damaged(what, at, "wanted a section of at least %d bytes, found %d", sectionHeaderSize, len(raw))
	}
	in := fields{f.order, raw}
	s := section{order: f.order, chrom: in.u32(), start: in.u32()}
	in.skip(4)
	s.step, s.span, s.kind = in.u32(), in.u32(), in.u8()
	in.skip(1)
	s.count = int(in.u16())
	width := 0
	switch s.kind {
	case sectionBedGraph:
		width = 12
	case sectionVarStep:
		width = 8
	case sectionFixStep:
		width = 4
	default:
		return section{}, f.damaged(what, at, "wanted a section of kind 1 (bedGraph), 2 (variableStep) or 3 (fixedStep), found %d", s.kind)
	}
	if s.count*width > len(in.b) {
		return section{}, f.damaged(what, at, "wanted %d items of %d bytes, found %d bytes", s.count, width, len(in.b))
	}
	s.items = in.b[:s.count*width]
	return s, nil
}

// bases is the number of bases that the items cover.
func (s *section) bases() int {
	if s.kind != sectionBedGraph {
		return s.count * int(s.span)
	}
	n := 0
	for b := s.items; len(b) >= 12; b = b[12:] {
		n += max(0, int(s.order.u32(b[4:]))-int(s.order.u32(b)))
	}
	return n
}

// addTo adds the section's values to an accumulator.
func (s *section) addTo(acc *bins.Accumulator) {
	order := s.order
	switch s.kind {
	case sectionBedGraph:
		for b := s.items; len(b) >= 12; b = b[12:] {
			acc.Add(int(order.u32(b)), int(order.u32(b[4:])), float64(order.f32(b[8:])))
		}
	case sectionVarStep:
		for b := s.items; len(b) >= 8; b = b[8:] {
			start := int(order.u32(b))
			acc.Add(start, start+int(s.span), float64(order.f32(b[4:])))
		}
	case sectionFixStep:
		start := int(s.start)
		for b := s.items; len(b) >= 4; b = b[4:] {
			acc.Add(start, start+int(s.span), float64(order.f32(b)))
			start += int(s.step)
		}
	}
}

// records appends the section's items to dst.
func (s *section) records(dst []record) []record {
	order := s.order
	start := int(s.start)
	for b := s.items; len(b) > 0; {
		var r record
		switch s.kind {
		case sectionBedGraph:
			r = record{start: int(order.u32(b)), end: int(order.u32(b[4:])), value: order.f32(b[8:])}
			b = b[12:]
		case sectionVarStep:
			r = record{start: int(order.u32(b)), value: order.f32(b[4:])}
			r.end = r.start + int(s.span)
			b = b[8:]
		default:
			r = record{start: start, end: start + int(s.span), value: order.f32(b)}
			start += int(s.step)
			b = b[4:]
		}
		dst = append(dst, r)
	}
	return dst
}
