package reply

import (
	"math"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/genome"
)

// BrowserInfo describes a connected browser.
type BrowserInfo struct {
	ID         int    // counted from 1 in the order of connection, never used again; 0 of one that asks for no measurements
	Generation string // "EpiViz 4", "built-in page", "tutorial client"; "" without an ID
	Remote     string // address and port of the other end
	Origin     string // of the document, "" of the built-in page and of programs
	User       string // who owns the other end, "" where that is not known
	// Location is the place where the browser was last seen when that was asked for, else nil.
	// 1-based inclusive, as the browser gives it.
	Location *protocol.Range
	protocol.Beside
	// Problem says what is wrong with the page ("navigation is frozen: reload
	// it", "silent since 14:03:05"), empty when nothing is.
	Problem string
}

// Origin is one whose pages asked to connect.
type Origin struct {
	Number  int
	Origin  string
	Server  string // the user who serves the pages on this machine, if that is another one
	Allowed bool
	Waiting int // pages
}

// Report says what became of a command besides its error.
type Report struct {
	// Browsers is the number of browsers that were told and agreed.
	Browsers int
	// Notes are sentences for the user: that a chart type was not shown on a page,
	// and the like.
	Notes []string
	// Unseen is the sentence that no browser is connected and what the link is, "" if one is.
	Unseen string
	// Location is where the browsers are after a navigate, nil otherwise.
	// 1-based inclusive.
	Location *protocol.Range
	protocol.Beside
}

// Raw is one browser's reply to a UI action sent as it is.
type Raw struct {
	Browser int    // BrowserInfo.ID
	Data    []byte // the reply's data, JSON as received; nil with Err
	Err     error
}

// Locus is what a typed text stands for.
type Locus struct {
	genome.Interval // End 0 is the whole sequence
	// Name is that of the feature; "" for a sequence or locus.
	Name string
	// Room is how many bases are shown of which it is in the middle, such as around a single
	// position. With 0 or fewer bases than it has, it is shown as it is.
	Room int
	// Flank is what is shown on either side of it, instead of the margin that a feature has; nil leaves that.
	Flank *Flank
	// Notes say how the text was read where that is a guess, and where else such a feature is.
	Notes []string
}

// Flank is how much is shown on either side of a place: bases, or a share of its length.
type Flank struct {
	Bases int
	Share float64
}

// Of returns the bases on either side of a place of some length.
func (f Flank) Of(length int) int { return f.Bases + int(math.Round(f.Share*float64(length))) }
