package server

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"sync"
	"syscall"
	"time"
)

const (
	// readWait bounds the reading of a request with its body, and writeWait the time until the answer is written, which
	// a handshake that is held has last of all. A WebSocket has its own times.
	readWait  = 30 * time.Second
	writeWait = holdAtMost + time.Minute
)

// bound bounds the connections that are open at a time, of all listeners, and tells why others are not.
type bound struct {
	most int
	told func(reason string)

	mu   sync.Mutex
	open int        // guarded by mu
	idle []*counted // those that were let in for nothing yet, the oldest first; guarded by mu
}

// listener accepts within a bound.
type listener struct {
	net.Listener
	*bound
}

// Accept implements net.Listener.
func (l *listener) Accept() (net.Conn, error) {
	for {
		conn, err := l.Listener.Accept()
		if err != nil {
			if errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE) {
				l.told("the program has as many files and connections open as the system allows; close pages, " +
					"or start it with a higher limit (ulimit -n)")
			}
			return nil, err
		}
		if c := l.enter(conn); c != nil {
			return c, nil
		}
		_ = conn.Close()
	}
}

// enter counts a connection. Where there are as many as may be, the oldest idle one gives way: who opens them for
// nothing keeps nobody out. It returns nil if there is none.
func (b *bound) enter(conn net.Conn) *counted {
	c := &counted{Conn: conn, of: b}
	b.mu.Lock()
	var oldest *counted
	full := b.open >= b.most
	if full && len(b.idle) > 0 {
		oldest = b.idle[0]
		b.leave(oldest)
	}
	admitted := !full || oldest != nil
	if admitted {
		b.open++
		c.counts = true
		b.idle = append(b.idle, c)
	}
	b.mu.Unlock()
	switch {
	case oldest != nil:
		b.told(fmt.Sprintf("%d connections are open, which is the most; the oldest that asks for nothing was closed", b.most))
		_ = oldest.Conn.Close()
	case !admitted:
		b.told(fmt.Sprintf("%d connections are open, which is the most", b.most))
		return nil
	}
	return c
}

// leave counts a connection no longer. b.mu is held.
func (b *bound) leave(c *counted) {
	if c.counts {
		c.counts = false
		b.open--
		b.forget(c)
	}
}

// forget takes a connection off the idle ones. b.mu is held.
func (b *bound) forget(c *counted) {
	b.idle = slices.DeleteFunc(b.idle, func(have *counted) bool { return have == c })
}

// counted is a connection of a bound.
type counted struct {
	net.Conn
	of     *bound
	counts bool // guarded by of.mu
}

// Close implements net.Conn.
func (c *counted) Close() error {
	c.of.mu.Lock()
	c.of.leave(c)
	c.of.mu.Unlock()
	return c.Conn.Close()
}

// connKey is the key of a request's connection in its context.
type connKey struct{}

// withConn keeps a connection in the context of its requests.
func withConn(ctx context.Context, conn net.Conn) context.Context {
	if over, ok := conn.(*tls.Conn); ok {
		conn = over.NetConn()
	}
	return context.WithValue(ctx, connKey{}, conn)
}

// settle says that a request's connection is not idle: it gives way to no other.
func settle(r *http.Request) {
	if c, ok := r.Context().Value(connKey{}).(*counted); ok {
		c.of.mu.Lock()
		c.of.forget(c)
		c.of.mu.Unlock()
	}
}
