package session

import (
	"context"
	"slices"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/page"
	"github.com/epiviz/epivizgo/session/samples"
	"github.com/epiviz/epivizgo/session/state"
)

// kept is what pages show besides the catalog: the state, and data that a restart does not
// restore. Session.mu guards it.
type kept struct {
	state.State
	chosen bool           // a person chose the location, it is not the first view
	sheet  *samples.Sheet // of State.Samples; nil without one, or if it cannot be read
	// announced are the settings that pages gave for their chart types, by type
	// id and setting id.
	announced map[string]map[string]protocol.Setting
	sizes     map[string]int // of the announcements, by type id
}

// commit makes a change: under one lock, plan returns the events that make it, and
// each is applied and reported, so that events arrive in the order of the changes. plan
// may change the catalog. commit returns the pages that have not seen the change: one
// that attaches from now on starts from the changed state.
func (s *Session) commit(ctx context.Context, plan func(st state.State) []state.Event) []*page.Page {
	s.mu.Lock()
	defer s.mu.Unlock()
	was := s.kept.View()
	events := plan(s.kept.State)
	placed := !s.kept.View().Equal(was)
	defer s.visit(ctx, was) // before s.mu is unlocked
	for _, e := range events {
		before := s.kept.State
		if err := s.kept.Apply(e); err != nil {
			s.opt.Log.Debug("applying an event", "kind", e.Kind, "err", err)
		}
		if e.Kind == state.EventMoved {
			s.kept.chosen = true
		}
		e = by(ctx, e)
		s.record(ctx, before, e)
		s.opt.Event(e)
	}
	if placed {
		s.opt.Placed(state.MovedTo(s.kept.View())) // after the event that adds the data in view
	}
	return slices.Clone(s.browsers)
}

// pages returns the pages that are connected.
func (s *Session) pages() []*page.Page {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.browsers)
}

// current returns the state. Nothing in it may be written to.
func (s *Session) current() state.State {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.kept.State
}

// one returns a list of one event.
func one(e state.Event) []state.Event { return []state.Event{e} }
