package repl

import (
	"context"

	"github.com/epiviz/epivizgo/session/state"
)

// flip flips the axis of the built-in pages, or prints whether it is.
func flip(ctx context.Context, env *Env, args []string) error {
	if len(args) > 1 {
		return misused("wanted at most on or off; found %s", found(args))
	}
	if len(args) == 1 {
		flip, err := state.ParseFlip(args[0])
		if err != nil {
			return err
		}
		report, err := env.Session.SetFlip(ctx, flip)
		if err != nil {
			return err
		}
		defer env.report(report)
	}
	env.printf("flip %s", state.FlipEvent(env.Session.Flip()).Text)
	return nil
}

func completeFlip(_ *Env, args []string, _ string) []Candidate {
	if len(args) > 0 {
		return nil
	}
	return words([]string{"on", "off"})
}
