package bbi

import (
	"context"
	"fmt"
	"iter"
	"math"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/bbi/bbitest"
	"github.com/epiviz/epivizgo/session/source/bins"
	"github.com/epiviz/epivizgo/session/source/thin"
)

const (
	benchItems  = 10_000_000
	benchLength = 250_000_000
	benchBins   = 1000
)

// benchValues are intervals side by side, 5 to 45 bases wide, whose values look
// like the coverage of a sequencing experiment.
func benchValues() iter.Seq[bbitest.Value] {
	return func(yield func(bbitest.Value) bool) {
		rng := rand.New(rand.NewPCG(1, 1))
		pos, level := 0, 10.0
		for range benchItems {
			width := 5 + rng.IntN(40)
			level = math.Max(0, level+rng.NormFloat64())
			v := bbitest.Value{Seq: "chr1", Start: pos, End: pos + width, Value: float32(math.Round(level*100) / 100)}
			if pos+width > benchLength || !yield(v) {
				return
			}
			pos += width
		}
	}
}

// benchFile is a bigWig of ten million intervals with the zoom levels that UCSC's
// writer would make. It is made once a run and is not seen on the disk.
var benchFile = sync.OnceValues(func() (*os.File, int64) {
	data := bbitest.BigWig([]genome.Sequence{{Name: "chr1", Length: benchLength}}, benchValues(),
		bbitest.Options{Zooms: []int{250, 1000, 4000, 16000, 64000, 256000, 1024000, 4096000, 16384000}})
	f, err := os.CreateTemp("", "bbi-bench-*.bw")
	if err != nil {
		panic(err)
	}
	if _, err := f.Write(data); err != nil {
		panic(err)
	}
	_ = os.Remove(f.Name())
	return f, int64(len(data))
})

// unclosed keeps the benchmark's file open when a source is closed.
type unclosed struct{ f *os.File }

func (u unclosed) ReadAt(p []byte, off int64) (int, error) { return u.f.ReadAt(p, off) }

func openBench(b testing.TB) *bigWig {
	b.Helper()
	f, size := benchFile()
	src, err := Open(unclosed{f}, size, "bench.bw")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = src.Close() })
	return src.(*bigWig)
}

// latencies reports the median and the 99th percentile of what it has timed.
type latencies []time.Duration

func (l *latencies) time(f func()) {
	start := time.Now()
	f()
	*l = append(*l, time.Since(start))
}

func (l latencies) report(b *testing.B) time.Duration {
	if len(l) == 0 {
		return 0
	}
	slices.Sort(l)
	p50, p99 := l[len(l)/2], l[len(l)*99/100]
	b.ReportMetric(float64(p50.Nanoseconds())/1e3, "p50-µs")
	b.ReportMetric(float64(p99.Nanoseconds())/1e3, "p99-µs")
	return p50
}

var benchWidths = []struct {
	name  string
	width int
}{{"10kb", 10_000}, {"1Mb", 1_000_000}, {"100Mb", 100_000_000}, {"chromosome", benchLength}}

func randomWindow(rng *rand.Rand, width int) genome.Interval {
	start := 0
	if width < benchLength {
		start = rng.IntN(benchLength - width)
	}
	return genome.Interval{Seq: "chr1", Start: start, End: start + width}
}

// BenchmarkSummarize is 1000 bins over windows at random places: with the cache as
// other windows left it (warm), with an empty one (cold), and exact. naive/x is how many
// times longer one query a bin takes, on average over some windows.
func BenchmarkSummarize(b *testing.B) {
	w := openBench(b)
	ctx := context.Background()
	ask := func(b *testing.B, iv genome.Interval, n int, opt source.SummaryOptions) {
		sum, err := w.Summarize(ctx, iv, n, opt)
		if err != nil {
			b.Fatal(err)
		}
		if sum.Bases[n/2] == 0 && iv.End < benchLength/2 {
			b.Fatalf("%v: the middle bin is empty", iv)
		}
	}
	for _, size := range benchWidths {
		for _, mode := range []string{"warm", "cold", "exact"} {
			if mode == "exact" && size.width > 1_000_000 {
				continue
			}
			b.Run(size.name+"/"+mode, func(b *testing.B) {
				b.ReportAllocs()
				rng := rand.New(rand.NewPCG(2, 2))
				opt := source.SummaryOptions{Exact: mode == "exact"}
				var l latencies
				for b.Loop() {
					iv := randomWindow(rng, size.width)
					if mode == "cold" {
						shared.Drop(w.f)
					}
					l.time(func() { ask(b, iv, benchBins, opt) })
				}
				p50 := l.report(b)
				if mode != "warm" {
					return
				}
				var naive latencies
				for range 5 {
					iv := randomWindow(rng, size.width)
					naive.time(func() {
						for i := range benchBins {
							part := genome.Interval{Seq: iv.Seq, Start: bins.Edge(iv, benchBins, i), End: bins.Edge(iv, benchBins, i+1)}
							ask(b, part, 1, opt)
						}
					})
				}
				slices.Sort(naive)
				b.ReportMetric(float64(naive[2])/float64(p50), "naive/x")
			})
		}
	}
}

// BenchmarkExactChromosome reads every record.
func BenchmarkExactChromosome(b *testing.B) {
	w := openBench(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := w.Summarize(context.Background(), genome.Interval{Seq: "chr1", End: benchLength}, benchBins,
			source.SummaryOptions{Exact: true}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(benchItems*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mrecords/s")
}

// BenchmarkReaders asks for 1 Mb windows from 16 goroutines. cores/x is the
// throughput against that of one goroutine in the same run.
func BenchmarkReaders(b *testing.B) {
	w := openBench(b)
	ask := func(rng *rand.Rand) {
		if _, err := w.Summarize(context.Background(), randomWindow(rng, 1_000_000), benchBins, source.SummaryOptions{}); err != nil {
			b.Error(err)
		}
	}
	const alone = 2000
	rng := rand.New(rand.NewPCG(3, 3))
	start := time.Now()
	for range alone {
		ask(rng)
	}
	one := alone / time.Since(start).Seconds()
	b.ReportAllocs()
	b.SetParallelism(max(1, 16/runtime.GOMAXPROCS(0)))
	var seed atomic.Uint64
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		rng := rand.New(rand.NewPCG(4, seed.Add(1)))
		for pb.Next() {
			ask(rng)
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds()/one, "cores/x")
}

// BenchmarkRows is the records of a 10 kb window, with their numbers and without.
// first-ms is the first query, near the end of the sequence: with numbers it
// counts the records before it.
func BenchmarkRows(b *testing.B) {
	for name, opt := range map[string]source.RowOptions{"numbered": {}, "unnumbered": {Unnumbered: true}} {
		b.Run(name, func(b *testing.B) {
			w := openBench(b)
			ctx := context.Background()
			ask := func(iv genome.Interval) {
				rows, err := w.Rows(ctx, iv, opt)
				if err != nil || rows.Len() < 300 {
					b.Fatalf("%d rows, %v", rows.Len(), err)
				}
			}
			start := time.Now()
			ask(genome.Interval{Seq: "chr1", Start: benchLength - 10_000_000, End: benchLength - 10_000_000 + 10_000})
			first := time.Since(start)
			b.ReportAllocs()
			rng := rand.New(rand.NewPCG(5, 5))
			var l latencies
			for b.Loop() {
				iv := randomWindow(rng, 10_000)
				iv.Start, iv.End = iv.Start*9/10, iv.Start*9/10+10_000
				l.time(func() { ask(iv) })
			}
			l.report(b)
			b.ReportMetric(float64(first.Microseconds())/1e3, "first-ms")
		})
	}
}

// millionPeaks is a bigBed of n features with ten columns. It is made once a run.
const peaks = 1_000_000

var millionPeaks = sync.OnceValue(func() []byte {
	rows := func(yield func(bbitest.Feature) bool) {
		rng := rand.New(rand.NewPCG(7, 7))
		for i := range peaks {
			start := i * 200
			if !yield(bbitest.Feature{Seq: "chr1", Start: start, End: start + 50 + rng.IntN(500),
				Rest: fmt.Sprintf("peak%d\t%d\t.\t%.2f\t-1\t-1\t%d", i, rng.IntN(1000), rng.Float64()*50, rng.IntN(50))}) {
				return
			}
		}
	}
	return bbitest.BigBed([]genome.Sequence{{Name: "chr1", Length: benchLength}}, rows, bbitest.Options{Fields: 10, Standard: 6})
})

// BenchmarkBigBedRows is the rows of windows of a million features, with all columns.
func BenchmarkBigBedRows(b *testing.B) {
	const n = peaks
	src := open(b, millionPeaks())
	ctx := context.Background()
	start := time.Now()
	if _, err := src.Rows(ctx, genome.Interval{Seq: "chr1", Start: n*200 - 1000, End: n * 200}, source.RowOptions{}); err != nil {
		b.Fatal(err)
	}
	first := time.Since(start)
	b.ReportAllocs()
	rng := rand.New(rand.NewPCG(8, 8))
	var l latencies
	for b.Loop() {
		at := rng.IntN(n*200 - 10_000)
		l.time(func() {
			rows, err := src.Rows(ctx, genome.Interval{Seq: "chr1", Start: at, End: at + 10_000}, source.RowOptions{Unbroken: true})
			if err != nil || rows.Len() < 50 {
				b.Fatalf("%d rows, %v", rows.Len(), err)
			}
		})
	}
	l.report(b)
	b.ReportMetric(float64(first.Microseconds())/1e3, "first-ms")
}

// BenchmarkBigBedThinned shows a chromosome of a million features in 2000 rows: made
// of all rows, as for a source that cannot thin, and thinned by the file. first-ms is
// the first query of a sequence, which also counts it.
func BenchmarkBigBedThinned(b *testing.B) {
	const n = 2000
	iv := genome.Interval{Seq: "chr1", End: benchLength}
	for _, longest := range []bool{false, true} {
		kind := map[bool]string{false: "merged", true: "longest"}[longest]
		for _, way := range []struct {
			name string
			ask  func(ctx context.Context, b *bigBed) (*source.Rows, error)
		}{
			{"from rows", func(ctx context.Context, b *bigBed) (*source.Rows, error) {
				rows, err := b.Rows(ctx, iv, source.RowOptions{})
				if err == nil {
					rows, _ = thin.FromRows(rows, iv, n, longest)
				}
				return rows, err
			}},
			{"by the file", func(ctx context.Context, b *bigBed) (*source.Rows, error) {
				rows, _, err := b.Thinned(ctx, iv, n, longest)
				return rows, err
			}},
		} {
			b.Run(kind+"/"+way.name, func(b *testing.B) {
				src := open(b, millionPeaks()).(*bigBed)
				ask := func() {
					if rows, err := way.ask(b.Context(), src); err != nil || rows.Total != peaks || rows.Len() > n {
						b.Fatalf("%d rows, %v", rows.Len(), err)
					}
				}
				start := time.Now()
				ask()
				first := time.Since(start)
				b.ReportAllocs()
				for b.Loop() {
					ask()
				}
				b.ReportMetric(float64(first.Microseconds())/1e3, "first-ms")
			})
		}
	}
}

// BenchmarkOpen opens a file that the operating system has in memory.
func BenchmarkOpen(b *testing.B) {
	f, size := benchFile()
	b.ReportAllocs()
	for b.Loop() {
		src, err := Open(unclosed{f}, size, "bench.bw")
		if err != nil {
			b.Fatal(err)
		}
		_ = src.Close()
	}
}

// BenchmarkFiftyOpen reports what fifty open files keep, each after windows of all widths
// and some rows at random places.
func BenchmarkFiftyOpen(b *testing.B) {
	benchFile()
	before := heap()
	for b.Loop() {
		var files []*bigWig
		rng := rand.New(rand.NewPCG(6, 6))
		for range 50 {
			w := openBench(b)
			files = append(files, w)
			for _, size := range benchWidths {
				if _, err := w.Summarize(context.Background(), randomWindow(rng, size.width), benchBins, source.SummaryOptions{}); err != nil {
					b.Fatal(err)
				}
			}
			if _, err := w.Rows(context.Background(), genome.Interval{Seq: "chr1", Start: 1_000_000, End: 1_010_000},
				source.RowOptions{}); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(heap()-before)/(1<<20), "heap-MB")
		for _, w := range files {
			_ = w.Close()
		}
	}
}

// heap returns the memory in use after a collection.
func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapInuse
}
