package store

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
)

// damagedSuffix follows the name of a journal in the name of a file with its damaged
// content. A number follows if there are several.
const damagedSuffix = ".damaged"

// damageError reports what is wrong with the content of a journal. Reading it
// again does not help, as it may after an error of the system.
type damageError struct{ error }

func (e damageError) Unwrap() error { return e.error }

// errUnbegun reports a journal whose program was killed before the first line was
// complete. It has no commands.
var errUnbegun = errors.New("its first line was never written whole")

// howToMend tells a person what to do with a file that was set aside.
const howToMend = "its commands are plain lines: look at them, mend them in an editor, then type source FILE"

// asideName returns an unused name for damaged content of the journal at path. The
// journal's lock is held, so no other program takes the name.
func (d disk) asideName(path string) (string, error) {
	for n := 1; ; n++ {
		name := path + damagedSuffix
		if n > 1 {
			name += strconv.Itoa(n)
		}
		_, err := d.lstat(name)
		if errors.Is(err, fs.ErrNotExist) {
			return name, nil
		}
		if err != nil {
			return "", err
		}
	}
}

// setAside renames a damaged journal, so that it is no longer read or removed. Its
// content does not change. The lock is held.
func (d disk) setAside(path string) (name string, err error) {
	if name, err = d.asideName(path); err != nil {
		return "", err
	}
	if err = d.rename(path, name); err != nil {
		return "", err
	}
	_ = d.syncDir(filepath.Dir(path)) // it is set aside again if a power cut undoes it
	// Windows does not remove an open file; the next prune removes it.
	_ = d.remove(path + lockSuffix)
	return name, nil
}

// keepAside copies what Resume is about to cut off from the journal at path.
// The lock is held.
func (d disk) keepAside(path, text string) (name string, err error) {
	if name, err = d.asideName(path); err != nil {
		return "", err
	}
	return name, d.replace(name, []byte(text), 0o600)
}

// unreadable collects the journals that could not be read, to report them.
type unreadable struct {
	disk
	aside, left, other []string // a description of each
}

// add notes that the journal at path could not be read, and sets it aside if its
// content is the reason. The lock is held if it could be taken.
func (u *unreadable) add(path string, err error) {
	var damage damageError
	if errors.As(err, &damage) {
		name, failed := u.setAside(path)
		if failed == nil {
			u.aside = append(u.aside, fmt.Sprintf("%s (%v)", name, err))
			return
		}
		err = fmt.Errorf("%w; setting it aside failed: %w", err, failed)
	}
	u.left = append(u.left, fmt.Sprintf("%s (%v)", path, err))
}

// tell reports what was done with them, and what to do next. dir is their folder.
func (u *unreadable) tell(dir string, note func(sentence string)) {
	if note == nil {
		return
	}
	if n := len(u.aside); n > 0 {
		sentence := plural(n, "journal is", "journals are") + " damaged and set aside as found" + few(u.aside) + "\n" + howToMend
		if kept := u.countAside(dir); kept > 1 {
			sentence += fmt.Sprintf("\n%d damaged journals are kept in %s until you remove them", kept, dir)
		}
		note(sentence)
	}
	if n := len(u.other); n > 0 {
		note(plural(n, "journal is of another version of epivizgo and was", "journals are of another version of epivizgo and were") +
			" left alone" + few(u.other))
	}
	if n := len(u.left); n > 0 {
		note(plural(n, "journal cannot be read and was left where it is", "journals cannot be read and were left where they are") +
			few(u.left) + "\nonce the reason is gone, epivizgo --resume finds what is in it")
	}
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// few lists the first of many, so that a message stays short.
func few(list []string) string {
	const most = 3
	text := ":"
	for _, s := range list[:min(most, len(list))] {
		text += "\n" + s
	}
	if more := len(list) - most; more > 0 {
		text += fmt.Sprintf("\nand %d more", more)
	}
	return text
}

// countAside counts the files in the folder dir that were set aside.
func (d disk) countAside(dir string) (n int) {
	entries, _ := d.readDir(dir) // what cannot be listed is not counted
	for _, e := range entries {
		if strings.Contains(e.Name(), journalSuffix+damagedSuffix) {
			n++
		}
	}
	return n
}
