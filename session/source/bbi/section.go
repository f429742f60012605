package bbi

import (
	"github.com/epiviz/epivizgo/session/source/bins"
)

// Kinds of sections (table 13).
const (
	sectionBedGraph = 1 // start, end, value
	sectionVarStep  = 2 // start, value; all of one width
	sectionFixStep  = 3 // value; start follows from the index in the section
)

const sectionHeaderSize = 24

// section is one inflated data block of a bigWig (table 13).
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

// parseSection parses a block and checks that it holds the items that its header promises.
func parseSection(f *file, at uint64, raw []byte) (section, error) {
	s, width, err := parseSectionHeader(f, at, raw)
	if err != nil {
		return s, err
	}
	rest := raw[sectionHeaderSize:]
	if s.count*width > len(rest) {
		return s, f.damaged("data block", at, "wanted %d items of %d bytes, found %d bytes", s.count, width, len(rest))
	}
	s.items = rest[:s.count*width]
	return s, nil
}

// parseSectionHeader reads the header alone. width is the size of an item in bytes.
func parseSectionHeader(f *file, at uint64, raw []byte) (s section, width int, err error) {
	const what = "data block"
	if len(raw) < sectionHeaderSize {
		return s, 0, f.damaged(what, at, "wanted a section of at least %d bytes, found %d", sectionHeaderSize, len(raw))
	}
	in := fields{f.order, raw}
	s = section{order: f.order, chrom: in.u32(), start: in.u32()}
	in.skip(4)
	s.step, s.span, s.kind = in.u32(), in.u32(), in.u8()
	in.skip(1)
	s.count = int(in.u16())
	switch s.kind {
	case sectionBedGraph:
		return s, 12, nil
	case sectionVarStep:
		return s, 8, nil
	case sectionFixStep:
		return s, 4, nil
	}
	return s, 0, f.damaged(what, at, "wanted a section of kind 1 (bedGraph), 2 (variableStep) or 3 (fixedStep), found %d", s.kind)
}

// each calls fn for every item, in the file's order.
func (s *section) each(fn func(start, end int, value float32)) {
	order, span := s.order, int(s.span)
	switch s.kind {
	case sectionBedGraph:
		for b := s.items; len(b) >= 12; b = b[12:] {
			fn(int(order.u32(b)), int(order.u32(b[4:])), order.f32(b[8:]))
		}
	case sectionVarStep:
		for b := s.items; len(b) >= 8; b = b[8:] {
			start := int(order.u32(b))
			fn(start, start+span, order.f32(b[4:]))
		}
	case sectionFixStep:
		start := int(s.start)
		for b := s.items; len(b) >= 4; b = b[4:] {
			fn(start, start+span, order.f32(b))
			start += int(s.step)
		}
	}
}

// bases returns the number of bases that the items cover.
func (s *section) bases() int {
	n := 0
	s.each(func(start, end int, _ float32) { n += max(0, end-start) })
	return n
}

// addTo adds the section's values to an accumulator.
func (s *section) addTo(acc *bins.Accumulator) {
	s.each(func(start, end int, value float32) { acc.Add(start, end, float64(value)) })
}

// addWithin adds the parts of items within the stretches, which are in order and
// apart. The part of an item counts in proportion.
func (s *section) addWithin(acc *bins.Accumulator, stretches []span) {
	s.each(func(start, end int, value float32) {
		for i := firstBehind(stretches, start); i < len(stretches) && stretches[i].from < end; i++ {
			from, to := max(start, stretches[i].from), min(end, stretches[i].to)
			if from == start && to == end {
				acc.Add(start, end, float64(value))
				return
			}
			bases, v := float64(to-from), float64(value)
			acc.AddSummary(from, to, bases, v*bases, v, v, bases/float64(end-start))
		}
	})
}

// records appends the section's items to dst.
func (s *section) records(dst []record) []record {
	s.each(func(start, end int, value float32) {
		dst = append(dst, record{start: start, end: end, value: value})
	})
	return dst
}
