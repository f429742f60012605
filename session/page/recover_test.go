package page

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/sessiontest"
	"github.com/epiviz/epivizgo/session/source"
)

// TestSourceThatFails: the pages get well-formed nothing, the reason is told
// once, and once the source works again they draw again.
func TestSourceThatFails(t *testing.T) {
	forPages(t, realPages, func(t *testing.T, r *rig, version string) {
		signal, rows := sessiontest.NewRamp("chr1", 10_000_000), sessiontest.NewFeatures("chr1", 10_000_000, 1000, 100)
		r.load("s.bw", signal)
		r.load("f.bed", rows)
		page, other := r.join(version), r.join(version)
		r.navigate("chr1", 1_000_001, 1_100_000)
		r.addChart("", "s")
		r.addChart("", "f")
		r.settled(page)

		signal.BreakWith(errors.New("disk on fire"))
		rows.BreakWith(errors.New("disk on fire"))
		r.navigate("chr1", 5_000_001, 5_100_000)
		r.settled(page)
		r.pass(5 * time.Second)
		points, err := page.Drawn("s")
		if err != nil {
			t.Error(err)
		}
		for _, p := range points {
			if p.Value == p.Value {
				t.Fatalf("data out of nowhere: %+v", p)
			}
		}
		if shown, err := page.Rows("f"); err != nil || len(shown) > 0 {
			t.Errorf("%d rows out of nowhere, error %v", len(shown), err)
		}
		for _, name := range []string{"s.bw: disk on fire", "f.bed: disk on fire"} {
			if n := r.told(name); len(n) != 1 {
				t.Errorf("%q was told %d times: %q", name, len(n), r.told(""))
			}
		}

		signal.BreakWith(nil)
		rows.BreakWith(nil)
		r.pass(10 * time.Second)
		for _, b := range []*sessiontest.Browser{page, other} {
			r.settled(b)
			sessiontest.WantBins(t, b, "s", signal)
			sessiontest.WantRows(t, b, "f", rows)
			quiet(t, r, b)
		}
		if n := r.told("can be read again"); len(n) < 2 || len(n) > 4 {
			t.Errorf("%d notices that data can be read again; want one a page or one a file of each: %q", len(n), r.told(""))
		}

		// The next failure is notified again.
		signal.BreakWith(errors.New("disk on fire"))
		r.navigate("chr1", 8_000_001, 8_100_000)
		r.pass(time.Second)
		if n := r.told("s.bw: disk on fire"); len(n) != 2 {
			t.Errorf("the second time was told %d times in all", len(n))
		}
		r.noFaults(page, other)
	})
}

// TestBuiltinPageIsToldOfAFailure in the answer itself, and draws again.
func TestBuiltinPageIsToldOfAFailure(t *testing.T) {
	inBubble(t, func(t *testing.T, r *rig) {
		src := sessiontest.NewRamp("chr1", 10_000_000)
		r.load("s.bw", src)
		page := r.join(builtinPage)
		src.BreakWith(errors.New("disk on fire"))
		r.addChart("", "s")
		r.pass(5 * time.Second)
		equal(t, "answers with an error", page.Answers("error"), 1)
		equal(t, "answers with bins", page.Answers("bins"), 0)
		src.BreakWith(nil)
		r.pass(10 * time.Second)
		equal(t, "answers with bins", page.Answers("bins"), 1)
		equal(t, "notices", len(r.told("disk on fire")), 1)
		r.noFaults(page)
	})
}

// panicky is a source that a damaged file makes panic.
type panicky struct{ *sessiontest.Features }

func (panicky) Rows(context.Context, genome.Interval, source.RowOptions) (*source.Rows, error) {
	panic("index out of range")
}

func TestSourceThatPanics(t *testing.T) {
	forPages(t, allPages, func(t *testing.T, r *rig, version string) {
		r.load("f.bed", panicky{sessiontest.NewFeatures("chr1", 10_000, 1000, 100)})
		page := r.join(version)
		r.addChart("", "f")
		r.navigate("chr1", 1, 5000)
		r.settled(page)
		if n := r.told("internal error"); len(n) != 1 {
			t.Errorf("notices %q", r.told(""))
		}
		r.navigate("chr1", 1001, 3000)
		r.noFaults(page)
	})
}

// TestUnknownDataAreNotTriedAgain: what a page asks for that is not there.
func TestUnknownDataAreNotTriedAgain(t *testing.T) {
	inBubble(t, func(t *testing.T, r *rig) {
		r.loadTutorial()
		page := r.join(v4)
		for range 2 {
			data := string(must(page.Ask(r.ctx, protocol.GetRows, map[string]any{
				"datasource": "nope", "seqName": "chr1", "start": 1, "end": 100, "metadata": []string{"gene"}}))(t))
			equal(t, "answer", data,
				`{"values":{"id":[],"start":[],"end":[],"strand":[],"metadata":{"gene":[]}},"globalStartIndex":null,"useOffset":false}`)
			data = string(must(page.Ask(r.ctx, protocol.GetValues, map[string]any{
				"measurement": "nope", "datasource": "nope", "seqName": "chr1", "start": 1, "end": 100}))(t))
			equal(t, "answer", data, `{"values":[],"globalStartIndex":null}`)
		}
		if n := r.told("nope"); len(n) != 2 {
			t.Errorf("notices %q; want one a kind", n)
		}
		quiet(t, r, page)
	})
}

// TestPageThatDoesNotForget is asked again: what could not be cleared in it is
// not taken for cleared.
func TestPageThatDoesNotForget(t *testing.T) {
	inBubble(t, func(t *testing.T, r *rig) {
		src := sessiontest.NewRamp("chr1", 10_000_000)
		r.load("s.bw", src)
		page := r.join(v4)
		src.BreakWith(errors.New("disk on fire"))
		r.addChart("", "s")
		r.settled(page)
		page.Mute(protocol.ClearDatasourceGroupCache)
		src.BreakWith(nil)
		r.pass(10 * time.Second)
		if n := r.told("can be read again"); len(n) > 0 {
			t.Errorf("the page was not cleared, and told is %q", n)
		}
		page.Obey(protocol.ClearDatasourceGroupCache)
		r.pass(10 * time.Second)
		r.settled(page)
		sessiontest.WantBins(t, page, "s", src)
		quiet(t, r, page)
	})
}
