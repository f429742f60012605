package ui_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/epiviz/epivizgo/session/ui/chromiumtest"
)

// TestWorkspaces saves what is shown under a name, changes it, opens what was
// saved, and deletes it, all from the page's menu.
func TestWorkspaces(t *testing.T) {
	s, page := openPage(t, "127.0.0.1:0")
	other := chromiumtest.Open(t, s.URL(), chromiumtest.Options{})
	other.Wait(ready)
	if _, err := s.OrderCharts(t.Context(), []int{2, 1}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Set(t.Context(), 1, map[string]string{"title": "mine", "colors": "#d55e00"}); err != nil {
		t.Fatal(err)
	}
	page.Wait(state + `.charts[1].title === "mine"`)

	open := func() {
		t.Helper()
		page.Click("#menu")
		chromiumtest.Eval[bool](page,
			`[...document.querySelectorAll(".menu button")].find((b) => b.textContent.startsWith("Workspaces")).click() || true`)
		page.Wait(`document.querySelector("dialog[open] .workspaces li") !== null`)
	}
	open()
	page.Wait(`document.querySelector(".workspaces").textContent === "None are saved yet."`)
	page.Type(`one <b>"two"</b>` + chromiumtest.Enter) // the focus is in the name's box
	page.Wait(`document.querySelector(".workspaces .what")?.textContent === 'one <b>"two"</b>' &&
		document.querySelector(".workspaces .as").textContent === "2 charts · chr1"`)
	page.Keep("saved")
	page.Press(chromiumtest.Escape)

	// Everything changes.
	for _, c := range s.Charts() {
		if _, err := s.RemoveChart(t.Context(), c.Handle); err != nil {
			t.Fatal(err)
		}
	}
	page.Click("#zoom-out")
	page.Wait(state + ".charts.length === 0 && " + state + ".location.end - " + state + ".location.start > 190000")
	other.Wait(state + ".charts.length === 0")

	open()
	page.Click(".workspaces .open")
	for i, p := range []*chromiumtest.Page{page, other} {
		p.Wait(fmt.Sprintf(`(({charts, location}) => charts.length === 2 && charts[1].title === "mine" && charts[1].colorMap[0] === "#d55e00" &&
			charts[0].measurements[0] === "genes" && location.start === 100001 && location.end === 200000)(%s)`, state))
		p.Wait(state + ".charts.every((c) => c.ready)")
		p.Keep(fmt.Sprintf("opened-%d", i+1))
	}
	page.Wait(`document.querySelector("dialog") === null`)
	var shown []string
	for _, c := range s.Charts() {
		shown = append(shown, c.Measurements[0])
	}
	if !slices.Equal(shown, []string{"genes", "py_column"}) {
		t.Errorf("the session shows %q", shown)
	}

	open()
	page.Click(".workspaces .delete")
	page.Wait(`document.querySelector(".workspaces .delete").textContent === "Really delete?"`)
	really := chromiumtest.Control{Role: "button", Name: `Really delete one <b>"two"</b>?`}
	if names := page.Controls("button"); !slices.Contains(names, really) {
		t.Errorf("the button that asks once more is not among %v", names)
	}
	page.Wait(`document.querySelector("dialog [role=status]").textContent.startsWith("Press once more to really delete one")`)
	page.Click(".workspaces .delete")
	page.Wait(`document.querySelector(".workspaces").textContent === "None are saved yet."`)
}
