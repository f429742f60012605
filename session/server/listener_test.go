package server

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"

	"github.com/gorilla/websocket"
)

// TestConnectionsAreBounded: one too many is closed and told, and there is room again when one ends.
func TestConnectionsAreBounded(t *testing.T) {
	s, told := serve(t, Options{})
	l := s.listeners[0].(*listener)
	l.mu.Lock()
	l.most = 3
	l.mu.Unlock()
	var open []*websocket.Conn
	for range 3 {
		conn, _ := dial(t, s, websocket.DefaultDialer)
		open = append(open, conn)
	}
	late, err := net.Dial("tcp", s.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer late.Close()
	if _, err := late.Read(make([]byte, 1)); !errors.Is(err, io.EOF) && !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("%v, want that the connection ends", err)
	}
	if !strings.Contains(told(), "3 connections are open, which is the most") {
		t.Errorf("told %q", told())
	}
	open[0].Close()
	for { // the server sees the end when it gets to it
		conn, _, err := websocket.DefaultDialer.Dial(s.WebSocketURL(), nil)
		if err == nil {
			works(t, conn)
			break
		}
	}
	for _, conn := range open[1:] {
		works(t, conn)
	}
}

// TestConnectionsAreCountedOnce: one that is closed twice makes room for one.
func TestConnectionsAreCountedOnce(t *testing.T) {
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer inner.Close()
	l := &listener{inner, &bound{most: 10, told: func(string) {}}}
	for range 2 {
		theirs := connectTo(t, inner.Addr().String())
		defer theirs.Close()
		conn, err := l.Accept()
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if l.open != 1 {
			t.Errorf("%d are open", l.open)
		}
		_ = conn.Close()
		_ = conn.Close()
		if l.open != 0 {
			t.Errorf("%d are open after the last was closed", l.open)
		}
	}
}

// exhausted is a listener whose Accept fails for want of descriptors.
type exhausted struct{ net.Listener }

func (exhausted) Accept() (net.Conn, error) {
	return nil, &net.OpError{Op: "accept", Err: syscall.EMFILE}
}

func TestOutOfDescriptorsIsTold(t *testing.T) {
	told := ""
	_, err := (&listener{exhausted{}, &bound{most: 1, told: func(reason string) { told = reason }}}).Accept()
	if !errors.Is(err, syscall.EMFILE) || !strings.Contains(told, "ulimit -n") {
		t.Errorf("%v, told %q", err, told)
	}
}

// TestPanicOfARequest: it ends the request alone.
func TestPanicOfARequest(t *testing.T) {
	s, _ := serve(t, Options{})
	conn, _ := dial(t, s, websocket.DefaultDialer)
	s.opt.UI = http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("fault") })
	if _, err := http.Get(s.URL()); err == nil {
		t.Error("the request was answered")
	}
	works(t, conn)
}

// TestBodyThatNeverComes: a request is refused before its body.
func TestBodyThatNeverComes(t *testing.T) {
	s, _ := serve(t, Options{})
	conn, err := net.Dial("tcp", s.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "POST / HTTP/1.1\r\nHost: %s\r\nContent-Length: 1000000\r\n\r\nx", s.host())
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil || resp.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("%v, %v", resp, err)
	}
}

// TestIdleConnectionsGiveWay: whoever opens all connections for nothing keeps no page out, and a page that is
// connected or waits gives way to nobody.
func TestIdleConnectionsGiveWay(t *testing.T) {
	b := newBell()
	s, told := serve(t, Options{Asks: b.ring})
	limit := s.listeners[0].(*listener).bound
	limit.mu.Lock()
	limit.most = 4
	limit.mu.Unlock()
	page, _ := dial(t, s, websocket.DefaultDialer)
	waits := knock(t, connectTo(t, s.Addr().String()), "/ws", s.host(), origin("http://localhost:1"))
	asked := <-b.each
	var idle []net.Conn
	for range 6 {
		conn := connectTo(t, s.Addr().String())
		defer conn.Close()
		idle = append(idle, conn)
	}
	second, _ := dial(t, s, websocket.DefaultDialer)
	if _, err := idle[0].Read(make([]byte, 1)); err == nil {
		t.Error("the oldest idle connection was answered")
	}
	if !strings.Contains(told(), "4 connections are open") {
		t.Errorf("told %q", told())
	}
	works(t, page)
	works(t, second)
	s.Allow(asked.Number)
	waits.wants("the page that waited", 101, "")
}

// TestHalfClosedRequest: a client that has said all it wants to say is not told that all is well with nothing.
func TestHalfClosedRequest(t *testing.T) {
	b := newBell()
	s, _ := serve(t, Options{Asks: b.ring})
	conn := connectTo(t, s.Addr().String())
	asks := knock(t, conn, "/ws", s.host(), origin("http://localhost:1"))
	<-b.each
	if err := conn.(*net.TCPConn).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	if resp, err := http.ReadResponse(asks.in, nil); err == nil {
		t.Errorf("answered %s", resp.Status)
	}
}
