// Package wholefile writes files whole or not at all: under another name beside the file,
// which is then renamed.
package wholefile

import (
	"crypto/rand"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Suffix ends the names of files that are being written, so that those of a program that
// was killed can be found.
const Suffix = ".tmp"

// mark is how many letters make the name of a file that is being written its own.
const mark = 8

// Calls are the calls to the system that a Writer makes. F is what it writes to.
type Calls[F io.Closer] struct {
	OpenFile func(name string, flag int, perm fs.FileMode) (F, error)
	Rename   func(from, to string) error
	Remove   func(name string) error
}

// System returns the calls to this machine's file system.
func System() Calls[*os.File] { return Calls[*os.File]{os.OpenFile, os.Rename, os.Remove} }

// Writer writes a file. Its caller writes to File, then calls Finish, and Close in any case.
type Writer[F io.Closer] struct {
	File F

	calls     Calls[F]
	tmp, path string
	closed    bool
}

// Create begins to write the file at path. A file that is there stays until Finish.
func Create[F io.Closer](calls Calls[F], path string, perm fs.FileMode) (*Writer[F], error) {
	dir, base := filepath.Split(path)
	w := &Writer[F]{calls: calls, path: path, tmp: dir + "." + base + "." + strings.ToLower(rand.Text()[:mark]) + Suffix}
	var err error
	if w.File, err = calls.OpenFile(w.tmp, os.O_CREATE|os.O_EXCL|os.O_WRONLY, perm); err != nil {
		var p *fs.PathError
		if errors.As(err, &p) {
			p.Path = path // nobody asked for the other name
		}
		return nil, err
	}
	return w, nil
}

// Finish puts the file in its place, instead of one that is there.
func (w *Writer[F]) Finish() error {
	if err := w.close(); err != nil {
		return err
	}
	if err := w.calls.Rename(w.tmp, w.path); err != nil {
		return err
	}
	w.tmp = ""
	return nil
}

// Close removes what was written unless it is in its place.
func (w *Writer[F]) Close() {
	if w.tmp == "" {
		return
	}
	_ = w.close()
	_ = w.calls.Remove(w.tmp)
	w.tmp = ""
}

func (w *Writer[F]) close() error {
	if w.closed {
		return nil
	}
	w.closed = true
	return w.File.Close()
}

// Sweep removes from a folder what programs that were killed have left of files that of reports to be meant: what
// was not written to for an hour. It returns how many there were.
func Sweep(dir string, of func(name string) bool) (removed int) {
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		name, ok := strings.CutSuffix(e.Name(), Suffix)
		if !ok || !strings.HasPrefix(name, ".") || len(name) < mark+2 || name[len(name)-mark-1] != '.' || !of(name[1:len(name)-mark-1]) {
			continue
		}
		if info, err := e.Info(); err == nil && info.Mode().IsRegular() && time.Since(info.ModTime()) > time.Hour &&
			os.Remove(filepath.Join(dir, e.Name())) == nil {
			removed++
		}
	}
	return removed
}
