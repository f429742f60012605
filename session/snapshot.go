package session

import (
	"context"

	"github.com/epiviz/epivizgo/session/state"
)

// Snapshot returns the events that make the state from nothing, in an order in which
// they can happen.
func (s *Session) Snapshot() []state.Event {
	st := s.current()
	return st.Events()
}

// Kept returns what a journal keeps: the state and its history.
func (s *Session) Kept() (state.State, state.History) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.kept.State, s.history.Clone()
}

// WithKept calls do with what Kept returns, within a turn: meanwhile the state changes
// only if a person moves a page. do must not change it.
func (s *Session) WithKept(ctx context.Context, do func(state.State, state.History)) error {
	end, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	do(s.Kept())
	return nil
}
