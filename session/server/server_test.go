package server

import (
	"bytes"
	"compress/flate"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/fstest"

	"github.com/gorilla/websocket"
	"go.uber.org/goleak"

	"github.com/epiviz/epivizgo/session/budget"
	"github.com/epiviz/epivizgo/session/rpc"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var files = http.FileServerFS(fstest.MapFS{
	"index.html": {Data: []byte("<!doctype html><title>page</title>")},
	"main.js":    {Data: []byte("export {}")},
})

// serve runs a server until the test ends. Pages are echoed unless opt says
// otherwise. told returns the last reason for a refusal.
func serve(t *testing.T, opt Options) (s *Server, told func() string) {
	t.Helper()
	var mu sync.Mutex
	var last string
	if opt.Addr == "" {
		opt.Addr = "127.0.0.1:0"
	}
	opt.UI = files
	opt.Refused = func(reason string) { mu.Lock(); defer mu.Unlock(); last = reason }
	if opt.Connect == nil {
		opt.Connect = echo
	}
	s, err := Listen(opt)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Serve: %v", err)
		}
	})
	return s, func() string { mu.Lock(); defer mu.Unlock(); return last }
}

// echo sends back what a page says, until the connection or ctx ends.
func echo(ctx context.Context, t rpc.Transport, _ Peer) {
	stop := context.AfterFunc(ctx, func() { t.Close() })
	defer stop()
	defer t.Close()
	for {
		msg, err := t.ReadMessage()
		if err != nil || t.WriteMessage(msg) != nil {
			return
		}
	}
}

// base returns the server's link without the token.
func base(s *Server) string { return strings.TrimSuffix(s.URL(), tokenPart+s.linkToken) }

// dial connects as the server's own page does.
func dial(t *testing.T, s *Server, d *websocket.Dialer) (*websocket.Conn, *http.Response) {
	t.Helper()
	conn, resp, err := d.Dial(s.TokenURL(), http.Header{"Origin": {strings.TrimSuffix(base(s), "/")}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn, resp
}

// get asks with a client that keeps no connection.
func get(t *testing.T, method, url string) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Close = true
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(body)
}

func TestDefaultPortTakenMovesOn(t *testing.T) {
	// The default port may be taken already, by whomever.
	if l, err := net.Listen("tcp", DefaultAddr); err == nil {
		defer l.Close()
	}
	s, err := Listen(Options{UI: files})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if !s.Moved || s.Addr().Port <= 8888 || s.Addr().Port > 8888+portsTried || !s.Loopback() {
		t.Errorf("moved %v, listens on %v", s.Moved, s.Addr())
	}
	if want := fmt.Sprintf("http://localhost:%d/", s.Addr().Port); base(s) != want ||
		s.WebSocketURL() != strings.Replace(want, "http", "ws", 1)+"ws" {
		t.Errorf("links %s and %s", s.URL(), s.WebSocketURL())
	}
}

func TestAskedPortTakenIsAnError(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	addr := l.Addr().String()
	_, err = Listen(Options{Addr: addr, UI: files})
	var taken *AddrError
	if !errors.As(err, &taken) || !errors.Is(err, syscall.EADDRINUSE) || !strings.Contains(err.Error(), addr) ||
		!strings.Contains(err.Error(), "taken") || taken.Hint() == "" {
		t.Errorf("%v", err)
	}
	// The default port that was asked for by name is used or nothing is.
	if l, err := net.Listen("tcp", DefaultAddr); err == nil {
		defer l.Close()
	}
	if s, err := Listen(Options{Addr: DefaultAddr, UI: files}); !errors.As(err, &taken) {
		t.Errorf("%v", err)
		if err == nil {
			s.Close()
		}
	}
}

func TestBadAddresses(t *testing.T) {
	for _, addr := range []string{"8888", "localhost", "127.0.0.1:99999", "127.0.0.1:x", "256.1.1.1:80", "no such host.invalid:80", "::1:80"} {
		s, err := Listen(Options{Addr: addr, UI: files})
		var bad *AddrError
		if !errors.As(err, &bad) || bad.Addr != addr || bad.Hint() == "" || strings.Contains(err.Error(), "taken") {
			t.Errorf("%s: %v, want an AddrError", addr, err)
		}
		if err == nil {
			s.Close()
		}
	}
}

func TestLinksOfOtherAddresses(t *testing.T) {
	for addr, want := range map[string]string{"0.0.0.0:0": "localhost", "[::1]:0": "localhost", "127.0.0.2:0": "127.0.0.2"} {
		s, err := Listen(Options{Addr: addr, UI: files, Insecure: true})
		if err != nil {
			t.Logf("%s: %v", addr, err) // no IPv6 here
			continue
		}
		if !strings.HasPrefix(s.URL(), "http://"+want+":") {
			t.Errorf("%s: link %s", addr, s.URL())
		}
		if s.Loopback() != (addr != "0.0.0.0:0") {
			t.Errorf("%s: loopback %v", addr, s.Loopback())
		}
		s.Close()
	}
}

func TestPagesAreServedWithAPolicy(t *testing.T) {
	s, _ := serve(t, Options{})
	for path, want := range map[string]string{"": "<title>page</title>", "main.js": "export {}"} {
		resp, body := get(t, "GET", base(s)+path)
		if resp.StatusCode != 200 || !strings.Contains(body, want) {
			t.Errorf("/%s: %d, %q", path, resp.StatusCode, body)
		}
		csp := resp.Header.Get("Content-Security-Policy")
		for _, directive := range []string{"default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'",
			"form-action 'none'", "connect-src 'self' ws://" + s.host() + " wss://" + s.host() + ";"} {
			if !strings.Contains(csp, directive) {
				t.Errorf("/%s: policy %q lacks %s", path, csp, directive)
			}
		}
		if strings.Contains(csp, "unsafe") {
			t.Errorf("/%s: policy %q", path, csp)
		}
		for header, want := range map[string]string{"X-Content-Type-Options": "nosniff",
			"Cross-Origin-Resource-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin", "Referrer-Policy": "no-referrer"} {
			if got := resp.Header.Get(header); got != want {
				t.Errorf("/%s: %s: %q, want %q", path, header, got, want)
			}
		}
		if resp.Header.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("/%s: other pages may read it", path)
		}
	}
	if resp, _ := get(t, "GET", base(s)+"main.js"); !strings.Contains(resp.Header.Get("Content-Type"), "javascript") {
		t.Errorf("a module is served as %s", resp.Header.Get("Content-Type"))
	}
	if resp, _ := get(t, "GET", base(s)+"../server.go"); resp.StatusCode != 404 {
		t.Errorf("outside of the page: %d", resp.StatusCode)
	}
}

func TestSocketExplainsItself(t *testing.T) {
	s, _ := serve(t, Options{})
	for _, path := range []string{"ws", "websocket"} {
		resp, body := get(t, "GET", base(s)+path)
		if resp.StatusCode != http.StatusUpgradeRequired || resp.Header.Get("Upgrade") != "websocket" ||
			!strings.Contains(body, "websocket-host[]="+s.WebSocketURL()) {
			t.Errorf("/%s: %d, %q", path, resp.StatusCode, body)
		}
	}
}

func TestOnlyReadingIsAllowed(t *testing.T) {
	s, _ := serve(t, Options{})
	for _, path := range []string{"", "main.js", "ws", "websocket", "none"} {
		for _, method := range []string{"POST", "PUT", "DELETE", "OPTIONS", "PATCH"} {
			resp, _ := get(t, method, base(s)+path)
			if resp.StatusCode != http.StatusMethodNotAllowed || resp.Header.Get("Allow") == "" {
				t.Errorf("%s /%s: %d", method, path, resp.StatusCode)
			}
		}
	}
	if resp, body := get(t, "HEAD", base(s)); resp.StatusCode != 200 || body != "" {
		t.Errorf("HEAD /: %d, %q", resp.StatusCode, body)
	}
}

func TestCompressionIsNotAgreed(t *testing.T) {
	s, _ := serve(t, Options{})
	conn, resp := dial(t, s, &websocket.Dialer{EnableCompression: true})
	if got := resp.Header.Get("Sec-WebSocket-Extensions"); got != "" {
		t.Errorf("agreed to %q", got)
	}
	if err := conn.WriteMessage(websocket.TextMessage, []byte("hello")); err != nil {
		t.Fatal(err)
	}
	if _, msg, err := conn.ReadMessage(); err != nil || string(msg) != "hello" {
		t.Errorf("%q, %v", msg, err)
	}
}

// rawFrame writes a masked frame whose first byte is first.
func rawFrame(t *testing.T, conn *websocket.Conn, first byte, payload []byte) {
	t.Helper()
	frame := []byte{first, 0x80 | 126}
	frame = binary.BigEndian.AppendUint16(frame, uint16(len(payload)))
	frame = append(frame, 0, 0, 0, 0) // a mask that changes nothing
	if _, err := conn.NetConn().Write(append(frame, payload...)); err != nil {
		t.Fatal(err)
	}
}

// A frame that claims to be compressed (RSV1) ends its connection, and only
// that: nobody can make the server inflate anything.
func TestCompressedFrameIsRefused(t *testing.T) {
	s, _ := serve(t, Options{})
	other, _ := dial(t, s, websocket.DefaultDialer)
	conn, _ := dial(t, s, &websocket.Dialer{EnableCompression: true})
	var bomb bytes.Buffer
	w, _ := flate.NewWriter(&bomb, flate.BestCompression)
	_, _ = w.Write(make([]byte, 10<<20))
	_ = w.Close()
	rawFrame(t, conn, 0xc1, bomb.Bytes()) // FIN, RSV1, text
	if _, _, err := conn.ReadMessage(); !websocket.IsCloseError(err, websocket.CloseProtocolError) {
		t.Errorf("a compressed frame: %v", err)
	}
	works(t, other)
}

func works(t *testing.T, conn *websocket.Conn) {
	t.Helper()
	if err := conn.WriteMessage(websocket.TextMessage, []byte("hello")); err != nil {
		t.Fatal(err)
	}
	if _, msg, err := conn.ReadMessage(); err != nil || string(msg) != "hello" {
		t.Errorf("%q, %v", msg, err)
	}
}

func TestFrameOverTheLimitEndsOnlyItsConnection(t *testing.T) {
	s, _ := serve(t, Options{})
	other, _ := dial(t, s, websocket.DefaultDialer)
	for name, write := range map[string]func(conn *websocket.Conn) error{
		"one frame": func(conn *websocket.Conn) error {
			return conn.WriteMessage(websocket.TextMessage, make([]byte, budget.Message+1))
		},
		"many frames": func(conn *websocket.Conn) error {
			w, err := conn.NextWriter(websocket.TextMessage) // in frames of the buffer's size
			if err != nil {
				return err
			}
			for range 3 * budget.Message / 4096 {
				if _, err = w.Write(make([]byte, 4096)); err != nil {
					return err
				}
			}
			return w.Close()
		},
		"a length that is not there": func(conn *websocket.Conn) error {
			_, err := conn.NetConn().Write([]byte{0x81, 0x80 | 127, 0x3f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 'x'})
			return err
		},
	} {
		conn, _ := dial(t, s, websocket.DefaultDialer)
		go func() { _ = write(conn) }() // fails when the server closes
		_, _, err := conn.ReadMessage()
		// The goodbye may be lost to the reset that unread data bring about.
		if !websocket.IsCloseError(err, websocket.CloseMessageTooBig) && !errors.Is(err, syscall.ECONNRESET) && !errors.Is(err, syscall.EPIPE) {
			t.Errorf("%s: %v", name, err)
		}
	}
	works(t, other)
}

// TestVersionOfAPage checks that a page is known by the subprotocol of the built-in page, and by no other.
func TestVersionOfAPage(t *testing.T) {
	versions := make(chan string, 1)
	s, _ := serve(t, Options{Connect: func(_ context.Context, tr rpc.Transport, from Peer) {
		versions <- from.Version
		tr.Close()
	}})
	for _, tc := range []struct {
		offered []string
		want    string
	}{
		{nil, ""}, {[]string{"builtin-1"}, "builtin-1"}, {[]string{"chat", "builtin-1"}, "builtin-1"}, {[]string{"4"}, ""},
	} {
		_, resp := dial(t, s, &websocket.Dialer{Subprotocols: tc.offered})
		if got := <-versions; got != tc.want || resp.Header.Get("Sec-WebSocket-Protocol") != tc.want {
			t.Errorf("%q: version %q, subprotocol %q, want %q", tc.offered, got, resp.Header.Get("Sec-WebSocket-Protocol"), tc.want)
		}
	}
}

func TestServeWaitsForConnections(t *testing.T) {
	connected, release := make(chan struct{}), make(chan struct{})
	var remote string
	s, err := Listen(Options{Addr: "127.0.0.1:0", UI: files, Connect: func(ctx context.Context, tr rpc.Transport, from Peer) {
		defer tr.Close()
		remote = from.Addr
		close(connected)
		<-ctx.Done()
		<-release // takes its time
	}})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- s.Serve(ctx) }()
	conn, _ := dial(t, s, websocket.DefaultDialer)
	<-connected
	if remote != conn.LocalAddr().String() {
		t.Errorf("remote %s, want %s", remote, conn.LocalAddr())
	}
	cancel()
	for { // nobody new is let in
		c, err := net.Dial("tcp", s.Addr().String())
		if err != nil {
			break
		}
		c.Close()
	}
	select {
	case err := <-served:
		t.Fatalf("Serve returned %v beside a connection", err)
	default:
	}
	close(release)
	if err := <-served; err != nil {
		t.Errorf("Serve: %v", err)
	}
}

// TestNobodyConnectsAfterTheEnd: a handshake that was read before is not served after it.
func TestNobodyConnectsAfterTheEnd(t *testing.T) {
	s, err := Listen(Options{Addr: "127.0.0.1:0", UI: files, Connect: func(context.Context, rpc.Transport, Peer) { t.Error("somebody is connected") }})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Serve(ctx); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodGet, "/ws/"+s.linkToken, nil)
	r.Host = "localhost"
	r = r.WithContext(context.WithValue(r.Context(), http.LocalAddrContextKey, net.Addr(s.Addr())))
	for key, value := range map[string]string{"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
		"Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="} {
		r.Header.Set(key, value)
	}
	answer := httptest.NewRecorder()
	s.ServeHTTP(answer, r)
	if answer.Code != http.StatusServiceUnavailable {
		t.Errorf("%d %s", answer.Code, answer.Body)
	}
}

func TestServeEndsConnections(t *testing.T) {
	s, err := Listen(Options{Addr: "127.0.0.1:0", UI: files, Connect: echo})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- s.Serve(ctx) }()
	var conns []*websocket.Conn
	for range 5 {
		conn, _ := dial(t, s, websocket.DefaultDialer)
		conns = append(conns, conn)
	}
	cancel()
	for _, conn := range conns {
		if _, _, err := conn.ReadMessage(); !websocket.IsCloseError(err, websocket.CloseGoingAway) {
			t.Errorf("a page's end: %v, want a goodbye", err)
		}
	}
	if err := <-served; err != nil {
		t.Error(err)
	}
}

func TestCloseBeforeServe(t *testing.T) {
	s, err := Listen(Options{Addr: "127.0.0.1:0", UI: files})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if err := s.Serve(t.Context()); !errors.Is(err, net.ErrClosed) {
		t.Errorf("Serve after Close: %v", err)
	}
}

// A page that never finishes its request is cut off by the server's end.
func TestServeEndsBesideASlowRequest(t *testing.T) {
	s, _ := serve(t, Options{})
	conn, err := net.Dial("tcp", s.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, "GET / HTTP/1.1\r\nHost: loc"); err != nil {
		t.Fatal(err)
	}
}
