package session

import (
	"fmt"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/state"
)

// TestNextRegion goes from region to region as the built-in page does: those of one place one by one, over the ends of
// sequences, and from the middle of the view where none was left.
func TestNextRegion(t *testing.T) {
	path := written(t, "p.bed", "chr1\t10\t90000\ta\nchr2\t5\t90000\tb\n")
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.load(path)
		page := r.join(builtinPage)
		step := func(view protocol.Range, from *protocol.Range, nth int, way string) string {
			t.Helper()
			args := map[string]any{"seqName": view.SeqName, "start": view.Start, "end": view.End, "nth": nth, "step": way}
			if from != nil {
				args["from"] = from
			}
			a := ask[protocol.RegionStepAnswer](t, r, page, protocol.GetRegion, args)
			if a.Region == nil {
				return fmt.Sprintf("none of %d%s", a.Count, a.Error)
			}
			return fmt.Sprintf("%s nth %d, %d of %d in %s:%.0f-%.0f", a.Region.Name, a.Nth, a.At+1, a.Count,
				a.View.SeqName, a.View.Start, a.View.End)
		}
		wide := func(seq string, start, end float64) protocol.Range {
			return protocol.Range{SeqName: seq, Start: start, End: end}
		}
		view := wide("chr1", 1001, 2000)
		equal(t, "without regions", step(view, nil, 0, "next"), "none of 0")

		at := func(seq string, start, end int) genome.Interval {
			return genome.Interval{Seq: seq, Start: start, End: end}
		}
		if _, _, err := r.AddRegions(r.ctx, []state.Region{
			{Interval: at("chr2", 40_000, 40_100), Name: "last"},
			{Interval: at("chr1", 3000, 3100), Name: "twin", Set: "mine"}, {Interval: at("chr1", 3000, 3100), Name: "twin"},
			{Interval: at("chr1", 1600, 1700), Name: "here"}, {Interval: at("chr1", 10_000, 20_000), Name: "wide"},
		}); err != nil {
			t.Fatal(err)
		}
		twin, here, last := wide("chr1", 3001, 3100), wide("chr1", 1601, 1700), wide("chr2", 40_001, 40_100)
		equal(t, "after the middle", step(view, nil, 0, "next"), "here nth 0, 1 of 5 in chr1:1151-2150")
		equal(t, "before the middle", step(view, nil, 0, "previous"), "none of 5")
		equal(t, "after it", step(view, &here, 0, "next"), "twin nth 0, 2 of 5 in chr1:2551-3550")
		equal(t, "at the same place", step(view, &twin, 0, "next"), "twin nth 1, 3 of 5 in chr1:2551-3550")
		equal(t, "wider than the view", step(view, &twin, 1, "next"), "wide nth 0, 4 of 5 in chr1:8001-22000")
		equal(t, "on the next sequence", step(wide("chr1", 30_001, 31_000), nil, 0, "next"), "last nth 0, 5 of 5 in chr2:39551-40550")
		equal(t, "after the last", step(view, &last, 0, "next"), "none of 5")
		equal(t, "back", step(view, &last, 0, "previous"), "wide nth 0, 4 of 5 in chr1:8001-22000")
		equal(t, "a view that is not there", step(wide("chr9", 1, 10), nil, 0, "next"),
			`none of 0there is no sequence "chr9"`)
	})
}
