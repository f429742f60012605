package automation

import (
	"sync"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/state"
)

// TestHubIsLocked has the prompt, a hook and a page at the hub at once, for the race
// detector.
func TestHubIsLocked(t *testing.T) {
	h := New(Prompt{Script: func([]state.Event) []string { return nil }})
	h.hooks = state.State{Hooks: []state.Hook{{Number: 1, Event: "moved"}}}
	var wg sync.WaitGroup
	for _, do := range []func(){
		func() {
			h.Event(state.Event{Kind: state.EventMoved, Location: &protocol.Range{SeqName: "chr1", Start: 1, End: 2}})
		},
		func() { h.Leave([]int{1})() },
		func() { h.next() },
		func() { h.Recording() },
		func() { _, _ = h.RecordTo(nil) },
		func() { h.Changes() },
		func() { h.mustCompact() },
	} {
		wg.Go(do)
	}
	wg.Wait()
	if len(h.leaving) > 0 {
		t.Errorf("hooks that run no more: %v", h.leaving)
	}
}
