package state

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/epiviz/epivizgo/session/source"
)

// Files and computed measurements: their kinds of events.

func loaded(st *State, e *Event) error {
	if st.fileAt(e.Path) >= 0 {
		return fmt.Errorf("%s is loaded already", e.Path)
	}
	at := len(st.Files)
	if e.At > 0 {
		at = min(at, e.At-1)
	}
	st.Files = slices.Insert(slices.Clone(st.Files), at, File{Path: e.Path, ID: e.Text, ZeroBased: e.ZeroBased, Reads: e.Reads})
	return nil
}

func writeLoaded(e *Event) [][]string {
	var options []string
	if e.Text != "" {
		options = append(options, asOption, e.Text)
	}
	if e.ZeroBased {
		options = append(options, zeroBasedOption)
	}
	options = append(options, strings.Fields(e.Reads.Text())...)
	if e.At > 0 {
		options = append(options, atOption, strconv.Itoa(e.At))
	}
	file := dashed(e.Path)
	if len(file) > 1 { // options come first
		return [][]string{slices.Concat([]string{"load"}, options, file)}
	}
	return [][]string{slices.Concat([]string{"load"}, file, options)}
}

// Options of load.
const (
	asOption        = "--as"
	zeroBasedOption = "--zero-based"
	atOption        = "--at"
)

// OptionHasValue reports whether the word behind an option of load is its value.
func OptionHasValue(option string) bool {
	return slices.Contains([]string{asOption, atOption, flagsOption, mapqOption}, option)
}

func readLoad(_ *State, args []string) ([]Event, error) {
	paths, e := []string(nil), Event{Kind: EventLoaded}
	for i := 0; i < len(args); i++ {
		switch word := args[i]; {
		case word == "--":
			paths, i = append(paths, args[i+1:]...), len(args)
		case word == zeroBasedOption:
			e.ZeroBased = true
		case word == perStrandOption:
			e.Reads.PerStrand = true
		case (word == flagsOption || word == mapqOption) && i+1 < len(args):
			i++
			if err := readReads(&e.Reads, word, args[i]); err != nil {
				return nil, err
			}
		case word == asOption && i+1 < len(args) && e.Text == "":
			i++
			e.Text = args[i]
		case word == atOption && i+1 < len(args) && e.At == 0:
			i++
			if e.At, _ = strconv.Atoi(args[i]); e.At < 1 {
				return nil, fmt.Errorf("load --at %s: wanted a place among the files, from 1", args[i])
			}
		case strings.HasPrefix(word, "--"):
			return nil, fmt.Errorf("load %s: wanted one value of %s, or files", strings.Join(args, " "), word)
		default:
			paths = append(paths, word)
		}
	}
	if len(paths) == 0 || (e.Text != "" || e.At > 0) && len(paths) > 1 {
		return nil, fmt.Errorf("load %s: wanted files, or one file and --as ID", strings.Join(args, " "))
	}
	var out []Event
	for _, path := range paths {
		one := e
		one.Path, one.ZeroBased = path, e.ZeroBased && source.ParseRef(path).Kind != source.Tutorial
		out = append(out, one)
	}
	return out, nil
}

// ErrMeanwhile is the error for a state that did not replace another, since that changed while
// files were opened.
var ErrMeanwhile = errors.New("something else was done meanwhile, so the state was not replaced")

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

// LoadedError reports that a file is loaded already, perhaps by another name.
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

// computed adds a measurement as the last one, even if it exists already: its new expression
// may name measurements that were added after it.
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
		if i < 0 && st.Samples.Is(e.Path) {
			st.Samples.Watched = on
			return nil
		}
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
