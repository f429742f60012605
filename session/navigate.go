package session

import (
	"context"
	"fmt"
	"math"

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

// Show moves every chart to a place as Resolve returned it, or to several side by side, with
// what is around them.
func (s *Session) Show(ctx context.Context, places ...reply.Locus) (reply.Report, error) {
	return s.inTurn(ctx, func() (reply.Report, error) {
		view, notes, err := s.viewOf(places)
		if err != nil {
			return reply.Report{}, err
		}
		report, err := s.goTo(ctx, view)
		report.Notes = append(notes, report.Notes...)
		return report, err
	})
}

// goTo moves every chart to a view within a turn. A page that shows another one is told.
func (s *Session) goTo(ctx context.Context, view state.View) (reply.Report, error) {
	browsers := s.commit(ctx, func(state.State) []state.Event { return one(state.MovedTo(view)) })
	want := actions.ToRange(view.Location)
	arrived := want
	places, report, err := tellEach(ctx, s, browsers, func(ctx context.Context, b *page.Page) (*protocol.Range, error) {
		return b.Navigate(ctx, view)
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
	report.Location, report.Beside, report.Notes = &arrived, page.BesideOf(view), append(elsewhere, report.Notes...)
	return report, err
}

// Location returns the session's place, the first of several, and each browser with the place where it was last seen. No
// browser is asked.
func (s *Session) Location(context.Context) (genome.Interval, []reply.BrowserInfo, error) {
	infos := []reply.BrowserInfo{}
	for _, b := range s.pages() {
		info := b.Info()
		info.Location, info.Beside = b.Seen()
		infos = append(infos, info)
	}
	return s.current().Location, infos, nil
}
