package session

import (
	"context"

	"github.com/epiviz/epivizgo/session/state"
)

// TutorialPath is what Load takes for the tutorial's data, which have no file.
const TutorialPath = "tutorial:"

// Snapshot returns the state as the events that would make it from nothing, in
// the order in which they would have to happen.
func (s *Session) Snapshot() []state.Event {
	st := s.current()
	return st.Events()
}

// WithSnapshot calls do with the snapshot, in a turn of its own: nothing changes the
// state meanwhile but a person who moves a page. do must not change it either.
func (s *Session) WithSnapshot(ctx context.Context, do func(snapshot []state.Event)) error {
	end, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	do(s.Snapshot())
	return nil
}
