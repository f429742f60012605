package state

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/epiviz/epivizgo/session/source"
)

// Files and what is computed of them: their kinds of events.

func loaded(st *State, e *Event) error {
	if st.fileAt(e.Path) >= 0 {
		return fmt.Errorf("%s is loaded already", e.Path)
	}
	st.Files = with(st.Files, -1, File{Path: e.Path, ID: e.Text})
	return nil
}

func writeLoaded(e *Event) [][]string {
	file := dashed(e.Path)
	switch {
	case e.Text == "":
		return [][]string{append([]string{"load"}, file...)}
	case len(file) > 1: // options come first
		return [][]string{append([]string{"load", "--as", e.Text}, file...)}
	}
	return [][]string{{"load", e.Path, "--as", e.Text}}
}

func readLoad(_ *State, args []string) ([]Event, error) {
	args, as, err := option(args, "--as")
	if err != nil {
		return nil, err
	}
	if len(args) == 0 || as != "" && len(args) > 1 {
		return nil, fmt.Errorf("load %s: wanted files, or one file and --as ID", strings.Join(args, " "))
	}
	var out []Event
	for _, path := range args {
		out = append(out, Event{Kind: EventLoaded, Path: path, Text: as})
	}
	return out, nil
}

// ClashError reports two files that would have the same id.
type ClashError struct {
	ID    string
	Paths [2]string
}

func (e *ClashError) Error() string {
	return fmt.Sprintf("%s and %s would both be %s", e.Paths[0], e.Paths[1], e.ID)
}

// Hint says what to do next.
func (e *ClashError) Hint() string { return fmt.Sprintf("unload %s first", e.Paths[0]) }

// LoadedError reports that a file is loaded already, perhaps by another name of it.
type LoadedError struct{ Path, As string }

func (e *LoadedError) Error() string {
	if source.ParseRef(e.Path) == source.ParseRef(e.As) {
		return e.As + " is loaded already"
	}
	return fmt.Sprintf("%s is loaded already, as %s", e.Path, e.As)
}

// Hint says what to do next.
func (e *LoadedError) Hint() string { return fmt.Sprintf("unload %s first to read it again", e.As) }

// unloaded removes a file or a computed measurement, and what depends on it. Charts are
// removed by their own events.
func unloaded(st *State, e *Event) error {
	st.Hidden = without(st.Hidden, func(id string) bool { return slices.Contains(e.Names, id) })
	if i := st.fileAt(e.Path); e.Path != "" && i >= 0 {
		st.Files = without(st.Files, func(f File) bool { return f.Path == e.Path })
		return nil
	}
	if e.Path == "" && len(e.Names) > 0 && st.computedAt(e.Names[0]) >= 0 {
		st.Computed = without(st.Computed, func(c Computed) bool { return c.Name == e.Names[0] })
		return nil
	}
	return fmt.Errorf("%s is not loaded", strings.Join(append([]string{e.Path}, e.Names...), " "))
}

func writeUnloaded(e *Event) [][]string {
	if e.Path == "" && len(e.Names) > 0 { // it was computed
		return [][]string{{"unload", e.Names[0]}}
	}
	return [][]string{append([]string{"unload"}, dashed(e.Path)...)}
}

func readUnload(st *State, args []string) ([]Event, error) {
	args = undashed(args)
	if len(args) != 1 {
		return nil, fmt.Errorf("unload: wanted one file or computed measurement, or all")
	}
	switch name := args[0]; {
	case st.fileAt(name) >= 0:
		return []Event{{Kind: EventUnloaded, Path: name}}, nil
	case st.computedAt(name) >= 0:
		return []Event{{Kind: EventUnloaded, Names: []string{name}}}, nil
	case strings.EqualFold(name, "all"):
		var out []Event
		for _, c := range slices.Backward(st.Computed) {
			out = append(out, Event{Kind: EventUnloaded, Names: []string{c.Name}})
		}
		for _, f := range st.Files {
			out = append(out, Event{Kind: EventUnloaded, Path: f.Path})
		}
		return out, nil
	default:
		return []Event{{Kind: EventUnloaded, Path: name}}, nil
	}
}

// computed puts a measurement last, even if it exists already: its new expression may
// name measurements that came after it.
func computed(st *State, e *Event) error {
	if len(e.Names) == 0 {
		return errors.New("a computed measurement without a name")
	}
	c := Computed{e.Names[0], oneLine(e.Text)}
	st.Computed = append(without(st.Computed, func(have Computed) bool { return have.Name == c.Name }), c)
	return nil
}

func writeComputed(e *Event) [][]string {
	return [][]string{{"compute", strings.Join(e.Names[:1], "") + " = " + e.Text}}
}

func readCompute(_ *State, args []string) ([]Event, error) {
	name, expression, ok := strings.Cut(strings.Join(args, " "), "=")
	name, expression = strings.TrimSpace(name), strings.TrimSpace(expression)
	if !ok || name == "" || expression == "" {
		return nil, fmt.Errorf("compute %s: wanted NAME = EXPRESSION", strings.Join(args, " "))
	}
	return []Event{{Kind: EventComputed, Names: []string{name}, Text: expression}}, nil
}

func watched(on bool) func(*State, *Event) error {
	return func(st *State, e *Event) error {
		i := st.fileAt(e.Path)
		if i < 0 {
			return fmt.Errorf("%s is not loaded", e.Path)
		}
		f := st.Files[i]
		f.Watched = on
		st.Files = with(st.Files, i, f)
		return nil
	}
}

func writePath(command string) func(*Event) [][]string {
	return func(e *Event) [][]string { return [][]string{append([]string{command}, dashed(e.Path)...)} }
}

func readPaths(kind Kind) func(*State, []string) ([]Event, error) {
	return func(st *State, args []string) ([]Event, error) {
		args = undashed(args)
		all := len(args) == 1 && strings.EqualFold(args[0], "all") && st.fileAt(args[0]) < 0
		var out []Event
		for _, f := range st.Files {
			if all {
				out = append(out, Event{Kind: kind, Path: f.Path})
			}
		}
		for _, path := range args {
			if !all {
				out = append(out, Event{Kind: kind, Path: path})
			}
		}
		return out, nil
	}
}
