package server

import (
	"errors"
	"fmt"
	"net"
	"strings"
	"syscall"
	"testing"
)

// other listens on the other address of localhost, as another user of this machine could.
func other(t *testing.T, port int) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", fmt.Sprintf("[::1]:%d", port))
	if err != nil {
		t.Skipf("no IPv6 here: %v", err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

// TestLocalhostIsOurs: a browser asks ::1 before 127.0.0.1 for what is at localhost, so nobody else may have it.
func TestLocalhostIsOurs(t *testing.T) {
	other(t, 0)
	for _, addr := range []string{"127.0.0.1:0", "[::1]:0", "localhost:0"} {
		s, _ := serve(t, Options{Addr: addr})
		port := s.Addr().Port
		for _, ip := range []string{"127.0.0.1", "::1"} {
			at := net.JoinHostPort(ip, fmt.Sprint(port))
			if l, err := net.Listen("tcp", at); !errors.Is(err, syscall.EADDRINUSE) {
				t.Errorf("%s: %s is left to others: %v", addr, at, err)
				if err == nil {
					l.Close()
				}
				continue
			}
			knock(t, connectTo(t, at), "/ws", fmt.Sprintf("localhost:%d", port)).wants(addr+" at "+at, 101, "")
		}
		if want := fmt.Sprintf("http://localhost:%d/", port); base(s) != want {
			t.Errorf("%s: link %s, want %s", addr, base(s), want)
		}
	}
}

// TestLocalhostOfAnother: where another program has the other address, no link says localhost.
func TestLocalhostOfAnother(t *testing.T) {
	port := other(t, 0).Addr().(*net.TCPAddr).Port
	at := fmt.Sprintf("127.0.0.1:%d", port)
	s, _ := serve(t, Options{Addr: at})
	for _, link := range []string{s.URL(), s.TicketURL(), s.WebSocketURL(), s.TokenURL()} {
		if !strings.Contains(link, "//"+at+"/") {
			t.Errorf("link %s, want it to %s", link, at)
		}
	}
	knock(t, connectTo(t, at), "/ws", at).wants("the address of the link", 101, "")
	// localhost that was asked for is all of it or nothing.
	if s, err := Listen(Options{Addr: fmt.Sprintf("localhost:%d", port), UI: files}); !errors.Is(err, syscall.EADDRINUSE) {
		t.Errorf("localhost: %v", err)
		if err == nil {
			s.Close()
		}
	}
}

// TestDefaultPortHalfTaken: the default moves on where another program has one address of localhost.
func TestDefaultPortHalfTaken(t *testing.T) {
	other(t, 0)
	if l, err := net.Listen("tcp", "[::1]:8888"); err == nil { // else another program has it already
		defer l.Close()
	}
	s, err := Listen(Options{UI: files})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if !s.Moved || !strings.HasPrefix(s.URL(), "http://localhost:") {
		t.Errorf("moved %v to %s", s.Moved, base(s))
	}
}

// TestAnyPortIsWhole: of any port, one is taken of which nobody has the other half.
func TestAnyPortIsWhole(t *testing.T) {
	other(t, 0)
	for range 200 { // many ports are half taken
		l, err := net.Listen("tcp", "[::1]:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
	}
	for range 50 {
		all, ours, err := listen("127.0.0.1:0", false)
		if err != nil || !ours || len(all) != 2 {
			t.Fatalf("%v, %v, %v", all, ours, err)
		}
		for _, l := range all {
			l.Close()
		}
	}
}
