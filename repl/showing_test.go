package repl_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/repl"
	"github.com/epiviz/epivizgo/repl/repltest"
	"github.com/epiviz/epivizgo/session/reply"
)

// patientTypist is a console at which lines are typed one by one. An empty one is Ctrl-C.
type patientTypist struct {
	*repltest.Console
	lines chan string
	more  func() bool   // whether a line has come already
	shown chan struct{} // has a token for each picture that is printed, or said not to be there
}

func (c *patientTypist) Print(ctx context.Context, p []byte) (int, error) {
	n, err := c.Console.Print(ctx, p)
	if bytes.Contains(p, []byte("a picture")) {
		c.shown <- struct{}{}
	}
	return n, err
}

func (c *patientTypist) Notify(line string) {
	c.Console.Notify(line)
	if strings.HasPrefix(line, "no picture") {
		c.shown <- struct{}{}
	}
}

func (c *patientTypist) Interactive() bool { return true }
func (c *patientTypist) Waiting() bool     { return c.more != nil && c.more() }

func (c *patientTypist) ReadLine(ctx context.Context, _ string) (string, error) {
	select {
	case line, ok := <-c.lines:
		if !ok {
			return "", io.EOF
		}
		if line == "" {
			return "", repl.ErrInterrupt
		}
		return line, nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// slowDrawer is a session that draws when it may.
type slowDrawer struct {
	repl.Session
	begun, ended chan struct{}
	result       chan error
}

func (d *slowDrawer) DrawInline(ctx context.Context, opt reply.Inline) (reply.InlinePicture, reply.Report, error) {
	d.begun <- struct{}{}
	defer func() { d.ended <- struct{}{} }()
	select {
	case err := <-d.result:
		return reply.InlinePicture{Data: []byte("a picture\x1b[31m\x1b]0;title\a\x1b[m\n"), Left: []int{3, 4, 5, 9}}, reply.Report{}, err
	case <-ctx.Done():
		return reply.InlinePicture{}, reply.Report{}, context.Cause(ctx)
	}
}

// TestShowNarrow: no picture is drawn that the terminal would break into pieces.
func TestShowNarrow(t *testing.T) {
	console := &repltest.Console{Columns: 39}
	p := repltest.Start(t, repltest.Setup{Console: console, Pages: repltest.NoPages})
	err := p.Env.Script(t.Context(), "x", strings.NewReader("show"))
	if got, want := errorText(err), "a picture is at least 40 letters wide; the terminal has 39"; !strings.HasSuffix(got, want) {
		t.Errorf("%s, want %s", got, want)
	}
	script(t, p.Env, "show --columns 40")
}

// TestShowLow: a terminal of too few rows is refused as what it is.
func TestShowLow(t *testing.T) {
	console := &repltest.Console{Columns: 80, Shows: repl.Graphics{As: "kitty", Rows: 4}}
	p := repltest.Start(t, repltest.Setup{Console: console, Pages: repltest.NoPages})
	err := p.Env.Script(t.Context(), "x", strings.NewReader("show"))
	if got, want := errorText(err), "a picture as kitty is at least 4 lines high, and one less than the terminal, which has 4"; !strings.HasSuffix(got, want) {
		t.Errorf("%s, want %s", got, want)
	}
}

// TestShowOn draws while the prompt waits, once for lines that come together, and until the next line or Ctrl-C.
func TestShowOn(t *testing.T) {
	console := &patientTypist{Console: &repltest.Console{Columns: 80}, lines: make(chan string), shown: make(chan struct{}, 9)}
	waiting := false
	console.more = func() bool { return waiting }
	p := repltest.Start(t, repltest.Setup{Console: console, Pages: repltest.NoPages})
	d := &slowDrawer{p.Session, make(chan struct{}, 9), make(chan struct{}, 9), make(chan error, 9)}
	p.Env.Session = d
	ended := make(chan error)
	go func() { ended <- repl.Run(t.Context(), p.Env, console) }()
	pictures := func(want int) {
		t.Helper()
		if got := strings.Count(console.Transcript(), "a picture"); got != want {
			t.Errorf("%d pictures, want %d:\n%s", got, want, console.Transcript())
		}
	}
	draws := func(err error) {
		t.Helper()
		<-d.begun
		d.result <- err
		<-d.ended
		<-console.shown
	}

	console.lines <- "show on"
	draws(nil)
	console.lines <- "where" // ends the drawing, and waits for it
	console.lines <- "navigate chr1 1 200"
	pictures(1)
	<-d.begun
	console.lines <- "where" // before the picture is there
	<-d.ended
	draws(nil) // it is still due
	console.lines <- "theme dark"
	pictures(2)
	<-d.begun
	console.lines <- "" // Ctrl-C
	<-d.ended
	console.lines <- "where"
	console.lines <- "where" // nothing is drawn between these
	select {
	case <-d.begun:
		t.Error("what Ctrl-C has stopped was drawn")
	default:
	}
	console.lines <- "zoom in; zoom in"
	draws(errors.New("the engine is asleep"))
	console.lines <- "redraw"
	draws(nil)
	console.lines <- "show off"
	pictures(3)
	console.lines <- "zoom out"
	console.lines <- "where"
	select {
	case <-d.begun:
		t.Error("a picture was drawn after show off")
	default:
	}
	close(console.lines)
	if err := <-ended; err != nil {
		t.Error(err)
	}
	printed := console.Transcript()
	for _, want := range []string{
		"a picture\x1b[31m\\u001b]0;title\\u0007\x1b[m\n4 charts more: show 3-5 9\n", "no picture: the engine is asleep\n",
	} {
		if !strings.Contains(printed, want) {
			t.Errorf("printed %q, want %q", printed, want)
		}
	}
}

// TestShowOnBatch draws once for lines that come together.
func TestShowOnBatch(t *testing.T) {
	console := &patientTypist{Console: &repltest.Console{Columns: 80}, lines: make(chan string, 9), shown: make(chan struct{}, 9)}
	console.more = func() bool { return len(console.lines) > 0 }
	p := repltest.Start(t, repltest.Setup{Console: console, Pages: repltest.NoPages})
	d := &slowDrawer{p.Session, make(chan struct{}, 9), make(chan struct{}, 9), make(chan error, 9)}
	p.Env.Session = d
	for _, line := range []string{"show on", "zoom in", "zoom in", "pan left"} {
		console.lines <- line
	}
	d.result <- nil
	ended := make(chan error)
	go func() { ended <- repl.Run(t.Context(), p.Env, console) }()
	<-console.shown
	close(console.lines)
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if n := len(d.begun); n != 1 {
		t.Errorf("%d pictures were drawn, want 1", n)
	}
}

// TestShowOnWithoutPrompt is refused: nobody waits.
func TestShowOnWithoutPrompt(t *testing.T) {
	p := repltest.Start(t, repltest.Setup{Pages: repltest.NoPages})
	err := p.Env.Script(t.Context(), "-x", strings.NewReader("show on"))
	if err == nil || !strings.Contains(err.Error(), "show on is for a prompt") {
		t.Error(err)
	}
}

// faultyDrawer is a session that panics when it draws.
type faultyDrawer struct{ repl.Session }

func (faultyDrawer) DrawInline(context.Context, reply.Inline) (reply.InlinePicture, reply.Report, error) {
	panic("a fault")
}

// TestShowOnFault: a fault of what draws while the prompt waits is told, and the program goes on.
func TestShowOnFault(t *testing.T) {
	console := &patientTypist{Console: &repltest.Console{Columns: 80}, lines: make(chan string), shown: make(chan struct{}, 9)}
	p := repltest.Start(t, repltest.Setup{Console: console, Pages: repltest.NoPages})
	p.Env.Session = faultyDrawer{p.Session}
	ended := make(chan error)
	go func() { ended <- repl.Run(t.Context(), p.Env, console) }()
	console.lines <- "show on"
	<-console.shown
	close(console.lines)
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if got := console.Transcript(); !strings.Contains(got, "no picture: internal error: a fault\n") {
		t.Errorf("printed %q", got)
	}
}
