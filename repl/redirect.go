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

	"github.com/epiviz/epivizgo/repl/line"
	"github.com/epiviz/epivizgo/repl/safe"
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
		out := &sink{w: file}
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
// the last writes to out. At a terminal the programs have it, as in a shell. They start
// when the command writes, so that none does for a command that fails.
func (e *Env) pipe(ctx context.Context, programs [][]string, out io.Writer, run func(ctx context.Context, own *Env) error) error {
	own := *e
	own.Out, own.redirected = out, true
	if len(programs) == 0 {
		return run(ctx, &own)
	}
	paths := make([]string, len(programs))
	for i, words := range programs {
		var err error
		if paths[i], err = exec.LookPath(words[0]); err != nil {
			return noProgram(words[0], err)
		}
	}
	p := &pipeline{ctx: ctx, paths: paths, programs: programs, out: out}
	if e.hook == 0 {
		p.loan = e.output.console.Lend()
	}
	if p.loan != nil {
		defer p.loan.GiveBack(isPager(programs[len(programs)-1][0]))
		p.talk, own.Out = p.loan.Out, p
		if _, toFile := out.(*os.File); !toFile {
			p.out = p.loan.Out
			own.Out, own.guarded = safe.NewWriter(p), true // what the last program prints reaches the terminal as it is
		}
	} else {
		own.Talk = &LockedWriter{W: e.Talk} // the programs and the command talk at once
		p.talk, own.Out = own.Talk, p
	}
	return p.end(run(ctx, &own))
}

// pipeline are programs that read a command's result.
type pipeline struct {
	ctx       context.Context // of the command
	paths     []string
	programs  [][]string // their words
	out, talk io.Writer  // of the last one, and what all print beside that
	loan      *Loan      // nil if they do not have a terminal

	started []*exec.Cmd
	cancel  context.CancelFunc
	in      *os.File // nil before they are started
	err     error    // of writing to the first one
}

// Write implements io.Writer. Once the first program has stopped reading, as head does, it fails.
func (p *pipeline) Write(b []byte) (n int, err error) {
	if p.err == nil && p.in == nil {
		p.err = p.start()
	}
	if p.err == nil {
		n, p.err = writeUntil(p.ctx, p.in, b)
	}
	return n, p.err
}

// start starts the programs from the last to the first, so that each has its reader.
func (p *pipeline) start() error {
	ctx := p.ctx
	if p.loan != nil {
		ctx = lifetime(ctx)
	}
	ctx, p.cancel = context.WithCancel(ctx)
	out := p.out
	for i := len(p.programs) - 1; i >= 0; i-- {
		c := exec.CommandContext(ctx, p.paths[i], p.programs[i][1:]...)
		c.WaitDelay = endWait
		if p.loan != nil {
			c = program(ctx, p.paths[i], p.programs[i])
		}
		c.Stdout, c.Stderr = out, p.talk
		r, w, err := os.Pipe()
		if err != nil {
			return errors.Join(err, closeIfFile(out, i < len(p.programs)-1))
		}
		c.Stdin = r
		err = c.Start()
		// The program has its own copies; ours would keep the pipe open.
		err = errors.Join(err, r.Close(), closeIfFile(out, i < len(p.programs)-1))
		if err != nil {
			return errors.Join(err, w.Close())
		}
		p.started = append([]*exec.Cmd{c}, p.started...)
		out, p.in = w, w
	}
	return nil
}

// closeIfFile closes the end of a pipe between two programs.
func closeIfFile(w io.Writer, between bool) error {
	if f, ok := w.(*os.File); ok && between {
		return f.Close()
	}
	return nil
}

// end waits for the programs and returns why the command, or else one of them, failed.
func (p *pipeline) end(failed error) error {
	if p.err == nil && p.in == nil && failed == nil {
		p.err = p.start() // without a result, they read nothing
	}
	switch enough := errors.Is(p.err, ErrOutputClosed); {
	case enough && errors.Is(failed, ErrOutputClosed): // the first program has read enough
		failed = nil
	case failed == nil && !enough:
		failed = p.err
	}
	if p.cancel != nil {
		defer p.cancel()
		if len(p.started) < len(p.programs) { // those that were started have nobody to read from or to write to
			p.cancel()
		}
	}
	if p.in != nil {
		_ = p.in.Close()
	}
	last := len(p.started) - 1
	for i, c := range p.started {
		err := c.Wait()
		if p.loan != nil && i == last {
			mend(p.loan, err)
		}
		switch {
		case err == nil || failed != nil || i < last && signalOf(err) == syscall.SIGPIPE: // the next one has read enough
		case p.loan != nil && interrupted(err):
			failed = errCancelled
		default:
			failed = fmt.Errorf("%s: %w", p.programs[i][0], err)
		}
	}
	if p.loan == nil && p.ctx.Err() != nil && failed == nil {
		failed = p.ctx.Err()
	}
	return failed
}

func noProgram(name string, err error) error {
	if errors.Is(err, exec.ErrNotFound) {
		return withHint(fmt.Errorf("there is no program %q", name), "what follows | is a program of the system, not a command")
	}
	return err
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
