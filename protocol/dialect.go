package protocol

import (
	"strconv"
	"strings"
)

// Dialect is one of the ways in which pages speak the protocol.
type Dialect int

const (
	// Tutorial is a client that sends no version: the WebSocket tutorial's.
	Tutorial Dialect = iota
	V2
	V3
	V4
	V5
	// Builtin is the page that this program carries.
	Builtin
)

// BuiltinVersion is what the built-in page sends as version.
const BuiltinVersion = "builtin-1"

// DialectOf chooses the dialect for a request's version, of which only the
// number before a dot counts: "4" and "4.1" are V4. A version newer than all
// that are known is answered as the newest, an unreadable one as the
// tutorial's.
func DialectOf(version string) Dialect {
	if version == BuiltinVersion {
		return Builtin
	}
	major, _, _ := strings.Cut(version, ".")
	n, err := strconv.Atoi(major)
	if err != nil || n < 2 {
		return Tutorial
	}
	return min(V2+Dialect(n-2), V5)
}

var dialectNames = [...]string{"tutorial client", "EpiViz 2", "EpiViz 3", "EpiViz 4", "EpiViz 5", "built-in page"}

// String returns the name for people.
func (d Dialect) String() string { return dialectNames[d] }
