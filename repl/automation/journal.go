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
	// Compact puts lines in the place of all there are, or changes nothing.
	Compact(lines []string) error
	// Lines is how many there are.
	Lines() int
}

// mendPause is how long the journal waits with a hole before it is tried again when
// nothing happens: what is wrong may pass while nobody types.
const mendPause = 5 * time.Second

// leastCompact is the length of a journal, in lines, below which it is not
// worth compacting.
const leastCompact = 1000

// keeping is how the hub keeps the journal. The hub's mu guards it.
//
// A line that could not be written leaves a hole. What is appended behind a hole
// would be replayed on a state that never was, so nothing is until the whole
// state has been written in the place of all lines. Every event and every command
// tries that, and so does time.
type keeping struct {
	journal Journal // nil when none is kept
	// compactAt is the length of the journal that asks for compacting.
	compactAt int
	hole      error // why a line is missing in the journal, nil when none is
	changes   int   // how many lines there were to keep, with a journal and without
	// mend is 1-buffered. It has a token when something happened since the journal
	// has a hole.
	mend chan struct{}
	end  func() // ends the goroutine that mends the journal; nil when there is none
}

// SetJournal keeps every change of the state in j from now on, until EndJournal.
// hole, when not nil, is why j lacks what is in the state already, which has been
// told.
func (h *Hub) SetJournal(j Journal, hole error) {
	h.EndJournal()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	h.mu.Lock()
	defer h.mu.Unlock()
	k := &h.keeping
	k.journal, k.compactAt, k.hole = j, leastCompact, hole
	k.end = func() { cancel(); <-done }
	go func() {
		defer close(done)
		h.mendJournal(ctx, k.mend)
	}()
}

// EndJournal keeps no more changes. What could not be written before is tried a
// last time. It may be called twice.
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

// Changes returns how many changes of the state there have been to keep.
func (h *Hub) Changes() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.keeping.changes
}

// CompactJournal writes the present state in the place of how it came about.
func (h *Hub) CompactJournal(ctx context.Context) { h.writeState(ctx, true) }

// CompactIfDue does what CompactJournal does when the journal has become long or has a
// hole.
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

// mostHistory bounds the bytes that a journal has for its history when it is compacted.
const mostHistory = 4 << 20

// journalLines returns the lines of a journal that makes a state, with as many of the
// last steps as may be kept.
func (h *Hub) journalLines(st state.State, history state.History) []string {
	plain := h.prompt.Script(st.Events())
	for most := state.MaxSteps; most > 0; most /= 2 {
		var lines []string
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

// Mark keeps a mark of the history in the journal.
func (h *Hub) Mark(m state.Mark) { h.aside(m.String()) }

// Placed keeps a first view in the journal.
func (h *Hub) Placed(ev state.Event) { h.aside(h.prompt.Script([]state.Event{ev})...) }

// aside appends lines to the journal that are told to nobody.
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

// askToMend has a hole in the journal mended. mu is held.
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

// compact writes a state and its history in the place of all lines, always or when the
// journal must be compacted. It reports false when there were changes after the first
// before ones: a person moves at any time, and the state may be without it.
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
	if err != nil && k.journal.Compact(h.prompt.Script(st.Events())) == nil {
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
