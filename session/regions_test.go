package session

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/state"
)

// TestRegions marks, changes and removes regions of interest: they are named, cut and
// refused, built-in pages have them all, and undo takes them back.
func TestRegions(t *testing.T) {
	inBubble(t, Options{Open: newShelf().open}, func(t *testing.T, r *rig) {
		r.load("/a.bw")
		page, other := r.join(builtinPage), r.join(v4)
		at := func(start, end int) genome.Interval { return genome.Interval{Seq: "chrA", Start: start, End: end} }
		added, report, err := r.AddRegions(r.ctx, []state.Region{
			{Interval: at(10, 20)}, {Interval: at(10, 20)}, {Interval: at(900, 4000), Name: "end", Color: "red", Note: "a <b>", Set: "mine"},
		})
		if err != nil {
			t.Fatal(err)
		}
		want := []state.Region{
			{Interval: at(10, 20), Set: "regions", Name: "chrA:11-20"},
			{Interval: at(10, 20), Set: "regions", Name: "chrA:11-20 (2)"},
			{Interval: at(900, 1000), Set: "mine", Name: "end", Color: "red", Note: "a <b>"},
		}
		equal(t, "added", added, want)
		equal(t, "kept", r.Regions(""), want)
		equal(t, "of a set", r.Regions("mine"), want[2:])
		wantNote(t, report, "chrA ends at 1000")
		for _, tc := range []struct {
			region state.Region
			want   string
		}{
			{state.Region{Interval: at(1, 2), Name: "end", Set: "mine"}, `there is already a region "end" in "mine"`},
			{state.Region{Interval: at(2000, 3000)}, "lies beyond the end of chrA"},
			{state.Region{Interval: at(1, 2), Color: "red;}"}, "is not a colour"},
			{state.Region{Interval: at(1, 2), Color: "red,blue"}, "is not a colour"},
			{state.Region{Interval: genome.Interval{Seq: "chrNo", Start: 1, End: 2}}, `there is no sequence "chrNo"`},
		} {
			_, _, err := r.AddRegions(r.ctx, []state.Region{{Interval: at(5, 6)}, tc.region})
			wantError(t, err, tc.want)
		}
		equal(t, "kept after what was refused", r.Regions(""), want)

		changed := want[2]
		changed.Name, changed.Color = "tail", ""
		must(r.ChangeRegion(r.ctx, "mine", "end", changed))(t)
		_, err = r.ChangeRegion(r.ctx, "regions", "chrA:11-20", state.Region{Interval: at(1, 2), Name: "chrA:11-20 (2)"})
		wantError(t, err, "there is already a region")
		_, _, err = r.RemoveRegions(r.ctx, "regions", []string{"tail"})
		wantError(t, err, `there is no region "tail" in "regions"`)
		wantHint(t, err, `--set "mine"`)
		if _, _, err := r.RemoveRegions(r.ctx, "regions", []string{"chrA:11-20"}); err != nil {
			t.Fatal(err)
		}
		did(t, r, page, protocol.UserAddRegions, map[string]any{"regions": []map[string]any{{"seqName": "chrA", "start": 5, "end": 5}}})

		pushed := page.Page().Pushed(protocol.SetRegions)
		last := string(pushed[len(pushed)-1].Args)
		for _, part := range []string{`"chrA:11-20 (2)"`, `"tail"`, `"name":"chrA:5-5"`} {
			if !strings.Contains(last, part) {
				t.Errorf("the page was told %s, want %s in it", last, part)
			}
		}
		if n := len(other.Page().Pushed(protocol.SetRegions)); n > 0 {
			t.Errorf("a real page was told of regions %d times", n)
		}
		late := r.join(builtinPage)
		if sync := late.Page().Pushed(protocol.SyncState); !strings.Contains(string(sync[0].Args), `"regions":[{"seqName":"chrA"`) {
			t.Errorf("a page that comes later is told %s", sync[0].Args)
		}
		if gone, _, err := r.RemoveRegions(r.ctx, "", nil); err != nil || len(gone) != 3 {
			t.Errorf("removed %v, %v", gone, err)
		}
		if _, _, err := r.Undo(r.ctx, 5); err != nil {
			t.Fatal(err)
		}
		equal(t, "all undone", len(r.Regions("")), 0)
		if _, _, err := r.Redo(r.ctx, 1); err != nil {
			t.Fatal(err)
		}
		equal(t, "done again", fmt.Sprint(r.Regions("")), fmt.Sprint(want))
	})
}

// TestBoundOfRegions: as many regions as may be are kept, one more is refused.
func TestBoundOfRegions(t *testing.T) {
	inBubble(t, Options{Open: newShelf().open}, func(t *testing.T, r *rig) {
		r.load("/a.bw")
		one := state.Region{Interval: genome.Interval{Seq: "chrA", Start: 1, End: 2}}
		if _, _, err := r.AddRegions(r.ctx, slices.Repeat([]state.Region{one}, mostRegions)); err != nil {
			t.Fatal(err)
		}
		_, _, err := r.AddRegions(r.ctx, []state.Region{one})
		wantError(t, err, "there would be 10001 regions of interest; at most 10000 can be kept")
		equal(t, "kept", len(r.Regions("")), mostRegions)
	})
}
