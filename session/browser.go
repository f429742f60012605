package session

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
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
	s      *Session
	conn   *rpc.Conn
	remote string

	greeted chan struct{} // closed when it asked for measurements
	seqs    chan struct{} // closed when it then was told the sequences
	types   chan struct{} // closed when it announced its chart types (v4, v5)
	wake    chan struct{} // 1-buffered; attend has something to look at
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

func newBrowser(s *Session, remote string) *browser {
	b := &browser{
		s: s, remote: remote,
		greeted: make(chan struct{}), seqs: make(chan struct{}), types: make(chan struct{}),
		wake: make(chan struct{}, 1), push: make(chan struct{}, 1),
		charts: map[int]string{}, groups: map[string]*group{}, ends: map[string]float64{}, changes: map[int64]change{},
	}
	b.push <- struct{}{}
	return b
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
	timeout := b.s.opt.CallTimeout
	ctx, cancel := context.WithTimeoutCause(ctx, timeout, fmt.Errorf("%w within %v", errNone, timeout))
	defer cancel()
	b.s.opt.Log.Debug("call", "browser", b.id, "action", action)
	err := b.conn.Call(ctx, action, params, value)
	if err != nil {
		b.s.opt.Log.Debug("call failed", "browser", b.id, "action", action, "err", err)
	}
	return err
}

// unlessUnknown is call for an action that not every generation has: those are
// not asked.
func (b *browser) unlessUnknown(ctx context.Context, action string, params any) error {
	if !b.dialect.Knows(action) {
		return &noteError{sentence: "has no " + action + " and was not asked"}
	}
	return b.call(ctx, action, params, nil)
}

// handle answers the page's requests.
func (b *browser) handle(ctx context.Context, req *protocol.Request) any {
	b.s.opt.Log.Debug("request", "browser", b.name(), "action", req.Action, "args", string(req.Args[:min(len(req.Args), 400)]))
	switch req.Action {
	case protocol.GetMeasurements:
		b.s.attach(b, req)
	case protocol.Search:
		var p protocol.SearchParams
		if json.Unmarshal(req.Args, &p) == nil {
			b.s.emit(ctx, protocol.Event{Kind: protocol.EventSearched, Browser: b.number(), Text: string(p.Query)})
		}
	}
	if data, ok := b.s.actions.Answer(ctx, b, req); ok {
		return data
	}
	return b.s.answerUser(ctx, b, req)
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
// notes that the page has the sequences, and arrived what a person changed.
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
	if req.Action == protocol.GetSeqInfos {
		closeOnce(b.seqs)
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
	return protocol.BrowserInfo{ID: b.id, Generation: b.generation(), Remote: b.remote, Problem: b.problem}
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
	view := b.place()
	b.mu.Lock()
	defer b.mu.Unlock()
	g := b.groupLocked(name)
	if g.binWidth == 0 {
		g.binWidth = binWidthFor(view.Len())
	}
	return g.binWidth
}

// place is where the page is as far as is known, else the session's location.
func (b *browser) place() genome.Interval {
	b.mu.Lock()
	view := b.view
	b.mu.Unlock()
	if view.Len() > 0 {
		return view
	}
	b.s.mu.Lock()
	defer b.s.mu.Unlock()
	return b.s.state.location
}

// TooMany notes that the page was given no rows because there were too many.
func (b *browser) TooMany(ds *catalog.Dataset, name string, _ int) {
	b.cutGroup(name)
	if !ds.Grid {
		b.s.once(fmt.Sprintf("%s has more rows in view than a page can draw, which is %d; zoom in to see them", ds.Name, actions.MaxRows))
	}
}

// TooLarge notes that the page was given no rows because the answer would have
// been too large.
func (b *browser) TooLarge(ds *catalog.Dataset, name string) {
	b.cutGroup(name)
	b.s.once(fmt.Sprintf("%s was left out of an answer to %s: what it asks for at once is more than %d MB; "+
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
	b.s.mu.Lock()
	charts := b.s.state.copyCharts()
	b.s.mu.Unlock()
	for _, c := range charts {
		if _, shown := b.chartID(c.Handle); !shown {
			continue
		}
		for _, id := range c.Measurements {
			if m, err := b.s.catalog.Measurement(id); err == nil && !seen[id] {
				seen[id] = true
				count[m.Group]++
			}
		}
	}
	return count
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
