package rpc_test

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"

	"github.com/epiviz/epivizgo/session/budget"
	"github.com/epiviz/epivizgo/session/rpc"
)

// TestSlowPage: one that reads slowly gets all of a long answer, one that stops is cut off, and that is the cause of the
// end.
func TestSlowPage(t *testing.T) {
	overSocket(t, func(t *testing.T, page *websocket.Conn, conn *rpc.Conn, ran *error) {
		action := strings.Repeat("x", budget.Message/2)
		ask := func() {
			t.Helper()
			if err := page.WriteMessage(websocket.TextMessage, []byte(`{"requestId":1,"type":"request","data":{"action":"`+action+`"}}`)); err != nil {
				t.Fatal(err)
			}
		}
		ask()
		_, r, err := page.NextReader()
		if err != nil {
			t.Fatal(err)
		}
		begun, size := time.Now(), int64(0)
		for err == nil {
			var n int64
			n, err = io.CopyN(io.Discard, r, 100<<10)
			size += n
			time.Sleep(budget.WriteWait / 4)
		}
		if err != io.EOF || size < int64(len(action)) || time.Since(begun) < 2*budget.WriteWait {
			t.Errorf("read %d bytes in %v, %v", size, time.Since(begun), err)
		}
		ask()
		time.Sleep(budget.WriteWait + 2*time.Second)
		synctest.Wait()
		if !errors.Is(*ran, rpc.ErrSlow) {
			t.Errorf("ended with %v", *ran)
		}
	})
}

// trickle begins a large message that does not come to an end.
func trickle(t *testing.T, shared *rpc.Shared) (page *websocket.Conn, program rpc.Transport, end func(), read chan error) {
	page, program = socketsSharing(t, shared)
	w, err := page.NextWriter(websocket.TextMessage)
	if err != nil {
		t.Fatal(err)
	}
	read = make(chan error, 1)
	go func() {
		_, err := program.ReadMessage()
		read <- err
		_ = program.Close()
	}()
	written := make(chan struct{})
	go func() {
		defer close(written)
		_, _ = w.Write(make([]byte, budget.SmallMessage+10_000))
	}()
	synctest.Wait()
	return page, program, func() { <-written; _ = w.Close() }, read
}

// TestTricklingPages: large messages that do not come to an end keep no other one waiting for ever.
func TestTricklingPages(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shared := rpc.NewShared()
		begun := time.Now()
		for range budget.Received / budget.Message {
			page, _, _, _ := trickle(t, shared)
			defer page.Close()
		}
		page, _, end, read := trickle(t, shared)
		defer page.Close()
		go end()
		if err := <-read; err != nil || time.Since(begun) < 30*time.Second || time.Since(begun) > time.Minute {
			t.Errorf("read after %v, %v", time.Since(begun), err)
		}
	})
}

// TestTricklingPageGoes: one that waits for its turn ends with its connection.
func TestTricklingPageGoes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shared := rpc.NewShared()
		for range budget.Received / budget.Message {
			page, _, _, _ := trickle(t, shared)
			defer page.Close()
		}
		page, program, _, read := trickle(t, shared)
		defer page.Close()
		begun := time.Now()
		go io.Copy(io.Discard, page.NetConn())
		_ = program.Close()
		if err := <-read; err == nil || time.Since(begun) > time.Second {
			t.Errorf("read after %v, %v", time.Since(begun), err)
		}
	})
}

// TestTricklingPageThatIsAlive: answers to pings give a large message no more time.
func TestTricklingPageThatIsAlive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		page, program := sockets(t)
		defer page.Close()
		go io.Copy(io.Discard, page.NetConn())
		begun := time.Now()
		ended := make(chan error, 1)
		go func() {
			_, err := program.ReadMessage()
			ended <- err
			_ = program.Close()
		}()
		w, err := page.NextWriter(websocket.TextMessage)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(make([]byte, budget.SmallMessage+10_000)); err != nil {
			t.Fatal(err)
		}
		for range 20 {
			if page.WriteControl(websocket.PongMessage, nil, time.Now().Add(time.Second)) != nil {
				break // the program has closed it
			}
			time.Sleep(5 * time.Second)
		}
		if err := <-ended; err == nil || time.Since(begun) > 101*time.Second {
			t.Errorf("%v after %v", err, time.Since(begun))
		}
	})
}
