package session

import (
	"context"
	"slices"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/intervals"
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
			place := must(r.Resolve(r.ctx, name))(t)
			equal(t, "place", place.Interval, places[1])
			report, err := r.Show(r.ctx, place)
			if err != nil {
				t.Fatal(err)
			}
			at, _, _ := r.Location(r.ctx)
			if at.Seq != "chrA" || at.Start > 600 || at.End < 700 || at.Start < 10 {
				t.Errorf("at %v, want a place about %v", at, places[1])
			}
			if want := name + " is 1 of 3 of that name; also at chrA:801-850, chrA_alt1:11-20"; !slices.Contains(report.Notes, want) {
				t.Errorf("notes %q, want %q", report.Notes, want)
			}
			_, err = r.Resolve(r.ctx, "GeneID:8")
			wantError(t, err, `no sequence "GeneID"`)
		})
	}
}

// annotated is a file of genes that has other features since it was read a second time.
type annotated struct {
	genes
	others source.Source
}

func (a annotated) Others() source.Source { return a.others }

// TestReloadFindsOtherFeatures reads a file again in which there are other features now.
func TestReloadFindsOtherFeatures(t *testing.T) {
	read := 0
	opt := Options{Open: func(context.Context, string) (source.Source, error) {
		read++
		others := intervals.NewBuilder(intervals.Schema{})
		if read > 1 {
			if err := others.Add(intervals.Row{Seq: []byte("chrA"), Start: 5, End: 9}); err != nil {
				return nil, err
			}
		}
		return annotated{genes{newFeatures("chrA", 900, 100, 100)}, others.Finish(source.Info{})}, nil
	}}
	inBubble(t, opt, func(t *testing.T, r *rig) {
		r.addTutorial()
		page := r.join(v4)
		r.load("/genes.gtf")
		r.settled(page)
		before := len(page.Page().Measurements)
		if _, err := r.Reload(r.ctx, "/genes.gtf"); err != nil {
			t.Fatal(err)
		}
		r.settled(page)
		if now := len(page.Page().Measurements); before != 3 || now != 4 {
			t.Errorf("%d measurements on the menus, %d after reading again; want 3 and 4", before, now)
		}
		if _, err := r.Rows(r.ctx, genome.Interval{Seq: "chrA", End: 9}, "genes_other"); err != nil {
			t.Error(err)
		}
	})
}
