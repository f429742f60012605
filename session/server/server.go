package server

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/gorilla/websocket"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/budget"
	"github.com/epiviz/epivizgo/session/rpc"
)

// DefaultAddr is the tutorial's port on the loopback interface.
const DefaultAddr = "127.0.0.1:8888"

// portsTried is how many ports after a taken one are tried.
const portsTried = 100

// policy keeps the page to what the server of that host serves: should text from a file
// ever be taken for HTML, it still could not run or fetch anything, or say anything to others.
func policy(host string) string {
	sockets := ""
	if u, ok := parseOrigin("http://" + host); ok { // to older browsers 'self' is no WebSocket
		sockets = " ws://" + u.Host + " wss://" + u.Host
	}
	return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; " +
		"connect-src 'self'" + sockets + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
}

// Options of a server.
type Options struct {
	// Addr is host:port; empty means DefaultAddr with the next free port if that
	// one is taken. A port that was asked for is not replaced by another.
	Addr string
	// AllowOrigins are origins of pages to trust in addition to those always trusted; AnyLoopback has all of this machine.
	AllowOrigins []string
	// Token is the one that lasts, from NewToken; empty makes one.
	Token string
	// Certificate, when not nil, makes the server speak TLS.
	Certificate *tls.Certificate
	// Insecure lets a server listen off the loopback interface without TLS.
	Insecure bool
	// Asks is called when a page of an origin waits to be allowed that was not waiting; nil refuses it, since nobody
	// can be asked.
	Asks func(Asked)
	// UI serves the built-in page.
	UI http.Handler
	// Connect serves a page's connection until it or ctx ends. Other pages than the built-in
	// one send their version with their first request.
	Connect func(ctx context.Context, t rpc.Transport, from Peer)
	// Shared is what the connections share.
	Shared *rpc.Shared
	// Refused, when not nil, is called with the reason for each refused request.
	Refused func(reason string)
	// Log has the requests at debug level, without tokens; nil discards.
	Log *slog.Logger
}

// Server is bound to its address from Listen on.
type Server struct {
	opt       Options
	listeners []net.Listener // of Addr first, and of the rest of localhost
	localhost bool           // that name leads to this server alone
	guard     *guard
	upgrader  websocket.Upgrader
	waiting   waiting
	tickets   tickets
	// linkToken is the token in links, which ends with the server.
	linkToken string
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
	if opt.Token == "" {
		opt.Token = NewToken()
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
	s := &Server{opt: opt, guard: g, linkToken: NewToken(), waiting: waiting{atMost: holdAtMost, asks: opt.Asks}}
	// CheckOrigin has nothing left to do. Compression stays off: it is slower than the
	// loopback interface by an order of magnitude, and a frame that claims to be
	// compressed is then an error, so the read limit holds for what is inflated.
	s.upgrader = websocket.Upgrader{
		EnableCompression: false,
		ReadBufferSize:    16 << 10, WriteBufferSize: 64 << 10,
		Subprotocols: []string{protocol.BuiltinVersion},
		CheckOrigin:  func(*http.Request) bool { return true },
	}
	s.listeners, s.localhost, err = listen(asked, opt.Addr == "" || host == "localhost")
	if opt.Addr == "" && errors.Is(err, syscall.EADDRINUSE) {
		s.listeners, s.localhost, err = listenNext(asked)
		s.Moved = err == nil
	}
	if err != nil {
		return nil, &AddrError{asked, err}
	}
	if !s.Loopback() {
		g.nameMachine()
		if opt.Certificate == nil && !opt.Insecure {
			return nil, errors.Join(&OpenError{asked}, s.Close())
		}
	}
	most := &bound{most: budget.Connections, told: opt.Refused}
	for i, l := range s.listeners {
		s.listeners[i] = &listener{l, most}
	}
	return s, nil
}

// OpenError is an address at which other machines could listen to what is said.
type OpenError struct{ Addr string }

func (e *OpenError) Error() string {
	return "at " + e.Addr + " other machines could read the data and the token on their way"
}

// Hint returns what to do next.
func (e *OpenError) Hint() string {
	return "leave --addr out and use ssh -L 8888:localhost:8888 HOST; or encrypt with --tls self, or --tls-cert and --tls-key; " +
		"or give --insecure where nobody else is on the network"
}

// Addr returns the address that is listened on.
func (s *Server) Addr() *net.TCPAddr { return s.listeners[0].Addr().(*net.TCPAddr) }

// URL returns the built-in page's link, which has a token that ends with the server.
func (s *Server) URL() string { return s.scheme("http") + s.host() + "/" + tokenPart + s.linkToken }

// TicketURL returns a link of the built-in page that is good once and soon.
func (s *Server) TicketURL() string {
	return s.scheme("http") + s.host() + "/" + ticketPart + s.tickets.issue()
}

// OtherURLs are the built-in page's links for other machines where the address has no name of its own.
func (s *Server) OtherURLs() (links []string) {
	if !s.Addr().IP.IsUnspecified() {
		return nil
	}
	for _, name := range machineNames() {
		if name != "localhost" {
			links = append(links, s.scheme("http")+net.JoinHostPort(name, strconv.Itoa(s.Addr().Port))+"/"+tokenPart+s.linkToken)
		}
	}
	return links
}

// WebSocketURL returns the value of websocket-host[] for a real EpiViz page.
func (s *Server) WebSocketURL() string { return s.scheme("ws") + s.host() + "/ws" }

// TokenURL is WebSocketURL with the token.
func (s *Server) TokenURL() string { return s.WebSocketURL() + "/" + s.linkToken }

// scheme returns the beginning of an address, of http or ws.
func (s *Server) scheme(plain string) string {
	if s.opt.Certificate != nil {
		plain += "s"
	}
	return plain + "://"
}

// Asked lists the origins of pages that asked to connect, also those that were allowed.
func (s *Server) Asked() []Asked { return s.waiting.list() }

// Allow lets in pages of the origin with a number of Asked, until the program ends.
func (s *Server) Allow(number int) (Asked, bool) { return s.waiting.allow(number) }

// host returns the address as a browser on this machine can use it: "localhost" where that name leads nowhere else.
func (s *Server) host() string {
	a := s.Addr()
	switch {
	case s.localhost:
		return net.JoinHostPort("localhost", strconv.Itoa(a.Port))
	case a.IP.IsUnspecified():
		return net.JoinHostPort("127.0.0.1", strconv.Itoa(a.Port))
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
		ConnContext:       withConn,
		ErrorLog:          slog.NewLogLogger(s.opt.Log.Handler(), slog.LevelDebug),
	}
	stop := context.AfterFunc(ctx, func() { _ = srv.Close() })
	ended := make(chan error, len(s.listeners))
	for _, l := range s.listeners {
		if cert := s.opt.Certificate; cert != nil {
			// A WebSocket needs HTTP 1.1.
			l = tls.NewListener(l, &tls.Config{Certificates: []tls.Certificate{*cert}, NextProtos: []string{"http/1.1"},
				MinVersion: tls.VersionTLS12})
		}
		go func() { ended <- srv.Serve(l) }()
	}
	err := <-ended // the first to end ends the others
	stop()
	cancel()
	_ = srv.Close()
	for range len(s.listeners) - 1 {
		<-ended
	}
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
func (s *Server) Close() error {
	var failed error
	for _, l := range s.listeners {
		failed = errors.Join(failed, l.Close())
	}
	return failed
}

// ServeHTTP guards every route, then serves it.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.opt.Log.Debug("request", "method", short(r.Method), "path", s.route(r.URL.Path),
		"origin", short(r.Header.Get("Origin")), "remote", r.RemoteAddr)
	h := w.Header()
	h.Set("Content-Security-Policy", policy(r.Host))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin") // no page that opens this one can lead it elsewhere
	isSocket, _ := socketPath(r.URL.Path)
	reason := s.guard.refuseHost(r)
	if reason == "" && !(isSocket && websocket.IsWebSocketUpgrade(r)) {
		reason = s.guard.refuseFile(r)
	}
	if reason != "" {
		s.refuse(w, reason)
		return
	}
	if r.URL.Path == tokenPath {
		s.sendToken(w, r)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		h.Set("Allow", "GET, HEAD")
		http.Error(w, "only GET here", http.StatusMethodNotAllowed)
		return
	}
	if isSocket {
		s.connect(w, r)
	} else {
		s.opt.UI.ServeHTTP(w, r)
	}
}

func (s *Server) refuse(w http.ResponseWriter, reason string) {
	s.opt.Refused(reason)
	http.Error(w, reason, http.StatusForbidden)
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
	from, err := s.admit(r)
	if err == nil || errors.Is(err, errAsk) {
		settle(r)
	}
	if errors.Is(err, errAsk) {
		err = s.ask(r, from)
	}
	switch {
	case r.Context().Err() != nil: // it was not there for the answer
		panic(http.ErrAbortHandler)
	case s.ctx.Err() != nil:
		http.Error(w, "epivizgo has ended", http.StatusServiceUnavailable)
		return
	}
	if err != nil && (from.Version == "" || !isOwn(r)) {
		s.refuse(w, err.Error())
		return
	}
	conn, failed := s.upgrader.Upgrade(w, r, nil)
	if failed != nil {
		s.opt.Log.Debug("upgrade failed", "err", failed)
		return
	}
	if err != nil { // a page hears why its WebSocket was closed, and not why it was not opened
		s.opt.Refused(err.Error())
		bye := websocket.FormatCloseMessage(closeRefused, strings.ToValidUTF8(err.Error()[:min(len(err.Error()), mostReason)], ""))
		_ = conn.WriteControl(websocket.CloseMessage, bye, time.Now().Add(time.Second))
		_ = conn.Close()
		return
	}
	s.opt.Connect(s.ctx, rpc.WebSocket(conn, s.opt.Shared), from)
}

const (
	// closeRefused is the code with which the built-in page's WebSocket is closed that is not let in, as it knows.
	closeRefused = 4401
	// mostReason is how long the reason for that may be, in bytes.
	mostReason = 123
)

// ask holds a handshake until its page is allowed.
func (s *Server) ask(r *http.Request, from Peer) error {
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	defer context.AfterFunc(s.ctx, cancel)()
	if reason := s.waiting.hold(ctx, from.Origin); reason != "" {
		return errors.New(reason)
	}
	return nil
}
