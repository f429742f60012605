package server

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
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
