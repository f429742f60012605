package ui_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/epiviz/epivizgo/session"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/ui/chromiumtest"
)

// How tracks of genes and intervals look: rows that do not fit, density, colours, names.

// startFiles starts a session with files of these names and texts, and a chart of each measurement that is named.
func startFiles(t *testing.T, files [][2]string, at genome.Interval, charts ...string) (s *session.Session, dir string) {
	t.Helper()
	dir = t.TempDir()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	t.Cleanup(cancel)
	s, err := session.Start(ctx, session.Options{Addr: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	for _, f := range files {
		loadText(t, s, filepath.Join(dir, f[0]), f[1])
	}
	if _, err := s.Navigate(ctx, at); err != nil {
		t.Fatal(err)
	}
	for _, name := range charts {
		if _, _, err := s.AddChart(ctx, "", []string{name}); err != nil {
			t.Fatal(err)
		}
	}
	return s, dir
}

func loadText(t *testing.T, s *session.Session, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Load(t.Context(), path); err != nil {
		t.Fatal(err)
	}
}

// transcripts returns a GTF of a gene with so many transcripts.
func transcripts(n int) string {
	var b strings.Builder
	b.WriteString("chrA\tx\tgene\t1001\t9000\t.\t+\t.\tgene_id \"G\"; gene_name \"MANY\";\n")
	for i := range n {
		fmt.Fprintf(&b, "chrA\tx\texon\t%d\t9000\t.\t+\t.\tgene_id \"G\"; gene_name \"MANY\"; transcript_id \"iso%03d\";\n", 1001+i, i)
	}
	return b.String()
}

const noteOf = state + `.charts[0].note`

// TestRowsScroll scrolls a chart of more transcripts than it has room for, by wheel, key and bar; the plain wheel
// zooms as elsewhere, the note counts what is out of sight, and a picture has what is seen.
func TestRowsScroll(t *testing.T) {
	s, _ := startFiles(t, [][2]string{{"iso.gtf", transcripts(100)}}, genome.Interval{Seq: "chrA", Start: 0, End: 10_000}, "iso_transcripts")
	if _, err := s.Set(t.Context(), 1, map[string]string{"height": "105"}); err != nil {
		t.Fatal(err)
	}
	page := chromiumtest.Open(t, s.URL(), chromiumtest.Options{})
	page.Wait(noteOf + ` === "91 of 100 transcripts out of sight; scroll with Alt and the wheel"`)
	page.Keep("top")
	const top = `document.querySelector(".body-scroll").scrollTop`
	left, right, y := axis(page)
	page.Wheel((left+right)/2, y, 1, 220, chromiumtest.Alt)
	page.Wait(top + " === 220")
	page.Wait(noteOf + `.startsWith("90 of 100 ")`)
	if at := chromiumtest.Eval[place](page, state+".location"); at.End != 10_000 {
		t.Errorf("Alt and the wheel moved the view to %v", at)
	}
	picture := func(holds string) {
		t.Helper()
		soon(t, "the picture has "+holds, func() bool {
			svg, _, err := s.Print(t.Context(), 1, "x", "svg")
			return err == nil && strings.Contains(string(svg), holds) && !strings.Contains(string(svg), "iso000")
		})
	}
	picture("iso020")
	page.Wheel((left+right)/2, y, 1, -120)
	page.Wait(state + ".location.end < 10000")
	if got := chromiumtest.Eval[float64](page, top); got != 220 {
		t.Errorf("the plain wheel scrolled the chart to %v", got)
	}
	chromiumtest.Eval[bool](page, `(document.querySelector("#chart-1 canvas").focus(), true)`)
	page.Press(chromiumtest.PageDown)
	page.Wait(top + " > 300")
	page.Press(chromiumtest.PageUp)
	page.Wait(top + " < 300")
	chromiumtest.Eval[bool](page, `((e) => (e.scrollTop = e.scrollHeight, true))(document.querySelector(".body-scroll"))`)
	picture("iso099")
	page.Keep("end")
	// Where all fit there is nothing to scroll.
	if _, err := s.Set(t.Context(), 1, map[string]string{"height": "1500"}); err != nil {
		t.Fatal(err)
	}
	page.Wait(`document.querySelector(".body-scroll").hidden && ` + noteOf + ` === ""`)
}

// TestDensityOfGenes shows many genes as their density, and each where there is room for it.
func TestDensityOfGenes(t *testing.T) {
	var b strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&b, "chrA\tx\tgene\t%d\t%d\t.\t+\t.\tgene_id \"G%d\";\n", 1+i*20_000, 1+i*20_000+5000, i)
	}
	whole := genome.Interval{Seq: "chrA", Start: 0, End: 60_000_000}
	s, _ := startFiles(t, [][2]string{{"genes.gtf", b.String()}}, whole, "genes")
	page := chromiumtest.Open(t, s.URL(), chromiumtest.Options{})
	page.Wait(noteOf + ` === "about 3,000 genes in view, drawn as density; zoom in for genes"`)
	page.Keep("density")
	left, right, y := axis(page)
	page.Move((left+right)/2, y)
	page.Wait(`/^\d+ genes$/.test(document.querySelector("#tooltip .where")?.textContent ?? "")`)
	if _, err := s.Navigate(t.Context(), genome.Interval{Seq: "chrA", Start: 0, End: 1_000_000}); err != nil {
		t.Fatal(err)
	}
	page.Wait(state + `.charts[0].drawn.rows === 50 && !` + noteOf + `.includes("density")`)
	page.Keep("genes")
}

// TestColoursAndNames: a measurement has one colour in every page, whenever it came to the session, and two files of
// one name are told apart in pages that knew the first alone.
func TestColoursAndNames(t *testing.T) {
	const text = "track type=bedGraph color=200,30,0\nchrA\t0\t500\t3\nchrA\t500\t900\t1\n"
	s, dir := startFiles(t, [][2]string{{"one/cov.bedGraph", text}}, genome.Interval{Seq: "chrA", Start: 0, End: 1000}, "cov")
	page := chromiumtest.Open(t, s.URL(), chromiumtest.Options{})
	const names = `[...document.querySelectorAll("#charts :is(.name, .legend li)")].map((e) => e.textContent).join(" ")`
	const hues = `[...document.querySelectorAll("#charts .chart")].map((e) => e.style.getPropertyValue("--hue") + ` +
		`[...e.querySelectorAll(".swatch")].map((s) => s.style.background)).join(" ")`
	page.Wait(names + ` === "cov" && ` + hues + ` === "#c81e00"`)
	loadText(t, s, filepath.Join(dir, "two/cov.bedGraph"), strings.TrimPrefix(text, "track type=bedGraph color=200,30,0\n"))
	page.Wait(names + ` === "one/cov"`)
	for _, ids := range [][]string{{"cov_2"}, {"cov_2", "cov"}} {
		if _, _, err := s.AddChart(t.Context(), "Line Track", ids); err != nil {
			t.Fatal(err)
		}
	}
	const all = `one/cov two/cov Line Track two/cov one/cov`
	page.Wait(names + fmt.Sprintf(" === %q && ", all) + state + ".charts.every((c) => c.ready && c.drawn.rows > 0)")
	want := chromiumtest.Eval[string](page, hues)
	other := chromiumtest.Open(t, s.URL(), chromiumtest.Options{})
	other.Wait(names + fmt.Sprintf(" === %q && ", all) + hues + fmt.Sprintf(" === %q", want))
	page.Reload()
	page.Wait(names + fmt.Sprintf(" === %q && ", all) + hues + fmt.Sprintf(" === %q", want))
	if !strings.Contains(want, "rgb(200, 30, 0)") {
		t.Errorf("the colour that the file states is none of %q", want)
	}
}

// TestFlip flips the axis from the menu and at the prompt: drags, clicks and pictures follow, and a page that comes later.
func TestFlip(t *testing.T) {
	const bed = "chrA\t100\t200\tfirst\t5\t+\nchrA\t800\t900\tlast\t6\t-\nchrA\t5000\t5100\tfar\t6\t-\n"
	s, _ := startFiles(t, [][2]string{{"a.bed", bed}}, genome.Interval{Seq: "chrA", Start: 0, End: 1000}, "a")
	page := chromiumtest.Open(t, s.URL(), chromiumtest.Options{})
	page.Wait(state + ".charts.length === 1 && " + state + ".charts.every((c) => c.ready)")
	chooseInMenu(page, "Axis from right to left")
	page.Wait(state + ".flip")
	soon(t, "the session is flipped", s.Flip)
	page.Keep("flipped")
	left, right, y := axis(page)
	at := func(base float64) float64 { return right - base*(right-left)/1000 }
	page.ClickAt(at(150), y)
	panel(page, "first", "Position=chrA:101-200")
	page.Press(chromiumtest.Escape)
	page.Drag(at(850), y, at(850)+100, y)
	page.Wait(state + ".location.start > 1")
	if _, err := s.Navigate(t.Context(), genome.Interval{Seq: "chrA", Start: 0, End: 1000}); err != nil {
		t.Fatal(err)
	}
	page.Wait(state + ".location.end === 1000")
	// With Shift a drag zooms: from the left, where the end is.
	page.Drag(left+5, y, at(700), y, chromiumtest.Shift)
	page.Wait(state + ".location.start >= 690 && " + state + ".location.start <= 710")
	later := chromiumtest.Open(t, s.URL(), chromiumtest.Options{})
	later.Wait(state + ".flip && " + state + ".charts.length === 1")
	if _, err := s.SetFlip(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	page.Wait("!" + state + ".flip")
	later.Wait("!" + state + ".flip")
}
