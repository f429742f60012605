package repl

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/epiviz/epivizgo/repl/line"
	"github.com/epiviz/epivizgo/repl/safe"
	"github.com/epiviz/epivizgo/repl/text"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/state"
)

// States is the part of the session that brings states back.
type States interface {
	// State returns what the session keeps.
	State() state.State
	// Waits returns what charts wait for, by their numbers.
	Waits() map[int]string
	// Become puts another state in its place as a whole, or nothing when ctx ends.
	Become(ctx context.Context, want state.State) (reply.Report, error)
	// SetHistory replaces the history.
	SetHistory(h state.History)
}

// restore puts the state that lines make in the place of the session's. Its charts take
// the place of those there are; files that are loaded stay. path turns the paths of
// files into ones of this program. Hooks stay as they are: the lines may be of others. A
// line that cannot be read, or names what is not
// there, keeps no other from having its effect and is one of failures. Nothing has
// changed when err is not nil: ctx ended before all files were open, or two files would
// have the same id.
func (e *Env) restore(
	ctx context.Context, lines []string, path func(string) string,
) (report reply.Report, failures []error, err error) {
	st := e.cleared()
	for i, typed := range lines {
		if err := readLine(&st, &st, typed, path); err != nil {
			failures = append(failures, lineError(i, typed, err))
		}
	}
	leftOut := st.KeepHooks(e.Session.State())
	report, failures, err = e.become(ctx, st, failures)
	if leftOut != "" && err == nil {
		report.Notes = append([]string{leftOut}, report.Notes...)
	}
	return report, failures, err
}

// cleared is the state in whose place another comes, without what does not stay.
func (e *Env) cleared() state.State {
	st := e.Session.State()
	st.Charts, st.Selection, st.Theme, st.Hooks, st.Genome = nil, nil, "", nil, ""
	return st
}

func lineError(i int, typed string, err error) error {
	return fmt.Errorf("line %d, %.80s: %w", i+1, safe.Text(typed), err)
}

// become is the end of restore: it puts st in the place of the session's state.
func (e *Env) become(ctx context.Context, st state.State, failures []error) (reply.Report, []error, error) {
	report, err := e.Session.Become(ctx, st)
	if err := unchanged(ctx, err); err != nil {
		return report, nil, err
	}
	if err != nil {
		failures = append(failures, err)
	}
	return report, failures, nil
}

// unchanged returns the error of Become, or of its context, for which it changed nothing.
func unchanged(ctx context.Context, err error) error {
	var clash *state.ClashError
	switch {
	case errors.As(err, &clash):
		return err
	case ctx.Err() != nil:
		return context.Cause(ctx)
	}
	return nil
}

// reader reads commands and applies their events: a *state.State, or what keeps a history
// of it.
type reader interface {
	Read(words []string) ([]state.Event, error)
	Merge(e state.Event) error
}

// readLine applies the commands of a line to the state of a reader.
func readLine(r reader, st *state.State, typed string, path func(string) string) error {
	statements, err := split(typed)
	for _, s := range statements {
		words := s.Args()
		if len(s.Pipes) > 0 || s.File != nil || slices.ContainsFunc(s.Words, func(w line.Word) bool { return w.Variable }) {
			return withHint(fmt.Errorf("%s is not a command that makes a state", safe.Text(s.Text)), "source runs any commands")
		}
		switch name := strings.ToLower(words[0]); {
		case name == "unload" && len(words) == 2 && strings.EqualFold(words[1], "all"):
			continue // what is there stays
		case slices.Contains([]string{"load", "unload", "watch", "unwatch"}, name):
			asked := words
			words = slices.Clone(words)
			dashed := false // what follows is no option
			for k := 1; k < len(words); k++ {
				if !dashed && asked[k] == "--" {
					dashed = true
					continue
				}
				option := !dashed && (asked[k-1] == "--as" || asked[k-1] == "--at" || strings.HasPrefix(asked[k], "--"))
				computed := name == "unload" && slices.ContainsFunc(st.Computed, func(c state.Computed) bool { return c.Name == asked[k] })
				if !option && !computed {
					words[k] = path(expandHome(asked[k]))
				}
			}
		}
		events, readErr := r.Read(words)
		if errors.Is(readErr, state.ErrNotState) {
			readErr = withHint(fmt.Errorf("%s is not a command that makes a state", safe.Text(s.Text)), "source runs any commands")
		}
		if readErr != nil {
			return readErr
		}
		for _, e := range events {
			if e.Kind == state.EventHooked {
				h, err := checkHook(state.HookOf(e))
				if err != nil {
					return err
				}
				e = state.HookEvent(e.Kind, h)
			}
			if e.Kind == state.EventGenome && e.Path != "" {
				e.Path = path(expandHome(e.Path))
			}
			if applied := r.Merge(e); applied != nil && err == nil {
				err = applied
			}
		}
	}
	return err
}

// Loaded returns the file that is loaded, or waited for, of whatever name or spelling, and
// reports whether there is one.
func (e *Env) Loaded(path string) (state.File, bool) {
	st := e.Session.State()
	return st.FileNamed(path)
}

// isCommand returns what is wrong with the words of a line, whatever the state.
func isCommand(typed string) error {
	statements, err := split(typed)
	for _, s := range statements {
		if _, readErr := new(state.State).Read(s.Args()); errors.Is(readErr, state.ErrNotState) {
			return readErr
		}
	}
	return err
}

// Resume brings a state and its history back from the lines of a journal, telling nobody
// but the caller.
// It returns what is to be told, and what could not be brought back. With an error
// nothing was.
func (e *Env) Resume(ctx context.Context, lines []string) (notes []string, failures []error, err error) {
	e.hub.SetQuiet(true)
	defer e.hub.SetQuiet(false)
	r := state.Replay{State: e.cleared()}
	for i, typed := range lines {
		if m, ok := state.ParseMark(typed); ok {
			r.Mark(m)
		} else if err := readLine(&r, &r.State, typed, func(p string) string { return p }); err != nil {
			failures = append(failures, lineError(i, typed, err))
		}
	}
	r.State.Genome = e.Session.State().Genome // the flags have told of another
	report, failures, err := e.become(ctx, r.State, failures)
	if err != nil {
		return nil, nil, err
	}
	if n := len(e.Session.State().Hooks); n > 0 {
		notes = append(notes, text.Count(n, "hook")+" will run again; on lists them")
	}
	other := slices.ContainsFunc(state.Diff(r.State, e.Session.State()), func(e state.Event) bool { return e.Kind != state.EventMoved })
	if steps := len(r.History.Steps()); other && steps > 0 {
		r.History = state.History{}
		notes = append(notes, fmt.Sprintf("what was done in that session cannot be undone (%s), since not all of it could be brought back",
			text.Count(steps, "step")))
	}
	e.Session.SetHistory(r.History)
	for _, note := range report.Notes {
		if !strings.HasPrefix(note, "no browser is connected") { // nobody was to be told
			notes = append(notes, note)
		}
	}
	return notes, failures, nil
}
