package session

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/sessiontest"
)

// TestLatePageIsBroughtToTheState: what was done without any page, and what was
// done with another one, is on a page that comes later and on one that reloads.
func TestLatePageIsBroughtToTheState(t *testing.T) {
	forPages(t, append(realPages, builtinPage), func(t *testing.T, r *rig, version string) {
		r.addTutorial()
		r.navigate("chr1", 5001, 45_000)
		r.addChart("Line Track", "py_column")
		must(r.Set(r.ctx, 1, map[string]string{"title": "first"}))(t)
		r.addChart("line track", "py_column")
		must(r.RemoveChart(r.ctx, 1))(t)
		third := r.addChart("Heatmap", "py_column")
		must(r.Set(r.ctx, 2, map[string]string{"title": "second", "colors": "#aa0000,navy"}))(t)
		equal(t, "handle of the third chart", third.Handle, 3)

		check := func(b *sessiontest.Browser) {
			t.Helper()
			p := b.Page()
			if !p.At("chr1", 5001, 45_000) {
				t.Errorf("the page is not at the session's place: %v", p)
			}
			equal(t, "measurements on the menu", ids(p.Measurements), []string{"py_column"})
			equal(t, "sequences", sequenceNames(p.Sequences), []string{"chr1", "pyChr"})
			equal(t, "charts", shortTypes(p.Charts), []string{"LineTrack", "HeatmapPlot"})
			pushes := map[string]int{}
			for _, m := range p.Pushes {
				pushes[m.Action]++
			}
			switch version {
			case v2, v3: // everything is pushed
				if pushes[protocol.AddMeasurements] == 0 || pushes[protocol.AddSeqInfos] == 0 {
					t.Errorf("measurements and sequences were not pushed: %v", pushes)
				}
			case v4, v5:
				if pushes[protocol.AddMeasurements]+pushes[protocol.AddSeqInfos] > 0 {
					t.Errorf("what the page asked for was pushed as well: %v", pushes)
				}
				line := p.Charts[0]
				equal(t, "settings", line.Settings["title"], "second")
				equal(t, "step", line.Settings["step"], 1)
				equal(t, "colours", line.Colors, []string{"#aa0000", "navy"})
				if len(p.Charts[1].Settings)+len(p.Charts[1].Colors) > 0 {
					t.Errorf("the heatmap, of which nothing was set, was given %v %v", p.Charts[1].Settings, p.Charts[1].Colors)
				}
			case builtinPage:
				equal(t, "pushes", pushes, map[string]int{protocol.SyncState: 1})
				equal(t, "handle", p.Charts[0].Handle, 2)
				equal(t, "settings", p.Charts[0].Settings["title"], "second")
				equal(t, "colours", p.Charts[0].Colors, []string{"#aa0000", "navy"})
			}
			if version != builtinPage {
				wantBlocks(t, b)
			}
			r.noFaults(b)
		}
		page := r.join(version)
		check(page)
		page = r.reload(page)
		check(page)
		browsers := r.Browsers()
		if len(browsers) != 1 || browsers[0].ID != 2 {
			t.Errorf("after a reload the browsers are %+v; want one with a new number", browsers)
		}
		// What is done now reaches the page under the ids it gave.
		must(r.RemoveChart(r.ctx, 2))(t)
		if got := shortTypes(page.Page().Charts); len(got) > 0 && got[0] == "LineTrack" {
			t.Errorf("after removechart 2 the page has %v", got)
		}
	})
}

// TestLatePageGetsColours: a chart of which only the colours were set.
func TestLatePageGetsColours(t *testing.T) {
	forPages(t, []string{v4, v5, builtinPage}, func(t *testing.T, r *rig, version string) {
		r.opt.Open = opener(map[string]sourceT{"peaks.bed": newFeatures("chr1", 1_000_000, 1000, 200)})
		r.load("peaks.bed")
		r.addChart("Blocks Track", "peaks")
		must(r.Set(r.ctx, 1, map[string]string{"colors": "red"}))(t)
		page := r.join(version)
		equal(t, "colours", page.Page().Charts[0].Colors, []string{"red"})
	})
}

// TestWorkspaceSocketIsNoBrowser: the second socket of a page asks for
// workspaces and is never pushed anything.
func TestWorkspaceSocketIsNoBrowser(t *testing.T) {
	forPages(t, realPages, func(t *testing.T, r *rig, version string) {
		r.addTutorial()
		workspaces := must(sessiontest.OpenWorkspaces(r.ctx, r.net.Dial, version))(t)
		defer workspaces.Disconnect()
		r.pass(10 * time.Second)
		equal(t, "browsers", len(r.Browsers()), 0)
		report := r.navigate("chr1", 1, 1000)
		wantNote(t, report, "no browser is connected", r.URL())
		page := r.join(version)
		equal(t, "browsers", len(r.Browsers()), 1)
		report = r.navigate("chr1", 1001, 3000)
		equal(t, "browsers told", report.Browsers, 1)
		p := workspaces.Page()
		if len(p.Pushes) > 0 {
			t.Errorf("the socket for workspaces was pushed %v", p.Pushes)
		}
		r.noFaults(page, workspaces)
		if len(r.told("browser")) != 1 {
			t.Errorf("notices %q; want one of the browser", r.told("browser"))
		}
	})
}

func TestWaitBrowser(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		short, cancel := context.WithTimeout(r.ctx, 3*time.Second)
		defer cancel()
		err := r.WaitBrowser(short)
		wantError(t, err, "no browser came")
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error %v is not the context's", err)
		}
		r.addTutorial()
		page := r.open(v4)
		if err := r.WaitBrowser(r.ctx); err != nil {
			t.Fatal(err)
		}
		// It is up to date by then.
		if !page.Page().At("chr1", 1, 100_000) {
			t.Errorf("the page was waited for and is at %v", page.Page().Location)
		}
		if err := r.WaitBrowser(r.ctx); err != nil {
			t.Errorf("with a browser there: %v", err)
		}
	})
}

func TestFirstCommandWaitsForThePageBeingOpened(t *testing.T) {
	opened := make(chan string, 1)
	inBubble(t, Options{OpenURL: func(url string) error { opened <- url; return nil }}, func(t *testing.T, r *rig) {
		r.addTutorial()
		url := must(r.Open(r.ctx))(t)
		equal(t, "link", url, r.URL())
		equal(t, "opened", <-opened, url)
		time.AfterFunc(2*time.Second, func() { r.open(builtinPage) })
		start := time.Now()
		chart, report, err := r.AddChart(r.ctx, "Line Track", []string{"py_column"})
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "browsers that were told", report.Browsers, 1)
		equal(t, "handle", chart.Handle, 1)
		if took := time.Since(start); took < 2*time.Second || took > 4*time.Second {
			t.Errorf("the command took %v; the page came after 2s", took)
		}
		equal(t, "notes", report.Notes, []string{})
	})
}

func TestFirstCommandGivesUpOnAPageThatDoesNotCome(t *testing.T) {
	inBubble(t, Options{OpenURL: func(string) error { return nil }}, func(t *testing.T, r *rig) {
		r.addTutorial()
		must(r.Open(r.ctx))(t)
		start := time.Now()
		report := r.navigate("chr1", 1, 1000)
		wantNote(t, report, "no browser is connected", r.URL())
		if took := time.Since(start); took > pageWait {
			t.Errorf("the first command took %v", took)
		}
		start = time.Now()
		r.navigate("chr1", 1, 2000)
		if took := time.Since(start); took > 0 {
			t.Errorf("the second command waited %v", took)
		}
	})
}

func TestCancelWhileWaitingForThePage(t *testing.T) {
	inBubble(t, Options{OpenURL: func(string) error { return nil }}, func(t *testing.T, r *rig) {
		r.addTutorial()
		must(r.Open(r.ctx))(t)
		ctx, cancel := context.WithCancel(r.ctx)
		time.AfterFunc(time.Second, cancel)
		start := time.Now()
		if _, _, err := r.AddChart(ctx, "Line Track", []string{"py_column"}); !errors.Is(err, context.Canceled) {
			t.Errorf("error %v; want the context's", err)
		}
		if took := time.Since(start); took != time.Second {
			t.Errorf("the command returned after %v, it was cancelled after 1s", took)
		}
		equal(t, "charts", len(r.Charts()), 0)
		r.navigate("chr1", 1, 1000) // the turn was given back
	})
}

func TestOpenFails(t *testing.T) {
	inBubble(t, Options{OpenURL: func(string) error { return errors.New("no display") }}, func(t *testing.T, r *rig) {
		r.addTutorial()
		url, err := r.Open(r.ctx)
		wantError(t, err, "no display")
		equal(t, "link", url, r.URL())
		start := time.Now()
		r.navigate("chr1", 1, 1000)
		if took := time.Since(start); took > 0 {
			t.Errorf("a command waited %v for a page that could not be opened", took)
		}
	})
}

// TestLoadWhileAPageStarts loads a file after a page has asked for measurements and
// sequences: it is sent the new ones before it is moved.
func TestLoadWhileAPageStarts(t *testing.T) {
	forPages(t, append(realPages, builtinPage), func(t *testing.T, r *rig, version string) {
		r.opt.Open = opener(map[string]sourceT{"x.bw": newRamp("chr7", 1_000_000)})
		page := r.open(version)
		synctest.Wait()
		start := time.Now()
		r.load("x.bw")
		if took := time.Since(start); took > time.Second {
			t.Errorf("it took %v", took)
		}
		r.waitReady(1)
		p := r.settled(page)
		if !p.At("chr7", 1, 100_000) || len(p.Measurements) != 1 {
			t.Errorf("the page is at %v", p)
		}
		equal(t, "notices of trouble", r.told("frozen"), []string{})
		r.noFaults(page)
	})
}

// TestPageLeavesWhileBroughtUpToDate: its place is free for the next.
func TestPageLeavesWhileBroughtUpToDate(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.addTutorial()
		r.addChart("Line Track", "py_column")
		page := r.open(v3)
		page.Mute(protocol.AddChart)
		r.await(page, func(p sessiontest.Page) bool { return len(p.Pushed(protocol.AddChart)) == 1 })
		page.Disconnect()
		synctest.Wait()
		equal(t, "browsers", len(r.Browsers()), 0)
		page = r.join(v3)
		equal(t, "charts", len(page.Page().Charts), 1)
		if n := r.told("did not"); len(n) > 0 {
			t.Errorf("notices %q", n)
		}
	})
}

// TestCommandsDuringTheStartReachThePageOnce: charts added, removed and set
// while a page is being brought up to date.
func TestCommandsDuringTheStartReachThePageOnce(t *testing.T) {
	forPages(t, append(realPages, builtinPage), func(t *testing.T, r *rig, version string) {
		r.addTutorial()
		r.addChart("Line Track", "py_column") // 1
		r.addChart("Line Track", "py_column") // 2
		page := r.open(version)
		first := protocol.Navigate
		if version == builtinPage {
			first = protocol.SyncState
		}
		release := page.Hold(first)
		r.await(page, func(p sessiontest.Page) bool { return len(p.Pushed(first)) == 1 })
		done := make(chan error, 4)
		go func() {
			_, err := r.RemoveChart(r.ctx, 1)
			done <- err
			_, _, err = r.AddChart(r.ctx, "Line Track", []string{"py_column"}) // 3
			done <- err
			_, err = r.Set(r.ctx, 2, map[string]string{"title": "x"})
			done <- err
		}()
		synctest.Wait()
		release()
		for range 3 {
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
		r.waitReady(1)
		p := r.settled(page)
		equal(t, "charts", shortTypes(p.Charts), []string{"LineTrack", "LineTrack"})
		if version == v4 || version == v5 || version == builtinPage {
			equal(t, "title", p.Charts[0].Settings["title"], "x")
		}
		r.noFaults(page)
	})
}
