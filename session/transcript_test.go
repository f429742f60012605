package session

import (
	"context"
	"testing"
	"time"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/sessiontest"
)

// TestTranscript goes through the tutorial's commands with a page of each
// generation over a real WebSocket.
func TestTranscript(t *testing.T) {
	for _, version := range allPages {
		t.Run(pageName(version), func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
			defer cancel()
			s := must(Start(ctx, Options{Addr: "127.0.0.1:0"}))(t)
			defer func() {
				if err := s.Close(); err != nil {
					t.Error(err)
				}
			}()
			must(s.AddTutorial(ctx))(t)
			page := must(sessiontest.Open(ctx, sessiontest.WebSocket(s.WebSocketURL()), version))(t)
			defer page.Disconnect()
			if err := s.WaitBrowser(ctx); err != nil {
				t.Fatal(err)
			}

			report := must(s.Navigate(ctx, genome.Interval{Seq: "chr1", Start: 0, End: 100_000}))(t)
			equal(t, "browsers that moved", report.Browsers, 1)
			equal(t, "where they are", *report.Location, protocol.Range{SeqName: "chr1", Start: 1, End: 100_000})
			if !page.Page().At("chr1", 1, 100_000) {
				t.Fatal("after navigate: ", page.Page())
			}

			chart, report, err := s.AddChart(ctx, "Line Track", []string{"py_column"})
			if err != nil {
				t.Fatal(err)
			}
			equal(t, "handle", chart.Handle, 1)
			equal(t, "browsers that added the chart", report.Browsers, 1)
			p := must(page.Await(ctx, func(p sessiontest.Page) bool { return len(p.Charts) == 1 && p.Open == 0 }))(t)
			equal(t, "charts on the page", shortTypes(p.Charts), []string{"LineTrack"})
			switch version {
			case tutorialClient:
				wantTutorialBlocks(t, page)
			case builtinPage:
				if page.Answers("rows") == 0 {
					t.Error("the built-in page was given no points")
				}
			default:
				wantBlocks(t, page)
			}

			equal(t, "charts", len(s.Charts()), 1)
			report = must(s.RemoveChart(ctx, 1))(t)
			equal(t, "browsers that removed the chart", report.Browsers, 1)
			p = page.Page()
			equal(t, "charts on the page after removechart", len(p.Charts), 0)
			equal(t, "charts after removechart", len(s.Charts()), 0)
			if len(p.Faults) > 0 {
				t.Errorf("the page threw: %q", p.Faults)
			}
		})
	}
}
