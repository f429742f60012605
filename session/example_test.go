package session_test

import (
	"context"
	"fmt"
	"log"

	"github.com/epiviz/epivizgo/session"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/sessiontest"
)

// A session with the tutorial's data and one page of EpiViz 4.
func Example() {
	ctx := context.Background()
	s, err := session.Start(ctx, session.Options{Addr: "127.0.0.1:0"})
	if err != nil {
		log.Fatal(err)
	}
	defer s.Close()
	if _, err := s.AddTutorial(ctx); err != nil {
		log.Fatal(err)
	}

	page, err := sessiontest.Open(ctx, sessiontest.WebSocket(s.WebSocketURL()), "4")
	if err != nil {
		log.Fatal(err)
	}
	defer page.Disconnect()
	if err := s.WaitBrowser(ctx); err != nil {
		log.Fatal(err)
	}

	report, err := s.Navigate(ctx, genome.Interval{Seq: "chr1", Start: 0, End: 50_000})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(report.Browsers, "browser at", report.Location.SeqName, report.Location.Start, report.Location.End)
	chart, _, err := s.AddChart(ctx, "line track", []string{"py_column"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("chart", chart.Handle, "on the page:", page.Page().Charts[0].Type)
	// Output:
	// 1 browser at chr1 1 50000
	// chart 1 on the page: epiviz.plugins.charts.LineTrack
}
