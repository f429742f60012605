//go:build unix

package term_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"testing"

	"go.uber.org/goleak"

	"github.com/epiviz/epivizgo/repl"
	"github.com/epiviz/epivizgo/repl/repltest"
	"github.com/epiviz/epivizgo/repl/term"
	"github.com/epiviz/epivizgo/session/reply"
)

// childMark in the environment makes the test binary a program with a prompt,
// for the tests to run on a terminal of their own: only a process that the
// terminal controls gets the signal of Ctrl-C.
const childMark = "EPIVIZGO_TERM_TEST"

// Exit codes of the child, beside 0.
const (
	childFailed = 10 + iota
	childLeaks
	childStopped // by the context
)

func TestMain(m *testing.M) {
	if os.Getenv(childMark) == "" {
		os.Exit(m.Run())
	}
	os.Exit(child())
}

// stubborn is a console on which Enter on an empty line does not stop.
type stubborn struct{ repl.Console }

func (s stubborn) ReadLine(ctx context.Context, prompt string) (string, error) {
	line, err := s.Console.ReadLine(ctx, prompt)
	if line == "" {
		line = " "
	}
	return line, err
}

// slow is a session in which redraw takes until Ctrl-C, and flushcache until flush
// is closed.
type slow struct {
	repl.Session
	out   *repl.Output
	flush chan struct{}
}

func (s *slow) Redraw(ctx context.Context) (reply.Report, error) {
	s.out.Notify("redrawing")
	<-ctx.Done()
	return reply.Report{}, ctx.Err()
}

func (s *slow) FlushCache(ctx context.Context) (reply.Report, error) {
	s.out.Notify("flushing")
	<-s.flush
	return s.Session.FlushCache(ctx)
}

// child runs a prompt over a slow session with the tutorial's data, a file and a
// page. Lines that come on file 3 are notices, of which flush lets flushcache go on;
// SIGTERM ends the loop from outside.
func child() int {
	console, err := term.Open(os.Getenv("EPIVIZGO_TERM_HISTORY"))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return childFailed
	}
	p, err := repltest.Open(context.Background(), repltest.Setup{Console: console})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return childFailed
	}
	out := p.Output
	session := &slow{p.Session, out, make(chan struct{})}
	p.Env.Session = session
	notices := os.NewFile(3, "notices")
	told := make(chan struct{})
	go func() {
		defer close(told)
		for lines := bufio.NewScanner(notices); lines.Scan(); {
			if lines.Text() == "flush" {
				close(session.flush)
				continue
			}
			out.Notify(lines.Text())
		}
	}()
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	interrupted := make(chan struct{})
	if os.Getenv("EPIVIZGO_TERM_INTERRUPT") == "" {
		close(interrupted)
	} else {
		go func() {
			defer close(interrupted)
			<-term.Interrupts(console)
			out.Notify("interrupted")
		}()
	}
	var typed repl.Console = console
	if os.Getenv("EPIVIZGO_TERM_STUBBORN") != "" {
		typed = stubborn{console}
	}
	err = repl.Run(ctx, p.Env, typed)
	stopped := ctx.Err() != nil
	stop()
	if err := p.Close(); err != nil {
		fmt.Println("close:", err)
		return childFailed
	}
	if closeErr := console.Close(); closeErr != nil {
		fmt.Println("close:", closeErr)
		return childFailed
	}
	_ = console.Close() // twice is allowed
	<-interrupted
	<-told // the test closes the pipe when it has seen "stopped"
	if stopped {
		return childStopped // and the read that waits for a key goes with the process
	}
	if leaked := goleak.Find(goleak.IgnoreTopFunction("os/signal.loop"), goleak.IgnoreTopFunction("os/signal.signal_recv")); leaked != nil {
		fmt.Println(leaked)
		return childLeaks
	}
	switch {
	case err != nil:
		out.Error(err)
		return childFailed
	}
	return 0
}
