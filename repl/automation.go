package repl

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"syscall"

	"github.com/epiviz/epivizgo/repl/automation"
	"github.com/epiviz/epivizgo/repl/safe"
	"github.com/epiviz/epivizgo/repl/text"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/state"
)

// This file joins the prompt and the hub of package automation.

// newHub returns the hub of a prompt, whose Session may be set later.
func newHub(e *Env) *automation.Hub {
	return automation.New(automation.Prompt{
		Notify:  e.output.Notify,
		Script:  func(events []state.Event) []string { return Script(events, nil) },
		RunHook: e.runHook,
		Kept:    func() (state.State, state.History) { return e.Session.Kept() },
		WithKept: func(ctx context.Context, do func(state.State, state.History)) error {
			return e.Session.WithKept(ctx, do)
		},
	})
}

// runHook runs the command of a hook. Its result goes where all results go, its notes to
// talk, both line by line, so that they do not break a line that is being typed.
func (e *Env) runHook(ctx context.Context, h state.Hook, travel bool, talk io.Writer) error {
	own := *e
	own.hook = h.Number
	lines := &wholeLines{w: printer{ctx, e.output.console}}
	defer lines.flush()
	own.Out, own.Talk = safe.NewWriter(&LockedWriter{W: lines}), safe.NewWriter(&LockedWriter{W: talk})
	own.Interrupt = context.WithCancel // Ctrl-C is for the command at the prompt
	_, err := own.runLine(e.Session.ByHook(ctx, travel), h.Command)
	if err == nil {
		err = lines.err
	}
	if err == errQuit {
		err = withHint(fmt.Errorf("a hook cannot end the program"), "off %d removes it", h.Number)
	}
	return err
}

// wholeLines passes on whole lines.
type wholeLines struct {
	w    io.Writer
	rest []byte // of a line without its end
	err  error  // the first of w, unless nobody reads any more
}

func (l *wholeLines) Write(p []byte) (int, error) {
	l.rest = append(l.rest, p...)
	end := bytes.LastIndexByte(l.rest, '\n') + 1
	if end == 0 {
		return len(p), nil
	}
	l.pass(l.rest[:end])
	l.rest = append(l.rest[:0], l.rest[end:]...)
	return len(p), nil
}

func (l *wholeLines) pass(p []byte) {
	if _, err := l.w.Write(p); l.err == nil && !errors.Is(err, syscall.EPIPE) {
		l.err = err
	}
}

func (l *wholeLines) flush() {
	if len(l.rest) > 0 {
		l.pass(append(l.rest, '\n'))
	}
}

// Event handles an event of the session; it is passed as session.Options.Event. It may be
// called by any goroutine, also before Session is set, and does not wait for
// commands.
func (e *Env) Event(ev state.Event) {
	if ev.Kind == state.EventConnected || ev.Kind == state.EventDisconnected {
		e.unseen.Store(false)
	}
	e.hub.Event(ev)
}

// Mark adds a mark of the history to the journal; it is passed as session.Options.Mark.
func (e *Env) Mark(m state.Mark) { e.hub.Mark(m) }

// Placed adds a first view to the journal; it is passed as session.Options.Placed.
func (e *Env) Placed(ev state.Event) { e.hub.Placed(ev) }

// SetJournal is [automation.Hub.SetJournal].
func (e *Env) SetJournal(j automation.Journal, hole error) { e.hub.SetJournal(j, hole) }

// EndJournal is [automation.Hub.EndJournal].
func (e *Env) EndJournal() { e.hub.EndJournal() }

// Changes returns the number of changes of the state so far that were to be kept.
func (e *Env) Changes() int { return e.hub.Changes() }

// CompactJournal replaces the journal by the present state.
func (e *Env) CompactJournal(ctx context.Context) { e.hub.CompactJournal(ctx) }

// Settle waits until the hooks of all events so far have run. It returns an error if any
// hook has failed; how was printed then.
func (e *Env) Settle(ctx context.Context) error {
	if n := e.hub.Settle(ctx); n > 0 {
		return fmt.Errorf("%s failed", text.Count(n, "command")+" of on")
	}
	return nil
}

// Close ends the journal, the hooks and the recording. It waits for running hooks.
func (e *Env) Close() error { return e.hub.Close() }

// Script returns the commands that replay events, a line each, with paths as path writes
// them; nil is absolute.
func Script(events []state.Event, path func(string) string) []string {
	if path == nil {
		path = absolute
	}
	return automation.Lines(events, builtin.rest, path)
}

// absolute returns the absolute path of a file. It returns a name of anything else unchanged.
func absolute(path string) string { return source.ParseRef(path).Path }
