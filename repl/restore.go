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
	// ForgetHistory begins the history again.
	ForgetHistory()
}

// trust says what restore takes from the lines that it reads.
type trust struct {
	hooks  bool // those of the lines in the place of the session's, else the session's stay
	genome bool // the genome of the program, without a word on that of the lines
}

// restore puts the state that lines make in the place of the session's. Its charts take
// the place of those there are; files that are loaded stay. path turns the paths of
// files into ones of this program. A line that cannot be read, or names what is not
// there, keeps no other from having its effect and is one of failures. Nothing has
// changed when err is not nil: ctx ended before all files were open, or two files would
// have the same id.
func (e *Env) restore(
	ctx context.Context, lines []string, path func(string) string, trust trust,
) (report reply.Report, failures []error, err error) {
	was := e.Session.State()
	st := was
	st.Charts, st.Selection, st.Theme, st.Hooks, st.Genome = nil, nil, "", nil, ""
	for i, typed := range lines {
		if err := readLine(&st, typed, path); err != nil {
			failures = append(failures, fmt.Errorf("line %d, %.80s: %w", i+1, safe.Text(typed), err))
		}
	}
	leftOut := ""
	if !trust.hooks {
		leftOut = st.KeepHooks(was)
	}
	if trust.genome {
		st.Genome = was.Genome
	}
	report, err = e.Session.Become(ctx, st)
	if err := unchanged(ctx, err); err != nil {
		return report, nil, err
	}
	if leftOut != "" {
		report.Notes = append([]string{leftOut}, report.Notes...)
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

// readLine applies the commands of a line to a state.
func readLine(st *state.State, typed string, path func(string) string) error {
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
			for k := 1; k < len(words); k++ {
				computed := slices.ContainsFunc(st.Computed, func(c state.Computed) bool { return c.Name == asked[k] })
				if asked[k-1] != "--as" && asked[k-1] != "--at" && !strings.HasPrefix(asked[k], "--") && !computed {
					words[k] = path(expandHome(asked[k]))
				}
			}
		}
		events, readErr := st.Read(words)
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
			if applied := st.Merge(e); applied != nil && err == nil {
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

// Resume brings a state back from the lines of a journal, telling nobody but the caller.
// It returns what is to be told, and what could not be brought back. With an error
// nothing was.
func (e *Env) Resume(ctx context.Context, lines []string) (notes []string, failures []error, err error) {
	e.hub.setQuiet(true)
	defer e.hub.setQuiet(false)
	report, failures, err := e.restore(ctx, lines, func(p string) string { return p }, trust{hooks: true, genome: true})
	if err != nil {
		return nil, nil, err
	}
	if n := len(e.Session.State().Hooks); n > 0 {
		notes = append(notes, text.Count(n, "hook")+" will run again; on lists them")
	}
	e.Session.ForgetHistory() // what was done in another program is not undone in this one
	for _, note := range report.Notes {
		if !strings.HasPrefix(note, "no browser is connected") { // nobody was to be told
			notes = append(notes, note)
		}
	}
	return notes, failures, nil
}

func (h *hub) setQuiet(quiet bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.quiet = quiet
}
