package bbi

import (
	"container/list"
	"sync"
)

// cacheBytes is how much all open files together may keep. A view of 1000 bins
// touches less than half a megabyte of inflated blocks, so that this holds the
// surroundings of fifty files' views and what a page pans over. Such a view takes a
// quarter of the time if its blocks are kept (BenchmarkSummarize, warm against
// cold).
const cacheBytes = 24 << 20

// gridBytes is what the grids of all open files together may keep: those of
// twenty sequences.
const gridBytes = 32 << 20

// shared is the one cache of index nodes and inflated blocks. It is shared by
// all files because the limit that people feel is that of the process: fifty
// open files must not cost fifty caches. So is the cache of grids.
var (
	shared = newCache[[]byte](cacheBytes)
	grids  = newCache[*grid](gridBytes)
)

// forget drops everything that is kept of a closed file.
func forget(f *file) {
	shared.drop(f)
	grids.drop(f)
}

// cache keeps values by file and a number (an offset, a sequence's id) up to a
// number of bytes; the least recently used value is evicted first. It holds finished
// values only and blocks no caller: two queries that miss the same block both
// inflate it, so that no query depends on another's context. A value that is kept is
// not changed.
type cache[T any] struct {
	mu      sync.Mutex
	limit   int
	used    int
	entries map[cacheKey]*list.Element
	recent  list.List // of *cacheEntry[T], the latest used in front
}

type cacheKey struct {
	file   *file
	number uint64
}

type cacheEntry[T any] struct {
	key   cacheKey
	value T
	bytes int
}

// entryOverhead is about what an entry costs in addition to its bytes.
const entryOverhead = 200

func newCache[T any](limit int) *cache[T] {
	return &cache[T]{limit: limit, entries: map[cacheKey]*list.Element{}}
}

func (c *cache[T]) get(f *file, number uint64) (value T, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.entries[cacheKey{f, number}]
	if !ok {
		return value, false
	}
	c.recent.MoveToFront(e)
	return e.Value.(*cacheEntry[T]).value, true
}

// put keeps a value that takes so many bytes. One that would take more than an
// eighth of the room is not kept.
func (c *cache[T]) put(f *file, number uint64, value T, bytes int) {
	bytes += entryOverhead
	if bytes > c.limit/8 {
		return
	}
	key := cacheKey{f, number}
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.entries[key]; ok || f.closed.Load() {
		return
	}
	c.entries[key] = c.recent.PushFront(&cacheEntry[T]{key, value, bytes})
	c.used += bytes
	for c.used > c.limit {
		c.remove(c.recent.Back())
	}
}

// remove takes e out; the caller holds mu.
func (c *cache[T]) remove(e *list.Element) {
	entry := c.recent.Remove(e).(*cacheEntry[T])
	delete(c.entries, entry.key)
	c.used -= entry.bytes
}

// drop forgets what belongs to a file.
func (c *cache[T]) drop(f *file) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for e := c.recent.Front(); e != nil; {
		next := e.Next()
		if e.Value.(*cacheEntry[T]).key.file == f {
			c.remove(e)
		}
		e = next
	}
}
