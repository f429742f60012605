package rpc_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/budget"
	"github.com/epiviz/epivizgo/session/rpc"
)

// However many large answers a page asks for at once, what they reserve together
// stays within the bound until they are written, also while the page reads none.
func TestAnswersOfOnePageAreBounded(t *testing.T) {
	for _, requests := range []int{16, 100} {
		const size = budget.Answers / 3
		var made atomic.Int64
		handler := func(ctx context.Context, _ *protocol.Request) any {
			if err := rpc.Reserve(ctx, 1); err != nil { // replaced by the next
				return err.Error()
			}
			if err := rpc.Reserve(ctx, size); err != nil {
				return err.Error()
			}
			made.Add(1)
			return "made"
		}
		run(t, 0, handler, func(t *testing.T, r *rig) {
			go func() {
				for i := range requests {
					_ = r.page.WriteMessage(fmt.Appendf(nil, `{"requestId":%d,"type":"request","data":{"action":"x"}}`, i))
				}
			}()
			for read := range requests {
				synctest.Wait()
				if n := int(made.Load()) - read; n > 3 || n < min(3, requests-read) {
					t.Fatalf("%d answers are made and not read, want %d", n, min(3, requests-read))
				}
				if got := r.answered(); string(got.Data) != `"made"` {
					t.Fatalf("answer %d: %s", got.ID, got.Data)
				}
			}
		})
	}
}

// An answer that waits for room ends with its connection, and one that no room
// could hold takes all of it.
func TestReserveEnds(t *testing.T) {
	var running atomic.Int64
	handler := func(ctx context.Context, _ *protocol.Request) any {
		running.Add(1)
		defer running.Add(-1)
		_ = rpc.Reserve(ctx, 10*budget.Answers)
		return nil
	}
	run(t, 0, handler, func(t *testing.T, r *rig) {
		for i := range 5 {
			r.ask(i, "x")
		}
		r.answered()
		time.Sleep(time.Second) // each has its turn
		synctest.Wait()
		if n := running.Load(); n != 3 { // one is read, one waits to be
			t.Errorf("%d requests wait for room, want 3", n)
		}
		r.conn.Close()
		synctest.Wait()
		if n := running.Load(); n != 0 {
			t.Errorf("%d requests wait for room of a connection that has ended", n)
		}
	})
	if err := rpc.Reserve(t.Context(), 1<<40); err != nil {
		t.Errorf("outside of a handler: %v", err)
	}
}
