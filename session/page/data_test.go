package page

import (
	"errors"
	"slices"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/actions"
	"github.com/epiviz/epivizgo/session/sessiontest"
	"github.com/epiviz/epivizgo/session/source"
)

// endless is a file that does not say how long its sequence is.
type endless struct{ *sessiontest.Features }

func (s endless) Info() source.Info {
	info := s.Features.Info()
	info.Sequences = slices.Clone(info.Sequences)
	for i := range info.Sequences {
		info.Sequences[i].Open = true
	}
	return info
}

// TestOpenEnds are told to the built-in page alone.
func TestOpenEnds(t *testing.T) {
	forPages(t, allPages, func(t *testing.T, r *rig, version string) {
		r.loadTutorial()
		page := r.join(version)
		before := r.catalog.Sequences()
		r.load("x.bed", endless{sessiontest.NewFeatures("chr9", 10_000, 1000, 100)})
		fresh := NewSequences(before, r.catalog.Sequences())
		if err := errors.Join(r.tell(func(pg *Page) error { return pg.AddSeqInfos(r.ctx, fresh) })...); err != nil {
			t.Fatal(err)
		}
		var p protocol.AddSeqInfosParams
		pushes := page.Page().Pushed(protocol.AddSeqInfos)
		pushes[len(pushes)-1].Decode(&p)
		want := []string(nil)
		if version == builtinPage {
			want = []string{"chr9"}
		}
		equal(t, "open ends", p.OpenEnds, want)
		r.noFaults(page)
	})
}

// TestForget clears the groups that a page was served, and draws what is left of
// them. The built-in page is not asked what it was served.
func TestForget(t *testing.T) {
	forPages(t, allPages, func(t *testing.T, r *rig, version string) {
		a, b := sessiontest.NewFeatures("chr1", 100_000, 1000, 100), sessiontest.NewFeatures("chr1", 100_000, 1000, 100)
		r.load("a.bed", a)
		r.load("b.bed", b)
		page := r.join(version)
		r.addChart("", "a")
		r.settled(page)
		r.removeChart(1)
		for i, ds := range r.catalog.Datasets() {
			gone := []protocol.Measurement{actions.Measurement(ds.Measurements[0])}
			if err := errors.Join(r.tell(func(pg *Page) error { return pg.Forget(r.ctx, gone) })...); err != nil {
				t.Fatal(err)
			}
			want := 1
			if i == 1 && version == builtinPage {
				want = 2
			}
			equal(t, "groups cleared", pushed(page)[protocol.ClearDatasourceGroupCache], want)
		}
		equal(t, "redraws", pushed(page)[protocol.Redraw], 0)
	})
}
