package store

import "golang.org/x/sys/windows"

// freeBytes returns how many bytes the user may write to the disk of a folder; ok is false if
// that is not known.
func freeBytes(dir string) (n int64, ok bool) {
	name, err := windows.UTF16PtrFromString(dir)
	if err != nil {
		return 0, false
	}
	var free uint64
	if err := windows.GetDiskFreeSpaceEx(name, &free, nil, nil); err != nil {
		return 0, false
	}
	return int64(min(free, 1<<62)), true
}
