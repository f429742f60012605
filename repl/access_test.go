package repl_test

import (
	"errors"
	"testing"

	"github.com/epiviz/epivizgo/repl"
	"github.com/epiviz/epivizgo/repl/repltest"
	"github.com/epiviz/epivizgo/session/reply"
)

// knocked is a session at which pages of other origins have asked to connect.
type knocked struct {
	repl.Session
	origins []reply.Origin
}

func (k *knocked) Origins() []reply.Origin { return k.origins }

func (k *knocked) Allow(number int) (reply.Origin, error) {
	for i := range k.origins {
		if o := &k.origins[i]; o.Number == number {
			o.Allowed, o.Waiting = true, 0
			return *o, nil
		}
	}
	return reply.Origin{}, errors.New("no page of such an origin has asked to connect")
}

func (k *knocked) Connections() []reply.BrowserInfo {
	return append(k.Session.Connections(),
		reply.BrowserInfo{ID: 2, Generation: "EpiViz 4", Remote: "127.0.0.1:40002", Origin: "http://localhost:8000", User: "ada"},
		reply.BrowserInfo{Remote: "127.0.0.1:40003", User: "grace"})
}

// knock has pages of other origins ask to connect.
func knock(_ *testing.T, p *repltest.Prompt) {
	p.Env.Session = &knocked{Session: p.Env.Session, origins: []reply.Origin{
		{Number: 1, Origin: "http://localhost:8000", Waiting: 2},
		{Number: 2, Origin: "https://other.example.org"},
		{Number: 3, Origin: "http://localhost:9000", Waiting: 1, Server: "mallory"},
	}}
}
