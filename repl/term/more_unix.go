//go:build unix

package term

import (
	"errors"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// moreFrom returns a function that reports whether a read of the terminal f
// would return at once, now or within wait.
func moreFrom(f *os.File) func(wait time.Duration) bool {
	return func(wait time.Duration) bool { return selects(f, wait, true) }
}

// readyFor returns a function that reports whether a short write to f would return at
// once, now or within wait.
func readyFor(f *os.File) func(wait time.Duration) bool {
	return func(wait time.Duration) bool { return selects(f, wait, false) }
}

// selects reports whether f can be read, or else written, now or within wait.
func selects(f *os.File, wait time.Duration, read bool) bool {
	fd := int(f.Fd())
	if fd < 0 || fd >= unix.FD_SETSIZE {
		return !read // such a write waits
	}
	// Select rather than poll, which macOS does not offer for every terminal.
	for until := time.Now().Add(wait); ; {
		var files unix.FdSet
		files.Set(fd)
		in, out := &files, (*unix.FdSet)(nil)
		if !read {
			in, out = out, in
		}
		left := unix.NsecToTimeval(max(time.Until(until), 0).Nanoseconds())
		n, err := unix.Select(fd+1, in, out, nil, &left)
		switch {
		case errors.Is(err, unix.EINTR):
		case err != nil:
			return !read // the write has the error
		default:
			return n > 0
		}
	}
}
