package rpc_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"

	"go.uber.org/goleak"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/rpc"
	"github.com/epiviz/epivizgo/session/rpc/rpctest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// rig is a running connection, with the page's end in the test's hands.
type rig struct {
	t    *testing.T
	page *rpctest.End
	conn *rpc.Conn
	stop context.CancelCauseFunc // ends the context of Run
	ran  error                   // of Run; set once it has returned

	mu       sync.Mutex
	problems []string // guarded by mu
}

// run runs a test on a rig with a time of its own, and ends the rig: a
// goroutine that is left then fails the test.
func run(t *testing.T, room int, handler rpc.Handler, test func(t *testing.T, r *rig)) {
	synctest.Test(t, func(t *testing.T) { inRig(t, room, handler, test) })
}

// inRig does what run does for a test that is in a bubble already, as it must be if its
// handler waits for a channel.
func inRig(t *testing.T, room int, handler rpc.Handler, test func(t *testing.T, r *rig)) {
	page, program := rpctest.Pipe(room)
	r := &rig{t: t, page: page}
	r.conn = rpc.New(program, rpc.Options{Handler: handler, Problem: func(err error) {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.problems = append(r.problems, err.Error())
	}})
	ctx, cancel := context.WithCancelCause(t.Context())
	r.stop = cancel
	go func() { r.ran = r.conn.Run(ctx) }()
	test(t, r)
	cancel(context.Canceled)
	synctest.Wait()
	if r.ran == nil {
		t.Error("Run has not returned")
	}
}

// next reads what the program sends: a request or a response.
func (r *rig) next() protocol.Message {
	r.t.Helper()
	frame, err := r.page.ReadMessage()
	if err != nil {
		r.t.Fatalf("the page reads: %v", err)
	}
	msg, err := protocol.Decode(frame)
	if err != nil {
		r.t.Fatalf("the page got %s: %v", frame, err)
	}
	return msg
}

// asked reads a request of the program.
func (r *rig) asked() *protocol.Request {
	r.t.Helper()
	req, ok := r.next().(*protocol.Request)
	if !ok {
		r.t.Fatal("the page got an answer, wanted a request")
	}
	return req
}

// answered reads an answer of the program.
func (r *rig) answered() *protocol.Response {
	r.t.Helper()
	resp, ok := r.next().(*protocol.Response)
	if !ok {
		r.t.Fatal("the page got a request, wanted an answer")
	}
	return resp
}

// say writes a frame as the page.
func (r *rig) say(format string, args ...any) {
	r.t.Helper()
	if err := r.page.WriteMessage(fmt.Appendf(nil, format, args...)); err != nil {
		r.t.Fatalf("the page writes: %v", err)
	}
}

// reply answers a request of the program.
func (r *rig) reply(id int64, data string) {
	r.t.Helper()
	r.say(`{"requestId":%d,"type":"response","data":%s}`, id, data)
}

// ask sends a request of the page.
func (r *rig) ask(id int, action string) {
	r.t.Helper()
	r.say(`{"requestId":%d,"type":"request","data":{"action":%q}}`, id, action)
}

// told returns the problems reported so far.
func (r *rig) told() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]string(nil), r.problems...)
}

// call makes a call beside the test, which finds its outcome in the channel.
func (r *rig) call(ctx context.Context, action string, value any) <-chan error {
	done := make(chan error, 1)
	go func() { done <- r.conn.Call(ctx, action, nil, value) }()
	return done
}

const yes = `{"success":true,"errorMessage":null,"value":null}`
