package session

import (
	"runtime"
	"sync"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/state"
)

// TestEventsAreToldInTheOrderOfTheChanges makes a change while another is being told: the
// second waits, so that a record of the events ends where the state does.
func TestEventsAreToldInTheOrderOfTheChanges(t *testing.T) {
	var mu sync.Mutex
	var told []float64 // guarded by mu
	var r *rig
	var second sync.WaitGroup
	place := func(start int) genome.Interval { return genome.Interval{Seq: "chr1", Start: start, End: start + 10} }
	move := func(iv genome.Interval) {
		r.commit(r.ctx, func(state.State) []state.Event { return one(state.MovedTo(state.ViewOf(iv))) })
	}
	count := func() int {
		mu.Lock()
		defer mu.Unlock()
		return len(told)
	}
	opt := Options{Event: func(e state.Event) {
		if e.Kind != state.EventMoved {
			return
		}
		if e.Location.Start == 1 {
			second.Go(func() { move(place(100)) })
			for range 10_000 { // as long as a change that does not wait would take
				if count() > 0 {
					break
				}
				runtime.Gosched()
			}
		}
		mu.Lock()
		defer mu.Unlock()
		told = append(told, e.Location.Start)
	}}
	r = newRig(t, opt)
	move(place(0))
	second.Wait()
	equal(t, "told", told, []float64{1, 101})
	equal(t, "place", r.State().Location.String(), "chr1:101-110")
}
