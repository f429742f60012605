package formats

import (
	"context"
	"io"
)

// patient is a reader whose reads end with ctx. A blocked Read of a terminal or a pipe
// cannot be interrupted: its goroutine keeps waiting, and its input is dropped.
type patient struct {
	ctx context.Context
	r   io.Reader
}

type result struct {
	data []byte
	err  error
}

// Read implements io.Reader. It must not be called again after it has returned ctx's
// error.
func (p *patient) Read(buf []byte) (int, error) {
	if err := p.ctx.Err(); err != nil {
		return 0, err
	}
	own := make([]byte, len(buf)) // the caller owns buf again once ctx ends
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
