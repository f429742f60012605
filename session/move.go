package session

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/state"
)

// Moves from the place that is shown. They stop at the ends of a sequence, as far as those
// are known, and say so. A move that would change nothing is an error.

// Zoom shows factor times as many bases, about the middle.
//
// Of several places side by side, Zoom and Pan move each.
func (s *Session) Zoom(ctx context.Context, factor float64) (reply.Report, error) {
	return s.moveView(ctx, func(at genome.Interval) (genome.Interval, error) {
		width := int(math.Round(max(1, min(float64(at.Len())*factor, genome.MaxPosition))))
		if width == at.Len() {
			return at, fmt.Errorf("%s cannot be zoomed further", at)
		}
		middle := at.Start + at.Len()/2
		return genome.Interval{Seq: at.Seq, Start: middle - width/2, End: middle - width/2 + width}, nil
	})
}

// Pan moves the view by a number of bases to the right, as pages show it, or to the left if it is negative: where the axis is
// flipped, as that of a single place can be, positions rise to the left.
func (s *Session) Pan(ctx context.Context, bases int) (reply.Report, error) {
	return s.moveView(ctx, func(at genome.Interval) (genome.Interval, error) {
		by := bases
		if st := s.current(); st.Flip && len(st.Beside) == 0 {
			by = -bases
		}
		return genome.Interval{Seq: at.Seq, Start: at.Start + by, End: at.End + by}, nil
	})
}

// moveView shows the view that to makes of each present place.
func (s *Session) moveView(ctx context.Context, to func(at genome.Interval) (genome.Interval, error)) (reply.Report, error) {
	return s.inTurn(ctx, func() (reply.Report, error) {
		st := s.current()
		switch {
		case st.Location.Len() == 0:
			return reply.Report{}, hint.Add(errors.New("there is no place to move from yet"), "navigate LOCUS goes to one")
		case st.Whole:
			return reply.Report{}, hint.Add(errors.New("the whole genome is shown"), "navigate SEQ goes to a sequence of it")
		}
		var places []genome.Interval
		var stopped []string
		var stuck error
		for _, at := range st.View().Places() {
			view, note, err := s.moveOne(at, to)
			if err != nil {
				stuck = errors.Join(stuck, err)
			}
			if places = append(places, view); note != "" {
				stopped = append(stopped, note)
			}
		}
		view := state.ViewOf(places...)
		if view.Equal(st.View()) {
			return reply.Report{}, stuck
		}
		if stuck != nil {
			stopped = append(stopped, strings.Split(stuck.Error(), "\n")...)
		}
		report, err := s.goTo(ctx, view)
		report.Notes = append(stopped, report.Notes...)
		return report, err
	})
}

// moveOne returns the view that to makes of a place, or the place and why it does not move. note tells which end of
// the sequence has stopped it.
func (s *Session) moveOne(
	at genome.Interval, to func(genome.Interval) (genome.Interval, error),
) (view genome.Interval, note string, err error) {
	if _, err := s.locate(at); err != nil {
		return at, "", err
	}
	wanted, err := to(at)
	if err != nil {
		return at, "", err
	}
	view, cut := s.moveInto(wanted)
	switch {
	case view == at:
		return at, "", errors.New(s.stopNote(wanted))
	case cut:
		note = s.stopNote(wanted)
	}
	return view, note, nil
}

// stopNote says which end of a sequence is in the way of a view.
func (s *Session) stopNote(wanted genome.Interval) string {
	end, known := s.catalog.End(wanted.Seq)
	switch {
	case known && wanted.Len() >= end:
		return fmt.Sprintf("%s is shown as a whole: it has %d bases", wanted.Seq, end)
	case wanted.Start < 0:
		return wanted.Seq + " begins there"
	}
	return fmt.Sprintf("%s ends at %d", wanted.Seq, end)
}

// trail is the places that were visited, as a web browser has them. Session.mu guards it.
type trail struct {
	places []state.View
	at     int
	// dragger is the page whose moves reach the place at the end, which its next one
	// replaces; 0 for none.
	dragger int
}

// mostVisited bounds the places of a trail.
const mostVisited = 1000

// moved adds a place to which page has moved, 0 for a command. What came after the present
// one is forgotten.
func (t *trail) moved(to state.View, page int) {
	step := false
	if len(t.places) > 0 {
		step = page != 0 && !isJump(t.places[t.at], to)
		t.places = t.places[:t.at+1]
		if step && t.dragger == page {
			t.places = t.places[:t.at]
		}
	}
	if t.places = append(t.places, to); len(t.places) > mostVisited {
		t.places = t.places[len(t.places)-mostVisited:]
	}
	t.at, t.dragger = len(t.places)-1, 0
	if step {
		t.dragger = page
	}
}

// isJump reports whether a move is more than a step of a drag or of the wheel: there are more places or fewer, or
// one has jumped. The page has the same rule.
func isJump(from, to state.View) bool {
	return from.Whole != to.Whole || !slices.EqualFunc(from.Places(), to.Places(), func(a, b genome.Interval) bool { return !hasJumped(a, b) })
}

// hasJumped reports whether two places do not overlap, or their widths differ by a factor of 3 or more.
func hasJumped(from, to genome.Interval) bool {
	const far = 3
	return from.Seq != to.Seq || to.Start >= from.End || to.End <= from.Start ||
		to.Len() >= far*from.Len() || from.Len() >= far*to.Len()
}

// Places returns what was visited, the first at first, and the index of what is shown.
func (s *Session) Places() (places []state.View, at int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append(places, s.trail.places...), s.trail.at
}

// travelTo is the key of the index in the trail to which a navigation goes.
type travelTo struct{}

// Travel goes to a place that was visited, by places further on, or back if it is negative.
func (s *Session) Travel(ctx context.Context, by int) (reply.Report, error) {
	return s.inTurn(ctx, func() (reply.Report, error) {
		places, at := s.Places()
		to := at + by
		if to < 0 || to >= len(places) {
			n, way := at, "before"
			if by > 0 {
				n, way = len(places)-1-at, "after"
			}
			return reply.Report{}, hint.Add(fmt.Errorf("there are %d places %s this one, not %d", max(n, 0), way, max(by, -by)), "places lists them")
		}
		view, notes, err := s.viewAgain(places[to])
		if err != nil {
			return reply.Report{}, err
		}
		report, err := s.goTo(context.WithValue(ctx, travelTo{}, to), view)
		report.Notes = append(notes, report.Notes...)
		return report, err
	})
}

// viewAgain returns a view that was visited on the sequences on offer, with notes on what is cut.
func (s *Session) viewAgain(was state.View) (view state.View, notes []string, err error) {
	if was.Whole {
		view, note, err := s.genomeView()
		return view, notesOf(note), err
	}
	var places []reply.Locus
	for _, iv := range was.Places() {
		places = append(places, reply.Locus{Interval: iv})
	}
	return s.viewOf(places)
}

// notesOf returns a list of a note, empty for "".
func notesOf(note string) []string {
	if note == "" {
		return nil
	}
	return []string{note}
}

// visit keeps the trail up to date when the place has changed from was. s.mu is held.
func (s *Session) visit(ctx context.Context, was state.View) {
	now := s.kept.View()
	if to, ok := ctx.Value(travelTo{}).(int); ok && to < len(s.trail.places) {
		s.trail.at, s.trail.places[to], s.trail.dragger = to, now, 0
	} else if !now.Equal(was) && now.Location.Len() > 0 {
		page, _ := ctx.Value(byBrowser{}).(int)
		s.trail.moved(now, page)
	}
}
