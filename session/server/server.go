package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"sync"
	"syscall"
	"time"

	"github.com/gorilla/websocket"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/rpc"
)

// DefaultAddr is the tutorial's port on the loopback interface.
const DefaultAddr = "127.0.0.1:8888"

// portsTried is how many ports after a taken one are tried.
const portsTried = 100

// policy keeps the page to what this server serves: should text from a file
// ever be taken for HTML, it still could not run or fetch anything.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; " +
	"connect-src 'self' ws: wss:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// Options of a server.
type Options struct {
	// Addr is host:port; empty means DefaultAddr with the next free port if that
	// one is taken. A port that was asked for is not replaced by another.
	Addr string
	// AllowOrigins are origins of pages to trust in addition to those always trusted.
	AllowOrigins []string
	// UI serves the built-in page.
	UI http.Handler
	// Connect serves a page's connection until it or ctx ends. remote is the
	// other end's address, version the one that the built-in page names as the
	// WebSocket's subprotocol; other pages send theirs with their first request.
	Connect func(ctx context.Context, t rpc.Transport, remote, version string)
	// Shared is what the connections share.
	Shared *rpc.Shared
	// Refused, when not nil, is called with the reason for each refused request.
	Refused func(reason string)
	// Log has the requests at debug level; nil discards.
	Log *slog.Logger
}

// Server is bound to its address from Listen on.
type Server struct {
	opt      Options
	listener net.Listener
	guard    *guard
	upgrader websocket.Upgrader
	// Moved reports whether another port is used since the default one was taken.
	Moved bool

	ctx    context.Context // of Serve; ends every connection
	mu     sync.Mutex
	closed bool           // no more connections are accepted; guarded by mu
	conns  sync.WaitGroup // connections being served; Add under mu while not closed
}

// AddrError reports that an address cannot be listened on.
type AddrError struct {
	Addr string
	Err  error
}

func (e *AddrError) Error() string {
	if errors.Is(e.Err, syscall.EADDRINUSE) {
		return fmt.Sprintf("address %s is taken by another program", e.Addr)
	}
	return fmt.Sprintf("address %s cannot be listened on: %v", e.Addr, e.Err)
}

func (e *AddrError) Unwrap() error { return e.Err }

// Hint returns what to do next.
func (e *AddrError) Hint() string {
	return "give another with --addr, or none to have a free port chosen"
}

// Listen binds the address. Nothing is answered before Serve.
func Listen(opt Options) (*Server, error) {
	if opt.Log == nil {
		opt.Log = slog.New(slog.DiscardHandler)
	}
	if opt.Refused == nil {
		opt.Refused = func(string) {}
	}
	asked := opt.Addr
	if asked == "" {
		asked = DefaultAddr
	}
	host, _, err := net.SplitHostPort(asked)
	if err != nil {
		return nil, &AddrError{asked, fmt.Errorf("wanted host:port, such as %s", DefaultAddr)}
	}
	g, err := newGuard(host, opt.AllowOrigins)
	if err != nil {
		return nil, err
	}
	s := &Server{opt: opt, guard: g}
	// CheckOrigin repeats what ServeHTTP did: the upgrader's own default is wrong
	// for us in both directions. Compression stays off: it is slower than the
	// loopback interface by an order of magnitude, and a frame that claims to be
	// compressed is then an error, so the read limit holds for what is inflated.
	s.upgrader = websocket.Upgrader{
		EnableCompression: false,
		ReadBufferSize:    16 << 10, WriteBufferSize: 64 << 10,
		Subprotocols: []string{protocol.BuiltinVersion},
		CheckOrigin:  func(r *http.Request) bool { return g.refuse(r) == "" },
	}
	s.listener, err = net.Listen("tcp", asked)
	if opt.Addr == "" && errors.Is(err, syscall.EADDRINUSE) {
		s.listener, err = listenNext(asked)
		s.Moved = err == nil
	}
	if err != nil {
		return nil, &AddrError{asked, err}
	}
	s.listener = newListener(s.listener, opt.Refused)
	return s, nil
}

// listenNext tries the ports after a taken one.
func listenNext(addr string) (net.Listener, error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, err
	}
	first, err := strconv.Atoi(port)
	if err != nil {
		return nil, err
	}
	var l net.Listener
	for p := first + 1; p <= first+portsTried; p++ {
		if l, err = net.Listen("tcp", net.JoinHostPort(host, strconv.Itoa(p))); err == nil {
			return l, nil
		}
	}
	return nil, err
}

// Addr returns the address that is listened on.
func (s *Server) Addr() *net.TCPAddr { return s.listener.Addr().(*net.TCPAddr) }

// URL returns the built-in page's link.
func (s *Server) URL() string { return "http://" + s.host() + "/" }

// WebSocketURL returns the value of websocket-host[] for a real EpiViz page.
func (s *Server) WebSocketURL() string { return "ws://" + s.host() + "/ws" }

// host returns the address as a browser on this machine can use it: "localhost" for
// the loopback and the unspecified addresses.
func (s *Server) host() string {
	a := s.Addr()
	if a.IP.IsLoopback() || a.IP.IsUnspecified() {
		return net.JoinHostPort("localhost", strconv.Itoa(a.Port))
	}
	return a.String()
}

// Loopback reports whether only this machine can connect.
func (s *Server) Loopback() bool { return s.Addr().IP.IsLoopback() }

// Serve answers until ctx ends, then closes every connection and returns when
// all have ended. It is called once.
func (s *Server) Serve(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s.ctx = ctx
	srv := &http.Server{
		Handler:           s,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       readWait,
		WriteTimeout:      writeWait,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(s.opt.Log.Handler(), slog.LevelDebug),
	}
	stop := context.AfterFunc(ctx, func() { _ = srv.Close() })
	err := srv.Serve(s.listener)
	stop()
	cancel()
	_ = srv.Close()
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.conns.Wait()
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// Close frees the address of a server that will not be served.
func (s *Server) Close() error { return s.listener.Close() }

// ServeHTTP guards every route, then serves it.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.opt.Log.Debug("request", "method", r.Method, "path", r.URL.Path, "origin", r.Header.Get("Origin"), "remote", r.RemoteAddr)
	h := w.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	if reason := s.guard.refuse(r); reason != "" {
		s.opt.Refused(reason)
		http.Error(w, reason, http.StatusForbidden)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		h.Set("Allow", "GET, HEAD")
		http.Error(w, "only GET here", http.StatusMethodNotAllowed)
		return
	}
	switch r.URL.Path {
	case "/ws", "/websocket":
		s.connect(w, r)
	default:
		s.opt.UI.ServeHTTP(w, r)
	}
}

func (s *Server) connect(w http.ResponseWriter, r *http.Request) {
	if !websocket.IsWebSocketUpgrade(r) {
		w.Header().Set("Upgrade", "websocket")
		reason := "this is the WebSocket of epivizgo: open it from an EpiViz page with the argument websocket-host[]=" + s.WebSocketURL()
		http.Error(w, reason, http.StatusUpgradeRequired)
		return
	}
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		http.Error(w, "stopping", http.StatusServiceUnavailable)
		return
	}
	s.conns.Add(1)
	s.mu.Unlock()
	defer s.conns.Done()
	conn, err := s.upgrader.Upgrade(w, r, nil)
	if err != nil {
		s.opt.Log.Debug("upgrade failed", "err", err)
		return
	}
	s.opt.Connect(s.ctx, rpc.WebSocket(conn, s.opt.Shared), r.RemoteAddr, conn.Subprotocol())
}
