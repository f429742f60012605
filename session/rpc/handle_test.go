package rpc_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/rpc"
	"github.com/epiviz/epivizgo/session/rpc/rpctest"
)

// everyone checks that n requests, numbered from 0, get one answer each.
func everyone(r *rig, n int) {
	r.t.Helper()
	got := map[int64]int{}
	for range n {
		got[r.answered().ID]++
	}
	for id := range int64(n) {
		if got[id] != 1 {
			r.t.Errorf("request %d was answered %d times", id, got[id])
		}
	}
}

func TestHandleAnswers(t *testing.T) {
	handler := func(_ context.Context, req *protocol.Request) any {
		if req.Action == "nothing" {
			return nil
		}
		return []string{req.Action}
	}
	run(t, 0, handler, func(t *testing.T, r *rig) {
		r.ask(5, "hello")
		if resp := r.answered(); resp.ID != 5 || string(resp.Data) != `["hello"]` {
			t.Errorf("%d: %s", resp.ID, resp.Data)
		}
		r.ask(5, "nothing") // the page's ids are its own affair
		if resp := r.answered(); resp.ID != 5 || string(resp.Data) != `{}` {
			t.Errorf("%d: %s", resp.ID, resp.Data)
		}
	})
}

func TestHandleWithoutHandler(t *testing.T) {
	run(t, 0, nil, func(t *testing.T, r *rig) {
		r.ask(1, "anything")
		if resp := r.answered(); string(resp.Data) != `{}` {
			t.Errorf("%s", resp.Data)
		}
	})
}

// The page's numbers and the program's are independent.
func TestHandleBesideACallOfTheSameID(t *testing.T) {
	run(t, 0, nil, func(t *testing.T, r *rig) {
		done := r.call(t.Context(), protocol.Redraw, nil)
		id := r.asked().ID
		r.ask(int(id), "getSeqInfos")
		if resp := r.answered(); resp.ID != id {
			t.Errorf("answer %d", resp.ID)
		}
		if r.conn.Waiting() != 1 {
			t.Error("the page's request was taken for the answer")
		}
		r.reply(id, yes)
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

func TestHandleBadRequestIsAnswered(t *testing.T) {
	run(t, 0, nil, func(t *testing.T, r *rig) {
		for _, data := range []string{`null`, `[]`, `{"action":5}`} {
			r.say(`{"requestId":3,"type":"request","data":%s}`, data)
			if resp := r.answered(); resp.ID != 3 || string(resp.Data) != `{}` {
				t.Errorf("%s: %d, %s", data, resp.ID, resp.Data)
			}
		}
		if told := r.told(); len(told) != 3 {
			t.Errorf("told %q", told)
		}
	})
}

// Requests are handled beside each other, but not without bounds.
func TestHandleConcurrently(t *testing.T) {
	const many = 100
	synctest.Test(t, func(t *testing.T) {
		var running atomic.Int64
		gate := make(chan struct{})
		handler := func(context.Context, *protocol.Request) any {
			running.Add(1)
			<-gate
			return nil
		}
		inRig(t, many, handler, func(t *testing.T, r *rig) {
			for i := range many {
				r.ask(i, "a")
			}
			time.Sleep(time.Second) // none waits for its turn because of one that takes long
			synctest.Wait()
			if n := running.Load(); n < 2 || n > 64 {
				t.Errorf("%d of %d run at once", n, many)
			}
			close(gate)
			everyone(r, many)
		})
	})
}

func TestHandlePanics(t *testing.T) {
	handler := func(_ context.Context, req *protocol.Request) any {
		if req.Action == "bad" {
			panic("out of range")
		}
		return "good"
	}
	run(t, 0, handler, func(t *testing.T, r *rig) {
		r.ask(1, "bad")
		if resp := r.answered(); resp.ID != 1 || string(resp.Data) != `{}` {
			t.Errorf("%d: %s", resp.ID, resp.Data)
		}
		if told := r.told(); len(told) != 1 || !strings.Contains(told[0], "out of range") {
			t.Errorf("told %q", told)
		}
		r.ask(2, "good")
		if resp := r.answered(); string(resp.Data) != `"good"` {
			t.Errorf("after the panic: %s", resp.Data)
		}
	})
}

// An answer that cannot be encoded is an empty one.
func TestHandleEncodeFails(t *testing.T) {
	handler := func(_ context.Context, req *protocol.Request) any {
		if req.Action == "panic" {
			return panicking{}
		}
		return map[string]any{"a": 1, "b": math.NaN()}
	}
	run(t, 0, handler, func(t *testing.T, r *rig) {
		for i, action := range []string{"nan", "panic"} {
			r.ask(i, action)
			if resp := r.answered(); resp.ID != int64(i) || string(resp.Data) != `{}` {
				t.Errorf("%s: %d, %s", action, resp.ID, resp.Data)
			}
		}
		if told := r.told(); len(told) != 2 {
			t.Errorf("told %q", told)
		}
	})
}

type panicking struct{}

func (panicking) AppendJSON([]byte) []byte { panic("while encoding") }

// A handler that calls the page waits for an answer that is read behind its own
// request, and behind many more.
func TestHandleCallsThePage(t *testing.T) {
	const many = 300
	var r0 *rig
	handler := func(ctx context.Context, req *protocol.Request) any {
		if err := r0.conn.Call(ctx, protocol.Redraw, nil, nil); err != nil {
			return err.Error()
		}
		return true
	}
	run(t, 2*many, handler, func(t *testing.T, r *rig) {
		r0 = r
		for i := range many {
			r.ask(i, "userNavigate")
		}
		answered := map[int64]bool{}
		for len(answered) < many {
			switch msg := r.next().(type) {
			case *protocol.Request:
				r.reply(msg.ID, yes)
			case *protocol.Response:
				if string(msg.Data) != "true" || answered[msg.ID] {
					t.Fatalf("%d: %s, answered before: %v", msg.ID, msg.Data, answered[msg.ID])
				}
				answered[msg.ID] = true
			}
		}
	})
}

// A page may ask more at once than is kept: reading pauses, nothing is lost.
func TestHandleBacklog(t *testing.T) {
	const many = 6000 // more than maxBacklog holds
	synctest.Test(t, func(t *testing.T) {
		gate := make(chan struct{})
		handler := func(context.Context, *protocol.Request) any { <-gate; return nil }
		inRig(t, 0, handler, func(t *testing.T, r *rig) {
			sent := 0
			go func() {
				for i := range many {
					r.ask(i, "a")
					sent++
				}
			}()
			synctest.Wait()
			if sent == many {
				t.Error("everything was read while nothing was answered")
			}
			close(gate)
			everyone(r, many)
		})
	})
}

// When the handlers of a full backlog all wait for the page, whose answers are
// read behind it, the connection ends and says why.
func TestHandleBacklogDoesNotDeadlock(t *testing.T) {
	const many = 6000
	var r0 *rig
	handler := func(ctx context.Context, req *protocol.Request) any {
		_ = r0.conn.Call(ctx, protocol.Redraw, nil, nil)
		return nil
	}
	run(t, 0, handler, func(t *testing.T, r *rig) {
		r0 = r
		go func() {
			for { // the page reads on, and would answer behind its requests
				if _, err := r.page.ReadMessage(); err != nil {
					return
				}
			}
		}()
		begun := time.Now()
		var err error
		for i := range many {
			if err = r.page.WriteMessage(fmt.Appendf(nil, `{"requestId":%d,"type":"request","data":{"action":"a"}}`, i)); err != nil {
				break
			}
		}
		synctest.Wait()
		if err == nil || r.ran == nil || !strings.Contains(r.ran.Error(), "requests open") || time.Since(begun) > time.Minute {
			t.Errorf("after %v the page's writes end with %v, Run with %v", time.Since(begun), err, r.ran)
		}
	})
}

func TestHandleContextEndsWithTheConnection(t *testing.T) {
	for name, end := range map[string]func(r *rig){
		"disconnected":   func(r *rig) { r.page.Close() },
		"closed":         func(r *rig) { r.conn.Close() },
		"context of Run": func(r *rig) { r.stop(errors.New("stopped")) },
	} {
		t.Run(name, func(t *testing.T) {
			begun, ended := 0, 0
			handler := func(ctx context.Context, req *protocol.Request) any {
				begun++
				<-ctx.Done()
				ended++
				return "too late"
			}
			run(t, 0, handler, func(t *testing.T, r *rig) {
				r.ask(1, "slow")
				synctest.Wait()
				if begun != 1 || ended != 0 {
					t.Fatalf("%d begun, %d ended", begun, ended)
				}
				end(r)
				synctest.Wait()
				if ended != 1 || r.ran == nil {
					t.Errorf("%d ended, Run returned %v", ended, r.ran)
				}
			})
		})
	}
}

// Run waits for handlers, also for those that do not look at their context.
func TestRunWaitsForHandlers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		handler := func(context.Context, *protocol.Request) any { <-release; return nil }
		inRig(t, 0, handler, func(t *testing.T, r *rig) {
			r.ask(1, "stubborn")
			synctest.Wait() // until the handler runs
			r.page.Close()
			synctest.Wait()
			if r.ran != nil {
				t.Errorf("Run returned %v beside a handler", r.ran)
			}
			close(release)
			synctest.Wait()
			if r.ran == nil {
				t.Error("Run has not returned")
			}
		})
	})
}

// A page that asks and never reads holds up nothing but itself.
func TestHandleSlowReader(t *testing.T) {
	run(t, 0, func(context.Context, *protocol.Request) any { return strings.Repeat("x", 1000) }, func(t *testing.T, r *rig) {
		for i := range 500 {
			r.ask(i, "getRows")
		}
		synctest.Wait()
		everyone(r, 500)
	})
}

func TestRunBeforeAnyCall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		page, program := rpctest.Pipe(1)
		conn := rpc.New(program, rpc.Options{})
		done := make(chan error, 1)
		go func() { done <- conn.Call(t.Context(), protocol.Redraw, nil, nil) }()
		synctest.Wait() // the call waits for Run
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := conn.Run(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("Run with an ended context returned %v", err)
		}
		if err := <-done; !errors.Is(err, rpc.ErrDisconnected) {
			t.Error(err)
		}
		if err := page.WriteMessage(nil); err == nil {
			t.Error("the transport is open after Run")
		}
	})
}
