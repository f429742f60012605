package page

import (
	"errors"
	"math"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/sessiontest"
	"github.com/epiviz/epivizgo/session/state"
)

// TestLateMoveIsAwaited: v2 answers navigate before it moves.
func TestLateMoveIsAwaited(t *testing.T) {
	inBubble(t, func(t *testing.T, r *rig) {
		r.loadTutorial()
		page := r.join(v2)
		start := time.Now()
		at := r.navigate("chr1", 3001, 4000)
		equal(t, "reported", *at, protocol.Range{SeqName: "chr1", Start: 3001, End: 4000})
		if !page.Page().At("chr1", 3001, 4000) {
			t.Errorf("the page is at %v", page.Page().Location)
		}
		if took := time.Since(start); took > 300*time.Millisecond {
			t.Errorf("it took %v", took)
		}
		equal(t, "navigates", len(page.Page().Pushed(protocol.Navigate)), 2) // the first brought it up to date
	})
}

// TestFrozenPage is a problem of the page until it is where it was sent.
func TestFrozenPage(t *testing.T) {
	forPages(t, append(realPages, builtinPage), func(t *testing.T, r *rig, version string) {
		r.loadTutorial()
		page := r.join(version)
		page.Freeze()
		_, err := r.goTo("chr1", 200_001, 300_000)
		wantError(t, err, "frozen")
		if !strings.Contains(hint.Of(err), "reload") {
			t.Errorf("the error %v does not say what to do", err)
		}
		equal(t, "problem", r.page(1).Info().Problem, err.Error())
		r.navigate("chr1", 1, 100_000) // where it is
		equal(t, "problem", r.page(1).Info().Problem, "")
	})
}

// TestClampedNavigateIsSuccess: a page that takes the sequence for shorter than
// the session does, as pages keep the length that they were told first.
func TestClampedNavigateIsSuccess(t *testing.T) {
	forPages(t, realPages, func(t *testing.T, r *rig, version string) {
		r.catalog.EditSequences([]genome.Sequence{{Name: "chrS", Length: 50_000}}, nil)
		page := r.join(version)
		r.navigate("chrS", 1, 10_000)
		r.catalog.EditSequences([]genome.Sequence{{Name: "chrS", Length: 80_000}}, nil)
		for _, tc := range []struct {
			start, end int
			want       protocol.Range
		}{
			{45_001, 55_000, protocol.Range{SeqName: "chrS", Start: 40_001, End: 50_000}},
			{60_001, 70_000, protocol.Range{SeqName: "chrS", Start: 40_001, End: 50_000}}, // again to where it is
			{1, 80_000, protocol.Range{SeqName: "chrS", Start: 1, End: 50_000}},
			{1, 80_000, protocol.Range{SeqName: "chrS", Start: 1, End: 50_000}},
			{101, 200, protocol.Range{SeqName: "chrS", Start: 101, End: 200}},
		} {
			reported, err := r.goTo("chrS", tc.start, tc.end)
			if err != nil {
				t.Errorf("%d-%d: %v", tc.start, tc.end, err)
				continue
			}
			at := *page.Page().Location
			if near := func(a, b float64) bool { return math.Abs(a-b) <= 1 }; !near(at.Start, tc.want.Start) || !near(at.End, tc.want.End) {
				t.Errorf("%d-%d: the page is at %v; want %v", tc.start, tc.end, at, tc.want)
			}
			equal(t, "reported", *reported, at)
			equal(t, "problem", r.page(1).Info().Problem, "")
		}
	})
}

// TestTutorialClientWithoutLocation: it may know no getCurrentLocation.
func TestTutorialClientWithoutLocation(t *testing.T) {
	inBubble(t, func(t *testing.T, r *rig) {
		r.loadTutorial()
		page := r.join(tutorialClient)
		page.Mute(protocol.GetCurrentLocation)
		start := time.Now()
		if at := r.navigate("chr1", 11, 900); at != nil {
			t.Errorf("the client, which does not tell where it is, is at %v", *at)
		}
		if took := time.Since(start); took > arriveWait {
			t.Errorf("it took %v", took)
		}
		if !page.Page().At("chr1", 11, 900) {
			t.Errorf("the client is at %v", page.Page().Location)
		}
	})
}

// TestPersonMovesAPage: the host is told of a page that is found elsewhere, and
// of none that went where it was sent.
func TestPersonMovesAPage(t *testing.T) {
	forPages(t, realPages, func(t *testing.T, r *rig, version string) {
		r.loadTutorial()
		page := r.join(version)
		r.navigate("chr1", 1, 100_000)
		r.addChart("Line Track", "py_column")
		r.settled(page)
		page.Move("chr1", 5_000_001, 5_100_000)
		r.settled(page)
		r.pass(time.Second)
		equal(t, "moves", r.moves, []genome.Interval{{Seq: "chr1", Start: 5_000_000, End: 5_100_000}})
		equal(t, "place", r.page(1).Place(), r.moves[0])
	})
}

// TestV5IsNotMovedWhileItWaitsForData: a wide navigate with requests open
// freezes the page.
func TestV5IsNotMovedWhileItWaitsForData(t *testing.T) {
	src := sessiontest.NewGate(sessiontest.NewRamp("chr1", 200_000_000))
	inBubble(t, func(t *testing.T, r *rig) {
		r.load("x.bw", src)
		page := r.join(v5)
		r.navigate("chr1", 1_000_001, 1_010_000)
		src.Shut()
		r.addChart("Line Track", "x")
		done := make(chan error, 1)
		go func() {
			_, err := r.goTo("chr1", 1, 100_000_000)
			done <- err
		}()
		synctest.Wait()
		if n := len(page.Page().Pushed(protocol.Navigate)); n != 2 {
			t.Errorf("the page was moved while it waited for data: %d navigates", n)
		}
		if page.Page().Open == 0 {
			t.Fatal("the page waits for no data")
		}
		r.pass(time.Second)
		src.Open()
		if err := <-done; err != nil {
			t.Error(err)
		}
		p := r.settled(page)
		if p.Frozen || !p.At("chr1", 1, 100_000_000) {
			t.Errorf("the page is frozen or elsewhere: %v", p)
		}
		r.noFaults(page)
	})
}

// TestPagesAreMovedWhileTheyWaitForData, of generations that it does no harm to.
func TestPagesAreMovedWhileTheyWaitForData(t *testing.T) {
	forPages(t, []string{tutorialClient, v2, v3, v4}, func(t *testing.T, r *rig, version string) {
		src := sessiontest.NewGate(sessiontest.NewRamp("chr1", 200_000_000))
		defer src.Open()
		r.load("x.bw", src)
		page := r.join(version)
		r.navigate("chr1", 1_000_001, 1_010_000)
		src.Shut()
		r.addChart("Line Track", "x")
		start := time.Now()
		r.navigate("chr1", 1_005_001, 1_015_000)
		if took := time.Since(start); took >= drainWait {
			t.Errorf("the move took %v: it waited for the data", took)
		}
		if page.Page().Open == 0 {
			t.Fatal("the page waits for no data")
		}
	})
}

// TestV5PartOfTheData: a page that has the data of one measurement of a plot at
// hand and lacks the other's throws.
func TestV5PartOfTheData(t *testing.T) {
	a, b, c := sessiontest.NewRamp("chr1", 200_000_000), sessiontest.NewRamp("chr1", 200_000_000), sessiontest.NewRamp("chr1", 200_000_000)
	inBubble(t, func(t *testing.T, r *rig) {
		r.load("a.bw", a)
		r.load("b.bw", b)
		r.load("c.bw", c)
		page := r.join(v5)
		r.navigate("chr1", 1_000_001, 1_400_000)
		r.addChart("Line Track", "a")
		r.settled(page)
		// a is at hand and b is not.
		r.addChart("Scatter Plot", "a", "b")
		p := r.settled(page)
		if len(p.Charts) != 2 || p.Charts[1].Stray {
			t.Errorf("the charts are %+v; the plot is missing, or nobody knows its id", p.Charts)
		}
		// A plot of other measurements leaves the first one all of its data, so that
		// a person can pan.
		r.addChart("Scatter Plot", "b", "c")
		r.settled(page)
		page.Move("chr1", 1_010_001, 1_410_000)
		if r.settled(page).Frozen {
			t.Error("the page froze when a person panned")
		}
		r.removeChart(3)
		// a over a wide range, b over a part of it, and a move to the other part.
		r.removeChart(2)
		r.navigate("chr1", 1_000_001, 1_300_000)
		r.settled(page)
		r.addChart("Scatter Plot", "a", "b")
		r.settled(page)
		r.navigate("chr1", 1_050_001, 1_350_000)
		if r.settled(page).Frozen {
			t.Error("the page is frozen")
		}
		sessiontest.WantBins(t, page, "a", a)
		sessiontest.WantBins(t, page, "b", b)
		r.noFaults(page)
	})
}

// TestFirstView is shown by all pages but a client of the tutorial.
func TestFirstView(t *testing.T) {
	forPages(t, allPages, func(t *testing.T, r *rig, version string) {
		page := r.join(version)
		r.load("x.bw", sessiontest.NewRamp("chr7", 1_000_000))
		fresh := NewSequences(nil, r.catalog.Sequences())
		err := errors.Join(r.tell(func(pg *Page) error {
			if err := pg.AddSeqInfos(r.ctx, fresh); err != nil {
				return err
			}
			return pg.FirstView(r.ctx, state.ViewOf(r.State().Location))
		})...)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "whether it was moved", pushed(page)[protocol.Navigate] > 0, version != tutorialClient)
		equal(t, "whether it is there", page.Page().At("chr7", 1, 100_000), version != tutorialClient)
	})
}

// TestWhatIsClearedBeforeAMove: bins that do not suit the new view in pages that
// keep them, and in V5 also groups of which it may have only part.
func TestWhatIsClearedBeforeAMove(t *testing.T) {
	forPages(t, allPages, func(t *testing.T, r *rig, version string) {
		r.load("a.bw", sessiontest.NewRamp("chr1", 200_000_000))
		r.load("b.bw", sessiontest.NewRamp("chr1", 200_000_000))
		page := r.join(version)
		r.navigate("chr1", 1_000_001, 1_100_000)
		r.addChart("Scatter Plot", "a", "b")
		r.settled(page)
		clears := func() int { return pushed(page)[protocol.ClearDatasourceGroupCache] }
		adding := clears()
		r.navigate("chr1", 1_050_001, 1_150_000)
		panning := clears() - adding
		r.navigate("chr1", 1, 200_000_000)
		zooming := clears() - adding - panning
		want := map[string][]int{v2: {0, 0, 1}, v3: {0, 0, 1}, v4: {0, 0, 1}, v5: {1, 1, 1}, tutorialClient: {0, 0, 0}, builtinPage: {0, 0, 0}}
		equal(t, "clears before addChart, a pan and a zoom", []int{adding, panning, zooming}, want[version])
	})
}

// TestOnlyPagesThatKeepBinsAreAskedWhereTheyAre while they show any.
func TestOnlyPagesThatKeepBinsAreAskedWhereTheyAre(t *testing.T) {
	forPages(t, append(realPages, builtinPage), func(t *testing.T, r *rig, version string) {
		r.load("a.bw", sessiontest.NewRamp("chr1", 200_000_000))
		page := r.join(version)
		r.addChart("", "a")
		r.settled(page)
		before := pushed(page)[protocol.GetCurrentLocation]
		r.pass(10 * lookEvery)
		equal(t, "whether it was asked", pushed(page)[protocol.GetCurrentLocation] > before, version != builtinPage)
	})
}
