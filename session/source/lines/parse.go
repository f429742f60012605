package lines

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"sync"
)

// Parse reads r to its end. It calls parse for the chunks, several at once in
// their own goroutines, and merge for the results, one at a time in the order
// of the file. It stops at the first error, of reading, parse or merge, or soon after
// ctx is done with ctx's, and returns after all its goroutines have ended. A panic in
// parse becomes an error that names the chunk's line.
//
// A chunk's text must not be used after merge has returned for it.
//
// Parse waits for a blocked Read of the underlying stream.
func Parse[T any](ctx context.Context, r *Reader, parse func(Chunk) (T, error), merge func(T) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	workers := runtime.GOMAXPROCS(0)
	jobs := make(chan job[T])
	ordered := make(chan job[T], workers)

	var wg sync.WaitGroup
	wg.Go(func() {
		defer close(ordered)
		defer close(jobs)
		if err := feed(ctx, r, jobs, ordered); err != nil {
			cancel(err)
		}
	})
	for range workers {
		wg.Go(func() {
			for j := range jobs {
				v, err := guarded(r.Name(), j.chunk, parse)
				if err != nil {
					cancel(err)
					return
				}
				j.result <- v
			}
		})
	}
	err := collect(ctx, r, ordered, merge)
	if err != nil {
		cancel(err)
	}
	wg.Wait()
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return err
}

// job is one chunk for a worker, and the channel for its result.
type job[T any] struct {
	chunk  Chunk
	result chan T // 1-buffered; filled by the worker that has the job
}

// feed reads the chunks and sends them to the workers.
func feed[T any](ctx context.Context, r *Reader, jobs, ordered chan<- job[T]) error {
	for {
		chunk, err := r.Chunk()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		j := job[T]{chunk, make(chan T, 1)}
		select {
		case ordered <- j:
		case <-ctx.Done():
			return ctx.Err()
		}
		select {
		case jobs <- j:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// collect merges the results in order.
func collect[T any](ctx context.Context, r *Reader, ordered <-chan job[T], merge func(T) error) error {
	for j := range ordered {
		select {
		case v := <-j.result:
			if err := merge(v); err != nil {
				return err
			}
			r.Recycle(j.chunk)
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// guarded calls parse and turns a panic into an error.
func guarded[T any](name string, c Chunk, parse func(Chunk) (T, error)) (v T, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = &Error{name, c.Line, fmt.Errorf("the reader failed on the lines from here: %v", p)}
		}
	}()
	return parse(c)
}
