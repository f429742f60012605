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

// WithSnapshot calls do with the snapshot, within a turn: meanwhile the state changes
// only if a person moves a page. do must not change it.
func (s *Session) WithSnapshot(ctx context.Context, do func(snapshot []state.Event)) error {
	end, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	do(s.Snapshot())
	return nil
}
