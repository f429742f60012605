package page

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/actions"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/rpc"
)

// A page that is silent, or that takes longer than a command waits, is set aside: no command waits for it,
// and none is sent or queued. Once it answers and has done what it was at, it is brought to the session's
// state, whatever happened to that meanwhile.

// absence is that a page is set aside.
type absence struct {
	since  time.Time     // zero while the page is not set aside
	left   chan struct{} // closed while it is
	missed bool          // a command was not sent to it, also while it is being brought up to date
	told   bool          // the user was told
}

// mostWaiting bounds what may wait for its turn on a page: what persons do in other pages is not waited for.
const mostWaiting = 64

// Start starts do, which sends UI actions to the page, on a goroutine of its own and with the push token, after
// what was started before. It goes on when ctx ends; the context of do ends with the connection. done gets
// its error. If the page is set aside, or not yet up to date, Start does nothing and reports false: the page is
// brought to the state that the session then has.
func (pg *Page) Start(ctx context.Context, do func(ctx context.Context) error, done func(err error)) bool {
	pg.mu.Lock()
	defer pg.mu.Unlock()
	if pg.waiting >= mostWaiting {
		pg.setAsideLocked(time.Now())
	}
	if !pg.ready || pg.over || !pg.absence.since.IsZero() {
		pg.absence.missed = true
		return false
	}
	before, after := pg.lastOp, make(chan struct{})
	pg.lastOp = after
	pg.waiting++
	pg.ops.Go(func() {
		<-before
		ctx, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
		defer cancel(nil)
		defer context.AfterFunc(pg.life, func() { cancel(rpc.ErrDisconnected) })()
		err := pg.Exclusively(ctx, func() error { return do(ctx) })
		close(after)
		pg.mu.Lock()
		pg.waiting--
		pg.mu.Unlock()
		done(err)
		pg.signal()
	})
	return true
}

// Left returns a channel that is closed while the page is set aside.
func (pg *Page) Left() <-chan struct{} {
	pg.mu.Lock()
	defer pg.mu.Unlock()
	return pg.absence.left
}

// SetAside sets the page aside, which works or was heard last at the given time.
func (pg *Page) SetAside(since time.Time) {
	pg.mu.Lock()
	defer pg.mu.Unlock()
	pg.setAsideLocked(since)
}

func (pg *Page) setAsideLocked(since time.Time) {
	if pg.absence.since.IsZero() {
		pg.absence.since = since
		close(pg.absence.left)
	}
}

// Missed notes that the page, which is set aside, has not done what it was told. Otherwise it reports false.
func (pg *Page) Missed() bool {
	pg.mu.Lock()
	defer pg.mu.Unlock()
	pg.absence.missed = pg.absence.missed || !pg.absence.since.IsZero()
	return !pg.absence.since.IsZero()
}

// Over reports whether the connection has ended.
func (pg *Page) Over() bool {
	select {
	case <-pg.conn.Done():
		return true
	default:
		return false
	}
}

// Absence returns a note on a page that is set aside, of which the page's name is the subject, or "" when the
// user has been told.
func (pg *Page) Absence() string {
	silent := pg.pulse.isSilent()
	pg.mu.Lock()
	defer pg.mu.Unlock()
	if pg.absence.since.IsZero() || pg.absence.told {
		return ""
	}
	pg.absence.told = true
	when := "answers"
	if !silent {
		when = "is done"
	}
	return fmt.Sprintf("is %s; it is brought up to date when it %s", pg.absence.what(silent), when)
}

func (a absence) what(silent bool) string {
	what := "busy"
	if silent {
		what = "silent"
	}
	return what + " since " + a.since.Format(time.TimeOnly)
}

// UpToDate reports whether the page shows the session's state, and is told its changes.
func (pg *Page) UpToDate() bool {
	pg.mu.Lock()
	defer pg.mu.Unlock()
	return pg.ready && pg.absence.since.IsZero()
}

// Starts reports whether the page is being brought up to date for the first time.
func (pg *Page) Starts() bool {
	pg.mu.Lock()
	defer pg.mu.Unlock()
	return !pg.ready && pg.absence.since.IsZero()
}

// Info describes the page, without its place.
func (pg *Page) Info() reply.BrowserInfo {
	silent := pg.pulse.isSilent()
	pg.mu.Lock()
	defer pg.mu.Unlock()
	info := reply.BrowserInfo{Remote: pg.opt.Remote, Origin: pg.opt.Origin, User: pg.opt.User, Problem: pg.problem}
	if info.ID = pg.Number(); info.ID > 0 {
		info.Generation = pg.Generation()
	}
	if !pg.absence.since.IsZero() {
		info.Problem = pg.absence.what(silent)
	}
	return info
}

// Seen returns the place where the page was last seen or sent to, nil if there is none, and what it
// shows beside it.
func (pg *Page) Seen() (*protocol.Range, protocol.Beside) {
	pg.mu.Lock()
	defer pg.mu.Unlock()
	if pg.view.Location.Len() == 0 {
		return nil, protocol.Beside{}
	}
	at := actions.ToRange(pg.view.Location)
	return &at, BesideOf(pg.view)
}

// probe asks the page something that it answers whenever it works.
func (pg *Page) probe() {
	if pg.Number() > 0 && !pg.quirks.mayNotTell {
		pg.conn.Cast(protocol.GetCurrentLocation, nil, func() {})
	}
}

// signal makes tend call comeBack.
func (pg *Page) signal() {
	select {
	case pg.returned <- struct{}{}:
	default:
	}
}

// comeBack brings a page that was set aside to the session's state, if it is heard again and has done what it
// was at.
func (pg *Page) comeBack(ctx context.Context) {
	away := func() bool { pg.mu.Lock(); defer pg.mu.Unlock(); return !pg.absence.since.IsZero() }
	if !away() || pg.pulse.isSilent() {
		return
	}
	var told bool
	err := pg.Exclusively(ctx, func() (err error) {
		told, err = pg.bring(ctx)
		return err
	})
	if ctx.Err() != nil || away() {
		return
	}
	if told {
		pg.Tell(pg.Name() + " answers again and is up to date")
	}
	if errors.Is(err, rpc.ErrDisconnected) {
		err = nil
	}
	pg.host.Ready(ctx, pg, true, err)
}

// bring brings the page to the session's state as long as it misses commands, and ends its absence. It
// reports whether the user was told of that. The push token is held.
func (pg *Page) bring(ctx context.Context) (told bool, err error) {
	for {
		silent := pg.pulse.isSilent()
		pg.mu.Lock()
		a := &pg.absence
		switch {
		case silent || ctx.Err() != nil: // comeBack follows, or the end
			a.missed = true
			pg.mu.Unlock()
			return false, err
		case !a.missed:
			pg.ready, told = true, a.told
			if !a.since.IsZero() {
				*a = absence{left: make(chan struct{})}
			}
			pg.mu.Unlock()
			return told, err
		}
		a.missed = false
		pg.mu.Unlock()
		err = pg.catchUp(ctx)
	}
}

// hover is the position of the mouse in another page, as this page is told of it.
type hover struct {
	underway bool                  // it was told and has not answered yet
	next     *protocol.HoverParams // to tell then
}

// Hover shows the position of the mouse in another page. It does not wait: while the page has not answered the
// one before, only the last position is kept.
func (pg *Page) Hover(p protocol.HoverParams) {
	pg.mu.Lock()
	defer pg.mu.Unlock()
	switch {
	case !pg.ready || pg.over || !pg.absence.since.IsZero():
	case pg.hover.underway:
		pg.hover.next = &p
	default:
		pg.castHoverLocked(p)
	}
}

func (pg *Page) castHoverLocked(p protocol.HoverParams) {
	paid := pg.pulse.owe()
	pg.hover = hover{underway: true}
	sent := pg.conn.Cast(protocol.Hover, p, func() {
		paid()
		pg.mu.Lock()
		defer pg.mu.Unlock()
		next := pg.hover.next
		if pg.hover = (hover{}); next != nil && pg.absence.since.IsZero() {
			pg.castHoverLocked(*next)
		}
	})
	if !sent {
		paid()
		pg.hover = hover{}
	}
}
