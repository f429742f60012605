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

// States is the part of the session that restores states.
type States interface {
	// State returns what the session keeps.
	State() state.State
	// Waits returns what charts wait for, by their numbers.
	Waits() map[int]string
	// Become replaces the state as a whole. If ctx ends meanwhile, nothing changes.
	Become(ctx context.Context, want state.State) (reply.Report, error)
	// SetHistory replaces the history.
	SetHistory(h state.History)
}

// restore replaces the session's state by the one that lines make. Its charts replace the
// present ones; loaded files stay. path translates the paths of files in the lines. Hooks
// stay as they are, since somebody else may have written the lines. A line that cannot be
// read, or names something missing, is added to failures and does not affect the others.
// If err is not nil, nothing has changed: ctx ended before all files were open, two
// files would have the same id, or something else was done meanwhile.
func (e *Env) restore(
	ctx context.Context, lines []string, path func(string) string,
) (report reply.Report, failures []error, err error) {
	return Restore(ctx, e.Session, lines, path, func(state.State) error { return nil })
}

// Restore is what import does, for a session without a prompt. It asks may before it changes the state
// to another, and returns its error.
func Restore(
	ctx context.Context, s States, lines []string, path func(string) string, may func(want state.State) error,
) (report reply.Report, failures []error, err error) {
	st := cleared(s)
	for i, typed := range lines {
		if err := readLine(&st, &st, typed, path); err != nil {
			failures = append(failures, lineError(i, typed, err))
		}
	}
	own := s.State()
	notes := []string{st.KeepHooks(own), st.KeepGenome(own.Genome)}
	if err := may(st); err != nil {
		return reply.Report{}, nil, err
	}
	report, failures, err = become(ctx, s, st, failures)
	if err == nil {
		report.Notes = append(slices.DeleteFunc(notes, func(note string) bool { return note == "" }), report.Notes...)
	}
	return report, failures, err
}

// cleared returns the state that restore starts from: the present one without what is replaced.
func cleared(s States) state.State {
	st := s.State()
	st.Charts, st.Selection, st.Theme, st.Flip, st.Hooks, st.Genome = nil, nil, "", false, nil, ""
	return st
}

func lineError(i int, typed string, err error) error {
	return fmt.Errorf("line %d, %.80s: %w", i+1, safe.Text(typed), err)
}

// become is the last step of restore: it replaces the session's state by st.
func become(ctx context.Context, s States, st state.State, failures []error) (reply.Report, []error, error) {
	report, err := s.Become(ctx, st)
	if err := unchanged(ctx, err); err != nil {
		return report, nil, err
	}
	if err != nil {
		failures = append(failures, err)
	}
	return report, failures, nil
}

// unchanged returns the error of Become, or of its context, with which nothing has changed.
func unchanged(ctx context.Context, err error) error {
	var clash *state.ClashError
	switch {
	case errors.As(err, &clash), errors.Is(err, state.ErrMeanwhile):
		return err
	case ctx.Err() != nil:
		return context.Cause(ctx)
	}
	return nil
}

// reader reads commands and applies their events: a *state.State, or a state with a
// history.
type reader interface {
	Read(words []string) ([]state.Event, error)
	Merge(e state.Event) error
}

// readLine applies the commands of a line to the state of a reader.
func readLine(r reader, st *state.State, typed string, path func(string) string) error {
	statements, err := split(typed)
	for _, s := range statements {
		words := s.Args()
		if len(s.Pipes) > 0 || s.File != nil || slices.ContainsFunc(s.Words, func(w line.Word) bool { return line.HasVariable(w.Pattern) }) {
			return withHint(fmt.Errorf("%s is not a command that makes a state", safe.Text(s.Text)), "source runs any commands")
		}
		switch name := strings.ToLower(words[0]); {
		case name == "unload" && len(words) == 2 && strings.EqualFold(words[1], "all"):
			continue // what is there stays
		case slices.Contains([]string{"load", "unload", "watch", "unwatch", "samples"}, name):
			asked := words
			words = slices.Clone(words)
			dashed := false // what follows is no option
			for k := 1; k < len(words); k++ {
				if !dashed && asked[k] == "--" {
					dashed = true
					continue
				}
				option := !dashed && (state.OptionHasValue(asked[k-1]) || strings.HasPrefix(asked[k], "--"))
				none := name == "samples" && asked[k] == state.NoSamples
				computed := name == "unload" && slices.ContainsFunc(st.Computed, func(c state.Computed) bool { return c.Name == asked[k] })
				if !option && !computed && !none {
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

// Loaded returns the loaded or awaited file at path, in whatever spelling, and reports
// whether there is one.
func (e *Env) Loaded(path string) (state.File, bool) {
	st := e.Session.State()
	return st.FileNamed(path)
}

// isCommand returns an error if the words of a line are wrong in every state.
func isCommand(typed string) error {
	statements, err := split(typed)
	for _, s := range statements {
		if _, readErr := new(state.State).Read(s.Args()); errors.Is(readErr, state.ErrNotState) {
			return readErr
		}
	}
	return err
}

// mostResumes is how often Resume begins again because of what was done in a page meanwhile.
const mostResumes = 5

// replay makes a state and its history from the lines of a journal.
func (e *Env) replay(lines []string) (r state.Replay, failures []error) {
	r.State = cleared(e.Session)
	r.State.Genome = e.Session.State().Genome
	for i, typed := range lines {
		if m, ok := state.ParseMark(typed); ok {
			r.Mark(m)
		} else if err := readLine(&r, &r.State, typed, func(p string) string { return p }); err != nil {
			failures = append(failures, lineError(i, typed, err))
		}
	}
	if e.KeepGenome {
		r.State.Genome = e.Session.State().Genome // a note at the start tells of another
		r.History.SetGenome(r.State.Genome)
	}
	return r, failures
}

// Resume restores a state and its history from the lines of a journal, without events. It
// returns the notes for the user, and what could not be restored. With an error nothing has
// changed.
func (e *Env) Resume(ctx context.Context, lines []string) (notes []string, failures []error, err error) {
	e.hub.SetQuiet(true)
	defer e.hub.SetQuiet(false)
	var r state.Replay
	var report reply.Report
	for range mostResumes {
		r, failures = e.replay(lines)
		report, failures, err = become(ctx, e.Session, r.State, failures)
		if !errors.Is(err, state.ErrMeanwhile) {
			break
		}
	}
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
	return append(notes, report.Notes...), failures, nil // that no browser is connected is expected
}
