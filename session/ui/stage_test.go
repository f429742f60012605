package ui_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/epiviz/epivizgo/session"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/formats"
	kept "github.com/epiviz/epivizgo/session/state"
	"github.com/epiviz/epivizgo/session/ui/chromiumtest"
)

// Pages of many charts: what is drawn of them and asked for, what the wheel does, pinned charts,
// and pictures that move along while the view pans.

// counted is a wave that counts the windows that it is asked for.
type counted struct {
	wave
	path string
	*counts
}

type counts struct {
	mu    sync.Mutex
	asked map[string]int // by path; guarded by mu
}

func (c counted) Summarize(ctx context.Context, iv genome.Interval, n int, opt source.SummaryOptions) (*source.Summary, error) {
	c.mu.Lock()
	c.asked[c.path]++
	c.mu.Unlock()
	return c.wave.Summarize(ctx, iv, n, opt)
}

// files returns of how many files something was asked since reset.
func (c *counts) files() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.asked)
}

func (c *counts) of(path string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.asked[path]
}

func (c *counts) reset() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asked = map[string]int{}
}

// startWaves starts a session with charts of n waves, each of a file of its own, at chr1:10,000,001-12,000,000.
func startWaves(tb testing.TB, n int) (*session.Session, *counts) {
	tb.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	tb.Cleanup(cancel)
	asked := &counts{asked: map[string]int{}}
	s, err := session.Start(ctx, session.Options{Addr: "127.0.0.1:0", Open: func(_ context.Context, path string) (source.Source, error) {
		c := counted{path: path, counts: asked}
		_, err := fmt.Sscanf(path, "wave%f", &c.seed)
		return c, err
	}})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = s.Close() })
	chartEach(ctx, tb, s, waves(n))
	if _, err := s.Navigate(ctx, genome.Interval{Seq: "chr1", Start: 10_000_000, End: 12_000_000}); err != nil {
		tb.Fatal(err)
	}
	return s, asked
}

// chartEach loads files and shows the first measurement of each in a chart.
func chartEach(ctx context.Context, tb testing.TB, s *session.Session, paths []string) {
	tb.Helper()
	for _, path := range paths {
		ms, _, err := s.Load(ctx, path)
		if err != nil {
			tb.Fatal(err)
		}
		if _, _, err := s.AddChart(ctx, "", []string{ms[0].ID}); err != nil {
			tb.Fatal(err)
		}
	}
}

// openWaves opens the page of a session with n charts.
func openWaves(tb testing.TB, s *session.Session, n int, opt chromiumtest.Options) *chromiumtest.Page {
	tb.Helper()
	page := chromiumtest.Open(tb, s.URL(), opt)
	page.Wait(fmt.Sprintf("%s.connected && %s.charts.length === %d && %s.charts.every((c) => c.ready)", state, state, n, state))
	return page
}

// pictures is how many charts have a picture.
const pictures = `[...document.querySelectorAll(".plot > canvas:first-child")].filter((c) => c.width > 0 && c.height > 0 &&
	c.getContext("2d").getImageData(0, 0, c.width, c.height).data.some((v) => v > 0)).length`

// rested is true once the charts near the window are painted, too.
const rested = `(async () => {
	const count = () => ` + pictures + `;
	for (let before = -1, now = count(); ; before = now, now = count()) {
		if (now === before) return true;
		await new Promise((done) => setTimeout(done, 400));
	}
})()`

// TestManyCharts shows 200 charts: those out of sight have no picture and ask for no data until they come near, and hold up
// nothing.
func TestManyCharts(t *testing.T) {
	const n = 200
	s, asked := startWaves(t, n)
	page := openWaves(t, s, n, chromiumtest.Options{})
	chromiumtest.Eval[bool](page, rested)
	page.Keep("many")
	const few = 50 // three windows of charts
	if drawn := chromiumtest.Eval[int](page, pictures); drawn < 5 || drawn > few {
		t.Errorf("%d charts have a picture, wanted those of about three windows", drawn)
	}
	if k := asked.files(); k < 5 || k > few {
		t.Errorf("%d files were asked, wanted those of about three windows", k)
	}

	// The prompt waits for what is in sight only.
	asked.reset()
	if _, err := s.Navigate(t.Context(), genome.Interval{Seq: "chr1", Start: 30_000_000, End: 31_000_000}); err != nil {
		t.Fatal(err)
	}
	page.Wait(state + ".location.start === 30000001 && " + state + ".charts.every((c) => c.ready)")
	chromiumtest.Eval[bool](page, rested)
	if k := asked.files(); k < 5 || k > few {
		t.Errorf("at another place %d files were asked", k)
	}

	// A chart that is scrolled to asks, and is drawn.
	last := fmt.Sprintf("wave%d", n)
	if asked.of(last) > 0 {
		t.Error("the last chart has asked while it was far")
	}
	chromiumtest.Eval[bool](page, "(scrollTo(0, document.documentElement.scrollHeight), true)")
	page.Wait(fmt.Sprintf("%s.charts[%d].inSight && %s.charts[%d].ready && %s.charts[%d].drawn.bins > 0", state, n-1, state, n-1, state, n-1))
	if asked.of(last) == 0 {
		t.Error("the last chart is drawn, and has asked for nothing")
	}
	chromiumtest.Eval[bool](page, rested)
	if drawn := chromiumtest.Eval[int](page, pictures); drawn > few {
		t.Errorf("after scrolling %d charts have a picture", drawn)
	}
}

// TestPictureOfMany makes a picture of all charts, of which most are out of sight.
func TestPictureOfMany(t *testing.T) {
	const n = 50
	s, asked := startWaves(t, n)
	page := openWaves(t, s, n, chromiumtest.Options{Width: 800, Height: 600})
	chromiumtest.Eval[bool](page, rested)
	if k := asked.files(); k > n/2 {
		t.Fatalf("%d files were asked before", k)
	}
	svg, report, err := s.Print(t.Context(), 0, "page", "svg")
	if err != nil {
		t.Fatal(err, report.Notes)
	}
	for i := 1; i <= n; i++ {
		if !strings.Contains(string(svg), fmt.Sprintf(">wave%d<", i)) {
			t.Errorf("the picture of all charts has no wave%d", i)
		}
	}
	if strings.Contains(string(svg), "Loading") || strings.Contains(string(svg), "No data") || asked.files() != n {
		t.Errorf("the picture of all charts has charts without data; %d files were asked", asked.files())
	}
	chromiumtest.Eval[bool](page, rested)
	if drawn := chromiumtest.Eval[int](page, pictures); drawn > n/2 {
		t.Errorf("after a picture of all charts %d charts have one on the page", drawn)
	}
}

// TestFarGroup shares a range between charts that are and are not in sight.
func TestFarGroup(t *testing.T) {
	const n = 60
	s, asked := startWaves(t, n)
	for _, handle := range []int{1, n} {
		if _, err := s.Set(t.Context(), handle, map[string]string{"yGroup": "all"}); err != nil {
			t.Fatal(err)
		}
	}
	openWaves(t, s, n, chromiumtest.Options{})
	soon(t, "the chart that is far asks for its data, since its range is shared", func() bool {
		return asked.of(fmt.Sprintf("wave%d", n)) > 0
	})
	if asked.of(fmt.Sprintf("wave%d", n-1)) > 0 {
		t.Error("a chart that is far and shares nothing asks, too")
	}
}

// TestWheelOnLongPage turns the wheel on a page that is taller than its window, and on one that is not.
func TestWheelOnLongPage(t *testing.T) {
	const n = 20
	s, _ := startWaves(t, n)
	page := openWaves(t, s, n, chromiumtest.Options{})
	const sideways = 0.1 // Chromium wants some movement on both axes
	_, _, y := axis(page)
	page.Wheel(700, y, sideways, 300)
	page.Wait("scrollY === 300")
	near(t, page, "the page has scrolled", 10_000_001, 12_000_000)
	if !chromiumtest.Eval[bool](page, `document.querySelector(".hints").innerText.includes("ctrl wheel")`) {
		t.Error("the hints do not say that Ctrl and the wheel zoom")
	}
	const zoomed = state + ".location.end - " + state + ".location.start < 1990000"
	const whole = state + ".location.start === 10000001 && " + state + ".location.end === 12000000"
	back := func() {
		t.Helper()
		page.Wait(zoomed)
		page.Wait("scrollY === 300")
		if _, err := s.Navigate(t.Context(), genome.Interval{Seq: "chr1", Start: 10_000_000, End: 12_000_000}); err != nil {
			t.Fatal(err)
		}
		page.Wait(whole)
	}
	page.Wheel(700, 400, sideways, -100, chromiumtest.Ctrl)
	back()
	ruler := boxOf(page, "#ruler")
	page.Wheel(ruler.X+400, ruler.Y+ruler.Height-5, sideways, -100)
	back()
	page.Wheel(700, 400, 100, sideways)
	page.Wait(state + ".location.start > 10100000 && " + state + ".location.end - " + state + ".location.start > 1990000")

	// Once all charts are in the window, the wheel zooms.
	for h := n; h > 2; h-- {
		if _, err := s.RemoveChart(t.Context(), h); err != nil {
			t.Fatal(err)
		}
	}
	page.Wait("document.documentElement.scrollHeight <= innerHeight && " + state + ".charts.length === 2")
	page.Wheel(700, 200, sideways, -200)
	page.Wait(zoomed)
	page.Wait(`!document.querySelector(".hints").innerText.includes("ctrl wheel")`)
}

// TestPinned pins charts from the prompt and in a menu: they come first and stay in the window, in every page.
func TestPinned(t *testing.T) {
	const n = 20
	s, _ := startWaves(t, n)
	page := openWaves(t, s, n, chromiumtest.Options{})
	other := openWaves(t, s, n, chromiumtest.Options{Width: 800, Height: 700})
	for _, handle := range []int{7, 4} {
		if _, err := s.Set(t.Context(), handle, map[string]string{"pinned": "true"}); err != nil {
			t.Fatal(err)
		}
	}
	order := func(first ...int) string {
		return fmt.Sprintf(`JSON.stringify(%s.charts.slice(0, %d).map((c) => c.handle)) === %q`, state, len(first), strings.ReplaceAll(fmt.Sprint(first), " ", ","))
	}
	for i, p := range []*chromiumtest.Page{page, other} {
		p.Wait(order(4, 7, 1, 2))
		chromiumtest.Eval[bool](p, "(scrollTo(0, 600), true)")
		p.Wait(`scrollY === 600 && Math.abs(document.querySelector("#chart-4").getBoundingClientRect().top -
			document.querySelector(".ruler").getBoundingClientRect().bottom) < 1.5`)
		p.Wait(`Math.abs(document.querySelector("#chart-7").getBoundingClientRect().top -
			document.querySelector("#chart-4").getBoundingClientRect().bottom) < 1.5`)
		p.Wait(`document.querySelector("#chart-1").getBoundingClientRect().bottom < document.querySelector("#chart-7").getBoundingClientRect().top`)
		p.Keep(fmt.Sprint("pinned", i))
	}
	// What is under a pinned chart is not under the pointer.
	box := boxOf(page, "#chart-7 .plot")
	page.Move(box.X+300, box.Y+box.Height/2)
	page.Wait(`document.elementFromPoint(` + fmt.Sprintf("%g, %g", box.X+300, box.Y+box.Height/2) + `).closest(".chart").id === "chart-7"`)

	// In the menu; it goes after those that are pinned, and does not move beyond them.
	page.Click("#chart-12 .more")
	page.Wait(`document.querySelector(".menu:popover-open") !== null`)
	pick := func(label string) {
		chromiumtest.Eval[bool](page, fmt.Sprintf(`([...document.querySelectorAll(".menu button")].find((b) => b.textContent.startsWith(%q)).click(), true)`, label))
	}
	pick("Pin to the top")
	page.Wait(order(4, 7, 12, 1))
	other.Wait(order(4, 7, 12, 1))
	if _, err := s.OrderCharts(t.Context(), []int{12, 1, 7}); err != nil {
		t.Fatal(err)
	}
	page.Wait(order(12, 7, 4, 1))
	if _, _, err := s.Undo(t.Context(), 2); err != nil {
		t.Fatal(err)
	}
	page.Wait(order(4, 7, 1, 2))

	// With more of them than there is room for, the others scroll.
	for h := 10; h <= n; h++ {
		if _, err := s.Set(t.Context(), h, map[string]string{"pinned": "true"}); err != nil {
			t.Fatal(err)
		}
	}
	page.Wait(order(4, 7, 10, 11))
	page.Wait(`[...document.querySelectorAll(".chart.pinned")].reduce((sum, c) => sum + c.offsetHeight, 0) < 0.6 * innerHeight &&
		document.querySelectorAll(".chart.pinned").length > 3`)
}

// TestMovedPictures pans by some pixels at a time. The pictures are moved along, and are those that are drawn as a whole.
func TestMovedPictures(t *testing.T) {
	styles := []map[string]string{
		{}, {"style": "area"}, {"style": "bars"}, {"style": "points"}, {"lineThickness": "3"}, {"showPoints": "true", "pointRadius": "4"},
		{"binValue": "max"}, {"scale": "log"}, {"yMax": "60"}, {"yRange": "extremes"}, {"abLine": "30"}, {"joinGaps": "true"},
	}
	s, _ := startWaves(t, len(styles))
	for i, set := range styles {
		if set["height"] = "40"; len(set) > 0 {
			if _, err := s.Set(t.Context(), i+1, set); err != nil {
				t.Fatal(err)
			}
		}
	}
	// What is marked reaches beyond the view, ends in it, and comes into it.
	marked := []genome.Interval{{Seq: "chr1", Start: 9_000_000, End: 10_010_000}, {Seq: "chr1", Start: 10_020_000, End: 10_030_500},
		{Seq: "chr1", Start: 10_041_000, End: 10_044_000}}
	if _, err := s.Select(t.Context(), marked); err != nil {
		t.Fatal(err)
	}
	var regions []kept.Region
	for i, iv := range marked {
		iv.Start, iv.End = iv.Start+4000, iv.End+300
		regions = append(regions, kept.Region{Name: fmt.Sprint("r", i), Interval: iv})
	}
	if _, _, err := s.AddRegions(t.Context(), regions); err != nil {
		t.Fatal(err)
	}
	for _, ratio := range []float64{1, 2} {
		page := openWaves(t, s, len(styles), chromiumtest.Options{Width: 1280, Height: 1000, Scale: ratio, First: `{
			const draw = CanvasRenderingContext2D.prototype.drawImage;
			window.moved = 0;
			CanvasRenderingContext2D.prototype.drawImage = function (...args) { window.moved++; return draw.apply(this, args); };
		}`})
		for _, span := range []int{1_500_000, 40_000} {
			if _, err := s.Navigate(t.Context(), genome.Interval{Seq: "chr1", Start: 10_000_000, End: 10_000_000 + span}); err != nil {
				t.Fatal(err)
			}
			page.Wait(fmt.Sprintf("%s.location.end === %d && %s.charts.every((c) => c.ready)", state, 10_000_000+span, state))
			moved := 0
			for _, steps := range []string{"5, 5, 5", "-3, -40, 7, 120"} {
				// First beyond what is at hand, so that no data come meanwhile.
				moved += chromiumtest.Eval[int](page, fmt.Sprintf(panBy, steps))
				page.Wait(state + ".charts.every((c) => c.ready)")
				if _, err := s.Redraw(t.Context()); err != nil {
					t.Fatal(err)
				}
				if differ := chromiumtest.Eval[[]string](page, differing); len(differ) > 0 {
					t.Errorf("ratio %g, %d bases, moved by %s: other pictures are drawn as a whole: %v", ratio, span, steps, differ)
				}
			}
			if moved < 5*len(styles) {
				t.Errorf("ratio %g, %d bases: pictures were moved along %d times, wanted about 7 times %d", ratio, span, moved, len(styles))
			}
		}
		page.Keep(fmt.Sprint("moved", ratio))
	}
}

// panBy pans to where data are at hand and then by some pixels at a time, keeps what the charts show, and gives how many
// pictures were moved along.
const panBy = `(async () => {
	const frame = () => new Promise(requestAnimationFrame);
	const canvases = () => [...document.querySelectorAll(".plot > canvas:first-child")];
	const pan = async (by) => {
		canvases()[0].dispatchEvent(new WheelEvent("wheel", { deltaX: by, bubbles: true, cancelable: true }));
		await frame();
		await frame();
	};
	window.pixels = () => canvases().map((c) => c.getContext("2d").getImageData(0, 0, c.width, c.height).data);
	for (const by of [300, 300, -200]) {
		await pan(by);
		while (!window.epivizgo.state().charts.every((c) => c.ready)) await frame();
		await new Promise((done) => setTimeout(done, 300));
	}
	window.moved = 0;
	for (const by of [%s]) await pan(by);
	window.before = window.pixels();
	return window.moved;
})()`

// differing lists the charts that show something else than before.
const differing = `window.pixels().flatMap((now, i) => {
	const off = now.filter((v, k) => Math.abs(v - window.before[i][k]) > 2).length;
	return off > 0 ? ["chart " + (i + 1) + ": " + off] : [];
})`

// TestFirstView opens a page on a session without a place, of files and of a genome: the first view is where the first
// file has data, however late they begin.
func TestFirstView(t *testing.T) {
	const late = "chr1\t5000000\t5000100\t3\nchr1\t5000200\t5000300\t4\n"
	for name, before := range map[string]bool{"a file before the page": true, "a file after the page": false} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			write := func(name, text string) string {
				path := filepath.Join(dir, name)
				if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
				return path
			}
			reference, err := formats.Genome(t.Context(), write("g.sizes", "chr1\t10000000\nchr2\t10000000\n"))
			if err != nil {
				t.Fatal(err)
			}
			s, err := session.Start(t.Context(), session.Options{Addr: "127.0.0.1:0", Genome: reference})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = s.Close() })
			load := func() {
				for _, path := range []string{write("none.bedGraph", "track type=bedGraph\n"), write("late.bedGraph", late)} {
					if _, _, err := s.Load(t.Context(), path); err != nil {
						t.Fatal(err)
					}
				}
				if _, _, err := s.AddChart(t.Context(), "", []string{"late"}); err != nil {
					t.Fatal(err)
				}
			}
			if before {
				load()
			}
			page := chromiumtest.Open(t, s.URL(), chromiumtest.Options{})
			page.Wait(state + ".connected")
			if !before {
				load()
			}
			page.Wait(state + ".charts.length === 1 && " + state + ".charts[0].ready && " + state + ".charts[0].drawn.rows === 2")
			if at := where(page); at.SeqName != "chr1" || at.Start > 5_000_001 || at.End < 5_000_300 || at.End-at.Start > 10_000 {
				t.Errorf("the first view is %v", at)
			}
		})
	}
}
