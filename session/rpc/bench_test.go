package rpc_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gorilla/websocket"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/rpc"
)

// BenchmarkCall is the round trip of a UI action over the loopback interface:
// asked by the program, answered by a page that is a bare gorilla socket. Beside
// it in the same run: the echo of a frame of that size between two bare sockets,
// and the round trip of a page's request. ratio is the time of an echo each.
func BenchmarkCall(b *testing.B) {
	request := []byte(`{"requestId":0,"type":"request","data":{"action":"getCurrentLocation"}}`)
	var echo float64 // ns
	b.Run("echo", func(b *testing.B) {
		page := benchSocket(b, func(conn *websocket.Conn) {
			for {
				kind, msg, err := conn.ReadMessage()
				if err != nil || conn.WriteMessage(kind, msg) != nil {
					return
				}
			}
		})
		b.ReportAllocs()
		for b.Loop() {
			if err := page.WriteMessage(websocket.TextMessage, request); err != nil {
				b.Fatal(err)
			}
			if _, _, err := page.ReadMessage(); err != nil {
				b.Fatal(err)
			}
		}
		echo = float64(b.Elapsed().Nanoseconds()) / float64(b.N)
	})
	ratio := func(b *testing.B) {
		if echo > 0 {
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/echo, "ratio")
		}
	}
	b.Run("call", func(b *testing.B) {
		made := make(chan *rpc.Conn)
		page := benchSocket(b, func(conn *websocket.Conn) {
			c := rpc.New(rpc.WebSocket(conn, nil), rpc.Options{})
			made <- c
			_ = c.Run(context.Background())
		})
		go func() {
			for {
				kind, msg, err := page.ReadMessage()
				if err != nil {
					return
				}
				// A page would parse it; this one finds the id, which is all it needs.
				id, _, _ := strings.Cut(strings.TrimPrefix(string(msg), `{"requestId":`), ",")
				reply := `{"requestId":` + id + `,"type":"response",` +
					`"data":{"success":true,"errorMessage":null,"value":{"seqName":"chr1","start":1000,"end":40000}}}`
				if page.WriteMessage(kind, []byte(reply)) != nil {
					return
				}
			}
		}()
		c := <-made
		ctx := b.Context()
		b.ReportAllocs()
		for b.Loop() {
			var at protocol.Range
			if err := c.Call(ctx, protocol.GetCurrentLocation, nil, &at); err != nil || at.End != 40000 {
				b.Fatal(at, err)
			}
		}
		ratio(b)
	})
	b.Run("request", func(b *testing.B) {
		page := benchSocket(b, func(conn *websocket.Conn) {
			_ = rpc.New(rpc.WebSocket(conn, nil), rpc.Options{}).Run(context.Background())
		})
		b.ReportAllocs()
		for b.Loop() {
			if err := page.WriteMessage(websocket.TextMessage, request); err != nil {
				b.Fatal(err)
			}
			if _, _, err := page.ReadMessage(); err != nil {
				b.Fatal(err)
			}
		}
		ratio(b)
	})
}

// benchSocket dials a server whose end of the WebSocket serve has.
func benchSocket(b *testing.B, serve func(conn *websocket.Conn)) *websocket.Conn {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, err := new(websocket.Upgrader).Upgrade(w, r, nil)
		if err != nil {
			b.Error(err)
			return
		}
		defer conn.Close()
		serve(conn)
	}))
	b.Cleanup(server.Close)
	page, _, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(server.URL, "http"), nil)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { page.Close() })
	return page
}
