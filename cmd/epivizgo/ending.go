package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"time"
)

const (
	// orderWait is how long the program may take to end in order. What it keeps is on disk before: more is lost
	// by nothing that it waits for, such as a file of a server that does not answer or a terminal that is stopped.
	orderWait = 1500 * time.Millisecond
	// restoreWait is how long it may then take to leave the terminal as it was.
	restoreWait = 300 * time.Millisecond
)

// ending ends the program when it has not ended by itself within orderWait.
type ending struct {
	console io.Closer
	exit    func(status int) // os.Exit, but in tests

	mu    sync.Mutex
	timer *time.Timer // nil until begin; guarded by mu
	over  bool        // done was called; guarded by mu
}

// begin begins the time with the cause of the end; later calls change nothing.
func (e *ending) begin(cause error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.timer == nil && !e.over {
		e.timer = time.AfterFunc(orderWait, func() { e.force(cause) })
	}
}

// within begins the time when ctx ends.
func (e *ending) within(ctx context.Context) (stop func() bool) {
	return context.AfterFunc(ctx, func() { e.begin(context.Cause(ctx)) })
}

// done says that the program ends by itself.
func (e *ending) done() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.over = true
	if e.timer != nil {
		e.timer.Stop()
	}
}

func (e *ending) force(cause error) {
	restored := make(chan struct{})
	go func() {
		defer close(restored)
		_ = e.console.Close()
		fmt.Fprintf(os.Stderr, "epivizgo: ended without waiting any longer for what did not end within %v\n", orderWait)
	}()
	select {
	case <-restored:
	case <-time.After(restoreWait):
	}
	var ended signaled
	if errors.As(cause, &ended) {
		e.exit(ended.status())
		return
	}
	e.exit(statusFailed)
}
