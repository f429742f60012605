package page

import (
	"strings"
	"testing"
	"time"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/sessiontest"
)

// pushed counts what a page was pushed, by action.
func pushed(b *sessiontest.Browser) map[string]int {
	counts := map[string]int{}
	for _, m := range b.Page().Pushes {
		counts[m.Action]++
	}
	return counts
}

// TestWhatIsPushedAtTheStart: pages that do nothing with the answers to what
// they ask are pushed all that is on offer, others nothing of it, and the
// built-in page is given everything at once.
func TestWhatIsPushedAtTheStart(t *testing.T) {
	forPages(t, allPages, func(t *testing.T, r *rig, version string) {
		r.loadTutorial()
		r.load("x.bw", sessiontest.NewRamp("chr7", 1_000_000))
		r.addChart("Line Track", "py_column")
		r.addChart("Heatmap", "py_column")
		page := r.join(version)
		p := page.Page()
		equal(t, "charts", len(p.Charts), 2)
		equal(t, "measurements on the menu", len(p.Measurements), 2)
		equal(t, "sequences", len(p.Sequences), 3)
		counts := pushed(page)
		offers := counts[protocol.AddMeasurements] + counts[protocol.AddSeqInfos]
		switch version {
		case builtinPage:
			equal(t, "pushes", counts, map[string]int{protocol.SyncState: 1})
		case v2, v3:
			equal(t, "pushes of what is on offer", offers, 2)
		default:
			equal(t, "pushes of what is on offer", offers, 0)
		}
		r.noFaults(page)
	})
}

// TestOfferedWhileAPageStarts: what came since the page asked is pushed.
func TestOfferedWhileAPageStarts(t *testing.T) {
	forPages(t, []string{v4, v5}, func(t *testing.T, r *rig, version string) {
		r.loadTutorial()
		page := r.open(version)
		r.await(page, func(p sessiontest.Page) bool { return len(p.Sequences) > 0 })
		r.load("x.bw", sessiontest.NewRamp("chr7", 1_000_000))
		if err := r.awaitReady(1); err != nil {
			t.Fatal(err)
		}
		p := r.settled(page)
		equal(t, "measurements on the menu", len(p.Measurements), 2)
		equal(t, "sequences", len(p.Sequences), 3)
		for _, m := range p.Pushed(protocol.AddMeasurements) {
			if strings.Contains(string(m.Args), "py_column") {
				t.Errorf("what the page was answered is pushed as well: %s", m.Args)
			}
		}
		r.noFaults(page)
	})
}

func TestTutorialClientIsNotMovedUnlessAsked(t *testing.T) {
	inBubble(t, func(t *testing.T, r *rig) {
		r.loadTutorial()
		page := r.join(tutorialClient)
		if n := len(page.Page().Pushed(protocol.Navigate)); n > 0 {
			t.Errorf("the client was moved %d times before anybody asked for it", n)
		}
		r.navigate("pyChr", 1001, 9000)
		if late := r.join(tutorialClient); !late.Page().At("pyChr", 1001, 9000) {
			t.Errorf("the client is not where people went: %v", late.Page())
		}
	})
}

// TestPageThatNeverAnnouncesIsServed: v4 and v5 end their start with
// registerChartTypes; one that does not is not waited for without end.
func TestPageThatNeverAnnouncesIsServed(t *testing.T) {
	for _, announces := range []string{"", `{"requestId":1,"type":"request","data":{"action":"registerChartTypes","data":[]}}`} {
		inBubble(t, func(t *testing.T, r *rig) {
			r.loadTutorial()
			page := must(r.dial(r.ctx))(t)
			defer page.Close()
			start := time.Now()
			write := func(frame string) {
				if err := page.WriteMessage([]byte(frame)); err != nil {
					t.Fatal(err)
				}
				must(page.ReadMessage())(t) // the answer
			}
			write(`{"requestId":0,"type":"request","data":{"action":"getMeasurements","version":"5"}}`)
			want := startWait + settleTime
			if announces != "" {
				write(announces)
				want = settleTime
			}
			push := string(must(page.ReadMessage())(t))
			if !strings.Contains(push, `"type":"request"`) {
				t.Errorf("after the answer came %s; want a UI action", push)
			}
			equal(t, "time that the page was left alone", time.Since(start), want)
			equal(t, "generation", r.page(1).Generation(), "EpiViz 5")
		})
	}
}

// TestMutedPageDoesNotHoldUpTheStart: a page that does not answer costs one
// time-out, not one a chart, and the host is told of it.
func TestMutedPageDoesNotHoldUpTheStart(t *testing.T) {
	inBubble(t, func(t *testing.T, r *rig) {
		r.loadTutorial()
		for range 5 {
			r.addChart("Line Track", "py_column")
		}
		page := r.open(v4)
		page.Mute(protocol.AddChart)
		start := time.Now()
		wantError(t, r.awaitReady(1), "chart 1", "no answer to addChart")
		if took := time.Since(start); took > callTimeout+startWait {
			t.Errorf("the page took %v to be given up", took)
		}
	})
}
