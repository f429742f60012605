//go:build unix

package term

import (
	"os"
	"os/signal"
	"syscall"

	"github.com/chzyer/readline"
	"golang.org/x/sys/unix"
)

// modes is what a terminal is set to, for programs that end without setting it back.
type modes struct {
	file  *os.File
	state *readline.State // nil if it cannot be known
	group int             // of processes that the keys are for; 0 if it cannot be known
}

func modesOf(f *os.File) modes {
	m := modes{file: f}
	m.state, _ = readline.GetState(int(f.Fd()))
	m.group, _ = unix.IoctlGetInt(int(f.Fd()), unix.TIOCGPGRP)
	return m
}

// restore sets the terminal back, also for a program that took the keys for its own processes,
// as shells do, and was killed.
func (m modes) restore() {
	fd := int(m.file.Fd())
	if now, err := unix.IoctlGetInt(fd, unix.TIOCGPGRP); err == nil && m.group == unix.Getpgrp() && now != m.group {
		signal.Ignore(syscall.SIGTTOU) // the signal of a process that does this in the background
		_ = unix.IoctlSetPointerInt(fd, unix.TIOCSPGRP, m.group)
		signal.Reset(syscall.SIGTTOU)
	}
	if m.state != nil {
		_ = readline.Restore(fd, m.state)
	}
}
