package repl_test

import (
	"context"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/repl"
	"github.com/epiviz/epivizgo/repl/repltest"
	"github.com/epiviz/epivizgo/session/genome"
)

// stuck is a session whose list of sequences waits for the system and does not hear of Ctrl-C.
type stuck struct {
	repl.Session
	begun, release chan struct{}
}

func (s *stuck) SeqInfos() []genome.Sequence {
	s.begun <- struct{}{}
	<-s.release
	return nil
}

// TestCommandThatDoesNotStop: Ctrl-C brings back the prompt all the same.
func TestCommandThatDoesNotStop(t *testing.T) {
	console := &repltest.Console{Typed: true, Lines: []string{"seqinfos", "where", ""}}
	p := repltest.Start(t, repltest.Setup{Console: console})
	s := &stuck{p.Env.Session, make(chan struct{}, 1), make(chan struct{})}
	defer close(s.release)
	p.Env.Session = s
	p.Env.Interrupt = func(ctx context.Context) (context.Context, context.CancelFunc) {
		ctx, cancel := context.WithCancel(ctx)
		go func() {
			select {
			case <-s.begun:
				cancel()
			case <-ctx.Done():
			}
		}()
		return ctx, cancel
	}
	if err := repl.Run(t.Context(), p.Env, console); err != nil {
		t.Fatal(err)
	}
	got := console.Transcript()
	for _, want := range []string{"epiviz> seqinfos\nerror: it does not stop: it waits for the system", "epiviz> where\nchr1:"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
}

// faulty is a session with a fault.
type faulty struct{ repl.Session }

func (faulty) SeqInfos() []genome.Sequence { panic("a fault") }

func TestCommandThatPanics(t *testing.T) {
	console := &repltest.Console{Typed: true, Lines: []string{"seqinfos", "where", ""}}
	p := repltest.Start(t, repltest.Setup{Console: console})
	p.Env.Session = faulty{p.Env.Session}
	if err := repl.Run(t.Context(), p.Env, console); err != nil {
		t.Fatal(err)
	}
	if got := console.Transcript(); !strings.Contains(got, "error: internal error: a fault\nhint: this is a fault of epivizgo") {
		t.Errorf("%s", got)
	}
}
