package bbi

import (
	"context"
	"fmt"
	"math"

	"github.com/epiviz/epivizgo/session/source/bins"
)

// zoomRecordSize is the width of a zoom record (table 19): sequence id, start,
// end, covered bases, then min, max, sum and sum of squares as 32-bit floats.
const zoomRecordSize = 32

// zoomLevel is one usable level.
type zoomLevel struct {
	reduction int // about the bases of a record
	tree      *rTree
}

// zoomRecord is the summary of a stretch. Its sum is of value × bases.
type zoomRecord struct {
	chrom, start, end, bases uint32
	min, max, sum, squares   float32
}

func parseZoomRecord(order byteOrder, b []byte) zoomRecord {
	_ = b[zoomRecordSize-1] // one check of the bounds
	return zoomRecord{
		chrom: order.u32(b), start: order.u32(b[4:]), end: order.u32(b[8:]), bases: order.u32(b[12:]),
		min: order.f32(b[16:]), max: order.f32(b[20:]), sum: order.f32(b[24:]), squares: order.f32(b[28:]),
	}
}

// zoomRounding is the part of a sum that rounding may change: writers add up some hundred
// 32-bit floats, each time with an error of 2^-24.
const zoomRounding = 1e-4

// credible reports whether the record can be true: it covers bases, no more than
// it spans, and its sum is possible for that many values between min and max.
//
// libBigWig 0.4.7, with which pyBigWig and deepTools write, leaves the sum and the sum of
// squares of the last record of every block at 0. Where 0 is between min and max, the
// sum of squares distinguishes this from a mean of 0. A NaN makes the sum NaN; it remains
// undetected in the last record of a block if all other values there are 0, and
// then its bases count as covered. An infinite value makes the sum infinite: the record is
// rejected, so that only the value's own bins are infinite.
func (r *zoomRecord) credible() bool {
	lo, hi, sum, bases := float64(r.min), float64(r.max), float64(r.sum), float64(r.bases)
	if !(-math.MaxFloat32 <= lo && lo <= hi && hi <= math.MaxFloat32) || r.bases == 0 || r.end < r.start || r.bases > r.end-r.start {
		return false
	}
	if r.sum == 0 && r.squares == 0 {
		return lo == 0 && hi == 0
	}
	if lo*bases <= sum && sum <= hi*bases { // the usual case
		return true
	}
	rounding := zoomRounding * bases * max(-lo, hi)
	return lo*bases-rounding <= sum && sum <= hi*bases+rounding
}

// zoomSum adds the credible records of a level to an accumulator and collects the
// stretches of the others.
type zoomSum struct {
	acc   *bins.Accumulator
	order byteOrder
	chrom uint32
	// perBase is the number of records of the file for one covered base, since levels
	// do not keep it.
	perBase float64
	sharp   bool // replace records that bins cut by the data
	// reached is the end of the last record that was added, or the start of the query.
	reached int
	end     int  // of the query
	broken  bool // a record after reached was left out
	// lost are the stretches, in order, that must be added from the data: records that bins cut, and
	// those that are not credible. Each of the latter extends from one credible record to the next,
	// because the ends of a record that is not credible may be wrong, too. Between records there are
	// no data.
	lost []span
}

// add adds a block of zoom records.
func (z *zoomSum) add(raw []byte) {
	order := z.order
	for ; len(raw) >= zoomRecordSize; raw = raw[zoomRecordSize:] {
		r := parseZoomRecord(order, raw)
		if r.chrom != z.chrom {
			continue
		}
		if !r.credible() {
			z.broken = true
			continue
		}
		if z.broken {
			z.close(int(r.start))
		}
		if z.sharp && z.acc.Cuts(int(r.start), int(r.end)) {
			if from, to := max(z.reached, int(r.start)), min(z.end, int(r.end)); from < to {
				z.lost = append(z.lost, span{from, to})
			}
			z.reached = max(z.reached, int(r.end))
			continue
		}
		z.reached = max(z.reached, int(r.end))
		bases := float64(r.bases)
		z.acc.AddSummary(int(r.start), int(r.end), bases, float64(r.sum), float64(r.min), float64(r.max), bases*z.perBase)
	}
}

// close ends a lost stretch at a record that is added, or at the end of the query.
func (z *zoomSum) close(at int) {
	if at = min(at, z.end); z.reached < at {
		z.lost = append(z.lost, span{z.reached, at})
	}
	z.broken = false
}

// openZooms opens the levels that can be read, finest first, and returns a note on those
// that cannot.
func openZooms(f *file, h *header) (levels []zoomLevel, notes []string) {
	lost := 0
	for _, z := range h.zooms {
		tree, err := openRTree(f, z.index, "zoom index")
		if err == nil {
			err = f.within(z.data, 4, "zoom level")
		}
		if err != nil || z.reduction == 0 || len(levels) > 0 && int(z.reduction) <= levels[len(levels)-1].reduction {
			lost++
			continue
		}
		levels = append(levels, zoomLevel{int(z.reduction), tree})
	}
	if lost > 0 {
		rest := "the others"
		if len(levels) == 0 {
			rest = "the records"
		}
		notes = append(notes, fmt.Sprintf("%d of the %d zoom levels cannot be read; wide views are computed from %s", lost, len(h.zooms), rest))
	}
	return levels, notes
}

// bestZoom returns the coarsest level that is finer than half a bin, as the UCSC library
// does, and reports whether there is one.
func bestZoom(levels []zoomLevel, half int) (zoomLevel, bool) {
	for i := len(levels) - 1; i >= 0; i-- {
		if levels[i].reduction <= half {
			return levels[i], true
		}
	}
	return zoomLevel{}, false
}

// overview is the coarsest level's summary of the whole file.
type overview struct {
	bases    uint64
	min, max float64
	// impossible reports whether a record counts more bases than it spans.
	impossible bool
	// whole reports whether all of the level was read.
	whole bool
}

// overviewBlocks bounds the blocks of the coarsest level that are read when a file is
// opened. That is nearly always all of them.
const overviewBlocks = 8

// readOverview reads the coarsest level. It returns nil if the level cannot be read.
func readOverview(ctx context.Context, b blocks, levels []zoomLevel) *overview {
	if len(levels) == 0 {
		return nil
	}
	list, err := levels[len(levels)-1].tree.find(ctx, nil, 0, math.MaxUint64, overviewBlocks+1)
	if err != nil || len(list) == 0 {
		return nil
	}
	o := &overview{whole: len(list) <= overviewBlocks}
	first := true
	err = b.each(ctx, list[:min(len(list), overviewBlocks)], func(_ int, raw []byte) error {
		for ; len(raw) >= zoomRecordSize; raw = raw[zoomRecordSize:] {
			r := parseZoomRecord(b.f.order, raw)
			o.bases += uint64(r.bases)
			if r.end < r.start || r.bases > r.end-r.start {
				o.impossible = true
			}
			if r.bases == 0 || !(r.min <= r.max) { // excludes NaN, which is not a value
				continue
			}
			if first {
				o.min, o.max, first = float64(r.min), float64(r.max), false
			}
			o.min, o.max = min(o.min, float64(r.min)), max(o.max, float64(r.max))
		}
		return nil
	})
	if err != nil || first {
		return nil
	}
	return o
}
