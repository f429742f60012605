package repl

import (
	"sync"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/state"
)

// TestHubIsLocked has the prompt, a hook and a page at the hub at once, for the race
// detector.
func TestHubIsLocked(t *testing.T) {
	h := newHub(nil)
	h.hooks = state.State{Hooks: []state.Hook{{Number: 1, Event: "moved"}}}
	var wg sync.WaitGroup
	for _, do := range []func(){
		func() {
			h.event(nil, state.Event{Kind: state.EventMoved, Location: &protocol.Range{SeqName: "chr1", Start: 1, End: 2}})
		},
		func() { h.leave([]int{1})() },
		func() { h.next() },
		func() { h.recording() },
		func() { _, _ = h.recordTo(nil) },
		func() { h.changesSoFar() },
		func() { h.mustCompact() },
	} {
		wg.Go(do)
	}
	wg.Wait()
	if len(h.leaving) > 0 {
		t.Errorf("hooks that run no more: %v", h.leaving)
	}
}
