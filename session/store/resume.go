package store

import (
	"bufio"
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
	Path     string
	Started  time.Time
	Changed  time.Time // when it was last written
	Dir      string    // the working folder; relative paths in the lines begin there
	Flags    []string  // of the program, which affect how files are read
	Commands int       // lines that are not comments, at least 1
}

// Resumable lists the journals in the state folder dir that no running program
// holds and that have something to resume, the last used first.
//
// It calls note, which may be nil, for journals that cannot be read, those of other
// versions among them. One whose content is damaged is set aside first: it is renamed and
// never removed. One without permission to read stays where it is.
func Resumable(dir string, note func(sentence string)) ([]Info, error) {
	return local().resumable(dir, note)
}

func (d disk) resumable(dir string, note func(sentence string)) ([]Info, error) {
	dir = filepath.Join(dir, journalFolder)
	paths, err := d.journals(dir)
	if err != nil {
		return nil, err
	}
	var found []Info
	bad := unreadable{disk: d}
	for _, path := range paths {
		unlock, err := d.lock(path)
		if errors.Is(err, ErrInUse) {
			continue
		}
		if err != nil {
			bad.add(path, err)
			continue
		}
		c, err := d.read(path, nil)
		var other *VersionError
		switch {
		case err == nil && c.commands > 0:
			found = append(found, Info{
				Path: path, Started: c.head.started, Changed: c.changed, Dir: c.head.dir, Flags: c.head.flags, Commands: c.commands,
			})
		case err == nil, errors.Is(err, errUnbegun), errors.Is(err, os.ErrNotExist):
		case errors.As(err, &other):
			bad.other = append(bad.other, err.Error())
		default:
			bad.add(path, err)
		}
		unlock()
	}
	bad.tell(dir, note)
	return found, nil
}

// Lines returns the lines of a journal that Resumable listed.
func (info Info) Lines() (lines []string, err error) {
	_, err = local().read(info.Path, func(line string) { lines = append(lines, line) })
	return lines, err
}

// Resume takes over the journal at path, one that Resumable listed, to continue it. It
// returns the journal and its commands. A last line without a line break, which a crash
// tore, is cut off, and so is all that follows a NUL; note reports that. If note cannot
// show all of it, it is saved in a file that note names. flags are for the next Compact, as
// in Create.
func Resume(path string, flags ...string) (j *Journal, lines []string, note string, err error) {
	return local().resume(path, flags)
}

func (d disk) resume(path string, flags []string) (j *Journal, lines []string, note string, err error) {
	unlock, err := d.patientLock(path)
	if err != nil {
		return nil, nil, "", fmt.Errorf("%s cannot be resumed: %w", path, err)
	}
	defer func() {
		if err != nil {
			unlock()
		}
	}()
	c, err := d.read(path, func(line string) { lines = append(lines, line) })
	if errors.Is(err, os.ErrNotExist) {
		_ = d.remove(path + lockSuffix) // taking the lock has made it
		return nil, nil, "", fmt.Errorf("%s cannot be resumed: there is no such journal", path)
	}
	if err != nil {
		return nil, nil, "", err
	}
	if note, err = d.noteTorn(path, c); err != nil {
		return nil, nil, "", err
	}
	if len(c.bad) > 0 {
		bad, err := d.mend(path, c, lines)
		if err != nil {
			return nil, nil, "", err
		}
		note = strings.TrimPrefix(note+"\n"+bad, "\n")
	}
	file, err := d.openFile(path, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		return nil, nil, "", err
	}
	if err := errors.Join(file.Truncate(c.size), makePrivate(file)); err != nil {
		return nil, nil, "", errors.Join(err, file.Close())
	}
	c.head.flags = flags
	return &Journal{disk: d, path: path, head: c.head, unlock: unlock, file: file, size: c.size, lines: c.lines}, lines, note, nil
}

// patientLock takes the lock, and waits for a program that is listing the journals or
// removing lock files without a journal.
func (d disk) patientLock(path string) (unlock func(), err error) {
	for range 20 {
		unlock, err = d.lock(path)
		if !errors.Is(err, ErrInUse) {
			break
		}
		time.Sleep(time.Millisecond)
	}
	return unlock, err
}

// content describes the content of a journal.
type content struct {
	head     header
	lines    int       // how many there are
	commands int       // how many of them are not comments
	bad      []badLine // not among lines
	size     int64     // of the header and the lines, bad ones too, in the file
	torn     string    // what follows them
	changed  time.Time
}

// badLine is a line whose checksum is wrong.
type badLine struct {
	number int // in the file, from 1
	text   string
}

// tornShown bounds the part of a torn line that a note shows.
const tornShown = 60

// text returns the torn end without the zeros that some file systems leave in
// the place of the end after a power cut.
func (c *content) text() string { return strings.TrimRight(c.torn, "\x00\n") }

// cutOff reports whether more than a torn line that a note can show follows the
// lines. It must be kept.
func (c *content) cutOff() bool {
	text := c.text()
	return text != "" && (len(c.torn) > tornShown || strings.Contains(text, "\n"))
}

// noteTorn returns a note on the text after the lines of the journal at path, which is
// about to be cut off, and saves it if need be. The lock is held.
func (d disk) noteTorn(path string, c *content) (note string, err error) {
	if c.torn == "" {
		return "", nil
	}
	if !c.cutOff() {
		return fmt.Sprintf("the last line of the journal is torn and was dropped: %.*q", tornShown, c.torn), nil
	}
	line := c.lines + len(c.bad) + 2 // the header is line 1
	name, err := d.keepAside(path, c.torn)
	if err != nil {
		return "", fmt.Errorf("%s is damaged from line %d on, and what follows cannot be kept aside: %w", path, line, err)
	}
	const text = "the journal is damaged from line %d on; what follows was not brought back and is kept in %s\n%s"
	return fmt.Sprintf(text, line, name, howToMend), nil
}

// mend removes the damaged lines from the journal at path, after copying it, and returns a
// note. lines are the intact lines. The lock is held.
func (d disk) mend(path string, c *content, lines []string) (note string, err error) {
	fail := func(err error) (string, error) {
		return "", fmt.Errorf("%s is damaged in line %d, and cannot be kept aside as it is: %w", path, c.bad[0].number, err)
	}
	text, err := c.head.text(lines)
	if err != nil {
		return fail(err)
	}
	whole, err := d.readFile(path, c.size)
	if err != nil {
		return fail(err)
	}
	name, err := d.keepAside(path, string(whole))
	if err != nil {
		return fail(err)
	}
	if err := d.replace(path, text, 0o600); err != nil {
		return fail(err)
	}
	c.size = int64(len(text))
	var bad []string
	for _, b := range c.bad {
		bad = append(bad, fmt.Sprintf("line %d: %.*q", b.number, tornShown, b.text))
	}
	return fmt.Sprintf("%s damaged and not brought back%s\nthe journal as it was is kept in %s\n%s",
		plural(len(c.bad), "line of the journal is", "lines of the journal are"), few(bad), name, howToMend), nil
}

// read reads the journal at path and passes each line that is whole to do, which may be
// nil. Its error is a damageError if the content is the reason.
func (d disk) read(path string, do func(line string)) (*content, error) {
	// Opening a pipe would wait for its other end.
	if info, err := d.lstat(path); err != nil {
		return nil, err
	} else if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("wanted a regular file, found %v", info.Mode())
	}
	f, err := d.open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	c := &content{changed: info.ModTime()}
	r := bufio.NewReaderSize(io.LimitReader(f, maxJournal+1), 1<<16)
	first, err := c.next(r)
	if err != nil {
		return nil, err
	}
	if first == "" && strings.HasPrefix(journalMark, c.torn) {
		return nil, fmt.Errorf("%s is no journal: %w", path, errUnbegun)
	}
	if first == "" {
		return nil, damageError{noJournal(path, c.torn)}
	}
	var other *VersionError
	if c.head, err = parseHeader(path, strings.TrimSuffix(first, "\n")); errors.As(err, &other) {
		return nil, err
	} else if err != nil {
		return nil, damageError{err}
	}
	for number := 2; ; number++ {
		sealed, err := c.next(r)
		if err != nil {
			return nil, err
		}
		if sealed == "" {
			break
		}
		sealed = strings.TrimSuffix(sealed, "\n")
		line, ok := c.head.unseal(sealed)
		if !ok {
			c.bad = append(c.bad, badLine{number, sealed})
			continue
		}
		c.lines++
		if !strings.HasPrefix(line, "#") {
			c.commands++
		}
		if do != nil {
			do(line)
		}
	}
	switch size := c.size + int64(len(c.torn)); {
	case size > maxJournal:
		return nil, damageError{fmt.Errorf("%s has %d bytes; at most %d are read", path, info.Size(), maxJournal)}
	case c.lines == 0 && len(c.bad) > 0:
		return nil, damageError{fmt.Errorf("%s has no command that is whole, its first is %.*q", path, tornShown, c.bad[0].text)}
	case c.lines == 0 && c.text() != "":
		return nil, damageError{fmt.Errorf("%s has no whole command before %.*q", path, tornShown, c.torn)}
	}
	return c, nil
}

// next returns the next complete line with its line break. At a torn line, or one with a
// NUL, which some file systems leave at the end after a power cut, it returns "" and keeps
// the rest in c.torn.
func (c *content) next(r *bufio.Reader) (string, error) {
	line, err := r.ReadString('\n')
	if err != nil && err != io.EOF {
		return "", err
	}
	if err == nil && strings.IndexByte(line, 0) < 0 {
		c.size += int64(len(line))
		return line, nil
	}
	rest, err := io.ReadAll(r)
	c.torn = line + string(rest)
	return "", err
}

// journals lists the paths of the journals in their folder, the last used first.
func (d disk) journals(dir string) ([]string, error) {
	entries, err := d.readDir(dir)
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
		if !strings.HasSuffix(e.Name(), journalSuffix) {
			continue
		}
		one := file{path: filepath.Join(dir, e.Name())}
		info, err := d.lstat(one.path)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err == nil { // otherwise reading it says why
			one.changed = info.ModTime()
		}
		files = append(files, one)
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

// prune removes the journals of programs that have ended: those without commands,
// and of the others all but the newest. It does not remove a journal that it
// could not read whole, which a person may want to repair. Failures are left to the next
// program.
func (d disk) prune(dir string) {
	d.sweep(dir)
	paths, _ := d.journals(dir)
	kept := 0
	for _, path := range paths {
		unlock, err := d.lock(path)
		if err != nil {
			continue
		}
		c, err := d.read(path, nil)
		switch {
		case errors.Is(err, errUnbegun), err == nil && c.commands == 0 && len(c.bad) == 0 && !c.cutOff():
			_ = d.discard(path)
		case err != nil || c.cutOff() || len(c.bad) > 0:
		case kept < keepJournals:
			kept++
		default:
			_ = d.discard(path)
		}
		unlock()
	}
	// Lock files that lost their journal: see the package comment.
	for _, path := range d.ending(dir, journalSuffix+lockSuffix) {
		d.removeOrphan(path)
	}
}

// removeOrphan removes a lock file without a journal, unless a program is just
// making one.
func (d disk) removeOrphan(path string) {
	journal := strings.TrimSuffix(path, lockSuffix)
	if _, err := d.stat(journal); !errors.Is(err, os.ErrNotExist) {
		return
	}
	unlock, err := d.lock(journal)
	if err != nil {
		return
	}
	defer unlock()
	if _, err := d.stat(journal); errors.Is(err, os.ErrNotExist) {
		_ = d.remove(path)
	}
}
