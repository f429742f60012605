package repl

import (
	"context"
	"errors"
	"fmt"
	"io"
)

// Prompt is what a line is typed after.
const Prompt = "epiviz> "

// Run reads commands from the keyboard and runs them until the input ends, quit is
// typed, or ctx is done, whose cause it then returns.
//
// Where a person types, Enter on an empty line stops too, if it was typed at an
// idle prompt (see [Keyboard]); an error is printed and the loop continues; a line
// of white space alone, a stray press of the space bar, does nothing. Where
// lines come from a pipe, empty ones are skipped, and the first failure ends
// the loop with a [ScriptError].
func Run(ctx context.Context, env *Env, keys Keyboard) error {
	keys.SetCompleter(env.Complete)
	interactive := keys.Interactive()
	if interactive && !env.Quiet {
		fmt.Fprintln(env.Talk, "press enter to stop")
	}
	err := loop(ctx, env, keys, interactive)
	if (err == nil || ctx.Err() != nil) && !env.Quiet {
		fmt.Fprintln(env.Talk, "stopped")
	}
	return err
}

func loop(ctx context.Context, env *Env, keys Keyboard, interactive bool) error {
	for number := 1; ; number++ {
		line, err := env.readLine(ctx, keys)
		switch {
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case errors.Is(err, io.EOF):
			return nil
		case errors.Is(err, ErrInterrupt) && interactive:
			continue
		case err != nil:
			return err
		case interactive && line == "":
			return nil
		}

		failed, err := env.runLine(ctx, line)
		env.showing.ran(env, line)
		switch {
		case err == nil:
		case errors.Is(err, errQuit):
			return nil
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case errors.Is(err, ErrOutputClosed):
			return err
		case !interactive:
			return &ScriptError{Name: "standard input", Line: number, Command: failed, Err: err}
		case errors.Is(err, errCancelled):
			fmt.Fprintln(env.Talk, "cancelled")
		default:
			env.output.Error(err)
		}
	}
}
