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
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/rpc"
)

// Page is one connection. It becomes a browser of the session, with a number,
// when it asks for measurements, or at once if it connects with its version.
type Page struct {
	host    Host
	opt     Options
	catalog *catalog.Catalog
	conn    *rpc.Conn

	greeting sync.Once     // of greet
	greeted  chan struct{} // closed when it became a browser
	seqs     chan struct{} // closed when it then was told the sequences
	types    chan struct{} // closed when it announced its chart types
	wake     chan struct{} // 1-buffered; look is due
	// push is the token for sending UI actions; 1-buffered, full while it is taken. It is
	// taken from the start until the page is up to date.
	push chan struct{}

	id      int              // set before greeted is closed
	dialect protocol.Dialect // likewise
	quirks  *quirks          // of the dialect; likewise
	// offered is what was on offer then, empty for
	// pages that ignore the answers; likewise.
	offered []protocol.Measurement

	mu      sync.Mutex
	ready   bool              // brought up to date; guarded by mu
	problem string            // what is wrong with the page; guarded by mu
	charts  map[int]string    // the page's ids of charts, by handle; guarded by mu
	view    genome.Interval   // where the page was last seen or sent to; guarded by mu
	groups  map[string]*group // guarded by mu
	// ends is where the page was seen to end sequences before their end, since it
	// keeps the length it was told first; guarded by mu.
	ends       map[string]float64
	saidOthers bool             // see sayOthers; guarded by mu
	told       map[string]int   // the sequences that it knows, with their ends; guarded by mu
	changes    map[int64]Change // what requests want changed, by their ids; guarded by mu
	sets       int              // settings that were pushed so far; guarded by mu
	inFlight   int              // requests for data without an answer; guarded by mu
	drained    chan struct{}    // closed when inFlight falls to 0; guarded by mu
}

// Options of a page.
type Options struct {
	Remote  string // the address that it comes from
	Version string // with which it connects; empty where it is sent with the requests
	Catalog *catalog.Catalog
	// CallTimeout bounds the wait for its answer to one UI action.
	CallTimeout time.Duration
	// InOrder reports whether requests for an action are answered in the order in
	// which they arrive.
	InOrder func(action string) bool
	Log     *slog.Logger // has what goes over the wire at debug level
}

// New returns the page at the other end of t. Run serves it.
func New(host Host, t rpc.Transport, opt Options) *Page {
	pg := &Page{
		host: host, opt: opt, catalog: opt.Catalog,
		greeted: make(chan struct{}), seqs: make(chan struct{}), types: make(chan struct{}),
		wake: make(chan struct{}, 1), push: make(chan struct{}, 1),
		charts: map[int]string{}, groups: map[string]*group{}, ends: map[string]float64{}, told: map[string]int{}, changes: map[int64]Change{},
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
	if pg.opt.Version != "" {
		pg.greeting.Do(func() { pg.greet(protocol.DialectOf(pg.opt.Version)) })
	}
	err := pg.conn.Run(ctx)
	cancel()
	wg.Wait()
	return err
}

// Generation returns the name of the page's generation, for people.
func (pg *Page) Generation() string { return pg.dialect.String() }

// Number returns the number that the session has given the page, 0 before that. Requests
// of the page may be answered while it gets one.
func (pg *Page) Number() int {
	select {
	case <-pg.greeted:
		return pg.id
	default:
		return 0
	}
}

// Name returns the name of the page for sentences.
func (pg *Page) Name() string {
	if pg.Number() == 0 {
		return "a page"
	}
	return fmt.Sprintf("browser %d (%s)", pg.id, pg.Generation())
}

// Exclusively runs f while no other UI actions are sent to the page.
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

// call asks the page for a UI action, at most for CallTimeout. It is used with
// the push token held.
func (pg *Page) call(ctx context.Context, action string, params, value any) error {
	timeout := pg.opt.CallTimeout
	ctx, cancel := context.WithTimeoutCause(ctx, timeout, fmt.Errorf("%w within %v", errNone, timeout))
	defer cancel()
	pg.opt.Log.Debug("call", "browser", pg.id, "action", action)
	err := pg.conn.Call(ctx, action, pg.spelled(params), value)
	if err != nil {
		pg.opt.Log.Debug("call failed", "browser", pg.id, "action", action, "err", err)
	}
	return err
}

// Push asks the page for a UI action, unless its generation does not know the
// action: then the error is a Note. It is used within Exclusively, as are all
// methods that send UI actions, but for Hover.
func (pg *Page) Push(ctx context.Context, action string, params any) error {
	if !pg.Knows(action) {
		return &Note{Sentence: "has no " + action + " and was not asked"}
	}
	return pg.call(ctx, action, params, nil)
}

// Knows reports whether pages of its generation answer a UI action.
func (pg *Page) Knows(action string) bool { return pg.dialect.Knows(action) }

// Hover shows the position of the mouse in another page. Nothing depends on it, so it
// needs no token.
func (pg *Page) Hover(ctx context.Context, p protocol.HoverParams) error {
	return pg.conn.Call(ctx, protocol.Hover, p, nil)
}

// Text returns a text in a form that is safe for the page to show.
func (pg *Page) Text(s string) string {
	if pg.Number() > 0 && !pg.quirks.insertsHTML {
		return s
	}
	return genome.Plain(s)
}

// spelled returns what the page is sent, with text in a form that is safe for it to show.
func (pg *Page) spelled(v any) any {
	if pg.Number() > 0 && !pg.quirks.insertsHTML {
		return v
	}
	return actions.Plain(v)
}

// Send sends the page a UI action, known or not, and returns the unchanged data of its
// answer.
func (pg *Page) Send(ctx context.Context, action string, params any) (json.RawMessage, error) {
	timeout := pg.opt.CallTimeout
	ctx, cancel := context.WithTimeoutCause(ctx, timeout,
		fmt.Errorf("none within %v; pages do not answer actions that they do not know or cannot read", timeout))
	defer cancel()
	return pg.conn.CallRaw(ctx, action, params)
}

// UpToDate reports whether the page has been brought to the session's state.
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

// Info describes the page, without its place.
func (pg *Page) Info() reply.BrowserInfo {
	pg.mu.Lock()
	defer pg.mu.Unlock()
	return reply.BrowserInfo{ID: pg.id, Generation: pg.Generation(), Remote: pg.opt.Remote, Problem: pg.problem}
}
