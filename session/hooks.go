package session

import (
	"context"
	"fmt"
	"math"

	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/state"
)

// Hooks are kept here and run by the prompt. Pages do not learn of them.

// noStep is the step of changes that are not recorded.
const noStep = math.MinInt

// mostHooks bounds the hooks.
const mostHooks = 1000

type byHook struct{}

// ByHook returns a context for the command of a hook, which marks its events as a hook's.
// travel means that undo or redo made it run: its changes are then not recorded in the
// history, and the next undo or redo overwrites them.
func (s *Session) ByHook(ctx context.Context, travel bool) context.Context {
	if travel {
		ctx = context.WithValue(ctx, inStep{}, noStep)
	}
	return context.WithValue(ctx, byHook{}, true)
}

// Hook adds a hook and returns it. A number of 0 is replaced by the next free one.
func (s *Session) Hook(ctx context.Context, h state.Hook) (state.Hook, error) {
	end, err := s.takeTurn(ctx)
	if err != nil {
		return state.Hook{}, err
	}
	defer end()
	st := s.current()
	if len(st.Hooks) >= mostHooks { // a hook may add hooks
		return state.Hook{}, hint.Add(fmt.Errorf("there are %d hooks; no more can be kept", mostHooks), "off removes hooks")
	}
	if h.Number == 0 {
		h.Number = st.LastHook + 1
	}
	e := state.HookEvent(state.EventHooked, h)
	if err := st.Apply(e); err != nil {
		return state.Hook{}, hint.Add(err, "on lists the hooks there are")
	}
	s.commit(ctx, func(state.State) []state.Event { return one(e) })
	h, _ = st.Hook(h.Number)
	return h, nil
}

// Unhook removes hooks. If one of the numbers does not exist, it removes none.
func (s *Session) Unhook(ctx context.Context, numbers []int) error {
	end, err := s.takeTurn(ctx)
	if err != nil {
		return err
	}
	defer end()
	st := s.current()
	var events []state.Event
	for _, n := range numbers {
		h, _ := st.Hook(n)
		h.Number = n
		e := state.HookEvent(state.EventUnhooked, h)
		if err := st.Apply(e); err != nil {
			return hint.Add(err, "on lists them")
		}
		events = append(events, e)
	}
	s.commit(ctx, func(state.State) []state.Event { return events })
	return nil
}
