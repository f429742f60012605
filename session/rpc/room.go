package rpc

import (
	"context"
	"runtime"
	"sync"
	"time"

	"github.com/epiviz/epivizgo/session/budget"
)

// Shared is the memory that the connections of a program share.
type Shared struct {
	large, small room // of answers
	backlog      room // of requests
	received     room // of messages
	turns        room // of making answers, which has a number instead of bytes
}

// NewShared returns what package budget allows.
func NewShared() *Shared {
	return &Shared{
		large: room{most: budget.LargeAnswers}, small: room{most: budget.SmallAnswers},
		backlog: room{most: budget.AllBacklog}, received: room{most: budget.Received},
		turns: room{most: max(1, int64(runtime.GOMAXPROCS(0))-1)},
	}
}

// turnMost bounds how long one answer keeps others from being made: the work on it may wait for a disk or a network.
const turnMost = 5 * time.Millisecond

// turn waits for the turn of making an answer and returns what ends it, or nil if ctx ends before. Of all pages together, as
// many answers are made at a time as there are processors, less one, which so is free to read and to write: while all are busy
// the scheduler looks for what pages have sent only every 10 ms, and a command waits for that and behind the answers of all pages.
func (s *Shared) turn(ctx context.Context) (end func()) {
	if s.turns.acquire(ctx, 1) != nil {
		return nil
	}
	pass := sync.OnceFunc(func() { s.turns.release(1) })
	overdue := time.AfterFunc(turnMost, pass)
	return func() {
		overdue.Stop()
		pass()
	}
}

// answers returns the room that an answer takes besides that of its page.
func (s *Shared) answers(size int64) *room {
	if size > budget.SmallAnswer {
		return &s.large
	}
	return &s.small
}

// room shares out a number of bytes, in the order in which it is asked for, so that a
// large answer is not kept waiting by small ones forever.
type room struct {
	most    int64
	mu      sync.Mutex
	taken   int64     // guarded by mu
	waiting []*waiter // guarded by mu
}

type waiter struct {
	size    int64
	granted chan struct{} // closed when size is taken
}

// acquire blocks until size bytes, at most the whole room, are free and reserves them.
func (r *room) acquire(ctx context.Context, size int64) error {
	r.mu.Lock()
	w := &waiter{size, make(chan struct{})}
	r.waiting = append(r.waiting, w)
	r.grantLocked()
	r.mu.Unlock()
	select {
	case <-w.granted:
		return nil
	case <-ctx.Done():
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for i, other := range r.waiting {
		if other == w {
			r.waiting = append(r.waiting[:i], r.waiting[i+1:]...)
			r.grantLocked() // w may have kept a smaller one waiting
			return context.Cause(ctx)
		}
	}
	r.taken -= size // granted meanwhile
	r.grantLocked()
	return context.Cause(ctx)
}

func (r *room) release(size int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.taken -= size
	r.grantLocked()
}

// grantLocked grants the waiters in order, as long as there is room; r.mu is held.
func (r *room) grantLocked() {
	for len(r.waiting) > 0 && r.taken+r.waiting[0].size <= r.most {
		r.taken += r.waiting[0].size
		close(r.waiting[0].granted)
		r.waiting = r.waiting[1:]
	}
}

// share is what one request holds of the room. Only its own goroutine uses it.
type share struct {
	page   *room
	shared *Shared
	size   int64
}

type shareKey struct{}

// Reserve waits until the page's answers leave room for size bytes more, which
// the request of ctx, a context that a Handler was given, then holds until its
// answer is written. A second call replaces what the first reserved. Handlers
// call it before they make what is large. It fails when ctx ends. Outside of a
// Handler it reserves nothing.
func Reserve(ctx context.Context, size int64) error {
	s, ok := ctx.Value(shareKey{}).(*share)
	if !ok {
		return nil
	}
	// What is held is given back first: two requests that kept what they have
	// while they wait for more could wait for each other.
	s.release()
	size = min(max(size, 0), budget.Answers)
	if err := s.page.acquire(ctx, size); err != nil {
		return err
	}
	if err := s.shared.answers(size).acquire(ctx, size); err != nil {
		s.page.release(size)
		return err
	}
	s.size = size
	return nil
}

func (s *share) release() {
	if s.size > 0 {
		s.page.release(s.size)
		s.shared.answers(s.size).release(s.size)
	}
	s.size = 0
}
