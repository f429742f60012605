package session

import (
	"context"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/page"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/state"
)

// Flip reports whether positions rise to the left in the built-in pages.
func (s *Session) Flip() bool { return s.current().Flip }

// SetFlip flips the axis of all built-in pages, so that genes of the reverse strand are read from
// left to right, or no longer.
func (s *Session) SetFlip(ctx context.Context, flip bool) (reply.Report, error) {
	return s.inTurn(ctx, func() (reply.Report, error) { return s.setFlip(ctx, flip) })
}

// setFlip flips the axis within a turn, in every page: one that asked waits for the answer.
func (s *Session) setFlip(ctx context.Context, flip bool) (reply.Report, error) {
	browsers := s.commit(ctx, func(state.State) []state.Event { return one(state.FlipEvent(flip)) })
	return s.tell(ctx, browsers, func(ctx context.Context, b *page.Page) error {
		return b.Push(ctx, protocol.SetFlip, protocol.FlipParams{Flip: flip})
	})
}

// userSetFlip flips the axis for the user of a page.
func (s *Session) userSetFlip(ctx context.Context, _ *page.Page, p protocol.FlipParams) error {
	_, err := s.userTurn(ctx, func() (reply.Report, error) { return s.setFlip(ctx, p.Flip) })
	return err
}
