package session

import (
	"testing"
	"time"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/state"
)

// TestPersonMovesARealPage pans pages that do not tell of it and show nothing
// that depends on the zoom: their requests for data give them away.
func TestPersonMovesARealPage(t *testing.T) {
	for _, version := range realPages {
		t.Run(pageName(version), func(t *testing.T) {
			heard := make(chan state.Event, 100)
			inBubble(t, Options{Event: func(e state.Event) { heard <- e }}, func(t *testing.T, r *rig) {
				r.addTutorial()
				page := r.join(version)
				r.navigate("chr1", 1, 100_000)
				r.addChart("Line Track", "py_column")
				r.settled(page)
				page.Move("chr1", 5_000_001, 5_100_000)
				r.settled(page)
				r.pass(time.Second)
				at, _, err := r.Location(r.ctx)
				if want := (genome.Interval{Seq: "chr1", Start: 5_000_000, End: 5_100_000}); err != nil || at != want {
					t.Errorf("the session is at %v, %v; want %v", at, err, want)
				}
				var last state.Event
				for len(heard) > 0 {
					if e := <-heard; e.Kind == state.EventMoved {
						last = e
					}
				}
				if last.Browser != 1 || last.Location == nil || last.Location.Start != 5_000_001 {
					t.Errorf("the last move heard of is %+v", last)
				}
			})
		})
	}
}
