package session

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/actions"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/page"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/state"
)

// Navigate moves every chart to iv; End 0 means the whole sequence. If the end of the
// sequence is known, iv is cut there, with a note; an iv that begins beyond it is an error.
func (s *Session) Navigate(ctx context.Context, iv genome.Interval) (reply.Report, error) {
	return s.Show(ctx, reply.Locus{Interval: iv})
}

// Show moves every chart to a place as Resolve returned it, with what is beside it.
func (s *Session) Show(ctx context.Context, p reply.Locus) (reply.Report, error) {
	return s.inTurn(ctx, func() (reply.Report, error) {
		iv, note, err := s.view(p)
		if err != nil {
			return reply.Report{}, err
		}
		report, err := s.goTo(ctx, iv)
		if note != "" {
			report.Notes = append([]string{note}, report.Notes...)
		}
		report.Notes = append(slices.Clone(p.Notes), report.Notes...)
		return report, err
	})
}

// goTo moves every chart to a view within a turn. A page that shows another one is told.
func (s *Session) goTo(ctx context.Context, iv genome.Interval) (reply.Report, error) {
	browsers := s.commit(ctx, func(state.State) []state.Event { return one(movedEvent(iv)) })
	want := actions.ToRange(iv)
	arrived := want
	places, report, err := tellEach(ctx, s, browsers, func(ctx context.Context, b *page.Page) (*protocol.Range, error) {
		return b.Navigate(ctx, iv)
	})
	var elsewhere []string
	for _, b := range browsers {
		at := places[b]
		if at == nil {
			continue
		}
		if len(browsers) == 1 {
			arrived = *at
		}
		if at.SeqName != want.SeqName || math.Abs(at.Start-want.Start) > 1 || math.Abs(at.End-want.End) > 1 { // pages round
			elsewhere = append(elsewhere, fmt.Sprintf("%s shows %s instead", b.Name(), actions.FromRange(*at)))
		}
	}
	report.Location, report.Notes = &arrived, append(elsewhere, report.Notes...)
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
