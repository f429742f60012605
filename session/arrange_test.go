package session

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/sessiontest"
)

func handles(charts []sessiontest.Chart) []int {
	var out []int
	for _, c := range charts {
		out = append(out, c.Handle)
	}
	return out
}

// TestTheme reaches every built-in page but the one where it was chosen, and one
// that comes later.
func TestTheme(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.addTutorial()
		page, other, real := r.join(builtinPage), r.join(builtinPage), r.join(v4)
		told := func(b *sessiontest.Browser) int { return len(b.Page().Pushed(protocol.SetTheme)) }
		equal(t, "theme at first", r.Theme(), protocol.Theme(""))
		wantNote(t, must(r.SetTheme(r.ctx, "dark"))(t), "EpiViz 4", "has no setTheme")
		equal(t, "pages told", []int{told(page), told(other), told(real)}, []int{1, 1, 0})
		did(t, r, page, protocol.UserSetTheme, map[string]any{"theme": "light"})
		equal(t, "theme", r.Theme(), protocol.Theme("light"))
		equal(t, "pages told", []int{told(page), told(other), told(real)}, []int{1, 2, 0})
		late := r.join(builtinPage).Page().Pushed(protocol.SyncState)
		if args := string(late[len(late)-1].Args); !strings.Contains(args, `"theme":"light"`) {
			t.Errorf("a later page is told %s", args)
		}
		_, err := r.SetTheme(r.ctx, "pink")
		wantError(t, err, `no theme "pink"`)
		must(r.SetTheme(r.ctx, ""))(t)
		pushed := other.Page().Pushed(protocol.SetTheme)
		if !strings.Contains(string(pushed[len(pushed)-1].Args), `"theme":"auto"`) || r.Theme() != "" {
			t.Errorf("without a theme, a page is told %s", pushed[len(pushed)-1].Args)
		}
	})
}

func TestOrderCharts(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.addTutorial()
		page, other, real := r.join(builtinPage), r.join(builtinPage), r.join(v4)
		for range 4 {
			r.addChart("", "py_column")
		}
		report := must(r.OrderCharts(r.ctx, []int{3, 1}))(t)
		wantNote(t, report, "EpiViz 4", "has no orderCharts")
		did(t, r, page, protocol.UserOrderCharts, map[string]any{"handles": []int{4}})
		want := []int{4, 3, 1, 2}
		var got []int
		for _, c := range r.Charts() {
			got = append(got, c.Handle)
		}
		equal(t, "order of the session", got, want)
		for _, b := range []*sessiontest.Browser{page, other, r.reload(other)} {
			equal(t, "order on a page", handles(b.Page().Charts), want)
		}
		equal(t, "charts of a real page", len(real.Page().Charts), 4)
		_, err := r.OrderCharts(r.ctx, []int{1, 7})
		wantError(t, err, "no chart 7")
		_, err = r.OrderCharts(r.ctx, []int{1, 2, 1})
		wantError(t, err, "chart 1 is named twice")
	})
}

func TestDuplicateChart(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.addTutorial()
		pages := []*sessiontest.Browser{r.join(builtinPage), r.join(v4)}
		r.addChart("", "py_column")
		must(r.Set(r.ctx, 1, map[string]string{"title": "twin", "colors": "red"}))(t)
		chart, _, err := r.DuplicateChart(r.ctx, 1)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "handle", chart.Handle, 2)
		must(r.Set(r.ctx, 1, map[string]string{"title": "first"}))(t)
		for _, page := range pages {
			c := page.Page().Charts[1]
			equal(t, "title", c.Settings["title"], "twin")
			equal(t, "colours", c.Colors, []string{"red"})
		}
		_, _, err = r.DuplicateChart(r.ctx, 9)
		wantError(t, err, "no chart 9")
	})
}

func TestSelect(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.addTutorial()
		page, other := r.join(builtinPage), r.join(builtinPage)
		r.join(v4)
		place := protocol.Range{SeqName: "chr1", Start: 11, End: 20}
		must(r.Select(r.ctx, []genome.Interval{{Seq: "chr1", Start: 10, End: 20}}))(t)
		late := r.join(builtinPage)
		for _, b := range []*sessiontest.Browser{page, other, late} {
			equal(t, "selection", b.Page().Selection, []protocol.Range{place})
		}
		pushes := len(page.Page().Pushed(protocol.Select))
		did(t, r, page, protocol.UserSelect, map[string]any{"ranges": []protocol.Range{}})
		equal(t, "selection of the others", len(other.Page().Selection)+len(late.Page().Selection), 0)
		equal(t, "pushes to the one where it was done", len(page.Page().Pushed(protocol.Select))-pushes, 0)
		equal(t, "selection of the session", len(r.Selection()), 0)
		_, err := r.Select(r.ctx, []genome.Interval{{Seq: "chr9", Start: 1, End: 2}})
		wantError(t, err, "chr9")
	})
}

// TestHover reaches the other built-in pages alone.
func TestHover(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.addTutorial()
		page, other, real := r.join(builtinPage), r.join(builtinPage), r.join(v4)
		did(t, r, page, protocol.UserHover, map[string]any{"range": map[string]any{"seqName": "chr1", "start": 5, "end": 5}})
		did(t, r, page, protocol.UserHover, map[string]any{"range": nil})
		synctest.Wait()
		hovers := func(b *sessiontest.Browser) int { return len(b.Page().Pushed(protocol.Hover)) }
		equal(t, "hovers", []int{hovers(page), hovers(other), hovers(real)}, []int{0, 2, 0})
		equal(t, "the last", string(other.Page().Pushed(protocol.Hover)[1].Args), `{"action":"hover","range":null}`)
	})
}

func TestPrint(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.addTutorial()
		_, _, err := r.Print(r.ctx, 0, "a.svg", "svg")
		wantError(t, err, "no browser is connected")
		r.addChart("", "py_column")
		r.join(v2)
		_, _, err = r.Print(r.ctx, 0, "a.svg", "svg")
		wantError(t, err, "no connected page")
		four := r.join(v4)
		data, report, err := r.Print(r.ctx, 1, "a.png", "PNG")
		if err != nil || data != nil {
			t.Errorf("data %q, error %v", data, err)
		}
		wantNote(t, report, "EpiViz 4", "downloads")
		args := string(four.Page().Pushed(protocol.PrintWorkspace)[0].Args)
		if !strings.Contains(args, `"chartId":"track-lines-00001","fileName":"a","fileType":"png"`) {
			t.Errorf("the page was asked %s", args)
		}
		r.join(builtinPage)
		data, _, err = r.Print(r.ctx, 1, "a.svg", "svg")
		if err != nil || !strings.Contains(string(data), "<title>chart-1</title>") {
			t.Errorf("data %q, error %v", data, err)
		}
		_, _, err = r.Print(r.ctx, 5, "a.svg", "svg")
		wantError(t, err, "no chart 5")
		_, _, err = r.Print(r.ctx, 0, "a.gif", "gif")
		wantError(t, err, `"gif"`, "svg or png")
	})
}

// TestPrintIsOfTheSessionsPlace prints while the pages are at different places.
func TestPrintIsOfTheSessionsPlace(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.addTutorial()
		r.addChart("", "py_column")
		first, second := r.join(builtinPage), r.join(builtinPage)
		did(t, r, second, protocol.UserNavigate, map[string]any{"range": map[string]any{"seqName": "chr1", "start": 5001, "end": 6000}})
		takePicture := func() {
			t.Helper()
			if _, _, err := r.Print(r.ctx, 0, "a.svg", "svg"); err != nil {
				t.Error(err)
			}
		}
		printed := func(b *sessiontest.Browser) int { return len(b.Page().Pushed(protocol.PrintWorkspace)) }
		takePicture()
		equal(t, "pictures of the pages", []int{printed(first), printed(second)}, []int{0, 1})
		second.Disconnect()
		synctest.Wait()
		takePicture()
		equal(t, "pictures of the page", printed(first), 1)
		if !first.Page().At("chr1", 5001, 6000) {
			t.Errorf("the page that was printed is at %v", first.Page().Location)
		}
		r.noFaults(first)
	})
}

// TestHoverPastASilentPage has a page that never answers a hover: the pages behind it
// get theirs all the same, at once.
func TestHoverPastASilentPage(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		page, silent, other := r.join(builtinPage), r.join(builtinPage), r.join(builtinPage)
		silent.Mute(protocol.Hover)
		before := time.Now()
		must(page.Ask(r.ctx, protocol.UserHover, map[string]any{"range": map[string]any{"seqName": "chr1", "start": 5, "end": 5}}))(t)
		r.await(other, func(p sessiontest.Page) bool { return len(p.Pushed(protocol.Hover)) == 1 })
		if waited := time.Since(before); waited > 0 {
			t.Errorf("the other page waited %v", waited)
		}
	})
}

// TestPrintAtOnce asks for a picture before any built-in page is up to date.
func TestPrintAtOnce(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		for range 4 {
			r.open(builtinPage, protocol.SyncState)
		}
		for len(r.Browsers()) < 4 {
			time.Sleep(time.Millisecond)
		}
		data, report, err := r.Print(r.ctx, 0, "a.svg", "svg")
		if err != nil || len(data) == 0 || report.Browsers == 0 {
			t.Errorf("%d bytes, %+v, %v", len(data), report, err)
		}
		r.waitReady(4)
	})
}
