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

// guard decides which requests are answered. Its fields do not change once it is in use.
type guard struct {
	hosts   map[string]bool // names of this server in addition to the loopback ones
	origins map[string]bool // "scheme://host[:port]", lower case
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
		u, ok := parseOrigin(strings.TrimSuffix(o, "/"))
		if !ok {
			return nil, &OriginError{Origin: o}
		}
		g.origins[u.String()] = true
		g.hosts[u.Hostname()] = true
	}
	return g, nil
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
	return "origin " + e.Origin + ": wanted a scheme and a host, such as https://browser.example.org"
}

// refuse returns why the request may not be answered, "" if it may.
func (g *guard) refuse(r *http.Request) string {
	if !g.hostAllowed(r.Host) {
		reason := "the Host header " + short(r.Host) + " is not a name of this server; use 127.0.0.1"
		if u, ok := parseOrigin("http://" + r.Host); ok {
			reason += ", or start with --allow-origin " + short(u.String()) + " if it is one"
		}
		return reason
	}
	switch origins := r.Header.Values("Origin"); {
	case len(origins) == 0:
		return ""
	case len(origins) > 1:
		return "a request with two Origin headers is not answered"
	default:
		u, ok := parseOrigin(origins[0])
		switch {
		case !ok:
			return "the page's origin " + short(origins[0]) +
				" is none that can be allowed; open the page from a web server instead of from a file or in a sandbox"
		case !g.originAllowed(u, r.Host):
			return "the page's origin " + short(u.String()) + " is not allowed here; " +
				"start with --allow-origin " + short(u.String()) + " if you trust it"
		}
		return ""
	}
}

// short cuts untrusted text to a length that fits in a sentence.
func short(s string) string {
	if len(s) > 100 {
		return s[:100] + "…"
	}
	return s
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

// originAllowed checks an Origin header: this server, a loopback page, a hosted
// EpiViz page or one that was allowed.
func (g *guard) originAllowed(u *url.URL, host string) bool {
	own := u.Host == strings.ToLower(host) // the Host was checked before
	hosted := hostedPages[u.Host]
	return own || hosted || isLoopback(u.Hostname()) || g.origins[u.String()]
}

func isLoopback(name string) bool {
	if name == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(name)
	return err == nil && ip.Unmap().IsLoopback() && ip.Zone() == ""
}
