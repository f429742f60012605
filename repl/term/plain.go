package term

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"time"

	"github.com/epiviz/epivizgo/repl"
)

// maxLine is the longest line that Plain takes, in bytes.
const maxLine = 1 << 20

// Plain is a console without line editing: lines come from a pipe or file as
// they arrive, or from a terminal that cannot do more.
type Plain struct {
	in     *reader
	lines  *bufio.Reader
	typed  bool
	out    repl.LockedWriter
	err    repl.LockedWriter
	ready  func(wait time.Duration) bool // reports whether out takes more; nil for always
	file   *os.File                      // out, if it is a terminal
	colour bool
}

var _ repl.Console = (*Plain)(nil)

// NewPlain returns a console over the given ends. A console that only runs scripts reads
// from an empty reader. in is read only when a line is wanted.
func NewPlain(in io.Reader, out, err io.Writer) *Plain {
	p := &Plain{out: repl.LockedWriter{W: out}, err: repl.LockedWriter{W: err}}
	var more func(wait time.Duration) bool
	if f, ok := in.(*os.File); ok && isTerminal(f) {
		p.typed = true
		more = moreFrom(f)
	}
	p.in = newReader(in, more)
	p.lines = bufio.NewReader(p.in)
	if f, ok := out.(*os.File); ok {
		p.ready = readyFor(f)
		if isTerminal(f) {
			p.file = f
		}
	}
	if f, ok := err.(*os.File); ok {
		p.colour = isTerminal(f) && wantsColour()
	}
	return p
}

// ReadLine returns the next line. Ctrl-C, which reaches the program as a
// signal here, ends the input.
func (p *Plain) ReadLine(ctx context.Context, prompt string) (string, error) {
	own, stop := signal.NotifyContext(ctx, os.Interrupt)
	defer stop()
	defer context.AfterFunc(own, p.in.end)()
	if p.typed {
		p.in.show()
		defer p.in.hide()
	}
	line, err := p.askLine(prompt)
	switch {
	case ctx.Err() != nil:
		return "", context.Cause(ctx)
	case own.Err() != nil:
		return "", repl.ErrInterrupt
	case errors.Is(err, io.EOF) && line == "" && p.typed:
		fmt.Fprintln(&p.err) // the prompt is still on the line
		return "", io.EOF
	case errors.Is(err, io.EOF) && line != "":
		return line, nil // the last line lacks its end
	}
	return line, err
}

// askLine reads a line after the prompt, where a person types, and asks again
// after an empty line that was not typed at an idle prompt.
func (p *Plain) askLine(prompt string) (string, error) {
	for {
		if p.typed {
			fmt.Fprint(&p.err, prompt)
		}
		line, err := p.readLine()
		if !p.typed || err != nil || line != "" || p.in.idle() {
			return line, err
		}
	}
}

func (p *Plain) readLine() (string, error) {
	var line []byte
	for {
		part, err := p.lines.ReadSlice('\n')
		line = append(line, part...)
		if len(line) > maxLine {
			return "", fmt.Errorf("standard input: a line is longer than %d bytes; are these commands?", maxLine)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return strings.TrimRight(string(line), "\r\n"), err
		}
	}
}

// Interactive reports whether the lines come from a terminal.
func (p *Plain) Interactive() bool { return p.typed }

// Waiting reports whether a line has come already.
func (p *Plain) Waiting() bool { return !p.typed || p.in.more(0) }

// Graphics returns that pictures are made of letters, as of a terminal that is not asked.
func (p *Plain) Graphics(context.Context, bool) repl.Graphics {
	g := repl.Graphics{As: "braille", Why: "output goes to no terminal", Dark: true}
	if p.file != nil {
		g.Columns, g.Rows = size(p.file)
		g.Colors = colors(os.Getenv)
		g.Why = "the terminal is not asked, since commands do not come from it"
		if p.typed {
			g.Why = "the terminal is dumb"
		}
	}
	return g
}

// SetCompleter does nothing: there is no Tab.
func (p *Plain) SetCompleter(func(string) repl.Completion) {}

// Print writes a part of a result.
func (p *Plain) Print(ctx context.Context, b []byte) (int, error) {
	return printTo(ctx, &p.out, p.ready, b)
}

// Lend returns nil: what programs print goes through Print.
func (p *Plain) Lend() *repl.Loan { return nil }

// Stderr returns the writer for everything else.
func (p *Plain) Stderr() io.Writer { return &p.err }

// Notify prints a line to Stderr.
func (p *Plain) Notify(line string) { fmt.Fprintln(&p.err, line) }

// Width returns the width of the terminal that Print writes to, 0 if that is not a terminal.
func (p *Plain) Width() int {
	if p.file == nil {
		return 0
	}
	return columns(p.file)
}

// Height returns the height of that terminal.
func (p *Plain) Height() int {
	if p.file == nil {
		return 0
	}
	return height(p.file)
}

// Colour reports whether Stderr writes to a terminal that wants colour.
func (p *Plain) Colour() bool { return p.colour }

// Close ends a ReadLine that is waiting.
func (p *Plain) Close() error {
	p.in.end()
	return nil
}
