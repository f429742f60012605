//go:build unix

package formats

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestNamedPipe: what is read in parts is not read from a pipe, which has a path as files have one.
func TestNamedPipe(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile("../cram/testdata/0400_mapped.cram")
	if err != nil {
		t.Fatal(err)
	}
	written := make(chan struct{})
	go func() {
		defer close(written)
		_ = os.WriteFile(path, data, 0o600) // fails when the reader has gone
	}()
	_, err = Open(t.Context(), path, Options{})
	<-written
	if err == nil || !strings.Contains(err.Error(), "pipe holds CRAM, which is read in parts; wanted a file, not a stream") {
		t.Error(err)
	}
}
