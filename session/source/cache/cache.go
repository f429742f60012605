// Package cache keeps what was read and inflated of files, the latest used of it.
package cache

import (
	"container/list"
	"sync"
)

// Cache keeps values by file and a number (an offset, a sequence's id) up to a
// number of bytes, of all files together: the limit that people feel is that of the
// process. The least recently used value is evicted first. It holds finished values only and blocks no caller: two queries that miss the same block both
// inflate it, so that no query depends on another's context. A value that is kept is
// not changed.
type Cache[F File, T any] struct {
	mu      sync.Mutex
	limit   int
	used    int
	entries map[key[F]]*list.Element
	recent  list.List // of *entry[F, T], the latest used in front
}

// File is what values are kept of.
type File interface {
	comparable
	// Closed reports whether the file is closed: nothing more is kept of it.
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

// entryOverhead is about what an entry costs in addition to its bytes.
const entryOverhead = 200

// New makes a cache of at most limit bytes.
func New[F File, T any](limit int) *Cache[F, T] {
	return &Cache[F, T]{limit: limit, entries: map[key[F]]*list.Element{}}
}

// Get returns the value of a file that has the number, if it is kept.
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

// Put keeps a value that takes so many bytes. One that would take more than an
// eighth of the room is not kept.
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

// Drop forgets what belongs to a file.
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
