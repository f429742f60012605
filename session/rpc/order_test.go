package rpc_test

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/rpc"
	"github.com/epiviz/epivizgo/session/rpc/rpctest"
)

// TestAnsweredComesAfterTheAnswer: what is sent once Answered is called is read after
// the answer.
func TestAnsweredComesAfterTheAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		page, program := rpctest.Pipe(0)
		var conn *rpc.Conn
		var open atomic.Int64
		conn = rpc.New(program, rpc.Options{
			Arrived: func(*protocol.Request) { open.Add(1) },
			Handler: func(context.Context, *protocol.Request) any { return strings.Repeat("x", 1<<20) },
			Answered: func(req *protocol.Request) {
				open.Add(-1)
				go func() { _ = conn.Call(t.Context(), "after-"+req.Action, nil, nil) }()
			},
		})
		done := make(chan error, 1)
		go func() { done <- conn.Run(t.Context()) }()
		for i := range 20 {
			if err := page.WriteMessage(fmt.Appendf(nil, `{"requestId":%d,"type":"request","data":{"action":"a"}}`, i)); err != nil {
				t.Fatal(err)
			}
			for _, want := range []string{`"type":"response"`, `"action":"after-a"`} {
				frame, err := page.ReadMessage()
				if err != nil {
					t.Fatal(err)
				}
				if !strings.Contains(string(frame), want) {
					t.Fatalf("request %d: the page read %.80s; wanted %s", i, frame, want)
				}
			}
		}
		if n := open.Load(); n != 0 {
			t.Errorf("%d requests arrived and were not answered", n)
		}
		conn.Close()
		<-done
	})
}

// TestInOrder: such requests are answered as they came, one at a time, and hold
// up no others while they wait.
func TestInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		page, program := rpctest.Pipe(100)
		release := make(chan struct{})
		conn := rpc.New(program, rpc.Options{
			InOrder: func(action string) bool { return action == "ordered" },
			Handler: func(_ context.Context, req *protocol.Request) any {
				if req.Action == "ordered" {
					<-release
				}
				return nil
			},
		})
		done := make(chan error, 1)
		go func() { done <- conn.Run(t.Context()) }()
		const n = 30 // more than are worked on at a time
		for i := range n {
			if err := page.WriteMessage(fmt.Appendf(nil, `{"requestId":%d,"type":"request","data":{"action":"ordered"}}`, i)); err != nil {
				t.Fatal(err)
			}
		}
		if err := page.WriteMessage([]byte(`{"requestId":99,"type":"request","data":{"action":"other"}}`)); err != nil {
			t.Fatal(err)
		}
		answered := func() int64 {
			frame, err := page.ReadMessage()
			if err != nil {
				t.Fatal(err)
			}
			msg, err := protocol.Decode(frame)
			if err != nil {
				t.Fatal(err)
			}
			return msg.(*protocol.Response).ID
		}
		if id := answered(); id != 99 {
			t.Errorf("request %d was answered first; wanted the one that needs no order", id)
		}
		for i := range int64(n) {
			release <- struct{}{}
			if id := answered(); id != i {
				t.Fatalf("answer %d was to request %d", i, id)
			}
		}
		conn.Close()
		<-done
	})
}
