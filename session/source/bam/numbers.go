package bam

import (
	"context"
	"fmt"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/hint"
)

// Pages of EpiViz know rows by their numbers among all of a sequence, for which its reads have to be counted from the beginning. That is
// done once.

const (
	// mostNumbered bounds the bytes of a sequence that are read for that, which takes some seconds.
	mostNumbered = 256 << 20
	// startsBits is the size of a stretch: reads are counted by stretches of 2^startsBits bases.
	startsBits = 14
)

// whole returns the interval of all reads of a sequence. The error says that they are too many to be numbered.
func (f *reads) whole(seq int) (genome.Interval, error) {
	all := genome.Interval{Seq: f.refs[seq].Name, End: genome.MaxPosition}
	if size := f.size(seq, all); size > mostNumbered {
		return all, hint.Add(fmt.Errorf("%s: the reads of %s take %d MB of the file; wanted at most %d to number them for pages of EpiViz",
			f.name, all.Seq, size>>20, mostNumbered>>20),
			"show the depth of the reads there, or open the built-in page, which needs no numbers")
	}
	return all, nil
}

// before returns how many of the reads that are rows begin before a position.
func (f *reads) before(ctx context.Context, seq, pos int) (int, error) {
	sums, err := f.starts.Get(ctx, seq, func(ctx context.Context) ([]int, error) { return f.countStarts(ctx, seq) })
	if err != nil {
		return 0, err
	}
	stretch := min(pos>>startsBits, len(sums)-1)
	n, from := sums[stretch], stretch<<startsBits
	if from == pos {
		return n, nil
	}
	err = f.each(ctx, seq, genome.Interval{Seq: f.refs[seq].Name, Start: from, End: pos}, func(r *record, _ int) {
		if at := r.pos(); at >= from && at < pos && r.chosen(f.shown) {
			n++
		}
	})
	return n, err
}

// countStarts returns how many of the reads that are rows begin before each stretch of a sequence.
func (f *reads) countStarts(ctx context.Context, seq int) ([]int, error) {
	all, err := f.whole(seq)
	if err != nil {
		return nil, err
	}
	sums := []int{0}
	err = f.each(ctx, seq, all, func(r *record, _ int) {
		if !r.chosen(f.shown) {
			return
		}
		stretch := r.pos() >> startsBits
		for len(sums) < stretch+2 {
			sums = append(sums, 0)
		}
		sums[stretch+1]++
	})
	for i := 1; i < len(sums); i++ {
		sums[i] += sums[i-1]
	}
	return sums, err
}
