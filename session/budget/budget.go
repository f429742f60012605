// Package budget has the bounds of what pages may make the program keep in memory or on disk, all in one place. What
// a bound protects checks it, and refuses or waits; nothing is cut without being told.
package budget

import "time"

// A message.
const (
	// Message bounds one message from a page, in bytes. The largest real one, a workspace with hundreds of
	// charts, is below 1 MB. Compression is never agreed to (see session/server), so this bounds what is inflated too.
	Message = 8 << 20
	// SmallMessage is what any connection may send at a time. The larger ones that are being received share Received.
	SmallMessage = 256 << 10
	Received     = 128 << 20
	// WriteWait bounds the writing of a message, or of a piece of a long one, to a page that does not read; then the
	// page is cut off, and that is told.
	WriteWait = 10 * time.Second
)

// Requests that were read and not yet answered.
const (
	// AtOnce bounds the requests of one page that are in flight at a time.
	AtOnce = 8
	// Backlog bounds those of one page in bytes, each counted with RequestCost, of the goroutine and the answer, besides its own.
	// Beyond it reading pauses, and the page waits.
	Backlog     = 64 << 20
	RequestCost = 16 << 10
	// OwnBacklog is the part that every page has to itself; what is more shares AllBacklog.
	OwnBacklog = 1 << 20
	AllBacklog = 128 << 20
)

// Answers with data, from when they are made until they are written.
const (
	// Sent bounds one answer as it is sent, in bytes: a hundred files of 20,000 rows with a name and a score each
	// are 90 MB.
	Sent = 96 << 20
	// Made bounds the rows and values that an answer holds in memory at a time, in bytes: they are written a dataset
	// at a time.
	Made = 32 << 20
	// Answers bounds the answers to one page together. It holds the largest answer, with what it is made of.
	Answers = 128 << 20
	// LargeAnswers bounds those of all pages of more than SmallAnswer, and SmallAnswers the others, which so never
	// wait for large ones.
	SmallAnswer  = 4 << 20
	LargeAnswers = 384 << 20
	SmallAnswers = 64 << 20
)

// What pages announce and set.
const (
	// Announced bounds one announcement of chart types, and AllAnnounced what is kept of all, in bytes; ChartTypes is
	// their number. Real pages announce about 20 types in some ten thousand bytes.
	Announced    = 1 << 18
	AllAnnounced = 1 << 21
	ChartTypes   = 200
	// Settings bounds the settings of a chart that a page changes at once, in bytes, and Colors the colours that it gets.
	Settings = 1 << 16
	Colors   = 100
	// Text bounds one text that a page sends to be kept, in bytes: a title, the name of a region.
	Text = 4 << 10
)

// Saved workspaces.
const (
	Workspaces       = 1000
	WorkspaceName    = 200     // bytes
	WorkspaceContent = 1 << 20 // bytes of what a page saves, of all commands together, of the state as JSON
	// AllWorkspaces bounds the bytes of all together that are kept, and of those in a list for real pages, which has
	// their contents.
	AllWorkspaces = 16 << 20
)

// Connections.
const (
	// Connections bounds those that are open at a time, of pages and others.
	Connections = 512
)
