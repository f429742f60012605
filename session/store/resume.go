package store

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Info describes a journal of a program that has ended.
type Info struct {
	Path    string
	Started time.Time
	Changed time.Time // when it was last written
	Dir     string    // the working folder; relative paths in the lines begin there
	Lines   int       // whole ones, at least 1
}

// Resumable lists the journals in the state folder dir that no running program
// holds and that have something to resume, the last used first. Journals that
// cannot be read, and those of other versions, are left out.
func Resumable(dir string) ([]Info, error) {
	paths, err := journals(filepath.Join(dir, journalFolder))
	if err != nil {
		return nil, err
	}
	var found []Info
	for _, path := range paths {
		unlock, err := lock(path)
		if err != nil {
			continue
		}
		// What is not readable cannot be resumed; Resume says why.
		if c, err := read(path); err == nil && len(c.lines) > 0 {
			found = append(found, Info{Path: path, Started: c.head.started, Changed: c.changed, Dir: c.head.dir, Lines: len(c.lines)})
		}
		unlock()
	}
	return found, nil
}

// Resume takes over the journal at path, one that Resumable listed: the program
// goes on with it. It returns the journal and the commands in it. A last
// line without its end, which a crash tore, is taken off, and note says so.
func Resume(path string) (j *Journal, lines []string, note string, err error) {
	unlock, err := patientLock(path)
	if err != nil {
		return nil, nil, "", fmt.Errorf("%s cannot be resumed: %w", path, err)
	}
	defer func() {
		if err != nil {
			unlock()
		}
	}()
	c, err := read(path)
	if errors.Is(err, os.ErrNotExist) {
		_ = os.Remove(path + lockSuffix) // taking the lock has made it
		return nil, nil, "", fmt.Errorf("%s cannot be resumed: there is no such journal", path)
	}
	if err != nil {
		return nil, nil, "", err
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		return nil, nil, "", err
	}
	if err := errors.Join(file.Truncate(c.size), makePrivate(file)); err != nil {
		return nil, nil, "", errors.Join(err, file.Close())
	}
	if c.torn != "" {
		note = fmt.Sprintf("the last line of the journal is torn and was dropped: %.60q", c.torn)
	}
	return &Journal{path: path, head: c.head, unlock: unlock, file: file, size: c.size, lines: len(c.lines)}, c.lines, note, nil
}

// patientLock is lock that lets a program that just lists the journals pass.
func patientLock(path string) (unlock func(), err error) {
	for range 20 {
		unlock, err = lock(path)
		if !errors.Is(err, ErrInUse) {
			break
		}
		time.Sleep(time.Millisecond)
	}
	return unlock, err
}

// content is what a journal has.
type content struct {
	head    header
	lines   []string
	size    int64  // of the header and the lines
	torn    string // what follows them
	changed time.Time
}

func read(path string) (*content, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(f, maxJournal+1))
	if err != nil {
		return nil, err
	}
	if len(data) > maxJournal {
		return nil, fmt.Errorf("%s has %d bytes; at most %d are read", path, info.Size(), maxJournal)
	}
	c := &content{changed: info.ModTime()}
	whole := data[:bytes.LastIndexByte(data, '\n')+1]
	if i := bytes.IndexByte(whole, 0); i >= 0 {
		// After a power cut some file systems have zeros in the place of the end.
		whole = whole[:bytes.LastIndexByte(whole[:i], '\n')+1]
	}
	c.size, c.torn = int64(len(whole)), string(data[len(whole):])
	first, rest, _ := strings.Cut(string(whole), "\n")
	if c.head, err = parseHeader(path, first); err != nil {
		return nil, err
	}
	if rest != "" {
		c.lines = strings.Split(strings.TrimSuffix(rest, "\n"), "\n")
	}
	return c, nil
}

// journals lists the paths of the journals in their folder, the last used first.
func journals(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	type file struct {
		path    string
		changed time.Time
	}
	var files []file
	for _, e := range entries {
		if info, err := e.Info(); err == nil && info.Mode().IsRegular() && strings.HasSuffix(e.Name(), journalSuffix) {
			files = append(files, file{filepath.Join(dir, e.Name()), info.ModTime()})
		}
	}
	slices.SortFunc(files, func(a, b file) int {
		if c := b.changed.Compare(a.changed); c != 0 {
			return c
		}
		return strings.Compare(b.path, a.path) // names begin with the time of the start
	})
	paths := make([]string, len(files))
	for i, f := range files {
		paths[i] = f.path
	}
	return paths, nil
}

// prune removes the journals of programs that have ended: those without lines,
// and of the others all but the newest. Those of other versions stay. Whatever
// goes wrong is left to the next program.
func prune(dir string) {
	sweep(dir)
	paths, _ := journals(dir)
	kept := 0
	for _, path := range paths {
		unlock, err := lock(path)
		if err != nil {
			continue
		}
		c, err := read(path)
		var other *VersionError
		switch {
		case errors.As(err, &other) || errors.Is(err, os.ErrNotExist):
		case err == nil && len(c.lines) > 0 && kept < keepJournals:
			kept++
		default:
			_ = discard(path)
		}
		unlock()
	}
	// Lock files that lost their journal: see the package comment.
	locks, _ := filepath.Glob(filepath.Join(dir, "*"+journalSuffix+lockSuffix))
	for _, path := range locks {
		removeOrphan(path)
	}
}

// removeOrphan removes a lock file without a journal, unless a program is just
// making one.
func removeOrphan(path string) {
	journal := strings.TrimSuffix(path, lockSuffix)
	if _, err := os.Stat(journal); !errors.Is(err, os.ErrNotExist) {
		return
	}
	unlock, err := lock(journal)
	if err != nil {
		return
	}
	defer unlock()
	if _, err := os.Stat(journal); errors.Is(err, os.ErrNotExist) {
		_ = os.Remove(path)
	}
}
