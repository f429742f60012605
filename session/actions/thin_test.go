package actions

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/catalog"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/intervals"
)

// unthinned hides that a source is a source.Thinner.
type unthinned struct{ source.Source }

// many makes a source of n rows on chr1, some of them long, many of them as long as
// others.
func many(tb testing.TB, n int, kind source.Kind) source.Source {
	random := rand.New(rand.NewPCG(1, uint64(n)))
	b := intervals.NewBuilder(intervals.Schema{Metadata: []string{"name"}, Exons: kind == source.Genes})
	for i := range n {
		start := 100*i + random.IntN(50)
		end := start + 20 + 10*random.IntN(8)
		if random.IntN(100) == 0 {
			end += 5000
		}
		if err := b.Add(intervals.Row{Seq: []byte("chr1"), Start: start, End: end, Strand: "+-*"[i%3],
			Metadata: [][]byte{fmt.Appendf(nil, "r%d", i)}}); err != nil {
			tb.Fatal(err)
		}
	}
	return b.Finish(source.Info{Format: "fake", Kind: kind,
		Sequences: []genome.Sequence{{Name: "chr1", Length: 100*n + 10_000}}})
}

// TestThinnedBySource holds what a source thins by itself to what is thinned
// from all its rows.
func TestThinnedBySource(t *testing.T) {
	for _, kind := range []source.Kind{source.Features, source.Genes} {
		src := many(t, 3000, kind)
		bySource, byHand := newBench(t), newBench(t)
		bySource.a.Catalog.Add(src, catalog.Spec{Name: "rows.bed"})
		byHand.a.Catalog.Add(unthinned{src}, catalog.Spec{Name: "rows.bed"})
		thinned := 0
		for _, window := range [][2]int{{1, 310_000}, {1, 1}, {150_001, 150_000 + 997}, {100_000, 250_000}, {305_000, 310_000}, {7, 31_000}} {
			for _, most := range []int{1, 2, 7, 100, 2999, 3000, 4000} {
				args := on(fmt.Sprintf(`%s,"datasource":"rows","metadata":["name"],"maxRows":%d`, builtin, most), window[0], window[1])
				got, want := bySource.ask(protocol.GetRows, args), byHand.ask(protocol.GetRows, args)
				if strings.Contains(got, `"thinned":true`) {
					thinned++
				}
				if got != want {
					t.Fatalf("kind %v, %v, at most %d: thinned by the source\n%.300s\nby hand\n%.300s", kind, window, most, got, want)
				}
			}
		}
		if thinned < 10 {
			t.Errorf("kind %v: only %d answers were thinned", kind, thinned)
		}
	}
}

// TestDensity shows that genes that are left out are counted where their middle is, each once, also at the
// edges of the range, and that nothing is counted where none is left out, or of other features.
func TestDensity(t *testing.T) {
	src := many(t, 3000, source.Genes)
	b := newBench(t)
	b.a.Catalog.Add(src, catalog.Spec{Name: "genes.bed"})
	b.a.Catalog.Add(many(t, 3000, source.Features), catalog.Spec{Name: "rows.bed"})
	ask := func(name string, most, bins, from, to int) (answer struct {
		Total   int
		Density []int
	}) {
		args := on(fmt.Sprintf(`%s,"datasource":%q,"metadata":[],"maxRows":%d,"bins":%d`, builtin, name, most, bins), from, to)
		if err := json.Unmarshal([]byte(b.ask(protocol.GetRows, args)), &answer); err != nil {
			t.Fatal(err)
		}
		return answer
	}
	rows, err := src.Rows(t.Context(), genome.Interval{Seq: "chr1", Start: 0, End: 310_000}, source.RowOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for _, window := range [][2]int{{0, 310_000}, {50_000, 150_000}, {250_000, 400_000}} {
		const bins = 50
		want := make([]int, bins)
		for i, start := range rows.Start {
			if middle := (start + rows.End[i]) / 2; middle >= window[0] && middle < window[1] {
				want[(middle-window[0])*bins/(window[1]-window[0])]++
			}
		}
		if got := ask("genes", 100, bins, window[0]+1, window[1]); !slices.Equal(got.Density, want) {
			t.Errorf("%v: density %v, want %v", window, got.Density, want)
		}
	}
	if got := ask("genes", 5000, 50, 1, 310_000); got.Density != nil {
		t.Errorf("all of %d genes are sent, and a density: %v", got.Total, got.Density)
	}
	if got := ask("rows", 100, 50, 1, 310_000); got.Density != nil {
		t.Errorf("features that are no genes have a density: %v", got.Density)
	}
}

// BenchmarkMillionFeatures answers requests for the rows of a view of a million,
// in 2000 pixels. ratio is the time of making all rows and thinning those.
func BenchmarkMillionFeatures(b *testing.B) {
	for _, kind := range []source.Kind{source.Features, source.Genes} {
		name := map[source.Kind]string{source.Features: "merged", source.Genes: "longest"}[kind]
		b.Run(name, func(b *testing.B) {
			src := many(b, 1_000_000, kind)
			ask := func(src source.Source) func() {
				bench := newBench(b)
				bench.a.Catalog.Add(src, catalog.Spec{Name: "rows.bed"})
				args := on(builtin+`,"datasource":"rows","metadata":["name"],"maxRows":2000`, 1, 100_000_000)
				req := &protocol.Request{ID: 1, Action: protocol.GetRows, Args: json.RawMessage("{" + args + "}")}
				var frame []byte
				return func() {
					data, _ := bench.a.Answer(b.Context(), bench.page, req)
					frame, _ = protocol.AppendResponse(frame[:0], req.ID, data)
				}
			}
			start := time.Now()
			ask(unthinned{src})()
			slow := time.Since(start)
			quick := ask(src)
			b.ReportAllocs()
			for b.Loop() {
				quick()
			}
			ours := float64(b.Elapsed().Nanoseconds()) / float64(b.N)
			b.ReportMetric(ours/float64(slow.Nanoseconds()), "ratio")
		})
	}
}
