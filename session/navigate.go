package session

import (
	"context"
	"fmt"
	"math"
	"slices"
	"sync"
	"time"

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
	var mu sync.Mutex // pages may answer at once
	var elsewhere []string
	report, err := s.tell(ctx, browsers, func(ctx context.Context, b *page.Page) error {
		at, err := b.Navigate(ctx, iv)
		if err != nil || at == nil {
			return err
		}
		mu.Lock()
		defer mu.Unlock()
		if len(browsers) == 1 {
			arrived = *at
		}
		if at.SeqName != want.SeqName || math.Abs(at.Start-want.Start) > 1 || math.Abs(at.End-want.End) > 1 { // pages round
			elsewhere = append(elsewhere, fmt.Sprintf("%s shows %s instead", b.Name(), actions.FromRange(*at)))
		}
		return nil
	})
	slices.Sort(elsewhere)
	report.Location, report.Notes = &arrived, append(elsewhere, report.Notes...)
	return report, err
}

// movedEvent returns the event of a move to iv.
func movedEvent(iv genome.Interval) state.Event {
	r := actions.ToRange(iv)
	return state.Event{Kind: state.EventMoved, Location: &r}
}

// whereWait bounds how long pages may take to say where they are.
const whereWait = 2 * time.Second

// Location returns the session's place, and each browser with the place it reports.
func (s *Session) Location(ctx context.Context) (genome.Interval, []reply.BrowserInfo, error) {
	s.mu.Lock()
	location := s.kept.Location
	browsers := append([]*page.Page(nil), s.browsers...)
	s.mu.Unlock()
	infos := make([]reply.BrowserInfo, len(browsers))
	index := map[*page.Page]int{}
	for i, b := range browsers {
		infos[i], index[b] = b.Info(), i
	}
	if len(browsers) == 0 {
		return location, infos, nil
	}
	// The session's location is known, so the wait for a page that does not answer is short.
	ctx, cancel := context.WithTimeoutCause(ctx, whereWait, fmt.Errorf("none within %v", whereWait))
	defer cancel()
	_, err := s.tell(ctx, browsers, func(ctx context.Context, b *page.Page) error {
		at, err := b.Where(ctx)
		infos[index[b]].Location = at
		return err
	})
	return location, infos, err
}
