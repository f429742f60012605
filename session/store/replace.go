package store

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/epiviz/epivizgo/session/wholefile"
)

// replace writes a file whole or not at all, and syncs it. perm is 0600 for what must be
// private; with any other the umask counts.
func (d disk) replace(path string, data []byte, perm os.FileMode) error {
	w, err := wholefile.Create(wholefile.Calls[file]{OpenFile: d.openFile, Rename: d.rename, Remove: d.remove}, path, perm)
	if err != nil {
		return err
	}
	defer w.Close()
	if perm == 0o600 {
		err = makePrivate(w.File)
	}
	if err == nil {
		_, err = w.File.Write(data)
	}
	if err == nil {
		err = w.File.Sync()
	}
	if err == nil {
		err = w.Finish()
	}
	if err != nil {
		return err
	}
	return d.syncDir(filepath.Dir(path))
}

// unsyncedError reports a rename that was done, and that a power cut may undo.
type unsyncedError struct{ error }

func (e unsyncedError) Unwrap() error { return e.error }

// syncDir makes a rename survive a power cut. It does nothing where the system does not
// support that. A failure is an unsyncedError.
func (d disk) syncDir(dir string) error {
	f, err := d.open(dir)
	if err == nil {
		err = errors.Join(f.Sync(), f.Close())
	}
	if errors.Is(err, syscall.EIO) || errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return unsyncedError{fmt.Errorf("a power cut may undo it: %w", err)}
	}
	return nil
}

// sweep removes the partial files of killed programs. They are at least a day old,
// which is longer than writing a file takes.
func (d disk) sweep(dir string) {
	for _, path := range d.ending(dir, wholefile.Suffix) {
		if info, err := d.stat(path); err == nil && time.Since(info.ModTime()) > 24*time.Hour {
			_ = d.remove(path)
		}
	}
}

// ending returns the paths in a folder with an ending, none if it cannot be listed.
func (d disk) ending(dir, suffix string) (paths []string) {
	entries, _ := d.readDir(dir)
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), suffix) {
			paths = append(paths, filepath.Join(dir, e.Name()))
		}
	}
	return paths
}

// random returns n unguessable letters and digits, safe in file names of every
// system.
func random(n int) string { return strings.ToLower(rand.Text()[:n]) }
