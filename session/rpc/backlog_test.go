package rpc

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/epiviz/epivizgo/session/budget"
)

func TestBacklogCountsBytes(t *testing.T) {
	for _, tc := range []struct{ size, least, most int }{
		{100, 1000, budget.Backlog / budget.RequestCost}, // small requests count for what they bring about
		{budget.Message, 4, 8},
	} {
		synctest.Test(t, func(t *testing.T) {
			b := newBacklog(&room{most: budget.Backlog})
			admitted := 0
			var costs int64
			var err error
			begun := time.Now()
			for err == nil {
				if _, err = b.admit(t.Context(), tc.size); err == nil {
					admitted++
					costs += int64(tc.size) + budget.RequestCost
				}
			}
			if admitted < tc.least || admitted > tc.most || costs > budget.Backlog {
				t.Errorf("%d requests of %d bytes are open", admitted, tc.size)
			}
			if time.Since(begun) != stallWait || !strings.Contains(err.Error(), "at most 64 MB") {
				t.Errorf("refused after %v: %v", time.Since(begun), err)
			}
		})
	}
}

// A request that fills the backlog to the last byte does not wait.
func TestBacklogAtTheBound(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, begun := newBacklog(&room{most: budget.Backlog}), time.Now()
		var releases []func()
		for _, size := range []int{100, budget.Backlog - 2*budget.RequestCost - 100} {
			release, err := b.admit(t.Context(), size)
			if err != nil {
				t.Fatal(err)
			}
			releases = append(releases, release)
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
		releases[0]()
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
		b := newBacklog(&room{most: budget.Backlog})
		var releases []func()
		for range 7 {
			release, err := b.admit(t.Context(), budget.Message)
			if err != nil {
				t.Fatal(err)
			}
			releases = append(releases, release)
		}
		done := make(chan error, 1)
		go func() {
			last, err := b.admit(t.Context(), 2*budget.Message)
			if err == nil {
				last()
			}
			done <- err
		}()
		for range 2 {
			time.Sleep(stallWait / 3) // of the bubble, not of the test
			select {
			case err := <-done:
				t.Fatalf("admitted into a full backlog, %v", err)
			default:
			}
			releases[0]()
			releases = releases[1:]
		}
		if err := <-done; err != nil {
			t.Error(err)
		}
		for _, release := range releases {
			release()
		}
		if b.open.Load() != 0 || b.own.Load() != 0 || b.all.taken != 0 {
			t.Errorf("%d bytes are open, %d and %d", b.open.Load(), b.own.Load(), b.all.taken)
		}
	})
}

func TestBacklogEndsWithTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBacklog(&room{most: budget.Backlog})
		b.open.Store(budget.Backlog)
		stopped := errors.New("stopped")
		ctx, cancel := context.WithCancelCause(t.Context())
		go cancel(stopped)
		if _, err := b.admit(ctx, 1); !errors.Is(err, stopped) {
			t.Error(err)
		}
	})
}

// TestBacklogOfOthers: a page has some requests open even when all others have taken the rest.
func TestBacklogOfOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		all := &room{most: budget.Backlog}
		hog, page := newBacklog(all), newBacklog(all)
		hogged, err := hog.admit(t.Context(), budget.Backlog-budget.RequestCost)
		if err != nil {
			t.Fatal(err)
		}
		var releases []func()
		for range 10 {
			release, err := page.admit(t.Context(), 1000)
			if err != nil {
				t.Fatal(err)
			}
			releases = append(releases, release)
		}
		time.AfterFunc(time.Second, hogged)
		begun := time.Now()
		release, err := page.admit(t.Context(), budget.OwnBacklog)
		if err != nil || time.Since(begun) != time.Second {
			t.Errorf("admitted after %v, %v", time.Since(begun), err)
		}
		for _, release := range append(releases, release) {
			release()
		}
		if page.open.Load() != 0 || page.own.Load() != 0 || all.taken != 0 {
			t.Errorf("%d bytes are open, %d and %d", page.open.Load(), page.own.Load(), all.taken)
		}
	})
}
