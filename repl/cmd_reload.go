package repl

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/epiviz/epivizgo/repl/text"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/source"
)

// reload reads files again, all of them without a name, and returns all failures as one error.
func reload(ctx context.Context, env *Env, args []string) error {
	args = undashed(args)
	if len(args) == 0 || len(args) == 1 && strings.EqualFold(args[0], "all") {
		args = nil
		for _, f := range env.Session.State().Files {
			if source.ParseRef(f.Path).Kind == source.File {
				args = append(args, f.Path)
			}
		}
		if path := env.Session.State().Samples.Path; path != "" {
			args = append(args, path)
		}
		if len(args) == 0 {
			return withHint(fmt.Errorf("there is no file to read again"), "load FILE adds one")
		}
	}
	var failures []error
	for _, arg := range args {
		name := env.named(arg)
		before, unloaded := env.Session.Info(name)
		if before.Path != "" {
			name = before.Path
		}
		report, err := env.Session.Reload(ctx, name)
		if st := env.Session.State(); err == nil && st.Samples.Is(name) {
			sheet, _ := env.Session.Samples()
			env.printf("read again %s: %s", sheet.Path, described(sheet))
		}
		if now, unknown := env.Session.Info(name); err == nil && unknown == nil {
			env.printf("%s", reloaded(before, now, unloaded == nil))
		}
		env.report(report)
		if err != nil {
			failures = append(failures, suggest(err, arg, measurementNames(env)))
		}
		if ctx.Err() != nil {
			break
		}
	}
	return joined(failures)
}

// reloaded tells what has changed of a file. there reports whether it was loaded before.
func reloaded(before, now reply.DataInfo, there bool) string {
	what := "read again " + now.Path
	if !there {
		what = "loaded " + now.Path
	}
	var changes []string
	if now.Items != nil {
		changes = append(changes, text.Count(int(*now.Items), "item"))
	}
	if !there {
		return strings.Join(append([]string{what}, changes...), ": ")
	}
	if now.Items != nil && before.Items != nil && *before.Items != *now.Items {
		changes[0] += fmt.Sprintf(", before %s", text.Thousands(int(*before.Items)))
	}
	if was, is := text.ValueRange(before.Min, before.Max), text.ValueRange(now.Min, now.Max); was != is && is != "" && was != "" {
		changes = append(changes, fmt.Sprintf("values %s, before %s", is, was))
	}
	for _, c := range []struct {
		what   string
		change []string
	}{
		{"new columns", without(columnsOf(now), columnsOf(before))},
		{"columns gone", without(columnsOf(before), columnsOf(now))},
		{"new measurements", without(now.Measurements, before.Measurements)},
	} {
		if len(c.change) > 0 {
			changes = append(changes, c.what+" "+shortList(c.change))
		}
	}
	if len(changes) == 0 {
		return what
	}
	return what + ": " + strings.Join(changes, "; ")
}

// columnsOf returns the names of a file's columns, each once.
func columnsOf(d reply.DataInfo) []string {
	return append(slices.Clone(d.Values), without(d.Columns, d.Values)...)
}
