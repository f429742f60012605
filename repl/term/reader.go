package term

import (
	"io"
	"sync"
)

// reader reads from a file in a way that can be ended: a read of a terminal or
// pipe itself cannot be interrupted. It reads only when it is asked to, so
// that nothing is taken from the file that nobody wants.
//
// Its goroutine ends with end, or, when a read is on its way, with that read;
// what that read brings is lost. wait waits for it.
type reader struct {
	src io.Reader
	// arrived, when set, can change what a read brought.
	arrived func([]byte) []byte

	mu      sync.Mutex
	changed sync.Cond // broadcast after every change of what follows
	wanted  bool      // a read is to be made, or on its way
	data    []byte    // read and not yet given away
	err     error     // of the file, after data
	ended   bool
	done    chan struct{} // closed when the goroutine is gone
}

func newReader(src io.Reader, arrived func([]byte) []byte) *reader {
	r := &reader{src: src, arrived: arrived, done: make(chan struct{})}
	r.changed.L = &r.mu
	go r.run()
	return r
}

func (r *reader) run() {
	defer close(r.done)
	buf := make([]byte, 4096)
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
		if r.arrived != nil {
			got = r.arrived(got)
		}
		r.data = append(r.data, got...)
		r.err = err
		r.wanted = false
		r.changed.Broadcast()
		if err != nil {
			return
		}
	}
}

// want asks for a read and waits until something has changed. mu is held.
func (r *reader) want() {
	if !r.wanted {
		r.wanted = true
		r.changed.Broadcast()
	}
	r.changed.Wait()
}

// take moves data to p. mu is held.
func (r *reader) take(p []byte) int {
	n := copy(p, r.data)
	r.data = r.data[n:]
	return n
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
