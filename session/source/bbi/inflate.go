package bbi

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/zlib"
)

// inflater inflates one block at a time: a zlib stream (RFC 1950). It reuses its memory
// for the next.
type inflater struct {
	in     bytes.Reader
	stream io.ReadCloser // a zlib.Resetter too; nil before the first block
	out    []byte        // memory for the result
}

// begin resets the stream to read deflated.
func (z *inflater) begin(deflated []byte) (err error) {
	z.in.Reset(deflated)
	if z.stream == nil {
		z.stream, err = zlib.NewReader(&z.in)
		return err
	}
	return z.stream.(zlib.Resetter).Reset(&z.in, nil)
}

// inflate returns the inflated bytes; more than limit is an error. The result is valid
// until the next call. inflate checks the checksum after the data.
func (z *inflater) inflate(deflated []byte, limit int) ([]byte, error) {
	if err := z.begin(deflated); err != nil {
		return nil, err
	}
	z.out = z.out[:0]
	for {
		if len(z.out) == cap(z.out) {
			// Blocks inflate to three or four times their size.
			more := min(max(len(z.out), 4*len(deflated), 4<<10), limit+1)
			z.out = append(make([]byte, 0, len(z.out)+more), z.out...)
		}
		n, err := z.stream.Read(z.out[len(z.out):cap(z.out)])
		z.out = z.out[:len(z.out)+n]
		switch {
		case len(z.out) > limit:
			return nil, fmt.Errorf("it is larger than %d bytes", limit)
		case errors.Is(err, io.EOF):
			return z.out, nil
		case err != nil:
			return nil, err
		}
	}
}

// head returns the first count inflated bytes, or fewer if there are no more. The result
// is valid until the next call. head does not check the rest.
func (z *inflater) head(deflated []byte, count int) ([]byte, error) {
	if err := z.begin(deflated); err != nil {
		return nil, err
	}
	if cap(z.out) < count {
		z.out = make([]byte, 0, max(count, 4<<10))
	}
	n, err := io.ReadFull(z.stream, z.out[:count])
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return z.out[:n], nil
}
