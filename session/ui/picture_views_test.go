package ui_test

import (
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/reply"
	kept "github.com/epiviz/epivizgo/session/state"
)

// mark selects, and adds regions of interest, on both sequences.
func mark(t *testing.T, s *session.Session) {
	t.Helper()
	at := func(seq string, start, end int) genome.Interval {
		return genome.Interval{Seq: seq, Start: start, End: end}
	}
	if _, err := s.Select(t.Context(), []genome.Interval{at("chr1", 102_000, 104_500), at("chr2", 20_000, 40_000)}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.AddRegions(t.Context(), []kept.Region{
		{Interval: at("chr1", 101_000, 103_000), Name: "<b>promoter</b>"},
		{Interval: at("chr1", 124_150, 124_180), Name: "peak", Color: "#d03030"},
		{Interval: at("chr2", 10_000, 60_000), Name: "other", Set: "mine"},
	}); err != nil {
		t.Fatal(err)
	}
}

// TestPicturesOfViews compares what the program draws with what the page in Chromium saves, byte by byte: of places side by
// side, of the whole genome, with a flipped axis, of charts that are pinned, and of one chart of those that share a range.
func TestPicturesOfViews(t *testing.T) {
	s := pictured(t)
	ctx := t.Context()
	mark(t, s)
	show := func(places ...genome.Interval) func(t *testing.T) {
		return func(t *testing.T) {
			loci := make([]reply.Locus, len(places))
			for i, iv := range places {
				loci[i] = reply.Locus{Interval: iv}
			}
			if _, err := s.Show(ctx, loci...); err != nil {
				t.Fatal(err)
			}
		}
	}
	flip := func(on bool) {
		t.Helper()
		if _, err := s.SetFlip(ctx, on); err != nil {
			t.Fatal(err)
		}
	}
	near := genome.Interval{Seq: "chr1", Start: 100_000, End: 106_000}
	far := genome.Interval{Seq: "chr1", Start: 50_000, End: 400_000}
	other := genome.Interval{Seq: "chr2", Start: 0, End: 90_000}
	for _, c := range []struct {
		name    string
		arrange func(t *testing.T)
		when    string
		handle  int
		words   string // that the picture has
	}{
		{"places", show(near, other, far), ".places.length === 3", 0, "chr1:100,001-106,000, chr2:1-90,000, chr1:50,001-400,000"},
		{"same-place-twice", show(near, near), ".places.length === 2", 0, ""},
		{"flip-of-places", func(t *testing.T) { flip(true) }, ".flip && " + state + ".places.length === 2", 0, ""},
		{"flip", show(near), ".flip && " + state + ".places.length === 1", 0, ""},
		{"flip-far", show(far), ".flip && " + state + ".location.end === 400000", 0, ""},
		{"flip-bases", show(genome.Interval{Seq: "chr1", Start: 124_100, End: 124_220}), ".flip && " + state + ".location.end === 124220", 0, ""},
		{"whole", func(t *testing.T) {
			flip(false)
			if _, err := s.ShowGenome(ctx); err != nil {
				t.Fatal(err)
			}
		}, ".whole", 0, "the whole genome"},
		{"pinned", func(t *testing.T) {
			show(near)(t)
			for _, handle := range []int{8, 3} {
				if _, err := s.Set(ctx, handle, map[string]string{"pinned": "true"}); err != nil {
					t.Fatal(err)
				}
			}
		}, ".location.end === 106000 && " + state + ".charts[1].handle === 8", 0, ""},
		{"one-of-a-group", show(far), ".location.end === 400000", 3, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.arrange(t)
			page := openPictured(t, s, state+c.when)
			defer page.Close()
			if picture := string(comparePictures(t, s, c.handle)); !strings.Contains(picture, c.words) {
				t.Errorf("the picture has no %q", c.words)
			}
		})
	}
}

// TestPicturesOfSamples compares pictures with strips beside a heatmap, means of groups, and colours by a column.
func TestPicturesOfSamples(t *testing.T) {
	s, page := startSamples(t)
	comparePictures(t, s, 0)
	if _, err := s.Set(t.Context(), 2, map[string]string{"groupBy": "", "colorBy": "group"}); err != nil {
		t.Fatal(err)
	}
	page.Wait(state + `.charts[1].settings.colorBy === "group" && ` + state + ".charts.every((c) => c.ready)")
	comparePictures(t, s, 0)
}
