package repl

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"runtime"
	"sync/atomic"
	"syscall"
	"time"
)

// Programs of the system: those of pipes, pagers and of !.

// endWait bounds how long a program that was stopped may hold on to its output.
const endWait = time.Second

type lifetimeKey struct{}

// life is the context of the program itself, for what a command starts.
type life struct {
	ctx  context.Context
	used atomic.Bool // by a program that Ctrl-C need not end
}

// withLifetime returns a context that ends when own does, and knows ctx, which does not end
// with Ctrl-C.
func withLifetime(own, ctx context.Context) context.Context {
	return context.WithValue(own, lifetimeKey{}, &life{ctx: ctx})
}

// outlives reports whether a program of the command of ctx may go on after Ctrl-C.
func outlives(ctx context.Context) bool {
	l, ok := ctx.Value(lifetimeKey{}).(*life)
	return ok && l.used.Load()
}

// lifetime returns the context of a program that has the terminal. It does not end with
// Ctrl-C, since the terminal sends that to the program too: less, for example, goes on.
func lifetime(ctx context.Context) context.Context {
	if l, ok := ctx.Value(lifetimeKey{}).(*life); ok {
		l.used.Store(true)
		return l.ctx
	}
	return ctx
}

// program returns a program to start. When ctx ends, it is asked to end, so that it leaves
// the terminal as it was, and soon afterwards killed.
func program(ctx context.Context, path string, words []string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, path, words[1:]...)
	cmd.Args[0], cmd.WaitDelay = words[0], endWait
	if runtime.GOOS != "windows" {
		cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	}
	return cmd
}

// shellWords returns the program that runs a line of the system's shell, with its words.
func shellWords(line string) []string {
	if runtime.GOOS == "windows" {
		return []string{"cmd", "/c", line}
	}
	return []string{"sh", "-c", line}
}

// writeUntil writes p to a pipe or terminal. It returns the cause of ctx soon after that is
// done, and ErrOutputClosed when nobody reads.
func writeUntil(ctx context.Context, f *os.File, p []byte) (int, error) {
	if ctx.Err() != nil {
		return 0, context.Cause(ctx)
	}
	// Where there are no deadlines, on terminals, a write waits only while its screen is stopped.
	stop := context.AfterFunc(ctx, func() { _ = f.SetWriteDeadline(time.Now()) })
	defer stop()
	n, err := f.Write(p)
	switch {
	case ctx.Err() != nil && err != nil:
		return n, context.Cause(ctx)
	case errors.Is(err, syscall.EPIPE):
		return n, ErrOutputClosed
	}
	return n, err
}

// signalOf returns the signal that ended a program, 0 if none did.
func signalOf(err error) syscall.Signal {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		if status, ok := exit.Sys().(syscall.WaitStatus); ok && status.Signaled() {
			return status.Signal()
		}
	}
	return 0
}

// interrupted reports whether a program ended by Ctrl-C. Those that catch it, as fzf does,
// say so with their status.
func interrupted(err error) bool {
	var exit *exec.ExitError
	return signalOf(err) == syscall.SIGINT || errors.As(err, &exit) && exit.ExitCode() == 128+int(syscall.SIGINT)
}

// mend sets back what a program that was killed may have left of a terminal: the other
// screen, the cursor hidden, keys and the mouse reported otherwise.
func mend(loan *Loan, err error) {
	if s := signalOf(err); s != 0 && s != syscall.SIGINT && s != syscall.SIGPIPE {
		_, _ = io.WriteString(loan.Out, "\x1b[?47l\x1b[?1l\x1b>\x1b[?25h\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?2004l\x1b[m\r\n")
	}
}
