package server

import (
	"errors"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"github.com/gorilla/websocket"

	"github.com/epiviz/epivizgo/protocol"
)

// hostedPages are the origins from which the EpiViz team serves its pages. The same hosts by http are anybody's on the
// way to them.
var hostedPages = map[string]bool{
	"https://epiviz.cbcb.umd.edu":     true,
	"https://epiviz-dev.cbcb.umd.edu": true,
	"https://epiviz.github.io":        true,
}

// AnyLoopback allows, in the place of an origin, pages of every port of this machine.
const AnyLoopback = "loopback"

// What a person does who was refused.
const (
	openPrinted = "open the link printed at the prompt"
	giveToken   = "the link printed at the prompt has it, and --token prints an address with it for other pages and programs"
)

// guard knows the names of this server and the origins that are allowed. Its fields do not change once it is in use.
type guard struct {
	hosts   map[string]bool // names of this server in addition to the loopback ones
	origins map[string]bool // "scheme://host[:port]", lower case
	// anyLoopback allows every loopback origin.
	anyLoopback bool
}

// newGuard accepts, in addition to what is always accepted, the host of the address
// asked for and the given origins. The hosts of these are names of this server, too:
// a page that is served through a name must be able to reach it.
func newGuard(addrHost string, origins []string) (*guard, error) {
	g := &guard{hosts: map[string]bool{}, origins: map[string]bool{}}
	if addrHost != "" {
		g.hosts[strings.ToLower(addrHost)] = true
	}
	for _, o := range origins {
		if o == AnyLoopback {
			g.anyLoopback = true
			continue
		}
		u, ok := parseOrigin(strings.TrimSuffix(o, "/"))
		if !ok {
			return nil, &OriginError{Origin: o}
		}
		g.origins[u.String()] = true
		g.hosts[u.Hostname()] = true
	}
	return g, nil
}

// nameMachine adds the names by which other machines know this one. Names of loopback are not among them, whatever
// hosts has: see hostAllowed.
func (g *guard) nameMachine() {
	for _, name := range machineNames() {
		g.hosts[name] = true
	}
}

// parseOrigin reads a scheme, a host and nothing else (RFC 6454, section 7), in
// lower case and without the scheme's own port, as browsers send it. It rejects
// "null", which sandboxed frames and pages opened from disk send.
func parseOrigin(origin string) (u *url.URL, ok bool) {
	u, err := url.Parse(strings.ToLower(origin))
	if err != nil || u.Hostname() == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, false
	}
	if bare := (url.URL{Scheme: u.Scheme, Host: u.Host}); *u != bare {
		return nil, false
	}
	if own := map[string]string{"http": ":80", "https": ":443"}[u.Scheme]; strings.HasSuffix(u.Host, own) {
		u.Host = strings.TrimSuffix(u.Host, own)
	}
	return u, true
}

// OriginError is an --allow-origin that is no origin.
type OriginError struct{ Origin string }

func (e *OriginError) Error() string {
	return "origin " + e.Origin + ": wanted a scheme and a host, such as https://browser.example.org, or loopback"
}

// refuseHost returns why a request is not answered that was sent to another name, "" if it may be.
func (g *guard) refuseHost(r *http.Request) string {
	local := localOf(r).Addr()
	if g.hostAllowed(r.Host, local) {
		return ""
	}
	at := "127.0.0.1"
	if local.IsValid() && !local.IsLoopback() {
		at = local.String()
	}
	reason := "the Host header " + short(r.Host) + " is not a name of this server; use " + at
	if u, ok := parseOrigin("http://" + r.Host); ok {
		reason += ", or start with --allow-origin " + short(u.String()) + " if it is one"
	}
	return reason
}

// hostAllowed checks a Host header of a request that arrived at a local address: a loopback name with any port if
// that is loopback, the address itself, or one of the server's own names.
func (g *guard) hostAllowed(host string, local netip.Addr) bool {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	name = strings.ToLower(strings.Trim(name, "[]"))
	if isLoopback(name) {
		return local.IsLoopback() || g.origins["http://"+host] || g.origins["https://"+host]
	}
	ip, err := netip.ParseAddr(name)
	return g.hosts[name] || err == nil && ip.Unmap() == local
}

// originOf returns the origin of a request's page, nil of a program, or why it can be none.
func originOf(r *http.Request) (u *url.URL, reason string) {
	switch origins := r.Header.Values("Origin"); {
	case len(origins) == 0:
		return nil, ""
	case len(origins) > 1:
		return nil, "a request with two Origin headers is not answered"
	default:
		u, ok := parseOrigin(origins[0])
		if !ok {
			return nil, "the page's origin " + short(origins[0]) + " is none that can be allowed; " +
				"open the page from a web server instead of from a file or in a sandbox, or give the token; " + giveToken
		}
		return u, ""
	}
}

// isOwn reports whether a request is of a page that this server delivered, the Host being a name of this server.
func isOwn(r *http.Request) bool {
	u, _ := originOf(r)
	return u != nil && u.Host == strings.ToLower(r.Host)
}

// allowed reports whether pages of an origin need no token.
func (g *guard) allowed(u *url.URL) bool {
	return hostedPages[u.String()] || g.origins[u.String()] || g.anyLoopback && isLoopback(u.Hostname())
}

// refuseFile returns why a request for a file of the built-in page is not answered, "" if it may be. The files have no
// data; no other page has a use for them.
func (g *guard) refuseFile(r *http.Request) string {
	u, reason := originOf(r)
	if reason == "" && u != nil && !isOwn(r) && !g.allowed(u) {
		reason = "the page's origin " + short(u.String()) + " is not allowed here; start with --allow-origin " + short(u.String()) +
			" if you trust it"
	}
	return reason
}

// errAsk is why a page is not let in before it was asked about.
var errAsk = errors.New("a person is asked")

// admit returns who asks for the WebSocket, and why they are refused: errAsk if a person decides.
func (s *Server) admit(r *http.Request) (Peer, error) {
	p, foreign := s.peerOf(r)
	for _, offered := range websocket.Subprotocols(r) {
		if offered == protocol.BuiltinVersion {
			p.Version = offered
		}
	}
	if token := tokenOf(r); token != "" {
		lasts, linked := s.tokenIs(token)
		switch {
		case linked || lasts && foreign == "" && isOwn(r):
			p.Token = true
			return p, nil
		case lasts:
			return p, errors.New("the token is good for the built-in page in a browser of yours alone; " + openPrinted)
		}
		return p, errors.New("the token is not that of this program; " + openPrinted)
	}
	u, reason := originOf(r)
	switch {
	case reason != "":
	case foreign != "":
		reason = foreign
	case !s.Loopback():
		reason = "this program is open to other machines, so the token is needed; " + giveToken
	case u == nil || !isOwn(r) && s.guard.allowed(u):
	case isOwn(r):
		reason = "the page was opened without its token; " + openPrinted
	default:
		return p, errAsk
	}
	if reason != "" {
		return p, errors.New(reason)
	}
	return p, nil
}

// short cuts untrusted text to a length that fits in a sentence.
func short(s string) string {
	if len(s) > 100 {
		return s[:100] + "…"
	}
	return s
}

func isLoopback(name string) bool {
	if name == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(name)
	return err == nil && ip.IsLoopback() && ip.Zone() == ""
}
