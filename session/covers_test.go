package session

import (
	"slices"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/state"
)

// The signals of rows are charted in pages of every generation, asked and computed with, by name;
// menus have them from when a chart does.
func TestCoverOfRows(t *testing.T) {
	for _, version := range append(slices.Clone(realPages), builtinPage) {
		t.Run(pageName(version), func(t *testing.T) {
			files, _, _ := twoRamps()
			inBubble(t, Options{Open: opener(files)}, func(t *testing.T, r *rig) {
				r.load("p.bed")
				page := r.join(version)
				listed := func() []string { return ids(r.Measurements()) }
				if got := listed(); slices.Contains(got, "p_count") {
					t.Errorf("listed %q", got)
				}
				r.navigate("chr1", 1, 1000)
				chart := r.addChart("", "p_count", "p_coverage")
				if chart.Type != "epiviz.plugins.charts.LineTrack" {
					t.Errorf("chart %+v", chart)
				}
				r.noFaults(page)
				shown := r.settled(page)
				if len(shown.Charts) != 1 {
					t.Fatalf("charts %+v", shown.Charts)
				}
				if got := listed(); !slices.Contains(got, "p_count") || !slices.Contains(got, "p_coverage") {
					t.Errorf("listed %q", got)
				}
				// Bins agree with the statistics of the rows.
				iv := genome.Interval{Seq: "chr1", Start: 100, End: 900}
				rows := must(r.Values(r.ctx, iv, []string{"p"}, 4, "coverage", false))(t)
				part := must(r.Values(r.ctx, iv, []string{"p_coverage"}, 4, "", false))(t)
				if !slices.Equal(rows[0].Values, part[0].Values) || part[0].Values[0] == 0 {
					t.Errorf("covered %v, and as a signal %v", rows[0].Values, part[0].Values)
				}
				r.compute("twice", "p_count * 2")
				r.compute("same", "p * 2")
				both := must(r.Values(r.ctx, iv, []string{"twice", "same"}, 4, "", false))(t)
				if !slices.Equal(both[0].Values, both[1].Values) || both[0].Values[0] == 0 {
					t.Errorf("%v and %v", both[0].Values, both[1].Values)
				}
				if _, err := r.Unload(r.ctx, "p.bed"); err == nil || !strings.Contains(err.Error(), "twice") {
					t.Errorf("unload what is computed from: %v", err)
				}
				must(r.Unload(r.ctx, "same"))(t)
				must(r.Unload(r.ctx, "twice"))(t)
				page = r.reload(page)
				if got := r.settled(page); len(got.Charts) != 1 {
					t.Errorf("after a reload: %+v", got.Charts)
				}
				must(r.Reload(r.ctx, "p.bed"))(t)
				must(r.Unload(r.ctx, "p.bed"))(t)
				if got := r.settled(page); len(got.Charts) != 0 || len(r.Charts()) != 0 {
					t.Errorf("after unload: %+v", got.Charts)
				}
				r.noFaults(page)
			})
		})
	}
}

// A chart of such a signal waits for its file, like any other, and undo brings it back.
func TestCoverComesBack(t *testing.T) {
	files, _, _ := twoRamps()
	inBubble(t, Options{Open: opener(files)}, func(t *testing.T, r *rig) {
		page := r.join(builtinPage)
		want := state.State{Charts: []state.Chart{{Handle: 3, Type: "epiviz.plugins.charts.LineTrack", Measurements: []string{"p_count"}}},
			Files: []state.File{{Path: "p.bed"}}}
		must(r.Become(r.ctx, want))(t)
		if got := r.settled(page); len(got.Charts) != 1 {
			t.Errorf("charts %+v", got.Charts)
		}
		must(r.Unload(r.ctx, "p.bed"))(t)
		if _, _, err := r.Undo(r.ctx, 1); err != nil {
			t.Fatal(err)
		}
		if got := r.settled(page); len(got.Charts) != 1 || r.Charts()[0].Measurements[0] != "p_count" {
			t.Errorf("after undo: %+v", got.Charts)
		}
		r.noFaults(page)
	})
}

// A search that finds nothing says which files are not searched.
func TestUnsearched(t *testing.T) {
	f := newFeatures("chr1", 5000, 100, 10)
	files := map[string]source.Source{"a.bed": f, "big.bed.gz": unsearched{f}}
	r := newRig(t, Options{Open: opener(files)})
	r.load("a.bed")
	r.load("big.bed.gz")
	_, notes, err := r.Search(r.ctx, "nobody", 5)
	equal(t, "notes", notes, []string{"big.bed.gz is not searched for names: it is read through an index of places"})
	if err != nil {
		t.Error(err)
	}
}

// unsearched is a source with names that it does not search.
type unsearched struct{ source.Source }

func (u unsearched) Info() source.Info {
	info := u.Source.Info()
	info.Unsearched = true
	return info
}
