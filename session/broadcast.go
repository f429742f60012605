package session

import (
	"context"
	"errors"
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
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	case <-s.done:
		return nil, errStopped
	}
	if err := s.act(ctx); err != nil {
		<-s.turn
		return nil, err
	}
	step, ok := ctx.Value(inStep{}).(int)
	if !ok {
		step = s.newStep() // a command is a step if it is part of no other
	}
	s.mu.Lock()
	s.step = step
	s.mu.Unlock()
	return func() { <-s.acting; <-s.turn }, nil
}

// act waits until nobody else changes the state. The caller then holds s.acting.
func (s *Session) act(ctx context.Context) error {
	select {
	case s.acting <- struct{}{}:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-s.done:
		return errStopped
	}
}

// tell calls do for each of the browsers concurrently and waits. The report counts the
// browsers that succeeded and has the notes; the error names every other browser. A browser
// that is set aside is not waited for, and what a person does in a page waits for that page
// alone. While tell waits, persons may act in pages.
func (s *Session) tell(
	ctx context.Context, browsers []*page.Page, do func(ctx context.Context, b *page.Page) error,
) (reply.Report, error) {
	_, report, err := tellEach(ctx, s, browsers, func(ctx context.Context, b *page.Page) (struct{}, error) { return struct{}{}, do(ctx, b) })
	return report, err
}

// overtime is how much longer than for one answer a command waits for a page, so that an action that
// is not answered is named.
const overtime = 250 * time.Millisecond

// tellEach does what tell does, and returns what do returned for each browser that was waited for and did not fail.
func tellEach[T any](
	ctx context.Context, s *Session, browsers []*page.Page, do func(ctx context.Context, b *page.Page) (T, error),
) (map[*page.Page]T, reply.Report, error) {
	var report reply.Report
	if len(browsers) == 0 {
		report.Unseen = errNoBrowser.Error() + "; open " + s.bareURL() + " to see it"
		return nil, report, nil
	}
	actor, inPage := ctx.Value(byBrowser{}).(int)
	all := make([]*errand[T], len(browsers))
	for i, b := range browsers {
		all[i] = send(ctx, s, b, do)
		if inPage && b.Number() != actor {
			all[i].leave()
		}
	}
	began := time.Now()
	late, cancel := context.WithDeadline(ctx, began.Add(s.opt.CallTimeout+overtime))
	defer cancel()
	<-s.acting
	defer func() { s.acting <- struct{}{} }()
	values := map[*page.Page]T{}
	var errs []error
	for i, b := range browsers {
		if all[i].given {
			continue
		}
		value, err := all[i].wait(ctx, late, began)
		var note *page.Note
		switch {
		case errors.As(err, &note):
			if note.Done {
				report.Browsers++
			}
			switch {
			case note.Sentence == "":
			case all[i].absent && ctx.Value(unread{}) != nil:
				b.Tell(b.Name() + " " + note.Sentence)
			default:
				report.Notes = append(report.Notes, b.Name()+" "+note.Sentence)
			}
		case errors.Is(err, rpc.ErrDisconnected) && ctx.Err() == nil:
			// It is brought up to date if it connects again.
			report.Notes = append(report.Notes, b.Name()+" disconnected")
		case err != nil:
			errs = append(errs, &PageError{b.Number(), b.Generation(), err})
		default:
			report.Browsers++
			values[b] = value
		}
	}
	return values, report, errors.Join(errs...)
}

// errand is a command on its way in one browser.
type errand[T any] struct {
	browser *page.Page
	started bool
	done    chan outcome[T]
	left    chan struct{} // closed when nobody waits any more
	given   bool          // left is closed
	absent  bool          // the browser is set aside
}

// unread is the key of a context for what is done without anybody who reads the report.
type unread struct{}

type outcome[T any] struct {
	value T
	err   error
}

func send[T any](ctx context.Context, s *Session, b *page.Page, do func(ctx context.Context, b *page.Page) (T, error)) *errand[T] {
	e := &errand[T]{browser: b, done: make(chan outcome[T]), left: make(chan struct{})}
	var out outcome[T]
	e.started = b.Start(ctx, func(ctx context.Context) (err error) {
		if out.value, err = do(ctx, b); err != nil {
			return err
		}
		return b.TellSamples(ctx, s.wireSamples()) // of what has changed
	}, func(err error) {
		out.err = err
		select {
		case e.done <- out:
		case <-e.left:
			s.came(b, err)
		}
	})
	return e
}

// leave ends the wait for an errand, which goes on.
func (e *errand[T]) leave() {
	close(e.left)
	e.given = true
}

// wait waits for the errand until ctx ends, the browser is set aside or the command is late, which sets the browser
// aside. Then the error is a note on that, an empty one if the user was told before.
func (e *errand[T]) wait(ctx, late context.Context, began time.Time) (value T, err error) {
	defer e.leave()
	if !e.started {
		if e.browser.Over() {
			return value, rpc.ErrDisconnected
		}
		e.absent = true
		return value, &page.Note{Sentence: e.browser.Absence()}
	}
	select {
	case out := <-e.done:
		return out.value, out.err
	case <-e.browser.Left():
	case <-late.Done():
		if ctx.Err() != nil {
			return value, context.Cause(ctx)
		}
		e.browser.SetAside(began)
	}
	e.absent = true
	return value, &page.Note{Sentence: e.browser.Absence()}
}

// came ends an errand that nobody waits for any more.
func (s *Session) came(b *page.Page, err error) {
	var note *page.Note
	if err == nil || errors.As(err, &note) || errors.Is(err, rpc.ErrDisconnected) || b.Over() || b.Missed() {
		return
	}
	b.Tell((&PageError{b.Number(), b.Generation(), err}).Error())
}

// tellAll calls tell for all connected browsers.
func (s *Session) tellAll(ctx context.Context, do func(ctx context.Context, b *page.Page) error) (reply.Report, error) {
	return s.tell(ctx, s.pages(), do)
}
