package interruptible

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestReadThatNeverReturns: it ends with its context, and the user is told once what is waited for.
func TestReadThatNeverReturns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var told []string
		ended := errors.New("interrupted")
		ctx, cancel := context.WithCancelCause(t.Context())
		r, w := io.Pipe()
		in := NewReader(WithTeller(ctx, func(s string) { told = append(told, s) }), "rows.bed", r)
		buf := make([]byte, 8)
		for range 2 {
			go func() {
				time.Sleep(3 * patience)
				_, _ = w.Write([]byte("ab"))
			}()
			if n, err := in.Read(buf); err != nil || string(buf[:n]) != "ab" {
				t.Fatalf("read %q, %v", buf[:n], err)
			}
		}
		if want := []string{"waiting for rows.bed which does not answer; Ctrl-C ends it"}; !slices.Equal(told, want) {
			t.Errorf("told %q, want %q", told, want)
		}
		time.AfterFunc(time.Minute, func() { cancel(ended) })
		if _, err := in.Read(buf); err != ended {
			t.Errorf("%v, want the cause of the end", err)
		}
		if _, err := in.Read(buf); err != ended {
			t.Errorf("%v when it is read again", err)
		}
		_ = w.Close() // the call that was left returns
	})
}

// TestReadsAllThatComes reads through buffers of several sizes what the reader has, to its error.
func TestReadsAllThatComes(t *testing.T) {
	text := strings.Repeat("0123456789", 1000)
	r := NewReader(t.Context(), "text", io.MultiReader(strings.NewReader(text), strings.NewReader("end")))
	var got []byte
	for size := 1; ; size = size*3%1000 + 1 {
		buf := make([]byte, size)
		n, err := r.Read(buf)
		got = append(got, buf[:n]...)
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if string(got) != text+"end" {
		t.Errorf("read %d bytes, want %d", len(got), len(text)+3)
	}
}

// TestOpenOfWhatIsThere: a file is opened as os.Open does, with its errors.
func TestOpenOfWhatIsThere(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a")
	if _, err := Open(t.Context(), path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%v, want that there is no file", err)
	}
	f, err := OpenFile(t.Context(), path, os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = f.WriteString("x")
	_ = f.Close()
	if f, err = Open(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if text, err := io.ReadAll(NewReader(t.Context(), "a", f)); string(text) != "x" || err != nil {
		t.Errorf("read %q, %v", text, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Open(ctx, path); !errors.Is(err, context.Canceled) {
		t.Errorf("%v after the end", err)
	}
}
