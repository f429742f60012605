package rpc

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/epiviz/epivizgo/session/budget"
)

// stallWait bounds a pause of reading for want of room. Handlers that wait for the page's answer to a call of their
// own would wait forever, since it is read behind the requests.
const stallWait = 30 * time.Second

// backlog counts the unanswered requests of a page. One goroutine admits them, any
// may release them.
type backlog struct {
	all  *room         // of all pages, for what a page has beyond budget.OwnBacklog
	open atomic.Int64  // bytes
	own  atomic.Int64  // of open, those that are not in all
	room chan struct{} // 1-buffered; signaled on every release
}

func newBacklog(all *room) *backlog { return &backlog{all: all, room: make(chan struct{}, 1)} }

// errStalled is the cause of the end of a wait that took stallWait.
var errStalled = errors.New("stalled")

// admit counts a request of size bytes until release is called. It blocks until there
// is room, at most for stallWait.
func (b *backlog) admit(ctx context.Context, size int) (release func(), err error) {
	cost := int64(size) + budget.RequestCost
	if b.open.Load()+cost <= budget.Backlog && b.own.Load()+cost <= budget.OwnBacklog {
		b.open.Add(cost)
		b.own.Add(cost)
		return func() { b.own.Add(-cost); b.release(cost) }, nil
	}
	wait, cancel := context.WithTimeoutCause(ctx, stallWait, errStalled)
	defer cancel()
	for b.open.Load()+cost > budget.Backlog && err == nil {
		select {
		case <-b.room:
		case <-wait.Done():
			err = context.Cause(wait)
		}
	}
	if err == nil {
		err = b.all.acquire(wait, cost)
	}
	switch {
	case errors.Is(err, errStalled) && ctx.Err() == nil:
		return nil, fmt.Errorf("the page has %d kB of requests open, at most %d MB and %d MB of all pages may be, "+
			"and too few were answered within %v",
			b.open.Load()>>10, budget.Backlog>>20, budget.AllBacklog>>20, stallWait)
	case err != nil:
		return nil, err
	}
	b.open.Add(cost)
	return func() { b.all.release(cost); b.release(cost) }, nil
}

func (b *backlog) release(cost int64) {
	b.open.Add(-cost)
	select {
	case b.room <- struct{}{}:
	default:
	}
}
