package repl

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync/atomic"
	"time"

	"github.com/epiviz/epivizgo/repl/line"
)

// stopWait is how long a command may take to stop once it is interrupted. It does so at once but for a call of the
// system that does not return, such as reading a file of a server that does not answer.
const stopWait = endWait + 500*time.Millisecond

// errLeft is the error of a command that has not stopped.
var errLeft = errors.New("it does not stop: it waits for the system, as for a file of a server that does not answer; " +
	"it is left behind, and whatever it prints is not shown")

// runOrLeave runs a command until it ends, or until stopWait after ctx has ended.
func (e *Env) runOrLeave(ctx context.Context, command *Command, s line.Statement) error {
	own := *e
	talk := &gate{w: e.Talk}
	own.Talk = talk
	done := make(chan error, 1)
	go func() { done <- own.runSafely(ctx, command, s) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	if outlives(ctx) {
		return <-done
	}
	late := time.NewTimer(stopWait)
	defer late.Stop()
	select {
	case err := <-done:
		return err
	case <-late.C:
		talk.shut.Store(true)
		return errLeft
	}
}

// runSafely runs a command. A panic is an error.
func (e *Env) runSafely(ctx context.Context, command *Command, s line.Statement) error {
	return safely(func() error { return e.runCommand(ctx, command, s) })
}

// safely returns the error of work. A panic, a fault of this program, is one.
func safely(work func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = withHint(fmt.Errorf("internal error: %v", p), "this is a fault of epivizgo; the session goes on")
		}
	}()
	return work()
}

// gate is a writer that can be shut.
type gate struct {
	w    io.Writer
	shut atomic.Bool
}

func (g *gate) Write(p []byte) (int, error) {
	if g.shut.Load() {
		return len(p), nil
	}
	return g.w.Write(p)
}
