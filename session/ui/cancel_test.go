package ui_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/epiviz/epivizgo/session"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/ui/chromiumtest"
)

// stuck is a wave whose bins beyond 40 Mb never come. It reports when it is asked for
// them, and when such a request is aborted.
type stuck struct {
	wave
	asked, left chan genome.Interval
}

func (s stuck) Summarize(ctx context.Context, iv genome.Interval, n int, opt source.SummaryOptions) (*source.Summary, error) {
	if iv.Start < 40_000_000 {
		return s.wave.Summarize(ctx, iv, n, opt)
	}
	s.asked <- iv
	<-ctx.Done()
	s.left <- iv
	return nil, ctx.Err()
}

// TestLeftBehind moves the page away from a place whose data do not come: the
// program stops working on them, and the page shows the next place at once.
func TestLeftBehind(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	t.Cleanup(cancel)
	src := stuck{asked: make(chan genome.Interval, 100), left: make(chan genome.Interval, 100)}
	s, err := session.Start(ctx, session.Options{Addr: "127.0.0.1:0",
		Open: func(context.Context, string) (source.Source, error) { return src, nil }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	for _, name := range []string{"a", "b"} { // two, so that they are asked for in one message
		ms, _, err := s.Load(ctx, name)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := s.AddChart(ctx, "", []string{ms[0].ID}); err != nil {
			t.Fatal(err)
		}
	}
	page := chromiumtest.Open(t, s.URL(), chromiumtest.Options{})
	page.Wait(ready)

	moved := make(chan error, 1)
	go func() {
		_, err := s.Navigate(ctx, genome.Interval{Seq: "chr1", Start: 50_000_000, End: 50_100_000})
		moved <- err
	}()
	next := func(what string, from chan genome.Interval) genome.Interval {
		select {
		case iv := <-from:
			return iv
		case <-ctx.Done():
			t.Fatalf("%s: not within a minute", what)
			return genome.Interval{}
		}
	}
	asked := next("asked for the place without data", src.asked)
	if err := <-moved; err != nil {
		t.Fatal(err)
	}
	page.Wait(fmt.Sprintf("%s.location.start === 50000001 && !%s.charts[0].ready", state, state))
	if _, err := s.Navigate(ctx, genome.Interval{Seq: "chr1", Start: 20_000_000, End: 20_100_000}); err != nil {
		t.Fatal(err)
	}
	page.Wait(ready)
	if left := next("told that the answer is not wanted", src.left); left != asked {
		t.Errorf("%v was left behind, want %v", left, asked)
	}
	for _, p := range page.Problems() {
		t.Errorf("the page: %s", p)
	}
}

// named is a wave that tells when it is asked for bins.
type named struct {
	wave
	name  string
	asked func(name string)
}

func (n named) Summarize(ctx context.Context, iv genome.Interval, bins int, opt source.SummaryOptions) (*source.Summary, error) {
	n.asked(n.name)
	return n.wave.Summarize(ctx, iv, bins, opt)
}

// TestInSightFirst moves a page with more charts than its window holds: those in
// sight ask for their data before those near the window do, and those far from it do not.
func TestInSightFirst(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	t.Cleanup(cancel)
	var mu sync.Mutex
	var order []string
	asked := func(name string) {
		mu.Lock()
		defer mu.Unlock()
		if !slices.Contains(order, name) {
			order = append(order, name)
		}
	}
	s, err := session.Start(ctx, session.Options{Addr: "127.0.0.1:0", Open: func(_ context.Context, path string) (source.Source, error) {
		return named{name: path, asked: asked}, nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	const charts = 24
	for i := range charts {
		ms, _, err := s.Load(ctx, fmt.Sprintf("w%02d", i+1))
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := s.AddChart(ctx, "", []string{ms[0].ID}); err != nil {
			t.Fatal(err)
		}
	}
	page := chromiumtest.Open(t, s.URL(), chromiumtest.Options{Width: 1000, Height: 500})
	page.Wait(fmt.Sprintf("%s.charts.length === %d && %s.charts.every((c) => c.ready)", state, charts, state))
	chromiumtest.Eval[bool](page, rested)
	mu.Lock()
	order = nil
	mu.Unlock()
	page.Press(chromiumtest.End)
	page.Wait(fmt.Sprintf("%s.location.end === 100000000 && %s.charts.every((c) => c.ready)", state, state))
	inSight := chromiumtest.Eval[int](page, state+".charts.filter((c) => c.box.y < innerHeight).length")
	soon(t, "those near the window ask, too", func() bool {
		mu.Lock()
		defer mu.Unlock()
		return len(order) > inSight
	})
	mu.Lock()
	defer mu.Unlock()
	if slices.Contains(order, fmt.Sprintf("w%02d", charts)) || inSight < 2 || inSight > charts/2 {
		t.Fatalf("%d charts are in sight; asked were %v", inSight, order)
	}
	first := slices.Clone(order[:inSight])
	slices.Sort(first)
	for i, name := range first {
		if want := fmt.Sprintf("w%02d", i+1); name != want {
			t.Fatalf("%d charts are in sight, and asked were %v", inSight, order)
		}
	}
}
