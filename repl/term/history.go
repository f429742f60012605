package term

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/epiviz/epivizgo/repl/safe"
)

// mostHistory is how many lines are remembered. The file may grow to twice
// that before it is rewritten.
const mostHistory = 1000

// history keeps lines in a file that only the user can read. A nil history keeps none:
// a prompt without history is better than no prompt.
type history struct {
	file *os.File
	last string
	// lines are to be written, by a goroutine of its own: the prompt does not wait for a folder that does not answer.
	lines chan string
	done  chan struct{} // closed when all are written
}

const (
	// waitingLines bounds those that wait to be written; more are not kept.
	waitingLines = 100
	// keepWait is how long the end waits for them.
	keepWait = 300 * time.Millisecond
)

// openHistory opens or creates the file and returns the lines in it, the oldest first. The history is nil if path is
// "", if it is no regular file, such as /dev/null, and if there is an error.
func openHistory(path string) (*history, []string, error) {
	if path == "" {
		return nil, nil, nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, nil, err
	}
	// A link stays one, and what it leads to is not made private but has to be.
	name, link := path, false
	if info, err := os.Lstat(path); err == nil && info.Mode()&os.ModeSymlink != 0 {
		link = true
		if path, err = filepath.EvalSymlinks(path); err != nil {
			return nil, nil, err
		}
	}
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return nil, nil, nil // opening it could wait for ever
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR|os.O_APPEND, 0o600)
	if err != nil {
		return nil, nil, err
	}
	info, err := file.Stat()
	switch {
	case err != nil:
	case link && info.Mode().Perm()&0o077 != 0 && runtime.GOOS != "windows":
		err = fmt.Errorf("%s leads to %s, which others can read; chmod 600 makes it private", name, path)
	case !link && runtime.GOOS != "windows":
		err = file.Chmod(0o600)
	}
	if err != nil || !info.Mode().IsRegular() {
		_ = file.Close()
		return nil, nil, err
	}
	h := &history{file: file}
	lines, total := readHistory(file, info.Size())
	if total > 2*mostHistory {
		h.rewrite(path, lines)
	}
	if n := len(lines); n > 0 {
		h.last = lines[n-1]
	}
	h.keep(h.file)
	return h, lines, nil
}

// readHistory returns the last lines of a file, and how many it saw. Lines that
// a terminal might obey are left out; tabs are of a paste.
func readHistory(file io.ReaderAt, size int64) (lines []string, total int) {
	const most = 1 << 20 // bytes
	text := make([]byte, min(size, most))
	n, err := file.ReadAt(text, size-int64(len(text)))
	if err != nil && err != io.EOF {
		return nil, 0
	}
	for _, line := range strings.Split(string(text[:n]), "\n") {
		if total++; strings.TrimSpace(line) != "" && safe.Lines(line) == line {
			lines = append(lines, line)
		}
	}
	return lines[max(0, len(lines)-mostHistory):], total
}

// rewrite replaces the file by one with only these lines.
func (h *history) rewrite(path string, lines []string) {
	fresh, err := os.CreateTemp(filepath.Dir(path), "history-*") // 0600
	if err != nil {
		return
	}
	_, err = fresh.WriteString(strings.Join(lines, "\n") + "\n")
	if err == nil {
		err = os.Rename(fresh.Name(), path)
	}
	if err != nil {
		_ = fresh.Close()
		_ = os.Remove(fresh.Name())
		return
	}
	_ = h.file.Close()
	h.file = fresh
}

// add appends a line, unless it is blank or the same again.
func (h *history) add(line string) {
	if h == nil || strings.TrimSpace(line) == "" || line == h.last {
		return
	}
	h.last = line
	select {
	case h.lines <- line:
	default:
	}
}

// keep begins to write lines to a file as they come.
func (h *history) keep(file io.WriteCloser) {
	h.lines, h.done = make(chan string, waitingLines), make(chan struct{})
	go func() {
		defer close(h.done)
		for line := range h.lines {
			_, _ = io.WriteString(file, line+"\n") // a full disk is no reason to stop
		}
		_ = file.Close()
	}()
}

func (h *history) close() {
	if h == nil {
		return
	}
	close(h.lines)
	late := time.NewTimer(keepWait)
	defer late.Stop()
	select {
	case <-h.done:
	case <-late.C:
	}
}
