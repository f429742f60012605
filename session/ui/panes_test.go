package ui_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/ui/chromiumtest"
)

// Several places side by side, and the whole genome.

// pane is one of several places, in pixels of a chart's canvas.
type pane struct {
	SeqName     string  `json:"seqName"`
	Left, Width float64 `json:",omitempty"`
}

func panes(p *chromiumtest.Page) (list []pane) {
	return chromiumtest.Eval[[]pane](p, state+".panes.map((p) => ({ seqName: p.seqName, Left: p.left, Width: p.width }))")
}

// shows waits until the page shows just these places, 1-based inclusive, with their data.
func shows(p *chromiumtest.Page, places ...string) {
	p.Wait(fmt.Sprintf(`%s.places.map((p) => p.seqName + ":" + p.start + "-" + p.end).join(" ") === %q && %[1]s.charts.every((c) => c.ready)`,
		state, strings.Join(places, " ")))
}

// TestSeveralPlaces types places into the box, moves one of them and selects across both.
func TestSeveralPlaces(t *testing.T) {
	s, page := openPage(t, "127.0.0.1:0")
	goTo := func(text string) {
		t.Helper()
		page.Type("/")
		page.Wait(`document.activeElement.id === "locus"`)
		page.Type(text)
		page.Press(chromiumtest.Enter)
	}
	goTo("chr1:100001-200000 chr1:500001-600000")
	shows(page, "chr1:100001-200000", "chr1:500001-600000")
	page.Keep("two-places")
	soon(t, "the session has both", func() bool {
		return s.State().View().String() == "chr1:100001-200000 chr1:500001-600000"
	})
	page.Wait(`document.querySelector("#locus").value === "chr1:100,001-200,000 chr1:500,001-600,000"`)
	page.Wait(`decodeURIComponent(location.hash) === "#chr1:100001-200000 chr1:500001-600000"`)

	// A drag moves the place under the pointer.
	list := panes(page)
	canvas := charts(page)[0].Canvas
	second := canvas.X + list[1].Left
	y := canvas.Y + canvas.Height/2
	page.Drag(second+list[1].Width-5, y, second+5, y)
	page.Wait(fmt.Sprintf("%s.places[1].start > 550000", state))
	near(t, page, "the first place", 100_001, 200_000)
	soon(t, "the session has the move", func() bool { return s.State().Beside[0].Start > 550_000 })
	page.Press(chromiumtest.Home)
	shows(page, "chr1:1-100000", "chr1:1-100000")

	// A selection across both, and a second page that has it all.
	page.Drag(canvas.X+list[0].Left+list[0].Width/2, y, second+list[1].Width/2, y, chromiumtest.Alt)
	page.Wait(state + ".selection.length === 2")
	got := selectionOf(page)
	if got[0].End != 100_000 || got[1].Start != 1 || got[0].Start < 45_000 || got[1].End > 55_000 {
		t.Errorf("selected %v, want the right half of the first and the left half of the second", got)
	}
	other := chromiumtest.Open(t, s.URL(), chromiumtest.Options{})
	other.Wait(ready + " && " + state + ".places.length === 2 && " + state + ".selection.length === 2")

	goTo("chr1 nothing-of-this-name")
	page.Wait(`document.querySelector("#suggestions").textContent.includes("nothing-of-this-name")`)
	if n := len(s.State().View().Places()); n != 2 {
		t.Errorf("after a refusal there are %d places", n)
	}
	page.Press(chromiumtest.Escape)

	// A click on the name of one shows it alone.
	ruler := chromiumtest.Eval[struct{ X, Y float64 }](page, `(({ x, y }) => ({ X: x, Y: y }))(document.querySelector("#ruler").getBoundingClientRect())`)
	page.ClickAt(ruler.X+list[1].Left+10, ruler.Y+10)
	page.Wait(state + ".places.length === 1")
	if problems := page.Problems(); len(problems) > 0 {
		t.Error(problems)
	}
}

// TestWholeGenome shows all sequences from the prompt, and goes into one by a click and by the wheel.
func TestWholeGenome(t *testing.T) {
	s, page := openPage(t, "127.0.0.1:0")
	if _, err := s.AddSeqInfos(t.Context(), []genome.Sequence{{Name: "chr2", Length: 200_000_000}, {Name: "chrUn_x", Length: 70}}); err != nil {
		t.Fatal(err)
	}
	whole := func() {
		t.Helper()
		report, err := s.ShowGenome(t.Context())
		if err != nil || !report.Whole {
			t.Fatal(report, err)
		}
		page.Wait(state + ".whole && " + state + ".charts.every((c) => c.ready)")
	}
	whole()
	page.Keep("whole-genome")
	var names []string
	for _, p := range panes(page) {
		names = append(names, p.SeqName)
	}
	if want := []string{"chr1", "chr2", "pyChr", "chrX", "chrY"}; !slices.Equal(names, want) {
		t.Fatalf("the page shows %v, want %v", names, want)
	}
	page.Wait(`document.querySelector("#locus").value === "all" && location.hash === "#all" && document.querySelector("#sequence").value === "all"`)
	if note := chromiumtest.Eval[string](page, state+".charts[0].note"); note != "" {
		t.Errorf("the chart of values says %q", note)
	}

	canvas := charts(page)[0].Canvas
	middle := func(i int) float64 { p := panes(page)[i]; return canvas.X + p.Left + p.Width/2 }
	y := canvas.Y + canvas.Height/2
	page.Drag(middle(0), y, middle(1), y) // which moves nothing
	page.Wait(state + ".whole")
	page.ClickAt(middle(1), y)
	shows(page, "chr2:1-200000000")
	soon(t, "the session is there", func() bool { return s.State().View().String() == "chr2:1-200000000" })

	whole()
	x := middle(0)
	page.Wheel(x, y, 0.1, -200)
	page.Wait("!" + state + ".whole && " + state + `.location.seqName === "chr1"`)
	soon(t, "the session follows the wheel", func() bool { return !s.State().Whole })
	if _, err := s.Travel(t.Context(), -1); err != nil {
		t.Fatal(err)
	}
	page.Wait(state + ".whole")

	// The link of the page leads there, and a picture has it.
	late := chromiumtest.Open(t, s.URL()+"&all", chromiumtest.Options{})
	late.Wait(state + ".whole && " + state + ".charts.every((c) => c.ready)")
	picture, _, err := s.Print(t.Context(), 0, "", "svg")
	if err != nil || !strings.Contains(string(picture), "the whole genome") {
		t.Errorf("the picture: %v, %.300s", err, picture)
	}
	if _, err := s.Show(t.Context(), reply.Locus{Interval: genome.Interval{Seq: "chr1", End: 100}}); err != nil {
		t.Fatal(err)
	}
	page.Wait("!" + state + ".whole")
	for _, p := range []*chromiumtest.Page{page, late} {
		if problems := p.Problems(); len(problems) > 0 {
			t.Error(problems)
		}
	}
}

// TestWholeOfOneSequence shows all of a genome of one sequence: the menu, which has no "all" then, names it.
func TestWholeOfOneSequence(t *testing.T) {
	files := [][2]string{{"signal.bedGraph", "chrA\t1000\t1500\t0.125\nchrA\t1500\t2500\t3\n"}}
	s, _ := startFiles(t, files, genome.Interval{Seq: "chrA", End: 2500}, "signal")
	page := chromiumtest.Open(t, s.URL(), chromiumtest.Options{})
	page.Wait(state + ".connected && " + state + ".charts.length === 1")
	if _, err := s.ShowGenome(t.Context()); err != nil {
		t.Fatal(err)
	}
	page.Wait(state + `.whole && document.querySelector("#sequence").value === "chrA"`)
	if problems := page.Problems(); len(problems) > 0 {
		t.Error(problems)
	}
}
