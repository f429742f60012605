package ui_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/epiviz/epivizgo/session"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/ui/chromiumtest"
)

// stuck is a wave whose bins beyond 40 Mb never come: that it was asked for them
// and that this was taken back is told.
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
	s, err := session.Start(ctx, session.Options{Addr: "127.0.0.1:0", Open: func(context.Context, string) (source.Source, error) { return src, nil }})
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
