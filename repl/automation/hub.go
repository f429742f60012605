package automation

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"

	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/state"
)

// Prompt is what the hub needs of the prompt that it works for. Every function may be
// called by any goroutine.
type Prompt struct {
	// Notify prints news from the background.
	Notify func(text string)
	// Script writes events as commands, a line each, as they are recorded and kept.
	Script func(events []state.Event) []string
	// RunHook runs the command of a hook, whose notes go to talk. travel says that only
	// undo or redo made it run.
	RunHook func(ctx context.Context, h state.Hook, travel bool, talk io.Writer) error
	// Kept returns the state of the session and its history without waiting for a turn.
	Kept func() (state.State, state.History)
	// WithKept calls do with them in a turn of its own.
	WithKept func(ctx context.Context, do func(state.State, state.History)) error
}

// Hub receives the session's events: it prints them, runs the commands of hooks,
// records, and keeps the journal.
//
// Hooks are part of the session's state, whose events the hub follows. They run
// one after the other on a goroutine that the hub owns and Close waits for. Events
// of one kind that come while others are due or run are merged. What a hook does
// runs no hooks, so that they cannot loop. After undo or redo it is not a step of
// the history, so that it cannot reverse the undo.
type Hub struct {
	prompt Prompt

	mu       sync.Mutex // guards what follows
	printing bool
	quiet    bool       // a state is being restored: events are neither printed nor kept
	record   *recording // nil for none
	// unrecorded is why something could not be recorded.
	unrecorded error
	keeping    keeping

	hooks   state.State // only the hooks of it
	leaving []int       // numbers of hooks that off is removing; they do not run again
	due     []due
	running int // the number of the hook that runs, 0 for none
	busy    bool
	failed  int                // how often a hook has failed
	skip    context.CancelFunc // of the hook that runs
	changed chan struct{}      // closed and replaced when hooks have run
	wake    chan struct{}      // 1-buffered; something is due
	stop    context.CancelFunc // nil while the goroutine has not been started
	done    chan struct{}      // closed when it has ended
}

// due is a kind of event whose hooks are to run.
type due struct {
	kind   state.Kind
	travel bool // undo or redo made all of the events
}

// New returns a hub that works for a prompt.
func New(prompt Prompt) *Hub {
	return &Hub{prompt: prompt, changed: make(chan struct{}), wake: make(chan struct{}, 1), keeping: keeping{mend: make(chan struct{}, 1)}}
}

// Event handles an event of the session. It may be called by any goroutine and does not
// wait for commands.
func (h *Hub) Event(ev state.Event) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if ev.Kind == state.EventHooked || ev.Kind == state.EventUnhooked {
		_ = h.hooks.Apply(ev) // the session has applied it
		h.start()
	}
	h.keeping.genome = h.keeping.genome || ev.Kind == state.EventGenome
	if h.quiet {
		return
	}
	for _, line := range h.prompt.Script([]state.Event{ev}) {
		h.journalLine(line)
		if ev.Kind == state.EventHooked || ev.Kind == state.EventUnhooked {
			line = "# " + line // what hooks do is recorded itself, and must not be done twice
		}
		h.recordLine(line)
	}
	h.askToMend()
	if text := describeEvent(ev); h.printing && text != "" {
		h.prompt.Notify("event: " + text)
	}
	if ev.Hook || !slices.ContainsFunc(h.hooks.Hooks, func(k state.Hook) bool { return kindOf(k) == ev.Kind }) {
		return
	}
	if i := slices.IndexFunc(h.due, func(d due) bool { return d.kind == ev.Kind }); i >= 0 {
		h.due[i].travel = h.due[i].travel && ev.Travel
	} else {
		h.due = append(h.due, due{ev.Kind, ev.Travel})
	}
	select {
	case h.wake <- struct{}{}:
	default:
	}
}

// kindOf returns the kind of the events for which a hook runs.
func kindOf(k state.Hook) state.Kind {
	event, _ := EventNamed(k.Event)
	return event.Kind
}

// start starts the goroutine that runs hooks unless it has been started. mu is held.
func (h *Hub) start() {
	if h.stop == nil {
		ctx, stop := context.WithCancel(context.Background())
		h.stop, h.done = stop, make(chan struct{})
		go h.work(ctx)
	}
}

// Leave stops the named hooks, which do not run again until release is called: a running
// hook may hold the turn that off needs.
func (h *Hub) Leave(numbers []int) (release func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.leaving = append(h.leaving, numbers...)
	if h.skip != nil && slices.Contains(numbers, h.running) {
		h.skip()
	}
	return func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		for _, n := range numbers {
			i := slices.Index(h.leaving, n)
			h.leaving = slices.Delete(h.leaving, i, i+1)
		}
	}
}

// work runs the hooks that are due until ctx is done.
func (h *Hub) work(ctx context.Context) {
	defer close(h.done)
	for ctx.Err() == nil {
		for _, k := range h.next() {
			h.fire(ctx, k)
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

// run is a hook that is due.
type run struct {
	state.Hook
	travel bool // only undo or redo made it due
}

// next removes and returns the hooks that are due.
func (h *Hub) next() []run {
	h.mu.Lock()
	defer h.mu.Unlock()
	var runs []run
	for _, k := range h.hooks.Hooks {
		if i := slices.IndexFunc(h.due, func(d due) bool { return d.kind == kindOf(k) }); i >= 0 {
			runs = append(runs, run{k, h.due[i].travel})
		}
	}
	h.due, h.busy = nil, len(runs) > 0
	return runs
}

// fire runs a hook. What it prints comes line by line, so that it does not
// break a line that is being typed.
func (h *Hub) fire(ctx context.Context, k run) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	h.mu.Lock()
	if have, _ := h.hooks.Hook(k.Number); have != k.Hook || slices.Contains(h.leaving, k.Number) {
		h.mu.Unlock()
		return // removed meanwhile
	}
	h.running, h.skip = k.Number, cancel
	h.mu.Unlock()

	lines := &notifier{notify: h.prompt.Notify}
	err := h.prompt.RunHook(ctx, k.Hook, k.travel, lines)
	lines.flush()
	if err != nil && ctx.Err() == nil {
		text := fmt.Sprintf("on %s %s: error: %v", k.Event, k.Command, err)
		if next := hint.Of(err); next != "" {
			text += "\nhint: " + next
		}
		h.prompt.Notify(text)
	}

	h.mu.Lock()
	h.running, h.skip = 0, nil
	if err != nil && ctx.Err() == nil {
		h.failed++
	}
	h.mu.Unlock()
}

// Settle waits until no hook is due or runs, and returns how often one has failed so far.
func (h *Hub) Settle(ctx context.Context) (failed int) {
	for {
		h.mu.Lock()
		settled, changed := h.stop == nil || len(h.due) == 0 && !h.busy, h.changed
		failed = h.failed
		h.mu.Unlock()
		if settled {
			return failed
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return failed
		}
	}
}

// Close ends the journal, the hooks and the recording. It waits for running hooks.
func (h *Hub) Close() error {
	h.EndJournal()
	h.mu.Lock()
	stop, done := h.stop, h.done
	h.mu.Unlock()
	if stop != nil {
		stop()
		<-done
	}
	_, err := h.RecordTo(nil)
	h.mu.Lock()
	defer h.mu.Unlock()
	return errors.Join(h.unrecorded, err)
}

// Printing reports whether events are printed.
func (h *Hub) Printing() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.printing
}

// SetPrinting turns the printing of events on or off.
func (h *Hub) SetPrinting(on bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.printing = on
}

// SetQuiet begins or ends the time in which events are neither printed nor kept, since a
// state is being restored.
func (h *Hub) SetQuiet(quiet bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.quiet = quiet
}

// notifier prints each line as a notice.
type notifier struct {
	notify func(text string)
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
		n.notify(string(n.line))
		n.line = n.line[:0]
	}
}
