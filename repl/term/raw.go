package term

import (
	"io"
	"os"
	"sync"

	"github.com/chzyer/readline"
)

// What tells a terminal to put marks around a paste (bracketed paste), and not to.
const (
	markPastes  = "\x1b[?2004h"
	leavePastes = "\x1b[?2004l"
)

// rawMode switches a terminal between the mode in which every key arrives as
// it is pressed, and a paste with marks around it, and the mode it was in before.
type rawMode struct {
	file *os.File
	out  io.Writer

	mu     sync.Mutex
	before *readline.State // nil when not raw
}

func (m *rawMode) enter() error {
	m.mu.Lock()
	if m.before != nil {
		m.mu.Unlock()
		return nil
	}
	before, err := readline.MakeRaw(int(m.file.Fd()))
	if err == nil {
		m.before = before
	}
	m.mu.Unlock() // a terminal that is stopped takes nothing, and leave must not wait for that
	if err == nil {
		_, _ = io.WriteString(m.out, markPastes)
	}
	return err
}

// leave restores the terminal. It may be called more than once.
func (m *rawMode) leave() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.before == nil {
		return nil
	}
	before := m.before
	m.before = nil
	err := readline.Restore(int(m.file.Fd()), before)
	_, _ = io.WriteString(m.out, leavePastes)
	return err
}
