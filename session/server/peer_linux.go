package server

import (
	"bufio"
	"encoding/binary"
	"encoding/hex"
	"net/netip"
	"os"
	"strconv"
	"strings"
)

// States of a socket in /proc/net/tcp.
const (
	established = "01"
	listening   = "0A"
)

// socket is a line of the tables of sockets.
type socket struct {
	local, remote netip.AddrPort
	state         string
	uid           int
}

// ownerOf returns the user who owns the socket of this machine that is at local and connected to remote. One that its
// program has closed has no owner: the system then names root.
func ownerOf(local, remote netip.AddrPort) (uid int, ok bool) {
	for range readings {
		uid, ok = findSocket(func(s socket) bool { return s.state == established && s.local == local && s.remote == remote })
		if ok {
			return uid, true
		}
	}
	return 0, false
}

// readings is how often the tables are read for a connection: one reading can lack it while others come and go.
const readings = 3

// listenerOf returns the user who listens on a port of localhost; of several, one that is not of this program.
func listenerOf(port uint16) (uid int, ok bool) {
	listens := func(s socket) bool {
		return s.state == listening && s.local.Port() == port && (s.local.Addr().IsLoopback() || s.local.Addr().IsUnspecified())
	}
	if uid, ok = findSocket(func(s socket) bool { return listens(s) && s.uid != os.Geteuid() }); ok {
		return uid, true
	}
	return findSocket(listens)
}

// findSocket returns the owner of the first TCP socket that is wanted.
func findSocket(wanted func(socket) bool) (uid int, ok bool) {
	for _, path := range []string{"/proc/net/tcp", "/proc/net/tcp6"} {
		if uid, ok = findIn(path, wanted); ok {
			return uid, true
		}
	}
	return 0, false
}

func findIn(path string, wanted func(socket) bool) (uid int, ok bool) {
	f, err := os.Open(path)
	if err != nil {
		return 0, false
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Scan() // the names of the columns
	for lines.Scan() {
		// sl local_address rem_address st tx_queue:rx_queue tr:tm->when retrnsmt uid
		columns := strings.Fields(lines.Text())
		if len(columns) < 8 {
			continue
		}
		local, err := procAddr(columns[1])
		remote, err2 := procAddr(columns[2])
		uid, err3 := strconv.Atoi(columns[7])
		if err == nil && err2 == nil && err3 == nil && wanted(socket{local, remote, columns[3], uid}) {
			return uid, true
		}
	}
	return 0, false
}

// procAddr reads an address such as 0100007F:22B8: words of 32 bits in the order of this machine's bytes.
func procAddr(text string) (netip.AddrPort, error) {
	host, port, _ := strings.Cut(text, ":")
	b, err := hex.DecodeString(host)
	if err != nil {
		return netip.AddrPort{}, err
	}
	for i := 0; i+4 <= len(b); i += 4 {
		binary.NativeEndian.PutUint32(b[i:], binary.BigEndian.Uint32(b[i:]))
	}
	addr, ok := netip.AddrFromSlice(b)
	n, err := strconv.ParseUint(port, 16, 16)
	if err != nil || !ok {
		return netip.AddrPort{}, strconv.ErrSyntax
	}
	return netip.AddrPortFrom(addr.Unmap(), uint16(n)), nil
}
