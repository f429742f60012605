package bbi

import (
	"context"

	"github.com/epiviz/epivizgo/session/source/bins"
)

// gridCells is the number of cells that a sequence is divided into. A view of 1000
// bins is made from the grid if it spans more than a thirty-second of the sequence.
const gridCells = 1 << 16

// grid is a zoom level of our own: the summary of one sequence of a file without
// usable levels. The first wide view builds it from all records.
type grid struct {
	length int    // bases of the sequence
	width  int    // bases of each cell but the last, which ends with the sequence
	cells  []cell // cell i begins at i·width
}

// cell is the summary of some bases; without data bases is 0.
type cell struct {
	sum      float64 // of value × bases
	bases    uint32
	count    uint32 // records that begin in the cell
	min, max float32
}

const cellBytes = 24

// gridWidth returns the number of bases of a cell of the sequence's grid.
func gridWidth(ch chrom) int { return max(1, (int(ch.length)+gridCells-1)/gridCells) }

func newGrid(ch chrom) *grid {
	g := &grid{length: int(ch.length), width: gridWidth(ch)}
	g.cells = make([]cell, (g.length+g.width-1)/g.width)
	return g
}

// add adds a record, without its bases beyond the end of the sequence.
func (g *grid) add(start, end int, v float32) {
	end = min(end, g.length)
	if start >= end || v != v {
		return
	}
	g.cells[start/g.width].count++
	for start < end {
		i := start / g.width
		stop := min(end, (i+1)*g.width)
		c := &g.cells[i]
		if c.bases == 0 {
			c.min, c.max = v, v
		}
		c.bases += uint32(stop - start)
		c.sum += float64(v) * float64(stop-start)
		c.min, c.max = min(c.min, v), max(c.max, v)
		start = stop
	}
}

// addTo adds the cells to an accumulator. If sharp, it leaves out those that bins cut and returns
// their stretches.
func (g *grid) addTo(acc *bins.Accumulator, sharp bool) (cut []span) {
	for i := range g.cells {
		c, start := &g.cells[i], i*g.width
		end := min(start+g.width, g.length)
		if sharp && c.bases > 0 && acc.Cuts(start, end) {
			cut = append(cut, span{start, end})
			continue
		}
		acc.AddSummary(start, end, float64(c.bases), c.sum, float64(c.min), float64(c.max), float64(c.count))
	}
	return cut
}

// grid returns the sequence's grid. The first caller builds it, as does the first one after
// the cache has dropped it. If its context is canceled, a waiting caller takes over.
func (w *bigWig) grid(ctx context.Context, ch chrom) (*grid, error) {
	if g, ok := grids.Get(w.f, uint64(ch.id)); ok {
		return g, nil
	}
	release, err := w.making.Take(ctx)
	if err != nil {
		return nil, err
	}
	defer release()
	if g, ok := grids.Get(w.f, uint64(ch.id)); ok {
		return g, nil
	}
	list, err := w.index.find(ctx, nil, place(ch.id, 0), afterChrom(ch.id), 0)
	if err != nil {
		return nil, err
	}
	g := newGrid(ch)
	err = w.eachSection(ctx, list, ch, func(s *section) { s.each(g.add) })
	if err != nil {
		return nil, err
	}
	grids.Put(w.f, uint64(ch.id), g, len(g.cells)*cellBytes)
	return g, nil
}
