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
	"github.com/epiviz/epivizgo/session/ui/chromiumtest"
)

// What the page offers to draw: many measurements, some of the same name.

// startMany starts a session without charts on two files of peaks with the same
// name before the dot, and a table of samples.
func startMany(t *testing.T) *session.Session {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	t.Cleanup(cancel)
	s, err := session.Start(ctx, session.Options{Addr: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	dir := t.TempDir()
	head, row := "chr\tstart\tend", "chr1\t1001\t2000"
	for i := range 12 {
		head += fmt.Sprintf("\tSAMPLE-%02d-of-a-long-name", i)
		row += fmt.Sprintf("\t%d.5", i)
	}
	for name, text := range map[string]string{
		"peaks.narrowPeak": "chr1\t1000\t2000\ta\t0\t.\t1\t2\t3\t500\n",
		"peaks.broadPeak":  "chr1\t1000\t2000\ta\t0\t.\t1\t2\t3\n",
		"samples.tsv":      head + "\n" + strings.Repeat(row+"\n", 3),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"peaks.narrowPeak", "peaks.broadPeak", "samples.tsv"} {
		if _, _, err := s.Load(ctx, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// box is where an element is in the window.
type box struct{ X, Y, Width, Height float64 }

func boxOf(p *chromiumtest.Page, selector string) box {
	return chromiumtest.Eval[box](p, fmt.Sprintf(`(({x, y, width, height}) => ({x, y, width, height}))(
		document.querySelector(%q).getBoundingClientRect())`, selector))
}

func TestFirstPage(t *testing.T) {
	page := chromiumtest.Open(t, startMany(t).URL(), chromiumtest.Options{})
	page.Wait(`document.querySelectorAll("#empty .offer").length === 8`)
	page.Keep("first")
	if rest := boxOf(page, "#empty .rest"); rest.Height > 30 || rest.Width < 400 {
		t.Errorf("what is left over is said in a box of %g by %g pixels, want one line", rest.Width, rest.Height)
	}
}

// TestOffersByFile tells measurements of the same name apart by their files, and
// ticks all of a file at once.
func TestOffersByFile(t *testing.T) {
	s := startMany(t)
	page := chromiumtest.Open(t, s.URL(), chromiumtest.Options{})
	page.Wait(`document.querySelectorAll("#empty .offer").length === 8`)
	apart := func(what, selector string) {
		t.Helper()
		// Those of a file with several are under its name.
		texts := chromiumtest.Eval[[]string](page, fmt.Sprintf(`[...document.querySelectorAll(%q)].map((e) =>
			(e.closest("li.file")?.querySelector(".what").innerText ?? "") + e.innerText)`, selector))
		seen := map[string]bool{}
		for _, text := range texts {
			if seen[text] {
				t.Errorf("%s: two are a %q", what, text)
			}
			seen[text] = true
		}
		if cut := chromiumtest.Eval[[]string](page, fmt.Sprintf(`[...document.querySelectorAll(%q)]
			.filter((e) => e.scrollWidth > e.clientWidth).map((e) => e.innerText)`, selector+" .what")); len(cut) > 0 {
			t.Errorf("%s: cut are %q", what, cut)
		}
	}
	apart("first page", "#empty .offer")
	page.Click("#add")
	page.Wait(`document.activeElement.id === "add-filter"`) // the list is made and keys are taken a little after the menu opens
	apart("menu", "#add-list button")
	page.Keep("menu")
	page.Type("sample-")
	page.Wait(`document.querySelectorAll("#add-list button").length === 12`)
	page.Click("#add-list .file label")
	page.Wait(`document.querySelectorAll("#add-list :checked").length === 13 &&
		document.querySelector("#add-submit").textContent === "Add 12 in one chart"`)
	page.Click("#add-list li li input") // all but the first
	page.Wait(`document.querySelector("#add-list .file label input").indeterminate &&
		document.querySelector("#add-submit").textContent === "Add 11 in one chart"`)
	page.Keep("ticked")
	chromiumtest.Eval[bool](page, `(document.querySelector("#add-type").value = "epiviz.plugins.charts.HeatmapPlot") !== ""`)
	page.Click("#add-submit")
	page.Wait(state + ".charts.length === 1 && " + state + ".charts[0].measurements.length === 11")
}
