package ui_test

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/ui/chromiumtest"
)

// Selecting, hovering and zooming to a region, in one page and in all.

// soon waits until a condition of the session holds.
func soon(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !holds(); {
		if time.Now().After(deadline) {
			t.Fatalf("%s: not within 10 s", what)
		}
		select {
		case <-time.After(20 * time.Millisecond):
		case <-t.Context().Done():
			t.Fatal(t.Context().Err())
		}
	}
}

func selectionOf(p *chromiumtest.Page) []place {
	return chromiumtest.Eval[[]place](p, state+".selection")
}

// pixel returns the x of a base of the view that starts at chr1:100,001 and has 100 kb.
func pixel(p *chromiumtest.Page, base float64) float64 {
	left, right, _ := axis(p)
	return left + (base-100_000)*(right-left)/100_000
}

// TestSelectEverywhere selects by hand in one page: the session and a second
// page have it, and it is drawn over every chart. Escape in the second clears all.
func TestSelectEverywhere(t *testing.T) {
	s, page := openPage(t, "127.0.0.1:0")
	other := chromiumtest.Open(t, s.URL(), chromiumtest.Options{})
	other.Wait(ready)

	_, _, y := axis(page)
	page.DragTo(pixel(page, 120_000), y, pixel(page, 140_000), y, chromiumtest.Alt)
	page.Wait(`!document.querySelector("#band").hidden && document.querySelector("#band-text").textContent === "20 kb"`)
	page.Keep("band")
	page.Drop(pixel(page, 140_000), y, chromiumtest.Alt)
	near(t, page, "selecting does not move", 100_001, 200_000)
	got := selectionOf(page)
	if len(got) != 1 || math.Abs(got[0].Start-120_001) > 200 || math.Abs(got[0].End-140_000) > 200 {
		t.Fatalf("selected %v, want about chr1:120,001-140,000", got)
	}
	soon(t, "the session has the selection", func() bool { return len(s.Selection()) == 1 })
	other.Wait(state + ".selection.length === 1")
	if there := selectionOf(other); !slices.Equal(there, got) {
		t.Errorf("the second page has %v selected, the first %v", there, got)
	}
	// The middle of the stretch has the selection's ground in both pages and charts.
	for i, p := range []*chromiumtest.Page{page, other} {
		p.Wait(fmt.Sprintf("%s.charts.every((c) => c.ready)", state))
		p.Keep(fmt.Sprintf("selected-%d", i+1))
		img := p.Screenshot()
		for _, c := range charts(p) {
			r, g, b, _ := img.At(int(pixel(p, 130_450)), int(c.Canvas.Y)+3).RGBA()
			if r>>8 < 240 || g>>8 < 225 || b>>8 > 215 {
				t.Errorf("page %d, chart %d: the colour over the selection is %d,%d,%d, want that of selected places", i+1, c.Handle, r>>8, g>>8, b>>8)
			}
		}
	}
	// A late page has it as well.
	late := chromiumtest.Open(t, s.URL(), chromiumtest.Options{})
	late.Wait(ready + " && " + state + ".selection.length === 1")

	other.Press(chromiumtest.Escape)
	page.Wait(state + ".selection.length === 0")
	soon(t, "the session has no selection", func() bool { return len(s.Selection()) == 0 })

	// From the prompt.
	if _, err := s.Select(t.Context(), []genome.Interval{{Seq: "chr1", Start: 150_000, End: 151_000}}); err != nil {
		t.Fatal(err)
	}
	page.Wait(`!document.querySelector("#selected").hidden &&
		document.querySelector("#selected-text").textContent === "1 place selected on chr1, 1 kb"`)
	page.Click("#selected-zoom")
	near(t, page, "zoomed to what is selected", 149_951, 151_050)
}

// TestClickSelects clicks on features: one, another besides, the first again.
func TestClickSelects(t *testing.T) {
	s, page := openPage(t, "127.0.0.1:0")
	_, _, y := axis(page)
	page.ClickAt(pixel(page, 150_050), y)
	soon(t, "a block is selected", func() bool {
		return slices.Equal(s.Selection(), []genome.Interval{{Seq: "chr1", Start: 150_000, End: 150_100}})
	})
	page.ClickAt(pixel(page, 160_050), y, chromiumtest.Ctrl)
	soon(t, "two blocks are selected", func() bool { return len(s.Selection()) == 2 })
	page.ClickAt(pixel(page, 150_050), y, chromiumtest.Ctrl)
	soon(t, "the second is left", func() bool {
		return slices.Equal(s.Selection(), []genome.Interval{{Seq: "chr1", Start: 160_000, End: 160_100}})
	})
	page.ClickAt(pixel(page, 160_050), y)
	soon(t, "a second click lets it go", func() bool { return len(s.Selection()) == 0 })

	// With selecting switched on, a plain drag selects.
	page.Press("s")
	page.Drag(pixel(page, 110_000), y, pixel(page, 120_000), y)
	near(t, page, "a drag selects", 100_001, 200_000)
	soon(t, "a stretch is selected", func() bool { return len(s.Selection()) == 1 })
	page.Click("#select-mode")
	page.Drag(pixel(page, 120_000), y, pixel(page, 110_000), y)
	page.Wait(state + ".location.start > 109000")
}

// TestHoverEverywhere hovers in one page and finds the same place highlighted in another.
func TestHoverEverywhere(t *testing.T) {
	s, page := openPage(t, "127.0.0.1:0")
	other := chromiumtest.Open(t, s.URL(), chromiumtest.Options{})
	other.Wait(ready)
	_, _, y := axis(page)
	page.Move(pixel(page, 150_050), y)
	other.Wait(state + ".hover !== null && " + state + ".hover.start === 150001 && " + state + ".hover.end === 150100")
	other.Keep("hovered")
	page.Move(5, 5)
	other.Wait(state + ".hover === null")
}

// TestRubberBand zooms to a region with shift, and on the ruler; Escape on the
// way changes nothing.
func TestRubberBand(t *testing.T) {
	_, page := openPage(t, "127.0.0.1:0")
	_, _, y := axis(page)
	page.DragTo(pixel(page, 120_000), y, pixel(page, 140_000), y, chromiumtest.Shift)
	page.Press(chromiumtest.Escape)
	page.Drop(pixel(page, 140_000), y, chromiumtest.Shift)
	near(t, page, "given up", 100_001, 200_000)
	wide := chromiumtest.Eval[float64](page, state+".charts[0].canvas.width") - 72
	page.Drag(pixel(page, 140_000), y, pixel(page, 120_000), y, chromiumtest.Shift)
	at := where(page)
	if base := 100_000 / wide; math.Abs(at.Start-120_000) > 2*base || math.Abs(at.End-140_000) > 2*base {
		t.Errorf("with shift the page went to %v, want about 120,000-140,000", at)
	}
	ruler := chromiumtest.Eval[float64](page, `document.querySelector("#ruler").getBoundingClientRect().bottom`) - 10
	left, right, _ := axis(page)
	page.Drag(left, ruler, left+(right-left)/2, ruler)
	if half := where(page); math.Abs(half.Start-at.Start) > 50 || math.Abs((half.End-half.Start)*2-(at.End-at.Start)) > 100 {
		t.Errorf("on the ruler the page went from %v to %v, want its first half", at, half)
	}
}

// TestFingers moves with one finger and zooms with two.
func TestFingers(t *testing.T) {
	s := startSession(t, "127.0.0.1:0")
	page := chromiumtest.Open(t, s.URL(), chromiumtest.Options{Width: 800, Height: 1000, Touch: true})
	page.Wait(ready)
	_, _, y := axis(page)
	// A tap tells what is there, also when the finger is gone; one beside it ends that.
	tap := []chromiumtest.Touch{{X: pixel(page, 150_050), Y: y}}
	page.Fingers(tap, tap)
	page.Wait(`!document.querySelector("#tooltip").hidden && document.querySelector("#tooltip").textContent.includes("150,001-150,100")`)
	page.Keep("tapped")
	page.Click(".brand")
	page.Wait(`document.querySelector("#tooltip").hidden`)
	page.Click("#details .close")
	from, to := pixel(page, 150_000), pixel(page, 130_000)
	page.Fingers([]chromiumtest.Touch{{X: from, Y: y}}, []chromiumtest.Touch{{X: to, Y: y}})
	page.Wait(state + ".location.start > 110000")
	at := where(page)
	if math.Abs(at.Start-120_001) > 1000 || math.Abs(at.End-at.Start-99_999) > 1 {
		t.Errorf("one finger moved 20 kb to the left: the page is at %v", at)
	}
	left, right, _ := axis(page)
	quarter := (right - left) / 4
	page.Fingers([]chromiumtest.Touch{{X: left + 1.5*quarter, Y: y}, {X: left + 2.5*quarter, Y: y}},
		[]chromiumtest.Touch{{X: left + quarter, Y: y}, {X: left + 3*quarter, Y: y}})
	page.Wait(state + ".location.end - " + state + ".location.start < 60000")
	near(t, page, "two fingers twice as far apart", math.Round(at.Start+24_999.5), math.Round(at.End-25_000))
	page.Keep("pinched")
}

// TestBackAndLink goes back and forward through places, and opens a link to one.
func TestBackAndLink(t *testing.T) {
	s, page := openPage(t, "127.0.0.1:0")
	page.Wait(`location.hash === "#chr1:100001-200000"`)
	go2 := func(text, hash string) {
		t.Helper()
		page.Click("#locus")
		page.Type(text + "\r")
		page.Wait(fmt.Sprintf("location.hash === %q", hash))
	}
	before := chromiumtest.Eval[int](page, "history.length")
	go2("chr1:5m-6m", "#chr1:5000000-6000000")
	go2("pyChr:1000-2000", "#pyChr:1000-2000")
	chromiumtest.Eval[bool](page, "new Promise((done) => setTimeout(() => done(true), 1100))")
	// Moves in quick succession are one entry, behind a place where one has stayed for a second.
	chromiumtest.Eval[bool](page, `Array.from({ length: 5 }, () =>
		document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true, cancelable: true }))).length === 5`)
	page.Wait(`location.hash === "#pyChr:2250-3250"`)
	chromiumtest.Eval[bool](page, "history.back() || true")
	page.Wait(state + ".location.start === 1000")
	if n := chromiumtest.Eval[int](page, "history.length"); n-before > 3 {
		t.Errorf("7 moves made %d entries of the history", n-before)
	}
	chromiumtest.Eval[bool](page, "history.back() || true")
	page.Wait(state + ".location.start === 5000000")
	soon(t, "the session follows", func() bool {
		iv, _, err := s.Location(t.Context())
		return err == nil && iv.Start == 4_999_999
	})
	chromiumtest.Eval[bool](page, "history.forward() || true")
	page.Wait(state + `.location.seqName === "pyChr"`)

	linked := chromiumtest.Open(t, s.URL()+"&chr1:150,000-160,000", chromiumtest.Options{})
	linked.Wait(ready + " && " + state + ".location.start === 150000 && " + state + ".location.end === 160000")
	// The last report counts: each is awaited before the next place is opened.
	told := func(least, most int) {
		t.Helper()
		soon(t, "the session is told of the link's place", func() bool {
			iv, _, err := s.Location(t.Context())
			return err == nil && least <= iv.Start && iv.End <= most
		})
	}
	told(149_999, 160_000)
	gene := chromiumtest.Open(t, s.URL()+"&alpha", chromiumtest.Options{})
	gene.Wait(ready + " && " + state + ".location.start < 101 && " + state + ".location.end > 900 && " + state + ".location.end < 2000")
	told(0, 2000)
	chromiumtest.Eval[bool](linked, `(location.hash = "#chr1:170,000-180,000") !== ""`)
	linked.Wait(state + ".location.start === 170000")
	told(169_999, 180_000)
}

// TestDoubleClick zooms in about the pointer, and leaves the selection as it was.
func TestDoubleClick(t *testing.T) {
	s, page := openPage(t, "127.0.0.1:0")
	chromiumtest.Eval[bool](page, `(() => {
		const send = WebSocket.prototype.send;
		window.selections = 0;
		WebSocket.prototype.send = function (text) {
			if (text.includes("userSelect")) window.selections++;
			send.call(this, text);
		};
		return true;
	})()`)
	_, _, y := axis(page)
	x := pixel(page, 125_050)
	page.ClickAt(x, y)
	page.ClickAt(x, y)
	page.Wait(state + ".location.end - " + state + ".location.start < 60000")
	near(t, page, "a double click at a quarter of the view", 112_526, 162_525)
	page.Wait("window.selections === 2")
	soon(t, "nothing is selected", func() bool { return len(s.Selection()) == 0 })
	if got := selectionOf(page); len(got) > 0 {
		t.Errorf("the page has %v selected", got)
	}
}
