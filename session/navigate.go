package session

import (
	"context"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/actions"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/page"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/state"
)

// Navigate moves every chart to iv. End 0 means the whole sequence, or a gene of that
// name with a margin around it. If the end of the sequence is known, iv is cut there,
// with a note; an iv that begins beyond it is an error.
func (s *Session) Navigate(ctx context.Context, iv genome.Interval) (reply.Report, error) {
	end, err := s.begin(ctx)
	if err != nil {
		return reply.Report{}, err
	}
	defer end()
	_, sequence := s.catalog.Sequence(iv.Seq)
	gene := !sequence
	iv, note, err := s.resolve(ctx, iv)
	if err != nil {
		return reply.Report{}, err
	}
	iv, cut, err := s.within(iv)
	if err == nil && gene {
		iv, _, err = s.within(withMargin(iv))
	}
	if err != nil {
		return reply.Report{}, err
	}
	browsers := s.commit(ctx, func(state.State) []state.Event { return one(movedEvent(iv)) })
	arrived := actions.ToRange(iv)
	places, report, err := tellEach(ctx, s, browsers, func(ctx context.Context, b *page.Page) (*protocol.Range, error) {
		return b.Navigate(ctx, iv)
	})
	if len(browsers) == 1 && places[browsers[0]] != nil {
		arrived = *places[browsers[0]]
	}
	report.Location = &arrived
	if cut {
		report.Notes = append([]string{cutNote(iv)}, report.Notes...)
	}
	if note != "" {
		report.Notes = append([]string{note}, report.Notes...)
	}
	return report, err
}

// movedEvent returns the event of a move to iv.
func movedEvent(iv genome.Interval) state.Event {
	r := actions.ToRange(iv)
	return state.Event{Kind: state.EventMoved, Location: &r}
}

// Location returns the session's place, and each browser with the place where it was last seen. No
// browser is asked.
func (s *Session) Location(context.Context) (genome.Interval, []reply.BrowserInfo, error) {
	infos := []reply.BrowserInfo{}
	for _, b := range s.pages() {
		info := b.Info()
		info.Location = b.Seen()
		infos = append(infos, info)
	}
	return s.current().Location, infos, nil
}
