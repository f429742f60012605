package page

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/rpc/rpctest"
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

// TestHowLongAPageIsLeftAlone before it is brought up to date: until it has sent
// the last request that its generation sends at the start, and, where it then
// builds what is pushed to, a moment longer. A page that never sends that request
// is not waited for without end.
func TestHowLongAPageIsLeftAlone(t *testing.T) {
	const both, announced = protocol.GetSeqInfos, protocol.GetSeqInfos + " " + protocol.RegisterChartTypes
	for _, tc := range []struct {
		versions []string
		asked    string // behind getMeasurements
		want     time.Duration
	}{
		{realPages, "", startWait + settleTime},
		{[]string{tutorialClient}, "", startWait},
		{[]string{tutorialClient}, both, 0},
		{[]string{v2, v3}, both, settleTime},
		{[]string{v4, v5}, both, startWait + settleTime},
		{[]string{v4, v5}, announced, settleTime},
		{[]string{v4, v5}, protocol.RegisterChartTypes, settleTime},
	} {
		forPages(t, tc.versions, func(t *testing.T, r *rig, version string) {
			r.loadTutorial()
			r.state.Moved = true
			page := r.stranger(version)
			start := time.Now()
			for _, action := range strings.Fields(protocol.GetMeasurements + " " + tc.asked) {
				page.ask(action)
			}
			page.read("request")
			equal(t, "time before the first UI action", time.Since(start), tc.want)
			equal(t, "generation", r.page(1).Generation(), protocol.DialectOf(version).String())
		})
	}
}

// TestConnectedWithItsVersion checks that a page which connects with its version is a browser at once, and that its
// state is the first that it is sent.
func TestConnectedWithItsVersion(t *testing.T) {
	inBubble(t, func(t *testing.T, r *rig) {
		r.loadTutorial()
		theirs, ours := rpctest.Pipe(16)
		pg := New(r, ours, Options{Version: builtinPage, Catalog: r.catalog, CallTimeout: callTimeout, Log: slog.New(slog.DiscardHandler)})
		r.serving.Go(func() { _ = pg.Run(r.life) })
		page, start := &stranger{t, theirs, builtinPage}, time.Now()
		first := page.read("request")
		equal(t, "first UI action", first.Data["action"], any(protocol.SyncState))
		equal(t, "number", first.Data["browser"], any(1.0))
		equal(t, "time before it", time.Since(start), time.Duration(0))
		page.write(fmt.Sprintf(`{"requestId":%d,"type":"response","data":{"success":true,"errorMessage":null,"value":null}}`, first.ID))
		if err := r.awaitReady(1); err != nil {
			t.Error(err)
		}
		equal(t, "generation", r.page(1).Generation(), protocol.Builtin.String())
		// Asking for measurements as well makes it no second browser.
		page.ask(protocol.GetMeasurements)
		equal(t, "browsers", len(r.pages), 1)
	})
}

// TestChartWithoutAnID is a failure of a page, but not of a client of the
// tutorial.
func TestChartWithoutAnID(t *testing.T) {
	forPages(t, append(realPages, tutorialClient), func(t *testing.T, r *rig, version string) {
		r.loadTutorial()
		r.state.Location = genome.Interval{}
		r.addChart("Heatmap", "py_column")
		page := r.stranger(version)
		page.ask(protocol.GetMeasurements)
		if version == v4 || version == v5 {
			page.ask(protocol.RegisterChartTypes)
		} else {
			page.ask(protocol.GetSeqInfos)
		}
		for action := any(""); action != protocol.AddChart; {
			push := page.read("request")
			page.write(fmt.Sprintf(`{"requestId":%d,"type":"response","data":{"success":true,"errorMessage":null,"value":null}}`, push.ID))
			action = push.Data["action"]
		}
		err := r.awaitReady(1)
		if version != tutorialClient {
			wantError(t, err, "did not say under which id")
		} else if err != nil {
			t.Error(err)
		}
		_, shown := r.page(1).chartID(1)
		equal(t, "whether the chart can be removed", shown, version == tutorialClient)
	})
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
