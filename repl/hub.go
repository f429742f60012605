package repl

import (
	"context"
	"fmt"
	"os"
	"slices"
	"sync"

	"github.com/epiviz/epivizgo/repl/safe"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/state"
)

// hub hears what happens in the session and does with it what was asked for:
// it prints events, runs the commands of triggers, records and keeps the
// journal.
//
// Triggers run one after the other on a goroutine of the hub's, which close
// waits for. Events of one kind that come while others are due or run are taken
// together. What the program does itself while a trigger runs fires none: so
// none goes on for ever.
type hub struct {
	output *Output

	mu       sync.Mutex // guards what follows
	printing bool
	quiet    bool // a state is brought back: it is neither told nor kept
	record   *os.File
	keeping  keeping

	triggers []trigger // by number
	last     int       // the newest trigger's number
	due      []state.Kind
	running  int // the trigger that runs, 0 for none
	busy     bool
	skip     context.CancelFunc // of the trigger that runs
	changed  chan struct{}      // closed and replaced when triggers have run
	wake     chan struct{}      // 1-buffered; something is due
	stop     context.CancelFunc // nil while the goroutine has not been started
	done     chan struct{}      // closed when it has ended
}

// trigger is a command to run when something happens.
type trigger struct {
	number  int
	event   eventName
	command string
}

func newHub(output *Output) *hub {
	return &hub{output: output, changed: make(chan struct{}), wake: make(chan struct{}, 1), keeping: keeping{mend: make(chan struct{}, 1)}}
}

// Event hears an event of the session: it is session.Options.Event. It may be
// called by any goroutine, also before Session is set, and does not wait for
// commands.
func (e *Env) Event(ev state.Event) { e.hub.event(ev) }

func (h *hub) event(ev state.Event) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.quiet {
		return
	}
	for _, line := range commandLines(ev, absolute) {
		h.keep(line)
	}
	h.askToMend()
	if text := describeEvent(ev); h.printing && text != "" {
		h.output.Notify("event: " + text)
	}
	fires := ev.Browser != 0 || !h.busy
	if fires && !slices.Contains(h.due, ev.Kind) && slices.ContainsFunc(h.triggers, func(t trigger) bool { return t.event.kind == ev.Kind }) {
		h.due = append(h.due, ev.Kind)
		select {
		case h.wake <- struct{}{}:
		default:
		}
	}
}

// keep writes a command to the journal and to what is recorded. mu is held.
func (h *hub) keep(line string) {
	h.journalLine(line)
	if h.record != nil {
		if _, err := fmt.Fprintln(h.record, line); err != nil {
			h.output.Notify(fmt.Sprintf("%s cannot be written; nothing more is recorded: %v", h.record.Name(), err))
			_ = h.record.Close()
			h.record = nil
		}
	}
}

// on adds a trigger and returns its number.
func (h *hub) on(env *Env, event eventName, command string) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.last++
	h.triggers = append(h.triggers, trigger{h.last, event, command})
	if h.stop == nil {
		ctx, stop := context.WithCancel(context.Background())
		h.stop, h.done = stop, make(chan struct{})
		go h.work(ctx, env)
	}
	return h.last
}

// off removes a trigger, and stops it if it runs.
func (h *hub) off(number int) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	before := len(h.triggers)
	h.triggers = slices.DeleteFunc(h.triggers, func(t trigger) bool { return t.number == number })
	if h.running == number && h.skip != nil {
		h.skip()
	}
	return len(h.triggers) < before
}

func (h *hub) list() []trigger {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.triggers)
}

// work runs what is due until ctx is done.
func (h *hub) work(ctx context.Context, env *Env) {
	defer close(h.done)
	for ctx.Err() == nil {
		triggers := h.next()
		for _, t := range triggers {
			h.fire(ctx, env, t)
		}
		h.mu.Lock()
		h.busy = false
		close(h.changed)
		h.changed = make(chan struct{})
		idle := len(h.due) == 0
		h.mu.Unlock()
		if idle {
			select {
			case <-h.wake:
			case <-ctx.Done():
			}
		}
	}
}

// next takes what is due.
func (h *hub) next() []trigger {
	h.mu.Lock()
	defer h.mu.Unlock()
	var triggers []trigger
	for _, t := range h.triggers {
		if slices.Contains(h.due, t.event.kind) {
			triggers = append(triggers, t)
		}
	}
	h.due, h.busy = nil, len(triggers) > 0
	return triggers
}

// fire runs a trigger. What it prints comes line by line, so that it does not
// break a line that is being typed.
func (h *hub) fire(ctx context.Context, env *Env, t trigger) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	h.mu.Lock()
	if !slices.ContainsFunc(h.triggers, func(have trigger) bool { return have.number == t.number }) {
		h.mu.Unlock()
		return // removed meanwhile
	}
	h.running, h.skip = t.number, cancel
	h.mu.Unlock()

	lines := &notifier{output: h.output}
	own := *env
	own.triggered = true
	out := &lockedWriter{w: lines}
	own.Out, own.Talk = safe.NewWriter(out), safe.NewWriter(out)
	own.Interrupt = context.WithCancel // Ctrl-C is for the command at the prompt
	_, err := own.runLine(ctx, t.command)
	lines.flush()
	if err == errQuit {
		err = withHint(fmt.Errorf("a trigger cannot end the program"), "off %d removes it", t.number)
	}
	if err != nil && ctx.Err() == nil {
		text := fmt.Sprintf("on %s %s: error: %v", t.event.name, t.command, err)
		if next := hint.Of(err); next != "" {
			text += "\nhint: " + next
		}
		h.output.Notify(text)
	}

	h.mu.Lock()
	h.running, h.skip = 0, nil
	h.mu.Unlock()
}

// settle waits until no trigger is due or runs.
func (h *hub) settle(ctx context.Context) {
	for {
		h.mu.Lock()
		settled, changed := h.stop == nil || len(h.due) == 0 && !h.busy, h.changed
		h.mu.Unlock()
		if settled {
			return
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return
		}
	}
}

// close ends triggers and the recording.
func (h *hub) close() error {
	h.mu.Lock()
	stop, done := h.stop, h.done
	h.mu.Unlock()
	if stop != nil {
		stop()
		<-done
	}
	_, err := h.recordTo(nil)
	return err
}

// recording is the name of the file that is recorded to, "" for none.
func (h *hub) recording() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.record == nil {
		return ""
	}
	return h.record.Name()
}

// recordTo records to a file from now on, nil for none. It returns the name of
// the one before, which it closes.
func (h *hub) recordTo(f *os.File) (before string, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.record != nil {
		before, err = h.record.Name(), h.record.Close()
	}
	h.record = f
	return before, err
}

// notifier makes a notice of each line.
type notifier struct {
	output *Output
	line   []byte
}

func (n *notifier) Write(b []byte) (int, error) {
	for _, c := range b {
		if c == '\n' {
			n.flush()
			continue
		}
		n.line = append(n.line, c)
	}
	return len(b), nil
}

func (n *notifier) flush() {
	if len(n.line) > 0 {
		n.output.Notify(string(n.line))
		n.line = n.line[:0]
	}
}
