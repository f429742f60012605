package session

import (
	"context"
	"errors"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/page"
	"github.com/epiviz/epivizgo/session/reply"
)

// SetLabels tells the built-in pages, also those that connect later, which region of a slideshow is shown and what it can be labelled as.
// The prompt keeps the slideshow: it is no part of the state.
func (s *Session) SetLabels(ctx context.Context, p protocol.LabelsParams) (reply.Report, error) {
	if p.Words == nil {
		p.Words = []string{}
	}
	s.mu.Lock()
	had := s.labels != nil
	s.labels = &p
	if len(p.Words) == 0 {
		s.labels = nil
	}
	s.mu.Unlock()
	if !had && len(p.Words) == 0 {
		return reply.Report{}, nil
	}
	return s.all(ctx, func(ctx context.Context, b *page.Page) error {
		if !b.Knows(protocol.SetLabels) {
			return nil
		}
		return b.Push(ctx, protocol.SetLabels, p)
	})
}

// userLabel labels the region that is shown, by a key of a page.
func (s *Session) userLabel(ctx context.Context, _ *page.Page, p protocol.UserLabelParams) error {
	if s.opt.Label == nil {
		return errors.New("nothing can be labelled here")
	}
	return s.opt.Label(ctx, p.Number)
}
