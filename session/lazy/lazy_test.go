package lazy_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/epiviz/epivizgo/session/lazy"
)

func answer(n int) func(context.Context) (int, error) {
	return func(context.Context) (int, error) { return n, nil }
}

// untilDone waits for the end of its context.
func untilDone(ctx context.Context) (int, error) {
	<-ctx.Done()
	return 0, ctx.Err()
}

func TestMadeOnce(t *testing.T) {
	var v lazy.Value[int]
	made := 0 // the race detector tells of two that make it at once
	var wg sync.WaitGroup
	for range 100 {
		wg.Go(func() {
			got, err := v.Get(t.Context(), func(context.Context) (int, error) { made++; return 7, nil })
			if got != 7 || err != nil {
				t.Errorf("got %d, %v; want 7", got, err)
			}
		})
	}
	wg.Wait()
	if made != 1 {
		t.Errorf("made %d times, want once", made)
	}
	// What is made is had without a context.
	over, cancel := context.WithCancel(t.Context())
	cancel()
	if got, err := v.Get(over, answer(8)); got != 7 || err != nil {
		t.Errorf("got %d, %v; want 7", got, err)
	}
}

// The zero value of a type is a value, too.
func TestZeroIsMade(t *testing.T) {
	var v lazy.Value[*int]
	if got, err := v.Get(t.Context(), func(context.Context) (*int, error) { return nil, nil }); got != nil || err != nil {
		t.Errorf("got %v, %v; want nil", got, err)
	}
	if _, err := v.Get(t.Context(), func(context.Context) (*int, error) { return nil, errors.New("made again") }); err != nil {
		t.Error(err)
	}
}

func TestWaitingCallerTakesOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var v lazy.Value[int]
		first, cancel := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		wg.Go(func() {
			if _, err := v.Get(first, untilDone); !errors.Is(err, context.Canceled) {
				t.Errorf("the first caller: %v, want context.Canceled", err)
			}
		})
		synctest.Wait() // the first is making it
		second := false
		wg.Go(func() {
			got, err := v.Get(t.Context(), func(context.Context) (int, error) { second = true; return 2, nil })
			if got != 2 || err != nil {
				t.Errorf("the second caller: %d, %v; want 2", got, err)
			}
		})
		synctest.Wait()
		if second {
			t.Fatal("two make it at once")
		}
		cancel()
		wg.Wait()
		if got, err := v.Get(t.Context(), answer(3)); got != 2 || err != nil {
			t.Errorf("afterwards: %d, %v; want 2", got, err)
		}
	})
}

// A caller that gives up ends neither the work on the value nor the wait of others,
// which get the value and do not make it again.
func TestWaitEndsWithTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var v lazy.Value[int]
		goOn := make(chan struct{})
		var wg sync.WaitGroup
		wg.Go(func() {
			if got, err := v.Get(t.Context(), func(context.Context) (int, error) { <-goOn; return 1, nil }); got != 1 || err != nil {
				t.Errorf("the first caller: %d, %v; want 1", got, err)
			}
		})
		synctest.Wait()
		ctx, cancel := context.WithCancel(t.Context())
		gaveUp := make(chan error, 1)
		wg.Go(func() {
			_, err := v.Get(ctx, answer(2))
			gaveUp <- err
		})
		wg.Go(func() {
			if got, err := v.Get(t.Context(), answer(3)); got != 1 || err != nil {
				t.Errorf("the third caller: %d, %v; want 1", got, err)
			}
		})
		synctest.Wait()
		cancel()
		if err := <-gaveUp; !errors.Is(err, context.Canceled) {
			t.Errorf("the second caller: %v, want context.Canceled", err)
		}
		close(goOn)
		wg.Wait()
	})
}

func TestErrorsAreNotKept(t *testing.T) {
	var v lazy.Value[int]
	broken := errors.New("broken")
	if _, err := v.Get(t.Context(), func(context.Context) (int, error) { return 1, broken }); err != broken {
		t.Errorf("%v, want %v", err, broken)
	}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	made := false
	if _, err := v.Get(over, func(context.Context) (int, error) { made = true; return 1, nil }); !errors.Is(err, context.Canceled) || made {
		t.Errorf("%v, made %v; want context.Canceled and nothing made", err, made)
	}
	func() {
		defer func() { _ = recover() }()
		_, _ = v.Get(t.Context(), func(context.Context) (int, error) { panic("broken") })
	}()
	if got, err := v.Get(t.Context(), answer(2)); got != 2 || err != nil {
		t.Errorf("afterwards: %d, %v; want 2", got, err)
	}
}

func TestTurn(t *testing.T) {
	var turn lazy.Turn
	held := 0 // the race detector tells of two that have the turn
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			release, err := turn.Take(t.Context())
			if err != nil {
				t.Error(err)
				return
			}
			defer release()
			held++
		})
	}
	wg.Wait()
	if held != 50 {
		t.Errorf("the turn was had %d times, want 50", held)
	}
}

// TestMap makes the value of a key once, that of another by itself, and makes both again once they are forgotten.
func TestMap(t *testing.T) {
	var m lazy.Map[string, int]
	made := 0
	get := func(key string) int {
		t.Helper()
		n, err := m.Get(t.Context(), key, func(context.Context) (int, error) { made++; return made, nil })
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	failed := errors.New("failed")
	if _, err := m.Get(t.Context(), "a", func(context.Context) (int, error) { return 0, failed }); err != failed {
		t.Error(err)
	}
	if a, b, again := get("a"), get("b"), get("a"); a != 1 || b != 2 || again != 1 {
		t.Errorf("%d, %d, %d", a, b, again)
	}
	m.Clear()
	if a, b := get("a"), get("b"); a != 3 || b != 4 {
		t.Errorf("%d, %d after Clear", a, b)
	}
}
