package session

import (
	"context"
	"slices"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/state"
)

func openRamp(context.Context, string) (source.Source, error) { return newRamp("chr1", 100_000), nil }

// When a second file of a name is loaded, pages call both by what tells them apart, in their menus and charts.
func TestFilesOfOneNameAreToldApart(t *testing.T) {
	for _, version := range append(slices.Clone(realPages), builtinPage) {
		t.Run(pageName(version), func(t *testing.T) {
			inBubble(t, Options{Open: openRamp}, func(t *testing.T, r *rig) {
				names := func(ms []protocol.Measurement) (all []string) {
					for _, m := range ms {
						all = append(all, m.ID+"="+m.Name)
					}
					slices.Sort(all)
					return all
				}
				r.load("s1/cov.bw")
				page := r.join(version)
				r.navigate("chr1", 1001, 21_000)
				r.addChart("Line Track", "cov")
				equal(t, "alone", names(r.settled(page).Measurements), []string{"cov=cov"})

				_, _, err := r.LoadFile(r.ctx, state.File{Path: "s3/cov.bw", ID: "input"}, 0)
				if err != nil {
					t.Fatal(err)
				}
				equal(t, "with one that the user named", names(r.settled(page).Measurements), []string{"cov=cov", "input=input"})

				_, report, err := r.Load(r.ctx, "s2/cov.bw")
				if err != nil {
					t.Fatal(err)
				}
				wantNote(t, report, "cov as s1/cov")
				both := []string{"cov=s1/cov", "cov_2=s2/cov", "input=input"}
				shown := r.settled(page)
				equal(t, "both", names(shown.Measurements), both)
				equal(t, "charts", len(shown.Charts), 1)
				equal(t, "in the chart", names(shown.Charts[0].Measurements), both[:1])

				if _, err := r.Unload(r.ctx, "s2/cov.bw"); err != nil {
					t.Fatal(err)
				}
				equal(t, "when the other has gone", names(r.settled(page).Measurements), []string{"cov=s1/cov", "input=input"})
				// Undo loads it again, and a page that is reloaded is told the same.
				if _, _, err := r.Undo(r.ctx, 1); err != nil {
					t.Fatal(err)
				}
				equal(t, "after undo", names(r.settled(page).Measurements), both)
				equal(t, "after a reload", names(r.settled(r.reload(page)).Measurements), both)
				r.noFaults(page)
			})
		})
	}
}

// A state that brings a file of the same name renames the other for pages that are told each change.
func TestBecomeRenames(t *testing.T) {
	for _, version := range []string{v4, builtinPage} {
		t.Run(pageName(version), func(t *testing.T) {
			inBubble(t, Options{Open: openRamp}, func(t *testing.T, r *rig) {
				r.load("s1/cov.bw")
				_, report, err := r.Load(r.ctx, "s2/cov.bw")
				if err != nil {
					t.Fatal(err)
				}
				wantNote(t, report, "cov as s1/cov")
				both := r.State()
				if _, err := r.Unload(r.ctx, "s1/cov.bw"); err != nil {
					t.Fatal(err)
				}
				if _, err := r.Unload(r.ctx, "s2/cov.bw"); err != nil {
					t.Fatal(err)
				}
				r.load("s1/cov.bw")
				page := r.join(version)
				equal(t, "alone", r.settled(page).Measurements[0].Name, "cov")
				if _, err := r.Become(r.ctx, both); err != nil {
					t.Fatal(err)
				}
				var names []string
				for _, m := range r.settled(page).Measurements {
					names = append(names, m.Name)
				}
				slices.Sort(names)
				equal(t, "both", names, []string{"s1/cov", "s2/cov"})
			})
		})
	}
}
