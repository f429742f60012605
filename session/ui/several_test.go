package ui_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session"
	kept "github.com/epiviz/epivizgo/session/state"
	"github.com/epiviz/epivizgo/session/ui/chromiumtest"
)

// Several charts at once: ticking labels, and what is done to all that are ticked.

// startSeveral starts a session with four signals and genes, and opens its page.
func startSeveral(t *testing.T, opt chromiumtest.Options) (*session.Session, *chromiumtest.Page) {
	t.Helper()
	s := startSession(t, "127.0.0.1:0")
	for range 3 {
		if _, _, err := s.AddChart(t.Context(), "", []string{"py_column"}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.OrderCharts(t.Context(), []int{1, 3, 4, 5, 2}); err != nil {
		t.Fatal(err)
	}
	page := chromiumtest.Open(t, s.URL(), opt)
	page.Wait(state + ".charts.length === 5 && " + state + ".charts.every((c) => c.ready)")
	return s, page
}

// settingOf lists a setting of all charts of the session.
func settingOf(s *session.Session, id string) (out []string) {
	for _, c := range s.Charts() {
		out = append(out, fmt.Sprintf("%d %v", c.Handle, c.Settings[id]))
	}
	return out
}

// clickLabel clicks on the line under the name of a chart.
func clickLabel(p *chromiumtest.Page, handle int, held ...chromiumtest.Modifier) {
	at := boxOf(p, fmt.Sprintf("#chart-%d .kind", handle))
	p.ClickAt(at.X+30, at.Y+5, held...)
}

// choose opens the menu of the ticked charts and runs an item.
func choose(p *chromiumtest.Page, label string) {
	p.Click("#ticked-change")
	p.Wait(`document.querySelector(".menu:popover-open") !== null`)
	chromiumtest.Eval[bool](p, fmt.Sprintf(`([...document.querySelectorAll(".menu button")].find((b) => b.textContent === %q).click(), true)`, label))
}

// TestGroupScale gives four charts one range with three clicks, as one step.
func TestGroupScale(t *testing.T) {
	s, page := startSeveral(t, chromiumtest.Options{})
	steps := len(s.Steps())
	clickLabel(page, 1, chromiumtest.Ctrl)
	clickLabel(page, 5, chromiumtest.Shift)
	page.Wait(`document.querySelectorAll(".chart.ticked").length === 4 && document.querySelector("#ticked-text").textContent === "4 charts ticked"`)
	page.Keep("ticked")
	page.Click("#ticked-group")
	want := []string{"1 group 1", "3 group 1", "4 group 1", "5 group 1", "2 <nil>"}
	soon(t, "the four have a group", func() bool { return slices.Equal(settingOf(s, "yGroup"), want) })
	if n := len(s.Steps()) - steps; n != 1 {
		t.Errorf("it is %d steps, want 1", n)
	}
	page.Wait(`document.querySelector(".toast:has(button)")?.textContent === "Changed 4 charts · Undo"`)
	page.Keep("grouped")
	page.Click(".toast button")
	soon(t, "one undo takes all back", func() bool {
		return slices.Equal(settingOf(s, "yGroup"), []string{"1 <nil>", "3 <nil>", "4 <nil>", "5 <nil>", "2 <nil>"})
	})
}

// TestSeveral styles, colours, moves and removes several charts, and makes a heatmap of them, each as one step.
func TestSeveral(t *testing.T) {
	s, page := startSeveral(t, chromiumtest.Options{})
	other := chromiumtest.Open(t, s.URL(), chromiumtest.Options{})
	other.Wait(state + ".charts.length === 5 && " + state + ".charts.every((c) => c.ready)")
	clickLabel(page, 3, chromiumtest.Ctrl)
	clickLabel(page, 5) // once one is ticked a plain click ticks too
	clickLabel(page, 2, chromiumtest.Ctrl)
	page.Wait(`document.querySelectorAll(".chart.ticked").length === 3`)
	page.Click("#ticked-change")
	page.Wait(`document.querySelector(".menu:popover-open") !== null`)
	page.Keep("menu")
	page.Press(chromiumtest.Escape)
	page.Wait(`document.querySelector(".menu") === null && document.activeElement.id === "ticked-change"`)

	choose(page, "Draw as bars")
	soon(t, "two are bars", func() bool {
		return slices.Equal(settingOf(s, "style"), []string{"1 <nil>", "3 bars", "4 <nil>", "5 bars", "2 <nil>"})
	})
	page.Wait(`[...document.querySelectorAll(".toast")].some((e) => e.textContent === "Changed 2 charts; without that setting: genes.")`)

	choose(page, "Height, colour and more…")
	page.Wait(`document.querySelector("dialog[open] h2")?.textContent === "Settings of 3 charts"`)
	page.Keep("settings")
	page.Type("77\t")
	soon(t, "all three are as high", func() bool {
		return slices.Equal(settingOf(s, "height"), []string{"1 <nil>", "3 77", "4 <nil>", "5 77", "2 77"})
	})
	other.Wait(state + ".charts.filter((c) => c.canvas.height === 77).length === 3")
	chromiumtest.Eval[bool](page, `(document.querySelector("dialog [aria-label=Vermilion]").click(), true)`)
	soon(t, "all three have a colour", func() bool {
		return !slices.ContainsFunc(s.Charts(), func(c kept.Chart) bool { return slices.Contains([]int{2, 3, 5}, c.Handle) && len(c.Colors) != 1 })
	})
	page.Press(chromiumtest.Escape)

	choose(page, "Move to the top")
	waitOrder(page, 3, 5, 2, 1, 4)
	clickLabel(page, 2, chromiumtest.Ctrl) // genes are in no heatmap
	page.Wait(`document.querySelectorAll(".chart.ticked").length === 2`)
	steps := len(s.Steps())
	choose(page, "Remove")
	page.Wait(state + ".charts.length === 3 && document.querySelector('#ticked').hidden")
	page.Wait(`[...document.querySelectorAll(".toast:has(button)")].some((e) => e.textContent === "Removed 2 charts · Undo")`)
	if n := len(s.Steps()) - steps; n != 1 {
		t.Errorf("removing two is %d steps, want 1", n)
	}
	page.Press("z", chromiumtest.Ctrl)
	page.Wait(state + ".charts.length === 5")
}

// TestTickByKeys ticks and changes charts without a mouse, and says what it does.
func TestTickByKeys(t *testing.T) {
	s, page := startSeveral(t, chromiumtest.Options{})
	chromiumtest.Eval[bool](page, `document.querySelector("#chart-1 canvas").focus() || true`)
	page.Press(" ")
	page.Wait(`document.querySelector("#said").textContent === "Python Measurement is ticked; 1 of 5 charts are."`)
	page.Press(chromiumtest.ArrowDown)
	page.Press(chromiumtest.ArrowDown)
	page.Press(" ", chromiumtest.Shift)
	page.Wait(`document.querySelectorAll(".chart.ticked").length === 3`)
	page.Wait(state + `.charts.filter((c) => c.words.startsWith("Ticked. ")).length === 3`)
	chromiumtest.Eval[bool](page, `document.querySelector("#ticked-group").focus() || true`)
	page.Press(chromiumtest.Enter)
	soon(t, "three have a group", func() bool {
		return slices.Equal(settingOf(s, "yGroup"), []string{"1 group 1", "3 group 1", "4 group 1", "5 <nil>", "2 <nil>"})
	})
	for _, c := range page.Controls("button") {
		if strings.TrimSpace(c.Name) == "" {
			t.Error("a button has no name")
		}
	}
	page.Press(chromiumtest.Escape)
	page.Wait(`document.querySelector("#ticked").hidden && document.querySelectorAll(".chart.ticked").length === 0 && document.activeElement.id === "stage"`)
}

// TestTickedInSizes looks at the bar in windows of all sizes, with that of the selection.
func TestTickedInSizes(t *testing.T) {
	s, _ := startSeveral(t, chromiumtest.Options{})
	for i, size := range [][2]int{{800, 600}, {1280, 800}, {2600, 1200}, {400, 700}} {
		if _, err := s.SetTheme(t.Context(), []protocol.Theme{"light", "dark"}[i%2]); err != nil {
			t.Fatal(err)
		}
		page := chromiumtest.Open(t, s.URL(), chromiumtest.Options{Width: size[0], Height: size[1]})
		page.Wait(state + ".charts.length === 5 && " + state + ".charts.every((c) => c.ready)")
		_, _, y := axis(page)
		page.ClickAt(pixel(page, 150_050), y)
		page.Wait(`!document.querySelector("#selected").hidden`)
		page.Press(chromiumtest.Escape)
		clickLabel(page, 1, chromiumtest.Ctrl)
		page.Wait(`!document.querySelector("#ticked").hidden`)
		page.Keep(fmt.Sprintf("%dx%d", size[0], size[1]))
		bar, selected := boxOf(page, "#ticked"), boxOf(page, "#selected")
		if bar.X < 0 || bar.X+bar.Width > float64(size[0]) || bar.Y+bar.Height > selected.Y {
			t.Errorf("%v: the bar is at %+v, that of the selection at %+v", size, bar, selected)
		}
		page.Press(chromiumtest.Escape + chromiumtest.Escape)
	}
}
