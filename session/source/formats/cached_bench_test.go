package formats

import (
	"context"
	"flag"
	"log/slog"
	"os"
	"testing"
	"time"

	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/diskcache"
	"github.com/epiviz/epivizgo/session/source/intervals"
	"github.com/epiviz/epivizgo/session/source/sourcetest"
)

// GENCODE's comprehensive annotation has about 3.4 million lines:
//
//	go test ./session/source/formats -run '^$' -bench SecondOpen -gtf.lines 3400000
var gtfLines = flag.Int("gtf.lines", 100_000, "lines of the generated GTF")

// BenchmarkSecondOpen opens a GTF that the cache has, and says how many times as long the first Open took.
func BenchmarkSecondOpen(b *testing.B) {
	path := write(b, "a.gtf", sourcetest.GENCODE(*gtfLines))
	old := time.Now().Add(-time.Hour)
	if err := os.Chtimes(path, old, old); err != nil {
		b.Fatal(err)
	}
	defer keepFrom(0)()
	dir := b.TempDir()
	began := time.Now()
	first, _ := openCached(b, dir, path)
	took := time.Since(began)
	for b.Loop() {
		openCached(b, dir, path)
	}
	b.ReportMetric(float64(took)*float64(b.N)/float64(b.Elapsed()), "times-first")
	b.ReportMetric(float64(took.Milliseconds()), "ms-first")
	all, _ := stores(first)
	b.ReportMetric(float64(intervals.EncodedSize(all))/1e6, "MB")
}

// keepFrom sets how long the reading of a file has to take for its rows to be kept.
func keepFrom(d time.Duration) (undo func()) {
	was := slow
	slow = d
	return func() { slow = was }
}

// openCached opens a file with a cache, and waits until what the cache keeps of it is written.
func openCached(tb testing.TB, dir, path string, change ...func(*Options)) (source.Source, *diskcache.Folder) {
	tb.Helper()
	log := slog.New(slog.NewTextHandler(tb.Output(), &slog.HandlerOptions{Level: slog.LevelDebug}))
	folder, err := diskcache.Open(dir, diskcache.Options{Log: log})
	if err != nil {
		tb.Fatal(err)
	}
	opt := Options{Cache: folder}
	for _, f := range change {
		f(&opt)
	}
	src, err := Open(context.Background(), path, opt)
	if err != nil {
		tb.Fatal(err)
	}
	folder.Close(context.Background())
	return src, folder
}
