package rpc

import (
	"context"
	"sync"
)

// underway has the requests in flight, or waiting for their turn, that the page may
// abort. A request is in it before the next frame is read, so that an abort either
// finds the request or comes after its answer.
type underway struct {
	mu   sync.Mutex
	stop map[int64]*context.CancelFunc // by the page's id; guarded by mu
}

// begin adds a request and returns the context of its work and a function that ends
// and removes it. Of two requests with the same id, a fault of the page, the later
// counts.
func (u *underway) begin(ctx context.Context, id int64) (context.Context, func()) {
	ctx, cancel := context.WithCancel(ctx)
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.stop == nil {
		u.stop = map[int64]*context.CancelFunc{}
	}
	u.stop[id] = &cancel
	return ctx, func() {
		cancel()
		u.mu.Lock()
		defer u.mu.Unlock()
		if u.stop[id] == &cancel {
			delete(u.stop, id)
		}
	}
}

// cancel cancels the request with the given id. It is a no-op if the request is
// not in flight.
func (u *underway) cancel(id int64) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if stop := u.stop[id]; stop != nil {
		(*stop)()
	}
}
