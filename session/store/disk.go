package store

import (
	"io"
	"io/fs"
	"os"
)

// disk implements this package on the system calls that it holds.
type disk struct{ calls }

// calls are all calls to the file system that this package makes. Tests make each of them
// fail.
type calls interface {
	openFile(name string, flag int, perm fs.FileMode) (file, error)
	stat(name string) (fs.FileInfo, error)
	lstat(name string) (fs.FileInfo, error)
	readDir(name string) ([]fs.DirEntry, error)
	mkdirAll(name string, perm fs.FileMode) error
	chmod(name string, perm fs.FileMode) error
	rename(from, to string) error
	remove(name string) error
	lockFile(name string) (unlock func(), err error)
	// free returns how many bytes may be written to the disk of a folder; ok is false if that is
	// not known.
	free(dir string) (n int64, ok bool)
}

// file is an open file.
type file interface {
	io.ReadWriteCloser
	Stat() (fs.FileInfo, error)
	Chmod(perm fs.FileMode) error
	Truncate(size int64) error
	Sync() error
}

// system is the file system of this machine.
type system struct{}

func (system) openFile(name string, flag int, perm fs.FileMode) (file, error) {
	f, err := os.OpenFile(name, flag, perm)
	if err != nil {
		return nil, err // an untyped nil
	}
	return f, nil
}

func (system) stat(name string) (fs.FileInfo, error)           { return os.Stat(name) }
func (system) lstat(name string) (fs.FileInfo, error)          { return os.Lstat(name) }
func (system) readDir(name string) ([]fs.DirEntry, error)      { return os.ReadDir(name) }
func (system) mkdirAll(name string, perm fs.FileMode) error    { return os.MkdirAll(name, perm) }
func (system) chmod(name string, perm fs.FileMode) error       { return os.Chmod(name, perm) }
func (system) rename(from, to string) error                    { return os.Rename(from, to) }
func (system) remove(name string) error                        { return os.Remove(name) }
func (system) lockFile(name string) (unlock func(), err error) { return lockFile(name) }
func (system) free(dir string) (n int64, ok bool)              { return freeBytes(dir) }

// local returns the disk of this machine.
func local() disk { return disk{system{}} }

// open opens a file to read it.
func (d disk) open(name string) (file, error) { return d.openFile(name, os.O_RDONLY, 0) }

// readFile reads at most n bytes of a file.
func (d disk) readFile(name string, n int64) ([]byte, error) {
	f, err := d.open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, n))
}
