package automation

import (
	"context"
	"fmt"
	"time"

	"github.com/epiviz/epivizgo/session/state"
)

// Journal keeps what a session must not lose, a command a line. Its methods are
// safe for concurrent use; session/store has one.
type Journal interface {
	// Append adds a line. When it returns, the line survives the program.
	Append(line string) error
	// Compact replaces all lines, or changes nothing.
	Compact(lines []string) error
	// Lines returns the number of lines.
	Lines() int
}

// mendPause is the time between retries to mend a journal with a hole while nothing
// happens: the fault may pass while nobody types.
const mendPause = 5 * time.Second

// leastCompact is the length of a journal, in lines, below which it is not
// worth compacting.
const leastCompact = 1000

// keeping is the hub's part that keeps the journal. The hub's mu guards it.
//
// A line that could not be written leaves a hole. Lines appended after a hole would be
// replayed on a state that never was. So nothing is appended until the whole state has
// replaced all lines. Every event and every command retries that, and so does a timer.
type keeping struct {
	journal Journal // nil when none is kept
	// compactAt is the length at which the journal is compacted.
	compactAt int
	hole      error // why the journal has a hole; nil if it has none
	changes   int   // the number of lines to keep so far, with or without a journal
	genome    bool  // another genome was chosen than the journal's flags have
	// mend is 1-buffered. It has a token if something happened while the journal had
	// a hole.
	mend chan struct{}
	end  func() // ends the goroutine that mends the journal; nil if it is not running
}

// SetJournal keeps every change of the state in j from now on, until EndJournal.
// hole, if not nil, is why j lacks the present state; the user has been notified of
// it.
func (h *Hub) SetJournal(j Journal, hole error) {
	h.EndJournal()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	h.mu.Lock()
	defer h.mu.Unlock()
	k := &h.keeping
	k.journal, k.compactAt, k.hole = newPatientJournal(j), leastCompact, hole
	k.end = func() { cancel(); <-done }
	go func() {
		defer close(done)
		h.mendJournal(ctx, k.mend)
	}()
}

// EndJournal ends the keeping of changes. It retries a last time to write what could
// not be written. It may be called twice.
func (h *Hub) EndJournal() {
	h.mu.Lock()
	end := h.keeping.end
	h.keeping.end = nil
	h.mu.Unlock()
	if end == nil {
		return
	}
	end()
	// No turn is taken, as a stopped session gives none: a command that is under way
	// in a page or a hook is cut off here.
	for written := !h.mustCompact(); !written; {
		before := h.Changes()
		st, history := h.prompt.Kept()
		written = h.compact(before, st, history, false)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if err := h.keeping.hole; err != nil {
		h.prompt.Notify(fmt.Sprintf("the last changes were not kept, --resume will not have them: %v", err))
	}
	h.keeping.journal, h.keeping.hole = nil, nil
}

// Changes returns the number of changes of the state so far that were to be kept.
func (h *Hub) Changes() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.keeping.changes
}

// CompactJournal replaces the journal by the present state.
func (h *Hub) CompactJournal(ctx context.Context) { h.writeState(ctx, true) }

// CompactIfDue compacts the journal if it has become long or has a hole.
func (h *Hub) CompactIfDue(ctx context.Context) {
	if h.mustCompact() {
		h.writeState(ctx, false)
	}
}

// mendJournal compacts the journal each time it is asked to, until ctx is done.
// The hub's events ask here, since they come while commands have their turn.
func (h *Hub) mendJournal(ctx context.Context, asked <-chan struct{}) {
	again := time.NewTicker(mendPause)
	defer again.Stop()
	for {
		select {
		case <-asked:
			h.CompactIfDue(ctx)
		case <-again.C:
			h.CompactIfDue(ctx)
		case <-ctx.Done():
			return
		}
	}
}

// writeState compacts the journal in a turn of its own.
func (h *Hub) writeState(ctx context.Context, always bool) {
	for written := false; !written; {
		before := h.Changes()
		err := h.prompt.WithKept(ctx, func(st state.State, history state.History) {
			written = h.compact(before, st, history, always)
		})
		if err != nil {
			h.mu.Lock()
			defer h.mu.Unlock()
			if ctx.Err() == nil {
				h.notCompacted(fmt.Errorf("the journal could not be compacted: %w", err))
			}
			return
		}
	}
}

// journalLine appends a line to the journal. mu is held.
func (h *Hub) journalLine(line string) {
	k := &h.keeping
	k.changes++
	if k.journal == nil || k.hole != nil {
		return
	}
	if k.hole = k.journal.Append(line); k.hole != nil {
		h.prompt.Notify(fmt.Sprintf("changes are not kept any more, --resume will not have them: %v", k.hole))
	}
}

// mostHistory bounds the bytes of history in a compacted journal.
const mostHistory = 4 << 20

// plainLines returns the lines of a journal that restores a state without its history. They
// begin without a genome if another was chosen than the journal's flags have.
func (h *Hub) plainLines(st state.State) []string {
	var events []state.Event
	if h.keeping.genome {
		events = append(events, state.Event{Kind: state.EventGenome})
	}
	return h.prompt.Script(append(events, st.Events()...))
}

// journalLines returns the lines of a journal that restores a state, with as many of the
// last steps as mostHistory allows.
func (h *Hub) journalLines(st state.State, history state.History) []string {
	plain := h.plainLines(st)
	for most := state.MaxSteps; most > 0; most /= 2 {
		lines := h.plainLines(state.State{})
		history.Journal(st, most, func(m state.Mark) { lines = append(lines, m.String()) },
			func(e state.Event) { lines = append(lines, h.prompt.Script([]state.Event{e})...) })
		if size(lines) <= size(plain)+mostHistory {
			return lines
		}
	}
	return plain
}

func size(lines []string) (n int) {
	for _, line := range lines {
		n += len(line)
	}
	return n
}

// Mark adds a mark of the history to the journal.
func (h *Hub) Mark(m state.Mark) { h.aside(m.String()) }

// Placed adds a first view to the journal.
func (h *Hub) Placed(ev state.Event) { h.aside(h.prompt.Script([]state.Event{ev})...) }

// aside appends lines to the journal without printing or recording them.
func (h *Hub) aside(lines ...string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.quiet {
		return
	}
	for _, line := range lines {
		h.journalLine(line)
	}
}

// askToMend wakes the goroutine that mends the journal if it has a hole. mu is held.
func (h *Hub) askToMend() {
	if h.keeping.hole != nil {
		select {
		case h.keeping.mend <- struct{}{}:
		default:
		}
	}
}

func (h *Hub) mustCompact() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.keeping.mustCompact()
}

func (k *keeping) mustCompact() bool {
	return k.journal != nil && (k.hole != nil || k.journal.Lines() > k.compactAt)
}

// compact replaces all lines by a state and its history, if the journal must be compacted
// or always is true. It reports false if there are more changes than before: a
// person may have moved meanwhile, and st may lack the move.
func (h *Hub) compact(before int, st state.State, history state.History, always bool) bool {
	// Events wait here until the journal has the state before them.
	h.mu.Lock()
	defer h.mu.Unlock()
	k := &h.keeping
	if k.changes != before {
		return false
	}
	if k.journal == nil || !always && !k.mustCompact() {
		return true
	}
	lines := h.journalLines(st, history)
	err := k.journal.Compact(lines)
	if err != nil && k.journal.Compact(h.plainLines(st)) == nil {
		// What was wrong has passed, or is a step that cannot be kept.
		if err = k.journal.Compact(lines); err != nil {
			h.prompt.Notify(fmt.Sprintf("what was done so far cannot be undone after --resume: %v", err))
			err = nil
		}
	}
	switch {
	case err != nil:
		h.notCompacted(err)
	case k.hole != nil:
		k.hole = nil
		h.prompt.Notify("changes are kept again: the journal has the whole state")
	}
	k.compactAt = max(leastCompact, 2*k.journal.Lines())
	return true
}

// notCompacted notifies the user why the journal could not be compacted, unless a hole
// has been reported already. mu is held.
func (h *Hub) notCompacted(err error) {
	if h.keeping.hole == nil {
		h.prompt.Notify(err.Error())
	} else {
		h.keeping.hole = err
	}
}
