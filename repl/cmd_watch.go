package repl

import (
	"context"
	"slices"
	"strings"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/repl/text"
	"github.com/epiviz/epivizgo/session/reply"
)

// Calculator computes measurements from others.
type Calculator interface {
	// Compute adds a measurement that an expression computes from others, or
	// replaces the expression of a computed one.
	Compute(ctx context.Context, name, expression string) (protocol.Measurement, reply.Report, error)
}

// Watcher reloads files when they change.
type Watcher interface {
	// Watch starts or stops reloading files when they change; no name
	// means all.
	Watch(ctx context.Context, names []string, on bool) (reply.Report, error)
	// Reload reads a file again, or one that is waited for.
	Reload(ctx context.Context, name string) (reply.Report, error)
	// Watched lists the paths of the files that are watched.
	Watched() []string
}

// compute adds a measurement computed by an expression. args is what follows the name,
// as it was typed.
func compute(ctx context.Context, env *Env, args []string) error {
	if len(args) == 0 {
		return misused("wanted a name, = and an expression")
	}
	name, expression, ok := strings.Cut(args[0], "=")
	name, expression = strings.TrimSpace(name), strings.TrimSpace(expression)
	if !ok || name == "" || expression == "" {
		return misused("wanted a name, = and an expression; found %q", args[0])
	}
	expression, err := env.withSamples(expression)
	if err != nil {
		return err
	}
	m, report, err := env.Session.Compute(ctx, name, expression)
	if m.ID != "" {
		env.printf("computed %s", reply.Describe(m))
	}
	env.report(report)
	return err
}

// watch starts to reload files when they change, or lists the watched files.
func watch(ctx context.Context, env *Env, args []string) error {
	if len(args) == 0 {
		a := answer{columns: []text.Column{{Title: "WATCHED"}}, none: "no file is watched"}
		for _, path := range env.Session.Watched() {
			a.rows = append(a.rows, []string{path})
		}
		return env.answer(given{}, a)
	}
	return setWatched(ctx, env, args, true)
}

func unwatch(ctx context.Context, env *Env, args []string) error {
	if len(args) == 0 {
		return misused("wanted one or more files or measurements, or all")
	}
	return setWatched(ctx, env, args, false)
}

func setWatched(ctx context.Context, env *Env, args []string, on bool) error {
	args = undashed(args)
	if len(args) == 1 && strings.EqualFold(args[0], "all") {
		args = nil
	}
	var names []string
	for _, arg := range args {
		names = append(names, env.named(arg))
	}
	before := env.Session.Watched()
	report, err := env.Session.Watch(ctx, names, on)
	now := env.Session.Watched()
	for _, path := range now {
		if on && err == nil {
			env.printf("watching %s", path)
		}
	}
	for _, path := range before {
		if !slices.Contains(now, path) {
			env.printf("no longer watching %s", path)
		}
	}
	env.report(report)
	return suggestAny(err, args, measurementNames(env))
}
