package session

import (
	"context"

	"github.com/epiviz/epivizgo/session/page"
	"github.com/epiviz/epivizgo/session/state"
)

// Options.Event is called for every change of the state, whatever its cause, and for
// other events in the browsers.

type byBrowser struct{}

// inBrowser marks what is done with ctx as done by a person in a browser.
func inBrowser(ctx context.Context, b *page.Page) context.Context {
	return context.WithValue(ctx, byBrowser{}, b.Number())
}

// by returns the event with the browser in which it was done.
func by(ctx context.Context, e state.Event) state.Event {
	if id, ok := ctx.Value(byBrowser{}).(int); ok && e.Browser == 0 {
		e.Browser = id
	}
	e.Hook = ctx.Value(byHook{}) != nil
	return e
}

// failed emits the event that a file cannot be read.
func (s *Session) failed(ctx context.Context, path string, err error) {
	s.opt.Event(by(ctx, state.Event{Kind: state.EventFailed, Path: path, Text: err.Error()}))
}
