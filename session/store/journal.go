package store

import (
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

const (
	// maxLine bounds a command, so that a journal can be read with bounds.
	maxLine = 1 << 20
	// keepJournals is how many journals of programs that have ended are kept.
	keepJournals  = 20
	journalSuffix = ".journal"
	journalFolder = "journals"
)

// maxJournal bounds a journal, so that every journal can be read. A million moves
// fit. Tests lower it.
var maxJournal int64 = 64 << 20

// Journal is the journal of the running program. Its methods are safe for
// concurrent use.
type Journal struct {
	disk   disk
	path   string
	unlock func()

	mu    sync.Mutex
	head  header // guarded by mu
	file  file   // nil once closed; guarded by mu
	size  int64  // of the whole lines in the file; guarded by mu
	lines int    // without the header; guarded by mu
	// broken is why no line can be appended: a partial write could not be undone; guarded
	// by mu.
	broken error
	// keepFirst, if not nil, makes the next Compact copy the journal first, and is called
	// with the copy's name; guarded by mu.
	keepFirst func(name string)
}

var errClosed = errors.New("the journal is closed")

// Create begins a journal in the state folder dir, for the present working
// folder, and removes the oldest journals of other programs that have ended.
// flags are the program's flags that affect how files are read.
func Create(dir string, flags ...string) (*Journal, error) { return local().create(dir, flags) }

func (d disk) create(dir string, flags []string) (*Journal, error) {
	dir = filepath.Join(dir, journalFolder)
	if err := d.private(dir); err != nil {
		return nil, fmt.Errorf("a journal cannot be kept: %w", err)
	}
	folder, err := os.Getwd()
	if err != nil {
		return nil, fmt.Errorf("a journal cannot be kept: %w", err)
	}
	now := time.Now()
	j := &Journal{
		disk: d,
		path: filepath.Join(dir, now.Format("20060102-150405")+"-"+random(8)+journalSuffix),
		head: header{version: sealedJournal, started: now, dir: folder, flags: flags},
	}
	// The lock comes first: other programs remove a journal without a lock. A program
	// that removes old lock files may hold the lock for a moment.
	if j.unlock, err = d.patientLock(j.path); err != nil {
		return nil, fmt.Errorf("a journal cannot be kept: %w", err)
	}
	if j.file, err = d.createPrivate(j.path); err == nil {
		err = j.write(j.head.String() + "\n")
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("a journal cannot be kept: %w", err), j.Close(false))
	}
	d.prune(dir)
	return j, nil
}

// write appends text in one write call and undoes a partial write. j.mu is held, or j
// is not shared yet.
func (j *Journal) write(text string) error {
	if err := checkSize(j.size + int64(len(text))); err != nil {
		return err
	}
	_, err := j.file.Write([]byte(text))
	if err == nil {
		j.size += int64(len(text))
		return nil
	}
	if back := j.file.Truncate(j.size); back != nil {
		j.broken = err
	}
	return err
}

// Append adds a command, which has no line break. When it returns, the command survives
// the end of the program, whatever its cause.
func (j *Journal) Append(line string) error {
	if err := checkLine(line); err != nil {
		return err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if err := j.usable(); err != nil {
		return err
	}
	err := j.intact()
	if err == nil {
		err = j.write(j.head.seal(line) + "\n")
	}
	if err != nil {
		return fmt.Errorf("the journal could not be written: %w", err)
	}
	j.lines++
	return nil
}

// intact returns an error if the file is no longer at its path, or its content is not what
// was written. j.mu is held and the journal usable.
func (j *Journal) intact() error {
	mine, err := j.file.Stat()
	if err != nil {
		return err
	}
	there, err := j.disk.lstat(j.path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return fmt.Errorf("%s was removed", j.path)
	case err != nil:
		return err
	case !os.SameFile(mine, there):
		return fmt.Errorf("%s was replaced by another file", j.path)
	case mine.Size() != j.size:
		return fmt.Errorf("%s was changed by another program: it has %d bytes, and had %d", j.path, mine.Size(), j.size)
	}
	return nil
}

// restorePlace creates the journal's folder and lock if they have been removed. A file that
// another program has put at the journal's path is set aside. j.mu is held.
func (j *Journal) restorePlace() error {
	if j.file != nil && j.intact() == nil {
		return nil
	}
	if err := j.disk.private(filepath.Dir(j.path)); err != nil {
		return err
	}
	if _, err := j.disk.lstat(j.path + lockSuffix); errors.Is(err, os.ErrNotExist) {
		unlock, err := j.disk.lock(j.path)
		if err != nil {
			return err
		}
		j.unlock()
		j.unlock = unlock
	}
	there, err := j.disk.lstat(j.path)
	if err != nil || !there.Mode().IsRegular() || there.Size() == 0 {
		return nil
	}
	if j.file != nil {
		mine, err := j.file.Stat()
		if err == nil && !os.SameFile(mine, there) {
			return j.copyAside(func(string) {})
		}
	}
	if there.Size() == j.size {
		return nil // the journal was closed and is complete
	}
	return j.copyAside(func(string) {})
}

// KeepFirst makes the next Compact copy the journal first, since it has lines that could
// not be restored. told is called with the copy's name.
func (j *Journal) KeepFirst(told func(name string)) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.keepFirst = told
}

// copyAside copies the journal unchanged and calls told with the copy's name. j.mu is held.
func (j *Journal) copyAside(told func(name string)) error {
	data, err := j.disk.readFile(j.path, math.MaxInt64)
	if err != nil {
		return err
	}
	name, err := j.disk.keepAside(j.path, string(data))
	if err == nil {
		told(name)
	}
	return err
}

// Compact replaces all lines. After a crash the journal has either the old lines or
// the new ones. A journal that was removed is created again.
func (j *Journal) Compact(lines []string) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	head := j.head
	head.version = sealedJournal
	text, err := head.text(lines)
	if err != nil {
		return err
	}
	if err := j.usable(); err != nil && j.broken == nil {
		return err
	}
	fail := func(err error) error { return fmt.Errorf("the journal could not be compacted: %w", err) }
	if err := j.restorePlace(); err != nil {
		return fail(err)
	}
	if j.keepFirst != nil {
		if err := j.copyAside(j.keepFirst); err != nil {
			return fail(err)
		}
		j.keepFirst = nil
	}
	// Windows does not rename onto an open file; the lock is on another one.
	var closed error
	if j.file != nil {
		closed = j.file.Close()
	}
	replaced := j.disk.replace(j.path, text, 0o600)
	if replaced == nil || errors.As(replaced, new(unsyncedError)) {
		j.head, j.size, j.lines, j.broken = head, int64(len(text)), len(lines), nil
	}
	file, reopened := j.disk.openFile(j.path, os.O_WRONLY|os.O_APPEND, 0)
	j.file = file
	if reopened != nil {
		j.file, j.broken = nil, reopened
	}
	if err := errors.Join(closed, replaced, reopened); err != nil {
		return fail(err)
	}
	return nil
}

// text returns a journal of the header and the lines.
func (h header) text(lines []string) ([]byte, error) {
	text := []byte(h.String() + "\n")
	for _, line := range lines {
		if err := checkLine(line); err != nil {
			return nil, err
		}
		text = append(append(text, h.seal(line)...), '\n')
	}
	return text, checkSize(int64(len(text)))
}

// Close ends the journal and releases it to other programs. It removes a journal that
// is not to be kept or has no lines. It may be called twice.
func (j *Journal) Close(keep bool) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.unlock == nil {
		return nil
	}
	var err error
	if j.file != nil {
		err = j.file.Close()
	}
	j.file = nil
	if !keep || j.lines == 0 {
		err = errors.Join(err, j.disk.discard(j.path))
	}
	j.unlock()
	j.unlock = nil
	return err
}

// Path returns the path of the journal.
func (j *Journal) Path() string { return j.path }

// Lines returns the number of lines, for deciding when to compact the journal.
func (j *Journal) Lines() int {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.lines
}

func (j *Journal) usable() error {
	if j.unlock == nil {
		return errClosed
	}
	return j.broken
}

func checkLine(line string) error {
	if strings.ContainsAny(line, "\n\r\x00") {
		return fmt.Errorf("a command with a line break or a NUL cannot be kept: %.60q", line)
	}
	if len(line) > maxLine {
		return fmt.Errorf("a command of %d bytes cannot be kept: at most %d can", len(line), maxLine)
	}
	return nil
}

func checkSize(size int64) error {
	if size > maxJournal {
		return fmt.Errorf("the journal would have %d bytes; at most %d bytes are read", size, maxJournal)
	}
	return nil
}

// discard removes a journal and then its lock file. The lock is held.
func (d disk) discard(path string) error {
	err := d.remove(path)
	if errors.Is(err, os.ErrNotExist) {
		err = nil
	}
	if err == nil {
		// Windows does not remove an open file; the next prune removes it.
		_ = d.remove(path + lockSuffix)
	}
	return err
}
