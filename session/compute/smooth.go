package compute

import (
	"fmt"
	"math"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source/bins"
)

// smooth is the mean of x over a window of bases round the middle of each bin.
type smooth struct {
	x      node
	window int // bases, 1 to genome.MaxPosition
}

// windowCells bounds the cells of a window, so that a narrow view with a wide window
// does not evaluate x on more.
const windowCells = 128

func (s smooth) eval(f *frame) (value, error) {
	cells, n := s.cells(f.iv, f.n)
	if n == 0 {
		return s.x.eval(f) // no bin is narrower than the window
	}
	if n > bins.MaxBins {
		return value{}, fmt.Errorf("smooth: %d bins; wanted at most %d", n, bins.MaxBins)
	}
	x, err := s.x.eval(f.over(cells, n))
	if err != nil || x.column == nil {
		return x, err
	}
	width := cells.Len() / n
	return f.fill(false, func(i int) float64 {
		start, end := bins.Edge(f.iv, f.n, i), bins.Edge(f.iv, f.n, i+1)
		from := start + (end-start)/2 - s.window/2
		to := max(from+s.window, end)
		from = max(min(from, start), cells.Start)
		return meanOver(x.column, (from - cells.Start), min(to, cells.End)-cells.Start, width)
	}), nil
}

// cells returns the bins on which x is evaluated: count bins of one width, which begin at a
// multiple of it. count is 0 if there is nothing to smooth.
func (s smooth) cells(iv genome.Interval, n int) (cells genome.Interval, count int) {
	bin := iv.Len() / n
	if bin >= s.window || iv.Len() == 0 {
		return iv, 0
	}
	width := max(1, bin, s.window/windowCells)
	first := max(0, iv.Start-s.window/2-1) / width
	last := (min(iv.End+s.window/2+1, genome.MaxPosition) + width - 1) / width
	if last*width > genome.MaxPosition {
		last--
	}
	return genome.Interval{Seq: iv.Seq, Start: first * width, End: last * width}, last - first
}

// meanOver returns the mean of cells over the bases [from, to), counted from the
// first cell on; cells without a value do not count.
func meanOver(cells []float64, from, to, width int) float64 {
	sum, bases := 0.0, 0.0
	for k := from / width; k < len(cells) && k*width < to; k++ {
		v := cells[k]
		if v-v != 0 { // NaN, or not finite
			continue
		}
		shared := float64(min((k+1)*width, to) - max(k*width, from))
		sum += v * shared
		bases += shared
	}
	if bases == 0 {
		return math.NaN()
	}
	return sum / bases
}
