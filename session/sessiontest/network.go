package sessiontest

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/epiviz/epivizgo/session/rpc"
	"github.com/epiviz/epivizgo/session/rpc/rpctest"
)

// Network connects pages with a session in memory. It serves one session: Serve is
// its session.Options.Serve, and Dial a Dialer of its pages. It may be used in a
// bubble of package synctest that it was made in.
type Network struct {
	calls chan rpc.Transport // the program's ends
	ended chan struct{}      // closed when Serve has returned
}

// NewNetwork returns a network without pages.
func NewNetwork() *Network {
	return &Network{calls: make(chan rpc.Transport), ended: make(chan struct{})}
}

// firstPort is the port that the first page seems to come from, the next one from the next.
const firstPort = 50000

// pipeRoom is how many messages are on their way in each direction before a
// writer waits.
const pipeRoom = 4096

// Serve connects pages until ctx is done and their connections have ended.
func (n *Network) Serve(ctx context.Context, connect func(ctx context.Context, t rpc.Transport, remote, version string)) error {
	defer close(n.ended)
	var pages sync.WaitGroup
	defer pages.Wait()
	for port := firstPort; ; port++ {
		select {
		case program := <-n.calls:
			pages.Go(func() { connect(ctx, program, fmt.Sprintf("127.0.0.1:%d", port), "") })
		case <-ctx.Done():
			return nil
		}
	}
}

// Dial connects a page. It fails once the session has ended.
func (n *Network) Dial(ctx context.Context) (rpc.Transport, error) {
	page, program := rpctest.Pipe(pipeRoom)
	select {
	case n.calls <- program:
		return page, nil
	case <-n.ended:
		return nil, errors.New("the session has ended")
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}
