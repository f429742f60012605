package compute

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"sync/atomic"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/bins"
)

// Format is Info.Format of computed measurements.
const Format = "computed"

// Spec describes the data of the measurements of an expression.
type Spec struct {
	// Sequences are the sequences of the inputs, in their spelling.
	Sequences []genome.Sequence
	// Needs are the ids of the measurements that the inputs read, for
	// [Source.Needs].
	Needs []string
	// First is a stretch with data; empty takes the beginning of the first
	// sequence.
	First genome.Interval
}

// Source is a computed measurement. Its rows are the bases of its sequences,
// NaN for those without a value. A summary is computed from the means of bins or, for
// extremes, from the bases. Min and Max of Info are estimates. It is safe for concurrent use
// if its inputs are.
type Source struct {
	e      *Expression
	inputs []Input
	needs  []string
	info   source.Info
	at     map[string]int // sequences by name, in info.Sequences
	closed atomic.Bool
}

var _ source.Summarizer = (*Source)(nil)

// New returns a source of an expression over its inputs, one for each of
// [Expression.Names]. It reads a few thousand bins of them to estimate the bounds of
// the values.
func New(ctx context.Context, e *Expression, inputs []Input, spec Spec) (*Source, error) {
	s := &Source{e: e, inputs: slices.Clone(inputs), needs: slices.Clone(spec.Needs), info: source.Info{
		Format: Format, Kind: source.Signal, Sequences: slices.Clone(spec.Sequences),
		Values: []string{"value"}, First: spec.First, Items: -1, Estimated: true,
	}, at: map[string]int{}}
	for i, q := range s.info.Sequences {
		s.at[q.Name] = i
	}
	if s.info.First.Len() == 0 && len(spec.Sequences) > 0 {
		q := spec.Sequences[0]
		s.info.First = genome.Interval{Seq: q.Name, End: min(q.Length, 100_000)}
	}
	var err error
	s.info.Min, s.info.Max, err = s.bounds(ctx)
	return s, err
}

// Limits of bounds: the bins on each sequence, the number of sequences, of which it
// takes the longest, and the bins with the most extreme values that it refines.
const boundsBins, boundsSequences, boundsPeaks = 256, 32, 3

// bounds estimates the smallest and the largest value, NaN without values. A mean
// over many bases hides peaks. bounds searches for them in the bins of a coarse
// summary that have the most extreme values, then in parts of those, down to
// single bases.
func (s *Source) bounds(ctx context.Context) (lo, hi float64, err error) {
	longest := slices.Clone(s.info.Sequences)
	slices.SortStableFunc(longest, func(a, b genome.Sequence) int { return b.Length - a.Length })
	places := []genome.Interval{s.info.First}
	for _, q := range longest[:min(len(longest), boundsSequences)] {
		places = append(places, genome.Interval{Seq: q.Name, End: q.Length})
	}
	lo, hi = math.NaN(), math.NaN()
	for _, sign := range []float64{-1, 1} {
		for next := places; len(next) > 0; {
			found, err := s.parts(ctx, next)
			if err != nil {
				return lo, hi, err
			}
			slices.SortStableFunc(found, func(a, b part) int { return cmp.Compare(sign*b.value, sign*a.value) })
			next = nil
			for i, p := range found {
				lo, hi = least([]float64{lo, p.value}), largest([]float64{hi, p.value})
				if i < boundsPeaks && p.Len() > 1 {
					next = append(next, p.Interval)
				}
			}
		}
	}
	return lo, hi, nil
}

// part is a bin with a value.
type part struct {
	genome.Interval
	value float64
}

// parts returns the bins with values of some intervals.
func (s *Source) parts(ctx context.Context, places []genome.Interval) ([]part, error) {
	var out []part
	for _, iv := range places {
		if iv.Len() == 0 {
			continue
		}
		n := min(boundsBins, iv.Len())
		values, _, err := s.values(ctx, iv, n, source.SummaryOptions{Exact: true}) // as rows of files are
		if errors.Is(err, source.ErrNoSequence) {
			continue
		}
		if err != nil {
			return nil, err
		}
		for i, v := range values {
			if v == v {
				out = append(out, part{genome.Interval{Seq: iv.Seq, Start: bins.Edge(iv, n, i), End: bins.Edge(iv, n, i+1)}, v})
			}
		}
	}
	return out, nil
}

// Expression returns the expression of the source.
func (s *Source) Expression() *Expression { return s.e }

// Needs returns the ids of the measurements that the source reads.
func (s *Source) Needs() []string { return s.needs }

// Formula returns the expression as it was written.
func (s *Source) Formula() string { return s.e.text }

// Info implements source.Source.
func (s *Source) Info() source.Info { return s.info }

// Close implements source.Source. The inputs stay open.
func (s *Source) Close() error {
	s.closed.Store(true)
	return nil
}

// values evaluates the expression, with NaN past the known end of the sequence.
func (s *Source) values(
	ctx context.Context, iv genome.Interval, n int, opt source.SummaryOptions,
) (values []float64, estimated source.Estimates, err error) {
	if err := ctx.Err(); err != nil {
		return nil, estimated, err
	}
	if s.closed.Load() {
		return nil, estimated, errors.New("the computed measurement has been removed")
	}
	end, err := s.end(iv.Seq)
	if err != nil {
		return nil, estimated, err
	}
	out, estimated, err := s.e.Eval(ctx, s.inputs, iv, n, opt)
	if err != nil || iv.End <= end {
		return out, estimated, err
	}
	for i := range out {
		if bins.Edge(iv, n, i) >= end {
			out[i] = math.NaN()
		}
	}
	return out, estimated, nil
}

// end returns the known end of a sequence, or genome.MaxPosition.
func (s *Source) end(seq string) (int, error) {
	i, ok := s.at[seq]
	switch {
	case !ok:
		return 0, fmt.Errorf("%q: %w", seq, source.ErrNoSequence)
	case !s.info.Sequences[i].Known():
		return genome.MaxPosition, nil
	}
	return s.info.Sequences[i].Length, nil
}

// Summarize implements source.Summarizer.
func (s *Source) Summarize(ctx context.Context, iv genome.Interval, n int, opt source.SummaryOptions) (*source.Summary, error) {
	if opt.Column != 0 {
		return nil, fmt.Errorf("value column %d; a computed measurement has one", opt.Column)
	}
	if opt.Extremes {
		return s.ofBases(ctx, iv, n)
	}
	values, estimated, err := s.values(ctx, iv, n, opt)
	if err != nil {
		return nil, err
	}
	end, err := s.end(iv.Seq)
	if err != nil {
		return nil, err
	}
	sum := &source.Summary{Interval: iv, Bases: make([]float64, n), Sum: make([]float64, n), Min: values, Max: values}
	for i, v := range values {
		if bases := min(bins.Edge(iv, n, i+1), end) - bins.Edge(iv, n, i); v == v && bases > 0 {
			sum.Bases[i], sum.Sum[i] = float64(bases), v*float64(bases)
		} else {
			sum.Sum[i], values[i] = math.NaN(), math.NaN()
		}
	}
	sum.Count = sum.Bases // each base is a row
	// In bins wider than a base only the mean is computed.
	wide := n < iv.Len()
	means := bins.Estimated(&source.Summary{Estimated: estimated}, bins.Mean)
	sum.Estimated = source.Estimates{Bases: means, Sum: means, Extremes: means || wide, Count: means, Rough: estimated.Rough}
	return sum, nil
}

// mostBases bounds the bases that ofBases evaluates for one summary, a few seconds' work;
// chunkBases bounds those at once.
const mostBases, chunkBases = 1 << 28, bins.MaxBins / 2

// ofBases evaluates the expression at every base and reduces the values to bins.
func (s *Source) ofBases(ctx context.Context, iv genome.Interval, n int) (*source.Summary, error) {
	end, err := s.end(iv.Seq)
	if err != nil {
		return nil, err
	}
	acc, err := bins.New(iv, n)
	if err != nil {
		return nil, err
	}
	part := iv.Clamp(end)
	if part.Len() > mostBases {
		return nil, hint.Add(
			fmt.Errorf("%s is computed; all but its mean is evaluated base by base, and %d bases are too many, at most %d are",
				s.e, part.Len(), mostBases),
			"ask for a smaller region, or for the mean")
	}
	for at := part.Start; at < part.End; at += chunkBases {
		chunk := genome.Interval{Seq: iv.Seq, Start: at, End: min(at+chunkBases, part.End)}
		values, _, err := s.values(ctx, chunk, chunk.Len(), source.SummaryOptions{Exact: true})
		if err != nil {
			return nil, err
		}
		for from := 0; from < len(values); {
			to := from + 1
			for to < len(values) && values[to] == values[from] {
				to++
			}
			acc.Add(at+from, at+to, values[from])
			from = to
		}
	}
	sum := acc.Summary()
	sum.Count = sum.Bases // each base is a row
	return sum, nil
}

// mostRows bounds the bases that Rows evaluates at once.
const mostRows = 1 << 20

// Rows implements source.Source.
func (s *Source) Rows(ctx context.Context, iv genome.Interval, opt source.RowOptions) (*source.Rows, error) {
	end, err := s.end(iv.Seq)
	if err != nil {
		return nil, err
	}
	iv = iv.Clamp(end)
	n := iv.Len()
	switch {
	case s.closed.Load():
		return nil, errors.New("the computed measurement has been removed")
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case n == 0 || opt.Limit > 0 && n > opt.Limit:
		return &source.Rows{Values: [][]float64{nil}, Total: n}, nil
	case n > mostRows:
		return nil, hint.Add(
			fmt.Errorf("a computed measurement has a row for each base; %d are too many, at most %d are computed at once", n, mostRows),
			"ask for values in bins, or for a smaller region")
	}
	values, _, err := s.values(ctx, iv, n, source.SummaryOptions{Exact: true}) // as rows of files are
	if err != nil {
		return nil, err
	}
	rows := &source.Rows{Number: make([]int, n), Start: make([]int, n), End: make([]int, n), Strand: make([]byte, n),
		Values: [][]float64{values}, Total: n}
	for i := range n {
		at := iv.Start + i
		rows.Number[i], rows.Start[i], rows.End[i], rows.Strand[i] = at+1, at, at+1, '*'
	}
	return rows, nil
}
