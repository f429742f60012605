package bbi

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/bbi/bbitest"
)

// watched reports each read.
type watched struct {
	io.ReaderAt
	read func(offset int64)
}

func (w *watched) ReadAt(p []byte, off int64) (int, error) {
	if w.read != nil {
		w.read(off)
	}
	return w.ReaderAt.ReadAt(p, off)
}

// longValues returns enough items for many blocks.
func longValues() []bbitest.Value {
	rng := rand.New(rand.NewPCG(11, 11))
	var values []bbitest.Value
	for pos := 0; pos < 80000; pos += 1 + rng.IntN(20) {
		values = append(values, bbitest.Value{Seq: "chr1", Start: pos, End: pos + 1, Value: float32(rng.IntN(100))})
	}
	return values
}

// What a canceled query was computing is computed by the next.
func TestCancelledQueriesDoNotHarm(t *testing.T) {
	values := longValues()
	data := bbitest.BigWig(testSeqs, slices.Values(values), bbitest.Options{PerBlock: 16, Fanout: 8})
	iv := genome.Interval{Seq: "chr1", Start: 0, End: 90000}
	for name, ask := range map[string]func(context.Context, source.Summarizer) error{
		"rows": func(ctx context.Context, src source.Summarizer) error {
			rows, err := src.Rows(ctx, iv, source.RowOptions{})
			if err == nil && rows.Len() != len(values) {
				t.Errorf("%d rows, want %d", rows.Len(), len(values))
			}
			return err
		},
		"summary": func(ctx context.Context, src source.Summarizer) error {
			sum, err := src.Summarize(ctx, iv, 1, source.SummaryOptions{})
			if err == nil && sum.Bases[0] != float64(len(values)) {
				t.Errorf("%v bases, want %d", sum.Bases[0], len(values))
			}
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := &watched{ReaderAt: bytes.NewReader(data)}
			src, err := Open(r, int64(len(data)), "made.bw")
			if err != nil {
				t.Fatal(err)
			}
			defer src.Close()
			// Each try is cancelled in the course of a later read.
			for allowed := 0; ; allowed++ {
				ctx, cancel := context.WithCancel(t.Context())
				reads := 0
				r.read = func(int64) {
					if reads++; reads > allowed {
						cancel()
					}
				}
				err := ask(ctx, src.(source.Summarizer))
				cancel()
				if reads <= allowed {
					if err != nil {
						t.Fatalf("a query of %d reads that was not cancelled: %v", reads, err)
					}
					if allowed == 0 {
						t.Fatal("the first query read nothing")
					}
					return
				}
				if !errors.Is(err, context.Canceled) {
					t.Fatalf("a query that was cancelled in its read %d: %v", reads, err)
				}
			}
		})
	}
}

// One query waits for another that counts the same records, but no longer than its
// own context lasts; if the other is canceled, it takes over.
func TestWaitingForAnother(t *testing.T) {
	values := longValues()
	signal := bbitest.BigWig(testSeqs, slices.Values(values), bbitest.Options{PerBlock: 16})
	peaks, _ := manyPeaks()
	for name, ask := range map[string]func(context.Context, source.Summarizer) error{
		"rows": func(ctx context.Context, src source.Summarizer) error {
			_, err := src.Rows(ctx, genome.Interval{Seq: "chr1", Start: 0, End: 90000}, source.RowOptions{})
			return err
		},
		"grid": func(ctx context.Context, src source.Summarizer) error {
			_, err := src.Summarize(ctx, genome.Interval{Seq: "chr1", Start: 0, End: 90000}, 1, source.SummaryOptions{})
			return err
		},
		"thinned": func(ctx context.Context, src source.Summarizer) error {
			_, _, err := src.(source.Thinner).Thinned(ctx, genome.Interval{Seq: "chr1", Start: 0, End: 90000}, 10, false)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			data := signal
			if name == "thinned" {
				data = peaks
			}
			r := &watched{ReaderAt: bytes.NewReader(data)}
			src, err := Open(r, int64(len(data)), "made.bw")
			if err != nil {
				t.Fatal(err)
			}
			defer src.Close()
			s := src.(source.Summarizer)
			started, goOn := make(chan struct{}), make(chan struct{})
			var held atomic.Bool
			r.read = func(int64) {
				if !held.Swap(true) {
					close(started)
					<-goOn
				}
			}
			first, cancelFirst := context.WithCancel(t.Context())
			var wg sync.WaitGroup
			wg.Go(func() {
				if err := ask(first, s); !errors.Is(err, context.Canceled) {
					t.Errorf("the first query: %v, want context.Canceled", err)
				}
			})
			<-started
			// The second is canceled while the first is working.
			second, cancelSecond := context.WithCancel(t.Context())
			gaveUp := make(chan error)
			go func() { gaveUp <- ask(second, s) }()
			cancelSecond()
			if err := <-gaveUp; !errors.Is(err, context.Canceled) {
				t.Errorf("the second query: %v, want context.Canceled", err)
			}
			// The third outlives the first.
			wg.Go(func() {
				if err := ask(t.Context(), s); err != nil {
					t.Errorf("the third query: %v", err)
				}
			})
			cancelFirst()
			close(goOn)
			wg.Wait()
		})
	}
}

func TestConcurrentQueries(t *testing.T) {
	values := longValues()
	data := bbitest.BigWig(testSeqs, slices.Values(values), bbitest.Options{PerBlock: 16, Fanout: 8})
	src := open(t, data).(source.Summarizer)
	var wg sync.WaitGroup
	for reader := range 8 {
		wg.Go(func() {
			rng := rand.New(rand.NewPCG(uint64(reader), 1))
			for range 50 {
				iv := randomInterval(rng)
				want, numbers := overlapping(values, iv, false)
				rows, err := src.Rows(t.Context(), iv, source.RowOptions{})
				if err != nil || rows.Len() != len(want) || !slices.Equal(rows.Number, numbers) && len(want) > 0 {
					t.Errorf("%v: %d rows, %v; want %d", iv, rows.Len(), err, len(want))
				}
				sum, err := src.Summarize(t.Context(), iv, 3, source.SummaryOptions{Exact: true})
				if err != nil {
					t.Error(err)
				} else if err := agree(sum.Sum, pointers(reduce(values, iv, 3).Sum), 1e-9); err != nil {
					t.Errorf("%v: %v", iv, err)
				}
			}
		})
	}
	wg.Wait()
}

// A file without zoom levels answers wide views from a grid, which is made once.
func TestGrid(t *testing.T) {
	seqs := []genome.Sequence{{Name: "chr1", Length: 1_000_000}}
	rng := rand.New(rand.NewPCG(12, 12))
	var values []bbitest.Value
	for pos := 0; pos < 990_000; pos += 5 + rng.IntN(40) {
		values = append(values, bbitest.Value{Seq: "chr1", Start: pos, End: pos + 1 + rng.IntN(20), Value: float32(rng.IntN(100))})
	}
	values = append(values, bbitest.Value{Seq: "chr1", Start: 995_000, End: 4_000_000_000, Value: 7}) // behind the end
	data := bbitest.BigWig(seqs, slices.Values(values), bbitest.Options{PerBlock: 64})
	reads := 0
	r := &watched{ReaderAt: bytes.NewReader(data)}
	src, err := Open(r, int64(len(data)), "made.bw")
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	r.read = func(int64) { reads++ }
	iv := genome.Interval{Seq: "chr1", Start: 1000, End: 900_000}
	for try := range 2 {
		got, err := src.(source.Summarizer).Summarize(t.Context(), iv, 100, source.SummaryOptions{})
		if err != nil {
			t.Fatal(err)
		}
		want := reduce(values, iv, 100)
		for i := range got.Len() {
			if math.Abs(got.Bases[i]-want.Bases[i]) > 0.01*8990 || math.Abs(got.Count[i]-want.Count[i]) > 0.02*360 ||
				math.Abs(got.Sum[i]/got.Bases[i]-want.Sum[i]/want.Bases[i]) > 0.01*want.Sum[i]/want.Bases[i] {
				t.Errorf("bin %d: %v bases, %v records, mean %v; want about %v, %v and %v", i, got.Bases[i], got.Count[i],
					got.Sum[i]/got.Bases[i], want.Bases[i], want.Count[i], want.Sum[i]/want.Bases[i])
			}
		}
		if (reads > 0) != (try == 0) {
			t.Errorf("try %d: %d reads", try+1, reads)
		}
		reads = 0
	}
	if _, ok := grids.Get(src.(*bigWig).f, 0); !ok {
		t.Error("no grid was made")
	}
	_ = src.Close()
	if _, ok := grids.Get(src.(*bigWig).f, 0); ok {
		t.Error("a closed file keeps its grid")
	}
}

// The last cell of a grid ends where the sequence does, so that a bin up to there
// has all that the file says of it. What is wanted is counted base by base.
func TestGridReachesTheEnd(t *testing.T) {
	const length, width = 1_000_003, 16 // the last cell has 3 bases
	var values []bbitest.Value
	for pos := 0; pos < length; pos += 8 { // none crosses the border of two cells
		values = append(values, bbitest.Value{Seq: "chr1", Start: pos, End: min(pos+5, length), Value: float32(1 + pos%7)})
	}
	values = append(values, bbitest.Value{Seq: "chr1", Start: length, End: length + 9, Value: 1000}) // behind the end
	values[len(values)/3].Value = float32(math.NaN())                                                // no value
	data := bbitest.BigWig([]genome.Sequence{{Name: "chr1", Length: length}}, slices.Values(values), bbitest.Options{PerBlock: 64})
	src := open(t, data).(source.Summarizer)
	for _, iv := range []genome.Interval{
		{Seq: "chr1", End: length},
		{Seq: "chr1", Start: length / width / 2 * width, End: length},
		{Seq: "chr1", Start: length / width / 2 * width, End: length + 500_000},
	} {
		var bases, sum, count, highest float64
		for _, v := range values {
			if v.Value != v.Value {
				continue
			}
			for pos := v.Start; pos < v.End; pos++ {
				if iv.Start <= pos && pos < length {
					bases, sum, highest = bases+1, sum+float64(v.Value), max(highest, float64(v.Value))
				}
			}
			if iv.Start <= v.Start && v.Start < length {
				count++
			}
		}
		got, err := src.Summarize(t.Context(), iv, 1, source.SummaryOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := grids.Get(frame(src).f, 0); !ok {
			t.Fatal("no grid was made")
		}
		if got.Bases[0] != bases || got.Sum[0] != sum || got.Count[0] != count || got.Max[0] != highest {
			t.Errorf("%v: %v bases, sum %v, %v records, up to %v; want %v, %v, %v and %v",
				iv, got.Bases[0], got.Sum[0], got.Count[0], got.Max[0], bases, sum, count, highest)
		}
	}
}
