package rpc

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"
)

const (
	// maxBacklog bounds the requests of one page that were read and not yet
	// answered, in bytes, each counted with requestCost besides its own. Beyond it
	// reading pauses, and the page waits.
	maxBacklog  = 64 << 20
	requestCost = 16 << 10 // of the goroutine and the answer
	// stallWait bounds such a pause. Handlers that wait for the page's answer to a
	// call of their own would wait forever, since it is read behind the requests.
	stallWait = 30 * time.Second
)

// backlog counts the unanswered requests of a page. One goroutine admits them, any
// may release them.
type backlog struct {
	open atomic.Int64  // bytes
	room chan struct{} // 1-buffered; signaled on every release
}

func newBacklog() *backlog { return &backlog{room: make(chan struct{}, 1)} }

// admit counts a request of size bytes and returns its cost. It blocks until there
// is room, at most for stallWait.
func (b *backlog) admit(ctx context.Context, size int) (cost int64, err error) {
	cost = int64(size) + requestCost
	if b.open.Load()+cost > maxBacklog {
		stalled := time.NewTimer(stallWait)
		defer stalled.Stop()
		for b.open.Load()+cost > maxBacklog {
			select {
			case <-b.room:
			case <-ctx.Done():
				return 0, context.Cause(ctx)
			case <-stalled.C:
				return 0, fmt.Errorf("the page has %d MB of requests open, and too few were answered within %v", maxBacklog>>20, stallWait)
			}
		}
	}
	b.open.Add(cost)
	return cost, nil
}

func (b *backlog) release(cost int64) {
	b.open.Add(-cost)
	select {
	case b.room <- struct{}{}:
	default:
	}
}
