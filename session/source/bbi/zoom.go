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
	reduction int // bases a record, about
	tree      *rTree
}

// zoomRecord is the summary of a stretch. Its sum is of value × bases.
type zoomRecord struct {
	chrom, start, end, bases uint32
	min, max, sum            float32
}

func parseZoomRecord(order byteOrder, b []byte) zoomRecord {
	return zoomRecord{
		chrom: order.u32(b), start: order.u32(b[4:]), end: order.u32(b[8:]), bases: order.u32(b[12:]),
		min: order.f32(b[16:]), max: order.f32(b[20:]), sum: order.f32(b[24:]),
	}
}

// addZoomRecords adds a block of zoom records to an accumulator. perBase is the
// number of records of the file that stand behind one covered base, for
// the format does not keep it.
func addZoomRecords(acc *bins.Accumulator, order byteOrder, chrom uint32, raw []byte, perBase float64) {
	for ; len(raw) >= zoomRecordSize; raw = raw[zoomRecordSize:] {
		r := parseZoomRecord(order, raw)
		if r.chrom != chrom {
			continue
		}
		bases := float64(r.bases)
		acc.AddSummary(int(r.start), int(r.end), bases, float64(r.sum), float64(r.min), float64(r.max), bases*perBase)
	}
}

// openZooms opens the levels that can be read, finest first, and says in a
// note which cannot.
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

// bestZoom is the coarsest level that is finer than half a bin, as the UCSC
// library chooses; false when there is none.
func bestZoom(levels []zoomLevel, half int) (zoomLevel, bool) {
	for i := len(levels) - 1; i >= 0; i-- {
		if levels[i].reduction <= half {
			return levels[i], true
		}
	}
	return zoomLevel{}, false
}

// overview is what the coarsest level says of the whole file.
type overview struct {
	bases    uint64
	min, max float64
	// impossible tells that a record counts more bases than it spans.
	impossible bool
	// whole tells that all of the level was read.
	whole bool
}

// overviewBlocks is the number of blocks of the coarsest level that are looked at
// when a file is opened: nearly always all of them.
const overviewBlocks = 8

// readOverview reads the coarsest level. nil means that it cannot be read.
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
			if r.bases == 0 {
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
