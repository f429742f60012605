package rpc

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/epiviz/epivizgo/session/budget"
)

// Room is given in the order in which it is asked for: a large answer is not
// overtaken by small ones forever.
func TestRoomIsGivenInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := room{most: budget.Answers}
		got := make(chan string, 10)
		take := func(ctx context.Context, name string, size int64) {
			go func() {
				if err := r.acquire(ctx, size); err != nil {
					name += " gave up"
				}
				got <- name
			}()
			synctest.Wait()
		}
		want := func(names ...string) {
			t.Helper()
			synctest.Wait()
			for _, name := range names {
				select {
				case have := <-got:
					if have != name {
						t.Errorf("%s, want %s", have, name)
					}
				default:
					t.Errorf("nobody, want %s", name)
				}
			}
			select {
			case have := <-got:
				t.Errorf("%s, want nobody", have)
			default:
			}
		}
		take(t.Context(), "first", budget.Answers-10)
		want("first")
		ctx, cancel := context.WithCancelCause(t.Context())
		take(ctx, "large", budget.Answers)
		take(t.Context(), "small", 5)
		take(t.Context(), "other", 6)
		want() // there is room for the small one, but the large one came first
		cancel(errors.New("aborted"))
		want("large gave up", "small")
		r.release(budget.Answers - 10)
		want("other")
		r.release(5)
		r.release(6)
		if r.taken != 0 || len(r.waiting) != 0 {
			t.Errorf("%d bytes taken, %d waiting; want none", r.taken, len(r.waiting))
		}
	})
}

// TestGrantedTooLate: what is granted to whoever has given up is given back.
func TestGrantedTooLate(t *testing.T) {
	r := room{most: 1000}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for range 200 { // both ends are there: either may be seen first
		if r.acquire(ctx, 10) == nil {
			r.release(10)
		}
	}
	if r.taken != 0 {
		t.Errorf("%d bytes are taken by nobody", r.taken)
	}
}

// TestRoomOfAllPages: pages share the room of large answers, and that of small ones, which do not wait for large ones.
func TestRoomOfAllPages(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shared := NewShared()
		page := func() (*share, context.Context) {
			s := &share{page: &room{most: budget.Answers}, shared: shared}
			return s, context.WithValue(t.Context(), shareKey{}, s)
		}
		var hogs []*share
		for range budget.LargeAnswers / budget.Answers {
			hog, ctx := page()
			if err := Reserve(ctx, 2*budget.Answers); err != nil { // all of its room, and no more
				t.Fatal(err)
			}
			hogs = append(hogs, hog)
		}
		if shared.large.taken != budget.LargeAnswers || shared.small.taken != 0 {
			t.Errorf("%d and %d bytes are taken", shared.large.taken, shared.small.taken)
		}
		own, ctx := page()
		if err := Reserve(ctx, budget.SmallAnswer); err != nil || shared.small.taken != budget.SmallAnswer {
			t.Errorf("a small answer: %v, %d bytes are taken", err, shared.small.taken)
		}
		ended, cancel := context.WithCancel(ctx)
		done := make(chan error, 1)
		go func() { done <- Reserve(ended, budget.SmallAnswer+1) }()
		synctest.Wait()
		select {
		case err := <-done:
			t.Errorf("a large answer of another page did not wait: %v", err)
		default:
		}
		cancel()
		if err := <-done; err == nil || own.page.taken != 0 || own.size != 0 {
			t.Errorf("%v, and %d bytes of the page are taken", err, own.page.taken)
		}
		go func() { done <- Reserve(ctx, budget.SmallAnswer+1) }()
		synctest.Wait()
		hogs[0].release()
		if err := <-done; err != nil {
			t.Error(err)
		}
		own.release()
		for _, hog := range hogs {
			hog.release()
		}
		if err := Reserve(ctx, -10); err != nil || own.page.taken != 0 {
			t.Errorf("less than nothing: %v, %d bytes are taken", err, own.page.taken)
		}
		if shared.large.taken != 0 || shared.small.taken != 0 || own.page.taken != 0 {
			t.Errorf("%d, %d and %d bytes are taken in the end", shared.large.taken, shared.small.taken, own.page.taken)
		}
	})
}

// TestLargeBuffersAreNotKept for the next answer.
func TestLargeBuffersAreNotKept(t *testing.T) {
	kept, large := make([]byte, maxPooled), make([]byte, maxPooled+1)
	recycle(&kept)
	recycle(&large)
	if kept == nil || large != nil {
		t.Errorf("%d and %d bytes are kept", len(kept), len(large))
	}
}

// Few answers are made at a time, in the order in which they are asked for; one that takes long gives up its turn.
func TestTurns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := NewShared()
		begun := make(chan int, 10)
		ends := make([]func(), 10)
		ask := func(ctx context.Context, i int) {
			go func() {
				if ends[i] = s.turn(ctx); ends[i] != nil {
					begun <- i
				}
			}()
			synctest.Wait()
		}
		want := func(numbers ...int) {
			t.Helper()
			synctest.Wait()
			var have []int
			for len(begun) > 0 {
				have = append(have, <-begun)
			}
			slices.Sort(have) // those that are given a turn at once may go on in any order
			if !slices.Equal(have, numbers) {
				t.Errorf("%v begin, want %v", have, numbers)
			}
		}
		s.turns.most = 2
		ask(t.Context(), 0)
		ask(t.Context(), 1)
		want(0, 1)
		canceled, cancel := context.WithCancel(t.Context())
		ask(canceled, 2)
		ask(t.Context(), 3)
		ask(t.Context(), 4)
		ask(t.Context(), 5)
		want()
		cancel()
		want() // the one that has left takes no turn
		if ends[2] != nil {
			t.Error("it has a turn")
		}
		ends[1]()
		ends[1]()
		want(3)
		time.Sleep(turnMost) // 0 and 3 wait for a disk
		want(4, 5)
		for _, i := range []int{0, 3, 4, 5} {
			ends[i]()
		}
		if s.turns.taken != 0 {
			t.Errorf("%d turns are taken", s.turns.taken)
		}
	})
}
