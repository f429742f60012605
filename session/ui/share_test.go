package ui_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/repl"
	"github.com/epiviz/epivizgo/session"
	"github.com/epiviz/epivizgo/session/reply"
	sessionstate "github.com/epiviz/epivizgo/session/state"
	"github.com/epiviz/epivizgo/session/ui/chromiumtest"
)

// startSharing starts a session of the tutorial's data with two charts, as the prompt does.
func startSharing(t *testing.T) *session.Session {
	t.Helper()
	s, err := session.Start(t.Context(), session.Options{Addr: "127.0.0.1:0", Script: repl.Script,
		Restore: func(ctx context.Context, s *session.Session, lines []string, path func(string) string, may func(sessionstate.State) error) (
			reply.Report, []error, error) {
			return repl.Restore(ctx, s, lines, path, may)
		}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if _, err := s.AddTutorial(t.Context()); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, _, err := s.AddChart(t.Context(), "", []string{"py_column"}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Set(t.Context(), 2, map[string]string{"title": `it's; "two" & <b>`, "style": "area"}); err != nil {
		t.Fatal(err)
	}
	return s
}

// chooseEntry chooses an entry of the page's menu by keys.
func chooseEntry(page *chromiumtest.Page, entry string) {
	chromiumtest.Eval[bool](page, `document.querySelector("#menu").focus() || true`)
	page.Press(chromiumtest.Enter)
	page.Wait(`document.querySelector(".menu:popover-open") !== null`)
	chromiumtest.Eval[bool](page, `[...document.querySelectorAll(".menu button")].find((b) => b.textContent === "`+entry+`").focus() || true`)
	page.Press(chromiumtest.Enter)
}

// TestLink opens a link with charts in other pages: where there are none they are shown, where there are others only once they are
// wanted, and what is missing is said.
func TestLink(t *testing.T) {
	s := startSharing(t)
	page := chromiumtest.Open(t, s.URL(), chromiumtest.Options{})
	page.Wait(ready)
	chromiumtest.Eval[bool](page, `Object.defineProperty(navigator, "clipboard", { value: { writeText: async (text) => { window.copied = text; } } }) && true`)
	chooseEntry(page, "Copy link to place and charts")
	page.Wait(`window.copied?.includes("&v=1&chart=LineTrack:py_column&chart=LineTrack:py_column;")`)
	// Each page here is of a browser of its own, which has not got the token. The link that is passed on has none.
	own, secret, _ := strings.Cut(s.URL(), "#")
	hash, ofPage := strings.CutPrefix(chromiumtest.Eval[string](page, "window.copied"), own+"#")
	if !ofPage || strings.Contains(hash, "token") {
		t.Errorf("the link is %s", hash)
	}
	link := own + "#" + secret + "&" + hash

	// The same charts are not asked for.
	same := chromiumtest.Open(t, link, chromiumtest.Options{})
	same.Wait(ready + ` && document.querySelector("dialog") === null`)
	steps := len(s.Steps())

	for _, handle := range []int{1, 2} {
		if _, err := s.RemoveChart(t.Context(), handle); err != nil {
			t.Fatal(err)
		}
	}
	other := chromiumtest.Open(t, link, chromiumtest.Options{})
	const shown = state + ".charts.length === 2 && " + state + `.charts[1].title === 'it\'s; "two" & <b>' && ` + state + `.charts[1].settings.style === "area"`
	other.Wait(shown)
	page.Wait(shown)
	if n := len(s.Steps()) - steps; n != 3 {
		t.Errorf("removed two charts and opened a link in %d steps, want 3", n)
	}

	// Other charts stay until they are replaced.
	if _, err := s.RemoveChart(t.Context(), s.Charts()[0].Handle); err != nil {
		t.Fatal(err)
	}
	hash = strings.Replace(hash, "LineTrack:py_column", "LineTrack:py_column,gone", 1)
	link = own + "#" + secret + "&" + hash
	asks := chromiumtest.Open(t, link, chromiumtest.Options{Width: 800, Height: 600})
	asks.Wait(`document.querySelector("dialog .linked")?.textContent === "LineTrack: py_column, goneLineTrack: py_column"`)
	asks.Keep("asks")
	asks.Press(chromiumtest.Escape)
	asks.Wait(`document.querySelector("dialog") === null && ` + state + `.charts.length === 1`)
	asks.Reload() // shows what the session shows
	asks.Wait(state + `.charts.length === 1 && document.querySelector("dialog") === null`)
	chromiumtest.Eval[bool](asks, `(location.hash = "`+hash+`") && true`)
	asks.Wait(`document.querySelector("dialog .primary")?.textContent === "Replace the 1 chart here" && document.activeElement.matches(".primary")`)
	asks.Press(chromiumtest.Enter)
	asks.Wait(shown + ` && [...document.querySelectorAll(".toast")].some((t) => t.textContent === 'chart 1 of the link: there is no measurement "gone" here')`)
	asks.Keep("opened")
}

// TestSessionFile saves the session as a file and opens it, by keys.
func TestSessionFile(t *testing.T) {
	s := startSharing(t)
	page := chromiumtest.Open(t, s.URL(), chromiumtest.Options{})
	page.Wait(ready)
	chromiumtest.Eval[bool](page, `(() => {
		HTMLAnchorElement.prototype.click = function () { window.saved = this.download; };
		const { createObjectURL } = URL;
		URL.createObjectURL = (blob) => { blob.text().then((text) => { window.text = text; }); return createObjectURL.call(URL, blob); };
		return true;
	})()`)
	chooseEntry(page, "Save session as file")
	page.Wait(`window.saved === "session.epivizgo" && window.text?.includes("style=area")`)
	path := filepath.Join(t.TempDir(), "session.epivizgo")
	if err := os.WriteFile(path, []byte(chromiumtest.Eval[string](page, "window.text")), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := s.OrderCharts(t.Context(), []int{2, 1}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Set(t.Context(), 2, map[string]string{"style": "bars"}); err != nil {
		t.Fatal(err)
	}
	page.Wait(state + `.charts[0].settings.style === "bars"`)
	chromiumtest.Eval[bool](page, `document.querySelector("#session-file").addEventListener("click", (e) => { window.asked = true; e.preventDefault(); }) || true`)
	chooseEntry(page, "Open session file…")
	page.Wait("window.asked")
	page.Choose("#session-file", path)
	page.Wait(state + `.charts[1].settings.style === "area" && [...document.querySelectorAll(".toast")].some((t) => t.textContent === "Opened session.epivizgo.")`)
	genes, err := filepath.Abs("../source/gff/testdata/genes.gtf")
	if err != nil {
		t.Fatal(err)
	}
	page.Choose("#session-file", genes)
	page.Wait(`[...document.querySelectorAll(".toast")].some((t) => t.textContent.startsWith("genes.gtf is no workspace"))`)
}
