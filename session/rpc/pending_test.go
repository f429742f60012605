package rpc

import (
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
