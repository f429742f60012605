package ui_test

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"testing"
	"time"

	"github.com/epiviz/epivizgo/session"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/intervals"
	"github.com/epiviz/epivizgo/session/ui"
	"github.com/epiviz/epivizgo/session/ui/chromiumtest"
)

// How long people wait for the page, in a real Chromium that draws without a
// graphics card, against a real session:
//
//	go test ./session/ui -run '^$' -bench Page -benchtime 10x

// benchWidth is the width of a window in which 2000 bins, one a pixel, are seen.
const benchWidth = 2300

// wave is a signal without a file: a value for every 10 bases, made when asked
// for, so that what is measured is not the reading of files.
type wave struct{ seed float64 }

func (wave) Info() source.Info {
	return source.Info{Format: "wave", Kind: source.Signal, Sequences: []genome.Sequence{{Name: "chr1", Length: 100_000_000}},
		Values: []string{"value"}, First: genome.Interval{Seq: "chr1", Start: 10_000_000, End: 12_000_000}, Min: -60, Max: 160, Items: -1}
}

func (w wave) Close() error { return nil }

func (w wave) Rows(_ context.Context, iv genome.Interval, opt source.RowOptions) (*source.Rows, error) {
	return &source.Rows{Values: [][]float64{nil}, Total: iv.Len() / 10}, nil
}

// hills are what waves are made of: making them must cost nothing beside the page.
var hills = func() (list [1 << 16]float64) {
	for i := range list {
		x := float64(i)
		list[i] = 50 + 40*math.Sin(x/40) + 20*math.Sin(x*x)
	}
	return list
}()

func (w wave) Summarize(_ context.Context, iv genome.Interval, n int, _ source.SummaryOptions) (*source.Summary, error) {
	s := &source.Summary{Interval: iv, Bases: make([]float64, n), Sum: make([]float64, n), Min: make([]float64, n), Max: make([]float64, n),
		Count: make([]float64, n)}
	width := max(1, iv.Len()/n)
	for i := range n {
		at := iv.Start/width + i + int(1000*w.seed)
		v := hills[at%len(hills)]
		s.Bases[i], s.Sum[i], s.Count[i] = 10, 10*v, float64(width)/10
		s.Min[i], s.Max[i] = v-hills[at*7%len(hills)]/9, v+hills[at*13%len(hills)]/4
	}
	return s, nil
}

// million makes a source of a million intervals.
func million() source.Source {
	b := intervals.NewBuilder(intervals.Schema{Metadata: []string{"name"}})
	for i := range 1_000_000 {
		_ = b.Add(intervals.Row{Seq: []byte("chr1"), Start: 100 * i, End: 100*i + 30 + i%60, Strand: "+-"[i%2],
			Metadata: [][]byte{fmt.Appendf(nil, "n%d", i)}})
	}
	return b.Finish(source.Info{Format: "BED", Kind: source.Features, Sequences: []genome.Sequence{{Name: "chr1", Length: 100_000_000}},
		First: genome.Interval{Seq: "chr1", Start: 0, End: 100_000_000}})
}

// benchPage opens a page with charts of sources: "wave N" or "million".
func benchPage(b *testing.B, iv genome.Interval, sources ...string) *chromiumtest.Page {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	b.Cleanup(cancel)
	// The modules are served one by one, so that what is measured can reach into them.
	s, err := session.Start(ctx, session.Options{Addr: "127.0.0.1:0", UI: http.FileServerFS(ui.FS), Open: func(_ context.Context, path string) (source.Source, error) {
		var w wave
		if _, err := fmt.Sscanf(path, "wave%f", &w.seed); err == nil {
			return w, nil
		}
		return million(), nil
	}})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() })
	chartEach(ctx, b, s, sources)
	if _, err := s.Navigate(ctx, iv); err != nil {
		b.Fatal(err)
	}
	page := chromiumtest.Open(b, s.URL(), chromiumtest.Options{Width: benchWidth, Height: 1200})
	page.Wait(`document.querySelector("#stage") !== null`)
	page.Wait(fmt.Sprintf("%s.connected && %s.charts.length === %d && %s.charts.every((c) => c.ready)", state, state, len(sources), state))
	return page
}

func waves(n int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf("wave%d", i+1)
	}
	return list
}

// toPainted moves the page to and fro by half a view, with nothing at hand, and
// gives the milliseconds until the charts in sight are painted with their data.
const toPainted = `(async () => {
	` + painted + `
	const { Series } = await import("/net/cache.js");
	if (!window.held) {
		window.held = new Set();
		const need = Series.prototype.need;
		Series.prototype.need = function (...args) { window.held.add(this); return need.apply(this, args); };
	}
	window.way = window.way === "#pan-right" ? "#pan-left" : "#pan-right";
	await new Promise((done) => setTimeout(done, 200)); // what was behind is drawn
	for (const s of window.held) { s.invalidate(); s.pieces = []; }
	await frame();
	const start = performance.now();
	document.querySelector(window.way).click();
	for (;;) {
		await painted();
		if (window.epivizgo.state().charts.every((c) => c.ready)) return [performance.now() - start];
	}
})()`

// BenchmarkPage measures, in milliseconds of the page's own clock, what a
// navigation takes, and in frames a second how smoothly it pans. A frame is
// 16.7 ms; painting cannot take less than one.
func BenchmarkPage(b *testing.B) {
	at := genome.Interval{Seq: "chr1", Start: 10_000_000, End: 12_000_000}
	for _, n := range []int{1, 10, 50, 100} {
		b.Run(fmt.Sprintf("navigate/tracks=%d", n), func(b *testing.B) {
			page := benchPage(b, at, waves(n)...)
			measure(b, page, toPainted, "ms/painted")
		})
	}
	b.Run("navigate/tracks=50,all-in-the-window", func(b *testing.B) {
		page := benchPage(b, at, waves(50)...)
		page.Press("f")
		page.Wait(state + ".charts.every((c) => c.ready && c.inSight)")
		measure(b, page, toPainted, "ms/painted")
	})
	b.Run("pan/tracks=20", func(b *testing.B) {
		page := benchPage(b, at, waves(20)...)
		// Every frame moves by 5 pixels: 200 of them go beyond what is at hand.
		measure(b, page, `(async () => {
			const canvas = document.querySelector(".chart canvas");
			const frame = () => new Promise(requestAnimationFrame);
			await frame();
			const start = performance.now();
			for (let i = 0; i < 200; i++) {
				canvas.dispatchEvent(new WheelEvent("wheel", { deltaX: 5, bubbles: true, cancelable: true }));
				await frame();
			}
			return [200_000 / (performance.now() - start)];
		})()`, "frames/s")
	})
	b.Run("blocks/intervals=1000000", func(b *testing.B) {
		page := benchPage(b, genome.Interval{Seq: "chr1", Start: 0, End: 90_000_000}, "million.bed")
		measure(b, page, toPainted, "ms/painted")
	})
	b.Run("scatter/points=100000", func(b *testing.B) {
		page := benchPage(b, at, "wave1")
		measure(b, page, scatter, "ms/draw")
	})
}

// scatter draws 100,000 points with the page's own module and gives the
// milliseconds to the frame after.
const scatter = `(async () => {
	const { scatterPlot } = await import("/charts/scatter-plot.js");
	const { withDefaults } = await import("/charts/index.js");
	const { light } = await import("/charts/theme.js");
	const n = 100_000;
	const starts = Float64Array.from({ length: n }, (_, i) => i);
	let seed = 1;
	const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
	const normal = () => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
	const xs = starts.map(normal);
	const series = [xs, xs.map((v) => v + normal())].map((values, i) => ({
		measurement: { name: "m" + i, annotation: null }, waiting: "", error: null,
		piece: { kind: "rows", seqName: "chr1", start: 0, end: n, resolution: 0, starts, ends: starts.map((v) => v + 1), values },
	}));
	const canvas = document.body.appendChild(document.createElement("canvas"));
	[canvas.width, canvas.height, canvas.style.position, canvas.style.top] = [1200, 500, "fixed", "0"];
	const ctx = canvas.getContext("2d");
	const view = { seqName: "chr1", start: 0, end: n, left: 52, width: 1100 };
	const options = { width: 1200, height: 500, theme: light, colors: light.palette, settings: withDefaults(scatterPlot, {}) };
	const frame = () => new Promise(requestAnimationFrame);
	await frame();
	const start = performance.now();
	ctx.clearRect(0, 0, 1200, 500);
	scatterPlot.draw(ctx, { series }, view, options);
	await frame();
	await frame();
	const took = performance.now() - start;
	canvas.remove();
	return [took];
})()`

// measure evaluates an expression, which gives numbers, over and over, and
// reports the mean of each.
func measure(b *testing.B, page *chromiumtest.Page, expression string, units ...string) {
	chromiumtest.Eval[[]float64](page, expression) // the first is slower: nothing is compiled
	sums, n := make([]float64, len(units)), 0
	for b.Loop() {
		for i, v := range chromiumtest.Eval[[]float64](page, expression) {
			sums[i] += v
		}
		n++
	}
	for i, unit := range units {
		b.ReportMetric(sums[i]/float64(n), unit)
	}
	b.ReportMetric(0, "ns/op") // ours is of the page's own clock
}
