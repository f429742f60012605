//go:build darwin || freebsd || linux

package store

import "golang.org/x/sys/unix"

// freeBytes returns how many bytes the user may write to the disk of a folder; ok is false if
// that is not known.
func freeBytes(dir string) (n int64, ok bool) {
	var st unix.Statfs_t
	if err := unix.Statfs(dir, &st); err != nil {
		return 0, false
	}
	return int64(st.Bavail) * int64(st.Bsize), true
}
