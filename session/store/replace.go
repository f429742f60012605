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
)

// partial ends the names of files that are being written.
const partial = ".tmp"

// replace writes a file completely or not at all: under another name beside it,
// synced, then renamed. perm is 0600 for a private file; with any other perm the umask
// applies.
func (d disk) replace(path string, data []byte, perm os.FileMode) (err error) {
	tmp := path + "." + random(8) + partial
	f, err := d.openFile(tmp, os.O_CREATE|os.O_EXCL|os.O_WRONLY, perm)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil && !errors.As(err, new(unsyncedError)) {
			_ = d.remove(tmp)
		}
	}()
	if perm == 0o600 {
		err = makePrivate(f)
	}
	if err == nil {
		_, err = f.Write(data)
	}
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	if err = d.rename(tmp, path); err != nil {
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
	for _, path := range d.ending(dir, partial) {
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
