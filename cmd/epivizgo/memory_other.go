//go:build !darwin && !linux

package main

// freeMemory returns 0: it is not known how much memory is free.
func freeMemory() int64 { return 0 }
