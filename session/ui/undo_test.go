package ui_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/ui/chromiumtest"
)

// spy makes the page note the actions that it sends, and the cards that it has.
const spy = `(() => {
	window.sent = [];
	const { send } = WebSocket.prototype;
	WebSocket.prototype.send = function (text) {
		const { type, data } = JSON.parse(text);
		if (type === "request") window.sent.push(data.action);
		send.call(this, text);
	};
	window.cards = [...document.querySelectorAll(".chart")];
	return true;
})()`

// TestUndo undoes and redoes by keys and by the message that a removed chart leaves:
// the page keeps what is as it was.
func TestUndo(t *testing.T) {
	s, page := openPage(t, "127.0.0.1:0")
	if _, err := s.Set(t.Context(), 1, map[string]string{"title": "<b>mine</b>", "height": "900"}); err != nil {
		t.Fatal(err)
	}
	page.Wait(state + `.charts[0].title === "<b>mine</b>" && ` + state + `.charts[0].canvas.height === 900 && ` + ready)
	chromiumtest.Eval[bool](page, spy)
	sent := func(want ...string) {
		t.Helper()
		if got := chromiumtest.Eval[[]string](page, "window.sent.splice(0)"); !slices.Equal(got, want) {
			t.Errorf("the page has sent %q, want %q", got, want)
		}
	}
	const offer = `document.querySelector(".toast:has(button)")`

	// The message's button is reached by keys; the chart is back with the data it had.
	chromiumtest.Eval[bool](page, `document.querySelector("#chart-1 canvas").focus() || true`)
	page.Press(chromiumtest.Delete)
	page.Wait(offer + `?.textContent === "Removed chart 1, <b>mine</b> · Undo"`)
	page.Wait(`document.activeElement.matches("#chart-2 canvas")`)
	page.Keep("removed")
	page.Press(chromiumtest.Tab + chromiumtest.Tab)
	page.Wait(`document.activeElement.matches(".toast button")`)
	page.Press(chromiumtest.Enter)
	page.Wait(ready + ` && ` + state + `.charts[0].title === "<b>mine</b>" && ` + offer + ` === null`)
	page.Wait(`document.activeElement.matches("#chart-2 .edge") && document.querySelector("#chart-2") === window.cards[1]`)
	sent("userRemoveChart", "userUndo")

	// In a field the keys are the browser's.
	page.Press("/")
	page.Press("z", chromiumtest.Ctrl)
	page.Press("y", chromiumtest.Ctrl)
	page.Press(chromiumtest.Escape)
	page.Press("Z", chromiumtest.Ctrl, chromiumtest.Shift)
	page.Wait(state + ".charts.length === 1")
	page.Press("y", chromiumtest.Ctrl)
	page.Wait(`document.querySelector(".toast")?.textContent === "wanted to redo 1 step; there is none"`)
	sent("userRedo", "userRedo")
	page.Press("z", chromiumtest.Ctrl)
	page.Wait(ready)
	sent("userUndo")

	// The card with the focus stays in the document while others go round it.
	if _, err := s.Set(t.Context(), 2, map[string]string{"height": "700"}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Select(t.Context(), []genome.Interval{{Seq: "chr1", Start: 150_000, End: 150_100}}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.OrderCharts(t.Context(), []int{2, 1}); err != nil {
		t.Fatal(err)
	}
	waitOrder(page, 2, 1)
	chromiumtest.Eval[bool](page, `(window.cards = [1, 2].map((n) => document.querySelector("#chart-" + n))) && true`)
	const same = `[1, 2].every((n) => document.querySelector("#chart-" + n) === window.cards[n - 1])`
	chromiumtest.Eval[bool](page, `document.querySelector("#chart-1 canvas").focus({ preventScroll: true }) || (window.lost = 0) || `+
		`document.addEventListener("focusout", () => window.lost++) || true`)
	page.Press("z", chromiumtest.Ctrl)
	waitOrder(page, 1, 2)
	page.Wait(same + ` && window.lost === 0 && document.activeElement.matches("#chart-1 canvas")`)

	// Scroll position and hover stay; the setting that is undone is the default again.
	chromiumtest.Eval[bool](page, `scrollTo(0, 200), true`)
	page.Wait(`scrollY === 200 && ` + state + `.charts[1].canvas.height === 700 && ` + ready)
	left, right, y := axis(page)
	page.Move(left+(right-left)*0.50005, y) // a block of the tutorial's
	page.Wait(state + `.hover?.start === 150001 && window.sent.includes("userHover")`)
	page.Press("z", chromiumtest.Ctrl)
	page.Wait(state + ".selection.length === 0")
	page.Press("z", chromiumtest.Ctrl)
	page.Wait(state + `.charts[1].settings.height === undefined && ` + state + `.charts[1].canvas.height < 700`)
	page.Wait(same + ` && scrollY === 200 && window.lost === 0 && ` + state + ".hover.start === 150001 && " + ready)
	sent("userUndo", "userHover", "userUndo", "userUndo") // neither questions for data nor a hover that has left

	// What somebody else does makes the undo theirs.
	page.Click("#chart-2 .remove")
	page.Wait(offer + `?.textContent === "Removed chart 2 · Undo"`)
	if _, err := s.Set(t.Context(), 1, map[string]string{"height": "100"}); err != nil {
		t.Fatal(err)
	}
	page.Wait(offer + " === null")
}

// TestWaits shows charts whose file is away: cards in their places and of their heights
// that say so, on the page and in pictures, until the file is there.
func TestWaits(t *testing.T) {
	text, err := os.ReadFile("../source/gff/testdata/genes.gtf")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "b&amp;.gtf")
	write := func() {
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write()
	whole, err := session.Start(t.Context(), session.Options{Addr: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = whole.Close() })
	if _, _, err := whole.Load(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	if _, err := whole.AddTutorial(t.Context()); err != nil {
		t.Fatal(err)
	}
	id := whole.Measurements()[0].ID
	for _, name := range []string{id, "py_column", id} {
		if _, _, err := whole.AddChart(t.Context(), "", []string{name}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := whole.Set(t.Context(), 3, map[string]string{"title": "<i>kept</i>", "height": "77"}); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}

	s := startSession(t, "127.0.0.1:0")
	pages := map[string]*chromiumtest.Page{}
	for name, width := range map[string]int{"wide": 1280, "narrow": 400} {
		page := chromiumtest.Open(t, s.URL(), chromiumtest.Options{Width: width, Height: 800})
		page.Wait(ready)
		pages[name] = page
	}
	if _, err := s.Become(t.Context(), whole.State()); err != nil {
		t.Fatal(err)
	}
	const waits = `JSON.stringify(` + state + `.charts.map((c) => c.waits)) === '["b&amp;.gtf","","b&amp;.gtf"]'`
	for name, page := range pages {
		page.Wait(waits + " && " + state + ".charts.every((c) => c.ready)")
		page.Wait(state + `.charts[2].canvas.height === 77 && ` + state + `.charts[2].title === "<i>kept</i>"`)
		page.Wait(`[0, 2].every((i) => ` + state + `.charts[i].words === "Genes Track, waits for b&amp;.gtf.")`)
		page.Keep(name + "-light")
	}
	picture, _, err := s.Print(t.Context(), 0, "page", "svg")
	if err != nil {
		t.Fatal(err)
	}
	keep(t, "waits.svg", picture)
	for text, want := range map[string]int{">waits for b&amp;amp;.gtf<": 2, ">&lt;i&gt;kept&lt;/i&gt;<": 1} {
		if n := strings.Count(string(picture), text); n != want {
			t.Errorf("the picture has %s %d times, want %d", text, n, want)
		}
	}
	if _, err := s.SetTheme(t.Context(), "dark"); err != nil {
		t.Fatal(err)
	}
	for name, page := range pages {
		page.Wait(state + `.theme === "dark"`)
		page.Keep(name + "-dark")
	}

	// Order, settings and removal are offered as for any chart.
	page := pages["wide"]
	chromiumtest.Eval[bool](page, `document.querySelector("#chart-3 canvas").focus() || true`)
	page.Press(chromiumtest.ArrowUp, chromiumtest.Alt)
	waitOrder(page, 1, 3, 2)
	chromiumtest.Eval[bool](page, `document.querySelector("#chart-3 .more").click() || true`)
	page.Press(chromiumtest.Enter) // Settings
	page.Wait(`document.querySelector("dialog[open] form.settings input") !== null && document.querySelector("dialog .colours") === null`)
	page.Press(chromiumtest.Escape)
	page.Wait(`document.querySelector("dialog") === null`)
	chromiumtest.Eval[bool](page, `document.querySelector("#chart-1 canvas").focus() || true`)
	page.Press(chromiumtest.Delete)
	waitOrder(page, 3, 2)
	page.Press("z", chromiumtest.Ctrl)
	waitOrder(page, 1, 3, 2)

	// The file is there: the cards become charts.
	chromiumtest.Eval[bool](page, `(window.card = document.querySelector("#chart-3")).querySelector("canvas").focus() || true`)
	write()
	if _, _, err := s.Load(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	for name, page := range pages {
		page.Wait(state + `.charts.length === 3`)
		page.Wait(state + `.charts.every((c) => c.waits === "" && c.ready && c.words.includes("chr1:"))`)
		page.Keep(name + "-back")
	}
	page.Wait(`document.querySelector("#chart-3") === window.card && document.activeElement.closest(".chart") === window.card`)
	page.Wait(state + `.charts[1].title === "<i>kept</i>" && ` + state + `.charts[1].canvas.height === 77`)
}
