package protocol

// Values that describe a session: what the prompt prints and what the built-in
// page is told. They are plain data, safe to copy.

// Chart is one chart of the session.
type Chart struct {
	// Handle is the chart's short number at the prompt, counted from 1 and never
	// used again in a session. Browsers have ids of their own.
	Handle int `json:"handle"`
	// Type is the full id, for example "epiviz.plugins.charts.LineTrack".
	Type         string         `json:"type"`
	Measurements []string       `json:"measurements"` // ids
	Settings     map[string]any `json:"settings,omitempty"`
	Colors       []string       `json:"colorMap,omitempty"` // CSS colours
}

// Region is a region of interest that a person marked.
type Region struct {
	Range        // 1-based inclusive
	Set   string `json:"set"`             // the set that it belongs to
	Name  string `json:"name"`            // of no other region of the set
	Color string `json:"color,omitempty"` // of CSS; "" for the set's
	Note  string `json:"note,omitempty"`
}

// BrowserInfo describes a connected browser.
type BrowserInfo struct {
	ID         int    `json:"browser"` // counted from 1 in the order of connection, never used again
	Generation string `json:"page"`    // "EpiViz 4", "built-in page", "tutorial client"
	Remote     string `json:"from"`    // address and port of the other end
	// Location is the browser's own place when it was asked, else nil.
	// 1-based inclusive, as the browser gives it.
	Location *Range `json:"location,omitempty"`
	// Problem says what is wrong with the page ("navigation is frozen: reload
	// it"), empty when nothing is.
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
	Location *Range
}

// Answer is one browser's reply to a UI action sent as it is.
type Answer struct {
	Browser int    // BrowserInfo.ID
	Data    []byte // the reply's data, JSON as received; nil with Err
	Err     error
}
