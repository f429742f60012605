package ui_test

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	workspace "github.com/epiviz/epivizgo/session/state"
	"github.com/epiviz/epivizgo/session/ui/chromiumtest"
)

// TestRegions shows regions of interest over the ruler, goes to one, and marks others by
// a key.
func TestRegions(t *testing.T) {
	s, page := openPage(t, "127.0.0.1:0")
	narrow := chromiumtest.Open(t, s.URL(), chromiumtest.Options{Width: 400, Height: 800})
	narrow.Wait(ready)
	const strip, toast = `document.querySelector("#regions")`, `document.querySelector(".toast")`
	page.Wait(strip + ".hidden && " + state + ".strip.height === 0")

	at := func(start, end int) genome.Interval { return genome.Interval{Seq: "chr1", Start: start, End: end} }
	regions := []workspace.Region{
		{Interval: at(120_000, 140_000), Name: "<b>promoter</b>", Note: "<i>see</i> figure 2"},
		{Interval: at(130_000, 170_000), Name: "enhancer", Set: "mine"},
		{Interval: at(134_000, 139_100), Name: "peak", Color: "#d03030"},
		{Interval: at(135_000, 150_000), Name: "fourth", Set: "third"},
		{Interval: at(190_000, 190_010), Name: "a long name at the end of the view", Set: "third"},
		{Interval: at(900_000, 950_000), Name: "out of view"},
	}
	if _, _, err := s.AddRegions(t.Context(), regions); err != nil {
		t.Fatal(err)
	}
	const names = state + ".regions.map((r) => r.name).join()"
	page.Wait(names + ` === "<b>promoter</b>,enhancer,peak,a long name at the end of the view" && !` + strip + ".hidden && " + ready)
	page.Wait(strip + `.getAttribute("aria-label") === "Regions of interest: ` +
		`<b>promoter</b>, enhancer, peak, a long name at the end of the view and 1 more"`)
	for name, p := range map[string]*chromiumtest.Page{"light": page, "narrow": narrow} {
		p.Wait(state + ".strip.height === 57 && " + ready)
		p.Keep(name)
	}
	if _, err := s.SetTheme(t.Context(), "dark"); err != nil {
		t.Fatal(err)
	}
	page.Wait(state + `.theme === "dark" && ` + ready)
	page.Keep("dark")
	picture, _, err := s.Print(t.Context(), 0, "page", "svg")
	if err != nil {
		t.Fatal(err)
	}
	keep(t, "regions.svg", picture)
	for _, text := range []string{">&lt;b&gt;promoter&lt;/b&gt;<", ">enhancer<", ">+1 more<"} {
		if !bytes.Contains(picture, []byte(text)) {
			t.Errorf("the SVG lacks the text %s", text)
		}
	}

	// What the pointer is on is said as text, and highlighted in the charts.
	band := func(name string) (x, y float64) {
		box := chromiumtest.Eval[struct{ X, Y float64 }](page, fmt.Sprintf(`(() => {
			const { strip, regions } = %s;
			const { x, w, row } = regions.find((r) => r.name === %q);
			return { x: strip.x + x + w / 2, y: strip.y + 3 + 17 * row + 7 }; // charts/regions.js: ROW
		})()`, state, name))
		return box.X, box.Y
	}
	page.Move(band("<b>promoter</b>"))
	page.Wait(`!document.querySelector("#tooltip").hidden && ` + state + `.hover.start === 120001`)
	want := []string{"<b>promoter</b>", "Region", "chr1:120,001-140,000", "Length", "20 kb", "Set", "regions", "Note", "<i>see</i> figure 2"}
	got := chromiumtest.Eval[[]string](page,
		`[...document.querySelectorAll("#tooltip .where, #tooltip .what, #tooltip .value")].map((e) => e.textContent)`)
	if !slices.Equal(got, want) {
		t.Errorf("the tooltip says %q, want %q", got, want)
	}
	page.Keep("hover")
	x, y := band("enhancer")
	page.ClickAt(x, y)
	near(t, page, "after a click on a region", 120_001, 180_000)
	page.Wait(names + ` === "<b>promoter</b>,enhancer,peak" && ` + ready)

	// By keys: from one to the next, and to it.
	chromiumtest.Eval[bool](page, strip+`.focus() || true`)
	page.Press("..")
	page.Wait(`document.querySelector("#said").textContent.startsWith("enhancer; Region chr1:130,001-170,000")`)
	page.Press("," + chromiumtest.Enter)
	near(t, page, "after Enter on a region", 115_001, 145_000)

	// Marked by a key: the place in view, else what is selected.
	page.Press("r")
	page.Wait(toast + `?.textContent === "Marked 1 region · Undo"`)
	page.Wait(names + ` === "chr1:115001-145000,<b>promoter</b>,enhancer" && ` + ready)
	if _, err := s.Select(t.Context(), []genome.Interval{at(116_000, 117_000), at(118_000, 119_000)}); err != nil {
		t.Fatal(err)
	}
	page.Wait(state + ".selection.length === 2 && " + toast + " === null")
	page.Press("r")
	page.Wait(toast + `?.textContent === "Marked 2 regions · Undo"`)
	page.Keep("marked")
	last := s.Regions("")
	if n := len(last); n != len(regions)+3 || last[n-1].Interval != at(118_000, 119_000) {
		t.Errorf("the session has the regions %v", last)
	}
	page.Click(".toast button")
	soon(t, "the two are gone", func() bool { return len(s.Regions("")) == len(regions)+1 })

	// Neither in fields nor in dialogs.
	page.Press("/")
	page.Type("r")
	page.Wait(`document.querySelector("#locus").value.endsWith("r")`)
	page.Press(chromiumtest.Escape + "?")
	page.Wait(`document.querySelector("dialog[open] .keys")?.textContent.includes("Mark what is selected")`)
	page.Press("r" + chromiumtest.Escape)
	page.Wait(`document.querySelector("dialog") === null`)
	if n := len(s.Regions("")); n != len(regions)+1 {
		t.Errorf("there are %d regions, want %d", n, len(regions)+1)
	}

	// Without regions in view the strip takes no room, and leaves the focus to the charts.
	chromiumtest.Eval[bool](page, strip+`.focus() || true`)
	if _, err := s.Navigate(t.Context(), at(500_000, 510_000)); err != nil {
		t.Fatal(err)
	}
	page.Wait(strip + `.hidden && document.activeElement.id === "stage" && ` + ready)

	// A refusal is said in its words.
	var crowd []workspace.Region
	for i := range 10_000 - len(s.Regions("")) {
		crowd = append(crowd, workspace.Region{Interval: at(100_000+9*i, 100_050+9*i), Set: "crowd"})
	}
	if _, _, err := s.AddRegions(t.Context(), crowd); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Navigate(t.Context(), at(100_000, 200_000)); err != nil {
		t.Fatal(err)
	}
	page.Wait(state + ".regions.length > 300 && " + ready)
	page.Keep("crowd")
	page.Press("r")
	page.Wait(toast + `?.textContent === "there would be 10002 regions of interest; at most 10000 can be kept"`)
}
