package repl

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/epiviz/epivizgo/repl/safe"
	"github.com/epiviz/epivizgo/repl/text"
	"github.com/epiviz/epivizgo/session/hint"
)

// Output is the one place where text leaves for a console. What it passes on
// is harmless to a terminal, whatever file or page it came from (package
// safe); the only escape sequences are the colours it adds itself.
type Output struct {
	console Console
	out     io.Writer
	talk    io.Writer
	notices notices
}

// NewOutput returns the way out to console.
func NewOutput(console Console) *Output {
	return &Output{
		console: console,
		out:     safe.NewWriter(printer{context.Background(), console}),
		talk:    safe.NewWriter(console.Stderr()),
		notices: notices{print: func(text string) { console.Notify(safe.Lines(text)) }},
	}
}

// printer is where a Screen prints results.
type printer struct {
	ctx    context.Context
	screen Screen
}

func (p printer) Write(b []byte) (int, error) { return p.screen.Print(p.ctx, b) }

// Out takes the results of commands; one goroutine at a time may use it.
func (o *Output) Out() io.Writer { return o.out }

// Talk takes all but the results: notes, hints, progress. One
// goroutine at a time may use it.
func (o *Output) Talk() io.Writer { return o.talk }

// Notify prints a line of news from the background, such as a browser that
// connected. It is safe for concurrent use and does not disturb a line that is
// being typed. A text of several lines stays together. A console that takes nothing stops no one: what
// is too much for it is left out, and counted.
func (o *Output) Notify(text string) { o.notices.add(strings.TrimRight(text, "\n")) }

// Error prints an error, and on a second line its hint, if it has one. This is the
// only place where errors are printed.
func (o *Output) Error(err error) {
	// A failed script's line begins with the place, as compilers' do.
	prefix, text := "error: ", err.Error()
	var failed *ScriptError
	if errors.As(err, &failed) {
		prefix, text = failed.Where()+": error: ", failed.Err.Error()
	}
	red, dim, off := "", "", ""
	if o.console.Colour() {
		red, dim, off = "\x1b[31m", "\x1b[2m", "\x1b[0m"
	}
	w := o.console.Stderr()
	fmt.Fprintf(w, "%s%s%s%s\n", red, safe.Text(prefix), off, indentRest(safe.Lines(text)))
	if next := hint.Of(err); next != "" {
		fmt.Fprintf(w, "%shint: %s%s\n", dim, indentRest(safe.Lines(next)), off)
	}
}

type showsProgress struct{}

// WithProgress returns a context whose operations show their progress. It returns
// ctx itself if the console is not a terminal.
func WithProgress(ctx context.Context, o *Output) context.Context {
	if !o.console.Interactive() || o.console.Width() == 0 {
		return ctx
	}
	return context.WithValue(ctx, showsProgress{}, o)
}

// Progress returns a function to call with the bytes read of a file, and one to
// call in the end. A total of 0 or less means unknown. tell is nil where progress is
// not shown. Both may be called by any goroutine.
func Progress(ctx context.Context, path string) (tell func(done, total int64), end func()) {
	return progress(ctx, func(w io.Writer, width int) *text.Progress { return text.NewProgress(w, width, filepath.Base(path)) })
}

// counted is Progress for what is done a number of times, such as "drawing". tell is never nil.
func counted(ctx context.Context, verb string) (tell func(done, total int64), end func()) {
	tell, end = progress(ctx, func(w io.Writer, width int) *text.Progress { return text.NewCount(w, width, verb) })
	if tell == nil {
		tell = func(int64, int64) {}
	}
	return tell, end
}

func progress(ctx context.Context, of func(w io.Writer, width int) *text.Progress) (tell func(done, total int64), end func()) {
	o, ok := ctx.Value(showsProgress{}).(*Output)
	if !ok {
		return nil, func() {}
	}
	p := of(o.console.Stderr(), o.console.Width())
	ended := context.AfterFunc(ctx, p.End) // a command that is left behind does not end it
	return p.Tell, func() { ended(); p.End() }
}

// indentRest indents the lines after the first, so that they are not mistaken for
// other messages.
func indentRest(s string) string { return strings.ReplaceAll(s, "\n", "\n  ") }
