package bam

import (
	"context"
	"fmt"
	"math"
	"sync"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/bins"
)

const (
	// exactBytes bounds the bytes of the file that are read for an exact depth: about a tenth of a second.
	exactBytes = 16 << 20
	// mostBases bounds the rows of a depth, one a base.
	mostBases = 4 << 20
	// sampleBytes bounds what is read in each of the samples for an estimate.
	sampleBytes = 512 << 10
	samples     = 5
)

// depth is the depth of the reads of a file. Each base is a row, as samtools depth prints it; its
// number is its position, counted from 1.
type depth struct {
	f       *reads
	info    source.Info
	strands [2]int // 1 for each that is counted, else 0

	mu    sync.Mutex
	ratio map[int]float64 // of sequences: aligned bases a byte of the file
}

var _ source.Summarizer = (*depth)(nil)

func newDepth(f *reads) *depth {
	nan := math.NaN()
	return &depth{f: f, strands: [2]int{1, 1}, ratio: map[int]float64{}, info: source.Info{Format: f.info.Format, Kind: source.Signal,
		Sequences: f.info.Sequences, Values: []string{"depth"}, First: f.info.First, Min: nan, Max: nan, Items: -1}}
}

// depthOf returns the depth of one strand.
func (f *reads) depthOf(strand int) *depth {
	d := newDepth(f)
	d.strands[1-strand] = 0
	return d
}

// Info implements source.Source.
func (d *depth) Info() source.Info { return d.info }

// Close does nothing: the file is closed with its reads.
func (d *depth) Close() error { return nil }

// runs calls emit with the stretches of equal depth of a window, in order and without gaps.
func (d *depth) runs(ctx context.Context, seq int, iv genome.Interval, emit func(start, end, depth int)) error {
	return d.f.depths(ctx, seq, iv, d.f.choice, func(start, end int, depth [2]int) { emit(start, end, d.of(depth)) })
}

// of returns the depth of the strands that are counted.
func (d *depth) of(depth [2]int) int { return depth[0]*d.strands[0] + depth[1]*d.strands[1] }

// Rows implements source.Source.
func (d *depth) Rows(ctx context.Context, iv genome.Interval, opt source.RowOptions) (*source.Rows, error) {
	seq, iv, err := d.f.clip(ctx, iv)
	if err != nil {
		return nil, err
	}
	rows := &source.Rows{Values: make([][]float64, 1), Total: iv.Len()}
	if opt.Limit > 0 && rows.Total > opt.Limit {
		return rows, nil
	}
	if rows.Total > mostBases {
		return nil, hint.Add(fmt.Errorf("%s: the depth of %v is %d rows, one a base; wanted at most %d", d.f.name, iv, rows.Total, mostBases),
			"ask for the values of bins, or for a narrower place")
	}
	if rows.Total == 0 {
		return rows, nil
	}
	err = d.runs(ctx, seq, iv, func(start, end, depth int) {
		for at := start; at < end; at++ {
			rows.Start, rows.End = append(rows.Start, at), append(rows.End, at+1)
			rows.Strand, rows.Values[0] = append(rows.Strand, '*'), append(rows.Values[0], float64(depth))
			if !opt.Unnumbered {
				rows.Number = append(rows.Number, at+1)
			}
		}
	})
	if err != nil {
		return nil, err
	}
	return rows, nil
}

// Summarize implements source.Summarizer.
func (d *depth) Summarize(ctx context.Context, iv genome.Interval, n int, opt source.SummaryOptions) (*source.Summary, error) {
	if opt.Column != 0 {
		return nil, fmt.Errorf("value column %d; a depth has one", opt.Column)
	}
	acc, err := bins.New(iv, n)
	if err != nil {
		return nil, err
	}
	seq, at, err := d.f.clip(ctx, iv)
	if err != nil || at.Len() == 0 {
		return acc.Summary(), err
	}
	if _, offsets := d.f.file.Spread(seq); !opt.Exact && !opt.Extremes && len(offsets) > 0 && d.f.size(seq, at) > exactBytes {
		if err := d.estimate(ctx, seq, at, acc); err != nil {
			return nil, err
		}
		sum := acc.Summary()
		sum.Estimated = source.Estimates{Sum: true, Extremes: true, Rough: true}
		return sum, nil
	}
	err = d.runs(ctx, seq, at, func(start, end, depth int) { acc.Add(start, end, float64(depth)) })
	if err != nil {
		return nil, err
	}
	return acc.Summary(), nil
}

// estimate adds depths that are in proportion to the bytes of the reads, as the index has them.
func (d *depth) estimate(ctx context.Context, seq int, iv genome.Interval, acc *bins.Accumulator) error {
	ratio, err := d.aligned(ctx, seq)
	if err != nil {
		return err
	}
	width, offsets := d.f.file.Spread(seq)
	for at := iv.Start; at < iv.End; {
		i := at / width
		end := min((i+1)*width, iv.End)
		depth := 0.0
		if i+1 < len(offsets) {
			depth = (offsets[i+1] - offsets[i]) * ratio / float64(width)
		} else {
			end = iv.End
		}
		acc.Add(at, end, depth)
		at = end
	}
	return nil
}

// aligned returns how many bases with a depth a byte of the reads of a sequence stands for, from samples.
func (d *depth) aligned(ctx context.Context, seq int) (float64, error) {
	d.mu.Lock()
	ratio, known := d.ratio[seq]
	d.mu.Unlock()
	if known {
		return ratio, nil
	}
	width, offsets := d.f.file.Spread(seq)
	first, last := offsets[0], offsets[len(offsets)-1]
	var bases, size float64
	for k := range samples {
		want := first + (last-first)*float64(k)/samples
		i := 0
		for i+2 < len(offsets) && offsets[i] < want {
			i++
		}
		from := i
		for i++; i+1 < len(offsets) && offsets[i]-offsets[from] < sampleBytes; i++ {
		}
		iv := genome.Interval{Seq: d.f.refs[seq].Name, Start: from * width, End: min(i*width, d.f.refs[seq].Length)}
		if iv.Start >= iv.End {
			continue
		}
		if d.f.size(seq, iv) > 64*sampleBytes { // a pile-up: the offsets do not part it
			continue
		}
		err := d.runs(ctx, seq, iv, func(start, end, depth int) { bases += float64(end-start) * float64(depth) })
		if err != nil {
			return 0, err
		}
		size += offsets[i] - offsets[from]
	}
	if size > 0 {
		ratio = bases / size
	} else {
		ratio = 1
	}
	d.mu.Lock()
	d.ratio[seq] = ratio
	d.mu.Unlock()
	return ratio, nil
}
