package server

import (
	"fmt"
	"testing"
)

// enters has as many handshakes of an origin held.
func enters(t *testing.T, w *waiting, origin string, n int) (a *asked, away []chan struct{}) {
	t.Helper()
	for range n {
		one, gives, refused := w.enter(origin)
		if one == nil {
			t.Fatalf("%s is refused: %s", origin, refused)
		}
		a, away = one, append(away, gives)
	}
	return a, away
}

// closed counts the channels that are closed.
func closed(all []chan struct{}) (n int) {
	for _, ch := range all {
		select {
		case <-ch:
			n++
		default:
		}
	}
	return n
}

// TestTurns: who has most gives way, is told so, and takes nobody's turn.
func TestTurns(t *testing.T) {
	w := &waiting{asks: func(Asked) {}}
	_, ofA := enters(t, w, "http://a", mostHeld)
	_, ofB := enters(t, w, "http://b", 3)
	_, ofC := enters(t, w, "http://c", 1)
	if closed(ofA) != 4 || closed(ofB) != 0 || closed(ofC) != 0 {
		t.Errorf("%d, %d and %d gave way", closed(ofA), closed(ofB), closed(ofC))
	}
	for _, origin := range []string{"http://a", "http://b"} { // 4, 3 and 1 are held: b would only swap with a
		if one, _, refused := w.enter(origin); one != nil || refused == "" {
			t.Errorf("%s is held, too", origin)
		}
	}
	if closed(ofA) != 4 || closed(ofB) != 0 || closed(ofC) != 0 {
		t.Errorf("%d, %d and %d gave way", closed(ofA), closed(ofB), closed(ofC))
	}
	held := 0
	for _, o := range w.list() {
		held += o.Waiting
	}
	if held != mostHeld {
		t.Errorf("%d are held", held)
	}
}

// TestAllowedIsRemembered, however many others ask, and so is who waits.
func TestAllowedIsRemembered(t *testing.T) {
	w := &waiting{asks: func(Asked) {}}
	good, ofGood := enters(t, w, "http://good", 1)
	for range 2 { // allowing twice is allowing
		if a, ok := w.allow(1); !ok || !a.Allowed {
			t.Errorf("%+v, %v", a, ok)
		}
	}
	if closed([]chan struct{}{good.open}) != 1 {
		t.Error("who waits is not let in")
	}
	w.leave(good, ofGood[0])
	enters(t, w, "http://waits", 1)
	for n := range 2 * mostOrigins {
		origin := fmt.Sprintf("http://evil%d", n)
		a, away := enters(t, w, origin, 1)
		w.leave(a, away[0])
	}
	list := w.list()
	if len(list) != mostOrigins || list[0].Origin != "http://good" || !list[0].Allowed || list[1].Origin != "http://waits" || list[1].Waiting != 1 {
		t.Errorf("%d origins, the first %+v", len(list), list[:2])
	}
	enters(t, w, "http://evil", mostHeld-1) // all that may be held
	if a, _, refused := w.enter("http://good"); a != nil || refused != "" {
		t.Errorf("who is allowed waits, or is refused: %q", refused)
	}
}
