package session

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/rpc"
	"github.com/epiviz/epivizgo/session/server"
)

// address is where a session is served.
type address struct {
	url, webSocketURL, tokenURL string
	ticketURL                   func() string
	moved, loopback             bool
}

// listen binds the address and returns what serves it.
func (s *Session) listen() (serve func(context.Context) error, err error) {
	if s.opt.Serve != nil {
		host := cmp.Or(s.opt.Addr, DefaultAddr)
		s.at = address{url: "http://" + host + "/", webSocketURL: "ws://" + host + "/ws", loopback: true}
		s.at.tokenURL, s.at.ticketURL = s.at.webSocketURL, s.URL
		return func(ctx context.Context) error {
			return s.opt.Serve(ctx, func(ctx context.Context, t rpc.Transport, remote, version string) {
				s.serve(ctx, t, server.Peer{Addr: remote, Version: version})
			})
		}, nil
	}
	opt := server.Options{
		Addr: s.opt.Addr, AllowOrigins: s.opt.AllowOrigins, Token: s.opt.Token, Certificate: s.opt.Certificate, Insecure: s.opt.Insecure,
		UI: s.opt.UI, Connect: s.serve, Shared: s.shared, Log: s.opt.Log,
		Refused: func(reason string) {
			words := strings.Fields(reason) // a page that is refused again and again hides no refusal of another kind
			kind := strings.Join(words[:min(len(words), 4)], " ")
			s.visits.tell("refused "+kind, "refused a request: "+shortened(reason), "refused a request: "+kind+" …")
		},
	}
	if s.opt.Ask {
		opt.Asks = s.asks
	}
	srv, err := server.Listen(opt)
	if err != nil {
		return nil, err
	}
	s.web = srv
	s.at = address{url: srv.URL(), webSocketURL: srv.WebSocketURL(), tokenURL: srv.TokenURL(), ticketURL: srv.TicketURL,
		moved: srv.Moved, loopback: srv.Loopback()}
	return srv.Serve, nil
}

// asks tells the user of an origin whose page waits.
func (s *Session) asks(a server.Asked) {
	of := a.Origin
	if a.Server != "" {
		of += ", which user " + a.Server + " serves,"
	}
	s.visits.tell("asks "+a.Origin, fmt.Sprintf("a page of %s asks to connect: allow %d", shortened(of), a.Number),
		"more pages of "+shortened(a.Origin)+" asked to connect")
}

// Connections lists the connected browsers, and behind them the connections that have not asked for measurements.
func (s *Session) Connections() []reply.BrowserInfo {
	out := s.Browsers()
	s.mu.Lock()
	guests := s.guests
	s.mu.Unlock()
	for _, g := range guests {
		out = append(out, g.Info())
	}
	return out
}

// Origins lists the origins of pages that asked to connect.
func (s *Session) Origins() []reply.Origin {
	if s.web == nil {
		return nil
	}
	var out []reply.Origin
	for _, a := range s.web.Asked() {
		out = append(out, reply.Origin(a))
	}
	return out
}

// Allow lets in pages of the origin with a number of Origins, until the session ends.
func (s *Session) Allow(number int) (reply.Origin, error) {
	if s.web != nil {
		if a, ok := s.web.Allow(number); ok {
			return reply.Origin(a), nil
		}
	}
	return reply.Origin{}, hint.Add(fmt.Errorf("no page of an origin %d has asked to connect", number), "allow lists those that have")
}

// URL returns the built-in page's link, which has the token.
func (s *Session) URL() string { return s.at.url }

// bareURL returns the link without the token, which a browser has that was given it once: sentences are not to repeat it.
func (s *Session) bareURL() string {
	bare, _, _ := strings.Cut(s.at.url, "#")
	return bare
}

// WebSocketURL returns the URL that a real EpiViz page takes as websocket-host[], and TokenURL the one with the token.
func (s *Session) WebSocketURL() string { return s.at.webSocketURL }
func (s *Session) TokenURL() string     { return s.at.tokenURL }

// OtherURLs are the built-in page's links for other machines.
func (s *Session) OtherURLs() []string {
	if s.web == nil {
		return nil
	}
	return s.web.OtherURLs()
}

// Moved reports whether the usual port was taken and another is used.
func (s *Session) Moved() bool { return s.at.moved }

// Loopback reports whether only this machine can connect.
func (s *Session) Loopback() bool { return s.at.loopback }

// Open shows the built-in page in the user's browser and returns its link,
// also with an error.
func (s *Session) Open(context.Context) (string, error) {
	if s.opt.OpenURL == nil {
		return s.URL(), nil
	}
	if err := s.opt.OpenURL(s.at.ticketURL()); err != nil {
		return s.URL(), fmt.Errorf("the browser could not be started: %w", err)
	}
	s.mu.Lock()
	s.opening = time.Now()
	s.mu.Unlock()
	return s.URL(), nil
}
