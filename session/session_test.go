package session

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/sessiontest"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/state"
)

// start starts a session on a port of its own and connects pages to it.
func start(t *testing.T, opt Options, versions ...string) (*Session, []*sessiontest.Browser) {
	t.Helper()
	opt.Addr = "127.0.0.1:0"
	s := must(Start(t.Context(), opt))(t)
	t.Cleanup(func() { _ = s.Close() })
	var pages []*sessiontest.Browser
	for _, v := range versions {
		page := must(sessiontest.Open(t.Context(), sessiontest.WebSocket(s.WebSocketURL()), v))(t)
		t.Cleanup(page.Disconnect)
		pages = append(pages, page)
	}
	return s, pages
}

// TestClose disconnects every page and frees the address; once more does
// nothing, and commands after it say why they fail.
func TestClose(t *testing.T) {
	src := newRamp("chr1", 1_000_000)
	s, pages := start(t, Options{Open: opener(map[string]source.Source{"x.bw": src})}, v2, v5, builtinPage)
	workspaces := must(sessiontest.OpenWorkspaces(t.Context(), sessiontest.WebSocket(s.WebSocketURL()), v4))(t)
	t.Cleanup(workspaces.Disconnect)
	if _, _, err := s.Load(t.Context(), "x.bw"); err != nil {
		t.Fatal(err)
	}
	if err := s.WaitBrowser(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for _, page := range append(pages, workspaces) {
		select {
		case <-page.Gone():
		case <-time.After(10 * time.Second):
			t.Error("a page is still connected")
		}
	}
	equal(t, "browsers", len(s.Browsers()), 0)
	if !src.Closed() {
		t.Error("the file is still open")
	}
	if _, err := http.Get(s.URL()); err == nil {
		t.Error("the address is still served")
	}
	if err := s.Close(); err != nil {
		t.Errorf("the second time: %v", err)
	}
	if err := s.WaitBrowser(t.Context()); !errors.Is(err, errStopped) {
		t.Errorf("waiting for a browser: %v", err)
	}
	if _, err := s.Redraw(t.Context()); err != nil && !errors.Is(err, errStopped) {
		t.Errorf("a command: %v", err)
	}
}

// TestCloseEndsWhatIsPending: a command and a page that is being brought up to
// date.
func TestCloseEndsWhatIsPending(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.addTutorial()
		page := r.join(v4)
		page.Mute(protocol.Redraw)
		done := make(chan error, 2)
		go func() {
			_, err := r.Redraw(r.ctx)
			done <- err
		}()
		starting := r.open(v5)
		starting.Mute(protocol.Navigate)
		r.await(starting, func(p sessiontest.Page) bool { return len(p.Pushed(protocol.Navigate)) == 1 })
		go func() { // waits for its turn
			_, err := r.FlushCache(r.ctx)
			done <- err
		}()
		synctest.Wait()
		before := time.Now()
		if err := r.Close(); err != nil {
			t.Error(err)
		}
		for range 2 {
			if err := <-done; err != nil && !errors.Is(err, errStopped) {
				t.Errorf("a pending command: %v", err)
			}
		}
		if took := time.Since(before); took > 0 {
			t.Errorf("closing took %v", took)
		}
		if n := r.told("disconnected"); len(n) > 0 {
			t.Errorf("that the pages leave when the program ends is no news: %q", n)
		}
	})
}

func TestStartFails(t *testing.T) {
	s, _ := start(t, Options{})
	addr := strings.TrimSuffix(strings.TrimPrefix(s.WebSocketURL(), "ws://localhost"), "/ws")
	_, err := Start(t.Context(), Options{Addr: "127.0.0.1" + addr})
	wantError(t, err, "taken by another program")
	wantHint(t, err, "--addr")
	_, err = Start(t.Context(), Options{Addr: "nonsense"})
	wantError(t, err, "nonsense", "host:port")
}

// TestContextEndsTheSession as Close does, which is still to be called.
func TestContextEndsTheSession(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s := must(Start(ctx, Options{Addr: "127.0.0.1:0"}))(t)
	page := must(sessiontest.Open(ctx, sessiontest.WebSocket(s.WebSocketURL()), v4))(t)
	cancel()
	<-page.Gone()
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

// TestEvents: changes are told in order, with the browser where a person made
// them in one.
func TestEvents(t *testing.T) {
	var mu sync.Mutex
	var events []string
	event := func(e state.Event) {
		mu.Lock()
		defer mu.Unlock()
		events = append(events, fmt.Sprintf("%s/%d", e.Kind, e.Browser))
	}
	inBubble(t, Options{Event: event}, func(t *testing.T, r *rig) {
		r.addTutorial()
		page := r.join(builtinPage)
		other := r.join(v4)
		r.addChart("", "py_column")
		did(t, r, page, protocol.UserAddChart, map[string]any{"measurements": []string{"py_column"}})
		did(t, r, page, protocol.UserSetChartSettings, map[string]any{"handle": 1, "settings": map[string]any{"title": "x"}})
		must(other.Ask(r.ctx, protocol.SetChartSettings, map[string]any{"chartId": other.Page().Charts[0].ID, "colorMap": []string{"red"}}))(t)
		did(t, r, page, protocol.UserRemoveChart, map[string]any{"handle": 2})
		page.Move("chr1", 11, 500)
		r.pass(time.Second)
		r.navigate("chr1", 1, 5000)
		other.Refuse(protocol.AddChart, "no")
		page.Refuse(protocol.AddChart, "no")
		if _, _, err := r.AddChart(r.ctx, "", []string{"py_column"}); err == nil {
			t.Error("no error")
		}
		other.Disconnect()
		synctest.Wait()
		mu.Lock()
		defer mu.Unlock()
		equal(t, "events", events, []string{
			"loaded/0", "connected/1", "connected/2", "chartadded/0", "chartadded/1", "chartchanged/1", "chartchanged/2",
			"chartremoved/1", "moved/1", "moved/0", "chartadded/0", "chartremoved/0", "disconnected/2"})
	})
}

// TestEventsFollowTheState moves pages, navigates and changes charts all at once: the events
// in the order in which they are told make the state that there is in the end.
func TestEventsFollowTheState(t *testing.T) {
	var heard state.State // guarded by the session's lock
	inBubble(t, Options{Event: func(e state.Event) {
		if err := heard.Apply(e); err != nil {
			t.Errorf("%s: %v", e.Kind, err)
		}
	}}, func(t *testing.T, r *rig) {
		r.addTutorial()
		page := r.join(builtinPage)
		r.addChart("", "py_column")
		var wg sync.WaitGroup
		for i := range 4 {
			wg.Go(func() {
				for n := range 200 {
					switch i {
					case 0:
						page.Move("chr1", float64(1+n), 500)
					case 1:
						must(r.Navigate(r.ctx, genome.Interval{Seq: "chr1", Start: 10 * n, End: 10*n + 5000}))(t)
					case 2:
						must(r.Set(r.ctx, 1, map[string]string{"title": fmt.Sprint(n)}))(t)
					case 3:
						did(t, r, page, protocol.UserSetChartSettings, map[string]any{"handle": 1, "settings": map[string]any{"height": 100 + n}})
					}
				}
			})
		}
		wg.Wait()
		r.pass(time.Second)
		want := r.current()
		if !reflect.DeepEqual(heard.Events(), want.Events()) {
			t.Errorf("by its events the state is\n%+v\nwant\n%+v", heard, want)
		}
	})
}

// TestStress has many commands and pages at once, pages that come, go and
// reload, and persons who do things in them. In the end every page shows the
// state. In hurry commands are cut short, which pages make up for when they
// reload.
func TestStress(t *testing.T) {
	for seed := range uint64(stressSeeds) {
		for _, hurry := range []bool{false, true} {
			t.Run(fmt.Sprintf("%d/hurry=%v", seed, hurry), func(t *testing.T) {
				inBubble(t, Options{}, func(t *testing.T, r *rig) { stress(t, r, seed, hurry) })
			})
		}
	}
}

// stressSeeds is how many runs there are of each kind: more find more.
const stressSeeds = 1

// stressWidth is the widest view in a stress test, in bases. Many bins cost much
// time in pages that read JSON under the race detector.
const stressWidth = 500

func stress(t *testing.T, r *rig, seed uint64, hurry bool) {
	signal, rows := newRamp("chr1", 50_000_000), newFeatures("chr1", 50_000_000, 50_000, 45_000)
	signal2 := newRamp("chr1", 50_000_000)
	r.opt.Open = opener(map[string]source.Source{"s.bw": signal, "s2.bw": signal2, "f.bed": rows})
	r.load("s.bw")
	r.load("s2.bw")
	r.load("f.bed")

	var done sync.WaitGroup
	// Persons and their pages.
	var pages []*sessiontest.Browser
	var mu sync.Mutex
	for i, v := range append(realPages, builtinPage, v4) {
		done.Go(func() {
			rng := rand.New(rand.NewPCG(seed, uint64(i)))
			page := r.open(v)
			for range 8 {
				time.Sleep(time.Duration(rng.IntN(1500)) * time.Millisecond) // of the bubble's time
				p := page.Page()
				switch what := rng.IntN(6); {
				case what == 0:
					fresh, err := page.Reload(r.ctx)
					if err != nil {
						t.Error(err)
						return
					}
					t.Cleanup(fresh.Disconnect)
					page = fresh
				case what == 1 && p.Location != nil:
					width := 50 + rng.Float64()*stressWidth
					start := 1 + rng.Float64()*40e6
					page.Move("chr1", float64(int(start)), float64(int(start+width)))
				case what == 2 && len(p.Charts) > 0 && (v == v4 || v == v5):
					page.Paint(p.Charts[rng.IntN(len(p.Charts))].ID, []string{fmt.Sprintf("#%06x", rng.IntN(1<<24))})
				case what == 2 && v == builtinPage:
					_, _ = page.Ask(r.ctx, protocol.UserAddChart, map[string]any{"measurements": []string{"s"}})
				case what == 3 && v == builtinPage:
					_, _ = page.Ask(r.ctx, protocol.UserRemoveChart, map[string]any{"handle": rng.IntN(20)})
				}
			}
			mu.Lock()
			pages = append(pages, page)
			mu.Unlock()
		})
	}
	// Commands.
	for i := range 3 {
		done.Go(func() {
			rng := rand.New(rand.NewPCG(seed, 100+uint64(i)))
			for range 12 {
				time.Sleep(time.Duration(rng.IntN(600)) * time.Millisecond)
				ctx, cancel := context.WithCancel(r.ctx)
				if hurry {
					ctx, cancel = context.WithTimeout(r.ctx, time.Duration(1+rng.IntN(2000))*time.Millisecond)
				}
				var err error
				switch rng.IntN(9) {
				case 0, 1:
					start := rng.IntN(40_000_000)
					_, err = r.Navigate(ctx, genome.Interval{Seq: "chr1", Start: start, End: start + 50 + rng.IntN(stressWidth)})
				case 2:
					_, _, err = r.AddChart(ctx, "", []string{[]string{"s", "f", "s2"}[rng.IntN(3)]})
				case 3:
					_, _, err = r.AddChart(ctx, "Scatter Plot", []string{"s", "s2"})
				case 4:
					if charts := r.Charts(); len(charts) > 0 {
						_, err = r.RemoveChart(ctx, charts[rng.IntN(len(charts))].Handle)
					}
				case 5:
					if charts := r.Charts(); len(charts) > 0 {
						_, err = r.Set(ctx, charts[rng.IntN(len(charts))].Handle, map[string]string{"title": fmt.Sprint(rng.IntN(1000))})
					}
				case 6:
					_, err = r.RemoveMeasurements(ctx, []string{"f"})
					_, err2 := r.AddMeasurements(ctx, []string{"f"})
					err = errors.Join(err, err2)
				case 7:
					_, err = r.FlushCache(ctx)
				case 8:
					r.Browsers()
					_, _, err = r.Location(ctx)
				}
				// Another may have removed the chart; the time may have been too short.
				if err != nil && ctx.Err() == nil && !strings.Contains(err.Error(), "there is no chart") {
					t.Errorf("seed %d: %v", seed, err)
				}
				cancel()
			}
		})
	}
	done.Wait()
	if t.Failed() {
		return
	}
	r.waitReady(len(pages))
	for i := range pages {
		if hurry && i%2 == 0 {
			pages[i] = r.reload(pages[i])
		}
	}
	r.navigate("chr1", 7_000_001, 7_000_400)
	must(r.Redraw(r.ctx))(t)
	r.pass(10 * time.Second)
	for i, page := range pages {
		p := r.settled(page)
		if !p.At("chr1", 7_000_001, 7_000_400) {
			t.Errorf("page %d: %v", i, p)
		}
		if len(p.Faults) > 0 {
			t.Errorf("page %d threw %q", i, p.Faults)
		}
		if !hurry || i%2 == 0 {
			showsState(t, r, page, i)
		}
		for _, c := range p.Charts {
			for _, m := range c.Measurements {
				switch {
				case p.Title != "": // the built-in page puts nothing together
				case m.ID == "f":
					wantRows(t, page, "f", rows)
				default:
					wantBins(t, page, m.ID, signal)
				}
			}
		}
	}
}

// showsState fails unless a page has the session's charts, and where it can
// have them their titles and colours.
func showsState(t *testing.T, r *rig, page *sessiontest.Browser, i int) {
	t.Helper()
	p := page.Page()
	builtin := p.Title != ""
	var want []state.Chart
	for _, c := range r.Charts() {
		if t, _ := protocol.LookupChartType(c.Type); !builtin || t.DrawnBy(protocol.Builtin) {
			want = append(want, c)
		}
	}
	if len(p.Charts) != len(want) {
		t.Errorf("page %d has the charts %v; want %d", i, shortTypes(p.Charts), len(want))
		return
	}
	for k, c := range p.Charts {
		if c.Type != want[k].Type {
			t.Errorf("page %d: chart %d is a %s, the session's a %s", i, k+1, c.Type, want[k].Type)
		}
		if len(p.Pushed(protocol.SetChartSettings)) == 0 && !builtin {
			continue
		}
		if title := want[k].Settings["title"]; title != nil && c.Settings["title"] != title {
			t.Errorf("page %d: the title of chart %d is %v, the session's %v", i, want[k].Handle, c.Settings["title"], title)
		}
		if len(want[k].Colors) > 0 && !slices.Equal(c.Colors, want[k].Colors) {
			t.Errorf("page %d: the colours of chart %d are %v, the session's %v", i, want[k].Handle, c.Colors, want[k].Colors)
		}
	}
}

// TestManyPagesAtOnce over real connections, for the race detector: pages come
// and go while commands run.
func TestManyPagesAtOnce(t *testing.T) {
	s, _ := start(t, Options{})
	must(s.AddTutorial(t.Context()))(t)
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	var come, stop atomic.Int64
	var done sync.WaitGroup
	for i := range 8 {
		done.Go(func() {
			defer stop.Add(1)
			for range 3 {
				page, err := sessiontest.Open(ctx, sessiontest.WebSocket(s.WebSocketURL()), allPages[i%len(allPages)])
				if err != nil {
					t.Error(err)
					return
				}
				if _, err := page.Await(ctx, func(p sessiontest.Page) bool { return len(p.Pushes) > 0 && len(p.Sequences) > 0 }); err != nil {
					t.Error(err)
				}
				come.Add(1)
				page.Disconnect()
			}
		})
	}
	for i := 0; stop.Load() < 8; i++ {
		if _, err := s.Navigate(ctx, genome.Interval{Seq: "chr1", Start: i, End: i + 1000}); err != nil && ctx.Err() != nil {
			t.Fatal(err)
		}
		chart, _, err := s.AddChart(ctx, "", []string{"py_column"})
		if err != nil && ctx.Err() != nil {
			t.Fatal(err)
		}
		if _, err := s.RemoveChart(ctx, chart.Handle); err != nil && ctx.Err() != nil {
			t.Fatal(err)
		}
	}
	done.Wait()
	equal(t, "pages", come.Load(), 24)
}
