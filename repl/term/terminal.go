package term

import (
	"bytes"
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
	in, out *os.File
	ready   func(wait time.Duration) bool // reports whether out takes more
	raw     rawMode                       // while a line is typed
	bare    rawMode                       // while something else reads keys: a paste has no marks
	history *history
	unkept  error // why there is no history
	rl      *readline.Instance

	asking sync.Mutex // held while the terminal is asked
	asked  asked      // what it said; guarded by asking

	complete atomic.Pointer[func(before string) repl.Completion]

	// Touched by readline's goroutine alone, or while it rests.
	prompt string
	editor editor
	view   view
	key    rune          // that readline has just got
	typed  typed         // its text
	edit   func(*editor) // what it does to the line, nil if readline does it, or nobody

	mu      sync.Mutex
	held    bool      // what is written is put aside
	free    sync.Cond // broadcast when held ends
	reading bool      // a line is being read: readline draws
	pending []byte    // what was written meanwhile
	dropped int       // notices that were not added to pending
	midLine bool      // what was written last did not end its line

	closed atomic.Bool

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
		in:         in,
		out:        out,
		ready:      readyFor(out),
		raw:        rawMode{file: in, out: out},
		bare:       rawMode{file: in, out: io.Discard},
		ended:      make(chan struct{}),
		interrupts: make(chan os.Signal, 1),
	}
	t.free.L = &t.mu
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
	t.history, t.editor.lines, t.unkept = openHistory(history)
	for _, line := range t.editor.lines {
		_ = rl.SaveHistory(line) // to memory, which does not fail
	}
	// While a line is read, Ctrl-C is a key. A signal from elsewhere must not
	// kill the program and leave the terminal raw; commands listen themselves.
	signal.Notify(t.interrupts, os.Interrupt)
	return t, nil
}

// HistoryError returns why lines typed here are not kept for the next start, nil if they are or nobody wants them kept.
func (t *Terminal) HistoryError() error { return t.unkept }

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
	t.print(t.takePending())
}

// mostPending bounds the bytes of pending to which notices are added: a terminal that is stopped takes nothing.
const mostPending = 1 << 20

// takePending empties pending and returns what it had. mu is held.
func (t *Terminal) takePending() []byte {
	pending := t.pending
	if t.dropped > 0 {
		pending = fmt.Appendf(pending, "%s left out while nothing could be printed\n", text.Count(t.dropped, "more notice"))
	}
	t.pending, t.dropped = nil, 0
	return pending
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
	switch {
	case t.reading:
		t.keys.wake()
	case !t.held:
		t.print(p)
		return
	}
	t.pending = append(t.pending, p...)
}

// hold puts aside what is written until release, and reports whether it does: not while a line
// is being typed, nor while somebody else holds unless it may wait.
func (t *Terminal) hold(wait bool) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	for wait && t.held {
		t.free.Wait()
	}
	if t.reading || t.held {
		return false
	}
	t.held = true
	return true
}

// release prints what was put aside. ends reports whether what was written last ended its line.
func (t *Terminal) release(ends func(midLine bool) bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.held = false
	t.free.Broadcast()
	pending := t.takePending()
	if t.midLine = !ends(t.midLine); t.midLine && len(pending) > 0 {
		pending = append([]byte{'\n'}, pending...)
	}
	t.print(pending)
}

// Print prints a part of a result. News waits until it is printed.
func (t *Terminal) Print(ctx context.Context, p []byte) (n int, err error) {
	if !t.hold(false) { // a hook's, or beside one
		t.write(p)
		return len(p), nil
	}
	defer t.release(func(midLine bool) bool { return n == 0 && !midLine || n > 0 && p[n-1] == '\n' })
	if bytes.IndexByte(p, escape) >= 0 { // a picture, which keys within it would spoil
		defer muteEcho(t.in)()
	}
	if n, err = printTo(ctx, t.out, t.ready, p); n > 0 && n < len(p) && p[n-1] != '\n' {
		_, _ = t.out.WriteString(brokenOff(p) + "\n") // what follows says why
	}
	return n, err
}

// showPending prints what was put aside, above the line. It runs on readline's goroutine.
func (t *Terminal) showPending() {
	t.mu.Lock()
	pending := t.takePending()
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

// Waiting reports whether a line has come already.
func (t *Terminal) Waiting() bool { return t.keys.hasLine() }

// Interactive returns true.
func (t *Terminal) Interactive() bool { return true }

// SetCompleter installs what Tab asks.
func (t *Terminal) SetCompleter(complete func(before string) repl.Completion) {
	t.complete.Store(&complete)
}

// Stderr writes to the terminal, in one stream with Print.
func (t *Terminal) Stderr() io.Writer { return (*writer)(t) }

// Notify prints a line of its own.
func (t *Terminal) Notify(line string) {
	t.mu.Lock()
	midLine, full := t.midLine && !t.reading && !t.held, len(t.pending) > mostPending
	if full {
		t.dropped++
	}
	t.mu.Unlock()
	if full {
		return
	}
	if midLine {
		line = "\n" + line
	}
	t.write([]byte(line + "\n"))
}

// Width returns the terminal's width.
func (t *Terminal) Width() int { return columns(t.out) }

// Height returns the terminal's height.
func (t *Terminal) Height() int { return height(t.out) }

// Lend leaves the terminal to programs.
func (t *Terminal) Lend() *repl.Loan {
	if !t.hold(true) {
		return nil
	}
	modes := modesOf(t.in)
	return &repl.Loan{
		In: t.in, Out: t.out,
		Key: t.nextKey,
		GiveBack: func(discard bool) {
			modes.restore()
			if discard {
				t.discard()
			} else {
				// The cursor goes to the next line from anywhere but its beginning.
				_, _ = fmt.Fprintf(t.out, "%*s\r", t.Width()-1, "")
			}
			t.release(func(bool) bool { return true })
		},
	}
}

// nextKey waits for a key that is not of a line. Nothing else reads the terminal meanwhile.
func (t *Terminal) nextKey(ctx context.Context) byte {
	if t.bare.enter() != nil {
		return 0
	}
	defer func() { _ = t.bare.leave() }()
	for ctx.Err() == nil {
		if !t.keys.more(readyWait) {
			continue
		}
		var key [1]byte
		if _, err := t.in.Read(key[:]); err != nil {
			return 0
		}
		if key[0] == readline.CharCtrlZ {
			_ = t.bare.leave()
			suspend() // and whoever asked draws again
		}
		return key[0]
	}
	return 0
}

// discard reads the keys that were typed and not read.
func (t *Terminal) discard() {
	if t.bare.enter() != nil { // a line without its end cannot be read otherwise
		return
	}
	defer func() { _ = t.bare.leave() }()
	for keys := make([]byte, readSize); t.keys.more(0); {
		if n, err := t.in.Read(keys); n == 0 || err != nil {
			return
		}
	}
}

// Colour reports whether the user wants colour.
func (t *Terminal) Colour() bool { return wantsColour() }

// closeWait bounds the wait for readline's goroutine: a second is a hundred
// times what it takes.
const closeWait = time.Second

// Close ends the reading and restores the terminal.
func (t *Terminal) Close() error {
	t.closeOnce.Do(func() {
		signal.Stop(t.interrupts)
		t.closed.Store(true) // without t.mu, with which a stopped terminal may be written to
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

// writer is the Stderr of a Terminal.
type writer Terminal

func (w *writer) Write(p []byte) (int, error) {
	(*Terminal)(w).write(p)
	return len(p), nil
}

// screen is what the line is drawn on: nothing after Close.
type screen Terminal

func (s *screen) Write(p []byte) (int, error) {
	if s.closed.Load() {
		return len(p), nil
	}
	return s.out.Write(p)
}
