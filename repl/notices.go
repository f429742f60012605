package repl

import (
	"fmt"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/epiviz/epivizgo/repl/text"
)

const (
	// mostNotices bounds the news that wait for a console, and mostNotice each, in bytes. A terminal that is
	// stopped, slow or gone takes none.
	mostNotices = 256
	mostNotice  = 16 << 10
	// noticeWait is how long whoever has news waits until they are printed, so that they come before
	// whatever follows. Once a console takes longer, nobody waits until it takes some again.
	noticeWait = 100 * time.Millisecond
)

// notices passes news on to a console that may take none.
type notices struct {
	print func(text string)

	mu      sync.Mutex
	waiting []notice
	dropped int  // since waiting was full; guarded by mu
	busy    bool // a goroutine prints, which ends when nothing waits; guarded by mu
	stuck   bool // what is being printed takes longer than noticeWait; guarded by mu
}

type notice struct {
	text    string
	printed chan struct{} // closed then
}

func (n *notices) add(text string) {
	if len(text) > mostNotice {
		cut := mostNotice
		for !utf8.RuneStart(text[cut]) {
			cut--
		}
		text = text[:cut] + "…"
	}
	n.mu.Lock()
	if len(n.waiting) >= mostNotices {
		n.dropped++
		n.mu.Unlock()
		return
	}
	own := notice{text, make(chan struct{})}
	n.waiting = append(n.waiting, own)
	if !n.busy {
		n.busy = true
		go n.work()
	}
	stuck := n.stuck
	n.mu.Unlock()
	if stuck {
		return
	}
	late := time.NewTimer(noticeWait)
	defer late.Stop()
	select {
	case <-own.printed:
	case <-late.C:
		n.mu.Lock()
		n.stuck = n.busy
		n.mu.Unlock()
	}
}

// work prints what waits.
func (n *notices) work() {
	for {
		n.mu.Lock()
		var next notice
		switch {
		case len(n.waiting) > 0:
			next = n.waiting[0]
			n.waiting = n.waiting[1:]
		case n.dropped > 0:
			next = notice{fmt.Sprintf("%s left out while nothing could be printed", text.Count(n.dropped, "more notice")), make(chan struct{})}
			n.dropped = 0
		default:
			n.waiting, n.busy, n.stuck = nil, false, false
			n.mu.Unlock()
			return
		}
		n.mu.Unlock()
		n.print(next.text)
		close(next.printed)
	}
}
