package rpc

import (
	"sync"

	"github.com/epiviz/epivizgo/protocol"
)

// pending has the calls that wait for a page's answer. A call is registered before
// its request is written and removed when it returns, so that an answer either finds
// its call or is unknown.
type pending struct {
	mu    sync.Mutex
	next  int64                             // id of the next call; guarded by mu
	calls map[int64]chan *protocol.Response // 1-buffered; guarded by mu; nil once failed
	casts map[int64]func()                  // what is called for the answer; guarded by mu
	err   error                             // first cause of the end; guarded by mu
}

func newPending() *pending {
	return &pending{calls: make(map[int64]chan *protocol.Response), casts: make(map[int64]func())}
}

// register adds a call. The channel receives at most one answer and is closed
// without one when the connection ends.
func (p *pending) register() (int64, chan *protocol.Response, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.calls == nil {
		return 0, nil, p.err
	}
	id := p.next
	p.next++
	ch := make(chan *protocol.Response, 1)
	p.calls[id] = ch
	return id, ch, nil
}

// cast adds a call that nobody waits for. answered is called for its answer.
func (p *pending) cast(answered func()) (int64, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.calls == nil {
		return 0, p.err
	}
	id := p.next
	p.next++
	p.casts[id] = answered
	return id, nil
}

// remove removes a call. A later answer to it is unknown.
func (p *pending) remove(id int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.calls, id)
	delete(p.casts, id)
}

// deliver hands an answer to its call and reports whether there was one. It
// removes the call: a second answer (pages send two to uiStatus) is unknown.
func (p *pending) deliver(r *protocol.Response) bool {
	p.mu.Lock()
	ch, called := p.calls[r.ID]
	answered, cast := p.casts[r.ID]
	delete(p.calls, r.ID)
	delete(p.casts, r.ID)
	p.mu.Unlock()
	switch {
	case called:
		ch <- r
	case cast:
		answered()
	}
	return called || cast
}

// fail ends every call, now and from now on, with err. Only the first counts.
func (p *pending) fail(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.calls == nil {
		return
	}
	p.err = err
	for _, ch := range p.calls {
		close(ch)
	}
	p.calls = nil
}

// cause returns the error of the first fail, nil before.
func (p *pending) cause() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.err
}

// waiting returns the number of calls without an answer.
func (p *pending) waiting() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.calls)
}
