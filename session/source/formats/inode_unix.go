//go:build unix

package formats

import (
	"io/fs"
	"syscall"
)

// inode returns the number of the file in its file system, 0 if unknown.
func inode(info fs.FileInfo) uint64 {
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		return uint64(st.Ino)
	}
	return 0
}
