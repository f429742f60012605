package session

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/page"
	"github.com/epiviz/epivizgo/session/reply"
)

// Redraw makes every page draw again.
func (s *Session) Redraw(ctx context.Context) (reply.Report, error) {
	return s.all(ctx, func(ctx context.Context, b *page.Page) error { return b.Redraw(ctx) })
}

// ClearCache makes pages discard a datasource group's data and draw again.
func (s *Session) ClearCache(ctx context.Context, group string) (reply.Report, error) {
	if groups := s.Groups(); !slices.Contains(groups, group) {
		return reply.Report{}, hint.Add(fmt.Errorf("there is no datasource group %q", group), "there are %s", strings.Join(groups, ", "))
	}
	return s.all(ctx, func(ctx context.Context, b *page.Page) error { return b.Renew(ctx, []string{group}) })
}

// FlushCache makes pages discard all data and draw again.
func (s *Session) FlushCache(ctx context.Context) (reply.Report, error) {
	return s.all(ctx, func(ctx context.Context, b *page.Page) error { return b.Flush(ctx) })
}

// all runs a command that changes no state on every page.
func (s *Session) all(ctx context.Context, do func(context.Context, *page.Page) error) (reply.Report, error) {
	return s.inTurn(ctx, func() (reply.Report, error) { return s.tellAll(ctx, do) })
}

// Browsers lists the connected browsers.
func (s *Session) Browsers() []reply.BrowserInfo {
	s.mu.Lock()
	browsers := slices.Clone(s.browsers)
	s.mu.Unlock()
	out := make([]reply.BrowserInfo, len(browsers))
	for i, b := range browsers {
		out[i] = b.Info()
	}
	return out
}

// Send sends a UI action unchanged and returns each browser's answer. It does not
// change the session's state.
func (s *Session) Send(ctx context.Context, action string, args []byte) ([]reply.Raw, error) {
	params := map[string]json.RawMessage{}
	if len(args) > 0 {
		if err := json.Unmarshal(args, &params); err != nil || params == nil {
			return nil, hint.Add(fmt.Errorf("the arguments of %s are not a JSON object: %s", action, args),
				`send navigate '{"range":"{\"seqName\":\"chr1\",\"start\":1,\"end\":1000}"}'`)
		}
	}
	if known, ok := protocol.UIAction(action); ok {
		action = known
	}
	end, err := s.begin(ctx)
	if err != nil {
		return nil, err
	}
	defer end()
	browsers := s.pages()
	got, _, err := tellEach(ctx, s, browsers, func(ctx context.Context, b *page.Page) (reply.Raw, error) {
		data, err := b.Send(ctx, action, params)
		return reply.Raw{Browser: b.Number(), Data: data, Err: err}, nil
	})
	answers := []reply.Raw{}
	errs := []error{err}
	for _, b := range browsers {
		raw, waited := got[b]
		if waited {
			answers = append(answers, raw)
		}
		if raw.Err != nil {
			errs = append(errs, &PageError{b.Number(), b.Generation(), raw.Err})
		}
	}
	switch {
	case len(browsers) == 0:
		return answers, hint.Add(errNoBrowser, "open %s", s.bareURL())
	case len(answers) == 0 && err == nil:
		return answers, hint.Add(errors.New("no browser answers"), "browsers says why")
	}
	return answers, errors.Join(errs...)
}
