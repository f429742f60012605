package session

import (
	"context"
	"errors"
	"math"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/sessiontest"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/tutorial"
)

// sourceT is short for what a test opens.
type sourceT = source.Source

// opener is Options.Open over sources that tests make.
func opener(files map[string]sourceT) func(context.Context, string) (source.Source, error) {
	return func(_ context.Context, path string) (source.Source, error) {
		if src, ok := files[filepath.Base(path)]; ok {
			return src, nil
		}
		return nil, errors.New(path + ": no such file")
	}
}

// broken is a source's switch: while it holds an error, questions fail with it.
type broken struct {
	mu     sync.Mutex
	err    error
	closed bool
	asked  int
}

func (b *broken) breakWith(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.err = err
}

func (b *broken) question() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.asked++
	if b.closed {
		return errors.New("the file is closed")
	}
	return b.err
}

func (b *broken) questions() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.asked
}

func (b *broken) Close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed = true
	return nil
}

func (b *broken) isClosed() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.closed
}

// ramp is a signal whose value at base x, 0-based, is x + offset, on one
// sequence.
type ramp struct {
	broken
	seq    string
	length int
	offset float64
}

var _ source.Summarizer = (*ramp)(nil)

func newRamp(seq string, length int) *ramp { return &ramp{seq: seq, length: length} }

func (s *ramp) Info() source.Info {
	return source.Info{Format: "bigWig", Kind: source.Signal, Sequences: []genome.Sequence{{Name: s.seq, Length: s.length}}, LengthsKnown: true,
		Values: []string{"value"}, First: genome.Interval{Seq: s.seq, End: min(s.length, 100_000)}, Min: 0, Max: float64(s.length), Items: int64(s.length)}
}

func (s *ramp) Rows(_ context.Context, iv genome.Interval, opt source.RowOptions) (*source.Rows, error) {
	if err := s.question(); err != nil {
		return nil, err
	}
	if iv.Seq != s.seq {
		return nil, source.ErrNoSequence
	}
	iv = iv.Clamp(s.length)
	if opt.Limit > 0 && iv.Len() > opt.Limit {
		return &source.Rows{Total: iv.Len()}, nil
	}
	r := &source.Rows{Values: [][]float64{nil}, Total: iv.Len()}
	for x := iv.Start; x < iv.End; x++ {
		r.Number, r.Start, r.End, r.Strand = append(r.Number, x+1), append(r.Start, x), append(r.End, x+1), append(r.Strand, '*')
		r.Values[0] = append(r.Values[0], s.mean(x, x+1))
	}
	return r, nil
}

// mean is the signal's mean over [start, end).
func (s *ramp) mean(start, end int) float64 { return float64(start+end-1)/2 + s.offset }

func (s *ramp) Summarize(_ context.Context, iv genome.Interval, n int, _ source.SummaryOptions) (*source.Summary, error) {
	if err := s.question(); err != nil {
		return nil, err
	}
	if iv.Seq != s.seq {
		return nil, source.ErrNoSequence
	}
	sum := &source.Summary{Interval: iv}
	for i := range n {
		start, end := iv.Start+iv.Len()*i/n, min(iv.Start+iv.Len()*(i+1)/n, s.length)
		bases := float64(max(end-start, 0))
		total, lo, hi := math.NaN(), math.NaN(), math.NaN()
		if bases > 0 {
			total, lo, hi = s.mean(start, end)*bases, float64(start), float64(end-1)
		}
		sum.Bases, sum.Sum = append(sum.Bases, bases), append(sum.Sum, total)
		sum.Min, sum.Max, sum.Count = append(sum.Min, lo), append(sum.Max, hi), append(sum.Count, bases)
	}
	return sum, nil
}

// features has a row every step bases, and one that spans everything, so that
// it lies far left of most that it stands beside.
type features struct {
	broken
	seq                 string
	length, step, width int
	long                bool // whether the first row spans the sequence
}

func newFeatures(seq string, length, step, width int) *features {
	return &features{seq: seq, length: length, step: step, width: width}
}

func (s *features) Info() source.Info {
	return source.Info{Format: "BED", Kind: source.Features, Sequences: []genome.Sequence{{Name: s.seq, Length: s.length}}, LengthsKnown: true,
		Metadata: []string{"name"}, First: genome.Interval{Seq: s.seq, End: min(s.length, 50_000)}, Min: math.NaN(), Max: math.NaN(), Items: -1}
}

// row is row number n, from 1.
func (s *features) row(n int) (start, end int) {
	start = (n - 1) * s.step
	if n == 1 && s.long {
		return start, s.length
	}
	return start, start + s.width
}

func (s *features) Rows(_ context.Context, iv genome.Interval, opt source.RowOptions) (*source.Rows, error) {
	if err := s.question(); err != nil {
		return nil, err
	}
	if iv.Seq != s.seq {
		return nil, source.ErrNoSequence
	}
	iv = iv.Clamp(s.length)
	var hits []int
	for n := 1; (n-1)*s.step < s.length; n++ {
		if start, end := s.row(n); iv.Overlaps(start, end) {
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
		start, end := s.row(n)
		r.Start, r.End, r.Strand = append(r.Start, start), append(r.End, end), append(r.Strand, '+')
		r.Metadata[0] = append(r.Metadata[0], "x")
	}
	return r, nil
}

// wantRows fails unless the page shows the rows of a feature source, by their
// numbers and places.
func wantRows(t *testing.T, b *sessiontest.Browser, group string, src *features) {
	t.Helper()
	rows, err := b.Rows(group)
	if err != nil {
		t.Fatal(err)
	}
	at := b.Page().Location
	var want, got [][3]int
	for n := 1; (n-1)*src.step < src.length; n++ {
		start, end := src.row(n)
		if float64(end) >= at.Start && float64(start+1) <= at.End {
			want = append(want, [3]int{n, start + 1, end})
		}
	}
	for _, r := range rows {
		got = append(got, [3]int{r.Number, r.Start, r.End})
	}
	if !slices.Equal(got, want) {
		t.Errorf("the page shows %d rows of %s at %v; want %d: got %v, want %v", len(got), group, *at, len(want), got[:min(len(got), 5)], want[:min(len(want), 5)])
	}
}

// wantBlocks fails unless the page shows the tutorial's measurement as it is.
func wantBlocks(t *testing.T, b *sessiontest.Browser) {
	t.Helper()
	points, err := b.Drawn(tutorial.Column)
	if err != nil {
		t.Fatal(err)
	}
	at := b.Page().Location
	iv := genome.Interval{Seq: at.SeqName, Start: int(at.Start) - 1, End: int(at.End)}
	truth := must(tutorial.Source{}.Rows(t.Context(), iv, source.RowOptions{}))(t)
	if len(points) != truth.Len() {
		t.Fatalf("the page shows %d blocks at %v; want %d", len(points), *at, truth.Len())
	}
	for i, p := range points {
		want := sessiontest.Point{Number: truth.Number[i], Start: truth.Start[i] + 1, End: truth.End[i], Value: truth.Values[0][i]}
		if p != want {
			t.Fatalf("block %d on the page is %+v; want %+v", i, p, want)
		}
	}
}

// wantTutorialBlocks is wantBlocks for a client of the tutorial, which is given
// the blocks that the tutorial's formulas yield for its requests.
func wantTutorialBlocks(t *testing.T, b *sessiontest.Browser) {
	t.Helper()
	points, err := b.Drawn(tutorial.Column)
	if err != nil {
		t.Fatal(err)
	}
	at := b.Page().Location
	truth := tutorial.Source{}.TutorialRows(at.SeqName, at.Start, at.End)
	if len(points) < truth.Len() || truth.Len() == 0 {
		t.Fatalf("the page shows %d blocks at %v; want %d", len(points), *at, truth.Len())
	}
	points = points[:truth.Len()]
	for i, p := range points {
		want := sessiontest.Point{Number: truth.Number[i], Start: truth.Start[i] + 1, End: truth.End[i], Value: truth.Values[0][i]}
		if p != want {
			t.Fatalf("block %d on the page is %+v; want %+v", i, p, want)
		}
	}
}

// wantBins fails unless the page shows bins of one width without gaps over its
// place, each with the signal's mean, and returns the width.
func wantBins(t *testing.T, b *sessiontest.Browser, measurement string, src *ramp) int {
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
	if float64(points[0].Start) > at.Start || float64(points[len(points)-1].End) < min(at.End, float64(src.length)) {
		t.Errorf("the page shows bins from %d to %d; it is at %v", points[0].Start, points[len(points)-1].End, *at)
	}
	for _, p := range points {
		start, end := (p.Number-1)*width, min(p.Number*width, src.length)
		if want := (sessiontest.Point{Number: p.Number, Start: start + 1, End: end, Value: src.mean(start, end)}); p != want {
			t.Fatalf("a bin on the page is %+v; want %+v (bins of %d)", p, want, width)
		}
	}
	return width
}

// gate holds the questions to a signal back while it is shut.
type gate struct {
	*ramp
	mu   sync.Mutex
	pass chan struct{} // closed while the gate is open
}

func newGate(src *ramp) *gate {
	g := &gate{ramp: src, pass: make(chan struct{})}
	close(g.pass)
	return g
}

func (g *gate) shut() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.pass = make(chan struct{})
}

func (g *gate) open() {
	g.mu.Lock()
	defer g.mu.Unlock()
	close(g.pass)
}

func (g *gate) Summarize(ctx context.Context, iv genome.Interval, n int, opt source.SummaryOptions) (*source.Summary, error) {
	g.mu.Lock()
	pass := g.pass
	g.mu.Unlock()
	select {
	case <-pass:
		return g.ramp.Summarize(ctx, iv, n, opt)
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
