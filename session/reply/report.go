package reply

import (
	"github.com/epiviz/epivizgo/protocol"
)

// BrowserInfo describes a connected browser.
type BrowserInfo struct {
	ID         int    `json:"browser"` // counted from 1 in the order of connection, never used again
	Generation string `json:"page"`    // "EpiViz 4", "built-in page", "tutorial client"
	Remote     string `json:"from"`    // address and port of the other end
	// Location is the place where the browser was last seen when that was asked for, else nil.
	// 1-based inclusive, as the browser gives it.
	Location *protocol.Range `json:"location,omitempty"`
	// Problem says what is wrong with the page ("navigation is frozen: reload
	// it", "silent since 14:03:05"), empty when nothing is.
	Problem string `json:"problem,omitempty"`
}

// Report says what became of a command besides its error.
type Report struct {
	// Browsers is the number of browsers that were told and agreed.
	Browsers int
	// Notes are sentences for the user: that no browser is connected and what
	// its link is, that a chart type was not shown on a page, and the like.
	Notes []string
	// Location is where the browsers are after a navigate, nil otherwise.
	// 1-based inclusive.
	Location *protocol.Range
}

// Raw is one browser's reply to a UI action sent as it is.
type Raw struct {
	Browser int    // BrowserInfo.ID
	Data    []byte // the reply's data, JSON as received; nil with Err
	Err     error
}
