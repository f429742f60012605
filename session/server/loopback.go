package server

import (
	"errors"
	"net"
	"net/netip"
	"strconv"
	"syscall"
)

// localhost is two addresses, of which browsers try ::1 first. Another user of this machine who listens on the one that
// this program leaves free is given what was meant for it: the printed link, with its token. So the program listens on
// both; where another one has the second already, no link says localhost.

// listen binds an address, and the other one of localhost with the same port. ours reports whether localhost leads
// nowhere else. With whole, an address of which another program has the other half is taken.
func listen(addr string, whole bool) (all []net.Listener, ours bool, err error) {
	if _, port, err := net.SplitHostPort(addr); err == nil && port == "0" { // any port that can be had as a whole
		for range portsTried {
			if all, ours, err = bind(addr, true); !errors.Is(err, syscall.EADDRINUSE) {
				return all, ours, err
			}
		}
	}
	return bind(addr, whole)
}

// bind is listen with one try.
func bind(addr string, whole bool) (all []net.Listener, ours bool, err error) {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, false, err
	}
	half, ours := otherHalf(l.Addr().(*net.TCPAddr).AddrPort())
	if !half.IsValid() {
		return []net.Listener{l}, ours, nil
	}
	second, err := net.Listen("tcp", half.String())
	switch {
	case err == nil:
		return []net.Listener{l, second}, true, nil
	case errors.Is(err, syscall.EADDRNOTAVAIL), errors.Is(err, syscall.EAFNOSUPPORT): // nobody can have it
		return []net.Listener{l}, true, nil
	case whole && errors.Is(err, syscall.EADDRINUSE):
		return nil, false, errors.Join(err, l.Close())
	}
	return []net.Listener{l}, false, nil
}

// otherHalf returns the address that localhost also is, beside one that is listened on. Where it is invalid, ours
// reports whether that one is all of localhost.
func otherHalf(at netip.AddrPort) (half netip.AddrPort, ours bool) {
	switch at.Addr().Unmap() {
	case netip.IPv4Unspecified(), netip.AddrFrom4([4]byte{127, 0, 0, 1}):
		return netip.AddrPortFrom(netip.IPv6Loopback(), at.Port()), false
	case netip.IPv6Loopback():
		return netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 1}), at.Port()), false
	case netip.IPv6Unspecified(): // that is every address of both kinds
		return netip.AddrPort{}, true
	}
	return netip.AddrPort{}, false
}

// listenNext tries the ports after a taken one.
func listenNext(addr string) (all []net.Listener, ours bool, err error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, false, err
	}
	first, err := strconv.Atoi(port)
	if err != nil {
		return nil, false, err
	}
	for p := first + 1; p <= first+portsTried; p++ {
		if all, ours, err = listen(net.JoinHostPort(host, strconv.Itoa(p)), true); err == nil {
			return all, ours, nil
		}
	}
	return nil, false, err
}
