package session

import (
	"context"
	"slices"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

// placed is a file that has one name at some places.
type placed struct {
	source.Source
	name string
	at   []genome.Interval
}

func (n placed) Search(_ context.Context, text string, _ int) (found []source.Match, err error) {
	for _, iv := range n.at {
		if text == n.name {
			found = append(found, source.Match{Name: n.name, Interval: iv})
		}
	}
	return found, nil
}

// TestNameAtSeveralPlaces goes to a gene that a file has at several places: to the first of
// those on main sequences, and the others are told.
func TestNameAtSeveralPlaces(t *testing.T) {
	places := []genome.Interval{
		{Seq: "chrA_alt1", Start: 10, End: 20}, {Seq: "chrA", Start: 600, End: 700}, {Seq: "chrA", Start: 650, End: 690},
		{Seq: "chrA", Start: 800, End: 850},
	}
	for _, name := range []string{"HLX", "GeneID:77"} {
		opt := Options{Open: func(context.Context, string) (source.Source, error) {
			return placed{newFeatures("chrA", 900, 100, 100), name, places}, nil
		}}
		inBubble(t, opt, func(t *testing.T, r *rig) {
			r.load("/names.bed")
			iv, err := genome.ParseLocus(name)
			if err != nil {
				t.Fatal(err)
			}
			report, err := r.Navigate(r.ctx, iv)
			if err != nil {
				t.Fatal(err)
			}
			at, _, _ := r.Location(r.ctx)
			if want := (genome.Interval{Seq: "chrA", Start: 100, End: 900}); at.Seq != want.Seq || at.Start > 600 || at.End < 700 {
				t.Errorf("at %v, want %v", at, want)
			}
			if want := name + " is also at chrA:801-850, chrA_alt1:11-20"; !slices.Contains(report.Notes, want) {
				t.Errorf("notes %q, want %q", report.Notes, want)
			}
			if at, err := r.Locate(r.ctx, iv); err != nil || at != places[1] {
				t.Errorf("located %v, %v", at, err)
			}
			_, err = r.Navigate(r.ctx, genome.Interval{Seq: "GeneID", Start: 7, End: 8})
			wantError(t, err, `no sequence "GeneID"`)
		})
	}
}
