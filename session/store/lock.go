package store

import "errors"

// ErrInUse reports that another running program holds a journal.
var ErrInUse = errors.New("in use by another running epivizgo")

// lock takes the advisory lock of a journal without waiting, or returns [ErrInUse]. The
// lock ends with the program, however that ends. The lock file stays; only the holder
// of the lock may remove it, after the journal.
func (d disk) lock(journal string) (unlock func(), err error) {
	return d.lockFile(journal + lockSuffix)
}

const lockSuffix = ".lock"
