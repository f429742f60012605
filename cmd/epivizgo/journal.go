package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/epiviz/epivizgo/repl"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/store"
)

// ownJournal is the journal of this program.
type ownJournal struct {
	closer  interface{ Close(keep bool) error }
	start   int // changes that the command line made
	resumed bool
}

// lateJournal is a journal that could not be begun, for want of room for example. It
// is begun once the whole state can be written.
type lateJournal struct {
	dir   string
	flags []string
	mu    sync.Mutex
	j     *store.Journal // nil until then; guarded by mu
}

var errNotBegun = errors.New("the journal has not been begun")

func (l *lateJournal) get() *store.Journal {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.j
}

// Append implements automation.Journal.
func (l *lateJournal) Append(line string) error {
	if j := l.get(); j != nil {
		return j.Append(line)
	}
	return errNotBegun
}

// Compact implements automation.Journal.
func (l *lateJournal) Compact(lines []string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.j == nil {
		j, err := store.Create(l.dir, l.flags...)
		if err != nil {
			return err
		}
		l.j = j
	}
	return l.j.Compact(lines)
}

// Lines implements automation.Journal.
func (l *lateJournal) Lines() int {
	if j := l.get(); j != nil {
		return j.Lines()
	}
	return 0
}

// Close closes the journal if it was begun, as store.Journal.Close does.
func (l *lateJournal) Close(keep bool) error {
	if j := l.get(); j != nil {
		return j.Close(keep)
	}
	return nil
}

// openJournal begins a journal, or with --resume brings back what one has and
// continues it. Without --resume it notes once that there is something to bring back.
// found are the journals in the state folder dir.
func openJournal(ctx context.Context, f *flags, dir string, found []store.Info, env *repl.Env, output *repl.Output) (*ownJournal, error) {
	talk := output.Talk()
	if f.Resume.on {
		if info, ok := chosen(found, f.Resume.name); ok {
			return resumeJournal(ctx, f, info, env, output)
		}
		if f.Resume.name != "" {
			return nil, notResumable(f.Resume.name, found)
		}
		fmt.Fprintln(talk, "there is nothing to resume")
		f.Resume.on = false
	} else if len(found) > 0 && !f.Quiet {
		fmt.Fprintf(talk, "epivizgo --resume brings back the session of %s\n", describe(found[0]))
	}
	j, err := store.Create(dir, f.reading()...)
	if err != nil && f.Journal != nil {
		return nil, err
	}
	if err != nil {
		fmt.Fprintf(talk, "this session cannot be resumed for now: %v\n", err)
		late := &lateJournal{dir: dir, flags: f.reading()}
		env.SetJournal(late, err)
		return &ownJournal{closer: late}, nil
	}
	env.SetJournal(j, nil)
	return &ownJournal{closer: j}, nil
}

func resumeJournal(ctx context.Context, f *flags, info store.Info, env *repl.Env, output *repl.Output) (*ownJournal, error) {
	talk := output.Talk()
	j, lines, note, err := store.Resume(info.Path, f.reading()...)
	if err != nil {
		return nil, err
	}
	if note != "" {
		fmt.Fprintln(talk, note)
	}
	if slices.Contains(info.Flags, zeroBasedFlag) {
		lines = allZeroBased(lines)
	}
	opening, stop := env.Interrupt(repl.WithProgress(ctx, output))
	notes, failures, err := env.Resume(opening, lines)
	stopped := opening.Err() != nil
	stop()
	if err != nil {
		// The state is not what the journal has, and must not take its place.
		switch {
		case ctx.Err() != nil:
		case stopped:
			err = hint.Add(errors.New("stopped by Ctrl-C: nothing was brought back, and nothing is lost"),
				"epivizgo --resume=%s tries it again", journalName(info))
		default:
			err = fmt.Errorf("%s cannot be resumed: %w", info.Path, err)
		}
		return nil, errors.Join(err, j.Close(true))
	}
	if len(failures) > 0 || slices.ContainsFunc(notes, func(note string) bool { return strings.Contains(note, "left out") }) {
		j.KeepFirst(func(name string) {
			output.Notify(fmt.Sprintf("what could not be brought back is kept in %s, the journal as it was", name))
		})
	}
	env.SetJournal(j, nil)
	fmt.Fprintf(talk, "resumed the session of %s\n", describe(info))
	for _, note := range notes {
		fmt.Fprintln(talk, note)
	}
	for _, err := range failures {
		fmt.Fprintf(talk, "not brought back: %v\n", err)
	}
	env.CompactJournal(ctx) // what failed is not tried at every start
	return &ownJournal{closer: j, resumed: true}, nil
}

// allZeroBased returns lines of a journal as if each file had been loaded with
// --zero-based.
func allZeroBased(lines []string) []string {
	lines = slices.Clone(lines)
	for i, line := range lines {
		if rest, ok := strings.CutPrefix(line, "load "); ok {
			lines[i] = "load " + zeroBasedFlag + " " + rest
		}
	}
	return lines
}

// begun records that from now on changes are a person's.
func (k *ownJournal) begun(env *repl.Env) { k.start = env.Changes() }

// close ends the journal. It removes one to which no person added anything.
func (k *ownJournal) close(env *repl.Env) error {
	env.EndJournal()
	return k.closer.Close(k.resumed || env.Changes() > k.start)
}

// chosen finds the journal to resume: the last, or the one whose file has the name or
// begins with it.
func chosen(found []store.Info, name string) (store.Info, bool) {
	for _, info := range found {
		if name == "" || name == info.Path || strings.HasPrefix(filepath.Base(info.Path), name) {
			return info, true
		}
	}
	return store.Info{}, false
}

func notResumable(name string, found []store.Info) error {
	err := fmt.Errorf("there is no session %q to resume", name)
	if len(found) == 0 {
		return errors.New(err.Error() + ", and no other")
	}
	var names []string
	for _, info := range found {
		names = append(names, journalName(info))
	}
	return fmt.Errorf("%w; there are %s", err, strings.Join(names, ", "))
}

func journalName(info store.Info) string {
	base := filepath.Base(info.Path)
	return strings.TrimSuffix(base, filepath.Ext(base))
}

// describe names a journal: when it was last written, and where.
func describe(info store.Info) string {
	changes := "1 command"
	if info.Commands != 1 {
		changes = fmt.Sprintf("%d commands", info.Commands)
	}
	return fmt.Sprintf("%s in %s (%s)", info.Changed.Local().Format("2 January 15:04"), info.Dir, changes)
}

// journals lists the journals in a state folder, for the prompt.
type journals struct {
	dir    string
	notify func(sentence string) // is told of those that cannot be read
}

// Resumable implements repl.Journals.
func (j journals) Resumable() ([]repl.EndedSession, error) {
	found, err := store.Resumable(j.dir, j.notify)
	var ended []repl.EndedSession
	for _, info := range found {
		ended = append(ended, repl.EndedSession{
			Name: journalName(info), Changed: info.Changed, Folder: info.Dir, Commands: info.Commands, Lines: info.Lines,
		})
	}
	return ended, err
}

// workspaceFiles reads and writes workspaces as files, for the prompt.
type workspaceFiles struct{}

// Export implements repl.Files.
func (workspaceFiles) Export(path, name string, lines func(shorten func(path string) string) []string) error {
	return store.Export(path, name, lines)
}

// IsWorkspace implements repl.Files.
func (workspaceFiles) IsWorkspace(path string) (bool, error) { return store.IsWorkspace(path) }

// Import implements repl.Files.
func (workspaceFiles) Import(path string, check func(line string) error) (
	name string, lines []string, lengthen func(path string) string, err error,
) {
	w, err := store.Import(path, check)
	if err != nil {
		return "", nil, nil, err
	}
	return w.Name, w.Lines, func(p string) string { return store.Lengthen(w.Dir, p) }, nil
}
