package repl

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/repl/line"
	"github.com/epiviz/epivizgo/repl/safe"
)

// restore runs commands that make a state, quietly. Files that are loaded are
// not loaded again; path turns the paths of others into ones of this program. A
// line that fails keeps no other from being run.
func (e *Env) restore(ctx context.Context, lines []string, path func(string) string) (failures []error) {
	own := *e
	own.Out, own.Talk, own.redirected = io.Discard, io.Discard, true
	own.Interrupt = context.WithCancel
	for i, line := range lines {
		if ctx.Err() != nil {
			return append(failures, context.Cause(ctx))
		}
		statements, err := split(line)
		for _, s := range statements {
			if err == nil {
				err = own.restoreOne(ctx, s, path)
			}
		}
		if err != nil {
			failures = append(failures, fmt.Errorf("line %d, %.80s: %w", i+1, safe.Text(line), err))
		}
	}
	return failures
}

func (e *Env) restoreOne(ctx context.Context, s line.Statement, path func(string) string) error {
	command, err := builtin.find(s.Words[0].Text)
	if err != nil {
		return err
	}
	if !command.State || len(s.Pipes) > 0 || s.File != nil {
		return withHint(fmt.Errorf("%s is not a command that makes a state", safe.Text(s.Text)), "source runs any commands")
	}
	args := s.Args()[1:]
	if command.Name == "load" || command.Name == "plot" {
		for i, arg := range args {
			if i > 0 && (arg == "--as" || args[i-1] == "--as") {
				continue
			}
			if isFile(arg) && (command.Name == "load" || !slices.Contains(measurementNames(e), arg)) {
				args[i] = path(expandHome(arg))
			}
		}
	}
	if slices.Contains([]string{"watch", "unwatch", "unload"}, command.Name) {
		for i, arg := range args { // a path, or the name of a file or measurement
			if p := path(expandHome(arg)); e.Loaded(p) {
				args[i] = p
			}
		}
	}
	if command.Name == "unload" && len(args) == 1 && strings.EqualFold(args[0], "all") {
		return nil // what is there stays
	}
	if command.Name == "load" {
		loaded := e.loaded()
		args = slices.DeleteFunc(args, func(arg string) bool { return slices.Contains(loaded, absolute(arg)) })
		if len(args) == 0 || args[0] == "--as" {
			return nil
		}
	}
	return command.explain(command.Run(ctx, e, args))
}

// loadedPaths are the paths of the files there are, as they were given.
func (e *Env) loadedPaths() []string {
	var paths []string
	for _, ev := range e.Session.Snapshot() {
		if ev.Kind == protocol.EventLoaded {
			paths = append(paths, ev.Path)
		}
	}
	return paths
}

// asLoaded is the path under which a file was loaded, whatever its spelling in
// arg; what is no such file stays as it is.
func (e *Env) asLoaded(arg string) string {
	arg = expandHome(arg)
	for _, path := range e.loadedPaths() {
		if absolute(path) == absolute(arg) {
			return path
		}
	}
	return arg
}

// loaded are the paths of the files there are, absolute.
func (e *Env) loaded() []string {
	paths := e.loadedPaths()
	for i := range paths {
		paths[i] = absolute(paths[i])
	}
	return paths
}

// Loaded tells whether a file is loaded, under whatever spelling of its path.
func (e *Env) Loaded(path string) bool { return slices.Contains(e.loaded(), absolute(path)) }

// Resume brings a state back from the lines of a journal, telling nobody. It
// returns what could not be brought back.
func (e *Env) Resume(ctx context.Context, lines []string) []error {
	e.hub.setQuiet(true)
	defer e.hub.setQuiet(false)
	return e.restore(ctx, lines, func(p string) string { return p })
}

func (h *hub) setQuiet(quiet bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.quiet = quiet
}
