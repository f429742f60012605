//go:build unix

package session_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/picture/display"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/state"
)

// benchSession is a session with four signals and genes of chr22.
func benchSession(b *testing.B) *session.Session {
	b.Helper()
	signal, err := filepath.Abs(filepath.Join("..", "..", "shared", "data", "bigwig", "ENCFF826FLP.chr22.bw"))
	if err != nil {
		b.Fatal(err)
	}
	data, err := os.ReadFile(signal)
	if err != nil {
		b.Skipf("the data that tests share are not there: %v", err)
	}
	dir := b.TempDir()
	var genes strings.Builder
	for g := range 600 {
		start := 17_000_001 + g*50_000
		for exon := range 3 + g%9 {
			fmt.Fprintf(&genes, "chr22\tx\texon\t%d\t%d\t.\t%c\t0\tgene_id \"G%d\"; transcript_id \"T%d\"; gene_name \"GENE%d\";\n",
				start+exon*3000, start+exon*3000+150+g%5*100, "+-"[g%2], g, g, g)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "genes.gtf"), []byte(genes.String()), 0o600); err != nil {
		b.Fatal(err)
	}
	s, err := session.Start(b.Context(), session.Options{Addr: "127.0.0.1:0", Quiet: true})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() })
	show := func(file, typ, name string) {
		if _, _, err := s.Load(b.Context(), file); err != nil {
			b.Fatal(err)
		}
		if _, _, err := s.AddChart(b.Context(), typ, []string{name}); err != nil {
			b.Fatal(err)
		}
	}
	for i := range 4 {
		name := fmt.Sprintf("signal%d", i)
		file := filepath.Join(dir, name+".bw")
		if err := os.WriteFile(file, data, 0o600); err != nil {
			b.Fatal(err)
		}
		show(file, "Line Track", name)
	}
	show(filepath.Join(dir, "genes.gtf"), "Genes Track", "genes")
	return s
}

// BenchmarkPicture draws four signals and genes, 1000 pixels wide, each time at another place, and reports the time
// of the processor too.
func BenchmarkPicture(b *testing.B) {
	s := benchSession(b)
	layout := protocol.Layout{Width: 1000, Roominess: 1, Theme: "light"}
	for _, width := range []int{20_000, 1_000_000, 4_000_000} {
		for _, typ := range []string{"list", "svg", "png", "pdf"} {
			b.Run(fmt.Sprintf("%d-%s", width, typ), func(b *testing.B) {
				b.ReportAllocs()
				began := cpuTime(b)
				size := int64(0)
				for i := 0; b.Loop(); i++ {
					at := genome.Interval{Seq: "chr22", Start: 20_000_000 + i%40*100_000}
					at.End = at.Start + width
					result, err := s.Draw(b.Context(), state.ViewOf(at), nil, layout, 1)
					if err != nil {
						b.Fatal(err)
					}
					n := countingWriter{io.Discard, 0}
					switch typ {
					case "svg":
						err = result.WriteSVG(&n)
					case "png":
						err = result.WritePNG(&n, 2)
					case "pdf":
						err = display.WritePDF(&n, result.List)
					}
					if err != nil {
						b.Fatal(err)
					}
					size = n.n
				}
				b.ReportMetric(float64(cpuTime(b)-began)/1e6/float64(b.N), "cpu-ms/op")
				b.ReportMetric(float64(size)/1e3, "kB")
			})
		}
	}
}

// BenchmarkSnapshot draws SVGs of many places, of four signals and genes, 1000 pixels wide, as the command snapshot does. Reported
// are the time of the processor for each, and as how many times that for compressing the same SVG, which is done in
// the same run and is known; and its size, plain and compressed.
func BenchmarkSnapshot(b *testing.B) {
	s := benchSession(b)
	for _, width := range []int{20_000, 1_000_000, 4_000_000} {
		b.Run(fmt.Sprint(width), func(b *testing.B) {
			var svg []byte
			worked := int64(0)
			for i := 0; b.Loop(); i++ {
				var places []reply.Locus
				for k := range 16 {
					start := 20_000_000 + (16*i+k)%100*40_000
					places = append(places, reply.Locus{Interval: genome.Interval{Seq: "chr22", Start: start, End: start + width}})
				}
				began := cpuTime(b)
				if _, err := s.DrawPictures(b.Context(), reply.Picture{Type: "svg"}, places, 0,
					func(_ int, file reply.PictureFile, _ reply.Report, err error) error {
						svg = file.Data
						return err
					}); err != nil {
					b.Fatal(err)
				}
				worked += cpuTime(b) - began
			}
			var zipped bytes.Buffer
			began := cpuTime(b)
			const times = 50
			for range times {
				zipped.Reset()
				w := gzip.NewWriter(&zipped)
				if _, err := w.Write(svg); err != nil {
					b.Fatal(err)
				}
				if err := w.Close(); err != nil {
					b.Fatal(err)
				}
			}
			gzipped := float64(cpuTime(b)-began) / times
			each := float64(worked) / float64(16*b.N)
			b.ReportMetric(each/1e6, "cpu-ms/picture")
			b.ReportMetric(each/gzipped, "gzips/picture")
			b.ReportMetric(float64(len(svg))/1e3, "kB")
			b.ReportMetric(float64(zipped.Len())/1e3, "gz-kB")
		})
	}
}

type countingWriter struct {
	io.Writer
	n int64
}

func (w *countingWriter) Write(b []byte) (int, error) {
	w.n += int64(len(b))
	return w.Writer.Write(b)
}

// cpuTime returns how long the processor has worked for the process.
func cpuTime(b *testing.B) int64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return u.Utime.Nano() + u.Stime.Nano()
}
