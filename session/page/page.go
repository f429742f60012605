package page

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

// Page is one connection. It becomes a browser of the session, with a number,
// when it asks for measurements.
type Page struct {
	host    Host
	opt     Options
	catalog *catalog.Catalog
	conn    *rpc.Conn

	greeting sync.Once     // of greet
	greeted  chan struct{} // closed when it asked for measurements
	seqs     chan struct{} // closed when it then was told the sequences
	types    chan struct{} // closed when it announced its chart types
	wake     chan struct{} // 1-buffered; attend has something to look at
	// push is the token of whoever sends UI actions; 1-buffered, full while it is
	// taken, as it is from the start until the browser is up to date.
	push chan struct{}

	id      int              // set before greeted is closed
	dialect protocol.Dialect // likewise
	quirks  *quirks          // of the dialect; likewise
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
	changes  map[int64]Change // what requests want changed, by id; guarded by mu
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

// Options of a page.
type Options struct {
	Remote  string // the address that it comes from
	Catalog *catalog.Catalog
	// CallTimeout bounds the wait for its answer to one UI action.
	CallTimeout time.Duration
	// InOrder reports whether requests for an action are answered in the order in
	// which they arrive.
	InOrder func(action string) bool
	Log     *slog.Logger
}

// New returns the page at the other end of t. Run serves it.
func New(host Host, t rpc.Transport, opt Options) *Page {
	pg := &Page{
		host: host, opt: opt, catalog: opt.Catalog,
		greeted: make(chan struct{}), seqs: make(chan struct{}), types: make(chan struct{}),
		wake: make(chan struct{}, 1), push: make(chan struct{}, 1),
		charts: map[int]string{}, groups: map[string]*group{}, ends: map[string]float64{}, changes: map[int64]Change{},
	}
	pg.push <- struct{}{}
	pg.conn = rpc.New(t, rpc.Options{
		Handler: pg.handle, Arrived: pg.arrived, Answered: pg.answered, InOrder: opt.InOrder, Cancels: protocol.Cancelled,
		Problem: func(err error) {
			opt.Log.Debug("page", "remote", opt.Remote, "err", err)
			var bad *protocol.BadRequest
			if errors.As(err, &bad) {
				host.Once(fmt.Sprintf("%s sent a request that is answered with nothing: %v", pg.Name(), bad.Err))
			}
		},
	})
	return pg
}

// Run serves the page until its connection or ctx ends, and returns why.
func (pg *Page) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	var wg sync.WaitGroup
	wg.Go(func() { pg.attend(ctx) })
	err := pg.conn.Run(ctx)
	cancel()
	wg.Wait()
	return err
}

// Generation is what the page is, for people.
func (pg *Page) Generation() string { return pg.dialect.String() }

// Number is the browser's id, 0 of a connection that is none (yet). Requests of
// the page are answered while it gets one.
func (pg *Page) Number() int {
	select {
	case <-pg.greeted:
		return pg.id
	default:
		return 0
	}
}

// Name is the browser in sentences.
func (pg *Page) Name() string {
	if pg.Number() == 0 {
		return "a page"
	}
	return fmt.Sprintf("browser %d (%s)", pg.id, pg.Generation())
}

// Exclusively runs f while nobody else sends the page UI actions.
func (pg *Page) Exclusively(ctx context.Context, f func() error) error {
	select {
	case pg.push <- struct{}{}:
		defer func() { <-pg.push }()
		return f()
	case <-pg.conn.Done():
		return rpc.ErrDisconnected
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// call asks the page for a UI action, bounded by the session's time-out. It is
// used with the push token held.
func (pg *Page) call(ctx context.Context, action string, params, value any) error {
	timeout := pg.opt.CallTimeout
	ctx, cancel := context.WithTimeoutCause(ctx, timeout, fmt.Errorf("%w within %v", errNone, timeout))
	defer cancel()
	pg.opt.Log.Debug("call", "browser", pg.id, "action", action)
	err := pg.conn.Call(ctx, action, params, value)
	if err != nil {
		pg.opt.Log.Debug("call failed", "browser", pg.id, "action", action, "err", err)
	}
	return err
}

// Push is call for an action that not every generation has: those are
// not asked.
func (pg *Page) Push(ctx context.Context, action string, params any) error {
	if !pg.Knows(action) {
		return &Note{Sentence: "has no " + action + " and was not asked"}
	}
	return pg.call(ctx, action, params, nil)
}

// Knows reports whether pages of its generation answer a UI action.
func (pg *Page) Knows(action string) bool { return pg.dialect.Knows(action) }

// Hover shows where the mouse is in another page. It waits for no push token:
// nothing depends on it.
func (pg *Page) Hover(ctx context.Context, p protocol.HoverParams) error {
	return pg.conn.Call(ctx, protocol.Hover, p, nil)
}

// Text returns a text as the page may be given it to show.
func (pg *Page) Text(s string) string {
	if pg.Number() > 0 && !pg.quirks.insertsHTML {
		return s
	}
	return actions.Plain(s)
}

// Send asks the page for a UI action as it is and returns the data of its
// answer. It is used with the push token held.
func (pg *Page) Send(ctx context.Context, action string, params any) (json.RawMessage, error) {
	timeout := pg.opt.CallTimeout
	ctx, cancel := context.WithTimeoutCause(ctx, timeout,
		fmt.Errorf("none within %v; pages do not answer actions that they do not know or cannot read", timeout))
	defer cancel()
	return pg.conn.CallRaw(ctx, action, params)
}

// handle answers the page's requests.
func (pg *Page) handle(ctx context.Context, req *protocol.Request) any {
	pg.opt.Log.Debug("request", "browser", pg.Name(), "action", req.Action, "args", string(req.Args[:min(len(req.Args), 400)]))
	if req.Action == protocol.GetMeasurements {
		pg.greeting.Do(func() { pg.greet(req) })
	}
	return pg.host.Answer(ctx, pg, req)
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
func (pg *Page) arrived(req *protocol.Request) {
	if req.Action == protocol.SetChartSettings {
		pg.noteChange(req)
	}
	if !isData(req) {
		return
	}
	pg.mu.Lock()
	defer pg.mu.Unlock()
	if pg.inFlight == 0 {
		pg.drained = make(chan struct{})
	}
	pg.inFlight++
}

func (pg *Page) answered(req *protocol.Request) {
	switch {
	case req.Action == protocol.GetSeqInfos:
		closeOnce(pg.seqs)
	case req.Action == protocol.RegisterChartTypes && announces(req):
		closeOnce(pg.types)
	}
	if !isData(req) {
		return
	}
	pg.mu.Lock()
	defer pg.mu.Unlock()
	if pg.inFlight--; pg.inFlight == 0 {
		close(pg.drained)
	}
}

// quiesce waits, at most for a while, until the page has no request for data
// open.
func (pg *Page) quiesce(ctx context.Context, most time.Duration) {
	pg.mu.Lock()
	drained, busy := pg.drained, pg.inFlight > 0
	pg.mu.Unlock()
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
func (pg *Page) poke() {
	select {
	case pg.wake <- struct{}{}:
	default:
	}
}

func (pg *Page) UpToDate() bool {
	pg.mu.Lock()
	defer pg.mu.Unlock()
	return pg.ready
}

func (pg *Page) setProblem(problem string) {
	pg.mu.Lock()
	defer pg.mu.Unlock()
	pg.problem = problem
}

func (pg *Page) Info() protocol.BrowserInfo {
	pg.mu.Lock()
	defer pg.mu.Unlock()
	return protocol.BrowserInfo{ID: pg.id, Generation: pg.Generation(), Remote: pg.opt.Remote, Problem: pg.problem}
}

// chartID is the page's id of a chart.
func (pg *Page) chartID(handle int) (string, bool) {
	pg.mu.Lock()
	defer pg.mu.Unlock()
	id, ok := pg.charts[handle]
	return id, ok
}

func (pg *Page) setChartID(handle int, id string) {
	pg.mu.Lock()
	defer pg.mu.Unlock()
	if id == "" {
		delete(pg.charts, handle)
		return
	}
	pg.charts[handle] = id
}

// handleOf finds the handle of a chart by the page's id.
func (pg *Page) handleOf(id string) (int, bool) {
	pg.mu.Lock()
	defer pg.mu.Unlock()
	for handle, have := range pg.charts {
		if have == id {
			return handle, true
		}
	}
	return 0, false
}

// groupLocked returns what is kept of a group; pg.mu is held.
func (pg *Page) groupLocked(name string) *group {
	g := pg.groups[name]
	if g == nil {
		g = &group{}
		pg.groups[name] = g
	}
	return g
}

// The methods of actions.Page.

// BinWidth is the width of the bins of a group for this page.
func (pg *Page) BinWidth(name string) int {
	pg.mu.Lock()
	width := pg.groupLocked(name).binWidth
	pg.mu.Unlock()
	if width > 0 {
		return width
	}
	view := pg.Place()
	pg.mu.Lock()
	defer pg.mu.Unlock()
	g := pg.groupLocked(name)
	if g.binWidth == 0 {
		g.binWidth = binWidthFor(view.Len())
	}
	return g.binWidth
}

// SeenAt notes where the page was seen or sent to.
func (pg *Page) SeenAt(view genome.Interval) {
	pg.mu.Lock()
	defer pg.mu.Unlock()
	pg.view = view
}

// Place is where the page is as far as is known, else the session's location.
func (pg *Page) Place() genome.Interval {
	pg.mu.Lock()
	view := pg.view
	pg.mu.Unlock()
	if view.Len() > 0 {
		return view
	}
	return pg.host.State().Location
}

// TooMany notes that the page was given no rows because there were too many.
func (pg *Page) TooMany(ds *catalog.Dataset, name string, _ int) {
	pg.cutGroup(name)
	if !ds.Grid {
		pg.host.Once(fmt.Sprintf("%s has more rows in view than a page can draw, which is %d; zoom in to see them", ds.Name, actions.MaxRows))
	}
}

// TooLarge notes that the page was given no rows because the answer would have
// been too large.
func (pg *Page) TooLarge(ds *catalog.Dataset, name string) {
	pg.cutGroup(name)
	pg.host.Once(fmt.Sprintf("%s was left out of an answer to %s: what it asks for at once is more than %d MB; "+
		"zoom in, or show fewer measurements or columns", ds.Name, pg.Name(), actions.MaxSent>>20))
}

// cutGroup notes that the page was given no rows of a group where it has some.
func (pg *Page) cutGroup(name string) {
	pg.mu.Lock()
	pg.groupLocked(name).cut = true
	pg.mu.Unlock()
	pg.poke()
}

// Room waits until the page's answers leave room for size bytes.
func (pg *Page) Room(ctx context.Context, size int64) error { return rpc.Reserve(ctx, size) }

// clear makes the page forget a group, which begins anew.
func (pg *Page) clear(ctx context.Context, name string) error {
	pg.mu.Lock()
	g := pg.groupLocked(name)
	was := *g
	// Before the page has done it: what it asks from then on may fail again.
	g.cut, g.failed, g.retry = false, false, nil
	pg.mu.Unlock()
	err := pg.call(ctx, protocol.ClearDatasourceGroupCache, protocol.GroupParams{DatasourceGroup: name}, nil)
	if err != nil { // perhaps it holds all it held
		pg.mu.Lock()
		g.cut = g.cut || was.cut
		if !g.failed {
			g.failed, g.retry, g.next = was.failed, was.retry, time.Now().Add(was.wait)
		}
		pg.mu.Unlock()
	}
	return err
}

// shownGroups lists the groups of the measurements in the page's charts, and
// how many different measurements of each are shown.
func (pg *Page) shownGroups() map[string]int {
	count := map[string]int{}
	seen := map[string]bool{}
	for _, c := range pg.host.State().Charts {
		if _, shown := pg.chartID(c.Handle); !shown {
			continue
		}
		for _, id := range c.Measurements {
			if m, err := pg.catalog.Measurement(id); err == nil && !seen[id] {
				seen[id] = true
				count[m.Group]++
			}
		}
	}
	return count
}
