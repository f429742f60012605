package ui_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/ui/chromiumtest"
)

// Details that stay: the panel of what was clicked on.

// startDetails starts a session with peaks, a signal and a genome with bases, and a chart of each.
func startDetails(t *testing.T) *session.Session {
	t.Helper()
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	t.Cleanup(cancel)
	s, err := session.Start(ctx, session.Options{Addr: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	fasta := write("g.fa", ">chrA\n"+strings.Repeat("ACGTTGCAAC", 2000)+"\n>chrB\n"+strings.Repeat("TTAGGG", 1000)+"\n")
	if _, err := s.SetGenome(ctx, fasta); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{
		write("peaks.bed", "chrA\t1000\t1020\tleft/one\t5\t+\nchrA\t1000\t1020\ttwin\t6\t-\nchrA\t2000\t4000\twide\t7\t.\n"+
			"chrA\t15000\t15040\tfar\t8\t+\nchrB\t100\t130\t<b>other</b>\t9\t-\n"),
		write("signal.bedGraph", "chrA\t1000\t1500\t0.125\nchrA\t1500\t2500\t3\n"),
	} {
		if _, _, err := s.Load(ctx, path); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Navigate(ctx, genome.Interval{Seq: "chrA", Start: 0, End: 5000}); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"peaks", "signal"} {
		if _, _, err := s.AddChart(ctx, "", []string{name}); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// details is what the panel shows.
type details struct {
	Title, Said string
	Fields      []string
	Box         struct{ X, Y, Width, Height float64 }
}

// panel waits until the panel has a title, and all that is asked for it, and returns it.
func panel(p *chromiumtest.Page, title string, fields ...string) details {
	const shown = `[...document.querySelectorAll("#details dt")].map((e) => e.textContent + "=" + e.nextSibling.querySelector(".value").textContent)`
	p.Wait(fmt.Sprintf(`!document.querySelector("#details").hidden && document.querySelector("#details-title").textContent === %q`, title))
	for _, field := range fields {
		p.Wait(fmt.Sprintf("%s.includes(%q)", shown, field))
	}
	return chromiumtest.Eval[details](p, `(({x, y, width, height}) => ({
		Title: document.querySelector("#details-title").textContent, Said: document.querySelector("#details .said").textContent,
		Fields: `+shown+`, Box: { X: x, Y: y, Width: width, Height: height } }))(document.querySelector("#details").getBoundingClientRect())`)
}

// baseAt returns the x of a base of a view of 5 kb from the first base of chrA.
func baseAt(p *chromiumtest.Page, base float64) float64 {
	left, right, _ := axis(p)
	return left + base*(right-left)/5000
}

// TestDetails clicks on a row: its columns, bases and copies; goes on beyond the view; and closes.
func TestDetails(t *testing.T) {
	s := startDetails(t)
	page := chromiumtest.Open(t, s.URL(), chromiumtest.Options{})
	page.Wait(ready)
	_, _, y := axis(page)
	page.ClickAt(baseAt(page, 3000), y)
	panel(page, "wide", "Position=chrA:2,001-4,000", "Length=2 kb", "score=7")
	page.Wait(`document.activeElement.id === "details"`)
	page.Keep("wide")
	at := panel(page, "wide").Box
	if x := baseAt(page, 3000); x > at.X && x < at.X+at.Width && y > at.Y && y < at.Y+at.Height {
		t.Errorf("the panel at %+v covers what was clicked on, at %g, %g", at, x, y)
	}
	soon(t, "it is selected", func() bool { return len(s.Selection()) == 1 })

	// By its buttons and keys, beyond the view and on another sequence.
	page.Click("#details .steps button:nth-child(2)")
	panel(page, "far", "Position=chrA:15,001-15,040", "Strand=forward (+)", "Sequence, forward strand, 40 bases="+strings.Repeat("ACGTTGCAAC", 4))
	near(t, page, "the next is in the middle", 12_521, 17_520)
	page.Press(".")
	panel(page, "<b>other</b>", "Position=chrB:101-130", "score=9")
	page.Wait(state + `.location.seqName === "chrB"`)
	page.Press(".")
	page.Wait(`document.querySelector("#details .said").textContent === "There is nothing of peaks after this."`)
	page.Keep("last")
	for _, title := range []string{"far", "wide", "twin", "left/one"} {
		page.Press(",")
		panel(page, title)
	}
	soon(t, "the session follows", func() bool {
		return slices.Equal(s.Selection(), []genome.Interval{{Seq: "chrA", Start: 1000, End: 1020}})
	})

	// Copies are what the file has.
	chromiumtest.Eval[bool](page, `(window.copied = []) && (navigator.clipboard.writeText = async (text) => { window.copied.push(text); }) && true`)
	chromiumtest.Eval[bool](page, `document.querySelector('#details [aria-label="Copy score"]').focus() || true`)
	page.Press(chromiumtest.Enter)
	page.Wait(`window.copied.at(-1) === "5" && document.querySelector("#details .said").textContent === "score: copied."`)
	page.Wait(`document.activeElement.getAttribute("aria-label") === "Copy score"`)

	// A link leads out by a template, which is kept.
	chromiumtest.Eval[bool](page, `document.querySelector("#details .plain").focus() || true`)
	page.Press(chromiumtest.Enter)
	page.Type("javascript:alert({name})\r")
	page.Wait(`document.querySelector("#link-problem").textContent === "An address begins with http:// or https://."`)
	page.Keep("problem")
	chromiumtest.Eval[bool](page, `(document.querySelector("#link-template").value = "") === ""`)
	page.Type("https://genes.example/id/{name}?s={score}\r")
	const link = `document.querySelector("#details a.out")`
	page.Wait(link + `.href === "https://genes.example/id/left%2Fone?s=5"`)
	if how := chromiumtest.Eval[string](page, link+`.target + " " + `+link+`.rel`); how != "_blank noopener noreferrer" {
		t.Errorf("the link opens %q", how)
	}
	page.Keep("link")

	// The session keeps it: the prompt changes the same, undo takes it back, and so do other pages.
	if got := s.State().LinkOut; got != "https://genes.example/id/{name}?s={score}" {
		t.Errorf("the session has the address %q", got)
	}
	if _, err := s.SetLinkOut(t.Context(), "http://other.example/{seq}:{start}-{end}"); err != nil {
		t.Fatal(err)
	}
	page.Wait(link + `.textContent === "Open at other.example ↗"`)
	for _, want := range []string{`.href.startsWith("https://genes.example/")`, `.hidden`} {
		if _, _, err := s.Undo(t.Context(), 1); err != nil {
			t.Fatal(err)
		}
		page.Wait(link + want)
	}
	chromiumtest.Eval[bool](page, `document.querySelector("#details .plain").focus() || true`)
	page.Press(chromiumtest.Enter) // what this browser had last is proposed
	page.Wait(`document.querySelector("#link-template").value === "https://genes.example/id/{name}?s={score}"`)
	chromiumtest.Eval[bool](page, `(document.querySelector("#link-template").value = "https://genes.example/{name}\u202e") && true`)
	page.Type(chromiumtest.Enter) // the program refuses what the page takes
	page.Wait(`document.querySelector("#link-problem").textContent.includes("a character that is not seen")`)
	chromiumtest.Eval[bool](page, `(document.querySelector("#link-template").value = "") === ""`)
	page.Type(chromiumtest.Enter)
	page.Wait(`document.querySelector("#details .link form").hidden && document.activeElement.matches("#details .plain")`)

	// Escape closes it first, then lets go of what is selected; the focus is where it was.
	page.Press(chromiumtest.Escape)
	page.Wait(`document.querySelector("#details").hidden && document.activeElement.matches("#chart-1 canvas")`)
	if n := len(s.Selection()); n != 1 {
		t.Errorf("with the panel, %d places were let go", 1-n)
	}
	page.Press(chromiumtest.Escape)
	soon(t, "nothing is selected", func() bool { return len(s.Selection()) == 0 })
}

// TestDetailsOfValues shows a value exactly, by keys alone.
func TestDetailsOfValues(t *testing.T) {
	s := startDetails(t)
	page := chromiumtest.Open(t, s.URL(), chromiumtest.Options{})
	page.Wait(ready)
	chromiumtest.Eval[bool](page, `document.querySelector("#chart-2 canvas").focus() || true`)
	page.Press("d")
	page.Wait(`document.querySelector("#said").textContent.startsWith("Full stop and comma")`)
	page.Press(".")
	page.Press("d")
	panel(page, "chrA:1,001-1,500", "value=0.125", "Length=500 bp")
	page.Wait(`document.querySelectorAll("#details .bases").length === 1`)
	page.Keep("value")
	page.Press(".")
	panel(page, "chrA:1,501-2,500", "value=3")
	page.Press(chromiumtest.Escape)
	page.Wait(`document.activeElement.matches("#chart-2 canvas")`)
	page.Press(".")
	page.Wait(state + ".hover?.start === 1501") // the cursor is where it was
}

// TestDetailsInSizes opens the panel at both ends of charts in windows of all sizes: it covers nothing that was clicked on.
func TestDetailsInSizes(t *testing.T) {
	s := startDetails(t)
	for _, size := range [][2]int{{800, 600}, {1280, 800}, {2600, 1200}, {400, 700}} {
		page := chromiumtest.Open(t, s.URL(), chromiumtest.Options{Width: size[0], Height: size[1]})
		page.Wait(ready)
		for _, theme := range []protocol.Theme{"light", "dark"} {
			if _, err := s.SetTheme(t.Context(), theme); err != nil {
				t.Fatal(err)
			}
			page.Wait(fmt.Sprintf("%s.theme === %q", state, theme))
			_, _, y := axis(page)
			for _, row := range []struct {
				base, below float64
				title       string
			}{{1010, 10, "twin"}, {3900, 0, "wide"}} {
				base := row.base
				page.ClickAt(baseAt(page, base), y+row.below)
				b := panel(page, row.title).Box
				page.Keep(fmt.Sprintf("%dx%d-%s-%s", size[0], size[1], theme, row.title))
				if b.X < 0 || b.X+b.Width > float64(size[0]) || b.Y+b.Height > float64(size[1]) {
					t.Errorf("%v: the panel is out of the window: %+v", size, b)
				}
				if x := baseAt(page, base); size[0] >= 800 && x > b.X && x < b.X+b.Width && y > b.Y && y < b.Y+b.Height {
					t.Errorf("%v: the panel at %+v covers %g, %g", size, b, x, y)
				}
				page.Press(chromiumtest.Escape + chromiumtest.Escape)
				page.Wait(`document.querySelector("#details").hidden`)
			}
		}
	}
}
