package server

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"os"
	"strings"
	"testing"
)

// asker is the origin of a request: a Host header and Origin headers.
type asker struct {
	host    string
	origins []string
}

// statuses asks for every kind of route and returns the status of each.
func statuses(t *testing.T, s *Server, a asker) map[string]int {
	t.Helper()
	const upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
	got := map[string]int{}
	for _, route := range []struct{ name, line, headers string }{
		{"page", "GET / HTTP/1.1", ""},
		{"module", "GET /main.js HTTP/1.1", ""},
		{"missing", "GET /none.js HTTP/1.1", ""},
		{"ws", "GET /ws HTTP/1.1", upgrade},
		{"websocket", "GET /websocket HTTP/1.1", upgrade},
		{"ws explained", "GET /ws HTTP/1.1", ""},
	} {
		conn, err := net.Dial("tcp", s.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		request := route.line + "\r\n" + route.headers
		if a.host != "none" {
			request += "Host: " + a.host + "\r\n"
		}
		for _, o := range a.origins {
			request += "Origin: " + o + "\r\n"
		}
		if _, err := io.WriteString(conn, request+"\r\n"); err != nil {
			t.Fatal(err)
		}
		resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			t.Fatalf("%s: %v", route.name, err)
		}
		got[route.name] = resp.StatusCode
		conn.Close()
	}
	return got
}

var (
	welcome = map[string]int{"page": 200, "module": 200, "missing": 404, "ws": 101, "websocket": 101, "ws explained": 426}
	refused = map[string]int{"page": 403, "module": 403, "missing": 403, "ws": 403, "websocket": 403, "ws explained": 403}
	// ours is the answer to the built-in page that gives no token: files are everybody's.
	ours = map[string]int{"page": 200, "module": 200, "missing": 404, "ws": 403, "websocket": 403, "ws explained": 426}
)

func TestWhoMayAsk(t *testing.T) {
	s, _ := serve(t, Options{AllowOrigins: []string{"https://browser.example.org", "HTTP://Lab.Example.org:8080/",
		"https://port.example.org:443"}})
	self := fmt.Sprintf("localhost:%d", s.Addr().Port)
	for _, tc := range []struct {
		name    string
		host    string
		origins []string
		want    map[string]int
	}{
		{"no origin", self, nil, welcome},

		// Host: a loopback name with any port, or one that was allowed.
		{"localhost", "localhost", nil, welcome},
		{"localhost, another port", "localhost:1", nil, welcome},
		{"upper case", "LocalHost:8888", nil, welcome},
		{"127.0.0.1", "127.0.0.1:8888", nil, welcome},
		{"127.1.2.3", "127.1.2.3", nil, welcome},
		{"::1", "[::1]:8888", nil, welcome},
		{"::1 without a port", "[::1]", nil, welcome},
		{"mapped 127.0.0.1", "[::ffff:127.0.0.1]:8888", nil, welcome},
		{"allowed origin's host", "lab.example.org:8888", nil, welcome},
		{"rebinding", "evil.example.org:8888", nil, refused},
		{"rebinding by a name that looks right", "localhost.evil.example.org", nil, refused},
		{"rebinding by an address in a name", "127.0.0.1.nip.io:8888", nil, refused},
		{"an address of the network", "192.168.1.5:8888", nil, refused},
		{"the unspecified address", "0.0.0.0:8888", nil, refused},
		{"the unspecified address, v6", "[::]:8888", nil, refused},
		{"127.1", "127.1", nil, refused},
		{"an address as a number", "2130706433", nil, refused},
		{"trailing dot", "localhost.", nil, refused},
		{"subdomain", "a.localhost", nil, refused},
		{"empty", "", nil, refused},
		{"two ports", "localhost:80:80", nil, refused},
		{"zone", "[::1%25lo]:8888", nil, refused},
		{"long", strings.Repeat("a", 5000), nil, refused},

		// Origin: this server, loopback pages, the hosted pages, allowed ones.
		{"own page", self, []string{"http://" + self}, ours},
		{"own page, its name in upper case", strings.ToUpper(self), []string{"http://" + self}, ours},
		{"loopback page on another port", self, []string{"http://localhost:3000"}, refused},
		{"loopback page by address", self, []string{"http://127.0.0.1:5500"}, refused},
		{"loopback page, v6", self, []string{"http://[::1]:5500"}, refused},
		{"loopback page, https", self, []string{"https://localhost:3000"}, refused},
		{"hosted page", self, []string{"http://epiviz.cbcb.umd.edu"}, refused},
		{"hosted page on github, http", self, []string{"http://epiviz.github.io"}, refused},
		{"another hosted page, http", self, []string{"http://epiviz-dev.cbcb.umd.edu"}, refused},
		{"hosted page, https", self, []string{"https://epiviz-dev.cbcb.umd.edu"}, welcome},
		{"hosted page on github", self, []string{"https://epiviz.github.io"}, welcome},
		{"hosted page, upper case", self, []string{"HTTPS://EpiViz.GitHub.IO"}, welcome},
		{"hosted page with the scheme's port", self, []string{"https://epiviz.github.io:443"}, welcome},
		{"allowed", self, []string{"https://browser.example.org"}, welcome},
		{"allowed in upper case and with a slash", self, []string{"http://lab.example.org:8080"}, welcome},
		{"allowed with the scheme's port", self, []string{"https://port.example.org"}, welcome},
		{"allowed at its own name", "browser.example.org", []string{"https://browser.example.org"}, ours},

		{"another page", self, []string{"https://evil.example.org"}, refused},
		{"null", self, []string{"null"}, refused},
		{"empty origin", self, []string{""}, refused},
		{"another page at a rebound name", "evil.example.org", []string{"http://evil.example.org"}, refused},
		{"hosted page at a rebound name", "evil.example.org", []string{"https://epiviz.github.io"}, refused},
		{"hosted page on another port", self, []string{"https://epiviz.github.io:8443"}, refused},
		{"hosted page with the other scheme's port", self, []string{"http://epiviz.github.io:443"}, refused},
		{"hosted page's subdomain", self, []string{"https://a.epiviz.github.io"}, refused},
		{"hosted page's name as a prefix", self, []string{"https://epiviz.github.io.evil.example.org"}, refused},
		{"hosted page's name as a suffix", self, []string{"https://evilepiviz.github.io"}, refused},
		{"hosted page, trailing dot", self, []string{"https://epiviz.github.io."}, refused},
		{"allowed on another port", self, []string{"https://browser.example.org:8443"}, refused},
		{"allowed with another scheme", self, []string{"http://browser.example.org"}, refused},
		{"user named as a loopback page", self, []string{"http://localhost@evil.example.org"}, refused},
		{"user before a loopback page", self, []string{"http://evil.example.org@localhost"}, refused},
		{"password before a hosted page", self, []string{"https://a:b@epiviz.github.io"}, refused},
		{"path", self, []string{"https://evil.example.org/http://localhost"}, refused},
		{"path on a loopback page", self, []string{"http://localhost/x"}, refused},
		{"query", self, []string{"http://localhost?x"}, refused},
		{"fragment", self, []string{"https://evil.example.org#.epiviz.github.io"}, refused},
		{"backslash", self, []string{`https://evil.example.org\.epiviz.github.io`}, refused},
		{"file", self, []string{"file://localhost"}, refused},
		{"extension", self, []string{"chrome-extension://localhost"}, refused},
		{"no scheme", self, []string{"localhost:8888"}, refused},
		{"no host", self, []string{"http://"}, refused},
		{"port alone", self, []string{"http://:8888"}, refused},
		{"bad port", self, []string{"http://localhost:x"}, refused},
		{"two origins in one", self, []string{"http://localhost https://evil.example.org"}, refused},
		{"two headers", self, []string{"http://localhost", "https://evil.example.org"}, refused},
		{"two headers that say the same", self, []string{"http://localhost", "http://localhost"}, refused},
		{"local name in a name", self, []string{"http://localhost.evil.example.org"}, refused},
		{"127.0.0.1 in a name", self, []string{"http://127.0.0.1.nip.io"}, refused},
	} {
		got := statuses(t, s, asker{tc.host, tc.origins})
		for route, want := range tc.want {
			if got[route] != want {
				t.Errorf("%s (Host %.60q, Origin %q): %s answered %d, want %d", tc.name, tc.host, tc.origins, route, got[route], want)
			}
		}
	}
}

func TestRefusalsSayWhatToDo(t *testing.T) {
	s, told := serve(t, Options{})
	for _, tc := range []struct {
		a    asker
		want string
	}{
		{asker{"evil.example.org:8888", nil}, "--allow-origin http://evil.example.org:8888"},
		{asker{"localhost", []string{"https://Page.example.org"}}, "--allow-origin https://page.example.org "},
		{asker{"localhost", []string{"http://localhost:3000"}}, "--allow-origin http://localhost:3000 "},
		{asker{"localhost", []string{"null"}}, "from a web server instead of from a file"},
		{asker{"localhost", []string{"http://a", "http://b"}}, "two Origin headers"},
	} {
		statuses(t, s, tc.a)
		reason := told()
		if !strings.Contains(reason, tc.want) {
			t.Errorf("%v: %q, want %q", tc.a, reason, tc.want)
		}
	}
	statuses(t, s, asker{"localhost", []string{"https://" + strings.Repeat("a.", 2000)}})
	if reason := told(); len(reason) > 500 || !strings.Contains(reason, "…") {
		t.Errorf("a reason of %d bytes", len(reason))
	}
}

func TestAllowedOriginsMustBeOrigins(t *testing.T) {
	for _, o := range []string{"", "*", "null", "browser.example.org", "ftp://browser.example.org", "https://", "https://a/b",
		"https://a?b", "https://u@a", "https://a#b", "https://a:x", "https:a", "http://:8888"} {
		s, err := Listen(Options{Addr: "127.0.0.1:0", AllowOrigins: []string{o}})
		var bad *OriginError
		if !errors.As(err, &bad) || bad.Origin != o || !strings.Contains(err.Error(), "wanted a scheme and a host") {
			t.Errorf("%q: %v, want an OriginError", o, err)
		}
		if err == nil {
			s.Close()
		}
	}
}

// A server on an address of the network is reached by it, by the machine's name, and by nothing else: a request that
// came over the network and says that it came to localhost is forged.
func TestNamesOfAnAddress(t *testing.T) {
	g, err := newGuard("Box.Example.org", []string{"http://forwarded.localhost:8888", "http://localhost:7777", "https://localhost:7443"})
	if err != nil {
		t.Fatal(err)
	}
	g.nameMachine()
	machine, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	net, loop := netip.MustParseAddr("192.168.1.5"), netip.MustParseAddr("127.0.0.1")
	for _, tc := range []struct {
		host  string
		local netip.Addr
		want  bool
	}{
		{"192.168.1.5:8888", net, true}, {"192.168.1.5", net, true}, {"192.168.1.6", net, false}, {"[::ffff:192.168.1.5]:8888", net, true},
		{"box.example.org:8888", net, true}, {"BOX.example.org", net, true}, {machine + ":8888", net, true},
		{strings.ToUpper(machine), net, true}, {"localhost:8888", net, false}, {"127.0.0.1", net, false}, {"[::1]:8888", net, false},
		{machine + ".evil.example.org", net, false}, {"evil.example.org", net, false},
		{"localhost:1", loop, true}, {"[::ffff:127.0.0.1]", loop, true}, {"192.168.1.6", loop, false},
		{"forwarded.localhost:8888", net, true}, {"localhost:7777", net, true}, {"localhost:7443", net, true}, // named by --allow-origin, as where a port is forwarded
	} {
		if g.hostAllowed(tc.host, tc.local) != tc.want {
			t.Errorf("Host %s at %v: %v, want %v", tc.host, tc.local, !tc.want, tc.want)
		}
	}
}

// TestPolicyOfAForgedHost: a Host adds nothing to the policy but an address.
func TestPolicyOfAForgedHost(t *testing.T) {
	for _, host := range []string{"localhost:1; script-src *", "localhost:1 http://evil.example.org", "localhost:1,x", "localhost:'x'", "a b", ""} {
		if got := policy(host); strings.Contains(got, "ws:") {
			t.Errorf("%q: %s", host, got)
		}
	}
}
