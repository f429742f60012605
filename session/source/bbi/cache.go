package bbi

import "github.com/epiviz/epivizgo/session/source/cache"

// cacheBytes bounds the cached bytes of all open files together. A view of 1000 bins
// reads less than half a megabyte of inflated blocks, so this suffices for the
// surroundings of fifty files' views while a page pans. Such a view takes a quarter
// of the time if its blocks are cached (BenchmarkSummarize, warm against cold).
const cacheBytes = 24 << 20

// gridBytes bounds the cached grids of all open files together: those of twenty
// sequences.
const gridBytes = 32 << 20

// shared is the cache of index nodes and inflated blocks. All files share it, because
// memory is limited per process: fifty open files must not cost fifty caches. They
// share the cache of grids too.
var (
	shared = cache.New[*file, []byte](cacheBytes)
	grids  = cache.New[*file, *grid](gridBytes)
)

// forget drops all cached data of a closed file.
func forget(f *file) {
	shared.Drop(f)
	grids.Drop(f)
}
