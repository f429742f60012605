package repl

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/epiviz/epivizgo/repl/text"
	"github.com/epiviz/epivizgo/session/interruptible"
	"github.com/epiviz/epivizgo/session/state"
)

// Snapshots returns the state at one moment.
type Snapshots interface {
	// Snapshot returns the state as the events that make it from nothing.
	Snapshot() []state.Event
	// Kept returns the state and its history.
	Kept() (state.State, state.History)
	// WithKept calls do with what Kept returns while only persons who move or hover
	// can change the state.
	WithKept(ctx context.Context, do func(state.State, state.History)) error
}

// deepest bounds how deep scripts that run scripts are nested; more are a circle.
const deepest = 16

// sourceFile runs the commands of a file.
func sourceFile(ctx context.Context, env *Env, args []string) error {
	if len(args) != 1 {
		return misused("wanted one file; found %s", found(args))
	}
	if env.depth == deepest {
		return fmt.Errorf("%d scripts run each other: is there a circle?", deepest)
	}
	path := env.file(args[0])
	f, err := interruptible.Open(ctx, path)
	if err != nil {
		return err
	}
	defer func() { _ = interruptible.Close(ctx, f) }()
	text, rest, err := sessionText(interruptible.NewReader(ctx, path, f))
	if err != nil {
		return err
	}
	// What session prints replaces the state as a whole.
	if st, ok := readSession(text); ok {
		return becomeSession(ctx, env, args[0], st)
	}
	own := env.inFolderOf(path)
	own.depth++
	return own.Script(ctx, path, io.MultiReader(strings.NewReader(text), rest))
}

// sessionHead is the first command of the text of session.
const sessionHead = "unload all"

// maxSession bounds such a text, in bytes, as journals are bounded. Tests lower it.
var maxSession = 64 << 20

// sessionText reads a text of session to its end, and of any other script only the lines
// up to its first command: a program may write the others when it has seen what that does.
// rest is what follows.
func sessionText(r io.Reader) (text string, rest io.Reader, err error) {
	lines := bufio.NewReader(r)
	var b strings.Builder
	for {
		line, err := lines.ReadSlice('\n')
		b.Write(line)
		command := strings.TrimSpace(strings.TrimPrefix(string(line), byteOrderMark))
		if command == sessionHead {
			_, err := io.Copy(&b, io.LimitReader(lines, int64(maxSession)))
			return b.String(), lines, err
		}
		if err != nil || command != "" && command[0] != '#' || b.Len() > maxLine {
			return b.String(), lines, nil // Script tells the error
		}
	}
}

// readSession returns the state that a text makes, and reports whether session printed all of
// the text.
func readSession(text string) (st state.State, ok bool) {
	if len(text) > maxSession { // it may have been cut off
		return st, false
	}
	for line := range strings.Lines(strings.TrimPrefix(text, byteOrderMark)) {
		ok = ok || strings.TrimSpace(line) == sessionHead
		if readLine(&st, &st, strings.TrimRight(line, "\r\n"), func(path string) string { return path }) != nil {
			return st, false
		}
	}
	return st, ok
}

// becomeSession replaces the session's state.
func becomeSession(ctx context.Context, env *Env, name string, st state.State) error {
	was := env.Session.State()
	if st.Location.Len() == 0 && !st.Whole {
		st.SetView(was.View())
	}
	note := st.KeepGenome(was.Genome)
	report, err := env.Session.Become(ctx, st)
	if err := unchanged(ctx, err); err != nil {
		return err
	}
	what := text.Count(len(env.Session.Charts()), "chart")
	if n := len(st.Hooks); n > 0 {
		what += ", " + text.Count(n, "hook")
	}
	env.printf("opened the session in %s: %s", name, what)
	if gone := slices.DeleteFunc(slices.Clone(was.Hooks), func(h state.Hook) bool { return slices.Contains(st.Hooks, h) }); len(gone) > 0 {
		env.note(fmt.Sprintf("removed %s that the file lacks; undo brings back the state before", text.Count(len(gone), "hook")))
	}
	env.note(note)
	env.report(report)
	return err
}

// recording appends what is done to a file from now on.
func recording(ctx context.Context, env *Env, args []string) error {
	switch {
	case len(args) == 0:
		if name := env.hub.Recording(); name != "" {
			env.printf("recording to %s", name)
		} else {
			env.printf("nothing is recorded")
		}
		return nil
	case len(args) > 1:
		return misused("wanted one file, or off; found %s", found(args))
	case strings.EqualFold(args[0], "off"):
		before, err := env.hub.RecordTo(nil)
		if err != nil {
			return err
		}
		if before == "" {
			env.printf("nothing was recorded")
		} else {
			env.printf("recorded %s", before)
		}
		return nil
	}
	path := expandHome(args[0])
	if err := env.refuseLoaded(path); err != nil {
		return err
	}
	// Whatever happens waits until it is recorded, so that a pipe that nobody reads would stop all.
	if info, err := os.Stat(path); err == nil && info.Mode()&(os.ModeNamedPipe|os.ModeSocket) != 0 {
		return fmt.Errorf("%s is a pipe or socket; record writes to files", path)
	}
	f, err := interruptible.OpenFile(ctx, path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o666)
	if err != nil {
		return err
	}
	if _, err := env.hub.RecordTo(f); err != nil {
		return err
	}
	env.printf("recording to %s", args[0])
	return nil
}

// printSession prints the state as a script that unloads all first: a fresh start
// may have other files.
func printSession(_ context.Context, env *Env, args []string) error {
	if err := noWords(args); err != nil {
		return err
	}
	lines := append([]string{sessionHead}, Script(env.Session.Snapshot(), nil)...)
	fmt.Fprintln(env.Out, strings.Join(lines, "\n")) // as it is: a file that it is written to can be run
	return nil
}

// wait waits for a page.
func wait(ctx context.Context, env *Env, args []string) error {
	if len(args) > 1 {
		return misused("wanted at most a time; found %s", found(args))
	}
	if len(args) == 1 {
		most, err := parseDuration(args[0])
		if err != nil {
			return err
		}
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, most, fmt.Errorf("none within %v", most))
		defer cancel()
	}
	return env.Session.WaitBrowser(ctx)
}

func sleep(ctx context.Context, _ *Env, args []string) error {
	if len(args) != 1 {
		return misused("wanted a time; found %s", found(args))
	}
	d, err := parseDuration(args[0])
	if err != nil {
		return err
	}
	return pause(ctx, d)
}

// pause waits for a time, or until ctx is done.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// parseDuration reads 2s, 1.5m or 500ms; a bare number is seconds.
func parseDuration(text string) (time.Duration, error) {
	d, err := time.ParseDuration(text)
	if err != nil {
		d, err = time.ParseDuration(text + "s")
	}
	if err != nil || d < 0 {
		return 0, misused("%q is no time; wanted something like 2s, 500ms or 1m30s", text)
	}
	return d, nil
}

func echo(_ context.Context, env *Env, args []string) error {
	env.printf("%s", strings.Join(args, " "))
	return nil
}
