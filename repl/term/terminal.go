package term

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/chzyer/readline"

	"github.com/epiviz/epivizgo/repl"
	"github.com/epiviz/epivizgo/repl/text"
)

// Terminal is the console at which a person types. A process has one at most.
type Terminal struct {
	keys    *keyboard
	out     *os.File
	raw     rawMode
	history *history
	rl      *readline.Instance

	complete atomic.Pointer[func(before string) repl.Completion]

	// Touched by readline's goroutine alone, or while it rests.
	prompt string
	editor editor
	view   view
	key    rune          // that readline has just got
	typed  typed         // its text
	edit   func(*editor) // what it does to the line, nil if readline does it, or nobody

	mu      sync.Mutex
	reading bool   // a line is being read: readline draws
	pending []byte // what was written meanwhile
	midLine bool   // what was written last did not end its line
	closed  bool

	ended      chan struct{} // closed when readline has seen the end of the keys
	closeOnce  sync.Once
	interrupts chan os.Signal
}

var _ repl.Console = (*Terminal)(nil)

// NewTerminal returns a console on a terminal, which both files are. Lines
// typed are kept in the file history; "" keeps none.
func NewTerminal(in, out *os.File, history string) (*Terminal, error) {
	var src io.Reader = in
	if in == os.Stdin {
		src = readline.Stdin // translates the keys of a Windows console
	}
	t := &Terminal{
		keys:       newKeyboard(src, moreFrom(in)),
		out:        out,
		raw:        rawMode{file: in, out: out},
		ended:      make(chan struct{}),
		interrupts: make(chan os.Signal, 1),
	}
	t.view = view{out: (*screen)(t), reflows: reflows()}
	rl, err := readline.NewEx(&readline.Config{
		Stdin:                  t.keys,
		Stdout:                 (*screen)(t),
		Stderr:                 (*screen)(t),
		HistoryLimit:           mostHistory,
		DisableAutoSaveHistory: true,
		Listener:               readline.FuncListener(t.changed),
		FuncFilterInputRune:    t.filter,
		FuncIsTerminal:         func() bool { return false }, // it draws nothing then
		FuncMakeRaw:            t.takeKeys,
		FuncExitRaw:            t.leaveKeys,
		FuncGetWidth:           func() int { return usualWidth },
		FuncOnWidthChanged:     func(func()) {},
	})
	if err != nil {
		t.keys.end()
		return nil, err
	}
	t.rl = rl
	t.history, t.editor.lines = openHistory(history)
	for _, line := range t.editor.lines {
		_ = rl.SaveHistory(line) // to memory, which does not fail
	}
	// While a line is read, Ctrl-C is a key. A signal from elsewhere must not
	// kill the program and leave the terminal raw; commands listen themselves.
	signal.Notify(t.interrupts, os.Interrupt)
	return t, nil
}

// ReadLine reads a line with editing, history and completion. An empty line
// that was not typed at an idle prompt is not returned (see filter).
func (t *Terminal) ReadLine(ctx context.Context, prompt string) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	select {
	case <-t.ended:
		return "", io.EOF // readline would wait for ever
	default:
	}
	defer context.AfterFunc(ctx, t.keys.end)()

	t.prompt = prompt
	t.begin()
	line, err := t.rl.Readline()
	t.finish()

	switch {
	case ctx.Err() != nil:
		return "", ctx.Err()
	case errors.Is(err, readline.ErrInterrupt):
		return "", repl.ErrInterrupt
	case err != nil:
		return "", err
	}
	if strings.TrimSpace(line) == "" {
		_ = t.rl.SaveHistory("") // back to the newest, remembering nothing
	} else {
		_ = t.rl.SaveHistory(line)
		t.editor.remember(line)
		t.history.add(line)
	}
	return line, nil
}

// takeKeys enters raw mode before the prompt is drawn: from here on keys arrive as they
// are pressed.
func (t *Terminal) takeKeys() error {
	err := t.raw.enter()
	t.sayDropped(t.keys.show()) // in raw mode, in which a line without its end can be read
	return err
}

// leaveKeys leaves raw mode when the prompt no longer waits.
func (t *Terminal) leaveKeys() error {
	t.keys.hide()
	return t.raw.leave()
}

// begin hands the screen to the line. A Ctrl-C since the last one ended was meant for the
// rest of a paste, too.
func (t *Terminal) begin() {
	t.mu.Lock()
	if t.midLine {
		_, _ = t.out.WriteString("\n")
		t.midLine = false
	}
	t.reading = true
	t.mu.Unlock()
	select {
	case <-t.interrupts:
		t.sayDropped(t.keys.interrupted())
	default:
	}
}

// sayDropped prints how many pasted lines Ctrl-C has stopped. The cursor is where the
// prompt comes next.
func (t *Terminal) sayDropped(lines int) {
	if lines > 0 {
		_, _ = fmt.Fprintf((*screen)(t), "not run: %s of the paste\n", text.Count(lines, "line"))
	}
}

// finish takes the screen back and prints what came in between.
func (t *Terminal) finish() {
	select {
	case <-t.interrupts: // while the line was read, which is no reason to stop anything
	default:
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.reading = false
	pending := t.pending
	t.pending = nil
	t.print(pending)
}

// print writes to the screen. mu is held and readline rests.
func (t *Terminal) print(p []byte) {
	if len(p) > 0 {
		_, _ = t.out.Write(p)
		t.midLine = p[len(p)-1] != '\n'
	}
}

// write prints at once, or above the line that is being typed.
func (t *Terminal) write(p []byte) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.reading {
		t.print(p)
		return
	}
	t.pending = append(t.pending, p...)
	t.keys.wake()
}

// showPending prints what was put aside, above the line. It runs on readline's goroutine.
func (t *Terminal) showPending() {
	t.mu.Lock()
	pending := t.pending
	t.pending = nil
	t.mu.Unlock()
	if len(pending) == 0 {
		return
	}
	if pending[len(pending)-1] != '\n' {
		pending = append(pending, '\n') // the prompt comes next
	}
	t.view.erase()
	_, _ = (*screen)(t).Write(pending)
}

// draw shows the line.
func (t *Terminal) draw() {
	prompt := t.prompt
	if t.editor.search != nil {
		prompt = t.editor.search.prompt()
	}
	width, height := size(t.out)
	t.view.draw(prompt, t.editor.line, width, height)
}

// endLine shows the line for the last time, with a mark of the key that ended it.
func (t *Terminal) endLine(mark string) {
	l := t.editor.line
	l.text = append(l.text[:len(l.text):len(l.text)], []rune(mark)...)
	width, height := size(t.out)
	t.view.finish(t.prompt, l, width, height)
}

// Interactive returns true.
func (t *Terminal) Interactive() bool { return true }

// SetCompleter installs what Tab asks.
func (t *Terminal) SetCompleter(complete func(before string) repl.Completion) {
	t.complete.Store(&complete)
}

// Stdout writes to the terminal.
func (t *Terminal) Stdout() io.Writer { return (*writer)(t) }

// Stderr writes to the terminal, in one stream with Stdout.
func (t *Terminal) Stderr() io.Writer { return (*writer)(t) }

// Notify prints a line of its own.
func (t *Terminal) Notify(line string) {
	t.mu.Lock()
	midLine := t.midLine && !t.reading
	t.mu.Unlock()
	if midLine {
		line = "\n" + line
	}
	t.write([]byte(line + "\n"))
}

// Width returns the terminal's width.
func (t *Terminal) Width() int { return columns(t.out) }

// Colour reports whether the user wants colour.
func (t *Terminal) Colour() bool { return wantsColour() }

// closeWait bounds the wait for readline's goroutine: a second is a hundred
// times what it takes.
const closeWait = time.Second

// Close ends the reading and restores the terminal.
func (t *Terminal) Close() error {
	t.closeOnce.Do(func() {
		signal.Stop(t.interrupts)
		t.mu.Lock()
		t.closed = true
		t.mu.Unlock()
		t.keys.end()
		t.rl.Terminal.KickRead() // it may be resting
		select {
		case <-t.ended:
			// Parts of what the instance's Close does; the rest would block
			// readline's goroutine at its last step.
			_ = t.rl.Config.Stdin.Close()
			_ = t.rl.Terminal.Close()
		case <-time.After(closeWait):
		}
		t.history.close()
	})
	return t.raw.leave()
}

func (t *Terminal) isClosed() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.closed
}

// writer is the Stdout of a Terminal.
type writer Terminal

func (w *writer) Write(p []byte) (int, error) {
	(*Terminal)(w).write(p)
	return len(p), nil
}

// screen is what the line is drawn on: nothing after Close.
type screen Terminal

func (s *screen) Write(p []byte) (int, error) {
	if (*Terminal)(s).isClosed() {
		return len(p), nil
	}
	return s.out.Write(p)
}
