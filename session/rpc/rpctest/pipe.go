// Package rpctest is a connection without a network, for tests of what speaks
// over an rpc.Transport.
//
//	page, program := rpctest.Pipe(0)
//	conn := rpc.New(program, rpc.Options{})
//	go conn.Run(ctx)
//	frame, err := page.ReadMessage() // what the program asks
//
// Its channels are durable in the sense of testing/synctest: a goroutine that
// waits in a Pipe counts as blocked.
package rpctest

import (
	"bytes"
	"io"
	"sync"
)

// Pipe makes the two ends of a connection in memory. What is written to one is
// read from the other, room messages waiting in each direction: with none a
// write waits for its reader, as with a network that is full.
func Pipe(room int) (a, b *End) {
	there, back := make(chan []byte, room), make(chan []byte, room)
	closed := &closing{done: make(chan struct{})}
	return &End{in: back, out: there, closing: closed}, &End{in: there, out: back, closing: closed}
}

// End is one end of a Pipe: an rpc.Transport. Its methods are safe for
// concurrent use.
type End struct {
	in      <-chan []byte
	out     chan<- []byte
	closing *closing
}

// closing is shared by both ends.
type closing struct {
	once sync.Once
	done chan struct{} // closed by once
}

// ReadMessage returns the next message, and io.EOF once an end was closed and
// what had been written before is read.
func (e *End) ReadMessage() ([]byte, error) {
	select {
	case msg := <-e.in:
		return msg, nil
	default:
	}
	select {
	case msg := <-e.in:
		return msg, nil
	case <-e.closing.done:
		return nil, io.EOF
	}
}

// WriteMessage hands a copy of msg over. It fails with io.ErrClosedPipe when an
// end is closed, also while it waits.
func (e *End) WriteMessage(msg []byte) error {
	select {
	case <-e.closing.done:
		return io.ErrClosedPipe
	default:
	}
	select {
	case e.out <- bytes.Clone(msg):
		return nil
	case <-e.closing.done:
		return io.ErrClosedPipe
	}
}

// Close closes both ends. It may be called more than once and by either.
func (e *End) Close() error {
	e.closing.once.Do(func() { close(e.closing.done) })
	return nil
}
