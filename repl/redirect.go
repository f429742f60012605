package repl

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"time"

	"github.com/epiviz/epivizgo/repl/line"
)

// redirect runs a command and sends its result to a file, through programs, or
// both. Programs are started with their words unchanged: no shell reads them.
func (e *Env) redirect(ctx context.Context, s line.Statement, run func(ctx context.Context, own *Env) error) error {
	programs := make([][]string, len(s.Pipes))
	for i, words := range s.Pipes {
		var err error
		if programs[i], _, err = e.expand(ctx, words, nil); err != nil {
			return err
		}
	}
	if s.File == nil {
		return e.pipe(ctx, programs, e.Out, run)
	}
	file, err := e.openTarget(ctx, *s.File)
	if err != nil {
		return err
	}
	defer file.close()
	if len(programs) > 0 {
		err = e.pipe(ctx, programs, file.f, run) // the last one writes to the file itself
	} else {
		out := &sink{w: file.f}
		if err = e.pipe(ctx, nil, out, run); err == nil {
			err = out.err
		}
	}
	if err != nil {
		return err
	}
	return file.finish()
}

// sink keeps the first error of writing, since commands do not check for it.
type sink struct {
	w   io.Writer
	err error
}

func (s *sink) Write(b []byte) (int, error) {
	if s.err != nil {
		return 0, s.err
	}
	n, err := s.w.Write(b)
	s.err = err
	return n, err
}

// pipe runs a command and programs, each reading what the one before writes;
// the last writes to out.
func (e *Env) pipe(ctx context.Context, programs [][]string, out io.Writer, run func(ctx context.Context, own *Env) error) error {
	talk := &LockedWriter{W: e.Talk} // the programs and the command talk at once
	own := *e
	own.Out, own.Talk, own.redirected = out, talk, true
	if len(programs) == 0 {
		return run(ctx, &own)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // stops the programs if not all could be started
	started, stdin, err := start(ctx, programs, out, talk)
	if err != nil {
		cancel()
		for _, p := range started {
			_ = p.Wait()
		}
		return err
	}
	own.Out = &pipeEnd{w: stdin}
	failed := run(ctx, &own)
	if failed != nil {
		cancel()
	}
	_ = stdin.Close()
	for i, p := range started {
		if err := p.Wait(); err != nil && failed == nil && !stoppedEarly(p, i == len(started)-1) {
			failed = fmt.Errorf("%s: %w", programs[i][0], err)
		}
	}
	if ctx.Err() != nil && failed == nil {
		failed = ctx.Err()
	}
	return failed
}

// endWait bounds how long a program that was stopped may hold on to its output.
const endWait = 2 * time.Second

// start starts programs from the last to the first, so that each has its
// reader. It returns the started ones in order, and the first one's input.
func start(ctx context.Context, programs [][]string, out, talk io.Writer) (started []*exec.Cmd, stdin io.WriteCloser, err error) {
	commands := make([]*exec.Cmd, len(programs))
	for i, words := range programs {
		path, err := exec.LookPath(words[0])
		if err != nil {
			return nil, nil, noProgram(words[0], err)
		}
		commands[i] = exec.CommandContext(ctx, path, words[1:]...)
		commands[i].Stderr, commands[i].WaitDelay = talk, endWait
	}
	for i := len(commands) - 1; i >= 0; i-- {
		c := commands[i]
		c.Stdout = out
		r, w, err := os.Pipe()
		if err != nil {
			return started, nil, errors.Join(err, closeIfFile(out, i < len(commands)-1))
		}
		c.Stdin = r
		err = c.Start()
		// The program has its own copies; ours would keep the pipe open.
		err = errors.Join(err, r.Close(), closeIfFile(out, i < len(commands)-1))
		if err != nil {
			return started, nil, errors.Join(err, w.Close())
		}
		started = append([]*exec.Cmd{c}, started...)
		out, stdin = w, w
	}
	return started, stdin, nil
}

// closeIfFile closes the end of a pipe between two programs.
func closeIfFile(w io.Writer, between bool) error {
	if f, ok := w.(*os.File); ok && between {
		return f.Close()
	}
	return nil
}

func noProgram(name string, err error) error {
	if errors.Is(err, exec.ErrNotFound) {
		return withHint(fmt.Errorf("there is no program %q", name), "what follows | is a program of the system, not a command")
	}
	return err
}

// stoppedEarly reports whether a program ended because the next one had read enough.
func stoppedEarly(p *exec.Cmd, last bool) bool {
	status, ok := p.ProcessState.Sys().(syscall.WaitStatus)
	return ok && !last && status.Signaled() && status.Signal() == syscall.SIGPIPE
}

// pipeEnd is a program's input. Once the program has stopped reading, as head does,
// writes are discarded without an error.
type pipeEnd struct {
	w    io.Writer
	gone bool
}

func (p *pipeEnd) Write(b []byte) (int, error) {
	if !p.gone {
		if _, err := p.w.Write(b); err != nil {
			p.gone = true
		}
	}
	return len(b), nil
}

// LockedWriter passes on the writes of several goroutines one at a time.
type LockedWriter struct {
	W  io.Writer
	mu sync.Mutex
}

func (l *LockedWriter) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.W.Write(b)
}
