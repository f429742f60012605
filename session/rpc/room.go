package rpc

import (
	"context"
	"sync"
)

// MaxAnswers bounds the memory of one page's answers together, in bytes, from when
// they are made until they are written. It must hold the largest single answer, with
// what it is made of, and bounds the memory that a page can claim however many
// requests it sends at once. A program with its files loaded and one such page stays
// below 500 MB.
const MaxAnswers = 128 << 20

// room shares out MaxAnswers, in the order in which it is asked for, so that a
// large answer is not kept waiting by small ones forever.
type room struct {
	mu      sync.Mutex
	taken   int64     // guarded by mu
	waiting []*waiter // guarded by mu
}

type waiter struct {
	size    int64
	granted chan struct{} // closed when size is taken
}

// acquire blocks until size bytes are free and reserves them. A size above MaxAnswers
// takes the whole room.
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
	for len(r.waiting) > 0 && r.taken+r.waiting[0].size <= MaxAnswers {
		r.taken += r.waiting[0].size
		close(r.waiting[0].granted)
		r.waiting = r.waiting[1:]
	}
}

// share is what one request holds of the room. Only its own goroutine uses it.
type share struct {
	room *room
	size int64
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
	size = min(max(size, 0), MaxAnswers)
	if err := s.room.acquire(ctx, size); err != nil {
		return err
	}
	s.size = size
	return nil
}

func (s *share) release() {
	s.room.release(s.size)
	s.size = 0
}
