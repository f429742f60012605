package server

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// A stranger is a client on a bare socket that writes what it likes.
type stranger struct {
	t    *testing.T
	conn net.Conn
	in   *bufio.Reader
}

// knock connects to an address and sends the handshake of a WebSocket with headers of its own.
func knock(t *testing.T, conn net.Conn, path, host string, headers ...string) *stranger {
	t.Helper()
	t.Cleanup(func() { conn.Close() })
	request := "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
	for _, h := range headers {
		request += h + "\r\n"
	}
	if _, err := io.WriteString(conn, request+"\r\n"); err != nil {
		t.Fatal(err)
	}
	return &stranger{t, conn, bufio.NewReader(conn)}
}

func connectTo(t *testing.T, addr string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	return conn
}

// answer waits for the answer to the handshake.
func (s *stranger) answer() (status int, body string) {
	s.t.Helper()
	resp, err := http.ReadResponse(s.in, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	if resp.StatusCode != http.StatusSwitchingProtocols {
		b, err := io.ReadAll(resp.Body)
		if err != nil {
			s.t.Fatal(err)
		}
		body = string(b)
	}
	return resp.StatusCode, body
}

// wants checks the answer.
func (s *stranger) wants(what string, status int, text string) {
	s.t.Helper()
	got, body := s.answer()
	if got != status || !strings.Contains(body, text) {
		s.t.Errorf("%s: %d %q, want %d with %q", what, got, body, status, text)
	}
}

func origin(of string) string { return "Origin: " + of }

// bell collects who asks to be let in.
type bell struct {
	mu   sync.Mutex
	rang []Asked
	each chan Asked
}

func newBell() *bell { return &bell{each: make(chan Asked, 4*mostOrigins)} }

func (b *bell) ring(a Asked) {
	b.mu.Lock()
	b.rang = append(b.rang, a)
	b.mu.Unlock()
	b.each <- a
}

func TestToken(t *testing.T) {
	var logged bytes.Buffer
	s, told := serve(t, Options{Token: NewToken(), Log: slog.New(slog.NewTextHandler(&logged, &slog.HandlerOptions{Level: slog.LevelDebug}))})
	addr, host := s.Addr().String(), s.host()
	token := s.opt.Token
	wrong := NewToken()
	builtin := "Sec-WebSocket-Protocol: builtin-1, token."
	for _, tc := range []struct {
		name, path string
		headers    []string
		status     int
	}{
		{"that lasts, in the path", "/ws/" + token, nil, 403},
		{"that lasts, of another page", "/ws", []string{origin("http://localhost:1"), builtin + token}, 403},
		{"of the link, in the path", "/ws/" + s.linkToken, nil, 101},
		{"of the link, of the built-in page", "/ws", []string{origin("http://" + host), builtin + s.linkToken}, 101},
		{"in the other path", "/websocket/" + s.linkToken, []string{origin("http://localhost:8000")}, 101},
		{"of a page from a file", "/ws/" + s.linkToken, []string{origin("null")}, 101},
		{"of any page", "/ws/" + s.linkToken, []string{origin("https://evil.example.org")}, 101},
		{"of the built-in page", "/ws", []string{origin("http://" + host), builtin + token}, 101},
		{"a wrong one", "/ws/" + wrong, nil, 403},
		{"none, with a slash", "/ws/", []string{origin("null")}, 403},
		{"a part of it", "/ws/" + token[:42], nil, 403},
		{"with more behind it", "/ws/" + token + "A", nil, 403},
		{"another path", "/wsx/" + token, nil, 404},
		{"in the query", "/ws?token=" + token, []string{origin("null")}, 403},
		{"at a name that was rebound", "/ws/" + s.linkToken, []string{"X: y"}, 403},
	} {
		name := host
		if strings.Contains(tc.name, "rebound") {
			name = "evil.example.org"
		}
		knock(t, connectTo(t, addr), tc.path, name, tc.headers...).wants(tc.name, tc.status, "")
		if reason := told(); strings.Contains(reason, token) || strings.Contains(reason, wrong) || strings.Contains(reason, s.linkToken) {
			t.Errorf("%s: the reason has the token: %s", tc.name, reason)
		}
	}
	// The page without the token, and with a wrong one, is told why in words.
	for offered, want := range map[string]string{
		"builtin-1":                     "opened without its token; open the link printed at the prompt",
		"builtin-1, token." + wrong:     "not that of this program; open the link printed at the prompt",
		"token." + wrong + ",builtin-1": "not that of this program",
	} {
		d := websocket.Dialer{}
		conn, _, err := d.Dial("ws://"+addr+"/ws", http.Header{"Origin": {"http://" + addr}, "Sec-WebSocket-Protocol": {offered}})
		if err != nil {
			t.Fatalf("%s: %v", offered, err)
		}
		_, _, err = conn.ReadMessage()
		if !websocket.IsCloseError(err, closeRefused) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", offered, err, want)
		}
		conn.Close()
	}
	// Pages of elsewhere are answered before they have a WebSocket, whatever they say that they are.
	knock(t, connectTo(t, addr), "/ws", host, origin("https://evil.example.org"), builtin+wrong).wants("another page as the built-in one", 403, "")
	if strings.Contains(logged.String(), token) || strings.Contains(logged.String(), s.linkToken) || strings.Contains(logged.String(), wrong) {
		t.Errorf("a token is in the log:\n%s", logged.String())
	}
	if IsToken(strings.Repeat("A", 42) + "B") { // it would be another spelling of 32 zeros
		t.Error("a token has two spellings")
	}
	if !IsToken(token) || IsToken(token[:42]) || IsToken(token+"A") || IsToken("") || token == wrong {
		t.Errorf("token %q", token)
	}
}

func TestTickets(t *testing.T) {
	s, told := serve(t, Options{})
	method := "POST"
	ask := func(ticket string, headers ...string) (int, string) {
		conn := connectTo(t, s.Addr().String())
		defer conn.Close()
		request := method + " /token HTTP/1.1\r\nHost: " + s.host() + "\r\nContent-Length: 0\r\nAuthorization: Bearer " + ticket + "\r\n"
		for _, h := range headers {
			request += h + "\r\n"
		}
		if _, err := io.WriteString(conn, request+"\r\n"); err != nil {
			t.Fatal(err)
		}
		return (&stranger{t, conn, bufio.NewReader(conn)}).answer()
	}
	own := origin("http://" + s.host())
	_, ticket, _ := strings.Cut(s.TicketURL(), ticketPart)
	for _, bad := range [][]string{{ticket}, {ticket, origin("null")}, {ticket, origin("http://localhost:3000")}, {"", own}, {NewToken(), own}} {
		if status, body := ask(bad[0], bad[1:]...); status != 403 || strings.Contains(body, s.opt.Token) {
			t.Errorf("%q: %d %q", bad, status, body)
		}
	}
	for what, good := range map[string]string{"the ticket": ticket, "the link's token": s.linkToken, "the lasting token": s.opt.Token} {
		if status, body := ask(good, own); status != 200 || body != s.opt.Token {
			t.Errorf("%s: %d %q", what, status, body)
		}
	}
	method = "GET" // which a page of elsewhere could send, as a picture's address
	if status, body := ask(s.linkToken, own); status != 403 || strings.Contains(body, s.opt.Token) {
		t.Errorf("asked by GET: %d %q", status, body)
	}
	method = "POST"
	if status, _ := ask(s.linkToken); status != 403 {
		t.Errorf("another program was given the lasting token: %d", status)
	}
	if status, _ := ask(ticket, own); status != 403 || !strings.Contains(told(), "has been used") {
		t.Errorf("the ticket once more: %d, told %q", status, told())
	}
	_, late, _ := strings.Cut(s.TicketURL(), ticketPart)
	_, other, _ := strings.Cut(s.TicketURL(), ticketPart)
	s.tickets.all[0].ends = time.Now()
	if status, _ := ask(late, own); status != 403 || !strings.Contains(told(), "is too old") {
		t.Errorf("a ticket that is too old: %d, told %q", status, told())
	}
	if status, _ := ask(other, own); status != 200 {
		t.Errorf("the ticket beside it: %d", status)
	}
	for range 10 * mostTickets {
		s.tickets.issue()
	}
	if len(s.tickets.all) > mostTickets {
		t.Errorf("%d tickets are kept", len(s.tickets.all))
	}
}

// TestTokenIsNotCached: no cache on the way keeps the token that lasts.
func TestTokenIsNotCached(t *testing.T) {
	s, _ := serve(t, Options{})
	req := httptest.NewRequest(http.MethodPost, base(s)+"token", nil)
	req.Header.Set("Authorization", "Bearer "+s.linkToken)
	req.Header.Set("Origin", strings.TrimSuffix(base(s), "/"))
	answer := httptest.NewRecorder()
	s.sendToken(answer, req)
	if got := answer.Header().Get("Cache-Control"); answer.Code != http.StatusOK || got != "no-store" {
		t.Errorf("%d with Cache-Control %q", answer.Code, got)
	}
}

// TestHeldHandshake checks that a page of an unknown origin hears nothing before it is allowed, then connects without
// another request, and that the origin is remembered.
func TestHeldHandshake(t *testing.T) {
	b := newBell()
	s, _ := serve(t, Options{Asks: b.ring})
	addr := s.Addr().String()
	page := knock(t, connectTo(t, addr), "/ws", s.host(), origin("http://localhost:8000"))
	asked := <-b.each
	if asked.Number != 1 || asked.Origin != "http://localhost:8000" || asked.Waiting != 1 {
		t.Errorf("%+v asks", asked)
	}
	second := knock(t, connectTo(t, addr), "/websocket", s.host(), origin("HTTP://LocalHost:8000"))
	heard := make(chan struct{})
	go func() {
		_, _ = page.in.Peek(1)
		close(heard)
	}()
	other := knock(t, connectTo(t, addr), "/ws", s.host(), origin("https://evil.example.org"))
	if asked := <-b.each; asked.Number != 2 || asked.Origin != "https://evil.example.org" {
		t.Errorf("%+v asks", asked)
	}
	select {
	case <-heard:
		t.Error("the page was answered before it was allowed")
	default:
	}
	if _, ok := s.Allow(3); ok {
		t.Error("an origin was allowed that nobody has")
	}
	if a, ok := s.Allow(1); !ok || a.Origin != "http://localhost:8000" {
		t.Errorf("allowed %+v", a)
	}
	<-heard
	page.wants("the page that waited", 101, "")
	second.wants("another that waited", 101, "")
	knock(t, connectTo(t, addr), "/ws", s.host(), origin("http://localhost:8000")).wants("one more", 101, "")
	knock(t, connectTo(t, addr), "/ws", "localhost:1", origin("http://localhost:8000")).wants("at another port", 101, "")
	if list := s.Asked(); len(list) != 2 || !list[0].Allowed || list[1].Allowed || list[1].Waiting != 1 {
		t.Errorf("asked: %+v", list)
	}
	other.conn.Close()
	for s.Asked()[1].Waiting > 0 { // the one that has gone waits no longer
		time.Sleep(time.Millisecond)
	}
}

func TestHeldHandshakesEnd(t *testing.T) {
	b := newBell()
	s, told := serve(t, Options{Asks: b.ring})
	s.waiting.atMost = 20 * time.Millisecond
	page := knock(t, connectTo(t, s.Addr().String()), "/ws", s.host(), origin("http://localhost:8000"))
	page.wants("a page that nobody allowed", 403, "type allow 1 at the prompt of epivizgo, then reload the page")
	if !strings.Contains(told(), "nobody allowed http://localhost:8000") {
		t.Errorf("told %q", told())
	}
	// The end of the program ends the wait.
	s.waiting.atMost = time.Hour
	knock(t, connectTo(t, s.Addr().String()), "/ws", s.host(), origin("http://localhost:8000"))
	<-b.each
	<-b.each
}

// TestFloodOfHandshakes has a page that knocks a hundred times: it takes no other page's turn, and the built-in page
// and programs connect beside it.
func TestFloodOfHandshakes(t *testing.T) {
	b := newBell()
	s, _ := serve(t, Options{Asks: b.ring})
	addr := s.Addr().String()
	var mu sync.Mutex
	statuses := map[int]int{}
	answered := make(chan struct{}, 100)
	for range 100 {
		page := knock(t, connectTo(t, addr), "/ws", s.host(), origin("https://evil.example.org"))
		go func() {
			defer func() { answered <- struct{}{} }()
			resp, err := http.ReadResponse(page.in, nil)
			if err != nil { // the end of the test
				return
			}
			mu.Lock()
			statuses[resp.StatusCode]++
			mu.Unlock()
		}()
	}
	for range 100 - mostHeld {
		<-answered
	}
	mu.Lock()
	if statuses[403] != 100-mostHeld || len(statuses) != 1 {
		t.Errorf("statuses %v, want %d refused at once", statuses, 100-mostHeld)
	}
	mu.Unlock()
	<-b.each
	b.mu.Lock()
	if len(b.rang) != 1 {
		t.Errorf("it was told %d times", len(b.rang))
	}
	b.mu.Unlock()
	knock(t, connectTo(t, addr), "/ws", s.host()).wants("a program", 101, "")
	conn, _ := dial(t, s, websocket.DefaultDialer)
	works(t, conn)
	page := knock(t, connectTo(t, addr), "/ws", s.host(), origin("http://localhost:8000"))
	if asked := <-b.each; asked.Origin != "http://localhost:8000" {
		t.Errorf("%+v asks", asked)
	}
	s.Allow(2)
	page.wants("a page of another origin", 101, "")
	for n := range 3 * mostOrigins { // each of another origin
		if a, away, _ := s.waiting.enter(fmt.Sprintf("https://evil%d.example.org", n)); a != nil {
			s.waiting.leave(a, away)
		}
	}
	if n := len(s.Asked()); n > mostOrigins {
		t.Errorf("%d origins are kept", n)
	}
}

func TestLoopbackAllowed(t *testing.T) {
	s, _ := serve(t, Options{AllowOrigins: []string{AnyLoopback}})
	for of, want := range map[string]int{"http://localhost:8000": 101, "https://127.0.0.1:1": 101, "http://[::1]:5500": 101,
		"http://192.168.1.5": 403, "https://localhost.evil.example.org": 403, "null": 403} {
		knock(t, connectTo(t, s.Addr().String()), "/ws", s.host(), origin(of)).wants(of, want, "")
	}
}

// networkAddr returns an address of this machine by which others reach it.
func networkAddr(t *testing.T) string {
	t.Helper()
	for _, ip := range machineAddrs() {
		if ip.To4() != nil && !ip.IsLoopback() {
			return ip.String()
		}
	}
	t.Skip("this machine is on no network")
	return ""
}

func TestOffLoopback(t *testing.T) {
	ip := networkAddr(t)
	if s, err := Listen(Options{Addr: ip + ":0", UI: files}); err == nil || !strings.Contains(err.Error(), "could read the data") {
		t.Errorf("without TLS: %v", err)
		if err == nil {
			s.Close()
		}
	}
	s, _ := serve(t, Options{Addr: "0.0.0.0:0", Insecure: true, AllowOrigins: []string{AnyLoopback, "https://browser.example.org"}})
	port := s.Addr().Port
	far, near := fmt.Sprintf("%s:%d", ip, port), fmt.Sprintf("127.0.0.1:%d", port)
	with := "/ws/" + s.linkToken
	machine, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	for _, link := range s.OtherURLs() {
		if !strings.HasSuffix(link, "/"+tokenPart+s.linkToken) {
			t.Errorf("the link %s has not the token that ends with the program", link)
		}
	}
	for _, tc := range []struct {
		name, to, path, host string
		headers              []string
		status               int
	}{
		{"a program without the token", far, "/ws", far, nil, 403},
		{"a page that is allowed, without the token", far, "/ws", far, []string{origin("https://browser.example.org")}, 403},
		{"a page of this machine without the token", near, "/ws", near, []string{origin("http://localhost:8000")}, 403},
		{"a program of this machine without the token", near, "/ws", near, nil, 403},
		{"the address", far, with, far, []string{origin("http://" + far)}, 101},
		{"the machine's name", far, with, machine + ":1", nil, 101},
		{"a forged name", far, with, "localhost:8888", nil, 403},
		{"a forged address", far, with, "127.0.0.1", nil, 403},
		{"another address", far, with, "192.0.2.1", nil, 403},
		{"a name that was rebound", far, with, "evil.example.org", nil, 403},
		{"this machine", near, with, "localhost", nil, 101},
	} {
		knock(t, connectTo(t, tc.to), tc.path, tc.host, tc.headers...).wants(tc.name, tc.status, "")
	}
}

func TestTLS(t *testing.T) {
	made, err := SelfSigned(time.Now())
	if err != nil {
		t.Fatal(err)
	}
	cert, err := tls.X509KeyPair(made, made)
	if err != nil {
		t.Fatal(err)
	}
	if !StillGood(&cert, time.Now()) || StillGood(&cert, time.Now().Add(certificateLasts)) {
		t.Error("how long the certificate is good")
	}
	last := time.Now().Add(certificateLasts)
	if !StillGood(&cert, last.AddDate(0, -1, -2)) || StillGood(&cert, last.AddDate(0, -1, 2)) || StillGood(&cert, time.Now().Add(-2*time.Hour)) {
		t.Error("when the certificate is good")
	}
	leaf, err := x509.ParseCertificate(cert.Certificate[0])
	if err != nil || leaf.NotAfter.Sub(leaf.NotBefore) > 366*24*time.Hour {
		t.Errorf("good until %v, %v", leaf.NotAfter, err)
	}
	for what, change := range map[string]func(c *x509.Certificate){
		"nothing":   func(*x509.Certificate) {},
		"the names": func(c *x509.Certificate) { c.DNSNames = []string{"localhost"} },
		"addresses": func(c *x509.Certificate) { c.IPAddresses = nil },
	} {
		other := *leaf
		change(&other)
		der, err := x509.CreateCertificate(rand.Reader, &other, &other, leaf.PublicKey, cert.PrivateKey)
		if err != nil {
			t.Fatal(err)
		}
		if good := StillGood(&tls.Certificate{Certificate: [][]byte{der}}, time.Now()); good != (what == "nothing") {
			t.Errorf("one in which %s changed is good: %v", what, good)
		}
	}
	if f := Fingerprint(&cert); len(f) != 32*3-1 || strings.Count(f, ":") != 31 {
		t.Errorf("fingerprint %s", f)
	}
	s, _ := serve(t, Options{Certificate: &cert})
	if !strings.HasPrefix(s.URL(), "https://localhost:") || !strings.HasPrefix(s.TokenURL(), "wss://localhost:") {
		t.Errorf("links %s and %s", s.URL(), s.WebSocketURL())
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(made)
	d := websocket.Dialer{TLSClientConfig: &tls.Config{RootCAs: roots}}
	conn, _, err := d.DialContext(context.Background(), s.TokenURL(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	works(t, conn)
	// Without TLS nothing is answered but that.
	knock(t, connectTo(t, s.Addr().String()), "/ws/"+s.linkToken, s.host()).wants("plain", 400, "HTTPS server")
}
