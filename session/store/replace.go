package store

import (
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// partial ends the names of files that are being written.
const partial = ".tmp"

// replace writes a file whole or not at all: under another name beside it,
// synced, then renamed. perm is 0600 for what must be private; with any other
// the umask counts.
func replace(path string, data []byte, perm os.FileMode) (err error) {
	tmp := path + "." + random(8) + partial
	f, err := os.OpenFile(tmp, os.O_CREATE|os.O_EXCL|os.O_WRONLY, perm)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(tmp)
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
	if err = os.Rename(tmp, path); err != nil {
		return err
	}
	syncDir(filepath.Dir(path))
	return nil
}

// syncDir makes a rename survive a power cut where the system can. Where it cannot, the
// rename is still done.
func syncDir(dir string) {
	if d, err := os.Open(dir); err == nil {
		_ = d.Sync()
		_ = d.Close()
	}
}

// sweep removes what a program that was killed left half written. A day is
// longer than any program takes to write a file.
func sweep(dir string) {
	left, _ := filepath.Glob(filepath.Join(dir, "*"+partial)) // the pattern is right
	for _, path := range left {
		if info, err := os.Stat(path); err == nil && time.Since(info.ModTime()) > 24*time.Hour {
			_ = os.Remove(path)
		}
	}
}

// random returns n unguessable letters and digits, safe in file names of every
// system.
func random(n int) string { return strings.ToLower(rand.Text()[:n]) }
