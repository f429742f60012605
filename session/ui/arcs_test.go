package ui_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/epiviz/epivizgo/session"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/ui/chromiumtest"
)

// TestOtherEnd follows a pair to its other end, on the same sequence and on another.
func TestOtherEnd(t *testing.T) {
	path := filepath.Join(t.TempDir(), "loops.bedpe")
	text := "chr1\t100000\t104000\tchr1\t900000\t904000\tfar\t5\t+\t-\nchr1\t149000\t151000\tchr2\t600000\t602000\tacross\t9\t+\t+\n"
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	s, err := session.Start(ctx, session.Options{Addr: "127.0.0.1:0", CallTimeout: 20 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if _, _, err := s.Load(ctx, path); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Navigate(ctx, genome.Interval{Seq: "chr1", Start: 100_000, End: 200_000}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.AddChart(ctx, "Arcs Track", []string{"loops"}); err != nil {
		t.Fatal(err)
	}
	page := chromiumtest.Open(t, s.URL(), chromiumtest.Options{})
	page.Wait(state + ".charts.length === 1 && " + state + ".charts[0].ready && " + state + ".charts[0].drawn.rows === 2")
	_, right, _ := axis(page)
	canvas := charts(page)[0].Canvas

	// The pointer on an arc lights its two ends, and says where they are.
	page.Move(pixel(page, 150_000), canvas.Y+canvas.Height-40)
	page.Wait(`document.querySelector("#tooltip").textContent.includes("chr2:600,001-602,000")`)
	page.ClickAt(pixel(page, 150_000), canvas.Y+canvas.Height-40)
	page.Wait(state + ".selection.length === 2")
	want := []place{{"chr1", 149_001, 151_000}, {"chr2", 600_001, 602_000}}
	if got := selectionOf(page); !slices.Equal(got, want) {
		t.Errorf("a click selects %v, want %v", got, want)
	}
	page.Keep("arcs")
	page.Press(chromiumtest.Escape) // the details
	// The menu of the chart leads to the end that is not in view.
	page.Click(".chart .more")
	const item = `[...document.querySelectorAll("[role=menuitem]")].find((e) => e.textContent.includes("Go to the other end"))`
	page.Wait(item + ` !== undefined`)
	chromiumtest.Eval[bool](page, item+`.click() || true`)
	page.Wait(state + `.location.seqName === "chr2"`)
	if at := where(page); at.Start > 600_001 || at.End < 602_000 {
		t.Errorf("the menu leads to %v", at)
	}
	if _, err := s.Navigate(ctx, genome.Interval{Seq: "chr1", Start: 100_000, End: 200_000}); err != nil {
		t.Fatal(err)
	}
	page.Wait(state + `.location.seqName === "chr1" && ` + state + ".charts[0].ready && " + state + ".charts[0].drawn.rows === 2")

	// The mark at the edge leads there by a click: it is looked for along the edge.
	found := false
	for y := canvas.Y + 4; y < canvas.Y+canvas.Height-10 && !found; y += 4 {
		page.Move(right-4, y)
		words := chromiumtest.Eval[string](page, `((e) => e.hidden ? "" : e.textContent)(document.querySelector("#tooltip"))`)
		if found = strings.Contains(words, "goes to chr1:900,001-904,000"); found {
			page.ClickAt(right-4, y)
		}
	}
	if !found {
		t.Fatal("no mark at the edge leads to the other end")
	}
	page.Wait(state + ".location.start > 800000")
	if at := where(page); at.SeqName != "chr1" || at.Start > 900_001 || at.End < 904_000 {
		t.Errorf("the mark leads to %v", at)
	}
	if err := s.Rows(ctx, genome.Interval{Seq: "chr2"}, "loops", func(reply.FeatureRows) error { return nil }); err != nil {
		t.Error(err)
	}
}
