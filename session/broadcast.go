package session

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/epiviz/epivizgo/session/page"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/rpc"
)

// pageWait bounds how long the first command waits for a page that is being
// opened.
const pageWait = 8 * time.Second

// begin takes the turn of a command. If a page is being opened and has not connected
// yet, it waits for it at most for pageWait. The returned function ends the turn.
func (s *Session) begin(ctx context.Context) (func(), error) {
	end, err := s.takeTurn(ctx)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	opening := s.opening
	s.opening = time.Time{}
	s.mu.Unlock()
	if !opening.IsZero() {
		wait, cancel := context.WithDeadline(ctx, opening.Add(pageWait))
		err := s.WaitBrowser(wait)
		cancel()
		if err != nil && ctx.Err() != nil {
			end()
			return nil, context.Cause(ctx)
		}
	}
	return end, nil
}

// inTurn runs a command within the turn that begin takes.
func (s *Session) inTurn(ctx context.Context, do func() (reply.Report, error)) (reply.Report, error) {
	end, err := s.begin(ctx)
	if err != nil {
		return reply.Report{}, err
	}
	defer end()
	return do()
}

// takeTurn takes the turn of a command. The returned function ends it.
func (s *Session) takeTurn(ctx context.Context) (func(), error) {
	select {
	case s.turn <- struct{}{}:
		step, ok := ctx.Value(inStep{}).(int)
		if !ok {
			step = s.newStep() // a command is a step if it is part of no other
		}
		s.mu.Lock()
		s.step = step
		s.mu.Unlock()
		return func() { <-s.turn }, nil
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	case <-s.done:
		return nil, errStopped
	}
}

// tell calls do for each of the browsers concurrently and waits. The report counts the
// browsers that succeeded and has the notes; the error names every other browser.
func (s *Session) tell(
	ctx context.Context, browsers []*page.Page, do func(ctx context.Context, b *page.Page) error,
) (reply.Report, error) {
	var report reply.Report
	if len(browsers) == 0 {
		report.Unseen = "no browser is connected; open " + s.URL() + " to see it"
		return report, nil
	}
	var mu sync.Mutex
	errs, notes := make([]error, len(browsers)), make([]string, len(browsers))
	var wg sync.WaitGroup
	for i, b := range browsers {
		wg.Go(func() {
			err := b.Exclusively(ctx, func() error { return do(ctx, b) })
			mu.Lock()
			defer mu.Unlock()
			var note *page.Note
			switch {
			case errors.As(err, &note):
				if note.Done {
					report.Browsers++
				}
				notes[i] = b.Name() + " " + note.Sentence
			case errors.Is(err, rpc.ErrDisconnected) && ctx.Err() == nil:
				// It is brought up to date if it connects again.
				notes[i] = b.Name() + " disconnected"
			case err != nil:
				errs[i] = &PageError{b.Number(), b.Generation(), err}
			default:
				report.Browsers++
			}
		})
	}
	wg.Wait()
	for _, note := range notes {
		if note != "" {
			report.Notes = append(report.Notes, note)
		}
	}
	return report, errors.Join(errs...)
}

// tellAll calls tell for all connected browsers.
func (s *Session) tellAll(ctx context.Context, do func(ctx context.Context, b *page.Page) error) (reply.Report, error) {
	return s.tell(ctx, s.pages(), do)
}
