package server

import (
	"net"
	"net/http"
	"net/netip"
	"os"
	"os/user"
	"strconv"
	"sync"
)

// Peer is who is at the other end of a connection.
type Peer struct {
	Addr    string // its address and port
	Origin  string // of the page; "" of a program, and of the built-in page
	User    string // who owns the other end, "" where that is not known
	Other   bool   // User is not the user of this program
	Version string // that the built-in page names as the WebSocket's subprotocol; "" of others
	Token   bool   // it gave the token
}

// OwnersKnown reports whether the system says whose program is at the other end of a connection of this machine.
func OwnersKnown() bool { return ownersKnown() }

// ownersKnown asks for the owner of a connection of its own.
var ownersKnown = sync.OnceValue(func() bool {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return false
	}
	defer l.Close()
	conn, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		return false
	}
	defer conn.Close()
	uid, ok := ownerOf(addrOf(conn.LocalAddr()), addrOf(conn.RemoteAddr()))
	return ok && uid == os.Geteuid()
})

// peerOf returns who asks. The reason, if it is not "", is why nobody without the token is answered at that end: it is
// another user's, or another machine's.
func (s *Server) peerOf(r *http.Request) (p Peer, reason string) {
	p = Peer{Addr: r.RemoteAddr}
	if u, _ := originOf(r); u != nil && !isOwn(r) {
		p.Origin = u.String()
	} else if u == nil {
		p.Origin = short(r.Header.Get("Origin")) // null, with a token
	}
	remote, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return p, "a request from nowhere is not answered"
	}
	remote, local := netip.AddrPortFrom(remote.Addr().Unmap(), remote.Port()), localOf(r)
	if !remote.Addr().IsLoopback() && remote.Addr() != local.Addr() {
		return p, "another machine asks without the token; " + giveToken
	}
	if !ownersKnown() {
		return p, ""
	}
	uid, ok := ownerOf(remote, local)
	switch {
	case !ok:
		return p, "it cannot be told whose program asks without the token; " + giveToken
	case uid != os.Geteuid():
		p.User, p.Other = userName(uid), true
		return p, "a program of user " + p.User + " asks without the token; " + giveToken
	}
	p.User = userName(uid)
	return p, ""
}

// localOf returns the address at which a request arrived.
func localOf(r *http.Request) netip.AddrPort {
	addr, _ := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	return addrOf(addr)
}

func addrOf(addr net.Addr) netip.AddrPort {
	tcp, ok := addr.(*net.TCPAddr)
	if !ok {
		return netip.AddrPort{}
	}
	at := tcp.AddrPort()
	return netip.AddrPortFrom(at.Addr().Unmap(), at.Port())
}

// userName returns the name of a user, or the number if there is none.
func userName(uid int) string {
	id := strconv.Itoa(uid)
	if u, err := user.LookupId(id); err == nil {
		return u.Username
	}
	return id
}
