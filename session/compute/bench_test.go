package compute

import (
	"bytes"
	"context"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/bbi"
	"github.com/epiviz/epivizgo/session/source/bbi/bbitest"
)

// benchInput returns a bigWig of a million intervals with zoom levels.
func benchInput(b *testing.B, seed uint64) Input {
	b.Helper()
	const length = 25_000_000
	values := func(yield func(bbitest.Value) bool) {
		rng := rand.New(rand.NewPCG(seed, 1))
		level := 10.0
		for pos := 0; pos < length; pos += 25 {
			level = math.Max(0, level+rng.NormFloat64())
			if !yield(bbitest.Value{Seq: "chr1", Start: pos, End: pos + 25, Value: float32(level)}) {
				return
			}
		}
	}
	data := bbitest.BigWig([]genome.Sequence{{Name: "chr1", Length: length}}, values,
		bbitest.Options{Zooms: []int{250, 1000, 4000, 16000, 64000, 256000}})
	src, err := bbi.Open(bytes.NewReader(data), int64(len(data)), "bench.bw")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = src.Close() })
	return of{src}
}

// BenchmarkCompute is 1000 bins of an expression over three bigWigs, beside the
// bins of the three alone; "times" is the ratio.
func BenchmarkCompute(b *testing.B) {
	inputs := []Input{benchInput(b, 1), benchInput(b, 2), benchInput(b, 3)}
	seqs := []genome.Sequence{{Name: "chr1", Length: 25_000_000}}
	for _, width := range []struct {
		name  string
		bases int
	}{{"10kb", 10_000}, {"1Mb", 1_000_000}, {"25Mb", 25_000_000}} {
		iv := genome.Interval{Seq: "chr1", Start: 0, End: width.bases}
		fetch := func() {
			for _, in := range inputs {
				if _, _, err := in.Means(context.Background(), iv, 1000, source.SummaryOptions{}); err != nil {
					b.Fatal(err)
				}
			}
		}
		b.Run(width.name+"/inputs alone", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				fetch()
			}
		})
		for _, ex := range []struct{ name, text string }{
			{"ratio", "log2((mean(a, b)+1)/(c+1))"},
			{"smooth", "smooth(a, 5kb) > 3 ? b : c"},
		} {
			e, err := Parse(ex.text)
			if err != nil {
				b.Fatal(err)
			}
			src, err := New(context.Background(), e, inputs, Spec{Sequences: seqs})
			if err != nil {
				b.Fatal(err)
			}
			b.Run(width.name+"/"+ex.name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if _, err := src.Summarize(context.Background(), iv, 1000, source.SummaryOptions{}); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

func BenchmarkParse(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse("log2((mean(a, b)+1)/(smooth(c, 5kb)+1))"); err != nil {
			b.Fatal(err)
		}
	}
}
