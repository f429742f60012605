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

// TestTricklingPages: large messages that do not come to an end keep no other one waiting for ever.
func TestTricklingPages(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shared := rpc.NewShared()
		begin := func() (*websocket.Conn, io.WriteCloser, chan error) {
			page, program := socketsSharing(t, shared)
			w, err := page.NextWriter(websocket.TextMessage)
			if err != nil {
				t.Fatal(err)
			}
			read := make(chan error, 1)
			go func() {
				_, err := program.ReadMessage()
				read <- err
				_ = program.Close()
			}()
			if _, err := w.Write(make([]byte, budget.SmallMessage+1000)); err != nil {
				t.Fatal(err)
			}
			return page, w, read
		}
		begun := time.Now()
		for range budget.Received / budget.Message {
			page, _, _ := begin()
			defer page.Close()
		}
		page, w, read := begin()
		defer page.Close()
		go func() { _ = w.Close() }()
		if err := <-read; err != nil || time.Since(begun) > time.Minute {
			t.Errorf("read after %v, %v", time.Since(begun), err)
		}
	})
}
