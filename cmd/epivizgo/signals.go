package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

// signaled is the cause of a context that a signal has ended.
type signaled struct{ os.Signal }

func (s signaled) Error() string { return s.String() }

// status returns the exit status that a shell gives a program that the signal ends.
func (s signaled) status() int {
	const ended = 128
	if n, ok := s.Signal.(syscall.Signal); ok {
		return ended + int(n)
	}
	return statusFailed
}

// untilSignal returns a context that ends with the first of the signals, its cause then a
// signaled. The second one does what it does by default: it ends a program that hangs. stop
// releases the signals and the context.
func untilSignal(ctx context.Context, signals ...os.Signal) (_ context.Context, stop func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	got, done := make(chan os.Signal, 1), make(chan struct{})
	signal.Notify(got, signals...)
	go func() {
		defer close(done)
		select {
		case s := <-got:
			signal.Stop(got)
			cancel(signaled{s})
		case <-ctx.Done():
			signal.Stop(got)
		}
	}()
	return ctx, func() {
		cancel(nil)
		<-done
	}
}
