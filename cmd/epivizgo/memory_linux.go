package main

import (
	"fmt"
	"os"
	"path"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// freeMemory returns how much memory the program can have, in bytes: what the machine, its control group and the
// limit of its address space leave. It returns 0 if that is not known.
func freeMemory() int64 {
	free := int64(0)
	less := func(n int64) {
		if n > 0 && (free == 0 || n < free) {
			free = n
		}
	}
	text, _ := os.ReadFile("/proc/meminfo")
	for line := range strings.Lines(string(text)) {
		var kB int64
		if n, _ := fmt.Sscanf(line, "MemAvailable: %d kB", &kB); n == 1 {
			less(kB << 10)
		}
	}
	less(groupMemory())
	var most unix.Rlimit
	if unix.Getrlimit(unix.RLIMIT_AS, &most) == nil && most.Cur < 1<<62 {
		less(int64(most.Cur) / 3 * 2) // addresses are reserved that are not used
	}
	return free
}

// groupMemory returns what the control group of the process leaves, 0 if that is not known.
func groupMemory() int64 {
	own, _ := os.ReadFile("/proc/self/cgroup")
	dir, ok := strings.CutPrefix(strings.TrimSpace(string(own)), "0::")
	if !ok {
		return 0
	}
	number := func(name string) int64 {
		text, _ := os.ReadFile(path.Join("/sys/fs/cgroup", dir, name))
		n, _ := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64)
		return n
	}
	return max(number("memory.max")-number("memory.current"), 0)
}
