package state

import (
	"cmp"
	"fmt"

	"github.com/epiviz/epivizgo/session/source"
)

// The sample sheet: its kind of event.

// NoSamples is the word for no sample sheet.
const NoSamples = "none"

// Samples is the sample sheet of a session.
type Samples struct {
	Path    string // "" without one
	Watched bool   // it is read again when it changes
}

// Is reports whether name, in whatever spelling, is that of the sheet.
func (s Samples) Is(name string) bool {
	return s.Path != "" && source.ParseRef(s.Path) == source.ParseRef(name)
}

func samplesSet(st *State, e *Event) error {
	st.Samples = Samples{Path: e.Path}
	return nil
}

func writeSamples(e *Event) [][]string {
	file := e.Path
	if file == NoSamples {
		file = "./" + file
	}
	return [][]string{append([]string{"samples"}, dashed(cmp.Or(file, NoSamples))...)}
}

func readSamples(_ *State, args []string) ([]Event, error) {
	if args = undashed(args); len(args) != 1 {
		return nil, fmt.Errorf("samples: wanted a file, or none")
	}
	e := Event{Kind: EventSamples, Path: args[0]}
	if e.Path == NoSamples {
		e.Path = ""
	}
	return []Event{e}, nil
}

// diffSamples returns the events that turn the sheet of a into that of b.
func diffSamples(a, b State, add func(Event)) {
	was := a.Samples
	if was.Path != b.Samples.Path {
		add(Event{Kind: EventSamples, Path: b.Samples.Path})
		was = Samples{Path: b.Samples.Path}
	}
	switch {
	case b.Samples.Watched && !was.Watched:
		add(Event{Kind: EventWatched, Path: b.Samples.Path})
	case was.Watched && !b.Samples.Watched:
		add(Event{Kind: EventUnwatched, Path: b.Samples.Path})
	}
}
