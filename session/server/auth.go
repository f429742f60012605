package server

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
)

// hostedPages are the places where the EpiViz team serves its pages.
var hostedPages = map[string]bool{
	"epiviz.cbcb.umd.edu":     true,
	"epiviz-dev.cbcb.umd.edu": true,
	"epiviz.github.io":        true,
}

// guard decides who may ask. Its fields are never changed once it is in use.
type guard struct {
	hosts   map[string]bool // names besides the loopback ones that are this server
	origins map[string]bool // "scheme://host[:port]", lower case
}

// newGuard accepts, besides what is always accepted, the host of the address
// asked for and the given origins, of which the hosts count as names of this
// server too: who serves a page through a name must be able to reach it.
func newGuard(addrHost string, origins []string) (*guard, error) {
	g := &guard{hosts: map[string]bool{}, origins: map[string]bool{}}
	if addrHost != "" {
		g.hosts[strings.ToLower(addrHost)] = true
	}
	for _, o := range origins {
		u, err := url.Parse(o)
		if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || strings.Trim(u.Path, "/") != "" {
			return nil, &OriginError{Origin: o}
		}
		g.origins[strings.ToLower(u.Scheme+"://"+u.Host)] = true
		g.hosts[strings.ToLower(u.Hostname())] = true
	}
	return g, nil
}

// OriginError is an --allow-origin that is no origin.
type OriginError struct{ Origin string }

func (e *OriginError) Error() string {
	return "origin " + e.Origin + ": wanted a scheme and a host, such as https://browser.example.org"
}

// refuse says why the request may not be answered; "" when it may.
func (g *guard) refuse(r *http.Request) string {
	if !g.hostAllowed(r.Host) {
		return "the Host header " + r.Host + " is not a name of this server; use 127.0.0.1, or start with --allow-origin http://" + r.Host
	}
	switch origins := r.Header.Values("Origin"); {
	case len(origins) == 0:
		return ""
	case len(origins) > 1 || !g.originAllowed(origins[0], r.Host):
		return "the page's origin " + origins[0] + " is not allowed here; start with --allow-origin " + origins[0] + " if you trust it"
	}
	return ""
}

// hostAllowed checks a Host header: a loopback name with any port, or one of
// the server's own names.
func (g *guard) hostAllowed(host string) bool {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	name = strings.ToLower(strings.Trim(name, "[]"))
	return isLoopback(name) || g.hosts[name]
}

// originAllowed checks an Origin header. "null", which sandboxed frames and
// pages opened from disk send, parses to no host and is refused.
func (g *guard) originAllowed(origin, host string) bool {
	u, err := url.Parse(strings.ToLower(origin))
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return false
	}
	own := u.Host == strings.ToLower(host) // the Host was checked before
	hosted := hostedPages[u.Hostname()] && u.Port() == ""
	return own || hosted || isLoopback(u.Hostname()) || g.origins[u.Scheme+"://"+u.Host]
}

func isLoopback(name string) bool {
	if name == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(name)
	return err == nil && ip.Unmap().IsLoopback() && ip.Zone() == ""
}
