package repl

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/repl/safe"
)

// Env is what a command has to work with. One goroutine runs commands; a
// command is done before the next begins.
type Env struct {
	Session Session
	// Out takes the command's result, Talk its notes. Both neutralise what
	// terminals would obey.
	Out, Talk io.Writer
	// Interrupt returns a context for one command that ends when the user
	// presses Ctrl-C. NewEnv sets it to listen for the signal.
	Interrupt func(ctx context.Context) (context.Context, context.CancelFunc)

	output   *Output
	commands *table
}

// NewEnv returns the environment of the commands in the table.
func NewEnv(session Session, output *Output) *Env {
	return &Env{
		Session: session,
		Out:     output.Out(),
		Talk:    output.Talk(),
		Interrupt: func(ctx context.Context) (context.Context, context.CancelFunc) {
			return signal.NotifyContext(ctx, os.Interrupt)
		},
		output:   output,
		commands: newTable(commands),
	}
}

// errCancelled is the error of a command that Ctrl-C ended.
var errCancelled = errors.New("cancelled")

// run runs one command.
func (e *Env) run(ctx context.Context, s Statement) error {
	args := s.Args()
	command, err := e.commands.find(args[0])
	if err != nil {
		return err
	}
	own, stop := e.Interrupt(ctx)
	defer stop()
	err = command.Run(own, e, args[1:])
	if err != nil && own.Err() != nil && ctx.Err() == nil {
		return errCancelled
	}
	return command.explain(err)
}

// runLine runs the commands of a line until one fails; failed is then its text.
func (e *Env) runLine(ctx context.Context, line string) (failed string, err error) {
	statements, err := Split(line)
	if err != nil {
		return line, err
	}
	for _, s := range statements {
		if err := ctx.Err(); err != nil {
			return s.Text, err
		}
		if err := e.run(ctx, s); err != nil {
			return s.Text, err
		}
	}
	return "", nil
}

// printf prints a line of the result. Strings among args are values, which
// cannot break the line.
func (e *Env) printf(format string, args ...any) {
	for i, a := range args {
		if s, ok := a.(string); ok {
			args[i] = safe.Text(s)
		}
	}
	fmt.Fprintf(e.Out, format+"\n", args...)
}

// report prints the notes of a report, which follow the result.
func (e *Env) report(r protocol.Report) {
	for _, note := range r.Notes {
		fmt.Fprintln(e.Talk, safe.Text(note))
	}
}
