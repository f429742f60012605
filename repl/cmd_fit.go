package repl

import (
	"context"

	"github.com/epiviz/epivizgo/repl/text"
	"github.com/epiviz/epivizgo/session/reply"
)

// Fitter fits charts in a page's window.
type Fitter interface {
	// Fit gives charts the heights with which all are in the window, and returns how many have changed.
	Fit(ctx context.Context) (changed int, report reply.Report, err error)
}

// fit changes the heights of charts so that all are in the window.
func fit(ctx context.Context, env *Env, args []string) error {
	if err := noWords(args); err != nil {
		return err
	}
	changed, report, err := env.Session.Fit(ctx)
	switch {
	case changed > 0:
		env.printf("changed the height of %s", text.Count(changed, "chart"))
	case err == nil:
		env.printf("no chart needs another height")
	}
	env.report(report)
	return err
}
