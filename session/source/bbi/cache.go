package bbi

import (
	"container/list"
	"sync"
)

// cacheBytes is what all open files together may keep. A view of 1000 bins
// touches less than half a megabyte of inflated blocks, so that this holds the
// surroundings of fifty files' views and what a page pans over.
const cacheBytes = 24 << 20

// shared is the one cache of index nodes and inflated blocks. It is shared by
// all files because the limit that people feel is that of the process: fifty
// open files must not cost fifty caches.
var shared = newCache(cacheBytes)

// cache keeps byte slices by file and offset up to a number of bytes; what was
// used longest ago goes first. It holds finished slices only and makes
// nobody wait: two queries that miss the same block both inflate it, so that no
// query depends on another's context. The slices are never written to.
type cache struct {
	mu      sync.Mutex
	limit   int
	used    int
	entries map[cacheKey]*list.Element
	recent  list.List // of *cacheEntry, the latest used in front
}

type cacheKey struct {
	file   *file
	offset uint64
}

type cacheEntry struct {
	key cacheKey
	raw []byte
}

// entryOverhead is about what an entry costs beside its bytes.
const entryOverhead = 200

func newCache(limit int) *cache {
	return &cache{limit: limit, entries: map[cacheKey]*list.Element{}}
}

func (c *cache) get(f *file, offset uint64) ([]byte, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.entries[cacheKey{f, offset}]
	if !ok {
		return nil, false
	}
	c.recent.MoveToFront(e)
	return e.Value.(*cacheEntry).raw, true
}

// put keeps raw. A slice that would take more than a sixteenth of the room is
// not kept.
func (c *cache) put(f *file, offset uint64, raw []byte) {
	cost := len(raw) + entryOverhead
	if cost > c.limit/16 {
		return
	}
	key := cacheKey{f, offset}
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.entries[key]; ok || f.closed.Load() {
		return
	}
	c.entries[key] = c.recent.PushFront(&cacheEntry{key, raw})
	c.used += cost
	for c.used > c.limit {
		c.remove(c.recent.Back())
	}
}

// remove takes e out; the caller holds mu.
func (c *cache) remove(e *list.Element) {
	entry := c.recent.Remove(e).(*cacheEntry)
	delete(c.entries, entry.key)
	c.used -= len(entry.raw) + entryOverhead
}

// drop forgets what belongs to a file that was closed.
func (c *cache) drop(f *file) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for e := c.recent.Front(); e != nil; {
		next := e.Next()
		if e.Value.(*cacheEntry).key.file == f {
			c.remove(e)
		}
		e = next
	}
}
