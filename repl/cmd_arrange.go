package repl

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/epiviz/epivizgo/repl/line"
	"github.com/epiviz/epivizgo/repl/safe"
	"github.com/epiviz/epivizgo/repl/text"
	"github.com/epiviz/epivizgo/session/interruptible"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/state"
)

// Arranger orders and copies charts.
type Arranger interface {
	// OrderCharts puts charts first, in this order; the others follow.
	OrderCharts(ctx context.Context, handles []int) (reply.Report, error)
	// DuplicateChart adds a chart like another one, settings included.
	DuplicateChart(ctx context.Context, handle int) (state.Chart, reply.Report, error)
}

// Workspaces keeps states by name.
type Workspaces interface {
	// Workspaces lists the saved workspaces whose name contains query.
	Workspaces(query string) ([]state.SavedWorkspace, error)
	// SaveWorkspace saves the state; a workspace of that name is replaced.
	SaveWorkspace(name string) (state.SavedWorkspace, error)
	// OpenWorkspace replaces what is shown by a saved workspace.
	OpenWorkspace(ctx context.Context, name string) (reply.Report, error)
	// DeleteWorkspace deletes a saved workspace, found by its id or name.
	DeleteWorkspace(name string) error
	// SentNote returns a note on the files of a state that pages have sent, "" without any.
	SentNote(st state.State) string
}

// order puts charts first.
func order(ctx context.Context, env *Env, args []string) error {
	if len(args) == 0 {
		return misused("wanted the numbers of charts, first to last")
	}
	for i, arg := range args {
		if slices.Contains(args[:i], arg) {
			return misused("chart %s is named twice", arg)
		}
	}
	charts, err := chooseCharts(env, args)
	if err != nil {
		return err
	}
	report, err := env.Session.OrderCharts(ctx, charts.handles)
	if err != nil {
		return withHint(err, "charts lists them")
	}
	env.printf("order: %s", strings.Trim(fmt.Sprint(handlesOf(env)), "[]"))
	env.report(report)
	return nil
}

func duplicate(ctx context.Context, env *Env, args []string) error {
	if len(args) != 1 {
		return misused("wanted the number of a chart; found %s", found(args))
	}
	handle, err := parseHandle(args[0])
	if err != nil {
		return err
	}
	chart, report, err := env.Session.DuplicateChart(ctx, handle)
	if chart.Handle > 0 {
		env.printf("chart %d: %s of %s", chart.Handle, state.ChartName(chart.Type), strings.Join(chart.Measurements, ", "))
	}
	env.report(report)
	return withHint(err, "charts lists them")
}

// saveWorkspace saves the state under a name.
func saveWorkspace(_ context.Context, env *Env, args []string) error {
	words, _, err := parseOptions(args, nil)
	if err != nil {
		return err
	}
	if len(words) != 1 {
		return misused("wanted a name; found %s", found(words))
	}
	have, err := env.Session.Workspaces(words[0])
	if err != nil {
		return err
	}
	w, err := env.Session.SaveWorkspace(words[0])
	if err != nil {
		return err
	}
	replaced := ""
	if i := slices.IndexFunc(have, func(h state.SavedWorkspace) bool { return h.ID == w.ID }); i >= 0 {
		replaced = ", which replaces that of " + have[i].Saved.Local().Format(savedTime)
	}
	env.printf("saved workspace %s%s", w.Name, replaced)
	st := env.Session.State()
	env.note(st.KeepHooks(state.State{}))
	env.note(env.Session.SentNote(st))
	return nil
}

// savedTime is how the time is written at which a workspace was saved.
const savedTime = "2006-01-02 15:04"

// workspaces lists the saved workspaces.
func workspaces(_ context.Context, env *Env, args []string) error {
	opts, err := noWordsBut(args, formatOptions)
	if err != nil {
		return err
	}
	list, err := env.Session.Workspaces("")
	if err != nil {
		return err
	}
	a := answer{columns: []text.Column{{Title: "NAME", Keep: true}, {Title: "SAVED"}, {Title: "ID"}}, none: "no workspace is saved"}
	for _, w := range list {
		saved, at := "", (*string)(nil)
		if !w.Saved.IsZero() {
			saved, at = w.Saved.Local().Format(savedTime), new(w.Saved.Format(time.RFC3339))
		}
		a.rows = append(a.rows, []string{w.Name, saved, w.ID})
		a.json = append(a.json, struct {
			Name  string  `json:"name"`
			Saved *string `json:"saved"`
			ID    string  `json:"id"`
		}{w.Name, at, w.ID})
	}
	return env.answer(opts, a)
}

func openWorkspace(ctx context.Context, env *Env, name string) error {
	report, err := env.Session.OpenWorkspace(ctx, name)
	if err != nil {
		return suggest(err, name, workspaceNames(env))
	}
	env.printf("opened workspace %s: %s", name, text.Count(len(env.Session.Charts()), "chart"))
	env.report(report)
	return nil
}

func deleteWorkspace(_ context.Context, env *Env, args []string) error {
	if len(args) != 1 {
		return misused("wanted the name of a workspace; found %s", found(args))
	}
	if err := env.Session.DeleteWorkspace(args[0]); err != nil {
		return suggest(err, args[0], workspaceNames(env))
	}
	env.printf("deleted workspace %s", args[0])
	return nil
}

func workspaceNames(env *Env) []string {
	list, err := env.Session.Workspaces("")
	if err != nil {
		return nil
	}
	var names []string
	for _, w := range list {
		names = append(names, w.Name)
	}
	return names
}

var exportOptions = []Option{{Name: "force", Help: "also over a file that is no workspace"}}

// exportState writes the state as a file that can be passed on.
func exportState(_ context.Context, env *Env, args []string) error {
	args, opts, err := parseOptions(args, exportOptions)
	if err != nil {
		return err
	}
	if len(args) != 1 {
		return misused("wanted a file; found %s", found(args))
	}
	if env.Files == nil {
		return fmt.Errorf("workspaces cannot be written as files here")
	}
	path := expandHome(args[0])
	if err := env.mayExport(path, opts.has("force")); err != nil {
		return err
	}
	name := strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
	st := env.Session.State()
	leftOut := st.KeepHooks(state.State{})
	snapshot := st.Events()
	real, err := throughLinks(path)
	if err != nil {
		return err
	}
	err = env.Files.Export(real, name, func(shorten func(string) string) []string {
		if filepath.Dir(absolute(real)) != filepath.Dir(absolute(path)) {
			shorten = absolute // relative paths would begin elsewhere when it is read by the link
		}
		return Script(snapshot, shorten)
	})
	if err != nil {
		return err
	}
	env.printf("wrote %s", args[0])
	env.note(leftOut)
	env.note(env.Session.SentNote(st))
	return nil
}

// mayExport returns an error if a file at path must stay as it is: one that is loaded, or,
// unless forced, one that export did not write.
func (e *Env) mayExport(path string, force bool) error {
	if err := e.refuseLoaded(path); err != nil {
		return err
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case !info.Mode().IsRegular():
		return fmt.Errorf("%s is no regular file; export writes only those", path)
	case force:
		return nil
	}
	ours, err := e.Files.IsWorkspace(path)
	if err != nil || ours {
		return err
	}
	return withHint(fmt.Errorf("%s exists and is no workspace that export wrote", path),
		"choose another name, or type export --force %s to replace it", line.Quote(path))
}

// importState replaces what is shown by the state that export wrote to a
// file.
func importState(ctx context.Context, env *Env, args []string) error {
	if len(args) != 1 {
		return misused("wanted a file; found %s", found(args))
	}
	return env.Import(ctx, env.file(args[0]), env.Out)
}

// Import replaces what is shown by the state that export wrote to a file, and says so on out.
func (e *Env) Import(ctx context.Context, path string, out io.Writer) error {
	if e.Files == nil {
		return fmt.Errorf("workspaces cannot be read from files here")
	}
	type imported struct {
		name     string
		lines    []string
		lengthen func(path string) string
	}
	w, err := interruptible.Do(ctx, path, func() (w imported, err error) {
		w.name, w.lines, w.lengthen, err = e.Files.Import(path, isCommand)
		return w, err
	})
	if err != nil {
		return err
	}
	report, failures, err := e.restore(ctx, w.lines, w.lengthen)
	if err != nil {
		return err
	}
	if out == e.Out || !e.Quiet {
		fmt.Fprintf(out, "opened workspace %s: %s\n", safe.Text(w.name), text.Count(len(e.Session.Charts()), "chart"))
	}
	e.report(report)
	return joined(failures)
}
