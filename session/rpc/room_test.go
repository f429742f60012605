package rpc

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"

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
