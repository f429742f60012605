package rpc

import (
	"context"
	"io"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"github.com/epiviz/epivizgo/session/budget"
)

const (
	// largeWait bounds the time that a message may take which is larger than budget.SmallMessage.
	largeWait = 30 * time.Second
	// writePiece is what is written of a long message at a time, in bytes.
	writePiece = 256 << 10
	// pongWait is how long a page may be silent. Browsers answer pings by
	// themselves, also in tabs in the background; a suspended laptop does not.
	pongWait = 90 * time.Second
	// pingPeriod is below pongWait, so that two pings may be lost.
	pingPeriod = 30 * time.Second
)

type socket struct {
	conn   *websocket.Conn
	shared *Shared
	// life ends with Close.
	life   context.Context
	cancel context.CancelFunc
	large  bool   // such a message is being received
	heard  func() // is called for each part of it
	pings  *time.Timer
	once   sync.Once
	err    error // of Close; set in once
}

// WebSocket makes a Transport of an upgraded connection and takes it over. shared is what it shares with others; nil is
// for one that shares nothing.
func WebSocket(conn *websocket.Conn, shared *Shared) Transport {
	if shared == nil {
		shared = NewShared()
	}
	s := &socket{conn: conn, shared: shared, heard: func() {}}
	s.life, s.cancel = context.WithCancel(context.Background())
	conn.SetReadLimit(budget.Message)
	alive := func(string) error {
		if s.large {
			return nil
		}
		return conn.SetReadDeadline(time.Now().Add(pongWait))
	}
	_ = alive("")
	conn.SetPongHandler(alive)
	// WriteControl is safe beside the writer.
	// The timer is set going only once s.pings holds it.
	s.pings = time.AfterFunc(time.Hour, func() {
		if conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(budget.WriteWait)) == nil {
			s.pings.Reset(pingPeriod)
		}
	})
	s.pings.Reset(pingPeriod)
	return s
}

func (s *socket) hear(heard func()) { s.heard = heard }

func (s *socket) ReadMessage() ([]byte, error) {
	for {
		kind, r, err := s.conn.NextReader()
		if err != nil {
			return nil, err
		}
		msg, err := s.receive(r)
		if err != nil {
			return nil, err
		}
		_ = s.conn.SetReadDeadline(time.Now().Add(pongWait))
		if kind == websocket.TextMessage {
			return msg, nil
		}
		// Pages send text; a binary message is not one of theirs and is ignored.
	}
}

// receive reads a message.
func (s *socket) receive(r io.Reader) ([]byte, error) {
	msg, err := io.ReadAll(io.LimitReader(r, budget.SmallMessage))
	if err != nil || len(msg) < budget.SmallMessage {
		return msg, err
	}
	if err := s.shared.received.acquire(s.life, budget.Message); err != nil {
		return nil, err
	}
	s.large = true
	defer func() {
		s.large = false
		s.shared.received.release(budget.Message)
	}()
	if err := s.conn.SetReadDeadline(time.Now().Add(largeWait)); err != nil {
		return nil, err
	}
	rest, err := io.ReadAll(audible{r, s.heard}) // the read limit bounds it
	return append(msg, rest...), err
}

// audible calls heard for whatever is read.
type audible struct {
	io.Reader
	heard func()
}

func (a audible) Read(p []byte) (int, error) {
	n, err := a.Reader.Read(p)
	if n > 0 {
		a.heard()
	}
	return n, err
}

func (s *socket) WriteMessage(msg []byte) error {
	if err := s.conn.SetWriteDeadline(time.Now().Add(budget.WriteWait)); err != nil {
		return err
	}
	if len(msg) <= 2*writePiece {
		return s.conn.WriteMessage(websocket.TextMessage, msg)
	}
	// A slow connection has time for each piece, and one that takes nothing does not have the time of all.
	w, err := s.conn.NextWriter(websocket.TextMessage)
	for len(msg) > 0 && err == nil {
		n := min(len(msg), writePiece)
		if err = s.conn.SetWriteDeadline(time.Now().Add(budget.WriteWait)); err == nil {
			_, err = w.Write(msg[:n])
		}
		msg = msg[n:]
	}
	if err != nil {
		return err
	}
	return w.Close()
}

// Close sends a close message, so that the page sees an orderly end, and closes.
func (s *socket) Close() error {
	s.once.Do(func() {
		s.cancel()
		s.pings.Stop()
		bye := websocket.FormatCloseMessage(websocket.CloseGoingAway, "")
		_ = s.conn.WriteControl(websocket.CloseMessage, bye, time.Now().Add(time.Second))
		s.err = s.conn.Close()
	})
	return s.err
}
