package ui_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session"
	"github.com/epiviz/epivizgo/session/genome"
	kept "github.com/epiviz/epivizgo/session/state"
	"github.com/epiviz/epivizgo/session/ui/chromiumtest"
)

// What axe-core finds in the page: nothing, in any state.

// axeSource returns the script of axe-core: the file that EPIVIZGO_AXE names, or what npm
// has installed above this folder. Without it the test is skipped, or fails where
// EPIVIZGO_NEED_BROWSER=1 is set.
func axeSource(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("needs Chromium, which go test -short leaves out")
	}
	const installed = "node_modules/axe-core/axe.min.js"
	for _, path := range []string{os.Getenv("EPIVIZGO_AXE"), installed, filepath.Join("../..", installed)} {
		if b, err := os.ReadFile(path); err == nil {
			return string(b)
		}
	}
	const missing = "there is no axe-core (npm install axe-core, or name its axe.min.js with EPIVIZGO_AXE=/path)"
	if os.Getenv("EPIVIZGO_NEED_BROWSER") != "" {
		t.Fatal(missing)
	}
	t.Skip(missing)
	return ""
}

// finding is an element that breaks a rule of axe-core.
type finding struct{ Rule, Impact, Target, Summary string }

// auditor runs axe-core in pages.
type auditor struct {
	t      *testing.T
	source string
	states map[string]bool // that were looked at
}

// audit fails for everything that axe-core finds in a page, of any weight.
func (a *auditor) audit(p *chromiumtest.Page, state string) {
	a.t.Helper()
	a.states[state] = true
	p.Keep(strings.ReplaceAll(state, " ", "-"))
	chromiumtest.Eval[bool](p, "(window.axe || (() => {"+a.source+"})(), true)")
	// What fades in or out has not its own colours meanwhile.
	found := chromiumtest.Eval[[]finding](p, `(async () => {
		const passing = document.getAnimations().filter((a) => a.effect.getTiming().iterations < Infinity);
		await Promise.all(passing.map((a) => a.finished.catch(() => {})));
		const { violations } = await axe.run(document, { resultTypes: ["violations"] });
		return violations.flatMap(({ id, impact, nodes }) => nodes.map((n) =>
			({ Rule: id, Impact: impact, Target: n.target.join(" "), Summary: n.failureSummary })));
	})()`)
	for _, f := range found {
		a.t.Errorf("%s: %s (%s) at %s: %s", state, f.Rule, f.Impact, f.Target, strings.ReplaceAll(f.Summary, "\n", " "))
	}
}

// startPlots starts a session with rows of two columns in a heatmap, a scatter plot, a line plot and a stacked plot.
func startPlots(t *testing.T) *session.Session {
	t.Helper()
	s := startSession(t, "127.0.0.1:0")
	dir := t.TempDir()
	for k, name := range []string{"day0", "day7"} {
		var b strings.Builder
		for i := range 40 {
			fmt.Fprintf(&b, "chr1\t%d\t%d\t%d\n", 100_000+i*2500, 100_000+i*2500+2000, i*(k+1)%17)
		}
		path := filepath.Join(dir, name+".bedGraph")
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, _, err := s.Load(t.Context(), path); err != nil {
			t.Fatal(err)
		}
	}
	for _, typ := range []string{"Heatmap", "Scatter Plot", "Line Plot", "Stacked Plot"} {
		if _, _, err := s.AddChart(t.Context(), typ, []string{"day0", "day7"}); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// TestAxe looks at every state of the page, light and dark, wide and narrow.
func TestAxe(t *testing.T) {
	a := &auditor{t: t, source: axeSource(t), states: map[string]bool{}}
	empty, err := session.Start(t.Context(), session.Options{Addr: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = empty.Close() })
	page := chromiumtest.Open(t, empty.URL(), chromiumtest.Options{})
	page.Wait(state + `.connected && !document.querySelector("#empty").hidden`)
	a.audit(page, "no data")
	if _, err := empty.AddTutorial(t.Context()); err != nil {
		t.Fatal(err)
	}
	page.Wait(`document.querySelector("#empty .offer") !== null`)
	a.audit(page, "no charts")
	page.Close()

	a.walk("light", chromiumtest.Options{})
	a.walk("dark", chromiumtest.Options{})
	a.walk("narrow", chromiumtest.Options{Width: 400, Height: 800})
	a.walk("narrowest", chromiumtest.Options{Width: 280, Height: 653})

	s := startPlots(t)
	for _, theme := range []protocol.Theme{"light", "dark"} {
		if _, err := s.SetTheme(t.Context(), theme); err != nil {
			t.Fatal(err)
		}
		plots := chromiumtest.Open(t, s.URL(), chromiumtest.Options{Height: 1400, Width: 1280})
		plots.Wait(state + ".charts.length === 6 && " + state + ".charts.every((c) => c.ready && c.words)")
		a.audit(plots, string(theme)+" plots")
	}
	if n := len(a.states); n < 10 {
		t.Errorf("%d states were looked at, want at least 10", n)
	}
}

// walk opens a page with charts and regions and takes it through its states.
func (a *auditor) walk(look string, opt chromiumtest.Options) {
	t := a.t
	t.Helper()
	s := startSession(t, "127.0.0.1:0")
	if look == "dark" {
		if _, err := s.SetTheme(t.Context(), "dark"); err != nil {
			t.Fatal(err)
		}
	}
	region := kept.Region{Interval: genome.Interval{Seq: "chr1", Start: 120_000, End: 140_000}, Name: "promoter", Note: "see figure 2"}
	if _, _, err := s.AddRegions(t.Context(), []kept.Region{region}); err != nil {
		t.Fatal(err)
	}
	page := chromiumtest.Open(t, s.URL(), opt)
	page.Wait(ready + " && " + state + ".charts.every((c) => c.words)")
	at := func(state string) { t.Helper(); a.audit(page, look+" "+state) }
	open := `document.querySelector(".menu:popover-open") !== null`
	closed := `document.querySelector(".menu, dialog") === null`
	focus := func(selector string) {
		chromiumtest.Eval[bool](page, fmt.Sprintf("document.querySelector(%q).focus() || true", selector))
	}

	at("charts")
	focus("#skips .skip")
	at("skip link")
	page.Press("c")
	page.Press("m")
	page.Press(chromiumtest.Enter)
	page.Press(chromiumtest.ArrowRight)
	page.Wait(`document.querySelector("#measured-text").textContent.endsWith("Enter ends.")`)
	at("measuring and the centre line")
	page.Press(chromiumtest.Enter)
	page.Wait(`!document.querySelector("#measured-buttons").hidden`)
	at("measured")
	page.Press(chromiumtest.Escape)
	page.Wait(`document.querySelector("#measured").hidden`)
	page.Click("#chart-1 .more")
	page.Wait(open)
	at("menu of a chart")
	page.Press(chromiumtest.Enter)
	page.Wait(`document.querySelector("dialog[open]") !== null`)
	at("settings")
	page.Press(chromiumtest.Escape)
	page.Wait(closed)
	page.Click("#menu")
	page.Wait(open)
	at("menu of the page")
	if menu, width := boxOf(page, ".menu"), chromiumtest.Eval[float64](page, "innerWidth"); menu.X < 0 || menu.X+menu.Width > width {
		t.Errorf("%s: the menu of the page is from %g to %g in a window of %g", look, menu.X, menu.X+menu.Width, width)
	}
	page.Press(chromiumtest.Escape)
	page.Wait(closed)
	page.Press("?")
	page.Wait(`document.querySelector("dialog[open] .keys") !== null`)
	at("list of keys")
	page.Press(chromiumtest.Escape)
	page.Wait(closed)
	page.Click("#add")
	page.Wait(`document.querySelector("#add-menu").matches(":popover-open")`)
	page.Click(`#add-list input`)
	page.Wait(`!document.querySelector("#add-together").hidden`)
	at("menu that adds charts")
	page.Press(chromiumtest.Escape)
	page.Wait(`!document.querySelector("#add-menu").matches(":popover-open")`)
	chooseInMenu(page, "Workspaces…")
	page.Wait(`document.querySelector("dialog[open] .workspaces li") !== null`)
	at("workspaces")
	page.Press(chromiumtest.Escape)
	page.Wait(closed)

	page.Press("/")
	page.Type("al")
	page.Wait(`document.querySelectorAll("#suggestions [role=option]").length > 0`)
	page.Press(chromiumtest.ArrowDown)
	at("suggestions")
	page.Type("pha and no such gene" + chromiumtest.Enter)
	page.Wait(`document.querySelector("#suggestions:not([hidden]) .complaint:not([hidden])") !== null`)
	at("complaint about a place")
	page.Press(chromiumtest.Escape)
	page.Wait(`document.querySelector("#suggestions").hidden`)

	focus("#chart-1 canvas")
	page.Press(".d")
	page.Wait(`document.querySelector("#details:not([hidden]) .fields dd") !== null &&
		document.querySelector("#details .kind").textContent !== ""`)
	at("details")
	page.Press(chromiumtest.Escape)
	page.Wait(`document.querySelector("#details").hidden`)
	if _, err := s.Select(t.Context(), []genome.Interval{{Seq: "chr1", Start: 150_000, End: 151_000}}); err != nil {
		t.Fatal(err)
	}
	page.Wait(`!document.querySelector("#selected").hidden`)
	focus("#chart-1 canvas")
	page.Press(" ")
	focus("#chart-2 canvas")
	page.Press(" ")
	page.Wait(`document.querySelector("#ticked-text").textContent === "2 charts ticked"`)
	at("selection and ticked charts")
	page.Click("#ticked-change")
	page.Wait(open)
	at("menu of several")
	page.Press(chromiumtest.Escape)
	page.Wait(closed)
	choose(page, "Height, colour and more…")
	page.Wait(`document.querySelector("dialog[open]") !== null`)
	at("settings of several")
	page.Press(chromiumtest.Escape)
	page.Wait(closed)
	focus("#chart-1 canvas")
	page.Press(chromiumtest.F2)
	page.Wait(`document.querySelector(".rename") !== null`)
	at("a name is typed")
	page.Press(chromiumtest.Escape)
	page.Press(chromiumtest.Escape)
	page.Press("r")
	page.Wait(`document.querySelector(".toast button") !== null`)
	at("message with a button")

	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	page.Wait(`!document.querySelector("#banner").hidden`)
	at("no connection")
	page.Close()
}
