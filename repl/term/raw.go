package term

import (
	"os"
	"sync"

	"github.com/chzyer/readline"
)

// rawMode switches a terminal between the mode in which every key arrives as
// it is pressed and the mode it was in before.
type rawMode struct {
	file *os.File

	mu     sync.Mutex
	before *readline.State // nil when not raw
}

func (m *rawMode) enter() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.before != nil {
		return nil
	}
	before, err := readline.MakeRaw(int(m.file.Fd()))
	if err == nil {
		m.before = before
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
	return readline.Restore(int(m.file.Fd()), before)
}
