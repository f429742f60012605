package server

import (
	"errors"
	"fmt"
	"net"
	"sync"
	"syscall"
	"time"

	"github.com/epiviz/epivizgo/session/budget"
)

const (
	// readWait bounds the reading of a request with its body, and writeWait the time until the answer is written, which
	// a handshake that is held has last of all. A WebSocket has its own times.
	readWait  = 30 * time.Second
	writeWait = holdAtMost + time.Minute
)

// listener bounds the connections that are open at a time, and tells why others are not.
type listener struct {
	net.Listener
	most int
	told func(reason string)

	mu   sync.Mutex
	open int // guarded by mu
}

func newListener(l net.Listener, told func(reason string)) *listener {
	return &listener{Listener: l, most: budget.Connections, told: told}
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
		l.mu.Lock()
		most, full := l.most, l.open >= l.most
		if !full {
			l.open++
		}
		l.mu.Unlock()
		if !full {
			return &counted{Conn: conn, gone: sync.OnceFunc(l.gone)}, nil
		}
		l.told(fmt.Sprintf("%d connections are open, which is the most", most))
		_ = conn.Close()
	}
}

func (l *listener) gone() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.open--
}

type counted struct {
	net.Conn
	gone func()
}

// Close implements net.Conn.
func (c *counted) Close() error {
	c.gone()
	return c.Conn.Close()
}
