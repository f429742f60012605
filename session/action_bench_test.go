package session

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

// BenchmarkAction: a command moves a page, which answers where it is, through the whole session and a socket; in turns with it a
// frame of that size goes to a bare gorilla socket and back. ratio is how many times as long the command takes, by the medians.
func BenchmarkAction(b *testing.B) {
	s, err := Start(b.Context(), Options{
		Addr: "127.0.0.1:0", Token: "token", Quiet: true,
		Open: func(context.Context, string) (source.Source, error) { return newRamp("chr1", 500_000), nil },
	})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() })
	if _, _, err := s.Load(b.Context(), "ramp.bw"); err != nil {
		b.Fatal(err)
	}
	dialer := websocket.Dialer{Subprotocols: []string{protocol.BuiltinVersion}}
	page, _, err := dialer.Dial(s.TokenURL(), nil)
	if err != nil {
		b.Fatal(err)
	}
	answered := make(chan struct{})
	b.Cleanup(func() { page.Close(); <-answered })
	go func() {
		defer close(answered)
		obey(page)
	}()
	if err := s.WaitBrowser(b.Context()); err != nil {
		b.Fatal(err)
	}
	echo := bareEcho(b)
	frame := []byte(`{"requestId":1000,"type":"request","data":{"action":"navigate","range":"{\"seqName\":\"chr1\",\"start\":1001,\"end\":90000}"}}`)
	var commands, echoes []time.Duration
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		began := time.Now()
		report, err := s.Navigate(b.Context(), genome.Interval{Seq: "chr1", Start: 1000 + i%1000, End: 90_000})
		if err != nil || report.Browsers != 1 {
			b.Fatal(report, err)
		}
		commands = append(commands, time.Since(began))
		began = time.Now()
		if err := echo.WriteMessage(websocket.TextMessage, frame); err != nil {
			b.Fatal(err)
		}
		if _, _, err := echo.ReadMessage(); err != nil {
			b.Fatal(err)
		}
		echoes = append(echoes, time.Since(began))
	}
	median := func(list []time.Duration) float64 {
		slices.Sort(list)
		return float64(list[len(list)/2].Nanoseconds())
	}
	b.ReportMetric(median(commands)/1000, "µs-command")
	b.ReportMetric(median(echoes)/1000, "µs-echo")
	b.ReportMetric(median(commands)/median(echoes), "ratio")
}

// obey answers UI actions with success until the connection ends: a navigate with the place. A page would parse what it is sent; this
// one finds what it needs.
func obey(page *websocket.Conn) {
	for {
		_, frame, err := page.ReadMessage()
		if err != nil {
			return
		}
		id, rest, _ := strings.Cut(strings.TrimPrefix(string(frame), `{"requestId":`), ",")
		value := "null"
		if _, at, ok := strings.Cut(rest, `"range":"`); ok {
			at, _, _ = strings.Cut(at, `}"`)
			value = strings.ReplaceAll(at, `\"`, `"`) + "}"
		}
		answer := `{"requestId":` + id + `,"type":"response","data":{"success":true,"errorMessage":null,"value":` + value + `}}`
		if page.WriteMessage(websocket.TextMessage, []byte(answer)) != nil {
			return
		}
	}
}

// bareEcho returns a socket whose other end sends everything back.
func bareEcho(b *testing.B) *websocket.Conn {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, err := new(websocket.Upgrader).Upgrade(w, r, nil)
		if err != nil {
			b.Error(err)
			return
		}
		defer conn.Close()
		for {
			kind, msg, err := conn.ReadMessage()
			if err != nil || conn.WriteMessage(kind, msg) != nil {
				return
			}
		}
	}))
	b.Cleanup(server.Close)
	conn, _, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(server.URL, "http"), nil)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { conn.Close() })
	return conn
}
