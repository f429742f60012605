package repltest

import (
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/repl"
	"github.com/epiviz/epivizgo/session"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/sessiontest"
	"github.com/epiviz/epivizgo/session/state"
)

// Setup says what a prompt is put together of. The zero value is a session with the
// tutorial's data and one built-in page, and a Console on which nothing is typed.
type Setup struct {
	// Session are the session's options, but for Serve and Script. Event is told of
	// events after the prompt is.
	Session session.Options
	Console repl.Console
	// Pages are the versions of the pages to connect, in this order, as for
	// sessiontest.Open; nil is one built-in page.
	Pages []string
}

// NoPages is Setup.Pages of a session that nobody looks at.
var NoPages = []string{}

// Prompt is a prompt over a running session, put together as package main does.
type Prompt struct {
	Env     *repl.Env
	Session *session.Session
	Output  *repl.Output
	Pages   []*sessiontest.Browser

	net       *sessiontest.Network
	connected chan struct{} // has a token for each page that is up to date
}

// mostPages is how many pages may connect to a prompt without being waited for.
const mostPages = 100

// Start starts a prompt that ends with the test. Ctrl-C is not listened for. All
// pages are up to date and have their data when it returns.
func Start(t testing.TB, setup Setup) *Prompt {
	t.Helper()
	p, err := Open(t.Context(), setup)
	if err != nil {
		t.Fatal(err)
	}
	// A bubble must not be the first to listen for signals: the goroutine that does
	// never ends.
	p.Env.Interrupt = context.WithCancel
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	return p
}

// Open is Start outside of tests. Close ends what it starts.
func Open(ctx context.Context, setup Setup) (*Prompt, error) {
	if setup.Console == nil {
		setup.Console = &Console{}
	}
	if setup.Pages == nil {
		setup.Pages = []string{protocol.BuiltinVersion}
	}
	output := repl.NewOutput(setup.Console)
	p := &Prompt{
		Env: repl.NewEnv(nil, output), Output: output,
		net: sessiontest.NewNetwork(), connected: make(chan struct{}, mostPages),
	}
	opt, heard := setup.Session, setup.Session.Event
	opt.Serve, opt.Script, opt.Restore = p.net.Serve, repl.Script, restore
	opt.Mark, opt.Placed, opt.Label = p.Env.Mark, p.Env.Placed, p.Env.Label
	opt.Event = func(e state.Event) {
		if e.Kind == state.EventConnected {
			p.connected <- struct{}{}
		}
		p.Env.Event(e)
		if heard != nil {
			heard(e)
		}
	}
	var err error
	if p.Session, err = session.Start(context.WithoutCancel(ctx), opt); err != nil {
		return nil, err
	}
	p.Env.Session = p.Session
	if _, err := p.Session.AddTutorial(ctx); err != nil {
		return nil, errors.Join(err, p.Close())
	}
	for _, version := range setup.Pages {
		if err := p.Connect(ctx, version); err != nil {
			return nil, errors.Join(err, p.Close())
		}
	}
	return p, nil
}

func restore(ctx context.Context, s *session.Session, lines []string, path func(string) string, may func(state.State) error) (
	reply.Report, []error, error) {
	return repl.Restore(ctx, s, lines, path, may)
}

// Connect adds a page and waits until it is up to date and has its data.
func (p *Prompt) Connect(ctx context.Context, version string) error {
	page, err := sessiontest.Open(ctx, p.net.Dial, version)
	if err != nil {
		return err
	}
	p.Pages = append(p.Pages, page)
	select {
	case <-p.connected:
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	_, err = page.Await(ctx, func(p sessiontest.Page) bool { return p.Open == 0 })
	return err
}

// Close ends the session and its pages. It may be called twice.
func (p *Prompt) Close() error {
	err := errors.Join(p.Session.Close(), p.Env.Close())
	for _, page := range p.Pages {
		page.Disconnect()
	}
	return err
}

// Folder makes a folder with files, given by name and content, the working folder
// until the end of the test. They are written in the order of their names: an index is as new as what it is of.
func Folder(t testing.TB, files map[string]string) {
	t.Helper()
	dir := t.TempDir()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(files[name]), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
}
