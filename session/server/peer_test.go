package server

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/epiviz/epivizgo/session/rpc"
)

// TestOtherMachines: whoever is at an address of another machine needs the token, whatever the system says of sockets. This
// machine is at its own addresses, too.
func TestOtherMachines(t *testing.T) {
	s, _ := serve(t, Options{})
	for _, tc := range []struct {
		remote, local string
		other         bool
	}{
		{"192.168.1.6:4000", "192.168.1.5:8888", true}, {"192.168.1.6:4000", "127.0.0.1:8888", true}, {"[fe80::1%eth0]:4000", "[fe80::2]:8888", true},
		{"192.168.1.5:4000", "192.168.1.5:8888", false}, {"[::ffff:192.168.1.5]:4000", "192.168.1.5:8888", false},
		{"127.0.0.1:4000", "127.0.0.1:8888", false}, {"127.0.0.9:4000", "127.0.0.1:8888", false}, {"[::1]:4000", "[::1]:8888", false},
		{"[::ffff:127.0.0.1]:4000", "127.0.0.1:8888", false},
	} {
		r := httptest.NewRequest(http.MethodGet, "/ws", nil)
		r.RemoteAddr = tc.remote
		local := net.TCPAddrFromAddrPort(netip.MustParseAddrPort(tc.local))
		r = r.WithContext(context.WithValue(r.Context(), http.LocalAddrContextKey, net.Addr(local)))
		_, reason := s.peerOf(r)
		if strings.HasPrefix(reason, "another machine asks without the token") != tc.other {
			t.Errorf("%s at %s: %q", tc.remote, tc.local, reason)
		}
	}
	r := httptest.NewRequest(http.MethodGet, "/ws", nil)
	r.RemoteAddr = "@"
	if _, reason := s.peerOf(r); reason == "" {
		t.Error("a request from nowhere is answered")
	}
}

// TestOriginOfAPeer: the page of a connection is told, but of the built-in page, which is this program's.
func TestOriginOfAPeer(t *testing.T) {
	from := make(chan Peer, 1)
	s, _ := serve(t, Options{AllowOrigins: []string{AnyLoopback}, Connect: func(_ context.Context, tr rpc.Transport, p Peer) {
		from <- p
		tr.Close()
	}})
	for of, want := range map[string]string{
		"http://" + s.host(): "", "HTTP://LocalHost:8000": "http://localhost:8000", "null": "null", "https://evil.example.org": "https://evil.example.org",
	} {
		knock(t, connectTo(t, s.Addr().String()), "/ws/"+s.linkToken, s.host(), origin(of)).wants(of, 101, "")
		if p := <-from; p.Origin != want || !p.Token {
			t.Errorf("%s: %+v", of, p)
		}
	}
	knock(t, connectTo(t, s.Addr().String()), "/ws", s.host()).wants("a program", 101, "")
	if p := <-from; p.Origin != "" || p.Token || p.Addr == "" {
		t.Errorf("a program: %+v", p)
	}
}

// TestPromised are the figures of what is promised to who is asked, and against who asks.
func TestPromised(t *testing.T) {
	if mostHeld != 8 || holdAtMost != time.Minute || tokenBytes*8 != 256 || ticketLasts > 2*time.Minute {
		t.Errorf("%d handshakes for %v, tokens of %d bytes, tickets for %v", mostHeld, holdAtMost, tokenBytes, ticketLasts)
	}
}
