// Package lazy makes values when they are first asked for, by callers each of
// which has a context of its own:
//
//	var genes lazy.Value[*List]
//	list, err := genes.Get(ctx, readGenes)
//
// sync.OnceValue would bind every caller to the first one's context.
package lazy

import (
	"context"
	"sync"
	"sync/atomic"
)

// Value is a value that is made once. The zero value is ready for use. It is
// safe for concurrent use and must not be copied.
type Value[T any] struct {
	turn  Turn
	value atomic.Pointer[T] // nil until it is made
}

// Get returns the value. The first caller makes it, with its own context; the
// others wait, each for as long as its own context lasts. If making it fails,
// also because the first caller's context is canceled, that caller gets the
// error and one that waits takes over.
func (v *Value[T]) Get(ctx context.Context, produce func(context.Context) (T, error)) (T, error) {
	var zero T
	if made := v.value.Load(); made != nil {
		return *made, nil
	}
	release, err := v.turn.Take(ctx)
	if err != nil {
		return zero, err
	}
	defer release()
	if made := v.value.Load(); made != nil {
		return *made, nil
	}
	made, err := produce(ctx)
	if err != nil {
		return zero, err
	}
	v.value.Store(&made)
	return made, nil
}

// Turn is a lock for work that many callers want done once. The zero value is
// free. It must not be copied.
type Turn struct {
	once sync.Once
	held chan struct{} // 1-buffered; full while somebody has the turn
}

// Take waits for the turn until ctx ends. The caller calls release when done.
func (t *Turn) Take(ctx context.Context) (release func(), err error) {
	t.once.Do(func() { t.held = make(chan struct{}, 1) })
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	select {
	case t.held <- struct{}{}:
		return func() { <-t.held }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Map has a Value for each key that was asked for. The zero value is empty. It is safe for concurrent use and must not be copied.
type Map[K comparable, T any] struct {
	mu  sync.Mutex
	all map[K]*Value[T] // guarded by mu
}

// Get returns the value of a key, which is made as [Value.Get] makes it.
func (m *Map[K, T]) Get(ctx context.Context, key K, produce func(context.Context) (T, error)) (T, error) {
	m.mu.Lock()
	if m.all == nil {
		m.all = map[K]*Value[T]{}
	}
	v := m.all[key]
	if v == nil {
		v = new(Value[T])
		m.all[key] = v
	}
	m.mu.Unlock()
	return v.Get(ctx, produce)
}

// Clear forgets the values. Those that are being made reach the callers that wait for them.
func (m *Map[K, T]) Clear() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.all = nil
}
