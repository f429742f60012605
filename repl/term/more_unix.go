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
	return func(wait time.Duration) bool {
		fd := int(f.Fd())
		if fd < 0 || fd >= unix.FD_SETSIZE {
			return false
		}
		// Select rather than poll, which macOS does not offer for every terminal.
		for until := time.Now().Add(wait); ; {
			var files unix.FdSet
			files.Set(fd)
			left := unix.NsecToTimeval(max(time.Until(until), 0).Nanoseconds())
			n, err := unix.Select(fd+1, &files, nil, nil, &left)
			if !errors.Is(err, unix.EINTR) {
				return n > 0
			}
		}
	}
}
