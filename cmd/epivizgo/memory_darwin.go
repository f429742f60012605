package main

import "golang.org/x/sys/unix"

// freeMemory returns the memory of the machine, in bytes, 0 if that is not known: most of it can be made free.
func freeMemory() int64 {
	n, _ := unix.SysctlUint64("hw.memsize")
	return int64(n)
}
