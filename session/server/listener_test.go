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
	l := s.listener.(*listener)
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
	l := newListener(inner, func(string) {})
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
	_, err := newListener(exhausted{}, func(reason string) { told = reason }).Accept()
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
