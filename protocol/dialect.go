package protocol

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

// DialectOf chooses the dialect for a request's version. A version newer than
// all that are known is answered as the newest, an unreadable one as the
// tutorial's.
func DialectOf(version string) Dialect {
	switch version {
	case "2":
		return V2
	case "3":
		return V3
	case "4":
		return V4
	case "5":
		return V5
	case BuiltinVersion:
		return Builtin
	}
	if len(version) > 0 && version[0] >= '6' && version[0] <= '9' {
		return V5
	}
	return Tutorial
}

var dialectNames = [...]string{"tutorial client", "EpiViz 2", "EpiViz 3", "EpiViz 4", "EpiViz 5", "built-in page"}

// String is the name for people.
func (d Dialect) String() string { return dialectNames[d] }
