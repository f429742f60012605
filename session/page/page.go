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
	"github.com/epiviz/epivizgo/session/state"
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
	menus    chan struct{} // closed when it was answered what measurements there are
	seqs     chan struct{} // closed when it then was told the sequences
	types    chan struct{} // closed when it announced its chart types
	wake     chan struct{} // 1-buffered; look is due
	// push is the token for sending UI actions; 1-buffered, full while it is taken. It is
	// taken from the start until the page is up to date.
	push     chan struct{}
	pulse    *pulse
	ops      sync.WaitGroup  // of Start
	life     context.Context // of Run; set before anything is started
	returned chan struct{}   // 1-buffered; comeBack is due

	news    news
	id      int              // set before greeted is closed
	dialect protocol.Dialect // likewise
	quirks  *quirks          // of the dialect; likewise

	mu      sync.Mutex
	begun   bool           // it was begun to bring it up to date; guarded by mu
	ready   bool           // it was up to date once; guarded by mu
	absence absence        // guarded by mu
	over    bool           // the connection has ended; guarded by mu
	lastOp  chan struct{}  // closed when the newest op of Start has ended; guarded by mu
	waiting int            // ops of Start that have not ended; guarded by mu
	hover   hover          // guarded by mu
	problem string         // what is wrong with the page; guarded by mu
	charts  map[int]string // the page's ids of charts, by handle; guarded by mu
	// made has the charts of a real page as it has them, by handle, and menu the measurements that a page
	// was told, by id; guarded by mu.
	made map[int]made
	menu map[string]protocol.Measurement
	// samples are those that the page was told; guarded by mu.
	samples protocol.SamplesParams
	view    state.View        // what the page was last seen or sent to show; guarded by mu
	groups  map[string]*group // guarded by mu
	// ends is where the page was seen to end sequences before their end, since it
	// keeps the length it was told first; guarded by mu.
	ends       map[string]float64
	saidOthers bool             // see sayOthers; guarded by mu
	told       map[string]int   // the sequences that it knows, with their ends; guarded by mu
	changes    map[int64]Change // what requests want changed, by their ids; guarded by mu
	fetched    map[string]bool  // the datasources of which charts were shown; guarded by mu
	sets       int              // settings that were pushed so far; guarded by mu
	pushed     *state.Chart     // whose settings are being pushed, nil if none are; guarded by mu
	inFlight   int              // requests for data without an answer; guarded by mu
	drained    chan struct{}    // closed when inFlight falls to 0; guarded by mu
	// requests are those without an answer; guarded by mu.
	requests map[*protocol.Request]*request
}

// Options of a page.
type Options struct {
	Remote  string // the address that it comes from
	Origin  string // of the document, "" where it has none or the program delivered it
	User    string // who owns the other end, "" where that is not known
	Version string // with which it connects; empty where it is sent with the requests
	Catalog *catalog.Catalog
	Shared  *rpc.Shared // what the connections share
	// CallTimeout bounds the wait for its answer to one UI action.
	CallTimeout time.Duration
	// InOrder reports whether requests for an action are answered in the order in
	// which they arrive.
	InOrder func(action string) bool
	Log     *slog.Logger // has what goes wrong, at debug level
	// Measured, when not nil, is called for each request of the page and each UI action, when it is answered.
	Measured func(pg *Page, w Work)
}

// New returns the page at the other end of t. Run serves it.
func New(host Host, t rpc.Transport, opt Options) *Page {
	pg := &Page{
		host: host, opt: opt, catalog: opt.Catalog,
		greeted: make(chan struct{}), menus: make(chan struct{}), seqs: make(chan struct{}), types: make(chan struct{}),
		wake: make(chan struct{}, 1), push: make(chan struct{}, 1), returned: make(chan struct{}, 1),
		absence: absence{left: make(chan struct{}), missed: true}, lastOp: make(chan struct{}),
		charts: map[int]string{}, made: map[int]made{}, menu: map[string]protocol.Measurement{},
		groups: map[string]*group{}, ends: map[string]float64{}, told: map[string]int{}, changes: map[int64]Change{},
		fetched: map[string]bool{}, requests: map[*protocol.Request]*request{},
	}
	pg.push <- struct{}{}
	close(pg.lastOp)
	pg.pulse = newPulse(pg.probe, func(at time.Time) { pg.SetAside(at) }, pg.signal)
	pg.conn = rpc.New(t, rpc.Options{
		Shared: opt.Shared,
		Heard:  pg.pulse.hear, Handler: pg.handle, Arrived: pg.arrived, Answered: pg.answered, InOrder: opt.InOrder, Cancels: protocol.Cancelled,
		Problem: func(err error) {
			opt.Log.Debug("page", "remote", opt.Remote, "err", err)
			var bad *protocol.BadRequest
			if errors.As(err, &bad) {
				pg.TellOnce(fmt.Sprintf("%s sent a request that is answered with nothing: %v", pg.Name(), bad.Err))
			}
		},
	})
	return pg
}

// Run serves the page until its connection or ctx ends, and returns why.
func (pg *Page) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	pg.life = ctx
	var wg sync.WaitGroup
	wg.Go(func() { pg.attend(ctx) })
	if pg.opt.Version != "" {
		pg.greeting.Do(func() { pg.greet(protocol.DialectOf(pg.opt.Version)) })
	}
	err := pg.conn.Run(ctx)
	cancel()
	pg.pulse.stop()
	pg.mu.Lock()
	pg.over = true
	pg.mu.Unlock()
	wg.Wait()
	pg.ops.Wait()
	if rest := pg.news.rest(pg.Name()); rest != "" {
		pg.host.Notify(rest)
	}
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

// call asks the page for a UI action, as ask does. It is used with the push token held.
func (pg *Page) call(ctx context.Context, action string, params, value any) error {
	began := time.Now()
	data, err := pg.ask(ctx, action, pg.spelled(params), func() error { return fmt.Errorf("%w within %v", errNone, pg.opt.CallTimeout) })
	if err == nil {
		err = protocol.DecodeResult(action, data, value)
	}
	pg.measured(Work{Action: action, Took: time.Since(began), Call: true, Err: err})
	return err
}

// ask sends the page a UI action and returns the data of its answer. It waits for CallTimeout, after
// which the cause of the error is none, and as long as the page is silent: the answer of a page that
// wakes up has the id of a new chart.
func (pg *Page) ask(ctx context.Context, action string, params any, none func() error) ([]byte, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	defer pg.pulse.owe()()
	var overdue *time.Timer // set going only once the variable holds it
	overdue = time.AfterFunc(time.Hour, func() {
		if pg.pulse.isSilent() && !pg.quirks.mayNotTell {
			overdue.Reset(pg.opt.CallTimeout)
			return
		}
		cancel(none())
	})
	overdue.Reset(pg.opt.CallTimeout)
	defer overdue.Stop()
	return pg.conn.CallRaw(ctx, action, params)
}

// Push asks the page for a UI action, unless its generation does not know the
// action: then the error is a Note. It is used within Start or Exclusively, as are all
// methods that send UI actions.
func (pg *Page) Push(ctx context.Context, action string, params any) error {
	if !pg.Knows(action) {
		return &Note{Sentence: "has no " + action + " and was not asked"}
	}
	return pg.call(ctx, action, params, nil)
}

// Knows reports whether pages of its generation answer a UI action.
func (pg *Page) Knows(action string) bool { return pg.dialect.Knows(action) }

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
	return pg.ask(ctx, action, params, func() error {
		return fmt.Errorf("none within %v; pages do not answer actions that they do not know or cannot read", pg.opt.CallTimeout)
	})
}

func (pg *Page) setProblem(problem string) {
	pg.mu.Lock()
	defer pg.mu.Unlock()
	pg.problem = problem
}
