package server

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"slices"
	"strconv"
	"sync"
	"time"
)

// A page of an origin that nobody has allowed waits: its handshake is held until a person at the prompt allows the
// origin, or not for ever. Nothing is answered meanwhile.

const (
	mostHeld   = 8                // handshakes at a time
	holdAtMost = 60 * time.Second // one of them
	// mostOrigins bounds the origins that are remembered.
	mostOrigins = 100
)

// Asked is an origin of pages that asked to connect.
type Asked struct {
	Number  int
	Origin  string
	Server  string // the user who serves the pages on this machine, where that is another one
	Allowed bool
	Waiting int // handshakes that are held
}

// waiting are the handshakes that are held, by their origins.
type waiting struct {
	atMost time.Duration // as holdAtMost
	asks   func(Asked)   // is called when a page waits and none of its origin did; nil if nobody can be asked

	mu   sync.Mutex
	last int      // number; guarded by mu
	all  []*asked // guarded by mu
}

type asked struct {
	Asked
	open chan struct{}   // closed when it is allowed
	held []chan struct{} // of each handshake, closed when it gives way to one of another origin
}

// hold returns when a page of an origin is allowed, or why it is not.
func (w *waiting) hold(ctx context.Context, origin string) (refused string) {
	if w.asks == nil {
		return "the page's origin " + short(origin) + " is not allowed here; start with --allow-origin " + short(origin) + " if you trust it"
	}
	a, away, refused := w.enter(origin)
	if a == nil {
		return refused
	}
	defer w.leave(a, away)
	late := time.NewTimer(w.atMost)
	defer late.Stop()
	select {
	case <-a.open:
		return ""
	case <-away:
		return "other pages wait, too; type " + a.word() + " at the prompt of epivizgo, then reload the page"
	case <-late.C:
		return fmt.Sprintf("nobody allowed %s within %v; type %s at the prompt of epivizgo, then reload the page",
			short(origin), w.atMost, a.word())
	case <-ctx.Done():
		return "the page has gone"
	}
}

// word returns the command that allows the origin.
func (a *asked) word() string { return fmt.Sprintf("allow %d", a.Number) }

// enter begins to hold a handshake. Without a it is refused, or, without a reason, allowed.
func (w *waiting) enter(origin string) (a *asked, away chan struct{}, refused string) {
	w.mu.Lock()
	i := slices.IndexFunc(w.all, func(a *asked) bool { return a.Origin == origin })
	if i >= 0 && w.all[i].Allowed {
		w.mu.Unlock()
		return nil, nil, ""
	}
	if !w.makeRoom(origin, i < 0) {
		w.mu.Unlock()
		return nil, nil, fmt.Sprintf("%d pages of other origins wait to be allowed; type allow at the prompt of epivizgo to see them", mostHeld)
	}
	if i < 0 {
		w.last++
		w.all = append(w.all, &asked{Asked: Asked{Number: w.last, Origin: origin, Server: serverOf(origin)}, open: make(chan struct{})})
		i = len(w.all) - 1
	}
	a, away = w.all[i], make(chan struct{})
	a.held = append(a.held, away)
	first, told := len(a.held) == 1, a.asked()
	w.mu.Unlock()
	if first {
		w.asks(told)
	}
	return a, away, ""
}

// makeRoom reports whether one more handshake can be held. One of the origin that has most gives way to one of an
// origin that has fewer. w.mu is held.
func (w *waiting) makeRoom(origin string, isNew bool) bool {
	held, own := 0, 0
	var most *asked
	for _, a := range w.all {
		held += len(a.held)
		if a.Origin == origin {
			own = len(a.held)
		}
		if most == nil || len(a.held) > len(most.held) {
			most = a
		}
	}
	if held >= mostHeld {
		if own+1 >= len(most.held) {
			return false
		}
		last := len(most.held) - 1
		close(most.held[last])
		most.held = most.held[:last]
	}
	if isNew && len(w.all) >= mostOrigins {
		i := slices.IndexFunc(w.all, func(a *asked) bool { return !a.Allowed && len(a.held) == 0 })
		if i < 0 {
			return false
		}
		w.all = slices.Delete(w.all, i, i+1)
	}
	return true
}

func (w *waiting) leave(a *asked, away chan struct{}) {
	w.mu.Lock()
	defer w.mu.Unlock()
	a.held = slices.DeleteFunc(a.held, func(have chan struct{}) bool { return have == away })
}

// asked returns the origin as others see it; w.mu is held.
func (a *asked) asked() Asked {
	out := a.Asked
	out.Waiting = len(a.held)
	return out
}

// list lists the origins that asked.
func (w *waiting) list() []Asked {
	w.mu.Lock()
	defer w.mu.Unlock()
	var out []Asked
	for _, a := range w.all {
		out = append(out, a.asked())
	}
	return out
}

// allow lets in the pages of the origin with a number, those that wait and those that come.
func (w *waiting) allow(number int) (Asked, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	i := slices.IndexFunc(w.all, func(a *asked) bool { return a.Number == number })
	if i < 0 {
		return Asked{}, false
	}
	a := w.all[i]
	if !a.Allowed {
		a.Allowed = true
		close(a.open)
	}
	return a.asked(), true
}

// serverOf returns the user who serves the pages of a loopback origin, if that is another one.
func serverOf(origin string) string {
	u, ok := parseOrigin(origin)
	if !ok || !isLoopback(u.Hostname()) {
		return ""
	}
	port, err := strconv.ParseUint(cmp.Or(u.Port(), map[string]string{"http": "80", "https": "443"}[u.Scheme]), 10, 16)
	if err != nil {
		return ""
	}
	if uid, ok := listenerOf(uint16(port)); ok && uid != os.Geteuid() {
		return userName(uid)
	}
	return ""
}
