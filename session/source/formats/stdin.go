package formats

import (
	"context"
	"io"
)

// patient is r with reads that end with ctx. A blocked Read of a terminal or a pipe
// cannot be ended: its goroutine goes on waiting, and the input that it gets is
// dropped.
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
