package rpc_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/budget"
	"github.com/epiviz/epivizgo/session/rpc"
)

// hijacked is what an http.Server gives to a handler, as far as an upgrade
// needs it.
type hijacked struct {
	net.Conn
	header http.Header
}

func (h *hijacked) Header() http.Header { return h.header }
func (h *hijacked) WriteHeader(int)     {}
func (h *hijacked) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return h.Conn, bufio.NewReadWriter(bufio.NewReader(h.Conn), bufio.NewWriter(h.Conn)), nil
}

// sockets makes both ends of a WebSocket over a connection in memory, whose
// time is that of the test.
func sockets(t *testing.T) (page *websocket.Conn, program rpc.Transport) {
	t.Helper()
	return socketsSharing(t, nil)
}

// socketsSharing does what sockets does, with what the program's end shares.
func socketsSharing(t *testing.T, shared *rpc.Shared) (page *websocket.Conn, program rpc.Transport) {
	t.Helper()
	theirs, ours := net.Pipe()
	made := make(chan *websocket.Conn, 1)
	go func() {
		defer close(made)
		req, err := http.ReadRequest(bufio.NewReader(ours))
		if err != nil {
			t.Error(err)
			return
		}
		conn, err := new(websocket.Upgrader).Upgrade(&hijacked{ours, http.Header{}}, req, nil)
		if err != nil {
			t.Error(err)
			return
		}
		made <- conn
	}()
	dialer := websocket.Dialer{NetDialContext: func(context.Context, string, string) (net.Conn, error) { return theirs, nil }}
	page, _, err := dialer.Dial("ws://localhost/ws", nil)
	if err != nil {
		t.Fatal(err)
	}
	conn := <-made
	if conn == nil {
		t.FailNow()
	}
	return page, rpc.WebSocket(conn, shared)
}

// overSocket runs a test on a connection over a WebSocket.
func overSocket(t *testing.T, test func(t *testing.T, page *websocket.Conn, conn *rpc.Conn, ran *error)) {
	synctest.Test(t, func(t *testing.T) {
		page, program := sockets(t)
		echo := func(_ context.Context, req *protocol.Request) any { return req.Action }
		conn := rpc.New(program, rpc.Options{Handler: echo})
		var ran error
		go func() { ran = conn.Run(context.Background()) }()
		test(t, page, conn, &ran)
		page.Close()
		conn.Close()
		synctest.Wait()
		if !errors.Is(ran, rpc.ErrDisconnected) {
			t.Errorf("Run returned %v", ran)
		}
	})
}

func TestWebSocketBothWays(t *testing.T) {
	overSocket(t, func(t *testing.T, page *websocket.Conn, conn *rpc.Conn, _ *error) {
		done := make(chan error, 1)
		go func() { done <- conn.Call(t.Context(), protocol.Redraw, nil, nil) }()
		kind, frame, err := page.ReadMessage()
		const want = `{"requestId":0,"type":"request","data":{"action":"redraw"}}`
		if err != nil || kind != websocket.TextMessage || string(frame) != want {
			t.Fatalf("%d %s, %v", kind, frame, err)
		}
		// A binary message is somebody else's.
		for _, binary := range []string{"\x01\x02\x03", `{"requestId":7,"type":"request","data":{"action":"binary"}}`} {
			if err := page.WriteMessage(websocket.BinaryMessage, []byte(binary)); err != nil {
				t.Fatal(err)
			}
		}
		if err := page.WriteMessage(websocket.TextMessage, []byte(`{"requestId":0,"type":"response","data":`+yes+`}`)); err != nil {
			t.Fatal(err)
		}
		if err := <-done; err != nil {
			t.Error(err)
		}
		if err := page.WriteMessage(websocket.TextMessage, []byte(`{"requestId":9,"type":"request","data":{"action":"hi"}}`)); err != nil {
			t.Fatal(err)
		}
		if _, frame, err := page.ReadMessage(); err != nil || string(frame) != `{"requestId":9,"type":"response","data":"hi"}` {
			t.Errorf("%s, %v", frame, err)
		}
	})
}

func TestWebSocketPageSaysGoodbye(t *testing.T) {
	overSocket(t, func(t *testing.T, page *websocket.Conn, conn *rpc.Conn, ran *error) {
		bye := websocket.FormatCloseMessage(websocket.CloseGoingAway, "")
		if err := page.WriteControl(websocket.CloseMessage, bye, time.Now().Add(time.Second)); err != nil {
			t.Fatal(err)
		}
		if _, _, err := page.ReadMessage(); !websocket.IsCloseError(err, websocket.CloseGoingAway) {
			t.Errorf("the page's end: %v", err)
		}
		synctest.Wait()
		if !websocket.IsCloseError(unwrapAll(*ran), websocket.CloseGoingAway) {
			t.Errorf("Run returned %v", *ran)
		}
	})
}

// unwrapAll returns the cause within an end.
func unwrapAll(err error) error {
	var closed *websocket.CloseError
	if errors.As(err, &closed) {
		return closed
	}
	return err
}

func TestWebSocketSaysGoodbye(t *testing.T) {
	overSocket(t, func(t *testing.T, page *websocket.Conn, conn *rpc.Conn, _ *error) {
		go conn.Close()
		if _, _, err := page.ReadMessage(); !websocket.IsCloseError(err, websocket.CloseGoingAway) {
			t.Errorf("the page's end: %v", err)
		}
	})
}

func TestWebSocketPageVanishes(t *testing.T) {
	overSocket(t, func(t *testing.T, page *websocket.Conn, conn *rpc.Conn, ran *error) {
		page.NetConn().Close()
		synctest.Wait()
		if *ran == nil {
			t.Error("Run goes on")
		}
	})
}

func TestWebSocketMessageOverTheLimit(t *testing.T) {
	overSocket(t, func(t *testing.T, page *websocket.Conn, conn *rpc.Conn, ran *error) {
		go func() { _ = page.WriteMessage(websocket.TextMessage, make([]byte, budget.Message+1)) }()
		if _, _, err := page.ReadMessage(); !websocket.IsCloseError(err, websocket.CloseMessageTooBig) {
			t.Errorf("the page's end: %v", err)
		}
		page.Close()
		synctest.Wait()
		if !errors.Is(*ran, websocket.ErrReadLimit) {
			t.Errorf("Run returned %v", *ran)
		}
	})
}

func TestWebSocketMessageAtTheLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		page, program := sockets(t)
		go func() { _ = page.WriteMessage(websocket.TextMessage, make([]byte, budget.Message)) }()
		if msg, err := program.ReadMessage(); err != nil || len(msg) != budget.Message {
			t.Errorf("%d bytes, %v", len(msg), err)
		}
		go io.Copy(io.Discard, page.NetConn())
		program.Close()
		page.Close()
	})
}

// TestLongMessageIsHeard shows that a page is heard while a long message comes, and not only at its end.
func TestLongMessageIsHeard(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		page, program := sockets(t)
		heard := make(chan struct{}, budget.Message)
		conn := rpc.New(program, rpc.Options{Heard: func() { heard <- struct{}{} }})
		go func() { _ = conn.Run(context.Background()) }()
		w, err := page.NextWriter(websocket.TextMessage)
		if err != nil {
			t.Fatal(err)
		}
		for range 3 {
			if _, err := w.Write(make([]byte, budget.SmallMessage)); err != nil {
				t.Fatal(err)
			}
		}
		synctest.Wait()
		if len(heard) == 0 {
			t.Error("nothing was heard of a message that has not ended")
		}
		go io.Copy(io.Discard, page.NetConn())
		page.Close()
		conn.Close()
		synctest.Wait()
	})
}

// A page that answers pings stays, however long nothing else is said.
func TestWebSocketQuietPageStays(t *testing.T) {
	overSocket(t, func(t *testing.T, page *websocket.Conn, conn *rpc.Conn, ran *error) {
		frames := make(chan string, 1)
		go func() {
			for {
				_, frame, err := page.ReadMessage() // answers pings
				if err != nil {
					return
				}
				frames <- string(frame)
			}
		}()
		time.Sleep(time.Hour) // of the test's own time
		if *ran != nil {
			t.Fatalf("after an hour: %v", *ran)
		}
		if err := page.WriteMessage(websocket.TextMessage, []byte(`{"requestId":9,"type":"request","data":{"action":"hi"}}`)); err != nil {
			t.Fatal(err)
		}
		if frame := <-frames; !strings.Contains(frame, "hi") {
			t.Error(frame)
		}
	})
}

// A page that answers nothing is disconnected.
func TestWebSocketDeadPageIsGivenUp(t *testing.T) {
	overSocket(t, func(t *testing.T, page *websocket.Conn, conn *rpc.Conn, _ *error) {
		go io.Copy(io.Discard, page.NetConn()) // reads, and answers no ping
		begun := time.Now()
		<-conn.Done()
		if d := time.Since(begun); d < time.Minute || d > 2*time.Minute {
			t.Errorf("given up after %v", d)
		}
		page.Close()
	})
}

// A page that does not read does not hold up the program forever.
func TestWebSocketPageThatDoesNotRead(t *testing.T) {
	overSocket(t, func(t *testing.T, page *websocket.Conn, conn *rpc.Conn, ran *error) {
		begun := time.Now()
		err := conn.Call(t.Context(), protocol.Redraw, nil, nil)
		if d := time.Since(begun); !errors.Is(err, rpc.ErrDisconnected) || d > time.Minute {
			t.Errorf("after %v: %v", d, err)
		}
	})
}

func TestWebSocketCloseBesideAStuckWriter(t *testing.T) {
	overSocket(t, func(t *testing.T, page *websocket.Conn, conn *rpc.Conn, ran *error) {
		done := make(chan error, 1)
		go func() { done <- conn.Call(t.Context(), protocol.Redraw, nil, nil) }()
		synctest.Wait() // the writer is in the midst of the frame
		begun := time.Now()
		conn.Close()
		if d := time.Since(begun); d > 2*time.Second {
			t.Errorf("Close took %v", d)
		}
		if err := <-done; !errors.Is(err, rpc.ErrClosed) {
			t.Error(err)
		}
	})
}
