package actions

import (
	"bytes"
	"encoding/json"
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/catalog"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/bbi"
	"github.com/epiviz/epivizgo/session/source/bbi/bbitest"
)

// tenMillion returns a bigWig of ten million intervals on one chromosome, of the lengths that length returns.
func tenMillion(length func(rng *rand.Rand) int, opt bbitest.Options) []byte {
	items := func(yield func(bbitest.Value) bool) {
		rng := rand.New(rand.NewPCG(1, 1))
		for pos := range 10_000_000 {
			if !yield(bbitest.Value{Seq: "chr1", Start: pos * 25, End: pos*25 + length(rng), Value: float32(rng.IntN(5000)) / 100}) {
				return
			}
		}
	}
	return bbitest.BigWig([]genome.Sequence{{Name: "chr1", Length: 250_000_000}}, iter.Seq[bbitest.Value](items), opt)
}

// The bigWigs of BenchmarkBigWig, each made once a run: one with gaps as UCSC's writer makes it, and one of spans of 25 bases in
// blocks of 32 kB, without gaps, as deepTools writes it by pyBigWig.
var bigWigs = map[string]func() []byte{
	"UCSC": sync.OnceValue(func() []byte {
		return tenMillion(func(rng *rand.Rand) int { return 5 + rng.IntN(20) },
			bbitest.Options{Zooms: []int{250, 1000, 4000, 16000, 64000, 256000, 1024000, 4096000, 16384000}})
	}),
	"deepTools": sync.OnceValue(func() []byte {
		return tenMillion(func(*rand.Rand) int { return 25 }, bbitest.Options{PerBlock: 2728, Zoomed: bbitest.LibBigWig,
			Zooms: []int{100, 400, 1600, 6400, 25600, 102400, 409600, 1638400, 6553600, 26214400}})
	}),
}

// BenchmarkBigWig answers requests of the built-in page for 1000 bins at random
// places, from the arguments to the bytes of the frame. bare is how long the
// reader's own summary takes of that, as a part of 1.
func BenchmarkBigWig(b *testing.B) {
	for _, writer := range []string{"UCSC", "deepTools"} {
		data := bigWigs[writer]()
		src, err := bbi.Open(bytes.NewReader(data), int64(len(data)), "bench.bw")
		if err != nil {
			b.Fatal(err)
		}
		for _, width := range []int{10_000, 1_000_000, 100_000_000, 250_000_000} {
			b.Run(fmt.Sprintf("%s/%dkb", writer, width/1000), func(b *testing.B) { benchBigWig(b, src, width) })
		}
	}
}

func benchBigWig(b *testing.B, src source.Source, width int) {
	bench := newBench(b)
	bench.a.Catalog.Add(src, catalog.Spec{Name: "bench.bw"})
	rng := rand.New(rand.NewPCG(2, 2))
	place := func() int { return rng.IntN(250_000_000 - width + 1) }
	var frame []byte
	var times []time.Duration
	b.ReportAllocs()
	for b.Loop() {
		start := place()
		args := fmt.Sprintf(`{"version":%q,"datasource":"bench_bins","measurement":"bench","seqName":"chr1","start":%d,"end":%d,"bins":1000}`,
			protocol.BuiltinVersion, start+1, start+width)
		begun := time.Now()
		answer, _ := bench.a.Answer(b.Context(), bench.page, &protocol.Request{Action: protocol.GetValues, Args: json.RawMessage(args)})
		var err error
		if frame, err = protocol.AppendResponse(frame[:0], 1, answer); err != nil {
			b.Fatal(err)
		}
		times = append(times, time.Since(begun))
	}
	if len(frame) < 2000 {
		b.Fatalf("an answer of %d bytes: %s", len(frame), frame)
	}
	slices.Sort(times)
	b.ReportMetric(float64(times[len(times)/2].Microseconds()), "p50-µs")
	b.ReportMetric(float64(times[len(times)*99/100].Microseconds()), "p99-µs")
	const asked = 50
	begun := time.Now()
	for range asked {
		start := place()
		if _, err := src.(source.Summarizer).Summarize(b.Context(), genome.Interval{Seq: "chr1", Start: start, End: start + width}, 1000,
			source.SummaryOptions{}); err != nil {
			b.Fatal(err)
		}
	}
	bare := time.Since(begun) / asked
	b.ReportMetric(float64(bare)/(float64(b.Elapsed())/float64(b.N)), "bare")
}
