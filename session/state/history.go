package state

import (
	"fmt"
	"slices"
	"time"
)

// MaxSteps bounds the steps of a History. The oldest are dropped first.
const MaxSteps = 1000

// gesturePause is the longest pause within one gesture: the changes of a drag follow one
// another faster.
const gesturePause = time.Second

// History keeps what was changed, for undo and redo. The zero value is empty. The
// location is not part of it, since pages have a history of their own for it: moves are
// not recorded, and Undo and Redo do not change the location.
//
// A step holds the states before and after it, which share what they have in common.
type History struct {
	steps  []Step
	undone int // how many steps at the end are undone
}

// Step is a change that was made by one command or one gesture with the mouse.
type Step struct {
	Events []Event // in order
	At     time.Time
	Undone bool

	before, after State
	group         int
}

// Record adds a change by e from one state to another. Changes of one group, such as
// those of one command, are one step, as are those of one gesture in a page; group 0
// means no group. Undone steps are dropped, since redoing them would no longer fit.
// Record reports whether it began a new step.
func (h *History) Record(before, after State, e Event, group int, at time.Time) bool {
	if !e.Kind.inHistory() {
		return false
	}
	if n := len(h.steps); n > 0 && h.undone == 0 {
		last := h.steps[n-1]
		if group != 0 && group == last.group || sameGesture(last.Events[len(last.Events)-1], e) && at.Sub(last.At) < gesturePause {
			h.extend(after, e, at)
			return false
		}
	}
	h.add(Step{Events: []Event{e}, At: at, before: before, after: after, group: group})
	return true
}

// inHistory reports whether events of a kind are recorded.
func (k Kind) inHistory() bool { return k.ChangesState() && k != EventMoved }

// add begins a step.
func (h *History) add(s Step) {
	h.steps = append(h.steps[:len(h.steps)-h.undone], s)
	h.undone = 0
	h.steps = h.steps[max(len(h.steps)-MaxSteps, 0):] // append copies only the rest
}

// extend adds an event to the last step, or replaces the event that it continues.
func (h *History) extend(after State, e Event, at time.Time) {
	last := &h.steps[len(h.steps)-1]
	last.after, last.At = after, at
	if n := len(last.Events); sameGesture(last.Events[n-1], e) {
		last.Events = with(last.Events, n-1, e)
	} else {
		last.Events = append(last.Events, e)
	}
}

// Clone returns a copy that later changes of h do not affect.
func (h *History) Clone() History { return History{steps: slices.Clone(h.steps), undone: h.undone} }

// SetGenome gives all states of the history a genome, for a session that has another one than
// they had.
func (h *History) SetGenome(name string) {
	h.steps = slices.Clone(h.steps)
	for i := range h.steps {
		h.steps[i].before.Genome, h.steps[i].after.Genome = name, name
	}
}

// sameGesture reports whether b continues the gesture of a in a page: drawing a selection,
// or dragging one chart's settings.
func sameGesture(a, b Event) bool {
	if a.Browser == 0 || a.Browser != b.Browser || a.Kind != b.Kind {
		return false
	}
	switch a.Kind {
	case EventSelected:
		return true
	case EventChartChanged:
		if a.Chart.Handle != b.Chart.Handle || len(a.Settings) != len(b.Settings) {
			return false
		}
		for id := range a.Settings {
			if _, ok := b.Settings[id]; !ok {
				return false
			}
		}
		return true
	}
	return false
}

// Steps returns the steps, the oldest first. The undone steps come last.
func (h *History) Steps() []Step {
	out := slices.Clone(h.steps)
	for i := range out {
		out[i].Undone = i >= len(out)-h.undone
	}
	return out
}

// Undo returns the state that now becomes if its last n steps are undone, and those
// steps, the last first. The history does not change until Undone is called.
func (h *History) Undo(now State, n int) (State, []Step, error) {
	have := len(h.steps) - h.undone
	if n < 1 || n > have {
		return now, nil, fmt.Errorf("wanted to undo %s; there %s", steps(n), are(have))
	}
	undone := slices.Clone(h.steps[have-n : have])
	slices.Reverse(undone)
	return onto(now, undone[n-1].before), undone, nil
}

// Redo reverts Undo: it returns the state that now becomes, and the steps in order.
func (h *History) Redo(now State, n int) (State, []Step, error) {
	if n < 1 || n > h.undone {
		return now, nil, fmt.Errorf("wanted to redo %s; there %s", steps(n), are(h.undone))
	}
	from := len(h.steps) - h.undone
	redone := slices.Clone(h.steps[from : from+n])
	return onto(now, redone[n-1].after), redone, nil
}

// Undone marks n more steps as undone, or with n < 0 as redone.
func (h *History) Undone(n int) { h.undone = min(max(h.undone+n, 0), len(h.steps)) }

// onto returns the past state with the location of now. Numbers that charts and
// hooks have got meanwhile are not reused.
func onto(now, past State) State {
	past.SetView(now.View())
	past.LastHandle = max(past.LastHandle, now.LastHandle)
	past.LastHook = max(past.LastHook, now.LastHook)
	return past
}

func steps(n int) string {
	if n == 1 {
		return "1 step"
	}
	return fmt.Sprintf("%d steps", n)
}

func are(n int) string {
	switch n {
	case 0:
		return "is none"
	case 1:
		return "is 1"
	}
	return fmt.Sprintf("are %d", n)
}
