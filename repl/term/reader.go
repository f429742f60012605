package term

import (
	"bytes"
	"io"
	"strings"
	"sync"
	"time"
)

// reader reads from a file in a way that can be ended, as a read of a terminal or pipe
// cannot be interrupted. It reads only on demand, so that it takes nothing from the file
// that nobody wants.
//
// Its goroutine ends with end or, if a read is in progress, with that read, whose data
// are lost.
//
// At a terminal it also knows which Enter was typed at an idle prompt (see idle).
type reader struct {
	src io.Reader
	// more reports whether a read of src would return at once, now or within
	// wait. It is nil where nobody types.
	more func(wait time.Duration) bool

	mu      sync.Mutex
	changed sync.Cond // broadcast after every change of what follows
	wanted  bool      // a read is requested or in progress
	data    []byte    // read and not yet returned
	arrived time.Time // when the last of data were read
	err     error     // of the file, after data
	ended   bool
	done    chan struct{} // closed when the goroutine has ended

	// Used at a terminal only.
	shown bool // the prompt is shown and waits
	fresh bool // data arrived while it did, and no Enter has been taken from it
	alone bool // the Enter taken last came alone, while the prompt was shown
	cr    bool // the last data ended with CR
}

// readSize is the most that one read takes, which is also what the queue of a
// terminal holds.
const readSize = 4096

// newReader returns a reader of src; more is nil where nobody types.
func newReader(src io.Reader, more func(wait time.Duration) bool) *reader {
	r := &reader{src: src, more: more, done: make(chan struct{})}
	r.changed.L = &r.mu
	go r.run()
	return r
}

func (r *reader) run() {
	defer close(r.done)
	buf := make([]byte, readSize)
	r.mu.Lock()
	defer r.mu.Unlock()
	for {
		for !r.wanted && !r.ended {
			r.changed.Wait()
		}
		if r.ended {
			return
		}
		r.mu.Unlock()
		n, err := r.src.Read(buf)
		r.mu.Lock()
		got := buf[:n]
		if r.more != nil {
			got = r.tidy(got)
			r.fresh = r.shown
		}
		r.data = append(r.data, got...)
		r.arrived = time.Now()
		r.err = err
		r.wanted = false
		r.changed.Broadcast()
		if err != nil {
			return
		}
	}
}

// tidy removes the zero bytes from keys, which readline takes for the end of
// input, and makes one Enter of CR LF, even when two reads bring it. mu is held.
func (r *reader) tidy(keys []byte) []byte {
	keys = bytes.ReplaceAll(keys, []byte{0}, nil)
	if len(keys) == 0 {
		return keys
	}
	if r.cr && keys[0] == '\n' {
		keys = keys[1:]
	}
	r.cr = bytes.HasSuffix(keys, []byte{'\r'})
	return bytes.ReplaceAll(keys, []byte("\r\n"), []byte("\r"))
}

// want requests a read and waits for a change. mu is held.
func (r *reader) want() {
	if !r.wanted {
		r.wanted = true
		r.changed.Broadcast()
	}
	r.changed.Wait()
}

// fetch requests a read and waits for its end. mu is held.
func (r *reader) fetch() {
	r.want()
	for r.wanted && !r.ended {
		r.changed.Wait()
	}
}

// enters are the bytes of Enter.
const enters = "\r\n"

// take moves data to p. At a terminal it stops after an Enter: what was typed ahead must
// still be here when show looks for it. mu is held.
func (r *reader) take(p []byte) int {
	n := copy(p, r.data)
	if r.more != nil {
		if i := bytes.IndexAny(p[:n], enters); i >= 0 {
			n = i + 1
		}
	}
	r.data = r.data[n:]
	if n > 0 && strings.IndexByte(enters, p[n-1]) >= 0 {
		r.tookEnter(len(r.data) == 0)
	}
	return n
}

// tookEnter records that an Enter was taken, and whether it is the last of what was
// read. mu is held.
func (r *reader) tookEnter(last bool) {
	r.alone = r.fresh && last
	r.fresh = false
}

// show prepares for a prompt that is about to be shown. It reads what was typed ahead
// and keeps it, except an Enter at the beginning, which was not typed at this prompt and
// has no line to end.
func (r *reader) show() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.fetchTyped()
	r.data = bytes.TrimLeft(r.data, enters)
	r.isShown()
}

// fetchTyped reads what was typed ahead. mu is held.
func (r *reader) fetchTyped() {
	for !r.ended && r.err == nil && len(r.data) < readSize && r.more(0) {
		r.fetch()
	}
}

// isShown records that the prompt is shown. mu is held.
func (r *reader) isShown() {
	r.fresh = false
	r.shown = true
}

// hide records that the prompt no longer waits.
func (r *reader) hide() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.shown = false
}

// aloneWait is how long an Enter must remain the last key to have come alone. A slow
// line or a busy terminal may cut a paste into parts, which follow one another faster
// than this. A person ends the program with Enter and presses no next key.
//
// There is no such limit on how soon after the prompt an Enter may come. A
// script that waits for the prompt and then sends Enter is as quick as a paste
// is, so the last Enter of a paste that trickles in after the prompt still ends
// the program, at a terminal that does not mark pastes.
const aloneWait = 50 * time.Millisecond

// idle reports whether the Enter taken last was typed at an idle prompt: it
// arrived after the prompt was shown, no other Enter arrived in the same read,
// and nothing follows it. On an empty line only such an Enter is meant to end
// the program; one pressed while a command runs is not, nor one within a paste.
func (r *reader) idle() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	for r.alone && len(r.data) == 0 && r.err == nil && !r.ended {
		r.mu.Unlock()
		more := r.more(aloneWait)
		r.mu.Lock()
		if !more {
			return true
		}
		r.fetch() // the LF of a CR brings no data
	}
	return r.alone && len(r.data) == 0
}

// Read implements io.Reader. After end it returns io.EOF.
func (r *reader) Read(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for {
		switch {
		case r.ended:
			return 0, io.EOF
		case len(r.data) > 0:
			return r.take(p), nil
		case r.err != nil:
			return 0, r.err
		}
		r.want()
	}
}

// end makes this and every later Read return io.EOF. It may be called more
// than once.
func (r *reader) end() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.ended = true
	r.changed.Broadcast()
}
