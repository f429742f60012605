package ui_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/epiviz/epivizgo/session"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/ui/chromiumtest"
)

// TestBoxOnPlot draws a box around points of a Scatter Plot: their places are
// selected in the session, in the tracks and in another page. Hovering over a
// point highlights its place, and a place of a track its point.
func TestBoxOnPlot(t *testing.T) {
	dir := t.TempDir()
	for k, name := range []string{"a", "b"} {
		var b strings.Builder
		for i := range 10 {
			fmt.Fprintf(&b, "chr1\t%d\t%d\t%d\n", i*1000, i*1000+500, i*(k+1)) // b is twice a
		}
		if err := os.WriteFile(filepath.Join(dir, name+".bedGraph"), []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	ctx := t.Context()
	s, err := session.Start(ctx, session.Options{Addr: "127.0.0.1:0", CallTimeout: 20 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	for _, name := range []string{"a", "b"} {
		if _, _, err := s.Load(ctx, filepath.Join(dir, name+".bedGraph")); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Navigate(ctx, genome.Interval{Seq: "chr1", Start: 0, End: 9500}); err != nil {
		t.Fatal(err)
	}
	for _, typ := range []string{"Scatter Plot", "Line Track"} {
		if _, _, err := s.AddChart(ctx, typ, []string{"a", "b"}); err != nil {
			t.Fatal(err)
		}
	}
	page := chromiumtest.Open(t, s.URL(), chromiumtest.Options{})
	other := chromiumtest.Open(t, s.URL(), chromiumtest.Options{})
	page.Wait(ready)
	other.Wait(ready)
	c := charts(page)[0].Canvas
	// The upper right quarter of the plot, which is at most half again as wide as high.
	right := c.X + 52 + min(c.Width-80, 1.5*(c.Height-48))
	page.DragTo(c.X+52+(right-c.X-52)/2, c.Y+c.Height/2-16, right+10, c.Y+3)
	page.Keep("box")
	page.Drop(right+10, c.Y+3)
	soon(t, "points are selected", func() bool { return len(s.Selection()) > 0 })
	got := s.Selection()
	if len(got) < 3 || len(got) > 6 || got[len(got)-1] != (genome.Interval{Seq: "chr1", Start: 9000, End: 9500}) {
		t.Errorf("the box selected %v, want the last four or five rows", got)
	}
	other.Wait(fmt.Sprintf("%s.selection.length === %d", state, len(got)))
	page.Keep("selected")
	near(t, page, "a box moves nothing", 1, 9500)

	track := charts(page)[1].Canvas
	page.Move(track.X+52+(track.Width-72)*9250/9500, track.Y+track.Height/2)
	other.Wait(state + ".hover?.start === 9001")
}
