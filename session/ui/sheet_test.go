package ui_test

import (
	"fmt"
	"testing"

	"github.com/epiviz/epivizgo/session/ui/chromiumtest"
)

// How the sheet with the charts sits in the window.

// TestSheetFits checks that charts which have room in the window need no scrolling.
func TestSheetFits(t *testing.T) {
	s := startSession(t, "127.0.0.1:0")
	page := chromiumtest.Open(t, s.URL(), chromiumtest.Options{})
	for n, next := range []string{"py_column", "genes", "py_column", "genes", "py_column"} {
		page.Wait(fmt.Sprintf("%s.charts.length === %d && %s.charts.every((c) => c.ready)", state, n+2, state))
		if over := chromiumtest.Eval[float64](page, `new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() =>
			done(document.documentElement.scrollHeight - innerHeight))))`); over > 0 {
			t.Errorf("with %d charts the page scrolls by %g pixels", n+2, over)
		}
		page.Keep(fmt.Sprintf("%d", n+2))
		if _, _, err := s.AddChart(t.Context(), "", []string{next}); err != nil {
			t.Fatal(err)
		}
	}
}

// TestSheetSelected checks that a selection neither lengthens the sheet under its last chart nor moves it.
func TestSheetSelected(t *testing.T) {
	s, page := openPage(t, "127.0.0.1:0")
	const below = `(() => {
		const bottom = (e) => e.getBoundingClientRect().bottom;
		return [bottom(document.querySelector("#stage")) - bottom(document.querySelector(".chart:last-child")),
			document.documentElement.scrollHeight - innerHeight];
	})()`
	before := chromiumtest.Eval[[2]float64](page, below)
	_, _, y := axis(page)
	page.ClickAt(pixel(page, 125_050), y)
	page.Wait(`!document.querySelector("#selected").hidden`)
	page.Keep("selected")
	if after := chromiumtest.Eval[[2]float64](page, below); after != before {
		t.Errorf("with a selection %v pixels are below the last chart and window, without %v", after, before)
	}
	// Where the page scrolls, the last chart can be brought from under the bar of the selection.
	for range 8 {
		if _, _, err := s.AddChart(t.Context(), "", []string{"py_column"}); err != nil {
			t.Fatal(err)
		}
	}
	page.Wait(state + ".charts.length === 10 && " + state + ".charts.every((c) => c.ready)")
	if over := chromiumtest.Eval[float64](page, `(() => {
		scrollTo(0, 1e6);
		return document.querySelector(".chart:last-child").getBoundingClientRect().bottom - document.querySelector("#selected").getBoundingClientRect().top;
	})()`); over > 0 {
		t.Errorf("scrolled down, %g pixels of the last chart are under the bar of the selection", over)
	}
	page.Keep("scrolled")
}

// TestSheetHasNoFrame checks that the charts are not framed when keys go to them after a place was typed: Tab never leads to
// the sheet as a whole.
func TestSheetHasNoFrame(t *testing.T) {
	_, page := openPage(t, "127.0.0.1:0")
	page.Press("/")
	page.Type("chr1:5m-5.2m" + chromiumtest.Enter)
	page.Wait(`document.activeElement.matches("#stage") && ` + state + `.location.start === 5000000 && ` + state + ".charts.every((c) => c.ready)")
	page.Keep("entered")
	if style := chromiumtest.Eval[string](page, `getComputedStyle(document.querySelector("#stage")).outlineStyle`); style != "none" {
		t.Errorf("the sheet's outline is %s", style)
	}
}
