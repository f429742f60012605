package memory

import (
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"
)

// TestLimit: reading goes on as long as what is kept of it fits, whatever was garbage.
func TestLimit(t *testing.T) {
	defer SetLimit(SetLimit(64 << 20))
	zeros := func(n int64) io.Reader { return io.LimitReader(endless{}, n) }
	if n, err := io.Copy(io.Discard, Reader(zeros(1<<30))); n != 1<<30 || err != nil {
		t.Errorf("read %d bytes, %v", n, err)
	}
	runtime.GC() // what is in use before counts as not of the file
	var kept [][]byte
	r := Reader(zeros(1 << 30))
	for {
		part := make([]byte, 1<<20)
		if _, err := io.ReadFull(r, part); err != nil {
			var large *Error
			if !errors.As(err, &large) || large.Most != 64<<20 || large.Read < 10<<20 || large.Read > 34<<20 {
				t.Errorf("%v; wanted that what is kept is half of the limit, as it is copied", err)
			}
			break
		}
		kept = append(kept, part)
	}
	if len(kept) == 0 || !strings.Contains((&Error{1 << 20, 1 << 30}).Hint(), "--memory") {
		t.Error("nothing was kept")
	}
	SetLimit(0)
	if n, err := io.Copy(io.Discard, Reader(zeros(4<<20))); n != 4<<20 || err != nil {
		t.Errorf("without a limit %d bytes, %v", n, err)
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }
