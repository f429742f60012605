package server

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// pipes is a listener of connections in memory, whose time is that of the test.
type pipes struct {
	net.Listener
	dialled chan net.Conn
	closed  chan struct{}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case conn := <-p.dialled:
		return conn, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error {
	select {
	case <-p.closed:
	default:
		close(p.closed)
	}
	return nil
}

// arrived is a connection that came over the loopback interface.
type arrived struct{ net.Conn }

var loopback = &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 8888}

func (arrived) LocalAddr() net.Addr  { return loopback }
func (arrived) RemoteAddr() net.Addr { return loopback }

// inMemory runs a test with a server whose connections dial makes.
func inMemory(t *testing.T, ui http.Handler, test func(t *testing.T, dial func() net.Conn)) {
	synctest.Test(t, func(t *testing.T) {
		s, err := Listen(Options{Addr: "127.0.0.1:0", UI: ui})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil { // the pipes take its place
			t.Fatal(err)
		}
		p := &pipes{s.listeners[0], make(chan net.Conn), make(chan struct{})}
		s.listeners = []net.Listener{p}
		ctx, cancel := context.WithCancel(t.Context())
		served := make(chan error, 1)
		go func() { served <- s.Serve(ctx) }()
		test(t, func() net.Conn {
			theirs, ours := net.Pipe()
			p.dialled <- arrived{ours}
			return theirs
		})
		cancel()
		began := time.Now()
		if err := <-served; err != nil {
			t.Error(err)
		}
		if took := time.Since(began); took > time.Second {
			t.Errorf("the end took %v", took)
		}
	})
}

// TestRequestsThatDoNotEnd: each part of a request and of its answer has its time.
func TestRequestsThatDoNotEnd(t *testing.T) {
	large := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(make([]byte, 1<<20)) })
	reads := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.Copy(io.Discard, r.Body) })
	const head = "GET / HTTP/1.1\r\nHost: localhost\r\n"
	for name, tc := range map[string]struct {
		ui   http.Handler
		send string
		wait time.Duration
	}{
		"nothing is sent":         {large, "", 10 * time.Second},
		"the head does not end":   {large, head, 10 * time.Second},
		"the body does not end":   {reads, head + "Content-Length: 10\r\n\r\nfive", readWait},
		"no further request":      {reads, head + "\r\n", 2 * time.Minute},
		"the answer is not taken": {large, head + "\r\n", writeWait},
	} {
		t.Run(name, func(t *testing.T) {
			inMemory(t, tc.ui, func(t *testing.T, dial func() net.Conn) {
				conn := dial()
				defer conn.Close()
				began := time.Now()
				if _, err := io.WriteString(conn, tc.send); err != nil {
					t.Fatal(err)
				}
				if name == "the answer is not taken" {
					time.Sleep(tc.wait + time.Second) // of the test
					if _, err := io.Copy(io.Discard, conn); err != nil && !errors.Is(err, io.ErrClosedPipe) {
						t.Error(err)
					}
					if took := time.Since(began); took != tc.wait+time.Second {
						t.Errorf("the connection ends after %v, want %v", took, tc.wait)
					}
					return
				}
				if _, err := io.Copy(io.Discard, conn); err != nil {
					t.Error(err)
				}
				if took := time.Since(began); took < tc.wait || took > tc.wait+time.Second {
					t.Errorf("the connection ends after %v, want %v", took, tc.wait)
				}
			})
		})
	}
}

// TestLargeHeads are refused before they are read whole.
func TestLargeHeads(t *testing.T) {
	s, _ := serve(t, Options{})
	for size, want := range map[int]int{60 << 10: http.StatusOK, 80 << 10: http.StatusRequestHeaderFieldsTooLarge} {
		conn := connectTo(t, s.Addr().String())
		request := fmt.Sprintf("GET / HTTP/1.1\r\nHost: localhost\r\nX: %s\r\n\r\n", bytes.Repeat([]byte{'x'}, size))
		go func() { _, _ = io.WriteString(conn, request) }() // fails when the server closes
		resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil || resp.StatusCode != want {
			t.Errorf("a head of %d bytes: %v, %v", size, resp, err)
		}
		conn.Close()
	}
}

// TestHeldWithABody: a handshake that is held ends with the program, also one that still has a body to send.
func TestHeldWithABody(t *testing.T) {
	b := newBell()
	s, _ := serve(t, Options{Asks: b.ring})
	s.waiting.atMost = time.Hour
	knock(t, connectTo(t, s.Addr().String()), "/ws", s.host(), origin("http://localhost:8000"), "Content-Length: 5")
	<-b.each
}

// TestHeldAndGone: nobody is told of the refusal of a page that has gone.
func TestHeldAndGone(t *testing.T) {
	b := newBell()
	told := ""
	t.Run("held", func(t *testing.T) {
		s, last := serve(t, Options{Asks: b.ring})
		t.Cleanup(func() { told = last() })
		page := knock(t, connectTo(t, s.Addr().String()), "/ws", s.host(), origin("http://localhost:8000"))
		<-b.each
		page.conn.Close()
		for s.Asked()[0].Waiting > 0 {
			time.Sleep(time.Millisecond)
		}
	})
	if told != "" {
		t.Errorf("told %q", told)
	}
}

// TestOldTLS: what is no longer safe is not spoken, and HTTP 2 is not, which has no WebSocket here.
func TestOldTLS(t *testing.T) {
	made, err := SelfSigned(time.Now())
	if err != nil {
		t.Fatal(err)
	}
	cert, err := tls.X509KeyPair(made, made)
	if err != nil {
		t.Fatal(err)
	}
	s, _ := serve(t, Options{Certificate: &cert})
	dial := func(c *tls.Config) (*tls.Conn, error) {
		c.InsecureSkipVerify = true
		return tls.Dial("tcp", s.Addr().String(), c)
	}
	if conn, err := dial(&tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}); err == nil || !strings.Contains(err.Error(), "version") {
		t.Errorf("TLS 1.1: %v", err)
		if err == nil {
			conn.Close()
		}
	}
	conn, err := dial(&tls.Config{MaxVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"}})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if got := conn.ConnectionState().NegotiatedProtocol; got != "http/1.1" {
		t.Errorf("spoken is %q", got)
	}
}
