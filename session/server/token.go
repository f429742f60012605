package server

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// There are two tokens. Whoever gives the one in links is let in, from wherever, until the program ends: browsers keep
// addresses in their history, and other pages give it in the path. The built-in page changes it into the one that
// lasts, which is in no address, so that it can connect again after a restart; it gives a token as a
// subprotocol of its WebSocket, which is in no log. The one that lasts is good in a browser of this user alone, for the
// built-in page: a page that is open gives it to whoever has its port once the program has ended, and what
// other users and other pages learn so must be of no use to them. A link on a command line could be read by every user of the
// machine, so the program opens its page with a ticket instead, which is good once and soon.

// tokenBytes is the length of a token, of which nothing can be guessed.
const tokenBytes = 32

// NewToken returns a token that nobody knows.
func NewToken() string {
	b := make([]byte, tokenBytes)
	_, _ = rand.Read(b) // never fails
	return base64.RawURLEncoding.EncodeToString(b)
}

// IsToken reports whether a text could be one that NewToken returned.
func IsToken(text string) bool {
	b, err := base64.RawURLEncoding.Strict().DecodeString(text)
	return err == nil && len(b) == tokenBytes
}

const (
	// tokenPart begins the fragment of the built-in page's link, ticketPart that of the link that the program opens.
	tokenPart, ticketPart = "#token=", "#ticket="
	// tokenProtocol begins the subprotocol with which the built-in page gives the token.
	tokenProtocol = "token."
	// tokenPath is where the page changes what its link has into the token that lasts.
	tokenPath = "/token"
)

// tokenOf returns the token that a request for the WebSocket gives, "" if it gives none.
func tokenOf(r *http.Request) string {
	for _, offered := range websocket.Subprotocols(r) {
		if token, ok := strings.CutPrefix(offered, tokenProtocol); ok {
			return token
		}
	}
	_, token := socketPath(r.URL.Path)
	return token
}

// socketPath reports whether a path is that of the WebSocket, and returns the token in it.
func socketPath(path string) (is bool, token string) {
	for _, at := range []string{"/ws", "/websocket"} {
		rest, ok := strings.CutPrefix(path, at)
		if ok && rest == "" {
			return true, ""
		}
		if token, slash := strings.CutPrefix(rest, "/"); ok && slash {
			return true, token
		}
	}
	return false, ""
}

// route returns a path for the log, without the token or what was given for it.
func (s *Server) route(path string) string {
	if is, token := socketPath(path); is && token != "" {
		path = strings.TrimSuffix(path, token) + "…"
	}
	return short(strings.NewReplacer(s.opt.Token, "…", s.linkToken, "…").Replace(path))
}

// tokenIs reports whether a text is the token that lasts, or that of links.
func (s *Server) tokenIs(text string) (lasts, linked bool) {
	return same(text, s.opt.Token), same(text, s.linkToken)
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

const (
	ticketLasts = 2 * time.Minute // a browser may be slow to start
	mostTickets = 16
)

// tickets are those that have not been used.
type tickets struct {
	mu  sync.Mutex
	all []ticket // guarded by mu
}

type ticket struct {
	text string
	ends time.Time
}

// issue returns a new ticket.
func (t *tickets) issue() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	made := ticket{NewToken(), time.Now().Add(ticketLasts)}
	if len(t.all) >= mostTickets {
		t.all = t.all[1:]
	}
	t.all = append(t.all, made)
	return made.text
}

// use reports whether a ticket is good, and makes it good no longer.
func (t *tickets) use(text string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	good := false
	left := t.all[:0]
	for _, have := range t.all {
		switch {
		case !time.Now().Before(have.ends):
		case same(have.text, text):
			good = true
		default:
			left = append(left, have)
		}
	}
	t.all = left
	return good
}

// sendToken answers the built-in page's request that changes the token of a link, or a ticket, into the token that
// lasts, if the page is in a browser of this user. The guard has let it pass.
func (s *Server) sendToken(w http.ResponseWriter, r *http.Request) {
	text, given := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	_, foreign := s.peerOf(r)
	lasts, linked := s.tokenIs(text)
	reason, token := "", s.opt.Token
	switch {
	case r.Method != http.MethodPost || !given:
		reason = "wanted a token or a ticket"
	case !isOwn(r):
		reason = "only the built-in page asks for the token"
	case linked && foreign != "": // whoever was sent a link has it until the program ends
		token = text
	case foreign != "":
		reason = foreign
	case !lasts && !linked && !s.tickets.use(text):
		reason = "the link that opened the page has been used, or is too old; " + openPrinted
	}
	if reason != "" {
		s.refuse(w, reason)
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write([]byte(token)) // who is gone asks again
}
