package repl

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/epiviz/epivizgo/repl/text"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/state"
)

// History is the part of the session that undoes.
type History interface {
	// Undo undoes the last n steps and returns them, the last first.
	Undo(ctx context.Context, n int) ([]state.Step, reply.Report, error)
	// Redo redoes the n steps that were undone last, and returns them in order.
	Redo(ctx context.Context, n int) ([]state.Step, reply.Report, error)
	// Steps lists the steps of the history, the oldest first.
	Steps() []state.Step
	// Step returns a context with which all that is done is one step.
	Step(ctx context.Context) context.Context
}

func undo(ctx context.Context, env *Env, args []string) error {
	return travel(ctx, env, args, env.Session.Undo, "undone")
}

func redo(ctx context.Context, env *Env, args []string) error {
	return travel(ctx, env, args, env.Session.Redo, "done again")
}

func travel(
	ctx context.Context, env *Env, args []string, to func(context.Context, int) ([]state.Step, reply.Report, error), what string,
) error {
	n := 1
	if len(args) > 0 {
		var err error
		if n, err = strconv.Atoi(args[0]); err != nil || n < 1 || len(args) > 1 {
			return misused("wanted at most one number of steps, 1 or more; found %q", strings.Join(args, " "))
		}
	}
	steps, report, err := to(ctx, n)
	for _, s := range steps {
		env.printf("%s: %s", what, text.Shorten(describeStep(s), mostDescribed))
	}
	env.report(report)
	if err == nil || steps != nil || ctx.Err() != nil {
		return err
	}
	return withHint(err, "history lists the steps")
}

// mostDescribed bounds the characters that tell what was undone; history has the whole.
const mostDescribed = 200

// describeStep describes in a line what a step did, as commands.
func describeStep(s state.Step) string {
	lines := stepLines(s)
	const most = 3
	if more := len(lines) - most; more > 0 {
		lines = append(lines[:most], fmt.Sprintf("and %s more", text.Thousands(more)))
	}
	return strings.Join(lines, "; ")
}

// history lists the changes, the last first.
func history(_ context.Context, env *Env, args []string) error {
	opts, err := noWordsBut(args, formatOptions)
	if err != nil {
		return err
	}
	a := answer{
		none:    "nothing was changed yet",
		columns: []text.Column{{Title: "UNDO", Right: true, Keep: true}, {Title: "TIME"}, {Title: "BY"}, {Title: "CHANGE", Keep: true}},
	}
	steps := env.Session.Steps()
	done := 0
	for _, s := range slices.Backward(steps) {
		number, by := "undone", "prompt"
		var undo, browser *int
		if !s.Undone {
			done++
			number, undo = strconv.Itoa(done), new(done)
		}
		if b := s.Events[0].Browser; b != 0 {
			by, browser = "browser "+strconv.Itoa(b), &b
		} else if s.Events[0].Hook {
			by = "hook"
		}
		change := describeStep(s)
		a.rows = append(a.rows, []string{number, timeOf(s.At.Local(), time.Now()), by, change})
		a.json = append(a.json, struct {
			Undo    *int     `json:"undo"`
			Undone  bool     `json:"undone"`
			Time    string   `json:"time"`
			Browser *int     `json:"browser"`
			Hook    bool     `json:"hook"`
			Change  []string `json:"change"`
		}{undo, s.Undone, s.At.Format(time.RFC3339), browser, s.Events[0].Hook, orEmpty(stepLines(s))})
	}
	return env.answer(opts, a)
}

// timeOf writes a time of today without the day.
func timeOf(at, now time.Time) string {
	if at.Format(time.DateOnly) == now.Format(time.DateOnly) {
		return at.Format(time.TimeOnly)
	}
	return at.Format(time.DateTime)
}

func stepLines(s state.Step) []string {
	return Script(s.Events, func(path string) string { return path })
}
