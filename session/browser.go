package session

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/actions"
	"github.com/epiviz/epivizgo/session/catalog"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/rpc"
)

// browser is one connection. It becomes a browser of the session, with an id,
// when it asks for measurements.
type browser struct {
	host    Host
	opt     pageOptions
	catalog *catalog.Catalog
	conn    *rpc.Conn

	greeting sync.Once     // of greet
	greeted  chan struct{} // closed when it asked for measurements
	seqs     chan struct{} // closed when it then was told the sequences
	types    chan struct{} // closed when it announced its chart types (v4, v5)
	wake     chan struct{} // 1-buffered; attend has something to look at
	// push is the token of whoever sends UI actions; 1-buffered, full while it is
	// taken, as it is from the start until the browser is up to date.
	push chan struct{}

	id      int              // set before greeted is closed
	dialect protocol.Dialect // likewise
	// offered and sequences are what was on offer when the page asked, empty for
	// pages that ignore the answers; likewise.
	offered   []protocol.Measurement
	sequences []genome.Sequence

	mu      sync.Mutex
	ready   bool              // brought up to date; guarded by mu
	problem string            // what is wrong with the page; guarded by mu
	charts  map[int]string    // the page's ids of charts, by handle; guarded by mu
	view    genome.Interval   // where the page was last seen or sent to; guarded by mu
	groups  map[string]*group // guarded by mu
	// ends is where the page was seen to end sequences before their end, since it
	// keeps the length it was told first; guarded by mu.
	ends     map[string]float64
	changes  map[int64]change // what requests want changed, by id; guarded by mu
	sets     int              // settings that were pushed so far; guarded by mu
	inFlight int              // requests for data without an answer; guarded by mu
	drained  chan struct{}    // closed when inFlight falls to 0; guarded by mu
}

// group is how a page is served one datasource group.
type group struct {
	binWidth int // bases; 0 until first asked
	// cut tells that the page was given no rows somewhere because there were too
	// many, and cutView is the view in which that was seen to last.
	cut     bool
	cutView genome.Interval
	// failed tells that the page holds an empty answer in place of one that
	// failed, and retry, when not nil, repeats the work that did.
	failed bool
	retry  func(context.Context) error
	// wait is how long until the next retry.
	wait time.Duration
	next time.Time
}

// pageOptions of a page.
type pageOptions struct {
	Remote  string // the address that it comes from
	Catalog *catalog.Catalog
	// CallTimeout bounds the wait for its answer to one UI action.
	CallTimeout time.Duration
	// InOrder reports whether requests for an action are answered in the order in
	// which they arrive.
	InOrder func(action string) bool
	Log     *slog.Logger
}

// newBrowser returns the page at the other end of t. run serves it.
func newBrowser(host Host, t rpc.Transport, opt pageOptions) *browser {
	b := &browser{
		host: host, opt: opt, catalog: opt.Catalog,
		greeted: make(chan struct{}), seqs: make(chan struct{}), types: make(chan struct{}),
		wake: make(chan struct{}, 1), push: make(chan struct{}, 1),
		charts: map[int]string{}, groups: map[string]*group{}, ends: map[string]float64{}, changes: map[int64]change{},
	}
	b.push <- struct{}{}
	b.conn = rpc.New(t, rpc.Options{
		Handler: b.handle, Arrived: b.arrived, Answered: b.answered, InOrder: opt.InOrder, Cancels: protocol.Cancelled,
		Problem: func(err error) {
			opt.Log.Debug("page", "remote", opt.Remote, "err", err)
			var bad *protocol.BadRequest
			if errors.As(err, &bad) {
				host.Once(fmt.Sprintf("%s sent a request that is answered with nothing: %v", b.name(), bad.Err))
			}
		},
	})
	return b
}

// run serves the page until its connection or ctx ends, and returns why.
func (b *browser) run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	var wg sync.WaitGroup
	wg.Go(func() { b.attend(ctx) })
	err := b.conn.Run(ctx)
	cancel()
	wg.Wait()
	return err
}

// generation is what the page is, for people.
func (b *browser) generation() string { return b.dialect.String() }

// number is the browser's id, 0 of a connection that is none (yet). Requests of
// the page are answered while it gets one.
func (b *browser) number() int {
	select {
	case <-b.greeted:
		return b.id
	default:
		return 0
	}
}

// name is the browser in sentences.
func (b *browser) name() string {
	if b.number() == 0 {
		return "a page"
	}
	return fmt.Sprintf("browser %d (%s)", b.id, b.generation())
}

// exclusively runs f while nobody else sends the page UI actions.
func (b *browser) exclusively(ctx context.Context, f func() error) error {
	select {
	case b.push <- struct{}{}:
		defer func() { <-b.push }()
		return f()
	case <-b.conn.Done():
		return rpc.ErrDisconnected
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// call asks the page for a UI action, bounded by the session's time-out. It is
// used with the push token held.
func (b *browser) call(ctx context.Context, action string, params, value any) error {
	timeout := b.opt.CallTimeout
	ctx, cancel := context.WithTimeoutCause(ctx, timeout, fmt.Errorf("%w within %v", errNone, timeout))
	defer cancel()
	b.opt.Log.Debug("call", "browser", b.id, "action", action)
	err := b.conn.Call(ctx, action, params, value)
	if err != nil {
		b.opt.Log.Debug("call failed", "browser", b.id, "action", action, "err", err)
	}
	return err
}

// unlessUnknown is call for an action that not every generation has: those are
// not asked.
func (b *browser) unlessUnknown(ctx context.Context, action string, params any) error {
	if !b.knows(action) {
		return &noteError{sentence: "has no " + action + " and was not asked"}
	}
	return b.call(ctx, action, params, nil)
}

// knows reports whether pages of its generation answer a UI action.
func (b *browser) knows(action string) bool { return b.dialect.Knows(action) }

// hover shows where the mouse is in another page. It waits for no push token:
// nothing depends on it.
func (b *browser) hover(ctx context.Context, p protocol.HoverParams) error {
	return b.conn.Call(ctx, protocol.Hover, p, nil)
}

// text returns a text as the page may show it: real pages insert some as HTML.
func (b *browser) text(s string) string {
	if b.dialect == protocol.Builtin {
		return s
	}
	return actions.Plain(s)
}

// send asks the page for a UI action as it is and returns the data of its
// answer. It is used with the push token held.
func (b *browser) send(ctx context.Context, action string, params any) (json.RawMessage, error) {
	timeout := b.opt.CallTimeout
	ctx, cancel := context.WithTimeoutCause(ctx, timeout,
		fmt.Errorf("none within %v; pages do not answer actions that they do not know or cannot read", timeout))
	defer cancel()
	return b.conn.CallRaw(ctx, action, params)
}

// handle answers the page's requests.
func (b *browser) handle(ctx context.Context, req *protocol.Request) any {
	b.opt.Log.Debug("request", "browser", b.name(), "action", req.Action, "args", string(req.Args[:min(len(req.Args), 400)]))
	if req.Action == protocol.GetMeasurements {
		b.greeting.Do(func() { b.greet(req) })
	}
	return b.host.Answer(ctx, b, req)
}

var closing sync.Mutex

// closeOnce closes a channel that may be closed already.
func closeOnce(ch chan struct{}) {
	closing.Lock()
	defer closing.Unlock()
	select {
	case <-ch:
	default:
		close(ch)
	}
}

// isData tells requests for data from others.
func isData(req *protocol.Request) bool {
	switch req.Action {
	case protocol.GetRows, protocol.GetValues, protocol.GetCombined:
		return true
	}
	return false
}

// arrived and answered count the requests for data that are open. answered also
// notes how far the page is with its start, and arrived what a person changed.
func (b *browser) arrived(req *protocol.Request) {
	if req.Action == protocol.SetChartSettings {
		b.noteChange(req)
	}
	if !isData(req) {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.inFlight == 0 {
		b.drained = make(chan struct{})
	}
	b.inFlight++
}

func (b *browser) answered(req *protocol.Request) {
	switch {
	case req.Action == protocol.GetSeqInfos:
		closeOnce(b.seqs)
	case req.Action == protocol.RegisterChartTypes && announces(req):
		closeOnce(b.types)
	}
	if !isData(req) {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.inFlight--; b.inFlight == 0 {
		close(b.drained)
	}
}

// quiesce waits, at most for a while, until the page has no request for data
// open.
func (b *browser) quiesce(ctx context.Context, most time.Duration) {
	b.mu.Lock()
	drained, busy := b.drained, b.inFlight > 0
	b.mu.Unlock()
	if !busy {
		return
	}
	t := time.NewTimer(most)
	defer t.Stop()
	select {
	case <-drained:
	case <-t.C:
	case <-ctx.Done():
	}
}

// poke makes attend look after the page soon.
func (b *browser) poke() {
	select {
	case b.wake <- struct{}{}:
	default:
	}
}

func (b *browser) upToDate() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.ready
}

func (b *browser) setProblem(problem string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.problem = problem
}

func (b *browser) info() protocol.BrowserInfo {
	b.mu.Lock()
	defer b.mu.Unlock()
	return protocol.BrowserInfo{ID: b.id, Generation: b.generation(), Remote: b.opt.Remote, Problem: b.problem}
}

// chartID is the page's id of a chart.
func (b *browser) chartID(handle int) (string, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	id, ok := b.charts[handle]
	return id, ok
}

func (b *browser) setChartID(handle int, id string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if id == "" {
		delete(b.charts, handle)
		return
	}
	b.charts[handle] = id
}

// handleOf finds the handle of a chart by the page's id.
func (b *browser) handleOf(id string) (int, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for handle, have := range b.charts {
		if have == id {
			return handle, true
		}
	}
	return 0, false
}

// groupLocked returns what is kept of a group; b.mu is held.
func (b *browser) groupLocked(name string) *group {
	g := b.groups[name]
	if g == nil {
		g = &group{}
		b.groups[name] = g
	}
	return g
}

// The methods of actions.Page.

// BinWidth is the width of the bins of a group for this page.
func (b *browser) BinWidth(name string) int {
	b.mu.Lock()
	width := b.groupLocked(name).binWidth
	b.mu.Unlock()
	if width > 0 {
		return width
	}
	view := b.place()
	b.mu.Lock()
	defer b.mu.Unlock()
	g := b.groupLocked(name)
	if g.binWidth == 0 {
		g.binWidth = binWidthFor(view.Len())
	}
	return g.binWidth
}

// seenAt notes where the page was seen or sent to.
func (b *browser) seenAt(view genome.Interval) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.view = view
}

// place is where the page is as far as is known, else the session's location.
func (b *browser) place() genome.Interval {
	b.mu.Lock()
	view := b.view
	b.mu.Unlock()
	if view.Len() > 0 {
		return view
	}
	return b.host.State().Location
}

// TooMany notes that the page was given no rows because there were too many.
func (b *browser) TooMany(ds *catalog.Dataset, name string, _ int) {
	b.cutGroup(name)
	if !ds.Grid {
		b.host.Once(fmt.Sprintf("%s has more rows in view than a page can draw, which is %d; zoom in to see them", ds.Name, actions.MaxRows))
	}
}

// TooLarge notes that the page was given no rows because the answer would have
// been too large.
func (b *browser) TooLarge(ds *catalog.Dataset, name string) {
	b.cutGroup(name)
	b.host.Once(fmt.Sprintf("%s was left out of an answer to %s: what it asks for at once is more than %d MB; "+
		"zoom in, or show fewer measurements or columns", ds.Name, b.name(), actions.MaxSent>>20))
}

// cutGroup notes that the page was given no rows of a group where it has some.
func (b *browser) cutGroup(name string) {
	b.mu.Lock()
	b.groupLocked(name).cut = true
	b.mu.Unlock()
	b.poke()
}

// Room waits until the page's answers leave room for size bytes.
func (b *browser) Room(ctx context.Context, size int64) error { return rpc.Reserve(ctx, size) }

// clear makes the page forget a group, which begins anew.
func (b *browser) clear(ctx context.Context, name string) error {
	b.mu.Lock()
	g := b.groupLocked(name)
	was := *g
	// Before the page has done it: what it asks from then on may fail again.
	g.cut, g.failed, g.retry = false, false, nil
	b.mu.Unlock()
	err := b.call(ctx, protocol.ClearDatasourceGroupCache, protocol.GroupParams{DatasourceGroup: name}, nil)
	if err != nil { // perhaps it holds all it held
		b.mu.Lock()
		g.cut = g.cut || was.cut
		if !g.failed {
			g.failed, g.retry, g.next = was.failed, was.retry, time.Now().Add(was.wait)
		}
		b.mu.Unlock()
	}
	return err
}

// shownGroups lists the groups of the measurements in the page's charts, and
// how many different measurements of each are shown.
func (b *browser) shownGroups() map[string]int {
	count := map[string]int{}
	seen := map[string]bool{}
	for _, c := range b.host.State().Charts {
		if _, shown := b.chartID(c.Handle); !shown {
			continue
		}
		for _, id := range c.Measurements {
			if m, err := b.catalog.Measurement(id); err == nil && !seen[id] {
				seen[id] = true
				count[m.Group]++
			}
		}
	}
	return count
}
