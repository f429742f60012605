package server

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/epiviz/epivizgo/session/rpc"
)

// nobody is a user that this program is not.
const nobody = 65534

// socketAs makes a socket that another user owns.
func socketAs(t *testing.T, uid, family int) (fd int) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("only root makes sockets of other users")
	}
	// The owner is the file system's user of the thread that makes the socket.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if _, _, errno := syscall.RawSyscall(syscall.SYS_SETFSUID, uintptr(uid), 0, 0); errno != 0 {
		t.Fatal(errno)
	}
	fd, err := syscall.Socket(family, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	_, _, _ = syscall.RawSyscall(syscall.SYS_SETFSUID, 0, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	return fd
}

// dialAs connects with a socket that another user owns.
func dialAs(t *testing.T, uid int, to netip.AddrPort) net.Conn {
	t.Helper()
	return dialFrom(t, uid, netip.AddrPort{}, to)
}

// dialFrom is dialAs from an address; of others it may have connections, too.
func dialFrom(t *testing.T, uid int, from, to netip.AddrPort) net.Conn {
	t.Helper()
	family := syscall.AF_INET
	if !to.Addr().Is4() {
		family = syscall.AF_INET6
	}
	fd := socketAs(t, uid, family)
	f := os.NewFile(uintptr(fd), "socket")
	defer f.Close()
	if from.IsValid() {
		if err := syscall.SetsockoptInt(fd, syscall.SOL_SOCKET, syscall.SO_REUSEADDR, 1); err != nil {
			t.Fatal(err)
		}
		if err := syscall.Bind(fd, &syscall.SockaddrInet4{Port: int(from.Port()), Addr: from.Addr().As4()}); err != nil {
			t.Fatal(err)
		}
	}
	var at syscall.Sockaddr = &syscall.SockaddrInet6{Port: int(to.Port()), Addr: to.Addr().As16()}
	if family == syscall.AF_INET {
		at = &syscall.SockaddrInet4{Port: int(to.Port()), Addr: to.Addr().As4()}
	}
	if err := syscall.Connect(fd, at); err != nil {
		t.Fatal(err)
	}
	conn, err := net.FileConn(f)
	if err != nil {
		t.Fatal(err)
	}
	return conn
}

// TestOtherUser connects as another user of this machine: what such a program says of itself counts for nothing.
func TestOtherUser(t *testing.T) {
	if !OwnersKnown() {
		t.Fatal("the owners of sockets are not known here")
	}
	from := make(chan Peer, 20)
	b := newBell()
	s, told := serve(t, Options{Asks: b.ring, AllowOrigins: []string{AnyLoopback}, Connect: func(ctx context.Context, tr rpc.Transport, p Peer) {
		from <- p
		tr.Close()
	}})
	at := s.Addr().AddrPort()
	for _, headers := range [][]string{nil, {origin("http://" + s.host())}, {origin("https://epiviz.github.io")}, {origin("http://localhost:1")},
		{origin("https://evil.example.org")}, {origin("null")}} {
		knock(t, dialAs(t, nobody, at), "/ws", s.host(), headers...).wants(strings.Join(headers, ""), 403, "")
		if len(headers) == 0 && (!strings.Contains(told(), userName(nobody)) || !strings.Contains(told(), "--token")) {
			t.Errorf("told %q", told())
		}
	}
	if len(b.rang) > 0 || len(from) > 0 {
		t.Errorf("%d were asked about, %d connected", len(b.rang), len(from))
	}
	knock(t, dialAs(t, nobody, at), "/ws", s.host(), origin("http://"+s.host()), "Sec-WebSocket-Protocol: token."+s.opt.Token).
		wants("with the token that a browser of this user keeps", 403, "browser of yours")
	knock(t, dialAs(t, nobody, at), "/ws/"+s.linkToken, s.host()).wants("with the token", 101, "")
	if p := <-from; !p.Other || !p.Token || p.User != userName(nobody) {
		t.Errorf("%+v connected", p)
	}
	knock(t, connectTo(t, s.Addr().String()), "/ws", s.host()).wants("the same user", 101, "")
	if p := <-from; p.Other || p.Token || p.User != userName(0) {
		t.Errorf("%+v connected", p)
	}
	// A ticket is for this user's browser alone, and so is the token that lasts.
	for _, tc := range []struct {
		what, given string
		status      int
		answer      string
	}{{"a ticket", s.tickets.issue(), 403, "--token"}, {"the link's token", s.linkToken, 200, s.linkToken}} {
		theirs := dialAs(t, nobody, at)
		defer theirs.Close()
		request := "POST /token HTTP/1.1\r\nHost: " + s.host() + "\r\nOrigin: http://" + s.host() +
			"\r\nContent-Length: 0\r\nAuthorization: Bearer " + tc.given + "\r\n\r\n"
		if _, err := io.WriteString(theirs, request); err != nil {
			t.Fatal(err)
		}
		(&stranger{t, theirs, bufio.NewReader(theirs)}).wants(tc.what, tc.status, tc.answer)
	}
	// A socket that its program has closed is root's, as far as the system says: it is nobody's here.
	gone := dialAs(t, nobody, at)
	remote, local := addrOf(gone.LocalAddr()), addrOf(gone.RemoteAddr())
	if uid, ok := ownerOf(remote, local); uid != nobody || !ok {
		t.Errorf("owner %d, %v", uid, ok)
	}
	gone.Close()
	if uid, ok := ownerOf(remote, local); ok {
		t.Errorf("a closed socket is that of %d", uid)
	}
}

func TestServerOfAnOrigin(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if of := serverOf("http://" + l.Addr().String()); of != "" {
		t.Errorf("pages of this user are said to be of %s", of)
	}
	if of := serverOf("https://evil.example.org:" + l.Addr().String()[10:]); of != "" {
		t.Errorf("pages of elsewhere are said to be of %s", of)
	}
	if addr, err := procAddr("0100007F:22B8"); err != nil || addr.String() != "127.0.0.1:8888" && addr.String() != "1.0.0.127:8888" {
		t.Errorf("address %v, %v", addr, err)
	}
}

// TestServerOfAnotherUser: who is asked to allow an origin is told whose pages these are.
func TestServerOfAnotherUser(t *testing.T) {
	fd := socketAs(t, nobody, syscall.AF_INET)
	defer syscall.Close(fd)
	if err := syscall.Bind(fd, &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Listen(fd, 1); err != nil {
		t.Fatal(err)
	}
	at, err := syscall.Getsockname(fd)
	if err != nil {
		t.Fatal(err)
	}
	port := at.(*syscall.SockaddrInet4).Port
	for _, host := range []string{"localhost", "127.0.0.1", "[::1]"} {
		if of := serverOf(fmt.Sprintf("http://%s:%d", host, port)); of != userName(nobody) {
			t.Errorf("pages of %s are said to be of %q", host, of)
		}
	}
}

// TestOwnersOfLikeConnections tells connections apart that have an end in common, or the same ports.
func TestOwnersOfLikeConnections(t *testing.T) {
	listen := func(addr string) netip.AddrPort {
		l, err := net.Listen("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { l.Close() })
		return addrOf(l.Addr())
	}
	one, other := listen("127.0.0.1:0"), listen("127.0.0.1:0")
	sameports := listen(netip.AddrPortFrom(netip.MustParseAddr("127.0.0.2"), one.Port()).String())
	first := dialFrom(t, nobody, netip.MustParseAddrPort("127.0.0.1:0"), one)
	defer first.Close()
	from := addrOf(first.LocalAddr())
	second := dialFrom(t, 0, from, other)
	defer second.Close()
	third := dialFrom(t, 0, netip.AddrPortFrom(netip.MustParseAddr("127.0.0.3"), from.Port()), sameports)
	defer third.Close()
	for conn, want := range map[net.Conn]int{first: nobody, second: 0, third: 0} {
		if uid, ok := ownerOf(addrOf(conn.LocalAddr()), addrOf(conn.RemoteAddr())); !ok || uid != want {
			t.Errorf("%v to %v is of user %d, %v; want %d", conn.LocalAddr(), conn.RemoteAddr(), uid, ok, want)
		}
	}
}

// TestOwnerByMappedAddress: some programs reach addresses of IPv4 by sockets of IPv6.
func TestOwnerByMappedAddress(t *testing.T) {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	to := addrOf(l.Addr())
	conn := dialAs(t, nobody, netip.AddrPortFrom(netip.AddrFrom16(to.Addr().As16()), to.Port()))
	defer conn.Close()
	served, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer served.Close()
	if uid, ok := ownerOf(addrOf(served.RemoteAddr()), addrOf(served.LocalAddr())); !ok || uid != nobody {
		t.Errorf("user %d, %v", uid, ok)
	}
}

// TestOwnersByEveryAddress finds the owner of a connection by IPv4, by IPv6, and by IPv4 to a socket of IPv6.
func TestOwnersByEveryAddress(t *testing.T) {
	for listen, dial := range map[string]string{"127.0.0.1:0": "127.0.0.1", "[::1]:0": "::1", "[::]:0": "127.0.0.1"} {
		l, err := net.Listen("tcp", listen)
		if err != nil {
			t.Logf("%s: %v", listen, err) // no IPv6 here
			continue
		}
		defer l.Close()
		_, port, _ := net.SplitHostPort(l.Addr().String())
		conn := connectTo(t, net.JoinHostPort(dial, port))
		defer conn.Close()
		served, err := l.Accept()
		if err != nil {
			t.Fatal(err)
		}
		defer served.Close()
		if uid, ok := ownerOf(addrOf(served.RemoteAddr()), addrOf(served.LocalAddr())); !ok || uid != os.Geteuid() {
			t.Errorf("%s, dialled as %s: user %d, %v", listen, dial, uid, ok)
		}
	}
}

// TestServerOfHalfAnOrigin: who asks to be allowed may be of whoever has one address of localhost.
func TestServerOfHalfAnOrigin(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	port := l.Addr().(*net.TCPAddr).Port
	fd := socketAs(t, nobody, syscall.AF_INET6)
	defer syscall.Close(fd)
	if err := syscall.Bind(fd, &syscall.SockaddrInet6{Port: port, Addr: [16]byte{15: 1}}); err != nil {
		t.Skipf("no IPv6 here: %v", err)
	}
	if err := syscall.Listen(fd, 1); err != nil {
		t.Fatal(err)
	}
	if of := serverOf("http://localhost:" + strconv.Itoa(port)); of != userName(nobody) {
		t.Errorf("said to be of %q", of)
	}
}
