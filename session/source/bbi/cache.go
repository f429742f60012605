package bbi

import "github.com/epiviz/epivizgo/session/source/cache"

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
	shared = cache.New[*file, []byte](cacheBytes)
	grids  = cache.New[*file, *grid](gridBytes)
)

// forget drops everything that is kept of a closed file.
func forget(f *file) {
	shared.Drop(f)
	grids.Drop(f)
}
