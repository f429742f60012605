package session

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/genome"
)

func TestNavigateArguments(t *testing.T) {
	const chr1 = 248_956_422
	inBubble(t, Options{Open: opener(map[string]sourceT{"a.bw": newRamp("chr1", chr1)})}, func(t *testing.T, r *rig) {
		r.load("a.bw")
		for _, tc := range []struct{ iv, want genome.Interval }{
			{genome.Interval{Seq: "chr1", Start: 0, End: 10}, genome.Interval{Seq: "chr1", Start: 0, End: 10}},
			{genome.Interval{Seq: "chr1"}, genome.Interval{Seq: "chr1", Start: 0, End: chr1}},
			{genome.Interval{Seq: "chr1", Start: 100}, genome.Interval{Seq: "chr1", Start: 100, End: chr1}},
			{genome.Interval{Seq: "chr1", Start: chr1 - 5, End: chr1 + 995}, genome.Interval{Seq: "chr1", Start: chr1 - 5, End: chr1}},
			{genome.Interval{Seq: "chr1", Start: chr1 - 1, End: chr1 + 1}, genome.Interval{Seq: "chr1", Start: chr1 - 1, End: chr1}},
			{genome.Interval{Seq: "chr1", Start: 5, End: 9 * chr1}, genome.Interval{Seq: "chr1", Start: 5, End: chr1}},
			{genome.Interval{Seq: "chr1", Start: 7, End: 7}, genome.Interval{Seq: "chr1", Start: 7, End: 8}},
			{genome.Interval{Seq: "1", Start: 7, End: 70}, genome.Interval{Seq: "chr1", Start: 7, End: 70}},
		} {
			report, err := r.Navigate(r.ctx, tc.iv)
			if err != nil {
				t.Errorf("%v: %v", tc.iv, err)
				continue
			}
			got, _, _ := r.Location(r.ctx)
			equal(t, tc.iv.String(), got, tc.want)
			equal(t, "reported", *report.Location, protocol.Range{SeqName: "chr1", Start: float64(tc.want.Start + 1), End: float64(tc.want.End)})
		}
	})
}

func TestUnknownSequence(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		_, err := r.Navigate(r.ctx, genome.Interval{Seq: "chr9", End: 10})
		wantError(t, err, `no sequence "chr9"`)
		wantHint(t, err, "help genome", "addseqinfos chr9")
		r.addTutorial()
		page := r.join(v4)
		before := len(page.Page().Pushes)
		for _, iv := range []genome.Interval{{Seq: "chr9", End: 10}, {Seq: "chr9"}} {
			_, err = r.Navigate(r.ctx, iv)
			wantError(t, err, `"chr9"`)
			wantHint(t, err, "chr1", "pyChr")
		}
		equal(t, "pushes", len(page.Page().Pushes), before)
		location, _, err := r.Location(r.ctx)
		equal(t, "location", location.Seq, "chr1")
		if err != nil {
			t.Error(err)
		}
	})
}

// TestFrozenPage is reported with what to do and shown among the browsers,
// wherever it was sent; a reload mends it.
func TestFrozenPage(t *testing.T) {
	places := []protocol.Range{
		{SeqName: "chr1", Start: 200_001, End: 300_000}, // the width it has
		{SeqName: "chr1", Start: 50_001, End: 150_000},  // a pan that overlaps
		{SeqName: "chr1", Start: 1, End: 1_000_000},     // a zoom out
		{SeqName: "chr1", Start: 40_001, End: 60_000},   // a zoom in
		{SeqName: "pyChr", Start: 1, End: 100_000},      // another sequence
	}
	for _, version := range realPages {
		t.Run(pageName(version), func(t *testing.T) {
			inBubble(t, Options{}, func(t *testing.T, r *rig) {
				r.addTutorial()
				r.addChart("Line Track", "py_column")
				page := r.join(version)
				page.Freeze()
				for _, to := range places {
					_, err := r.Navigate(r.ctx, genome.Interval{Seq: to.SeqName, Start: int(to.Start) - 1, End: int(to.End)})
					wantError(t, err, "browser 1", "frozen")
					wantHint(t, err, "reload")
					if problem := r.Browsers()[0].Problem; !strings.Contains(problem, "frozen") {
						t.Errorf("the browser's problem is %q", problem)
					}
					location, infos, err := r.Location(r.ctx)
					if err != nil || infos[0].Location == nil || *infos[0].Location != (protocol.Range{SeqName: "chr1", Start: 1, End: 100_000}) {
						t.Errorf("the page is at %+v, error %v", infos, err)
					}
					equal(t, "the session's place", location, genome.Interval{Seq: to.SeqName, Start: int(to.Start) - 1, End: int(to.End)})
				}
				page = r.reload(page)
				if !page.Page().At("pyChr", 1, 100_000) {
					t.Errorf("the reloaded page is at %v", page.Page().Location)
				}
				equal(t, "problem", r.Browsers()[0].Problem, "")
				r.noFaults(page)
			})
		})
	}
}

// TestRefusedNavigate names the page; the others and the session move.
func TestRefusedNavigate(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.addTutorial()
		bad, good := r.join(v4), r.join(builtinPage)
		bad.Refuse(protocol.Navigate, "")
		report, err := r.Navigate(r.ctx, genome.Interval{Seq: "chr1", Start: 10, End: 900})
		wantError(t, err, "browser 1 (EpiViz 4)", "refused navigate")
		equal(t, "browsers", report.Browsers, 1)
		if !good.Page().At("chr1", 11, 900) {
			t.Errorf("the other page is at %v", good.Page().Location)
		}
	})
}

// TestV5SettingsDoNotHoldUpANavigate: what waits for the turn of the navigate
// is no request for data.
func TestV5SettingsDoNotHoldUpANavigate(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.addTutorial()
		r.addChart("Line Track", "py_column")
		page, other := r.join(v5), r.join(v4)
		release := other.Hold(protocol.GetCurrentLocation)
		done := make(chan error, 1)
		go func() {
			_, err := r.Navigate(r.ctx, genome.Interval{Seq: "chr1", Start: 500_000, End: 600_000})
			done <- err
		}()
		synctest.Wait()
		// The turn is the navigate's, which waits for the other page.
		second := make(chan error, 1)
		go func() {
			_, err := r.Navigate(r.ctx, genome.Interval{Seq: "chr1", Start: 700_000, End: 800_000})
			second <- err
		}()
		synctest.Wait()
		go func() {
			chart := page.Page().Charts[0].ID
			_, _ = page.Ask(r.ctx, protocol.SetChartSettings,
				map[string]any{"chartId": chart, "settings": map[string]any{"title": "mine"}, "colorMap": nil})
		}()
		synctest.Wait()
		start := time.Now()
		release()
		if err := errors.Join(<-done, <-second); err != nil {
			t.Error(err)
		}
		if took := time.Since(start); took >= 3*time.Second {
			t.Errorf("the navigates took %v", took)
		}
		r.pass(time.Second)
		equal(t, "title", r.Charts()[0].Settings["title"], "mine")
	})
}

// TestLoadMovesPagesThatAreNowhere: without data there is no place; the first
// file gives the session one, and the pages go there.
func TestLoadMovesPagesThatAreNowhere(t *testing.T) {
	for _, version := range append(realPages, builtinPage) {
		t.Run(pageName(version), func(t *testing.T) {
			src := newRamp("chr7", 1_000_000)
			inBubble(t, Options{Open: opener(map[string]sourceT{"x.bw": src})}, func(t *testing.T, r *rig) {
				page := r.join(version)
				if p := page.Page(); p.Location != nil {
					t.Fatalf("without sequences the page is at %v", p)
				}
				r.load("x.bw")
				location, _, err := r.Location(r.ctx)
				if err != nil {
					t.Error(err)
				}
				equal(t, "the session's place", location, genome.Interval{Seq: "chr7", End: 100_000})
				if p := page.Page(); !p.At("chr7", 1, 100_000) {
					t.Errorf("the page is not there: %v", p)
				}
				r.addChart("", "x")
				r.settled(page)
				if version != builtinPage {
					wantBins(t, page, "x", src)
				}
				r.noFaults(page)
			})
		})
	}
}

// TestLoadDoesNotMovePages that are somewhere.
func TestLoadDoesNotMovePages(t *testing.T) {
	inBubble(t, Options{Open: opener(map[string]sourceT{"x.bw": newRamp("chr7", 1_000_000)})}, func(t *testing.T, r *rig) {
		r.addTutorial()
		page := r.join(v4)
		r.navigate("chr1", 11, 5000)
		_, report, err := r.Load(r.ctx, "x.bw")
		if err != nil {
			t.Fatal(err)
		}
		if !page.Page().At("chr1", 11, 5000) {
			t.Errorf("the page is at %v", page.Page().Location)
		}
		wantNote(t, report, "x.bw has no data on chr1", "chr7:1-100000")
		equal(t, "sequences of the page", sequenceNames(page.Page().Sequences), []string{"chr1", "pyChr", "chr7"})
	})
}

// TestLoadBeyondTheView loads files whose data begin after the view, which says so, and within it.
func TestLoadBeyondTheView(t *testing.T) {
	s, err := Start(t.Context(), Options{Addr: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if _, err := s.AddTutorial(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Navigate(t.Context(), genome.Interval{Seq: "chr1", Start: 0, End: 5000}); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, f := range []struct {
		start int
		notes []string
	}{
		{4990, []string{}},
		{7_000_000, []string{"f7000000.bedGraph has no data in view; its first are at chr1:7000001-7000300"}},
	} {
		path := filepath.Join(dir, fmt.Sprintf("f%d.bedGraph", f.start))
		if err := os.WriteFile(path, fmt.Appendf(nil, "chr1\t%d\t%d\t3\nchr1\t%d\t%d\t4\n", f.start, f.start+100, f.start+200, f.start+300), 0o644); err != nil {
			t.Fatal(err)
		}
		_, report, err := s.Load(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "notes on "+path, append([]string{}, report.Notes...), f.notes)
	}
}

// TestPannedPageMovesTheSession: a page of bins is asked where it is.
func TestPannedPageMovesTheSession(t *testing.T) {
	inBubble(t, Options{Open: opener(map[string]sourceT{"x.bw": newRamp("chr1", 1_000_000)})}, func(t *testing.T, r *rig) {
		r.load("x.bw")
		r.addChart("", "x")
		page := r.join(v4)
		page.Move("chr1", 20_001, 120_000)
		r.pass(2 * time.Second)
		location, _, err := r.Location(r.ctx)
		if err != nil {
			t.Error(err)
		}
		equal(t, "the session's place", location, genome.Interval{Seq: "chr1", Start: 20_000, End: 120_000})
		page = r.reload(page)
		if !page.Page().At("chr1", 20_001, 120_000) {
			t.Errorf("the reloaded page is at %v", page.Page().Location)
		}
	})
}

// TestWhereAsksNoPage asks for the place while a page sleeps: the session knows it, and where each page was
// seen last.
func TestWhereAsksNoPage(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.addTutorial()
		asleep, page := r.join(v4), r.join(builtinPage)
		r.navigate("chr1", 11, 500)
		asleep.Sleep()
		page.Move("chr1", 21, 600)
		synctest.Wait()
		asked := len(page.Page().Pushes)
		began := time.Now() // of the bubble's clock
		at, infos, err := r.Location(r.ctx)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "waited", time.Since(began), time.Duration(0))
		equal(t, "asked", len(page.Page().Pushes), asked)
		equal(t, "place", at.String(), "chr1:21-600")
		equal(t, "the sleeping page's place", *infos[0].Location, protocol.Range{SeqName: "chr1", Start: 11, End: 500})
		equal(t, "the other page's place", *infos[1].Location, protocol.Range{SeqName: "chr1", Start: 21, End: 600})
	})
}
