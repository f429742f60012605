package sessiontest

import (
	"context"
	"errors"
	"math"
	"slices"
	"sync"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

// Switch breaks a source that embeds it: while it holds an error, questions fail
// with that.
type Switch struct {
	mu     sync.Mutex
	err    error
	closed bool
	asked  int
}

// BreakWith makes questions fail with err, or succeed when it is nil.
func (b *Switch) BreakWith(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.err = err
}

// question notes a question and returns the error with which it fails.
func (b *Switch) question() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.asked++
	if b.closed {
		return errors.New("the file is closed")
	}
	return b.err
}

// Questions counts the questions that were asked.
func (b *Switch) Questions() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.asked
}

// Close implements source.Source.
func (b *Switch) Close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed = true
	return nil
}

// Closed reports whether the source was closed.
func (b *Switch) Closed() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.closed
}

// Ramp is a signal whose value at base x, 0-based, is x + Offset, on one
// sequence.
type Ramp struct {
	Switch
	Seq    string
	Length int
	Offset float64
}

var _ source.Summarizer = (*Ramp)(nil)

// NewRamp returns a ramp without an offset.
func NewRamp(seq string, length int) *Ramp { return &Ramp{Seq: seq, Length: length} }

// Info implements source.Source.
func (s *Ramp) Info() source.Info {
	return source.Info{
		Format: "bigWig", Kind: source.Signal, Sequences: []genome.Sequence{{Name: s.Seq, Length: s.Length}},
		Values: []string{"value"}, First: genome.Interval{Seq: s.Seq, End: min(s.Length, 100_000)},
		Min: 0, Max: float64(s.Length), Items: int64(s.Length),
	}
}

// Rows implements source.Source.
func (s *Ramp) Rows(_ context.Context, iv genome.Interval, opt source.RowOptions) (*source.Rows, error) {
	if err := s.question(); err != nil {
		return nil, err
	}
	if iv.Seq != s.Seq {
		return nil, source.ErrNoSequence
	}
	iv = iv.Clamp(s.Length)
	if opt.Limit > 0 && iv.Len() > opt.Limit {
		return &source.Rows{Total: iv.Len()}, nil
	}
	r := &source.Rows{Values: [][]float64{nil}, Total: iv.Len()}
	for x := iv.Start; x < iv.End; x++ {
		r.Number, r.Start, r.End, r.Strand = append(r.Number, x+1), append(r.Start, x), append(r.End, x+1), append(r.Strand, '*')
		r.Values[0] = append(r.Values[0], s.Mean(x, x+1))
	}
	return r, nil
}

// Mean returns the signal's mean over [start, end).
func (s *Ramp) Mean(start, end int) float64 { return float64(start+end-1)/2 + s.Offset }

// Summarize implements source.Summarizer.
func (s *Ramp) Summarize(_ context.Context, iv genome.Interval, n int, _ source.SummaryOptions) (*source.Summary, error) {
	if err := s.question(); err != nil {
		return nil, err
	}
	if iv.Seq != s.Seq {
		return nil, source.ErrNoSequence
	}
	sum := &source.Summary{Interval: iv}
	for i := range n {
		start, end := iv.Start+iv.Len()*i/n, min(iv.Start+iv.Len()*(i+1)/n, s.Length)
		bases := float64(max(end-start, 0))
		total, lo, hi := math.NaN(), math.NaN(), math.NaN()
		if bases > 0 {
			total, lo, hi = s.Mean(start, end)*bases, float64(start), float64(end-1)
		}
		sum.Bases, sum.Sum = append(sum.Bases, bases), append(sum.Sum, total)
		sum.Min, sum.Max, sum.Count = append(sum.Min, lo), append(sum.Max, hi), append(sum.Count, bases)
	}
	return sum, nil
}

// Features has a row every step bases, and one that spans everything, so that
// it lies far left of most that it stands beside.
type Features struct {
	Switch
	Seq                 string
	Length, Step, Width int
	Long                bool // whether the first row spans the sequence
}

// NewFeatures returns features without a long row.
func NewFeatures(seq string, length, step, width int) *Features {
	return &Features{Seq: seq, Length: length, Step: step, Width: width}
}

// Info implements source.Source.
func (s *Features) Info() source.Info {
	return source.Info{
		Format: "BED", Kind: source.Features, Sequences: []genome.Sequence{{Name: s.Seq, Length: s.Length}},
		Metadata: []string{"name"}, First: genome.Interval{Seq: s.Seq, End: min(s.Length, 50_000)},
		Min: math.NaN(), Max: math.NaN(), Items: -1,
	}
}

// Row returns the place of row number n, from 1.
func (s *Features) Row(n int) (start, end int) {
	start = (n - 1) * s.Step
	if n == 1 && s.Long {
		return start, s.Length
	}
	return start, start + s.Width
}

// Rows implements source.Source.
func (s *Features) Rows(_ context.Context, iv genome.Interval, opt source.RowOptions) (*source.Rows, error) {
	if err := s.question(); err != nil {
		return nil, err
	}
	if iv.Seq != s.Seq {
		return nil, source.ErrNoSequence
	}
	iv = iv.Clamp(s.Length)
	var hits []int
	for n := 1; (n-1)*s.Step < s.Length; n++ {
		if start, end := s.Row(n); iv.Overlaps(start, end) {
			hits = append(hits, n)
		}
	}
	if opt.Unbroken && len(hits) > 0 {
		first, last := hits[0], hits[len(hits)-1]
		hits = hits[:0]
		for n := first; n <= last; n++ {
			hits = append(hits, n)
		}
	}
	if opt.Limit > 0 && len(hits) > opt.Limit {
		return &source.Rows{Total: len(hits)}, nil
	}
	r := &source.Rows{Number: hits, Metadata: [][]string{nil}, Total: len(hits)}
	for _, n := range hits {
		start, end := s.Row(n)
		r.Start, r.End, r.Strand = append(r.Start, start), append(r.End, end), append(r.Strand, '+')
		r.Metadata[0] = append(r.Metadata[0], "x")
	}
	return r, nil
}

// Gate holds the questions to a signal back while it is shut.
type Gate struct {
	*Ramp
	mu   sync.Mutex
	pass chan struct{} // closed while the gate is open
}

// NewGate returns an open gate.
func NewGate(src *Ramp) *Gate {
	g := &Gate{Ramp: src, pass: make(chan struct{})}
	close(g.pass)
	return g
}

// Shut holds questions back from now on.
func (g *Gate) Shut() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.pass = make(chan struct{})
}

// Open lets all questions pass.
func (g *Gate) Open() {
	g.mu.Lock()
	defer g.mu.Unlock()
	close(g.pass)
}

// Summarize implements source.Summarizer.
func (g *Gate) Summarize(ctx context.Context, iv genome.Interval, n int, opt source.SummaryOptions) (*source.Summary, error) {
	g.mu.Lock()
	pass := g.pass
	g.mu.Unlock()
	select {
	case <-pass:
		return g.Ramp.Summarize(ctx, iv, n, opt)
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// WantRows fails unless the page shows the rows of a feature source, by their
// numbers and places.
func WantRows(t testing.TB, b *Browser, group string, src *Features) {
	t.Helper()
	rows, err := b.Rows(group)
	if err != nil {
		t.Fatal(err)
	}
	at := b.Page().Location
	var want, got [][3]int
	for n := 1; (n-1)*src.Step < src.Length; n++ {
		start, end := src.Row(n)
		if float64(end) >= at.Start && float64(start+1) <= at.End {
			want = append(want, [3]int{n, start + 1, end})
		}
	}
	for _, r := range rows {
		got = append(got, [3]int{r.Number, r.Start, r.End})
	}
	if !slices.Equal(got, want) {
		t.Errorf("the page shows %d rows of %s at %v; want %d: got %v, want %v",
			len(got), group, *at, len(want), got[:min(len(got), 5)], want[:min(len(want), 5)])
	}
}

// WantBins fails unless the page shows bins of one width without gaps over its
// place, each with the signal's mean, and returns the width.
func WantBins(t testing.TB, b *Browser, measurement string, src *Ramp) int {
	t.Helper()
	points, err := b.Drawn(measurement)
	if err != nil {
		t.Fatal(err)
	}
	at := b.Page().Location
	if len(points) == 0 {
		t.Fatalf("the page shows no bins at %v", *at)
	}
	width := points[0].End - points[0].Start + 1
	if float64(points[0].Start) > at.Start || float64(points[len(points)-1].End) < min(at.End, float64(src.Length)) {
		t.Errorf("the page shows bins from %d to %d; it is at %v", points[0].Start, points[len(points)-1].End, *at)
	}
	for _, p := range points {
		start, end := (p.Number-1)*width, min(p.Number*width, src.Length)
		if want := (Point{Number: p.Number, Start: start + 1, End: end, Value: src.Mean(start, end)}); p != want {
			t.Fatalf("a bin on the page is %+v; want %+v (bins of %d)", p, want, width)
		}
	}
	return width
}
