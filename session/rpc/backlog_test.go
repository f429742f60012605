package rpc

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestBacklogCountsBytes(t *testing.T) {
	for _, tc := range []struct{ size, least, most int }{
		{100, 1000, maxBacklog / requestCost}, // small requests count for what they bring about
		{MaxMessage, 4, 8},
	} {
		synctest.Test(t, func(t *testing.T) {
			b := newBacklog()
			admitted := 0
			var costs int64
			var err error
			begun := time.Now()
			for err == nil {
				var cost int64
				if cost, err = b.admit(t.Context(), tc.size); err == nil {
					admitted++
					costs += cost
				}
			}
			if admitted < tc.least || admitted > tc.most || costs > maxBacklog {
				t.Errorf("%d requests of %d bytes are open", admitted, tc.size)
			}
			if time.Since(begun) != stallWait || !strings.Contains(err.Error(), "64 MB of requests open") {
				t.Errorf("refused after %v: %v", time.Since(begun), err)
			}
		})
	}
}

// A request that fills the backlog to the last byte does not wait.
func TestBacklogAtTheBound(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, begun := newBacklog(), time.Now()
		if _, err := b.admit(t.Context(), maxBacklog-requestCost); err != nil {
			t.Error(err)
		}
		if waited := time.Since(begun); waited != 0 {
			t.Errorf("the only request waited for %v", waited)
		}
		const size = 100
		admitted := make(chan error, 1)
		go func() {
			_, err := b.admit(t.Context(), size)
			admitted <- err
		}()
		synctest.Wait()
		b.release(size + requestCost)
		if err := <-admitted; err != nil {
			t.Error(err)
		}
		if waited := time.Since(begun); waited != 0 {
			t.Errorf("a request for which there was room waited for %v", waited)
		}
	})
}

func TestBacklogWaitsForRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBacklog()
		var costs []int64
		for range 7 {
			cost, err := b.admit(t.Context(), MaxMessage)
			if err != nil {
				t.Fatal(err)
			}
			costs = append(costs, cost)
		}
		done := make(chan error, 1)
		go func() {
			_, err := b.admit(t.Context(), 2*MaxMessage)
			done <- err
		}()
		for range 2 {
			time.Sleep(stallWait / 3) // of the bubble, not of the test
			select {
			case err := <-done:
				t.Fatalf("admitted into a full backlog, %v", err)
			default:
			}
			b.release(costs[0])
			costs = costs[1:]
		}
		if err := <-done; err != nil {
			t.Error(err)
		}
		for _, cost := range costs {
			b.release(cost)
		}
	})
}

func TestBacklogEndsWithTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBacklog()
		b.open.Store(maxBacklog)
		stopped := errors.New("stopped")
		ctx, cancel := context.WithCancelCause(t.Context())
		go cancel(stopped)
		if _, err := b.admit(ctx, 1); !errors.Is(err, stopped) {
			t.Error(err)
		}
	})
}
