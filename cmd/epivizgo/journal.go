package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/epiviz/epivizgo/repl"
	"github.com/epiviz/epivizgo/session/store"
)

// kept is the journal of this program.
type kept struct {
	*store.Journal
	start   int // changes that the command line made
	resumed bool
}

// openJournal begins a journal, or with --resume brings back what one has and
// goes on in it. Without, it says once that there is something to bring back.
// Journals that cannot be read are told either way.
func openJournal(ctx context.Context, f *flags, dir string, env *repl.Env, output *repl.Output) (*kept, error) {
	talk := output.Talk()
	found, err := store.Resumable(dir, output.Notify)
	if err != nil {
		return nil, err
	}
	if f.Resume.on {
		if info, ok := chosen(found, f.Resume.name); ok {
			return resumeJournal(ctx, info, env, talk)
		}
		if f.Resume.name != "" {
			return nil, notResumable(f.Resume.name, found)
		}
		fmt.Fprintln(talk, "there is nothing to resume")
		f.Resume.on = false
	} else if len(found) > 0 {
		fmt.Fprintf(talk, "epivizgo --resume brings back the session of %s\n", describe(found[0]))
	}
	j, err := store.Create(dir)
	if err != nil {
		return nil, err
	}
	env.SetJournal(j)
	return &kept{Journal: j}, nil
}

func resumeJournal(ctx context.Context, info store.Info, env *repl.Env, talk io.Writer) (*kept, error) {
	j, lines, note, err := store.Resume(info.Path)
	if err != nil {
		return nil, err
	}
	if note != "" {
		fmt.Fprintln(talk, note)
	}
	failures := env.Resume(ctx, lines)
	env.SetJournal(j)
	fmt.Fprintf(talk, "resumed the session of %s\n", describe(info))
	for _, err := range failures {
		fmt.Fprintf(talk, "not brought back: %v\n", err)
	}
	if len(failures) == 0 && ctx.Err() == nil {
		env.CompactJournal(ctx)
	}
	return &kept{Journal: j, resumed: true}, nil
}

// begun notes that what comes from now on is done by a person.
func (k *kept) begun(env *repl.Env) { k.start = env.Changes() }

// close ends the journal. It removes one to which no person added anything.
func (k *kept) close(env *repl.Env) error {
	env.EndJournal()
	return k.Close(k.resumed || env.Changes() > k.start)
}

// chosen finds the journal to resume: the last, or that of a name, which is its
// file's, whole or as it begins.
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
	if info.Lines != 1 {
		changes = fmt.Sprintf("%d commands", info.Lines)
	}
	return fmt.Sprintf("%s in %s (%s)", info.Changed.Local().Format("2 January 15:04"), info.Dir, changes)
}

// workspaceFiles are workspaces as files, for the prompt.
type workspaceFiles struct{}

// Export implements repl.Files.
func (workspaceFiles) Export(path, name string, lines func(shorten func(path string) string) []string) error {
	return store.Export(path, name, lines)
}

// Import implements repl.Files.
func (workspaceFiles) Import(path string) (name string, lines []string, lengthen func(path string) string, err error) {
	w, err := store.Import(path)
	if err != nil {
		return "", nil, nil, err
	}
	return w.Name, w.Lines, func(p string) string { return store.Lengthen(w.Dir, p) }, nil
}
