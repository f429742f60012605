package main

// memoryLimit returns the bytes that the program may have in memory while it reads files whole, 0 for no limit: that
// of the flag, or else half of what is free.
func memoryLimit(flag *bytesFlag) int64 {
	if flag != nil {
		return int64(*flag)
	}
	return freeMemory() / 2
}
