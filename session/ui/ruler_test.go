package ui_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	kept "github.com/epiviz/epivizgo/session/state"
	"github.com/epiviz/epivizgo/session/ui/chromiumtest"
)

// The ruler, the line through the middle, and going from region to region.

// noClipboard keeps what is copied in window.copied: headless pages have no clipboard.
const noClipboard = `navigator.clipboard.writeText = (text) => { window.copied = text; return Promise.resolve(); }`

// TestMeasure measures between two points by a drag on the ruler with Shift: the distance stays while the view moves,
// can be copied, selected and zoomed to, and Escape ends it.
func TestMeasure(t *testing.T) {
	s := startSession(t, "127.0.0.1:0")
	page := chromiumtest.Open(t, s.URL(), chromiumtest.Options{First: noClipboard})
	page.Wait(ready)
	y := chromiumtest.Eval[float64](page, `document.querySelector("#ruler").getBoundingClientRect().bottom`) - 10
	page.DragTo(pixel(page, 120_000), y, pixel(page, 140_000), y, chromiumtest.Shift)
	page.Wait(`!document.querySelector("#band").hidden &&
		/^20,\d{3} bp · chr1:1\d\d,\d{3}-1\d\d,\d{3}$/.test(document.querySelector("#band-text").textContent)`)
	page.Keep("drag")
	page.Drop(pixel(page, 140_000), y, chromiumtest.Shift)
	near(t, page, "measuring does not move", 100_001, 200_000)
	const text = `document.querySelector("#measured-text").textContent`
	page.Wait(`!document.querySelector("#measured").hidden && !document.querySelector("#measure").hidden && ` + text + ` !== ""`)
	said := chromiumtest.Eval[string](page, text)
	distance, locus, _ := strings.Cut(said, " · ")
	page.Press("+")
	page.Wait(state + ".location.end === 175000")
	if now := chromiumtest.Eval[string](page, text); now != said {
		t.Errorf("after a zoom the distance is %q, it was %q", now, said)
	}
	page.Click("#measured-copy")
	page.Wait(fmt.Sprintf(`window.copied === %q`, locus+" "+distance))
	page.Wait(`document.querySelector(".toast")?.textContent === "The positions and the distance are on the clipboard."`)
	page.Keep("measured")
	page.Click("#measured-select")
	soon(t, "it is selected", func() bool { return len(s.Selection()) == 1 })
	page.Click("#measured-zoom")
	page.Wait(fmt.Sprintf(`document.querySelector("#locus").value === %q`, locus))
	page.Press(chromiumtest.Escape)
	page.Wait(`document.querySelector("#measured").hidden && document.querySelector("#measure").hidden`)
	if n := len(s.Selection()); n != 1 {
		t.Error("the Escape that ends measuring ends the selection, too")
	}

	// A drag on the charts measures once M is pressed, and the key ends it again.
	page.Press("m")
	page.Wait(`document.querySelector("#stage").classList.contains("measuring")`)
	left, right, middle := axis(page)
	page.Drag(left+50, middle, right-50, middle)
	page.Wait(`!document.querySelector("#stage").classList.contains("measuring") && ` + text + `.includes(" bp · chr1:")`)
	page.Press("m")
	page.Wait(`document.querySelector("#measured").hidden`)
}

// TestMarkByKeys selects and zooms to a range without a mouse.
func TestMarkByKeys(t *testing.T) {
	s, page := openPage(t, "127.0.0.1:0")
	const text = `document.querySelector("#measured-text").textContent`
	chromiumtest.Eval[bool](page, `document.querySelector("#chart-1 canvas").focus() || true`)
	page.Press("m")
	page.Wait(text + ` === "Marker at chr1:150,001. Drag, or ← → move it, Enter begins."`)
	page.Press(chromiumtest.ArrowLeft, chromiumtest.Shift) // a twentieth of the view
	page.Press(chromiumtest.Enter)
	page.Press(chromiumtest.ArrowRight)
	page.Press(chromiumtest.ArrowRight)
	page.Press(".,,")
	page.Wait(text + ` === "1,000 bp · chr1:145,001-146,000. ← → move the end, Enter ends."`)
	page.Keep("marker")
	page.Press(chromiumtest.Enter)
	page.Wait(`document.activeElement.id === "measured-select"`)
	page.Press(chromiumtest.Enter)
	want := genome.Interval{Seq: "chr1", Start: 145_000, End: 146_000}
	soon(t, "the range is selected", func() bool { return len(s.Selection()) == 1 && s.Selection()[0] == want })
	page.Press(chromiumtest.Tab + chromiumtest.Enter)
	near(t, page, "zoomed to what is measured", 145_001, 146_000)
	page.Press(chromiumtest.Escape + chromiumtest.Escape)
	page.Wait(`document.querySelector("#measured").hidden && ` + state + ".selection.length === 0")

	// The view follows a marker that leaves it; what a dialog is typed into has the keys.
	page.Press("m")
	page.Press(chromiumtest.End)
	page.Press(".")
	near(t, page, "the view follows the marker", 145_502, 146_501)
	page.Press("/")
	page.Type("m")
	page.Wait(`document.querySelector("#locus").value === "m"`)
	page.Press(chromiumtest.Escape)
	page.Press(chromiumtest.Escape)
	page.Wait(`document.querySelector("#measured").hidden`)
}

// TestSelectByKeys selects features that the keys' cursor is on, one and another besides.
func TestSelectByKeys(t *testing.T) {
	s, page := openPage(t, "127.0.0.1:0")
	chromiumtest.Eval[bool](page, `document.querySelector("#chart-1 canvas").focus() || true`)
	page.Press("x")
	page.Wait(`document.querySelector("#said").textContent === "Full stop and comma go to something to select."`)
	page.Press(".x")
	page.Wait(`document.querySelector("#said").textContent === "1 place selected on chr1, 100 bp."`)
	page.Press(".")
	page.Press("X", chromiumtest.Shift)
	soon(t, "two are selected", func() bool { return len(s.Selection()) == 2 })
	page.Press("x")
	soon(t, "the second alone", func() bool { return len(s.Selection()) == 1 && s.Selection()[0].Start == 101_000 })
	page.Press("x")
	page.Wait(`document.querySelector("#said").textContent === "Nothing is selected."`)
	soon(t, "none", func() bool { return len(s.Selection()) == 0 })
}

// TestCentreLine shows a line through the middle of tracks, with the position there, and remembers it.
func TestCentreLine(t *testing.T) {
	_, page := openPage(t, "127.0.0.1:0")
	line := `getComputedStyle(document.querySelector("#chart-1 .plot"), "::after")`
	page.Press("c")
	page.Wait(line + `.borderLeftStyle === "dashed" && document.querySelector("#centre-flag").textContent === "150,001"`)
	page.Wait(`document.querySelector("#said").textContent === "The centre line is at chr1:150,001."`)
	page.Press(chromiumtest.ArrowRight)
	page.Wait(`document.querySelector("#said").textContent === "The centre line is at chr1:175,001."`)
	page.Reload()
	page.Wait(ready + ` && document.querySelector("#centre-flag").textContent === "175,001"`)
	page.Keep("line")
	// The line, its flag and the middle of the data are one.
	left, right, _ := axis(page)
	flag := boxOf(page, "#centre-flag")
	plot := boxOf(page, "#chart-1 .plot")
	at := chromiumtest.Eval[float64](page, `parseFloat(`+line+`.left)`)
	for what, x := range map[string]float64{"the flag": flag.X + flag.Width/2, "the line": plot.X + at} {
		if middle := (left + right) / 2; x < middle-1 || x > middle+1 {
			t.Errorf("%s is at %g, the middle of the data at %g", what, x, middle)
		}
	}
	chooseInMenu(page, "Centre lineC")
	page.Wait(`getComputedStyle(document.querySelector("#centre-flag")).display === "none"`)
}

// TestRegionSteps goes to the next region and the previous one, by keys and buttons, over the ends of sequences.
func TestRegionSteps(t *testing.T) {
	s, page := openPage(t, "127.0.0.1:0")
	other := chromiumtest.Open(t, s.URL(), chromiumtest.Options{Width: 280, Height: 653})
	other.Wait(ready)
	page.Wait(`document.querySelector("#region-steps").hidden`)
	const toast = `document.querySelector(".toast")?.textContent`
	page.Press("n")
	page.Wait(toast + ` === "There are no regions of interest. R marks what is selected, or the place in view."`)
	at := func(seq string, start, end int) genome.Interval {
		return genome.Interval{Seq: seq, Start: start, End: end}
	}
	if _, _, err := s.AddRegions(t.Context(), []kept.Region{
		{Interval: at("pyChr", 5000, 6000), Name: "last"},
		{Interval: at("chr1", 300_000, 310_000), Name: "promoter", Note: "<i>see</i> figure 2"},
		{Interval: at("chr1", 500_000, 500_100)},
	}); err != nil {
		t.Fatal(err)
	}
	page.Wait(`!document.querySelector("#region-steps").hidden`)
	other.Wait(`!document.querySelector("#region-steps").hidden`)
	other.Keep("narrow")
	page.Press("n")
	page.Wait(toast + ` === "promoter, chr1:300,001-310,000, region 1 of 3: <i>see</i> figure 2"`)
	near(t, page, "the first region", 255_001, 355_000)
	page.Click("#region-next")
	page.Wait(toast + ` === "chr1:500,001-500,100, region 2 of 3"`)
	page.Keep("second")
	page.Press("n")
	page.Wait(state + `.location.seqName === "pyChr" && ` + toast + ` === "last, pyChr:5,001-6,000, region 3 of 3"`)
	page.Press("n")
	page.Wait(toast + ` === "There is no region after this."`)
	page.Press("pp")
	page.Wait(toast + ` === "promoter, chr1:300,001-310,000, region 1 of 3: <i>see</i> figure 2"`)
	if n := chromiumtest.Eval[int](page, `document.querySelectorAll(".toast").length`); n != 1 {
		t.Errorf("%d messages say where steps have led, want the last alone", n)
	}
	near(t, other, "other pages stay where they are", 100_001, 200_000)
	soon(t, "the prompt is told", func() bool {
		iv, _, err := s.Location(t.Context())
		return err == nil && iv == at("chr1", 255_000, 355_000)
	})
	// On the strip the pointer, or the keys' cursor, tells name and note.
	page.Wait(state + `.regions.length === 1 && ` + state + `.charts.every((c) => c.ready)`)
	chromiumtest.Eval[bool](page, `document.querySelector("#regions").focus() || true`)
	page.Press(".")
	page.Wait(`document.querySelector("#said").textContent.endsWith("Note <i>see</i> figure 2")`)
}

// TestSkips goes past charts by links, and to the panels and bars that are open by a key.
func TestSkips(t *testing.T) {
	s, page := openPage(t, "127.0.0.1:0")
	focused := func(selector string) {
		t.Helper()
		page.Wait(fmt.Sprintf("document.activeElement.matches(%q)", selector))
	}
	page.Press(chromiumtest.Tab)
	focused(`#skips [href="#locus"]`)
	page.Keep("link")
	page.Press(chromiumtest.Tab + chromiumtest.Enter)
	focused("#chart-1 canvas")
	chromiumtest.Eval[bool](page, `document.querySelector("#chart-1 .skip").focus() || true`)
	page.Keep("chart")
	page.Press(chromiumtest.Enter)
	focused("#chart-2 canvas")
	chromiumtest.Eval[bool](page, `document.querySelector("#chart-2 .skip").focus() || true`)
	page.Press(chromiumtest.Enter)
	focused("#after-charts")
	if hash := chromiumtest.Eval[string](page, "location.hash"); hash != "#chr1:100001-200000" {
		t.Errorf("a link has changed the address to %q", hash)
	}
	page.Press("b")
	page.Wait(`document.querySelector("#said").textContent === "No panel and no bar is open."`)
	if _, err := s.Select(t.Context(), []genome.Interval{{Seq: "chr1", Start: 150_000, End: 151_000}}); err != nil {
		t.Fatal(err)
	}
	page.Wait(`!document.querySelector("#selected").hidden`)
	chromiumtest.Eval[bool](page, `document.querySelector("#chart-1 canvas").focus() || true`)
	page.Press(" ")
	page.Wait(`!document.querySelector("#ticked").hidden`)
	page.Press("b")
	focused("#ticked-change, #ticked-group")
	page.Press("b")
	focused("#selected-zoom")
	page.Press("b")
	focused("#ticked-change, #ticked-group")

	// The list that adds charts goes by arrows.
	page.Press(chromiumtest.Escape)
	page.Click("#add")
	page.Wait(`document.activeElement.matches("#add-list button")`)
	first := chromiumtest.Eval[string](page, "document.activeElement.dataset.measurement")
	page.Press(chromiumtest.ArrowDown)
	page.Wait(fmt.Sprintf(`document.activeElement.matches("#add-list button") && document.activeElement.dataset.measurement !== %q`, first))
	page.Press(chromiumtest.ArrowUp)
	page.Wait(fmt.Sprintf(`document.activeElement.dataset.measurement === %q`, first))
}
