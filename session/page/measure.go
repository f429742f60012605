package page

import (
	"sync/atomic"
	"time"

	"github.com/epiviz/epivizgo/protocol"
)

// Work is a request of a page, or a UI action that it was asked for.
type Work struct {
	Action string
	Call   bool          // a UI action
	Took   time.Duration // from when it was read until the answer was with the writer; of a call until the answer came
	Rows   int           // that the answer has, bins and points among them
	Err    error         // of a call
}

// request is one without an answer.
type request struct {
	began   time.Time
	rows    atomic.Int64
	unknown bool // guarded by mu of the page
}

// unknownAction is what work is called on actions that nobody knows: pages can make up any name.
const unknownAction = "unknown"

// Unknown says that nobody knows the action of a request.
func (pg *Page) Unknown(req *protocol.Request) {
	pg.mu.Lock()
	defer pg.mu.Unlock()
	if r := pg.requests[req]; r != nil {
		r.unknown = true
	}
}

// rowsOf returns what counts the rows of the answer to a request.
func (pg *Page) rowsOf(req *protocol.Request) *atomic.Int64 {
	pg.mu.Lock()
	defer pg.mu.Unlock()
	if r := pg.requests[req]; r != nil {
		return &r.rows
	}
	return new(atomic.Int64)
}

func (pg *Page) measureAnswer(req *protocol.Request) {
	pg.mu.Lock()
	r := pg.requests[req]
	delete(pg.requests, req)
	pg.mu.Unlock()
	if r != nil {
		action := req.Action
		if r.unknown {
			action = unknownAction
		}
		pg.measured(Work{Action: action, Took: time.Since(r.began), Rows: int(r.rows.Load())})
	}
}

func (pg *Page) measured(w Work) {
	if pg.opt.Measured != nil {
		pg.opt.Measured(pg, w)
	}
}

// Load is what a page keeps the program busy with.
type Load struct {
	Requests int   // that are being answered
	Calls    int   // that it has not answered
	Frames   int   // that wait to be sent
	Bytes    int64 // that its answers hold
}

// Load returns what the page keeps the program busy with.
func (pg *Page) Load() Load {
	pg.mu.Lock()
	l := Load{Requests: len(pg.requests)}
	pg.mu.Unlock()
	l.Calls = pg.conn.Waiting()
	l.Frames, l.Bytes = pg.conn.Queued()
	return l
}
