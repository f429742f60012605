package session

import (
	"cmp"
	"fmt"
	"net/netip"
	"sync"
	"time"

	"github.com/epiviz/epivizgo/session/page"
	"github.com/epiviz/epivizgo/session/server"
)

// Every connection is told once: as a browser when it is up to date, or after unseenFor without that. Whoever comes and
// goes again and again is told with a count.

const (
	// unseenFor is how long a connection may be that is not told.
	unseenFor = 2 * time.Second
	// toldEach is how many sentences of one kind are told within countFor. Those that follow are counted.
	toldEach, countFor = 3, time.Minute
	// mostKinds bounds the kinds that are told apart.
	mostKinds = 100
)

// visits tells the user who comes and goes.
type visits struct {
	notify func(string)

	mu    sync.Mutex
	kinds map[string]*kindTold  // guarded by mu
	all   map[*page.Page]*visit // guarded by mu
	over  bool                  // guarded by mu
}

// kindTold is what was told of one kind lately.
type kindTold struct {
	told, more int
	what       string
	timer      *time.Timer
}

// tell tells a sentence, or counts it among those of its kind, of which what is the subject and verb.
func (v *visits) tell(kind, sentence, what string) {
	v.mu.Lock()
	if v.kinds == nil {
		v.kinds = map[string]*kindTold{}
	}
	k := v.kinds[kind]
	if k == nil && len(v.kinds) >= mostKinds {
		kind, what = "", "others connected or asked to"
		k = v.kinds[kind]
	}
	if k == nil {
		k = &kindTold{what: what}
		v.kinds[kind] = k
		k.timer = time.AfterFunc(countFor, func() { v.count(kind) })
	}
	each := k.told < toldEach || v.over
	if each {
		k.told++
	} else {
		k.more++
	}
	v.mu.Unlock()
	if each {
		v.notify(sentence)
	}
}

// count tells how many more there were of a kind, if there were any.
func (v *visits) count(kind string) {
	v.mu.Lock()
	k := v.kinds[kind]
	more := k.more
	switch {
	case v.over:
	case more == 0:
		delete(v.kinds, kind)
	default: // go on counting
		k.more = 0
		k.timer.Reset(countFor)
	}
	what, over := k.what, v.over
	v.mu.Unlock()
	if more > 0 && !over {
		v.notify(fmt.Sprintf("%s, %d more times within a minute", what, more))
	}
}

// close tells what was counted and not told.
func (v *visits) close() {
	v.mu.Lock()
	v.over = true
	var left []string
	for _, k := range v.kinds {
		k.timer.Stop()
		if k.more > 0 {
			left = append(left, fmt.Sprintf("%s, %d more times", k.what, k.more))
		}
	}
	v.mu.Unlock()
	for _, sentence := range left {
		v.notify(sentence)
	}
}

// of returns the visit of a page.
func (v *visits) of(b *page.Page) *visit {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.all[b]
}

// visit is one connection.
type visit struct {
	s     *Session
	page  *page.Page
	from  server.Peer
	timer *time.Timer

	mu sync.Mutex
	// guest means that it was told as a connection, browser that it was as a browser; guarded by mu.
	guest, browser bool
	over           bool // guarded by mu
}

// arrive begins the visit of a page, which end ends.
func (s *Session) arrive(b *page.Page, from server.Peer) *visit {
	v := &visit{s: s, page: b, from: from}
	s.visits.mu.Lock()
	if s.visits.all == nil {
		s.visits.all = map[*page.Page]*visit{}
	}
	s.visits.all[b] = v
	s.visits.mu.Unlock()
	s.mu.Lock()
	s.guests = append(s.guests, b)
	s.mu.Unlock()
	v.timer = time.AfterFunc(unseenFor, v.tell)
	return v
}

// who names whose page it is as far as that is not what everybody expects.
func (v *visit) who() string {
	of := ""
	if v.from.Origin != "" {
		of += " of " + v.from.Origin
	}
	if v.from.Other {
		of += " of user " + v.from.User
	}
	if at, err := netip.ParseAddrPort(v.from.Addr); err == nil && !at.Addr().Unmap().IsLoopback() {
		of += " at " + at.Addr().Unmap().String()
	}
	return of
}

// kind is "a page" or "a program".
func (v *visit) kind() string {
	if v.from.Origin != "" {
		return "a page"
	}
	return "a program"
}

// name names a connection that is no browser.
func (v *visit) name() string { return v.kind() + cmp.Or(v.who(), " at "+v.from.Addr) }

// tell tells that it has come, unless that was told.
func (v *visit) tell() {
	v.mu.Lock()
	defer v.mu.Unlock()
	number := v.page.Number()
	switch {
	case v.over || v.s.opt.Quiet || v.browser:
	case number > 0:
		v.browser = true
		what := v.page.Generation() + v.who()
		v.s.visits.tell("came "+what, fmt.Sprintf("browser %d connected: %s", number, what), what+" connected")
	case !v.guest:
		v.guest = true
		what := v.kind() + v.who()
		v.s.visits.tell("came "+what, v.name()+" connected; it has not asked for measurements", what+" connected")
	}
}

// end tells that it has gone. stopped means that the program sent it away.
func (v *visit) end(stopped bool) {
	v.timer.Stop()
	if !stopped {
		v.tell()
	}
	v.s.visits.mu.Lock()
	delete(v.s.visits.all, v.page)
	v.s.visits.mu.Unlock()
	v.mu.Lock()
	defer v.mu.Unlock()
	v.over = true
	switch {
	case stopped || v.s.opt.Quiet:
	case v.browser:
		what := v.page.Generation() + v.who()
		v.s.visits.tell("went "+what, v.page.Name()+" disconnected", what+" disconnected")
	default:
		what := v.kind() + v.who()
		v.s.visits.tell("went "+what, v.name()+" disconnected", what+" disconnected")
	}
}
