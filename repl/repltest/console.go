package repltest

import (
	"context"
	"io"
	"strings"
	"sync"

	"github.com/epiviz/epivizgo/repl"
)

// Console is a repl.Console whose lines are given beforehand. A line that ends
// in ^C is one that Ctrl-C was pressed on, ^D is the end of input, and so is
// the end of the lines. Its methods are safe for concurrent use; the fields
// are set before.
type Console struct {
	Lines   []string
	Typed   bool // a person types: there is a prompt
	Columns int  // the terminal's width; 0 means no terminal
	Colours bool
	Shows   repl.Graphics // what the terminal shows

	mu         sync.Mutex
	next       int
	transcript strings.Builder
	complete   func(string) repl.Completion
}

var _ repl.Console = (*Console)(nil)

// ReadLine types the next line.
func (c *Console) ReadLine(ctx context.Context, prompt string) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	line, ended := "^D", c.next >= len(c.Lines)
	if !ended {
		line = c.Lines[c.next]
		c.next++
	}
	if c.Typed {
		c.transcript.WriteString(prompt + line + "\n")
	}
	switch {
	case line == "^D":
		return "", io.EOF
	case strings.HasSuffix(line, "^C"):
		return "", repl.ErrInterrupt
	}
	return line, nil
}

// Interactive reports whether a person types.
func (c *Console) Interactive() bool { return c.Typed }

// SetCompleter keeps what Complete asks.
func (c *Console) SetCompleter(complete func(string) repl.Completion) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.complete = complete
}

// Complete presses Tab after before.
func (c *Console) Complete(before string) repl.Completion {
	c.mu.Lock()
	complete := c.complete
	c.mu.Unlock()
	return complete(before)
}

// Print writes to the transcript.
func (c *Console) Print(ctx context.Context, p []byte) (int, error) {
	if ctx.Err() != nil {
		return 0, context.Cause(ctx)
	}
	return (*writer)(c).Write(p)
}

// Waiting reports whether there are more lines.
func (c *Console) Waiting() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.next < len(c.Lines)
}

// Graphics is Shows, braille unless that says otherwise.
func (c *Console) Graphics(context.Context, bool) repl.Graphics {
	has := c.Shows
	if has.As == "" {
		has.As, has.Why = "braille", "it is a test"
	}
	if has.Columns == 0 {
		has.Columns = c.Columns
	}
	return has
}

// Lend returns nil.
func (c *Console) Lend() *repl.Loan { return nil }

// Stderr writes to the transcript, as on a terminal.
func (c *Console) Stderr() io.Writer { return (*writer)(c) }

// Notify writes a line to the transcript.
func (c *Console) Notify(line string) { _, _ = (*writer)(c).Write([]byte(line + "\n")) }

// Width is Columns.
func (c *Console) Width() int { return c.Columns }

// Height is 0.
func (c *Console) Height() int { return 0 }

// Colour is Colours.
func (c *Console) Colour() bool { return c.Colours }

// Close does nothing.
func (c *Console) Close() error { return nil }

// Transcript is everything that was typed and printed so far.
func (c *Console) Transcript() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.transcript.String()
}

// writer writes to a Console's transcript.
type writer Console

func (w *writer) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.transcript.Write(p)
}
