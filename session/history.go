package session

import (
	"context"
	"slices"

	"github.com/epiviz/epivizgo/session/page"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/state"
)

// Undo undoes the last n steps of the session's history, and Redo redoes them. The
// location, written files and the effects of programs stay. Both return the steps in
// the order in which they were undone or redone, and none after an error that
// prevented it.
func (s *Session) Undo(ctx context.Context, n int) ([]state.Step, reply.Report, error) {
	return s.travel(ctx, n, (*state.History).Undo, n)
}

// Redo is described with Undo.
func (s *Session) Redo(ctx context.Context, n int) ([]state.Step, reply.Report, error) {
	return s.travel(ctx, n, (*state.History).Redo, -n)
}

// SetHistory replaces the history that Undo and Redo use.
func (s *Session) SetHistory(h state.History) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.history = h
}

// Steps lists the steps of the history, the oldest first.
func (s *Session) Steps() []state.Step {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.history.Steps()
}

// inStep is the key of a context's step of the history.
type inStep struct{}

// Step returns a context with which everything that is done is one step of the history.
// A context that has a step keeps it.
func (s *Session) Step(ctx context.Context) context.Context {
	if ctx.Value(inStep{}) != nil {
		return ctx
	}
	return context.WithValue(ctx, inStep{}, s.newStep())
}

// newStep returns the number of a step that nothing belongs to yet.
func (s *Session) newStep() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lastStep++
	return s.lastStep
}

// traveller is a move in the history: Undo or Redo of it.
type traveller func(h *state.History, now state.State, n int) (state.State, []state.Step, error)

func (s *Session) travel(ctx context.Context, n int, to traveller, undone int) ([]state.Step, reply.Report, error) {
	s.mu.Lock()
	want, steps, err := to(&s.history, s.kept.State, n)
	s.mu.Unlock()
	if err != nil {
		return nil, reply.Report{}, err
	}
	var gone []state.Step
	report, err := s.become(ctx, want, &journey{
		still: func() bool {
			_, again, err := to(&s.history, s.kept.State, n)
			return err == nil && slices.EqualFunc(steps, again, func(a, b state.Step) bool { return a.At.Equal(b.At) })
		},
		done: func() {
			gone = steps
			s.history.Undone(undone)
			s.opt.Mark(state.Mark{Undone: undone})
		},
	}, nil)
	return gone, report, err
}

// leadsStill reports whether the history leads where a journey goes.
func (s *Session) leadsStill(travel *journey) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return travel.still()
}

// userUndo undoes the last step for a person in a page, whoever took it.
func (s *Session) userUndo(ctx context.Context, _ *page.Page, _ struct{}) error {
	_, _, err := s.Undo(ctx, 1)
	return err
}

// userRedo redoes the last step that was undone.
func (s *Session) userRedo(ctx context.Context, _ *page.Page, _ struct{}) error {
	_, _, err := s.Redo(ctx, 1)
	return err
}
