package formats

import (
	"context"
	"io"
)

// patient makes the wait for r end with ctx. A Read that is under way cannot be
// ended where r is a terminal or a pipe: its goroutine goes on waiting for input
// of its own, and what comes is dropped.
type patient struct {
	ctx context.Context
	r   io.Reader
}

type result struct {
	data []byte
	err  error
}

// Read implements io.Reader. Once it has returned ctx's error it is of no more
// use.
func (p *patient) Read(buf []byte) (int, error) {
	if err := p.ctx.Err(); err != nil {
		return 0, err
	}
	own := make([]byte, len(buf)) // buf is the caller's again when ctx ends
	next := make(chan result, 1)
	go func() {
		n, err := p.r.Read(own)
		next <- result{own[:n], err}
	}()
	select {
	case <-p.ctx.Done():
		return 0, p.ctx.Err()
	case got := <-next:
		return copy(buf, got.data), got.err
	}
}
