package state

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/epiviz/epivizgo/session/genome"
)

// View is what is shown: a place, several side by side, or the whole genome.
type View struct {
	Location genome.Interval   // the first place; no bases before the first view
	Beside   []genome.Interval // the others, from left to right
	// Whole reports whether the places are the main sequences, as the whole genome is shown. A
	// view that was read from text has no places yet: those on offer are not known there.
	Whole bool
}

// WholeGenome is the word for the whole genome.
const WholeGenome = "all"

// ViewOf returns the view of places side by side.
func ViewOf(places ...genome.Interval) View {
	if len(places) == 0 {
		return View{}
	}
	return View{Location: places[0], Beside: slices.Clip(places[1:])}.clean()
}

// clean returns the view with nil for no places, so that equal views are deeply equal.
func (v View) clean() View {
	if len(v.Beside) == 0 {
		v.Beside = nil
	}
	return v
}

// Places returns all places of the view.
func (v View) Places() []genome.Interval {
	if v.Location.Len() == 0 {
		return nil
	}
	return append([]genome.Interval{v.Location}, v.Beside...)
}

// Equal reports whether two views show the same.
func (v View) Equal(w View) bool {
	return v.Location == w.Location && v.Whole == w.Whole && slices.Equal(v.Beside, w.Beside)
}

// String writes the places as people type them.
func (v View) String() string {
	if v.Whole {
		return WholeGenome
	}
	return strings.Join(list(v.Places(), genome.Interval.String), " ")
}

// View returns what is shown.
func (st State) View() View { return View{st.Location, st.Beside, st.Whole} }

// SetView replaces what is shown.
func (st *State) SetView(v View) {
	v = v.clean()
	st.Location, st.Beside, st.Whole = v.Location, v.Beside, v.Whole
}

// MovedTo returns the event of a move to a view.
func MovedTo(v View) Event {
	e := Event{Kind: EventMoved, Whole: v.Whole}
	if v.Location.Len() > 0 {
		r := wire(v.Location)
		e.Location, e.Beside = &r, list(v.Beside, wire)
	}
	return e
}

// View returns the view that an event of the kind EventMoved leads to.
func (e *Event) View() View {
	v := View{Whole: e.Whole}
	if e.Location != nil {
		v.Location, v.Beside = interval(*e.Location), list(e.Beside, interval)
	}
	return v
}

func moved(st *State, e *Event) error {
	st.SetView(e.View())
	return nil
}

func writeMoved(e *Event) [][]string {
	v := e.View()
	switch {
	case v.Whole:
		return [][]string{{"navigate", WholeGenome}}
	case len(v.Beside) == 0:
		return [][]string{append([]string{"navigate"}, positions(v.Location)...)}
	}
	return [][]string{append([]string{"navigate"}, list(v.Places(), genome.Interval.String)...)}
}

// readNavigate reads SEQ START END, one or several loci, or the whole genome.
func readNavigate(_ *State, args []string) ([]Event, error) {
	if len(args) == 1 && strings.EqualFold(args[0], WholeGenome) {
		return []Event{MovedTo(View{Whole: true})}, nil
	}
	if len(args) < 2 || len(args) == 3 && genome.IsRange(args[1], args[2]) {
		iv, err := place(args)
		return []Event{MovedTo(ViewOf(iv))}, err
	}
	var places []genome.Interval
	for _, arg := range args {
		iv, err := place([]string{arg})
		if err != nil {
			return nil, err
		}
		places = append(places, iv)
	}
	if len(places) > MostBeside {
		return nil, TooMany(len(places))
	}
	return []Event{MovedTo(ViewOf(places...))}, nil
}

// MostBeside bounds the places that are shown side by side, and MostWhole the main sequences of
// a genome that is shown as a whole.
const MostBeside, MostWhole = 12, 100

// TooMany returns the error for more places than MostBeside.
func TooMany(n int) error {
	return fmt.Errorf("there are %d places; at most %d are shown side by side", n, MostBeside)
}

// ErrNoRoom is the error for the whole genome among several places.
var ErrNoRoom = errors.New(`"` + WholeGenome + `" is the whole genome, beside which nothing else is shown`)
