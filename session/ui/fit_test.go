package ui_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/epiviz/epivizgo/session/ui/chromiumtest"
)

// TestFit puts all charts in the window, by key and from the prompt, names beside and above, as one step.
func TestFit(t *testing.T) {
	s, page := startSeveral(t, chromiumtest.Options{Width: 1280, Height: 520})
	const inWindow = `document.querySelector(".chart:last-child").getBoundingClientRect().bottom <= innerHeight`
	if chromiumtest.Eval[bool](page, inWindow) {
		t.Fatal("all charts are in the window before they are fitted")
	}
	steps := len(s.Steps())
	page.Press("f")
	page.Wait(inWindow + ` && document.documentElement.scrollHeight <= innerHeight`)
	page.Keep("fitted")
	soon(t, "the session has the heights", func() bool { return !slices.Contains(settingOf(s, "height"), "1 <nil>") })
	if n := len(s.Steps()) - steps; n != 1 {
		t.Errorf("it is %d steps, want 1", n)
	}
	page.Press("z", chromiumtest.Ctrl)
	page.Wait("!(" + inWindow + ")")

	// Of many charts each is as low as can be, and that is told.
	for range 20 {
		if _, _, err := s.AddChart(t.Context(), "", []string{"py_column"}); err != nil {
			t.Fatal(err)
		}
	}
	page.Wait(state + ".charts.length === 25 && " + state + ".charts.every((c) => c.ready)")
	changed, report, err := s.Fit(t.Context())
	if err != nil || changed != 25 || len(report.Notes) != 1 {
		t.Fatalf("the prompt's fit changed %d charts, notes %q, error %v", changed, report.Notes, err)
	}
	page.Wait(fmt.Sprintf("%s.charts.every((c) => c.canvas.height === 14)", state))
	page.Keep("many")
	page.Click("#menu")
	page.Wait(`document.querySelector(".menu:popover-open") !== null`)
	page.Keep("menu")

	narrow := chromiumtest.Open(t, s.URL(), chromiumtest.Options{Width: 800, Height: 1000})
	narrow.Wait(state + ".charts.length === 25 && " + state + ".charts.every((c) => c.ready)")
	narrow.Press("f")
	narrow.Wait(inWindow)
	narrow.Wait(`document.querySelector("#toasts").textContent === "Changed 25 charts · Undo"`)
	narrow.Keep("narrow")
	for range 20 {
		if _, err := s.RemoveChart(t.Context(), s.Charts()[0].Handle); err != nil {
			t.Fatal(err)
		}
	}
	narrow.Wait(state + ".charts.length === 5")
	narrow.Press("f")
	narrow.Wait(inWindow + " && " + state + ".charts.every((c) => c.canvas.height > 60)")
	narrow.Keep("few")
}
