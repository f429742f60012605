// Package interruptible opens and reads files whose calls may never return, until a context ends: named pipes
// that nobody writes to, devices, files of a server that does not answer.
package interruptible

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync/atomic"
	"syscall"
	"time"
)

// patience is how long a call may take before the user is told what is waited for.
const patience = time.Second

type tellKey struct{}

// WithTeller returns a context whose calls that take long are told, once for each file.
func WithTeller(ctx context.Context, tell func(sentence string)) context.Context {
	return context.WithValue(ctx, tellKey{}, tell)
}

// Open opens a file for reading.
func Open(ctx context.Context, name string) (*os.File, error) {
	return OpenFile(ctx, name, os.O_RDONLY, 0)
}

// OpenFile opens a file as os.OpenFile does. When ctx ends it returns the cause.
func OpenFile(ctx context.Context, name string, flag int, perm fs.FileMode) (*os.File, error) {
	var mode atomic.Uint32
	what := func() string { return named(filepath.Base(name), fs.FileMode(mode.Load())) }
	type opened struct {
		f   *os.File
		err error
	}
	got, err := call(ctx, what, func() opened {
		if info, err := os.Stat(name); err == nil {
			mode.Store(uint32(info.Mode()))
		}
		if fs.FileMode(mode.Load())&fs.ModeSocket != 0 {
			return opened{nil, fmt.Errorf("%s is a socket; wanted a file", name)}
		}
		f, err := os.OpenFile(name, flag, perm)
		return opened{f, err}
	}, func(late opened) {
		if late.f != nil {
			_ = late.f.Close()
		}
	}, func(done <-chan struct{}) {
		if fs.FileMode(mode.Load())&fs.ModeNamedPipe != 0 {
			release(name, flag, done)
		}
	})
	if err != nil {
		return nil, err
	}
	return got.f, got.err
}

// Do returns what do returns, which reads the file of a name or asks the system about it and changes nothing. When ctx ends
// it returns the cause, and do is left to end whenever it can; a value that has Close is closed then.
func Do[T any](ctx context.Context, name string, do func() (T, error)) (T, error) {
	type answer struct {
		value T
		err   error
	}
	got, err := call(ctx, func() string { return filepath.Base(name) }, func() answer {
		value, err := do()
		return answer{value, err}
	}, func(late answer) {
		if c, ok := any(late.value).(io.Closer); ok && late.err == nil {
			_ = c.Close()
		}
	}, func(<-chan struct{}) {})
	if err != nil {
		return got.value, err
	}
	return got.value, got.err
}

// named returns how a file is called in sentences.
func named(name string, mode fs.FileMode) string {
	switch {
	case mode&fs.ModeNamedPipe != 0:
		return name + ", a named pipe,"
	case mode&fs.ModeDevice != 0:
		return name + ", a device,"
	}
	return name
}

// release makes the opening of a named pipe return by opening the other end of it, until done is closed.
func release(name string, flag int, done <-chan struct{}) {
	other := os.O_WRONLY
	if flag&(os.O_WRONLY|os.O_RDWR) != 0 {
		other = os.O_RDONLY
	}
	for {
		// For writing it fails until the pipe is being opened, and does not wait.
		if f, err := os.OpenFile(name, other|syscall.O_NONBLOCK, 0); err == nil {
			_ = f.Close()
		}
		select {
		case <-done:
			return
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// Close closes a file. Once ctx has ended a read of it may be left, which closing would wait for: then it closes when that
// returns, and Close does not wait.
func Close(ctx context.Context, f io.Closer) error {
	if ctx.Err() == nil {
		return f.Close()
	}
	go func() { _ = f.Close() }()
	return nil
}

// NewReader returns a reader of r whose reads end with ctx. After such an end it must not be read again: a call
// that cannot be ended goes on, and what it reads is dropped. name is that of the file.
func NewReader(ctx context.Context, name string, r io.Reader) io.Reader {
	what := named(name, 0)
	if f, ok := r.(*os.File); ok {
		if info, err := f.Stat(); err == nil {
			what = named(name, info.Mode())
		}
	}
	return &reader{ctx: ctx, what: what, r: r}
}

type reader struct {
	ctx  context.Context
	what string
	r    io.Reader
	own  []byte // what is read into: the caller's buffer is its own again once ctx ends
	told bool
}

type result struct {
	n   int
	err error
}

func (r *reader) Read(p []byte) (int, error) {
	if r.ctx.Err() != nil {
		return 0, context.Cause(r.ctx)
	}
	if len(r.own) < len(p) {
		r.own = make([]byte, len(p))
	}
	own, ctx := r.own[:len(p)], r.ctx
	if r.told {
		ctx = WithTeller(ctx, nil)
	}
	got, err := call(ctx, func() string { r.told = true; return r.what }, func() result {
		n, err := r.r.Read(own)
		return result{n, err}
	}, func(result) {}, func(<-chan struct{}) {
		if f, ok := r.r.(interface{ SetReadDeadline(time.Time) error }); ok {
			_ = f.SetReadDeadline(time.Now()) // ends the read of a pipe
		}
	})
	if err != nil {
		r.own = nil
		return 0, err
	}
	return copy(p, own[:got.n]), got.err
}

// call returns what do returns, or the cause of ctx when that ends before. In that case interrupt may end do, and
// drop gets its result whenever it comes. interrupt must return once its argument is closed.
func call[T any](
	ctx context.Context, what func() string, do func() T, drop func(T), interrupt func(done <-chan struct{}),
) (value T, err error) {
	if ctx.Err() != nil {
		return value, context.Cause(ctx)
	}
	got, left, done := make(chan T), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		value := do()
		select {
		case got <- value:
		case <-left:
			drop(value)
		}
	}()
	slow := time.NewTimer(patience)
	defer slow.Stop()
	for {
		select {
		case value := <-got:
			return value, nil
		case <-slow.C:
			if tell, _ := ctx.Value(tellKey{}).(func(string)); tell != nil {
				tell(fmt.Sprintf("waiting for %s which does not answer; Ctrl-C ends it", what()))
			}
		case <-ctx.Done():
			close(left)
			interrupt(done)
			return value, context.Cause(ctx)
		}
	}
}
