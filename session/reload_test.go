package session

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/sessiontest"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/state"
)

// A file that is read again shows its new data in every page, under the same ids
// and with the looks that its charts have.
func TestReload(t *testing.T) {
	for _, version := range append(slices.Clone(realPages), builtinPage) {
		t.Run(pageName(version), func(t *testing.T) {
			first, next := newRamp("chr1", 100_000), newRamp("chr1", 100_000)
			next.Offset = 7
			files := map[string]source.Source{"a.bw": first, "p.bed": newFeatures("chr1", 50_000, 1000, 10)}
			inBubble(t, Options{Open: opener(files)}, func(t *testing.T, r *rig) {
				r.load("a.bw")
				r.load("p.bed")
				r.compute("x", "a*2")
				page := r.join(version)
				r.navigate("chr1", 1001, 21_000)
				chart := r.addChart("Line Track", "a", "x")
				r.addChart("Blocks Track", "p")
				if version == v4 || version == v5 || version == builtinPage {
					must(r.Set(r.ctx, chart.Handle, map[string]string{"title": "kept"}))(t)
				}
				r.settled(page)
				before := page.Page().Charts

				files["a.bw"] = next
				report, err := r.Reload(r.ctx, "a")
				if err != nil {
					t.Fatal(err)
				}
				equal(t, "browsers told", report.Browsers, 1)
				r.pass(time.Second) // v2 draws a little later
				shown := r.settled(page)
				equal(t, "measurements", ids(r.Measurements()), []string{"a", "p", "x"})
				equal(t, "charts", r.Charts()[0].Measurements, []string{"a", "x"})
				equal(t, "charts on the page", len(shown.Charts), len(before))
				if version == v5 || version == builtinPage {
					equal(t, "the chart on the page", shown.Charts[0].ID, before[0].ID)
				} else {
					equal(t, "the bounds of its first measurement", *shown.Charts[0].Measurements[0].MaxValue, *r.Measurements()[0].MaxValue)
				}
				equal(t, "its settings", shown.Charts[0].Settings, before[0].Settings)
				if version != builtinPage {
					wantBins(t, page, "a", next)
					points := must(page.Drawn("x"))(t)
					if want := 2 * next.Mean(points[0].Start-1, points[0].End); points[0].Value != want {
						t.Errorf("what is computed from it shows %v, want %v", points[0].Value, want)
					}
				}
				equal(t, "the old file is closed", first.Closed(), true)

				fewer := newFeatures("chr1", 50_000, 2000, 20)
				files["p.bed"] = fewer
				must(r.Reload(r.ctx, "p.bed"))(t)
				r.pass(time.Second)
				r.settled(page)
				if version != builtinPage {
					wantRows(t, page, "p", fewer)
				}
				r.noFaults(page)
			})
		})
	}
}

// A file that cannot be read again leaves the data that were read before.
func TestReloadKeepsTheOld(t *testing.T) {
	first := newRamp("chr1", 100_000)
	files := map[string]source.Source{"a.bw": first}
	inBubble(t, Options{Open: opener(files)}, func(t *testing.T, r *rig) {
		r.addTutorial()
		r.load("a.bw")
		r.compute("x", "a")
		page := r.join(v4)
		r.navigate("chr1", 1, 20_000)
		r.addChart("Line Track", "a")
		r.settled(page)
		still := func(what string) {
			t.Helper()
			r.settled(page)
			wantBins(t, page, "a", first)
			equal(t, what+": old file closed", first.Closed(), false)
			equal(t, what+": measurements", ids(r.Measurements()), []string{"py_column", "a", "x"})
		}
		delete(files, "a.bw")
		_, err := r.Reload(r.ctx, "a")
		wantError(t, err, "no such file")
		still("gone")

		torn := newRamp("chr1", 100_000)
		torn.BreakWith(errors.New("the file ends too early"))
		files["a.bw"] = torn
		_, err = r.Reload(r.ctx, "a")
		wantError(t, err, "a.bw", "ends too early")
		equal(t, "the torn file is closed", torn.Closed(), true)
		still("torn")

		other := newFeatures("chr1", 1000, 100, 10)
		files["a.bw"] = other
		_, err = r.Reload(r.ctx, "a")
		wantError(t, err, "a.bw cannot be replaced", "it was a signal and has intervals now")
		wantHint(t, err, "unload a.bw and load it again")
		equal(t, "the other file is closed", other.Closed(), true)
		still("of another kind")

		for name, want := range map[string]string{
			"py_column": "no file that could be read again", "x": "x is computed and has no file", "nope": `no file "nope"`,
		} {
			_, err := r.Reload(r.ctx, name)
			wantError(t, err, want)
			_, err = r.Watch(r.ctx, []string{name}, true)
			wantError(t, err, want)
		}
		r.noFaults(page)
	})
}

// New sequences are offered, and pages learn of bounds that have changed.
func TestReloadTellsWhatIsNew(t *testing.T) {
	files := map[string]source.Source{"a.bw": newRamp("chr1", 1000), "b.bw": newRamp("chr1", 500)}
	var reloaded []state.Event
	heard := func(e state.Event) {
		if e.Kind == state.EventReloaded {
			reloaded = append(reloaded, e)
		}
	}
	inBubble(t, Options{Open: opener(files), Event: heard}, func(t *testing.T, r *rig) {
		r.load("a.bw")
		r.load("b.bw")
		pages := []*sessiontest.Browser{r.join(v3), r.join(builtinPage)}
		r.addChart("Line Track", "a", "b")
		must(r.RemoveMeasurements(r.ctx, []string{"b"}))(t)
		next := newRamp("chr2", 4000)
		files["a.bw"], files["b.bw"] = next, newRamp("chr1", 700)
		must(r.Reload(r.ctx, "a"))(t)
		must(r.Reload(r.ctx, "b"))(t)
		for _, page := range pages {
			p := r.settled(page)
			equal(t, "sequences", sequenceNames(p.Sequences), []string{"chr1", "chr2"})
			equal(t, "on the menu", ids(p.Measurements), []string{"a"})
		}
		ms := pages[1].Page().Charts[0].Measurements
		equal(t, "bounds on the built-in page", []float64{*ms[0].MaxValue, *ms[1].MaxValue}, []float64{4000, 700})
		r.navigate("chr2", 1, 1000)
		r.settled(pages[0])
		wantBins(t, pages[0], "a", next)
		equal(t, "events", reloaded, []state.Event{
			{Kind: state.EventReloaded, Path: "a.bw", Names: []string{"a"}}, {Kind: state.EventReloaded, Path: "b.bw", Names: []string{"b"}}})
		r.noFaults(pages...)
	})
}

// A query that is under way when its file is replaced ends well.
func TestReloadUnderQueries(t *testing.T) {
	files := map[string]source.Source{"a.bw": newRamp("chr1", 100_000)}
	inBubble(t, Options{Open: opener(files)}, func(t *testing.T, r *rig) {
		r.load("a.bw")
		done := make(chan error)
		for range 4 {
			go func() {
				var first error
				for range 200 {
					_, err := r.Values(r.ctx, genome.Interval{Seq: "chr1", End: 100_000}, []string{"a"}, 50, "", false)
					if err != nil && first == nil {
						first = err
					}
				}
				done <- first
			}()
		}
		for range 50 {
			files["a.bw"] = newRamp("chr1", 100_000)
			must(r.Reload(r.ctx, "a"))(t)
		}
		for range 4 {
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
	})
}

// TestReloadKeepsOpenEnds reloads a file whose rows reach further, and whose sequences
// state no length: the built-in page is told that the end is still open.
func TestReloadKeepsOpenEnds(t *testing.T) {
	files := map[string]source.Source{"p.bed": seen{newFeatures("chrP", 1000, 100, 10)}}
	inBubble(t, Options{Open: opener(files)}, func(t *testing.T, r *rig) {
		r.load("p.bed")
		page := r.join(builtinPage)
		files["p.bed"] = seen{newFeatures("chrP", 3000, 100, 10)}
		must(r.Reload(r.ctx, "p.bed"))(t)
		pushed := page.Page().Pushed(protocol.AddSeqInfos)
		if len(pushed) == 0 || !strings.Contains(string(pushed[len(pushed)-1].Args), `"openEnds":["chrP"]`) {
			t.Errorf("the page was told %v", pushed)
		}
	})
}
