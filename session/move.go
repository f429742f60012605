package session

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/reply"
)

// Moves from the place that is shown. They stop at the ends of a sequence, as far as those
// are known, and say so. A move that would change nothing is an error.

// Zoom shows factor times as many bases, about the middle.
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

// Pan moves the view by a number of bases, to the left if it is negative.
func (s *Session) Pan(ctx context.Context, bases int) (reply.Report, error) {
	return s.moveView(ctx, func(at genome.Interval) (genome.Interval, error) {
		return genome.Interval{Seq: at.Seq, Start: at.Start + bases, End: at.End + bases}, nil
	})
}

// moveView shows the view that to makes of the present one.
func (s *Session) moveView(ctx context.Context, to func(at genome.Interval) (genome.Interval, error)) (reply.Report, error) {
	return s.inTurn(ctx, func() (reply.Report, error) {
		at := s.current().Location
		if at.Len() == 0 {
			return reply.Report{}, hint.Add(errors.New("there is no place to move from yet"), "navigate LOCUS goes to one")
		}
		if _, err := s.locate(at); err != nil {
			return reply.Report{}, err
		}
		wanted, err := to(at)
		if err != nil {
			return reply.Report{}, err
		}
		view, stopped := s.moveInto(wanted)
		if view == at {
			return reply.Report{}, errors.New(s.stopNote(wanted))
		}
		report, err := s.goTo(ctx, view)
		if stopped {
			report.Notes = append([]string{s.stopNote(wanted)}, report.Notes...)
		}
		return report, err
	})
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
	places []genome.Interval
	at     int
	// dragger is the page whose moves reach the place at the end, which its next one
	// replaces; 0 for none.
	dragger int
}

// mostVisited bounds the places of a trail.
const mostVisited = 1000

// moved adds a place to which page has moved, 0 for a command. What came after the present
// one is forgotten.
func (t *trail) moved(to genome.Interval, page int) {
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

// isJump reports whether a move is more than a step of a drag or of the wheel: the places do
// not overlap, or their widths differ by a factor of 3 or more. The page has the same rule.
func isJump(from, to genome.Interval) bool {
	const far = 3
	return from.Seq != to.Seq || to.Start >= from.End || to.End <= from.Start ||
		to.Len() >= far*from.Len() || from.Len() >= far*to.Len()
}

// Places returns the places that were visited, the first at first, and the index of the one
// that is shown.
func (s *Session) Places() (places []genome.Interval, at int) {
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
		view, cut, err := s.within(places[to])
		if err != nil {
			return reply.Report{}, err
		}
		report, err := s.goTo(context.WithValue(ctx, travelTo{}, to), view)
		if cut {
			report.Notes = append([]string{cutNote(view)}, report.Notes...)
		}
		return report, err
	})
}

// visit keeps the trail up to date when the place has changed from was. s.mu is held.
func (s *Session) visit(ctx context.Context, was genome.Interval) {
	now := s.kept.Location
	if to, ok := ctx.Value(travelTo{}).(int); ok && to < len(s.trail.places) {
		s.trail.at, s.trail.places[to], s.trail.dragger = to, now, 0
	} else if now != was && now.Len() > 0 {
		page, _ := ctx.Value(byBrowser{}).(int)
		s.trail.moved(now, page)
	}
}
