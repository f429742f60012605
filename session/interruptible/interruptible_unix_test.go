//go:build unix

package interruptible

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestNamedPipe: both ends are opened until the context ends, and a read of one that nobody writes to ends with it.
func TestNamedPipe(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, flag := range []int{os.O_RDONLY, os.O_WRONLY | os.O_APPEND} {
		ctx, cancel := context.WithCancel(t.Context())
		told := ""
		ctx = WithTeller(ctx, func(s string) { told = s; cancel() })
		if f, err := OpenFile(ctx, path, flag, 0); f != nil || !errors.Is(err, context.Canceled) {
			t.Errorf("%v, %v; want it to end with the context", f, err)
		}
		if !strings.Contains(told, "pipe, a named pipe,") {
			t.Errorf("told %q", told)
		}
	}
	writer, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer writer.Close()
	f, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	ctx, cancel := context.WithCancel(t.Context())
	ctx = WithTeller(ctx, func(string) { cancel() })
	if _, err := NewReader(ctx, "pipe", f).Read(make([]byte, 8)); !errors.Is(err, context.Canceled) {
		t.Errorf("%v, want it to end with the context", err)
	}
}

func TestSocket(t *testing.T) {
	t.Chdir(t.TempDir()) // the name of a socket is short
	l, err := net.Listen("unix", "socket")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if _, err := Open(t.Context(), "socket"); err == nil || !strings.Contains(err.Error(), "socket is a socket; wanted a file") {
		t.Errorf("%v", err)
	}
}
