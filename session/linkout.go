package session

import (
	"context"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/page"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/state"
)

// SetLinkOut sets the address of links that built-in pages offer for features, "" for none.
func (s *Session) SetLinkOut(ctx context.Context, template string) (reply.Report, error) {
	if err := state.CheckLinkOut(template); err != nil {
		return reply.Report{}, err
	}
	return s.inTurn(ctx, func() (reply.Report, error) { return s.setLinkOut(ctx, template) })
}

// setLinkOut implements SetLinkOut within a turn.
func (s *Session) setLinkOut(ctx context.Context, template string) (reply.Report, error) {
	browsers := s.commit(ctx, func(state.State) []state.Event { return one(state.Event{Kind: state.EventLinkOut, Text: template}) })
	return s.tell(ctx, browsers, func(ctx context.Context, b *page.Page) error {
		return b.Push(ctx, protocol.SetLinkOut, protocol.LinkOutParams{Template: template})
	})
}

func (s *Session) userSetLinkOut(ctx context.Context, _ *page.Page, p protocol.LinkOutParams) error {
	if err := state.CheckLinkOut(p.Template); err != nil {
		return err
	}
	_, err := s.userTurn(ctx, func() (reply.Report, error) { return s.setLinkOut(ctx, p.Template) })
	return err
}
