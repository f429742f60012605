//go:build darwin || freebsd || netbsd

package formats

import (
	"io/fs"
	"syscall"
)

// inner returns what the file system alone sets: the number of the file, and the time of its last change,
// which unlike the time that programs set cannot be put back.
func inner(info fs.FileInfo) (inode uint64, changed int64) {
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, 0
	}
	return uint64(st.Ino), st.Ctimespec.Nano()
}
