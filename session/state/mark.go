package state

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/epiviz/epivizgo/session/source"
)

// Mark is a line between the commands of a journal from which the history is restored. It
// is a comment of the prompt's language: the commands alone make the state, for people and
// for programs that do not know marks.
type Mark struct {
	// At is when a step began; Browser and Hook are what began it. The commands up to
	// the next mark are the step, except moves.
	At      time.Time
	Browser int
	Hook    bool
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
	hookWord = " hook" // after a step's mark
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
	text := fmt.Sprintf("%s %s %d", stepMark, m.At.Format(time.RFC3339Nano), m.Browser)
	if m.Hook {
		text += hookWord
	}
	return text
}

// ParseMark reads a line of a journal, and reports whether it is a mark.
func ParseMark(line string) (m Mark, ok bool) {
	line, hook := strings.CutSuffix(line, hookWord)
	words := strings.Split(line, " ")
	if len(words) < 2 {
		return m, line == noMark && !hook
	}
	n, err := strconv.Atoi(words[len(words)-1])
	if err != nil || n < 0 {
		return m, false
	}
	switch {
	case words[0] == stepMark && len(words) == 3:
		m.At, err = time.Parse(time.RFC3339Nano, words[1])
		m.Browser, m.Hook = n, hook
		return m, err == nil
	case hook:
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
	e.Browser, e.Hook = r.step.Browser, r.step.Hook
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
	spell := speller()
	now = spell(now)
	at := State{}
	become := func(want State) {
		for _, e := range Diff(at, want) {
			event(e)
		}
		at = want
	}
	for _, s := range steps {
		s.before, s.after = spell(s.before), spell(s.after)
		s.Events = list(s.Events, func(e Event) Event { e.Path = spelled(e.Path); return e })
		s.before.SetView(at.View())
		s.after.SetView(at.View())
		if !SameBut(at, s.before) {
			mark(Mark{}) // what was part of no step
			become(s.before)
		}
		mark(Mark{At: s.At, Browser: s.Events[0].Browser, Hook: s.Events[0].Hook})
		made := s.before
		for _, e := range s.Events {
			_ = made.Apply(e) // it failed in the same way at the time
		}
		if !SameBut(made, s.after) {
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
		become(onto(at, spell(steps[len(steps)-undone].before)))
	}
	if !SameBut(at, now) {
		mark(Mark{})
	}
	become(now)
}

// SameBut reports whether two states differ only in what steps do not change.
func SameBut(a, b State) bool {
	a.SetView(b.View())
	a.LastHandle, a.LastHook = b.LastHandle, b.LastHook
	return reflect.DeepEqual(a, b)
}

// speller returns a function that spells the paths of a state's files as a journal does:
// a file may have been loaded by several spellings in turn. States that share their files
// do so still.
func speller() func(State) State {
	var was, is []File
	return func(st State) State {
		if len(st.Files) > 0 && (len(was) != len(st.Files) || &was[0] != &st.Files[0]) {
			was = st.Files
			is = list(was, func(f File) File { f.Path = spelled(f.Path); return f })
		}
		if len(st.Files) > 0 {
			st.Files = is
		}
		return st
	}
}

// spelled returns the path of a file as an absolute one.
func spelled(path string) string {
	if path == "" {
		return ""
	}
	return source.ParseRef(path).Path
}
