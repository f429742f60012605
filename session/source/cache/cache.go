// Package cache keeps the most recently used data that were read and inflated of files.
package cache

import (
	"container/list"
	"sync"
)

// Cache keeps values by file and a number (an offset, a sequence's id). All files share
// the limit in bytes, since memory is limited per process. The least recently used value
// is evicted first. It holds finished values only and does not block callers: two queries
// that miss the same block both inflate it, so that no query depends on another's
// context. Cached values do not change.
type Cache[F File, T any] struct {
	mu      sync.Mutex
	limit   int
	used    int
	entries map[key[F]]*list.Element
	recent  list.List // of *entry[F, T], the latest used in front
}

// File is a file whose values are cached.
type File interface {
	comparable
	// Closed reports whether the file is closed: its values are not cached then.
	Closed() bool
}

type key[F File] struct {
	file   F
	number uint64
}

type entry[F File, T any] struct {
	key   key[F]
	value T
	bytes int
}

// entryOverhead is about the memory of an entry besides its bytes.
const entryOverhead = 200

// New returns a cache of at most limit bytes.
func New[F File, T any](limit int) *Cache[F, T] {
	c := &Cache[F, T]{limit: limit, entries: map[key[F]]*list.Element{}}
	registry.Lock()
	defer registry.Unlock()
	registry.all = append(registry.all, c.use)
	return c
}

// registry has a function for each cache of the program, which are few and stay.
var registry struct {
	sync.Mutex
	all []func() (used, limit int)
}

func (c *Cache[F, T]) use() (used, limit int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.used, c.limit
}

// Use returns how many bytes all caches hold, and how many they may hold.
func Use() (used, limit int) {
	registry.Lock()
	defer registry.Unlock()
	for _, use := range registry.all {
		u, l := use()
		used, limit = used+u, limit+l
	}
	return used, limit
}

// Get returns the value of a file with the number, and reports whether it is cached.
func (c *Cache[F, T]) Get(f F, number uint64) (value T, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.entries[key[F]{f, number}]
	if !ok {
		return value, false
	}
	c.recent.MoveToFront(e)
	return e.Value.(*entry[F, T]).value, true
}

// Put adds a value that takes size bytes. It does not keep a value that would take more
// than an eighth of the limit.
func (c *Cache[F, T]) Put(f F, number uint64, value T, bytes int) {
	bytes += entryOverhead
	if bytes > c.limit/8 {
		return
	}
	at := key[F]{f, number}
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.entries[at]; ok || f.Closed() {
		return
	}
	c.entries[at] = c.recent.PushFront(&entry[F, T]{at, value, bytes})
	c.used += bytes
	for c.used > c.limit {
		c.remove(c.recent.Back())
	}
}

// remove takes e out; the caller holds mu.
func (c *Cache[F, T]) remove(e *list.Element) {
	gone := c.recent.Remove(e).(*entry[F, T])
	delete(c.entries, gone.key)
	c.used -= gone.bytes
}

// Drop removes the values of a file.
func (c *Cache[F, T]) Drop(f F) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for e := c.recent.Front(); e != nil; {
		next := e.Next()
		if e.Value.(*entry[F, T]).key.file == f {
			c.remove(e)
		}
		e = next
	}
}
