package ui_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"image/png"
	"io"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session"
	kept "github.com/epiviz/epivizgo/session/state"
	"github.com/epiviz/epivizgo/session/ui/chromiumtest"
)

// Order, height, names, settings, pictures and looks.

func handles(s *session.Session) []int {
	var out []int
	for _, c := range s.Charts() {
		out = append(out, c.Handle)
	}
	return out
}

func chartOf(t *testing.T, s *session.Session, handle int) kept.Chart {
	t.Helper()
	charts := s.Charts()
	i := slices.IndexFunc(charts, func(c kept.Chart) bool { return c.Handle == handle })
	if i < 0 {
		t.Fatalf("the session has no chart %d", handle)
	}
	return charts[i]
}

// waitOrder waits until the page shows the charts in an order.
func waitOrder(p *chromiumtest.Page, order ...int) {
	p.Wait(fmt.Sprintf(`JSON.stringify(%s.charts.map((c) => c.handle)) === %q &&
		JSON.stringify([...document.querySelectorAll(".chart")].map((e) => e.id)) === JSON.stringify(%s.charts.map((c) => c.id))`,
		state, strings.ReplaceAll(fmt.Sprint(order), " ", ","), state))
}

func TestReorder(t *testing.T) {
	s, page := openPage(t, "127.0.0.1:0")
	other := chromiumtest.Open(t, s.URL(), chromiumtest.Options{Width: 800, Height: 600})
	other.Wait(ready)
	label := func(handle int) (x, y float64) {
		box := chromiumtest.Eval[struct{ X, Y float64 }](page,
			fmt.Sprintf(`(({x, y}) => ({x, y}))(document.querySelector("#chart-%d .kind").getBoundingClientRect())`, handle))
		return box.X + 20, box.Y + 5
	}
	x1, y1 := label(1)
	_, y2 := label(2)
	page.DragTo(x1, y1, x1, y2+120)
	page.Keep("moving")
	page.Press(chromiumtest.Escape)
	page.Drop(x1, y2+120)
	waitOrder(page, 1, 2)
	page.Drag(x1, y1, x1, y2+120)
	waitOrder(page, 2, 1)
	waitOrder(other, 2, 1)
	if got := handles(s); !slices.Equal(got, []int{2, 1}) {
		t.Errorf("the session has the order %v, want 2, 1", got)
	}
	near(t, page, "moving a chart moves no place", 100_001, 200_000)

	// By keys, and from the prompt.
	chromiumtest.Eval[bool](page, `document.querySelector("#chart-1 canvas").focus() || true`)
	page.Press(chromiumtest.ArrowUp, chromiumtest.Alt)
	waitOrder(page, 1, 2)
	if focused := chromiumtest.Eval[string](page, `document.activeElement.closest(".chart")?.id ?? ""`); focused != "chart-1" {
		t.Errorf("after the move the focus is in %q, want chart-1", focused)
	}
	if _, err := s.OrderCharts(t.Context(), []int{2}); err != nil {
		t.Fatal(err)
	}
	waitOrder(page, 2, 1)
}

func TestResizeAndRename(t *testing.T) {
	s, page := openPage(t, "127.0.0.1:0")
	other := chromiumtest.Open(t, s.URL(), chromiumtest.Options{})
	other.Wait(ready)
	c := charts(page)[0].Canvas
	bottom := chromiumtest.Eval[float64](page, `document.querySelector("#chart-1").getBoundingClientRect().bottom`)
	page.Drag(600, bottom-1, 600, bottom+59)
	want := math.Round(c.Height + 60)
	for _, p := range []*chromiumtest.Page{page, other} {
		p.Wait(fmt.Sprintf("%s.charts[0].canvas.height === %g", state, want))
	}
	soon(t, "the session has the height", func() bool { return chartOf(t, s, 1).Settings["height"] == want })
	chromiumtest.Eval[bool](page, `document.querySelector("#chart-1 .edge").focus() || true`)
	page.Press(chromiumtest.ArrowUp)
	page.Press(chromiumtest.ArrowUp)
	other.Wait(fmt.Sprintf("%s.charts[0].canvas.height === %g", state, want-20))

	chromiumtest.Eval[bool](page, `document.querySelector("#chart-1 canvas").focus() || true`)
	page.Press(chromiumtest.F2)
	page.Wait(`document.activeElement.matches("#chart-1 .rename")`)
	if name, kind := boxOf(page, "#chart-1 .rename"), boxOf(page, "#chart-1 .kind"); name.Width < 400 || name.Y+name.Height > kind.Y {
		t.Errorf("a name is typed into a box %g pixels wide that ends at %g; the line under it begins at %g",
			name.Width, name.Y+name.Height, kind.Y)
	}
	page.Type("A <b>name</b>" + chromiumtest.Enter)
	other.Wait(state + `.charts[0].title === "A <b>name</b>" && document.querySelector("#chart-1 .name").textContent === "A <b>name</b>"`)
	page.Wait(state + `.charts[0].title === "A <b>name</b>"`)
	page.Press(chromiumtest.F2)
	page.Type("not this" + chromiumtest.Escape)
	page.Wait(state + `.charts[0].title === "A <b>name</b>" && document.querySelector("#chart-1 .rename") === null`)
	if got := chartOf(t, s, 1).Settings["title"]; got != "A <b>name</b>" {
		t.Errorf("the session has the title %q", got)
	}
}

func TestSettingsDialog(t *testing.T) {
	s, page := openPage(t, "127.0.0.1:0")
	page.Click("#chart-1 .more")
	page.Press(chromiumtest.Enter) // the first item
	page.Wait(`document.querySelector("dialog[open] h2").textContent === "Settings of Python Measurement"`)
	page.Keep("settings")
	control := func(label string) string {
		id := chromiumtest.Eval[string](page,
			fmt.Sprintf(`[...document.querySelectorAll("dialog label")].find((l) => l.textContent === %q)?.htmlFor ?? ""`, label))
		if id == "" {
			t.Fatalf("the dialog has no control %q", label)
		}
		return "#" + id
	}
	// Every setting that the program knows of the type, with its words, is there.
	lineType, _ := protocol.LookupChartType("Line Track")
	for _, set := range lineType.Settings {
		if set.ID != "step" && !set.Samples { // of real pages; and of a sample sheet, of which there is none
			control(lineType.Look(set).Short)
		}
	}
	if over := chromiumtest.Eval[float64](page, `(({scrollHeight, clientHeight}) => scrollHeight - clientHeight)(
		document.querySelector("dialog .content"))`); over > 0 {
		t.Errorf("the dialog is %g pixels higher than its room", over)
	}
	page.Click(control("Points"))
	soon(t, "points are set", func() bool { return chartOf(t, s, 1).Settings["showPoints"] == true })
	page.Click(control("Max Y"))
	page.Type("60" + chromiumtest.Enter)
	soon(t, "the maximum is set", func() bool { return chartOf(t, s, 1).Settings["yMax"] == 60.0 })
	page.Click(`dialog input[type=radio][aria-label="Vermilion"]`)
	soon(t, "the colour is set", func() bool { return slices.Equal(chartOf(t, s, 1).Colors, []string{"#d55e00"}) })
	page.Wait(state + `.charts[0].colorMap[0] === "#d55e00" && ` + state + `.charts[0].settings.yMax === 60`)
	page.Keep("set")
	page.Click("dialog .secondary")
	soon(t, "the defaults are back", func() bool {
		c := chartOf(t, s, 1)
		return c.Settings["yMax"] == "default" && c.Settings["showPoints"] == false && len(c.Colors) == 0
	})
	page.Wait(state + ".charts[0].colorMap === null")
	page.Press(chromiumtest.Escape)
	page.Wait(`document.querySelector("dialog") === null && document.activeElement.matches("#chart-1 .more")`)
}

// TestSettingsRefused says beside a field why what was typed there is refused,
// keeps it to be mended, and does not take it.
func TestSettingsRefused(t *testing.T) {
	s, page := openPage(t, "127.0.0.1:0")
	page.Click("#chart-1 .more")
	page.Press(chromiumtest.Enter)
	page.Wait(`document.activeElement.placeholder === "Python Measurement"`)
	page.Wait(state + `.charts[0].canvas.width < 700`)
	if chart, dialog := boxOf(page, "#chart-1"), boxOf(page, "dialog"); chart.X+chart.Width > dialog.X {
		t.Errorf("the dialog begins at %g and covers the chart that ends at %g", dialog.X, chart.X+chart.Width)
	}
	// typed types over what a field has and returns what is said beside it.
	typed := func(label, text string) {
		page.Click("#" + chromiumtest.Eval[string](page,
			fmt.Sprintf(`[...document.querySelectorAll("dialog label")].find((l) => l.textContent.startsWith(%q)).htmlFor`, label)))
		chromiumtest.Eval[bool](page, `document.activeElement.select() || true`)
		page.Type(text + chromiumtest.Enter)
	}
	const said = `document.getElementById(document.activeElement.getAttribute("aria-describedby").split(" ")[0]).textContent`
	for _, tc := range []struct{ label, text, why string }{
		{"Height", "-50", "wanted a number from 0 to 2000"},
		{"Radius", "-3", "wanted a number from 0 to 50"},
		{"Width", "1000000000", "wanted a number from 0 to 50"},
		{"Min Y", "5", ""},
		{"Max Y", "1", "wanted yMin below yMax"},
	} {
		typed(tc.label, tc.text)
		page.Wait(fmt.Sprintf(`%s.includes(%q) && document.activeElement.getAttribute("aria-invalid") === %q`,
			said, tc.why, fmt.Sprint(tc.why != "")))
		if kept := chromiumtest.Eval[string](page, "document.activeElement.value"); kept != tc.text {
			t.Errorf("%s: the field has %q after %q", tc.label, kept, tc.text)
		}
	}
	page.Keep("refused")
	if toasts := chromiumtest.Eval[float64](page, `document.querySelectorAll(".toast").length`); toasts != 0 {
		t.Errorf("%g messages say again what is said beside the fields", toasts)
	}
	typed("Max Y", "9")
	page.Wait(said + ` === ""`)
	soon(t, "the range is set", func() bool { c := chartOf(t, s, 1); return c.Settings["yMin"] == 5.0 && c.Settings["yMax"] == 9.0 })
	if have := chartOf(t, s, 1).Settings; len(have) != 2 {
		t.Errorf("the chart has the settings %v, want yMin and yMax alone", have)
	}
}

func TestDuplicateAndRemove(t *testing.T) {
	s, page := openPage(t, "127.0.0.1:0")
	if _, err := s.Set(t.Context(), 1, map[string]string{"title": "mine", "height": "80"}); err != nil {
		t.Fatal(err)
	}
	page.Wait(state + `.charts[0].title === "mine"`)
	page.Click("#chart-1 .more")
	page.Press("d")
	page.Press(chromiumtest.Enter)
	page.Wait(state + ".charts.length === 3 && " + state + `.charts[2].title === "mine" && ` + state + ".charts[2].canvas.height === 80")
	chromiumtest.Eval[bool](page, `document.querySelector("#chart-3 canvas").focus() || true`)
	page.Press(chromiumtest.Delete)
	page.Wait(state + ".charts.length === 2")
	soon(t, "the session has two charts", func() bool { return slices.Equal(handles(s), []int{1, 2}) })
	if focused := chromiumtest.Eval[string](page, `document.activeElement.closest(".chart")?.id ?? ""`); focused != "chart-2" {
		t.Errorf("the focus is in %q, want the neighbour chart-2", focused)
	}
}

// chooseInMenu opens the menu of the page and chooses what is called so.
func chooseInMenu(page *chromiumtest.Page, label string) {
	page.Click("#menu")
	chromiumtest.Eval[bool](page,
		fmt.Sprintf(`[...document.querySelectorAll(".menu button")].find((b) => b.textContent === %q).click() || true`, label))
}

// TestWheelAlwaysZooms has the wheel zoom on a page that is taller than its window, where that is chosen; a new
// load keeps the choice.
func TestWheelAlwaysZooms(t *testing.T) {
	s := startSession(t, "127.0.0.1:0")
	page := chromiumtest.Open(t, s.URL(), chromiumtest.Options{Width: 1000, Height: 300})
	page.Wait(ready)
	// turned reports whether the charts took a turn of the wheel for themselves.
	turned := func() bool {
		return chromiumtest.Eval[bool](page, `!document.querySelector("#chart-1 canvas").dispatchEvent(
			new WheelEvent("wheel", { deltaY: 100, bubbles: true, cancelable: true }))`)
	}
	if at := where(page); turned() || where(page) != at {
		t.Errorf("at first the wheel zooms from %v to %v", at, where(page))
	}
	chooseInMenu(page, "Wheel always zooms")
	for _, when := range []string{"once chosen", "after a reload"} {
		if at := where(page); !turned() || where(page) == at {
			t.Errorf("%s the wheel does not zoom", when)
		}
		page.Reload()
		page.Wait(ready)
	}
}

func TestTheme(t *testing.T) {
	s, page := openPage(t, "127.0.0.1:0")
	page.Wait(state + `.theme === "light"`)
	chooseInMenu(page, "Dark")
	page.Wait(state + `.theme === "dark" && getComputedStyle(document.body).backgroundColor === "rgb(13, 17, 23)"`)
	page.Reload()
	page.Wait(ready + " && " + state + `.theme === "dark"`)
	page.Keep("dark")
	// The prompt and other pages have what was chosen, and it them.
	soon(t, "the session is told", func() bool { return s.Theme() == "dark" })
	other := chromiumtest.Open(t, s.URL(), chromiumtest.Options{})
	other.Wait(ready + " && " + state + `.theme === "dark"`)
	if _, err := s.SetTheme(t.Context(), "light"); err != nil {
		t.Fatal(err)
	}
	page.Wait(state + `.theme === "light"`)
	other.Wait(state + `.theme === "light"`)
	chooseInMenu(page, "Light or dark as the system")
	soon(t, "the session is told", func() bool { return s.Theme() == "auto" })
}

// TestNamesAbove gives the data the whole width, and keeps that.
func TestNamesAbove(t *testing.T) {
	_, page := openPage(t, "127.0.0.1:0")
	before := charts(page)[0].Canvas.Width
	chooseInMenu(page, "Names above the charts")
	page.Wait(fmt.Sprintf("%s.charts[0].canvas.width > %g", state, before+180))
	page.Reload()
	page.Wait(fmt.Sprintf("%s && %s.charts[0].canvas.width > %g", ready, state, before+180))
	page.Keep("above")
}

// elements counts the elements of an SVG, which must be well-formed XML.
func elements(t *testing.T, svg []byte) map[string]int {
	t.Helper()
	count := map[string]int{}
	for d := xml.NewDecoder(bytes.NewReader(svg)); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return count
		}
		if err != nil {
			t.Fatalf("the SVG is no XML: %v", err)
		}
		if e, ok := token.(xml.StartElement); ok {
			count[e.Name.Local]++
		}
	}
}

func TestPrint(t *testing.T) {
	s, page := openPage(t, "127.0.0.1:0")
	if _, err := s.Set(t.Context(), 1, map[string]string{"title": `<i>"A" & B</i>`}); err != nil {
		t.Fatal(err)
	}
	page.Wait(ready)
	whole, _, err := s.Print(t.Context(), 0, "page", "svg")
	if err != nil {
		t.Fatal(err)
	}
	got := elements(t, whole)
	// A hundred blocks, each a stroke or a shape of the line, axis and ruler text.
	if got["image"] != 0 || got["text"] < 15 || got["path"]+got["rect"] < 20 {
		t.Errorf("the page as SVG has %v", got)
	}
	for _, text := range []string{"&lt;i&gt;&quot;A&quot; &amp; B&lt;/i&gt;", "chr1:100,001-200,000", ">genes<"} {
		if !bytes.Contains(whole, []byte(text)) {
			t.Errorf("the SVG lacks the text %s", text)
		}
	}
	one, _, err := s.Print(t.Context(), 2, "genes", "svg")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(one, []byte(">genes<")) || bytes.Contains(one, []byte("&amp; B")) {
		t.Error("the picture of chart 2 has not only chart 2")
	}
	data, _, err := s.Print(t.Context(), 1, "one", "png")
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	// Twice the size that the SVG says: the label's 180 pixels, the canvas, a margin.
	c := charts(page)[0].Canvas
	if b := img.Bounds(); b.Dx() != int(2*(180+c.Width+12)) || b.Dy() != int(2*(12+26+46+c.Height+6+12)) {
		t.Errorf("the picture of a chart of %g by %g has %d by %d pixels", c.Width, c.Height, b.Dx(), b.Dy())
	}
	if _, _, err := s.Print(t.Context(), 9, "x", "svg"); err == nil {
		t.Error("a chart that is not there was printed")
	}
	keep(t, "page.svg", whole)
	keep(t, "chart.png", data)
}
