package reply

// Figure is one of the program at work.
type Figure struct {
	Name  string
	Of    string // a browser or an action; "" for the program
	Value float64
	Unit  Unit
}

// Unit is that of a Figure; "" is a number of things.
type Unit string

// The units.
const (
	Bytes   Unit = "bytes"
	Seconds Unit = "seconds"
)
