package ui_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session"
	"github.com/epiviz/epivizgo/session/ui/chromiumtest"
)

// Sample sheets: strips beside the rows of a heatmap, rows that are chosen, means of groups and colours by a column.

// startSamples starts a session with four signals and a sheet of them, and opens its page with a heatmap and a track of groups.
func startSamples(t *testing.T) (*session.Session, *chromiumtest.Page) {
	t.Helper()
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	s, err := session.Start(t.Context(), session.Options{Addr: "127.0.0.1:0", Quiet: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	var ids []string
	for k := range 4 {
		var b strings.Builder
		for i := range 40 {
			fmt.Fprintf(&b, "chr1\t%d\t%d\t%d\n", i*100, i*100+100, 1+k%2*10+(i+k)%3)
		}
		ids = append(ids, fmt.Sprintf("s%d", k))
		if _, _, err := s.Load(t.Context(), write(ids[k]+".bedGraph", b.String())); err != nil {
			t.Fatal(err)
		}
	}
	sheet := write("sheet.csv", "name,group,colour,age\ns0,low,#00aa00,30\ns1,high,#aa0000,20\ns2,low,#00aa00,\ns3,high,#aa0000,50\n")
	if _, err := s.SetSamples(t.Context(), sheet); err != nil {
		t.Fatal(err)
	}
	for _, typ := range []string{"Heatmap", "Line Track"} {
		if _, _, err := s.AddChart(t.Context(), typ, ids); err != nil {
			t.Fatal(err)
		}
	}
	for handle, values := range map[int]map[string]string{1: {"cluster": "none", "height": "260"}, 2: {"groupBy": "group", "height": "200"}} {
		if _, err := s.Set(t.Context(), handle, values); err != nil {
			t.Fatal(err)
		}
	}
	page := chromiumtest.Open(t, s.URL(), chromiumtest.Options{})
	page.Wait(state + ".charts.length === 2 && " + state + ".charts.every((c) => c.ready && (c.drawn.bins || c.drawn.rows))")
	return s, page
}

// colorAt returns the colour of a pixel of the canvas of a chart, in CSS pixels from its upper left.
func colorAt(p *chromiumtest.Page, handle int, x, y float64) string {
	return chromiumtest.Eval[string](p, fmt.Sprintf(`(() => {
		const canvas = document.querySelector("#chart-%d canvas");
		const scale = canvas.width / canvas.clientWidth;
		const [r, g, b] = canvas.getContext("2d").getImageData(%v * scale, %v * scale, 1, 1).data;
		return "#" + [r, g, b].map((v) => v.toString(16).padStart(2, "0")).join("");
	})()`, handle, x, y))
}

// rowsOf returns the colours of the strip of groups in the middles of n rows.
func rowsOf(p *chromiumtest.Page, n int) string {
	var colors []string
	for i := range n {
		colors = append(colors, colorAt(p, 1, stripX, rowY(i, n)))
	}
	return strings.Join(colors, " ")
}

// The first strip of a heatmap without a tree, and the middle of row i of n in one that is 260 pixels high with two strips.
const stripX = 56.0

func rowY(i, n int) float64 { return 22 + (float64(i)+0.5)*(260-22-36-36)/float64(n) }

// chooseOf opens the menu of a chart and chooses what is called so.
func chooseOf(p *chromiumtest.Page, handle int, label string) {
	p.Click(fmt.Sprintf("#chart-%d .more", handle))
	p.Wait(`document.querySelector(".menu:popover-open") !== null`)
	chromiumtest.Eval[bool](p,
		fmt.Sprintf(`([...document.querySelectorAll(".menu button")].find((b) => b.textContent === %q).click(), true)`, label))
}

// setting returns a setting of a chart of the session.
func setting(t *testing.T, s *session.Session, handle int, id string) any {
	return chartOf(t, s, handle).Settings[id]
}

// TestHeatmapOfSamples looks at the strips, sorts by a column in the dialog, drags over names to choose rows and shows all again.
func TestHeatmapOfSamples(t *testing.T) {
	s, page := startSamples(t)
	const green, red = "#00aa00", "#aa0000"
	if got, want := rowsOf(page, 4), strings.Join([]string{green, red, green, red}, " "); got != want {
		t.Errorf("the strip of groups is %s, want %s", got, want)
	}
	page.Keep("samples")

	chooseOf(page, 1, "Settings…")
	const field = `[...document.querySelectorAll("form.settings label")].find((l) => l.textContent.startsWith("Group by")).control`
	page.Wait(`document.querySelector("form.settings") !== null`)
	if got := chromiumtest.Eval[string](page, `[...`+field+`.options].map((o) => o.textContent).join(" ")`); got != "none group colour age" {
		t.Errorf("the dialog offers the columns %q", got)
	}
	chromiumtest.Eval[bool](page, `(`+field+`.value = "group", `+field+`.dispatchEvent(new Event("change")), true)`)
	soon(t, "the rows are grouped", func() bool { return setting(t, s, 1, "groupBy") == "group" })
	page.Wait(state + `.charts[0].settings.groupBy === "group"`)
	page.Press(chromiumtest.Escape)
	page.Wait(`document.querySelector("dialog[open]") === null`)
	soon(t, "the strip shows the groups", func() bool {
		return colorAt(page, 1, stripX, 30) == green && colorAt(page, 1, stripX, 70) == green && colorAt(page, 1, stripX, 180) == red
	})

	// A drag over the names beside the cells chooses rows: here those of the second group.
	canvas := boxOf(page, "#chart-1 canvas")
	right := canvas.X + canvas.Width - 60
	page.Drag(right, canvas.Y+135, right, canvas.Y+190)
	soon(t, "two rows are chosen", func() bool { return setting(t, s, 1, "rows") == "s1,s3" })
	page.Wait(state + `.charts[0].note.includes("2 of 4 rows")`)
	if got, want := rowsOf(page, 2), red+" "+red; got != want {
		t.Errorf("the strip of what was chosen is %s, want %s", got, want)
	}

	// The pointer on the strip finds the row; it has no place, so nothing is lit or selected.
	page.Move(canvas.X+stripX, canvas.Y+60)
	page.Wait(`!document.querySelector("#tooltip").hidden`)
	if got := chromiumtest.Eval[string](page, `document.querySelector("#tooltip .where").textContent`); got != "s1" {
		t.Errorf("the pointer finds the row %q", got)
	}
	if hover := chromiumtest.Eval[any](page, state+".hover"); hover != nil {
		t.Errorf("a row lights %v", hover)
	}

	// Shift and a drag over cells goes to their places.
	middle := canvas.X + canvas.Width/2
	page.Drag(middle-60, canvas.Y+40, middle, canvas.Y+60, chromiumtest.Shift)
	soon(t, "the view is narrower", func() bool { return s.State().Location.Len() < 1000 })

	chooseOf(page, 1, "Show all rows")
	soon(t, "all rows are shown", func() bool { return setting(t, s, 1, "rows") == "" })
	if problems := page.Problems(); len(problems) > 0 {
		t.Error(problems)
	}
}

// TestTracksOfSamples reads the means of groups, takes the sheet away and brings it back, and colours ticked tracks by a column.
func TestTracksOfSamples(t *testing.T) {
	s, page := startSamples(t)
	const legend = `[...document.querySelectorAll("#chart-2 .legend li")].map((l) => l.textContent).join(" ")`
	page.Wait(legend + ` === "low (n = 2) high (n = 2)"`)
	canvas := boxOf(page, "#chart-2 canvas")
	page.Move(canvas.X+canvas.Width/2, canvas.Y+100)
	page.Wait(`!document.querySelector("#tooltip").hidden && document.querySelector("#tooltip").textContent.includes("±")`)
	if said := chromiumtest.Eval[string](page, `document.querySelector("#tooltip").textContent`); !strings.Contains(said, "(2 values)") {
		t.Errorf("the tooltip says %q", said)
	}

	if _, err := s.SetSamples(t.Context(), ""); err != nil {
		t.Fatal(err)
	}
	page.Wait(legend + ` === "s0 s1 s2 s3"`)
	if _, _, err := s.Undo(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	page.Wait(legend + ` === "low (n = 2) high (n = 2)"`)

	if _, _, err := s.AddChart(t.Context(), "Line Track", []string{"s1"}); err != nil {
		t.Fatal(err)
	}
	page.Wait(state + ".charts.length === 3 && " + state + ".charts[2].ready")
	clickLabel(page, 3, chromiumtest.Ctrl)
	page.Wait(`!document.querySelector("#ticked").hidden`)
	choose(page, "Colour by group")
	soon(t, "the track is coloured by groups", func() bool { return setting(t, s, 3, "colorBy") == "group" })
	page.Wait(`getComputedStyle(document.querySelector("#chart-3")).getPropertyValue("--hue").trim() === "#aa0000"`)
	page.Keep("samples-tracks")
	if problems := page.Problems(); len(problems) > 0 {
		t.Error(problems)
	}
}
