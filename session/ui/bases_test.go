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

// The bases of the genome as a user sees them: a Sequence Track from the menu, and amino acids over genes.
func TestSequenceTrack(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	s, err := session.Start(ctx, session.Options{Addr: "127.0.0.1:0", CallTimeout: 20 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	// A gene from base 101 on: ATGA, an intron, CCTA, an intron and G. The second codon, ACC, is over the first intron.
	bases := strings.Repeat("c", 100) + "ATGA" + strings.Repeat("c", 5000) + "CCTA" + strings.Repeat("c", 396) + "G" + strings.Repeat("c", 5000)
	_, err = s.SetGenome(ctx, write("one.fa", ">chrA\n"+bases+"\n"))
	check(err)
	_, _, err = s.Load(ctx, write("genes.bed", "chrA\t100\t5505\tMINE\t0\t+\t100\t5505\t0\t3\t4,4,1\t0,5004,5404\n"))
	check(err)
	_, _, err = s.AddChart(ctx, "Genes Track", []string{"genes"})
	check(err)
	page := chromiumtest.Open(t, s.URL(), chromiumtest.Options{})
	page.Wait(state + ".charts.length === 1 && " + state + ".charts[0].ready")

	// The menu offers the sequence under its genome.
	page.Click("#add")
	page.Wait(`[...document.querySelectorAll("#add-list button")].some((b) => b.textContent.includes("Sequence"))`)
	chromiumtest.Eval[bool](page, `[...document.querySelectorAll("#add-list button")].find((b) => b.textContent.includes("Sequence")).click() || true`)
	page.Wait(state + `.charts.length === 2 && ` + state + `.charts[1].type.endsWith("SequenceTrack") && ` + state + ".charts[1].ready")

	goTo := func(place, wire string) {
		page.Click("#locus")
		page.Type(place)
		page.Press(chromiumtest.Enter)
		page.Wait(fmt.Sprintf(`((p) => p.start + "-" + p.end === %q)(%s.location)`, wire, state))
		page.Wait(state + `.charts.every((c) => c.ready)`)
	}
	goTo("chrA:103", "83-122")
	page.Wait(state + ".charts[1].drawn.rows === 40")
	at := func(chart int, base, y float64) (float64, float64) {
		left, right, _ := axis(page)
		w, c := where(page), charts(page)[chart].Canvas
		return left + (base-w.Start+0.5)*(right-left)/(w.End-w.Start+1), c.Y + y
	}
	says := func(what ...string) {
		t.Helper()
		for _, words := range what {
			page.Wait(fmt.Sprintf(`((e) => !e.hidden && e.textContent.includes(%q))(document.querySelector("#tooltip"))`, words))
		}
	}
	x, y := at(1, 103, 12)
	page.Move(x, y)
	says("Position103", "Strandforward (+)")
	x, y = at(1, 101, 45)
	page.Move(x, y)
	says("M, methionine", "CodonATG", "Frame+2", "Place101-103")
	page.ClickAt(x, y)
	got := panel(page, "M, methionine", "Codon=ATG", "Frame=+2", "Genetic code=standard")
	if got.Said != "" || !chromiumtest.Eval[bool](page, `document.querySelector("#details .steps button").hidden`) {
		t.Errorf("the panel of a codon speaks of rows: %+v", got)
	}
	page.Press(chromiumtest.Escape)
	page.Keep("sequence")

	// The codon is read across the intron, whose other end is far from the view.
	x, y = at(0, 104, 12)
	page.Move(x, y)
	says("Exon1 of 3", "Amino acid 2T, threonine", "CodonACC")
	goTo("chrA:5100-5140", "5100-5140")
	x, y = at(0, 5105, 12)
	page.Move(x, y)
	says("Exon2 of 3", "Amino acid 2T, threonine")
	x, y = at(0, 5108, 12)
	page.Move(x, y)
	says("Amino acid 3*, stop", "CodonTAG")

	// Six frames make the chart higher.
	before := charts(page)[1].Canvas.Height
	_, err = s.Set(ctx, 2, map[string]string{"frames": "6", "strand": "both"})
	check(err)
	page.Wait(fmt.Sprintf("%s.charts[1].canvas.height > %v", state, before))
	data, _, err := s.Print(ctx, 2, "x.svg", "svg")
	check(err)
	if svg := string(data); !strings.Contains(svg, "−3") || strings.Contains(svg, "<image") {
		t.Errorf("the picture lacks the frames, or has pixels: %.300s", svg)
	}

	// Too wide a view says so, and another genome takes the place of the first.
	goTo("chrA:1-10000", "1-10000")
	page.Wait(state + ".charts[1].drawn.rows === 0")
	goTo("chrA:103", "83-122")
	_, err = s.SetGenome(ctx, write("two.fa", ">chrA\n"+strings.Repeat("g", len(bases))+"\n"))
	check(err)
	page.Wait(state + ".charts[1].words.includes(" + fmt.Sprintf("%q", strings.Repeat("g", 40)) + ")")
	_, err = s.SetGenome(ctx, "none")
	check(err)
	page.Wait(state + `.charts[1].waits === "a genome with bases"`)
	for _, problem := range page.Problems() {
		t.Error(problem)
	}
}
