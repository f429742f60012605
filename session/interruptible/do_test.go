package interruptible

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

type closer struct{ closed chan struct{} }

func (c closer) Close() error { close(c.closed); return nil }

// TestDo: what never returns is left with the context, after a word; what it returns later is closed.
func TestDo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		if n, err := Do(t.Context(), "a", func() (int, error) { return 1, nil }); n != 1 || err != nil {
			t.Errorf("%d, %v", n, err)
		}
		wrong := errors.New("wrong")
		if _, err := Do(t.Context(), "a", func() (int, error) { return 0, wrong }); err != wrong {
			t.Errorf("%v, want the error of the call", err)
		}
		var told []string
		ended := errors.New("interrupted")
		ctx, cancel := context.WithCancelCause(t.Context())
		time.AfterFunc(2*patience, func() { cancel(ended) })
		c := closer{make(chan struct{})}
		late := make(chan struct{})
		_, err := Do(WithTeller(ctx, func(s string) { told = append(told, s) }), "/far/rows.bed", func() (closer, error) {
			<-late
			return c, nil
		})
		if err != ended {
			t.Errorf("%v, want the cause of the end", err)
		}
		if want := []string{"waiting for rows.bed which does not answer; Ctrl-C ends it"}; !slices.Equal(told, want) {
			t.Errorf("told %q, want %q", told, want)
		}
		close(late)
		<-c.closed
	})
}

// busy cannot be closed while a read of it is under way, as files of some systems.
type busy struct{ read, closed chan struct{} }

func (b busy) Close() error {
	<-b.read
	close(b.closed)
	return nil
}

// TestClose: a file whose read was left is closed when that returns, and nobody waits for it.
func TestClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		f := busy{make(chan struct{}), make(chan struct{})}
		cancel()
		if err := Close(ctx, f); err != nil {
			t.Fatal(err)
		}
		close(f.read)
		<-f.closed
		wrong := errors.New("wrong")
		if err := Close(t.Context(), closeError{wrong}); err != wrong {
			t.Errorf("%v, want the error of Close", err)
		}
	})
}

type closeError struct{ err error }

func (c closeError) Close() error { return c.err }
