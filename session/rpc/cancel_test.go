package rpc_test

import (
	"context"
	"encoding/json"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/rpc"
	"github.com/epiviz/epivizgo/session/rpc/rpctest"
)

// cancelling runs a test on a connection whose page aborts requests with "cancel".
// The handler works until its context ends; for "held" until there is a "release", and
// for that and "quick" not at all. It adds the ids of the requests that it is given to
// began, and those that were canceled to ended.
func cancelling(t *testing.T, test func(r *rig, began, ended func() []int64)) {
	synctest.Test(t, func(t *testing.T) {
		page, program := rpctest.Pipe(100)
		var mu sync.Mutex
		var begun, stopped []int64
		list := func(ids *[]int64) func() []int64 {
			return func() []int64 {
				time.Sleep(time.Second) // as many as may have their turn
				synctest.Wait()
				mu.Lock()
				defer mu.Unlock()
				slices.Sort(*ids)
				return slices.Clone(*ids)
			}
		}
		note := func(ids *[]int64, id int64) {
			mu.Lock()
			defer mu.Unlock()
			*ids = append(*ids, id)
		}
		released := make(chan struct{})
		r := &rig{t: t, page: page}
		r.conn = rpc.New(program, rpc.Options{
			Handler: func(ctx context.Context, req *protocol.Request) any {
				note(&begun, req.ID)
				switch req.Action {
				case "quick", "cancel":
				case "held":
					<-released
				case "release":
					close(released)
				default:
					<-ctx.Done()
					note(&stopped, req.ID)
				}
				return req.Action
			},
			InOrder: func(action string) bool { return action == "deed" },
			Cancels: func(req *protocol.Request) (ids []int64) {
				if req.Action == "cancel" {
					var p protocol.CancelParams
					_ = json.Unmarshal(req.Args, &p)
					ids = p.Requests
				}
				return ids
			},
		})
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- r.conn.Run(ctx) }()
		test(r, list(&begun), list(&stopped))
		cancel()
		<-done
	})
}

func cancel(r *rig, id int, requests ...int64) {
	r.t.Helper()
	list, _ := json.Marshal(requests)
	r.say(`{"requestId":%d,"type":"request","data":{"action":"cancel","requests":%s}}`, id, list)
}

func expect(t *testing.T, what string, got []int64, want ...int64) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

// TestCancel: the work on an aborted request ends, the request is answered once, and
// the others go on.
func TestCancel(t *testing.T) {
	cancelling(t, func(r *rig, began, ended func() []int64) {
		r.ask(1, "slow")
		r.ask(2, "slow")
		expect(r.t, "begun", began(), 1, 2)
		cancel(r, 3, 1)
		expect(r.t, "ended", ended(), 1)
		answers := []int64{r.answered().ID, r.answered().ID}
		slices.Sort(answers)
		expect(r.t, "answered", answers, 1, 3)
		// Nothing of it is left: the id may be used again.
		r.ask(1, "slow")
		expect(r.t, "begun", began(), 1, 1, 2, 3)
		cancel(r, 4, 1)
		expect(r.t, "ended", ended(), 1, 1)
	})
}

// TestCancelBeforeItsTurn: a request that waits behind others is answered
// without being begun.
func TestCancelBeforeItsTurn(t *testing.T) {
	cancelling(t, func(r *rig, began, ended func() []int64) {
		busy := 0
		for ; len(began()) == busy; busy++ {
			r.ask(busy, "slow")
		}
		waits := int64(busy - 1) // the one that was not begun
		cancel(r, 99, waits)
		if a := r.answered(); a.ID != waits || string(a.Data) != "{}" {
			r.t.Errorf("answered %d with %s, want %d with {}", a.ID, a.Data, waits)
		}
		if slices.Contains(began(), waits) || len(ended()) > 0 {
			r.t.Errorf("begun %v, ended %v", began(), ended())
		}
	})
}

// TestCancelNothing: requests that are answered, unknown or served in order are not
// aborted.
func TestCancelNothing(t *testing.T) {
	cancelling(t, func(r *rig, began, ended func() []int64) {
		r.ask(1, "quick")
		if a := r.answered(); a.ID != 1 {
			r.t.Errorf("answered %d", a.ID)
		}
		r.ask(2, "deed")
		cancel(r, 3, 1, 2, -7, 1<<60)
		if a := r.answered(); a.ID != 3 {
			r.t.Errorf("answered %d, want 3", a.ID)
		}
		expect(r.t, "ended", ended())
		expect(r.t, "begun", began(), 1, 2, 3)
	})
}

// TestCancelOfTwoAlike: of two requests with one id the later is aborted, also after
// the first has ended.
func TestCancelOfTwoAlike(t *testing.T) {
	cancelling(t, func(r *rig, began, ended func() []int64) {
		r.ask(1, "held")
		expect(r.t, "begun", began(), 1)
		r.ask(1, "slow")
		expect(r.t, "begun", began(), 1, 1)
		r.ask(2, "release")
		answers := []int64{r.answered().ID, r.answered().ID}
		slices.Sort(answers)
		expect(r.t, "answered", answers, 1, 2)
		cancel(r, 3, 1)
		expect(r.t, "ended", ended(), 1)
	})
}
