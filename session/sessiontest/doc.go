// Package sessiontest is an EpiViz page without a browser, for tests of
// sessions. It speaks the wire as the real pages of each generation do, their
// faults included, after the measurements of real pages that package protocol
// is written by; and as the built-in page does.
//
//	b, err := sessiontest.Open(ctx, sessiontest.WebSocket(s.WebSocketURL()), "5")
//	defer b.Disconnect()
//	err = b.Await(ctx, func(p sessiontest.Page) bool { return len(p.Charts) == 1 && p.Open == 0 })
//	points, err := b.Drawn("py_column")
//
// The page asks at its start what its generation asks, obeys what it is pushed,
// and asks for the data of its charts through a cache like the real one, which
// merges answers by row number and never by position: [Browser.Drawn] tells
// what a person would see, so that a test can hold it against the truth.
//
// A test may freeze the page, have it refuse or never answer an action, hold
// its answers back, move it as its user would, and disconnect or reload it.
// A page is connected over a real WebSocket, or in memory by a [Network], which
// takes the place of the session's web server. Nothing sleeps: [Browser.Await] waits
// for a state of the page. The one timer is the delay with which pages of the second
// generation move.
//
// # Files
//
// browser.go has the connection and what a test does to the page; page.go what
// a test sees of it; actions.go the UI actions of real pages, builtin.go those
// of the built-in page; data.go when data are asked for, cache.go how answers
// are put together; transport.go and network.go the connection; sources.go data
// to show, and what a page must then show of them.
package sessiontest
