package rpctest_test

import (
	"errors"
	"io"
	"testing"
	"testing/synctest"

	"github.com/epiviz/epivizgo/session/rpc"
	"github.com/epiviz/epivizgo/session/rpc/rpctest"
)

var _ rpc.Transport = (*rpctest.End)(nil)

func TestPipe(t *testing.T) {
	a, b := rpctest.Pipe(2)
	msg := []byte("one")
	if err := a.WriteMessage(msg); err != nil {
		t.Fatal(err)
	}
	copy(msg, "xxx") // the pipe has its own
	if err := a.WriteMessage([]byte("two")); err != nil {
		t.Fatal(err)
	}
	a.Close()
	b.Close()
	for _, want := range []string{"one", "two"} {
		if got, err := b.ReadMessage(); string(got) != want || err != nil {
			t.Errorf("%q, %v; want %q, written before the end", got, err, want)
		}
	}
	if _, err := b.ReadMessage(); !errors.Is(err, io.EOF) {
		t.Errorf("after the end: %v", err)
	}
	for _, end := range []*rpctest.End{a, b} {
		if err := end.WriteMessage(msg); !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("written after the end: %v", err)
		}
	}
}

func TestPipeWithoutRoomWaitsForTheReader(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := rpctest.Pipe(0)
		written := false
		go func() {
			written = a.WriteMessage([]byte("x")) == nil
		}()
		synctest.Wait()
		if written {
			t.Error("written before it was read")
		}
		if _, err := b.ReadMessage(); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if !written {
			t.Error("read and not written")
		}
		var err error
		go func() { err = a.WriteMessage([]byte("y")) }()
		synctest.Wait()
		b.Close()
		synctest.Wait()
		if !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("the end while writing: %v", err)
		}
	})
}
