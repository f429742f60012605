package state

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Mark is a line between the commands of a journal from which the history is restored. It
// is a comment of the prompt's language: the commands alone make the state, for people and
// for programs that do not know marks.
type Mark struct {
	// At is when a step began, and Browser where. The commands up to the next mark are the
	// step, except moves.
	At      time.Time
	Browser int
	// Undone is how many steps were undone, or redone if negative. The commands that
	// follow have the same effect.
	Undone int
}

// The zero Mark precedes commands that are not part of a step.

const (
	stepMark = "#step"
	undoMark = "#undo"
	redoMark = "#redo"
	noMark   = "#nostep"
)

// String returns the mark as a line.
func (m Mark) String() string {
	switch {
	case m.Undone > 0:
		return undoMark + " " + strconv.Itoa(m.Undone)
	case m.Undone < 0:
		return redoMark + " " + strconv.Itoa(-m.Undone)
	case m == Mark{}:
		return noMark
	}
	return fmt.Sprintf("%s %s %d", stepMark, m.At.Format(time.RFC3339Nano), m.Browser)
}

// ParseMark reads a line of a journal, and reports whether it is a mark.
func ParseMark(line string) (m Mark, ok bool) {
	words := strings.Split(line, " ")
	if len(words) < 2 {
		return m, line == noMark
	}
	n, err := strconv.Atoi(words[len(words)-1])
	if err != nil || n < 0 {
		return m, false
	}
	switch {
	case words[0] == stepMark && len(words) == 3:
		m.At, err = time.Parse(time.RFC3339Nano, words[1])
		m.Browser = n
		return m, err == nil
	case words[0] == undoMark && len(words) == 2 && n > 0:
		return Mark{Undone: n}, true
	case words[0] == redoMark && len(words) == 2 && n > 0:
		return Mark{Undone: -n}, true
	}
	return m, false
}

// Replay restores a state and its history from the lines of a journal. A journal without
// marks gives a state without history.
type Replay struct {
	State   State
	History History

	step  *Mark // that began last; nil where commands are part of none
	fresh bool  // step has no event yet
	// travelling reports whether the commands repeat the undo or redo of the last mark: then
	// only events that no history has are applied.
	travelling bool
}

// Mark applies a mark.
func (r *Replay) Mark(m Mark) {
	if m.Undone == 0 {
		r.step, r.fresh, r.travelling = &m, true, false
		if m == (Mark{}) {
			r.step = nil
		}
		return
	}
	to, n := r.History.Undo, m.Undone
	if n < 0 {
		to, n = r.History.Redo, -n
	}
	past, _, err := to(r.State, n)
	if r.step, r.travelling = nil, err == nil; err != nil {
		r.History = History{} // lines are missing: the commands still make the state
		return
	}
	r.State = past
	r.History.Undone(m.Undone)
}

// Read reads a command as [State.Read] does. It omits the events whose effect a mark has had.
func (r *Replay) Read(words []string) ([]Event, error) {
	events, err := r.State.Read(words)
	if r.travelling {
		return slices.DeleteFunc(events, func(e Event) bool { return e.Kind.inHistory() }), nil
	}
	return events, err
}

// Merge applies an event as [State.Merge] does and adds it to the history.
func (r *Replay) Merge(e Event) error {
	before := r.State
	err := r.State.Merge(e)
	if r.step == nil || !e.Kind.inHistory() || reflect.DeepEqual(before, r.State) {
		return err
	}
	e.Browser = r.step.Browser
	if r.fresh {
		r.History.add(Step{Events: []Event{e}, At: r.step.At, before: before, after: r.State})
		r.fresh = false
	} else {
		r.History.extend(r.State, e, r.step.At)
	}
	return err
}

// Journal calls event and mark with the events and marks from which [Replay] restores now
// and at most the given number of steps.
func (h *History) Journal(now State, most int, mark func(Mark), event func(Event)) {
	done := len(h.steps) - h.undone
	from := max(min(len(h.steps)-most, done), 0)
	steps := h.steps[from:min(from+max(most, 0), len(h.steps))]
	at := State{}
	become := func(want State) {
		for _, e := range Diff(at, want) {
			event(e)
		}
		at = want
	}
	for i, s := range steps {
		s.before.Location, s.after.Location = at.Location, at.Location
		s.before.Genome, s.after.Genome = at.Genome, at.Genome
		if i == 0 || !sameBut(at, s.before) {
			become(s.before)
		}
		mark(Mark{At: s.At, Browser: s.Events[0].Browser})
		made := s.before
		for _, e := range s.Events {
			_ = made.Apply(e) // it failed in the same way at the time
		}
		if !sameBut(made, s.after) {
			become(s.after)
			continue
		}
		for _, e := range s.Events {
			event(e)
		}
		at = s.after
	}
	if undone := from + len(steps) - done; undone > 0 {
		mark(Mark{Undone: undone})
		become(onto(at, steps[len(steps)-undone].before))
	}
	become(now)
}

// sameBut reports whether two states differ only in what steps do not change.
func sameBut(a, b State) bool {
	a.Location, a.LastHandle, a.LastHook = b.Location, b.LastHandle, b.LastHook
	return reflect.DeepEqual(a, b)
}
