package ui_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/ui/chromiumtest"
)

// What people need if they use no mouse or do not see the page.

// keep writes a file into the folder of screenshots, where one is named.
func keep(t *testing.T, name string, data []byte) {
	t.Helper()
	if dir := os.Getenv("EPIVIZGO_SCREENSHOTS"); dir != "" {
		if err := os.WriteFile(filepath.Join(dir, strings.ReplaceAll(t.Name(), "/", "-")+"-"+name), data, 0o644); err != nil {
			t.Logf("keeping %s: %v", name, err)
		}
	}
}

// TestNames finds each control with its role and a name of its own.
func TestNames(t *testing.T) {
	_, page := openPage(t, "127.0.0.1:0")
	roles := []string{"button", "checkbox", "combobox", "textbox", "searchbox", "slider", "spinbutton", "separator", "menuitem",
		"menuitemradio", "dialog", "menu", "application", "image", "img", "article", "search", "group", "radio", "radiogroup", "ColorWell"}
	check := func(what string, wanted ...string) {
		t.Helper()
		seen := map[string]int{}
		for _, c := range page.Controls(roles...) {
			if strings.TrimSpace(c.Name) == "" && !slices.Contains([]string{"search", "group"}, c.Role) &&
				(c.Role != "separator" || what == "page") {
				t.Errorf("%s: a %s has no name", what, c.Role)
			}
			seen[c.Role+" "+c.Name]++
		}
		for _, name := range wanted {
			if seen[name] == 0 {
				t.Errorf("%s: there is no %q among %v", what, name, seen)
			}
		}
		for name, n := range seen {
			if n > 1 && strings.HasPrefix(name, "button") {
				t.Errorf("%s: %d controls are a %q", what, n, name)
			}
		}
	}
	page.Wait(state + ".charts.every((c) => c.words)")
	check("page", "button Move left", "button Zoom in", "button Add chart", "button Page menu", "button Select by dragging",
		"combobox Place or gene",
		"button Menu of genes", "button Remove genes", "separator Height of genes", "article Genes Track: genes",
		"application Genes Track, chr1:100,001-200,000. genes: no features here.")
	page.Click("#chart-1 .more")
	check("chart's menu", "menu Chart Python Measurement", "menuitem Settings…", "menuitem Rename", "menuitem Save as SVG")
	page.Press(chromiumtest.Enter)
	page.Wait(`document.querySelector("dialog[open]") !== null`)
	check("settings", "dialog Settings of Python Measurement", "checkbox Points", "spinbutton Max Y", "radio Vermilion",
		"radiogroup Colour of Python Measurement", "button Close")
	page.Press(chromiumtest.Escape)
	_, _, y := axis(page)
	page.ClickAt(pixel(page, 150_050), y)
	page.Wait(`document.querySelector("#details-title").textContent === "chr1:150,001-150,100"`)
	check("details", "dialog chr1:150,001-150,100", "button Previous", "button Next", "button Copy all", "button Copy Position", "button Close")
	page.Press(chromiumtest.Escape)
	page.Click("#menu")
	check("page's menu", "menu Page", "menuitem Workspaces…", "menuitemradio Dark")
}

// TestKeysAlone walks through the page with Tab and uses it with keys only.
func TestKeysAlone(t *testing.T) {
	s, page := openPage(t, "127.0.0.1:0")
	focus := func() string {
		return chromiumtest.Eval[string](page, `(() => { const e = document.activeElement;
			return (e.closest(".chart")?.id ?? "") + " " + (e.id || e.className || e.tagName); })()`)
	}
	var order []string
	for range 40 {
		page.Press(chromiumtest.Tab)
		order = append(order, strings.TrimSpace(focus()))
		if visible := chromiumtest.Eval[bool](page, `(() => { const e = document.activeElement; if (e === document.body) return true;
			const s = getComputedStyle(e); const line = getComputedStyle(e, "::after");
			return s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0 ||
				(e.matches(".edge") && line.backgroundColor !== "rgba(0, 0, 0, 0)"); })()`); !visible {
			t.Errorf("the focus on %q cannot be seen", focus())
		}
	}
	wanted := []string{"sequence", "locus", "pan-left", "select-mode", "add", "menu", "chart-1 more", "chart-1 remove", "chart-1 CANVAS",
		"chart-1 edge", "chart-2 more", "chart-2 CANVAS"}
	at := 0
	for _, name := range wanted {
		i := slices.Index(order[at:], name)
		if i < 0 {
			t.Fatalf("with Tab one does not come from %s to %q: %q", order[at], name, order)
		}
		at += i
	}
	// A chart is added, gone to, and removed.
	chromiumtest.Eval[bool](page, `document.querySelector("#add").focus() || true`)
	page.Press(chromiumtest.Enter)
	page.Wait(`document.querySelector("#add-menu").matches(":popover-open")`)
	page.Wait(`document.activeElement.dataset.measurement === "py_column"`)
	page.Press(chromiumtest.Enter)
	page.Wait(state + ".charts.length === 3")
	chromiumtest.Eval[bool](page, `document.querySelector("#chart-1 canvas").focus() || true`)
	page.Press(chromiumtest.ArrowDown)
	page.Press(chromiumtest.ArrowDown)
	page.Press(chromiumtest.ArrowRight)
	page.Wait(state + ".location.start === 125001")
	page.Press(chromiumtest.Delete)
	page.Wait(state + ".charts.length === 2")
	soon(t, "the third chart is gone", func() bool { return slices.Equal(handles(s), []int{1, 2}) })
	// Menus are left with Escape, which gives the focus back.
	page.Press(chromiumtest.Enter)
	page.Wait(`document.querySelector(".menu:popover-open") !== null`)
	page.Press(chromiumtest.ArrowDown)
	page.Press(chromiumtest.Escape)
	page.Wait(`document.querySelector(".menu") === null && document.activeElement.closest(".chart") !== null`)
	page.Press("?")
	page.Wait(`document.querySelector("dialog[open]") !== null`)
	page.Press(chromiumtest.Escape)
	page.Wait(`document.querySelector("dialog") === null`)
}

// TestFocusStays checks that the focus is on something after what it was on has
// gone, or is done with.
func TestFocusStays(t *testing.T) {
	_, page := openPage(t, "127.0.0.1:0")
	focused := func(selector string) {
		t.Helper()
		page.Wait(fmt.Sprintf("document.activeElement.matches(%q)", selector))
	}
	focus := func(selector string) {
		chromiumtest.Eval[bool](page, fmt.Sprintf("document.querySelector(%q).focus() || true", selector))
	}
	for _, text := range []string{"chr1:5m-5.2m" + chromiumtest.Enter, chromiumtest.Escape} {
		page.Press("/")
		page.Type(text)
		focused("#stage")
	}
	page.Press(chromiumtest.ArrowRight)
	near(t, page, "after a place by its name and a key", 5_050_001, 5_250_000)
	focus("#chart-1 .remove")
	page.Press(chromiumtest.Enter)
	page.Wait(state + ".charts.length === 1")
	focused("#chart-2 canvas")
	focus("#chart-2 .more")
	page.Press(chromiumtest.Enter)
	page.Press("rr" + chromiumtest.Enter) // Rename, then Remove
	page.Wait(state + ".charts.length === 0")
	focused("#stage")
	page.Press(chromiumtest.Tab)
	focused("#empty .offer")
}

// TestWalk goes from feature to feature by keys: each has its tooltip, is highlighted
// in every page, and is said.
func TestWalk(t *testing.T) {
	s, page := openPage(t, "127.0.0.1:0")
	other := chromiumtest.Open(t, s.URL(), chromiumtest.Options{})
	other.Wait(ready)
	chromiumtest.Eval[bool](page, `document.querySelector("#chart-1 canvas").focus() || true`)
	at := func(key string, start, end int) {
		t.Helper()
		page.Press(key)
		for _, p := range []*chromiumtest.Page{page, other} {
			p.Wait(fmt.Sprintf("%s.hover?.start === %d && %s.hover.end === %d", state, start, state, end))
		}
		page.Wait(`!document.querySelector("#tooltip").hidden && document.querySelector("#said").textContent.includes("; Python Measurement ")`)
	}
	// The tutorial's blocks of 100 bases begin every 1000.
	at(".", 100_001, 100_100)
	at(".", 101_001, 101_100)
	at(".", 102_001, 102_100)
	at(",", 101_001, 101_100)
	page.Keep("there")
	page.Press("+") // the block is left of the view now
	page.Wait(state + ".location.start === 125001 && " + state + ".charts.every((c) => c.ready)")
	at(".", 125_001, 125_100)
	page.Press("-") // the same block further right
	page.Wait(state + ".location.start === 100001 && " + state + ".charts.every((c) => c.ready)")
	at(".", 126_001, 126_100)
	page.Press(chromiumtest.ArrowDown)
	page.Wait(`document.activeElement.matches("#chart-2 canvas") && document.querySelector("#tooltip").hidden &&
		document.querySelector("#said").textContent === "" && ` + state + ".hover === null")
	page.Press(".")
	page.Wait(`document.querySelector("#said").textContent === "Nothing further right in view."`)
}

// TestSizes checks that nothing is over anything else, or out of the window,
// on a small screen and on a very large one.
func TestSizes(t *testing.T) {
	s := startSession(t, "127.0.0.1:0")
	const long = "A name that is much too long for the room that a label has beside its chart"
	if _, err := s.Set(t.Context(), 1, map[string]string{"title": long}); err != nil {
		t.Fatal(err)
	}
	for _, size := range [][2]int{{800, 600}, {720, 480}, {400, 300}, {400, 800}, {320, 256}, {320, 800}, {280, 653}, {1280, 800}, {3840, 2160}} {
		page := chromiumtest.Open(t, s.URL(), chromiumtest.Options{Width: size[0], Height: size[1]})
		page.Wait(ready)
		page.Keep(fmt.Sprintf("%dx%d", size[0], size[1]))
		if over := chromiumtest.Eval[float64](page, "document.documentElement.scrollWidth - innerWidth"); over > 0 {
			t.Errorf("%v: the page is %g pixels wider than the window", size, over)
		}
		if out := chromiumtest.Eval[[]string](page, `(() => {
			const bar = document.querySelector(".bar").getBoundingClientRect();
			return [...document.querySelectorAll(".bar > *, .bar button, .bar input, .more, .remove")]
				.filter((e) => e.checkVisibility()).filter((e) => {
				const { left, right, top, bottom } = e.getBoundingClientRect();
				return left < 0 || right > innerWidth || (e.closest(".bar") && (top < bar.top || bottom > bar.bottom));
			}).map((e) => e.id || e.className);
		})()`); len(out) > 0 {
			t.Errorf("%v: outside the bar or the window are %q", size, out)
		}
		if size[0] >= 400 && chromiumtest.Eval[bool](page, `(() => { const e = document.querySelector("#locus");
			e.value = "chr22:120,000,000-120,100,000"; return e.scrollWidth > e.clientWidth; })()`) {
			t.Errorf("%v: the box of the place cuts it", size)
		}
		overlaps := chromiumtest.Eval[[]string](page, `(() => {
			const parts = [...document.querySelectorAll(".bar > *, .name, .kind, .more, .remove, .plot")]
				.filter((e) => e.checkVisibility() && e.getBoundingClientRect().width > 1);
			const out = [];
			parts.forEach((a, i) => parts.slice(i + 1).forEach((b) => {
				const [p, q] = [a.getBoundingClientRect(), b.getBoundingClientRect()];
				const w = Math.min(p.right, q.right) - Math.max(p.left, q.left);
				const h = Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top);
				if (w > 1 && h > 1 && !a.contains(b) && !b.contains(a))
					out.push([a, b].map((e) => e.id || e.className).join(" and ") + " by " + w + " x " + h);
			}));
			return out;
		})()`)
		for _, o := range overlaps {
			t.Errorf("%v: %s lie over each other", size, o)
		}
	}
}

// TestCorners finds nothing of a chart that is scrolled under the ruler.
func TestCorners(t *testing.T) {
	s := startSession(t, "127.0.0.1:0")
	for range 4 {
		if _, _, err := s.AddChart(t.Context(), "", []string{"py_column"}); err != nil {
			t.Fatal(err)
		}
	}
	page := chromiumtest.Open(t, s.URL(), chromiumtest.Options{Width: 1280, Height: 500})
	page.Wait(state + ".charts.length === 6 && " + state + ".charts.every((c) => c.ready)")
	chromiumtest.Eval[bool](page, `new Promise((done) => {
		scrollTo(0, 90); requestAnimationFrame(() => requestAnimationFrame(() => done(true))); })`)
	page.Keep("scrolled")
	img := page.Screenshot()
	at := chromiumtest.Eval[struct{ X, Y float64 }](page, `(({x, y}) => ({x, y}))(document.querySelector(".ruler").getBoundingClientRect())`)
	if r, g, b, _ := img.At(int(at.X)+1, int(at.Y)+1).RGBA(); r>>8 < 240 || g>>8 < 240 || b>>8 < 240 {
		t.Errorf("in the ruler's corner is the colour %d,%d,%d", r>>8, g>>8, b>>8)
	}
}
