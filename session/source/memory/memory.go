// Package memory bounds the memory of the program while files are read whole. As the memory is the process's, so is
// the limit, as in runtime/debug.
package memory

import (
	"fmt"
	"io"
	"runtime"
	"runtime/metrics"
	"sync/atomic"

	"github.com/epiviz/epivizgo/session/hint"
)

var limit atomic.Int64 // bytes; 0 for none

// SetLimit sets the limit in bytes, 0 for none, and returns the one before.
func SetLimit(bytes int64) (before int64) { return limit.Swap(bytes) }

// step is how many bytes are read between two looks at the memory.
const step = 1 << 20

// reader fails when what is made of it takes too much memory.
type reader struct {
	r    io.Reader
	base int64 // that was in use before
	read int64
	next int64 // at how many bytes to look again
}

// Reader returns a reader of r, the text of a file that is read whole. It fails with an [Error] once the program takes
// more than the limit.
func Reader(r io.Reader) io.Reader { return &reader{r: r, base: used(), next: step} }

// Read implements io.Reader.
func (r *reader) Read(p []byte) (int, error) {
	if r.read >= r.next {
		r.next = r.read + step
		if most := limit.Load(); most > 0 && !r.fits(most) {
			return 0, &Error{r.read, most}
		}
	}
	n, err := r.r.Read(p)
	r.read += int64(n)
	return n, err
}

// fits reports whether the memory in use is below most once the rows are joined and indexed, for which they are copied,
// and leaves some to read on.
func (r *reader) fits(most int64) bool {
	needed := func() int64 {
		now := used()
		return now + max(now-r.base, 0)
	}
	if needed() < most {
		return true
	}
	runtime.GC() // some of it may be garbage
	return needed() < most/10*9
}

func used() int64 {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	return int64(sample[0].Value.Uint64())
}

// Error reports that a file takes too much memory.
type Error struct {
	Read int64 // bytes of text
	Most int64
}

func (e *Error) Error() string {
	return fmt.Sprintf("read whole it takes more than the program may have in memory, %s; it has more than %s of text",
		hint.Size(e.Most), hint.Size(e.Read))
}

// Hint returns what to do next.
func (e *Error) Hint() string {
	return "sort it, compress it with bgzip and index it with tabix, and it is read in parts; or start with a larger --memory"
}
