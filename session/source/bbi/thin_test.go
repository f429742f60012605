package bbi

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/bbi/bbitest"
	"github.com/epiviz/epivizgo/session/source/sourcetest"
)

func TestTruthBigBedThinned(t *testing.T) {
	for c, src := range truths(t, "bigbed.jsonl", "rows") {
		if refused(c) {
			continue
		}
		iv := interval(c)
		var want struct{ Count int }
		c.Decode(t, &want)
		rows, _, err := src.(source.Thinner).Thinned(t.Context(), iv, 3, false)
		if err != nil || rows.Total != want.Count {
			t.Errorf("%s %v: %d rows, %v; want %d", c.File, iv, rows.Total, err, want.Count)
			continue
		}
		sourcetest.CheckThinned(t, src.(source.Thinner), iv)
	}
}

// crowded are rows of which many begin at one base, so that the records of
// neighbouring blocks interleave, and some are long.
func crowded(rng *rand.Rand, n int) []bbitest.Feature {
	var list []bbitest.Feature
	for _, s := range testSeqs {
		if s.Name == "empty" {
			continue
		}
		starts := make([]int, n)
		for i := range starts {
			starts[i] = rng.IntN(s.Length)
			if rng.IntN(3) > 0 {
				starts[i] -= starts[i] % max(s.Length/8, 1)
			}
		}
		slices.Sort(starts)
		for i, start := range starts {
			end := start + rng.IntN(30)
			if rng.IntN(15) == 0 {
				end = start + rng.IntN(s.Length)
			}
			list = append(list, bbitest.Feature{Seq: s.Name, Start: start, End: min(end, s.Length),
				Rest: fmt.Sprintf("n%d\t%d\t%c", i, rng.IntN(1000), "+-."[rng.IntN(3)])})
		}
	}
	return list
}

// What was asked before, and so was counted, makes no difference to an answer:
// rows have the numbers that a source has that counted all of them first.
func TestThinnedCountsOnTheWay(t *testing.T) {
	rng := rand.New(rand.NewPCG(21, 21))
	for round := range 60 {
		rows := crowded(rng, 1+rng.IntN(120))
		data := bbitest.BigBed(testSeqs, slices.Values(rows), bbitest.Options{Fields: 6, PerBlock: 1 + rng.IntN(9), Fanout: 3})
		counted, src := open(t, data), open(t, data).(source.Thinner)
		for range 12 {
			iv := randomInterval(rng)
			n, longest := rng.IntN(40), rng.IntN(2) == 0
			all, err := counted.Rows(t.Context(), genome.Interval{Seq: iv.Seq, End: genome.MaxPosition}, source.RowOptions{})
			if err != nil {
				t.Fatal(err)
			}
			var hits []int
			for i, start := range all.Start {
				if iv.Len() > 0 && iv.Overlaps(start, all.End[i]) {
					hits = append(hits, i)
				}
			}
			want, wantCounts := sourcetest.Thinned(all.Pick(hits), iv, n, longest)
			want.Total = len(hits)
			if rng.IntN(4) == 0 { // others count too
				if _, err := src.Rows(t.Context(), randomInterval(rng), source.RowOptions{}); err != nil {
					t.Fatal(err)
				}
			}
			got, counts, err := src.Thinned(t.Context(), iv, n, longest)
			if err != nil {
				t.Fatal(err)
			}
			if g, w := fmt.Sprint(*got, counts), fmt.Sprint(*want, wantCounts); g != w {
				t.Fatalf("round %d: %v to %d rows, longest %t:\n%s\nwant\n%s", round, iv, n, longest, g, w)
			}
		}
	}
}

// manyPeaks is a bigBed that takes several reads and has more blocks than the
// cache takes of one query. Forty rows at a time begin at one base, so that
// blocks form groups, some of which a read parts.
func manyPeaks() (data []byte, rows int) {
	var list []bbitest.Feature
	for i := range 9000 {
		start := 10 * (i - i%40)
		list = append(list, bbitest.Feature{Seq: "chr1", Start: start, End: start + 15 + i*7%40, Rest: fmt.Sprintf("%200d", i)})
	}
	return bbitest.BigBed(testSeqs, slices.Values(list), bbitest.Options{Fields: 4, PerBlock: 16, Fanout: 8, Uncompressed: true}), len(list)
}

// The first look at a sequence, which counts it, reads each block once.
func TestThinnedIsOnePass(t *testing.T) {
	data, n := manyPeaks()
	r := &watched{ReaderAt: bytes.NewReader(data)}
	src, err := Open(r, int64(len(data)), "made.bb")
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	b := src.(*bigBed)
	reads := map[int64]int{}
	r.read = func(offset int64) { reads[offset]++ }
	iv := genome.Interval{Seq: "chr1", End: 100_000}
	rows, counts, err := b.Thinned(t.Context(), iv, 50, false)
	if err != nil || rows.Total != n || len(counts) > 50 {
		t.Fatalf("%d of %d rows, %v", rows.Len(), rows.Total, err)
	}
	for offset, times := range reads {
		if times > 1 {
			t.Errorf("offset %d was read %d times", offset, times)
		}
	}
	r.read = nil
	if thinned := sourcetest.CheckThinned(t, b, iv); thinned == 0 {
		t.Error("nothing was thinned")
	}
}

// The counts of a canceled query stay, and the next query continues from there.
func TestThinnedCancelled(t *testing.T) {
	data, _ := manyPeaks()
	iv := genome.Interval{Seq: "chr1", Start: 50, End: 100_000}
	rows, err := open(t, data).Rows(t.Context(), iv, source.RowOptions{})
	if err != nil {
		t.Fatal(err)
	}
	want, wantCounts := sourcetest.Thinned(rows, iv, 500, false)
	r := &watched{ReaderAt: bytes.NewReader(data)}
	src, err := Open(r, int64(len(data)), "made.bb")
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	b := src.(*bigBed)
	chr1, err := b.sequence(t.Context(), b.byName["chr1"]) // so that reads are of blocks alone
	if err != nil {
		t.Fatal(err)
	}
	parted := 0                     // tries after which a group was counted in part
	for allowed := 0; ; allowed++ { // each try is cancelled in the course of a later read
		ctx, cancel := context.WithCancel(t.Context())
		reads := 0
		r.read = func(int64) {
			if reads++; reads > allowed {
				cancel()
			}
		}
		got, counts, err := b.Thinned(ctx, iv, 500, false)
		cancel()
		if reads > allowed {
			if !errors.Is(err, context.Canceled) {
				t.Fatalf("a query that was cancelled in its read %d: %v", reads, err)
			}
			if n := len(chr1.joined); n > 0 && chr1.joined[n-1] {
				parted++
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if g, w := fmt.Sprint(*got, counts), fmt.Sprint(*want, wantCounts); g != w {
			t.Errorf("after %d tries:\n%.2000s\nwant\n%.2000s", allowed, g, w)
		}
		if len(chr1.joined) != len(chr1.blocks) {
			t.Errorf("%d blocks were counted of %d", len(chr1.joined), len(chr1.blocks))
		}
		if parted == 0 {
			t.Errorf("none of %d cancelled queries left a group counted in part", allowed)
		}
		return
	}
}

func TestThinnedConcurrently(t *testing.T) {
	data := bbitest.BigBed(testSeqs, slices.Values(crowded(rand.New(rand.NewPCG(22, 22)), 300)), bbitest.Options{Fields: 6, PerBlock: 5})
	counted, src := open(t, data), open(t, data).(source.Thinner)
	var wg sync.WaitGroup
	for reader := range 8 {
		wg.Go(func() {
			rng := rand.New(rand.NewPCG(23, uint64(reader)))
			for range 20 {
				iv := randomInterval(rng)
				got, counts, err := src.Thinned(t.Context(), iv, 10, reader%2 == 0)
				if err != nil {
					t.Error(err)
					return
				}
				rows, err := counted.Rows(t.Context(), iv, source.RowOptions{})
				if err != nil {
					t.Error(err)
					return
				}
				want, wantCounts := sourcetest.Thinned(rows, iv, 10, reader%2 == 0)
				if g, w := fmt.Sprint(*got, counts), fmt.Sprint(*want, wantCounts); g != w {
					t.Errorf("%v:\n%s\nwant\n%s", iv, g, w)
				}
			}
		})
	}
	wg.Wait()
}
