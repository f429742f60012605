package automation

import (
	"errors"
	"fmt"
	"io"
	"os"
)

// file is what is recorded to.
type file interface {
	io.WriteCloser
	Name() string
}

// recording is a file to which commands are written as they happen.
type recording struct {
	file file
	patient
}

func (r *recording) write(line string) error {
	return r.do(func() error {
		_, err := fmt.Fprintln(r.file, line)
		return err
	})
}

// close closes the file. One that does not answer is closed once it does.
func (r *recording) close() error {
	err := r.do(r.file.Close)
	if errors.Is(err, errNoAnswer) {
		go func() { _ = r.file.Close() }()
	}
	return err
}

// Recording returns the name of the file that is recorded to, "" for none.
func (h *Hub) Recording() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.record == nil {
		return ""
	}
	return h.record.file.Name()
}

// RecordTo makes the hub record to f, nil for no longer. It returns the name of the file that was recorded to before, which
// is closed.
func (h *Hub) RecordTo(f *os.File) (before string, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.record != nil {
		before, err = h.record.file.Name(), h.record.close()
	}
	h.record = nil
	if f != nil {
		h.record = &recording{f, newPatient()}
	}
	return before, err
}

// recordLine writes a command to the recording. mu is held.
func (h *Hub) recordLine(line string) {
	if h.record == nil {
		return
	}
	if err := h.record.write(line); err != nil {
		h.prompt.Notify(fmt.Sprintf("%s cannot be written; nothing more is recorded: %v", h.record.file.Name(), err))
		h.unrecorded = fmt.Errorf("not all was recorded: %w", err)
		_ = h.record.close()
		h.record = nil
	}
}
