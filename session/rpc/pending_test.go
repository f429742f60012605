package rpc

import (
	"errors"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/epiviz/epivizgo/protocol"
)

// Two answers that come before the caller has taken the first: the second is
// unknown, and nobody waits for room to put it.
func TestSecondAnswerIsUnknown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPending()
		id, answer, err := p.register()
		if err != nil {
			t.Fatal(err)
		}
		first := &protocol.Response{ID: id}
		if !p.deliver(first) {
			t.Error("nobody waited for the answer")
		}
		second := make(chan bool, 1)
		go func() { second <- p.deliver(&protocol.Response{ID: id}) }()
		synctest.Wait()
		select {
		case known := <-second:
			if known {
				t.Error("a second answer was waited for")
			}
		default:
			t.Error("a second answer waits, and everybody for it")
		}
		if got := <-answer; got != first {
			t.Errorf("got %v, want the first answer", got)
		}
		if n := p.waiting(); n != 0 {
			t.Errorf("%d calls wait, want none", n)
		}
	})
}

// TestFirstCauseCounts, as the error of calls that come later, too.
func TestFirstCauseCounts(t *testing.T) {
	p := newPending()
	first := errors.New("first")
	p.fail(first)
	p.fail(errors.New("second"))
	if _, _, err := p.register(); err != first || p.cause() != first {
		t.Errorf("%v, %v", err, p.cause())
	}
}

// deaf is a page that takes nothing.
type deaf struct{ Transport }

// TestDroppedCastsAreForgotten: they are not waited for.
func TestDroppedCastsAreForgotten(t *testing.T) {
	c := New(deaf{}, Options{}) // nothing is written before Run
	for n := range 2 * outBuffer {
		if sent := c.Cast(protocol.Redraw, nil, func() {}); sent != (n < outBuffer) {
			t.Fatalf("cast %d was sent: %v", n, sent)
		}
	}
	if n := len(c.pending.casts); n != outBuffer {
		t.Errorf("%d answers are waited for, %d requests wait", n, outBuffer)
	}
}

// TestUnderwayAtOnce: requests end while others are aborted; run with -race.
func TestUnderwayAtOnce(t *testing.T) {
	var u underway
	var wg sync.WaitGroup
	for id := range int64(1000) {
		ctx, done := u.begin(t.Context(), id)
		wg.Go(done)
		u.cancel(id)
		u.cancel(id - 1)
		<-ctx.Done()
	}
	wg.Wait()
	if len(u.stop) != 0 {
		t.Errorf("%d are left", len(u.stop))
	}
}
