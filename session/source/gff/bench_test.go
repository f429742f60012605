package gff

import (
	"bytes"
	"context"
	"flag"
	"runtime"
	"testing"

	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/lines"
	"github.com/epiviz/epivizgo/session/source/sourcetest"
)

// GENCODE's comprehensive annotation has about 3.4 million lines:
//
//	go test ./session/source/gff -run '^$' -bench Load -benchtime 1x -gtf.lines 3400000
var gtfLines = flag.Int("gtf.lines", 100_000, "lines of the generated GTF")

func load(tb testing.TB, text []byte) source.Source {
	r, err := lines.NewReader("bench.gtf", bytes.NewReader(text))
	if err != nil {
		tb.Fatal(err)
	}
	src, err := Read(context.Background(), r, GTF, Options{})
	if err != nil {
		tb.Fatal(err)
	}
	return src
}

// BenchmarkLoad reads a GTF, and beside it counts the newlines of its text.
func BenchmarkLoad(b *testing.B) {
	text := sourcetest.GENCODE(*gtfLines)
	b.Run("GTF", func(b *testing.B) {
		b.ReportAllocs()
		b.SetBytes(int64(len(text)))
		for b.Loop() {
			load(b, text)
		}
		b.ReportMetric(float64(bytes.Count(text, []byte{'\n'})), "lines")
	})
	b.Run("count newlines", func(b *testing.B) {
		b.SetBytes(int64(len(text)))
		n := 0
		for b.Loop() {
			for _, c := range text {
				if c == '\n' {
					n++
				}
			}
		}
	})
	b.Run("kept", func(b *testing.B) {
		var src source.Source
		for b.Loop() {
			before := sourcetest.Heap()
			src = load(b, text)
			b.ReportMetric(float64(sourcetest.Heap()-before)/1e6, "MB")
		}
		runtime.KeepAlive(src)
	})
}

func BenchmarkSearch(b *testing.B) {
	src := load(b, sourcetest.GENCODE(*gtfLines)).(source.Searcher)
	for _, text := range []string{"GENE123", "gene1234", "0000123", "ENST00000123", "zzz", "e"} {
		b.Run(text, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := src.Search(context.Background(), text, 20); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
