package page

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/actions"
	"github.com/epiviz/epivizgo/session/catalog"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/rpc"
	"github.com/epiviz/epivizgo/session/rpc/rpctest"
	"github.com/epiviz/epivizgo/session/sessiontest"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/tutorial"
	"github.com/epiviz/epivizgo/session/state"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// The versions that pages send, by generation. A client of the tutorial sends
// none.
const (
	tutorialClient = ""
	v2, v3, v4, v5 = "2", "3", "4", "5"
	builtinPage    = protocol.BuiltinVersion
)

var (
	realPages = []string{v2, v3, v4, v5}
	allPages  = []string{tutorialClient, v2, v3, v4, v5, builtinPage}
)

// Checks, under the names that the tests use.
var pageName, wantError, equal = sessiontest.PageName, sessiontest.WantError, sessiontest.Equal

// callTimeout is Options.CallTimeout of the pages.
const callTimeout = 10 * time.Second

// rig hosts pages in a bubble of package synctest, where they are connected in
// memory and the clock runs ahead whenever everybody waits. A test makes its
// state, as commands of a session would.
type rig struct {
	t       *testing.T
	ctx     context.Context // of the test; an hour of the bubble's time
	life    context.Context // of the pages
	catalog *catalog.Catalog
	actions *actions.Actions
	serving sync.WaitGroup
	notices sessiontest.Notices

	mu         sync.Mutex
	changed    chan struct{} // closed and replaced when a page is ready
	state      State
	pages      []*Page // those that were greeted
	ready      []error // what went wrong with each page that is up to date
	once       map[string]bool
	moves      []genome.Interval
	lastHandle int
}

var _ Host = (*rig)(nil)

// inBubble runs a test with a rig in a bubble.
func inBubble(t *testing.T, test func(t *testing.T, r *rig)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		r := &rig{t: t, changed: make(chan struct{}), once: map[string]bool{}}
		r.catalog = catalog.New(r.Notify)
		r.actions = &actions.Actions{Catalog: r.catalog, Offered: r.Offered}
		ctx, cancel := context.WithTimeout(context.Background(), time.Hour)
		life, end := context.WithCancel(context.Background())
		r.ctx, r.life = ctx, life
		t.Cleanup(func() {
			cancel()
			end()
			r.serving.Wait()
			if err := r.catalog.Close(); err != nil {
				t.Errorf("close: %v", err)
			}
		})
		test(t, r)
	})
}

// forPages runs a test with a rig for each of the versions.
func forPages(t *testing.T, versions []string, test func(t *testing.T, r *rig, version string)) {
	t.Helper()
	for _, v := range versions {
		t.Run(pageName(v), func(t *testing.T) {
			inBubble(t, func(t *testing.T, r *rig) { test(t, r, v) })
		})
	}
}

// State implements Host.
func (r *rig) State() State {
	r.mu.Lock()
	defer r.mu.Unlock()
	st := r.state
	st.Charts = slices.Clone(st.Charts)
	return st
}

// Offered implements Host.
func (r *rig) Offered() []protocol.Measurement {
	out := []protocol.Measurement{}
	for _, m := range r.catalog.Measurements() {
		out = append(out, actions.Measurement(m))
	}
	return out
}

// Greet implements Host.
func (r *rig) Greet(pg *Page) {
	r.mu.Lock()
	defer r.mu.Unlock()
	pg.Accept(len(r.pages) + 1)
	r.pages = append(r.pages, pg)
}

// Ready implements Host.
func (r *rig) Ready(_ context.Context, _ *Page, again bool, err error) {
	if again {
		if err != nil {
			r.notices.Add(err.Error())
		}
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.ready = append(r.ready, err)
	close(r.changed)
	r.changed = make(chan struct{})
}

// Moved implements Host.
func (r *rig) Moved(_ context.Context, _ *Page, to genome.Interval) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.state.Location, r.state.Moved = to, true
	r.moves = append(r.moves, to)
}

// Answer implements Host.
func (r *rig) Answer(ctx context.Context, pg *Page, req *protocol.Request) any {
	data, _ := r.actions.Answer(ctx, pg, req)
	return data
}

// Notify implements Host.
func (r *rig) Notify(sentence string) { r.notices.Add(sentence) }

// Once implements Host.
func (r *rig) Once(sentence string, _ func(string)) (forget func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.once[sentence] {
		r.once[sentence] = true
		r.notices.Add(sentence)
	}
	return func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		delete(r.once, sentence)
	}
}

// told lists the notices that contain a text, once nobody is about to give any.
func (r *rig) told(part string) []string {
	synctest.Wait()
	return r.notices.With(part)
}

// dial connects a page in memory.
func (r *rig) dial(context.Context) (rpc.Transport, error) {
	theirs, ours := rpctest.Pipe(4096)
	pg := New(r, ours, Options{Remote: "memory", Catalog: r.catalog, CallTimeout: callTimeout, Log: slog.New(slog.DiscardHandler)})
	r.serving.Go(func() { _ = pg.Run(r.life) }) // which ends in one way or another
	return theirs, nil
}

// open loads a page and does not wait for it.
func (r *rig) open(version string) *sessiontest.Browser {
	r.t.Helper()
	b, err := sessiontest.Open(r.ctx, r.dial, version)
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(b.Disconnect)
	return b
}

// join loads a page and waits until it is up to date and has its data.
func (r *rig) join(version string) *sessiontest.Browser {
	r.t.Helper()
	r.mu.Lock()
	n := len(r.ready)
	r.mu.Unlock()
	b := r.open(version)
	if err := r.awaitReady(n + 1); err != nil {
		r.t.Errorf("bringing the page up to date: %v", err)
	}
	r.settled(b)
	return b
}

// awaitReady waits until n pages are up to date and returns what went wrong with
// the last of them.
func (r *rig) awaitReady(n int) error {
	r.t.Helper()
	for {
		r.mu.Lock()
		ready, changed := r.ready, r.changed
		r.mu.Unlock()
		if len(ready) >= n {
			return ready[n-1]
		}
		select {
		case <-changed:
		case <-r.ctx.Done():
			r.t.Fatalf("%d pages are up to date, want %d; notices %q", len(ready), n, r.told(""))
		}
	}
}

// settled waits until a page has all its data and returns what it shows.
func (r *rig) settled(b *sessiontest.Browser) sessiontest.Page {
	r.t.Helper()
	return r.await(b, func(p sessiontest.Page) bool { return p.Open == 0 })
}

func (r *rig) await(b *sessiontest.Browser, wanted func(p sessiontest.Page) bool) sessiontest.Page {
	r.t.Helper()
	return sessiontest.MustAwait(r.ctx, r.t, b, wanted)
}

// noFaults fails for whatever would have thrown in one of the pages.
func (r *rig) noFaults(pages ...*sessiontest.Browser) {
	r.t.Helper()
	sessiontest.NoFaults(r.t, pages...)
}

// pass lets the bubble's time pass.
func (r *rig) pass(d time.Duration) {
	time.Sleep(d) // in a bubble this takes none
	synctest.Wait()
}

// stranger is a page of which a test writes every frame.
type stranger struct {
	t       *testing.T
	conn    rpc.Transport
	version string
}

// frame is a message in either direction.
type frame struct {
	ID   int            `json:"requestId"`
	Type string         `json:"type"`
	Data map[string]any `json:"data"`
}

// stranger connects a page that asks for nothing by itself.
func (r *rig) stranger(version string) *stranger {
	r.t.Helper()
	conn := must(r.dial(r.ctx))(r.t)
	r.t.Cleanup(func() { _ = conn.Close() })
	return &stranger{r.t, conn, version}
}

func (s *stranger) write(frame string) {
	s.t.Helper()
	if err := s.conn.WriteMessage([]byte(frame)); err != nil {
		s.t.Fatal(err)
	}
}

// ask sends a request and waits for the answer.
func (s *stranger) ask(action string) {
	s.t.Helper()
	s.write(fmt.Sprintf(`{"requestId":0,"type":"request","data":{"action":%q,"version":%q,"data":[]}}`, action, s.version))
	s.read("response")
}

// read returns the next frame, which must be of a type. Its data are left out
// where they are no object.
func (s *stranger) read(typ string) frame {
	s.t.Helper()
	var f frame
	var other *json.UnmarshalTypeError
	text := must(s.conn.ReadMessage())(s.t)
	if err := json.Unmarshal(text, &f); err != nil && !errors.As(err, &other) {
		s.t.Fatal(err)
	}
	if f.Type != typ {
		s.t.Fatalf("the next frame is %s; want a %s", text, typ)
	}
	return f
}

// load puts a source into the catalog, as the file of a name.
func (r *rig) load(name string, src source.Source) {
	r.add(src, catalog.Spec{Name: name, Path: name})
}

// loadTutorial adds the tutorial's data.
func (r *rig) loadTutorial() {
	r.add(tutorial.Source{}, catalog.Spec{Name: "py_datasource", ID: "py_datasource", Measurements: []catalog.Measurement{{
		ID: tutorial.Column, Name: "Python Measurement", Group: "py_datasourcegroup", Chart: "Line Track",
		Min: tutorial.MinValue, Max: tutorial.MaxValue,
	}}})
}

// add puts a source into the catalog. The first gives the state a place.
func (r *rig) add(src source.Source, spec catalog.Spec) {
	ds := r.catalog.Add(src, spec)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.state.Location.Len() == 0 {
		r.state.Location = ds.Info.First
	}
}

// page returns a page by its number.
func (r *rig) page(number int) *Page {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.pages[number-1]
}

// tell does something to all pages at once, as commands do. It returns what each
// page made of it.
func (r *rig) tell(do func(pg *Page) error) []error {
	r.mu.Lock()
	pages := r.pages
	r.mu.Unlock()
	errs := make([]error, len(pages))
	var wg sync.WaitGroup
	for i, pg := range pages {
		wg.Go(func() { errs[i] = pg.Exclusively(r.ctx, func() error { return do(pg) }) })
	}
	wg.Wait()
	return errs
}

// goTo moves the state and all pages to a place, 1-based inclusive, and returns
// where the newest page then is.
func (r *rig) goTo(seq string, start, end int) (at *protocol.Range, err error) {
	iv := genome.Interval{Seq: seq, Start: start - 1, End: end}
	r.mu.Lock()
	r.state.Location, r.state.Moved = iv, true
	newest := len(r.pages)
	r.mu.Unlock()
	errs := r.tell(func(pg *Page) error {
		place, err := pg.Navigate(r.ctx, state.ViewOf(iv))
		if pg.Number() == newest {
			at = place
		}
		return err
	})
	return at, errors.Join(errs...)
}

// navigate does what goTo does, for places that all pages go to.
func (r *rig) navigate(seq string, start, end int) *protocol.Range {
	r.t.Helper()
	at, err := r.goTo(seq, start, end)
	if err != nil {
		r.t.Fatalf("navigate %s %d %d: %v", seq, start, end, err)
	}
	return at
}

// tryChart adds a chart, "" being the type of the first measurement, to the
// state and all pages.
func (r *rig) tryChart(typ string, ids ...string) (state.Chart, []error) {
	r.t.Helper()
	if typ == "" {
		m, err := r.catalog.Measurement(ids[0])
		if err != nil {
			r.t.Fatal(err)
		}
		typ = m.Chart
	}
	t, ok := protocol.LookupChartType(typ)
	if !ok {
		r.t.Fatalf("there is no chart type %q", typ)
	}
	r.mu.Lock()
	r.lastHandle++
	c := state.Chart{Handle: r.lastHandle, Type: t.ID, Measurements: ids}
	r.state.Charts = append(r.state.Charts, c)
	r.mu.Unlock()
	return c, r.tell(func(pg *Page) error { return pg.AddChart(r.ctx, &c) })
}

func (r *rig) addChart(typ string, ids ...string) state.Chart {
	r.t.Helper()
	c, errs := r.tryChart(typ, ids...)
	for _, err := range errs {
		var note *Note
		if err != nil && !errors.As(err, &note) {
			r.t.Fatalf("addchart %s %v: %v", typ, ids, err)
		}
	}
	return c
}

// removeChart removes a chart from the state and all pages.
func (r *rig) removeChart(handle int) {
	r.t.Helper()
	r.mu.Lock()
	r.state.Charts = slices.DeleteFunc(slices.Clone(r.state.Charts), func(c state.Chart) bool { return c.Handle == handle })
	r.mu.Unlock()
	if err := errors.Join(r.tell(func(pg *Page) error { return pg.RemoveChart(r.ctx, handle) })...); err != nil {
		r.t.Fatalf("removechart %d: %v", handle, err)
	}
}

// wantNote fails unless err is a note that has a text and was done or not.
func wantNote(t *testing.T, err error, done bool, text string) {
	t.Helper()
	var note *Note
	if !errors.As(err, &note) || note.Done != done || !strings.Contains(note.Sentence, text) {
		t.Errorf("the outcome is %v; want a note, done %v, with %q", err, done, text)
	}
}

// must fails the test for an error that nobody expects.
func must[T any](v T, err error) func(t *testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}
