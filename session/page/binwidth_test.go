package page

import (
	"testing"
	"time"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/sessiontest"
)

func TestBinWidthFor(t *testing.T) {
	for _, tc := range []struct{ view, want int }{
		{0, 1}, {1, 1}, {1000, 1}, {1999, 1}, {2000, 2}, {100_000, 64}, {1_000_000, 512}, {248_956_422, 131_072}, {1 << 40, 1 << 30},
	} {
		if got := binWidthFor(tc.view); got != tc.want {
			t.Errorf("bins for a view of %d: %d; want %d", tc.view, got, tc.want)
		}
	}
	for view := 1; view < 1<<40; view += view/3 + 1 {
		if width := binWidthFor(view); !fits(width, view) {
			t.Errorf("bins of %d do not suit a view of %d", width, view)
		}
	}
}

// signalPage loads a signal, and a page that shows it over 1 Mb.
func signalPage(t *testing.T, r *rig, version string) (*sessiontest.Browser, *sessiontest.Ramp) {
	t.Helper()
	src := sessiontest.NewRamp("chr1", 200_000_000)
	r.load("x.bw", src)
	page := r.join(version)
	r.navigate("chr1", 50_000_001, 51_000_000)
	r.addChart("", "x")
	r.settled(page)
	r.pass(2 * time.Second)
	return page, src
}

// quiet fails unless nothing happens between the program and the page for a while
// but questions where the page is.
func quiet(t *testing.T, r *rig, page *sessiontest.Browser) {
	t.Helper()
	r.pass(2 * time.Second)
	before := page.Page()
	r.pass(20 * time.Second)
	after := page.Page()
	for _, m := range after.Pushes[len(before.Pushes):] {
		if m.Action != protocol.GetCurrentLocation {
			t.Errorf("at rest the page was pushed %s", m.Action)
		}
	}
	if n := len(after.Asked) - len(before.Asked); n > 0 {
		t.Errorf("at rest the page asked for data %d times", n)
	}
}

// TestBinsFollowTheView: wherever a page goes, pushed or by hand, what it has
// put together of its answers is the signal in bins of one width that suits the
// view.
func TestBinsFollowTheView(t *testing.T) {
	steps := []struct {
		name       string
		start, end float64
		switches   bool // whether the bins are to change
	}{
		{"pan by half", 50_500_001, 51_500_000, false},
		{"zoom out a little", 50_250_001, 51_750_000, false},
		{"zoom in a little", 50_750_001, 51_250_000, false},
		{"zoom out far", 20_000_001, 80_000_000, true},
		{"pan by half", 50_000_001, 110_000_000, false},
		{"zoom in within the cache", 60_000_001, 60_500_000, true},
		{"zoom in further", 60_100_001, 60_110_000, true},
		{"zoom in to bases", 60_105_001, 60_105_100, true},
		{"pan far away", 150_000_001, 150_000_100, false},
		{"the whole sequence", 1, 200_000_000, true},
		{"the end of it", 199_990_001, 200_000_000, true},
		{"the beginning", 1, 10_000, false},
	}
	for _, how := range []string{"by hand", "pushed"} {
		for _, version := range realPages {
			t.Run(how+"/"+pageName(version), func(t *testing.T) {
				inBubble(t, func(t *testing.T, r *rig) {
					page, src := signalPage(t, r, version)
					width := sessiontest.WantBins(t, page, "x", src)
					for _, step := range steps {
						clears := len(page.Page().Pushed(protocol.ClearDatasourceGroupCache))
						if how == "by hand" {
							page.Move("chr1", step.start, step.end)
							r.pass(3 * time.Second)
						} else {
							r.navigate("chr1", int(step.start), int(step.end))
						}
						r.settled(page)
						before := width
						width = sessiontest.WantBins(t, page, "x", src)
						view := int(step.end - step.start + 1)
						if !fits(width, view) {
							t.Errorf("%s: bins of %d in a view of %d", step.name, width, view)
						}
						if (width != before) != step.switches {
							t.Errorf("%s: bins of %d became bins of %d", step.name, before, width)
						}
						cleared := len(page.Page().Pushed(protocol.ClearDatasourceGroupCache)) - clears
						if want := map[bool]int{true: 1}[step.switches]; cleared != want {
							t.Errorf("%s: the page's cache was cleared %d times; want %d", step.name, cleared, want)
						}
						if step.switches {
							quiet(t, r, page)
						}
					}
					r.noFaults(page)
				})
			})
		}
	}
}

// TestSignalsShareTheirBins, so that one can be drawn against the other, also
// where one has no data.
func TestSignalsShareTheirBins(t *testing.T) {
	forPages(t, realPages, func(t *testing.T, r *rig, version string) {
		a, c := sessiontest.NewRamp("chr1", 1_000_000), sessiontest.NewRamp("chr2", 1_000_000)
		b := &sessiontest.Ramp{Seq: "chr1", Length: 1_000_000, Offset: 7}
		r.load("a.bw", a)
		r.load("b.bw", b)
		r.load("c.bw", c)
		page := r.join(version)
		r.navigate("chr1", 1, 400_000)
		r.addChart("Scatter Plot", "a", "b")
		r.addChart("Line Track", "a", "b", "c")
		r.settled(page)
		r.pass(2 * time.Second)
		r.settled(page)
		equal(t, "widths", sessiontest.WantBins(t, page, "a", a), sessiontest.WantBins(t, page, "b", b))
		points := must(page.Drawn("c"))(t)
		for _, p := range points {
			if p.Value == p.Value {
				t.Fatalf("a signal without data on chr1 has %+v there", p)
			}
		}
		if n := r.told("c.bw"); len(n) > 0 {
			t.Errorf("that a file has no data on a sequence is no news: %q", n)
		}
		r.noFaults(page)
	})
}

// TestTwoPagesHaveBinsOfTheirOwn.
func TestTwoPagesHaveBinsOfTheirOwn(t *testing.T) {
	inBubble(t, func(t *testing.T, r *rig) {
		first, src := signalPage(t, r, v4)
		second := r.join(v5)
		second.Move("chr1", 1, 200_000_000)
		r.pass(3 * time.Second)
		r.settled(second)
		narrow, wide := sessiontest.WantBins(t, first, "x", src), sessiontest.WantBins(t, second, "x", src)
		if narrow >= wide {
			t.Errorf("bins of %d and %d", narrow, wide)
		}
		quiet(t, r, first)
		quiet(t, r, second)
		r.noFaults(first, second)
	})
}

// TestLongRowsAreJoinedRightly: a row that reaches from the first base to the
// last overlaps every view and is numbered far from its neighbours.
func TestLongRowsAreJoinedRightly(t *testing.T) {
	forPages(t, realPages, func(t *testing.T, r *rig, version string) {
		src := sessiontest.NewFeatures("chr1", 2_000_000, 1000, 100)
		src.Long = true
		r.load("x.bed", src)
		page := r.join(version)
		r.addChart("", "x")
		for _, at := range [][2]float64{
			{1_000_001, 1_050_000}, {1_020_001, 1_070_000}, {980_001, 1_030_000}, {950_001, 1_150_000}, {1, 50_000}, {1_990_001, 2_000_000},
		} {
			page.Move("chr1", at[0], at[1])
			r.pass(time.Second)
			r.settled(page)
			sessiontest.WantRows(t, page, "x", src)
		}
		r.noFaults(page)
	})
}

// TestTooManyRows: a view of more than a page can draw is empty, which is told
// once, and is drawn when it becomes narrow enough.
func TestTooManyRows(t *testing.T) {
	for _, how := range []string{"by hand", "pushed"} {
		for _, version := range realPages {
			t.Run(how+"/"+pageName(version), func(t *testing.T) {
				inBubble(t, func(t *testing.T, r *rig) {
					src := sessiontest.NewFeatures("chr1", 60_000_000, 1000, 100)
					r.load("x.bed", src)
					page := r.join(version)
					r.navigate("chr1", 1_000_001, 1_100_000)
					r.addChart("", "x")
					r.settled(page)
					sessiontest.WantRows(t, page, "x", src)
					goTo := func(start, end float64) {
						t.Helper()
						if how == "by hand" {
							page.Move("chr1", start, end)
						} else {
							r.navigate("chr1", int(start), int(end))
						}
						r.pass(3 * time.Second)
						r.settled(page)
					}
					for _, wide := range [][2]float64{{1, 60_000_000}, {1_000_001, 55_000_000}, {2_000_001, 57_000_000}} {
						goTo(wide[0], wide[1])
						// One at the edge may be the neighbour's, whose rows are not too many.
						if rows, err := page.Rows("x"); err != nil || len(rows) > 1 {
							t.Errorf("in a view that is too wide the page has %d rows, error %v", len(rows), err)
						}
						quiet(t, r, page)
					}
					if n := r.told("x.bed has more rows in view than a page can draw"); len(n) != 1 {
						t.Errorf("it was told %d times: %q", len(n), n)
					}
					// Narrower than the cut one, wider than the first.
					goTo(20_000_001, 22_000_000)
					sessiontest.WantRows(t, page, "x", src)
					quiet(t, r, page)
					r.noFaults(page)
				})
			})
		}
	}
}

// TestTooManyRowsForTheBuiltinPage: it is given some of them.
func TestTooManyRowsForTheBuiltinPage(t *testing.T) {
	inBubble(t, func(t *testing.T, r *rig) {
		src := sessiontest.NewFeatures("chr1", 60_000_000, 1000, 100)
		r.load("x.bed", src)
		page := r.join(builtinPage)
		r.addChart("", "x")
		r.navigate("chr1", 1, 60_000_000)
		if page.Answers("features") < 2 || len(r.told("more than")) > 0 {
			t.Errorf("%d answers with features, notices %q", page.Answers("features"), r.told(""))
		}
	})
}
