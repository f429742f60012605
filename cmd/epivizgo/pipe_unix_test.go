//go:build unix

package main

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// TestPipeThatNobodyWrites opens a named pipe as a data file until its context ends.
func TestPipeThatNobodyWrites(t *testing.T) {
	path := filepath.Join(t.TempDir(), "rows.bed")
	if err := unix.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	src, err := opener(&flags{}, nil, false, func(string) {})(ctx, path)
	if src != nil || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v, %v; want it to end with the context", src, err)
	}
}
