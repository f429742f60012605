package session

import (
	"context"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/sessiontest"
	"github.com/epiviz/epivizgo/session/state"
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

// rig is a session in a bubble of package synctest: its pages are connected in
// memory and its clock runs ahead whenever everybody waits, so that no test
// waits for a time-out.
type rig struct {
	*Session
	t   *testing.T
	ctx context.Context // of the test; an hour of the bubble's time
	net *sessiontest.Network

	notices sessiontest.Notices
}

// Rows returns the rows of a measurement that overlap iv, which are few.
func (r *rig) Rows(ctx context.Context, iv genome.Interval, name string) (rows reply.FeatureRows, err error) {
	err = r.Session.Rows(ctx, iv, name, func(part reply.FeatureRows) error { rows = part; return nil })
	return rows, err
}

// inBubble runs a test with a session in a bubble.
func inBubble(t *testing.T, opt Options, test func(t *testing.T, r *rig)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) { test(t, newRig(t, opt)) })
}

// forPages runs a test with a session for each of the versions.
func forPages(t *testing.T, versions []string, test func(t *testing.T, r *rig, version string)) {
	t.Helper()
	for _, v := range versions {
		t.Run(pageName(v), func(t *testing.T) {
			inBubble(t, Options{}, func(t *testing.T, r *rig) { test(t, r, v) })
		})
	}
}

func newRig(t *testing.T, opt Options) *rig {
	t.Helper()
	r := &rig{t: t, net: sessiontest.NewNetwork()}
	opt.Notify, opt.Serve = r.notices.Add, r.net.Serve
	r.Session = must(Start(context.Background(), opt))(t)
	ctx, cancel := context.WithTimeout(context.Background(), time.Hour)
	r.ctx = ctx
	t.Cleanup(func() {
		cancel()
		if err := r.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return r
}

// told lists the notices that contain a text, once nobody is about to give any.
func (r *rig) told(part string) []string {
	synctest.Wait()
	return r.notices.With(part)
}

// open loads a page and does not wait for it.
func (r *rig) open(version string, muted ...string) *sessiontest.Browser {
	r.t.Helper()
	b, err := sessiontest.Open(r.ctx, r.net.Dial, version, muted...)
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(b.Disconnect)
	return b
}

// join loads a page and waits until it is up to date and has its data.
func (r *rig) join(version string) *sessiontest.Browser {
	r.t.Helper()
	ready := r.ready()
	b := r.open(version)
	r.waitReady(ready + 1)
	r.settled(b)
	return b
}

// reload reloads a page and waits like join.
func (r *rig) reload(b *sessiontest.Browser) *sessiontest.Browser {
	r.t.Helper()
	b.Disconnect()
	synctest.Wait() // the session has noticed
	ready := r.ready()
	fresh, err := b.Reload(r.ctx)
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(fresh.Disconnect)
	r.waitReady(ready + 1)
	r.settled(fresh)
	return fresh
}

// ready counts the browsers that are up to date.
func (r *rig) ready() int {
	r.Session.mu.Lock()
	defer r.Session.mu.Unlock()
	n := 0
	for _, b := range r.browsers {
		if b.UpToDate() {
			n++
		}
	}
	return n
}

func (r *rig) waitReady(n int) {
	r.t.Helper()
	for {
		r.Session.mu.Lock()
		joined := r.joined
		r.Session.mu.Unlock()
		if r.ready() >= n {
			return
		}
		select {
		case <-joined:
		case <-r.ctx.Done():
			r.t.Fatalf("%d browsers are up to date, want %d; notices %q", r.ready(), n, r.told(""))
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

// moveTime is longer than a page of any generation takes to move.
const moveTime = 200 * time.Millisecond

// pass lets the bubble's time pass.
func (r *rig) pass(d time.Duration) {
	time.Sleep(d) // in a bubble this takes none
	synctest.Wait()
}

// The commands of the tutorial, checked.

func (r *rig) addTutorial() {
	r.t.Helper()
	if _, err := r.AddTutorial(r.ctx); err != nil {
		r.t.Fatalf("adding the tutorial's data: %v", err)
	}
}

// navigate takes 1-based inclusive positions, as people type them.
func (r *rig) navigate(seq string, start, end int) reply.Report {
	r.t.Helper()
	report, err := r.Navigate(r.ctx, genome.Interval{Seq: seq, Start: start - 1, End: end})
	if err != nil {
		r.t.Fatalf("navigate %s %d %d: %v", seq, start, end, err)
	}
	return report
}

func (r *rig) addChart(typ string, names ...string) state.Chart {
	r.t.Helper()
	chart, _, err := r.AddChart(r.ctx, typ, names)
	if err != nil {
		r.t.Fatalf("addchart %s %v: %v", typ, names, err)
	}
	return chart
}

func (r *rig) load(path string) []protocol.Measurement {
	r.t.Helper()
	ms, _, err := r.Load(r.ctx, path)
	if err != nil {
		r.t.Fatalf("load %s: %v", path, err)
	}
	return ms
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

// wantHint fails unless err says what to do next with all the parts in it.
func wantHint(t *testing.T, err error, parts ...string) {
	t.Helper()
	next := hint.Of(err)
	for _, part := range parts {
		if !strings.Contains(next, part) {
			t.Errorf("hint %q of %v; want %q in it", next, err, part)
		}
	}
}

// wantNote fails unless one of the report's notes has all the parts.
func wantNote(t *testing.T, report reply.Report, parts ...string) {
	t.Helper()
	has := func(note string) bool {
		for _, part := range parts {
			if !strings.Contains(note, part) {
				return false
			}
		}
		return true
	}
	notes := append(slices.Clone(report.Notes), report.Unseen)
	if !slices.ContainsFunc(notes, has) {
		t.Errorf("notes %q; want one with %q", notes, parts)
	}
}

func shortTypes(charts []sessiontest.Chart) []string {
	out := []string{}
	for _, c := range charts {
		out = append(out, strings.TrimPrefix(c.Type, "epiviz.plugins.charts."))
	}
	return out
}

func ids(ms []protocol.Measurement) []string {
	out := []string{}
	for _, m := range ms {
		out = append(out, m.ID)
	}
	return out
}

func sequenceNames(seqs []protocol.SeqInfo) []string {
	out := []string{}
	for _, q := range seqs {
		out = append(out, q.Name)
	}
	return out
}
