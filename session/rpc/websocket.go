package rpc

import (
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

const (
	// MaxMessage bounds one message from a page, in bytes. The largest real one,
	// a workspace with hundreds of charts, is below 1 MB. Compression is never
	// agreed to (see session/server), so this bounds what is inflated too.
	MaxMessage = 8 << 20
	// writeWait bounds the writing of one message to a page that does not read.
	writeWait = 20 * time.Second
	// pongWait is how long a page may be silent. Browsers answer pings by
	// themselves, also in tabs in the background; a suspended laptop does not.
	pongWait = 90 * time.Second
	// pingPeriod is below pongWait, so that two pings may be lost.
	pingPeriod = 30 * time.Second
)

type socket struct {
	conn  *websocket.Conn
	pings *time.Timer
	once  sync.Once
	err   error // of Close; set in once
}

// WebSocket makes a Transport of an upgraded connection and takes it over.
func WebSocket(conn *websocket.Conn) Transport {
	s := &socket{conn: conn}
	conn.SetReadLimit(MaxMessage)
	alive := func(string) error { return conn.SetReadDeadline(time.Now().Add(pongWait)) }
	_ = alive("")
	conn.SetPongHandler(alive)
	// WriteControl is safe beside the writer.
	// The timer is set going only once s.pings holds it.
	s.pings = time.AfterFunc(time.Hour, func() {
		if conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(writeWait)) == nil {
			s.pings.Reset(pingPeriod)
		}
	})
	s.pings.Reset(pingPeriod)
	return s
}

func (s *socket) ReadMessage() ([]byte, error) {
	for {
		kind, r, err := s.conn.NextReader()
		if err != nil {
			return nil, err
		}
		msg, err := io.ReadAll(io.LimitReader(r, MaxMessage+1))
		if err != nil {
			return nil, err
		}
		if len(msg) > MaxMessage {
			return nil, fmt.Errorf("a message of more than %d bytes", MaxMessage)
		}
		_ = s.conn.SetReadDeadline(time.Now().Add(pongWait))
		if kind == websocket.TextMessage {
			return msg, nil
		}
		// Pages send text; a binary message is not one of theirs and is ignored.
	}
}

func (s *socket) WriteMessage(msg []byte) error {
	if err := s.conn.SetWriteDeadline(time.Now().Add(writeWait)); err != nil {
		return err
	}
	return s.conn.WriteMessage(websocket.TextMessage, msg)
}

// Close sends a close message, so that the page sees an orderly end, and closes.
func (s *socket) Close() error {
	s.once.Do(func() {
		s.pings.Stop()
		bye := websocket.FormatCloseMessage(websocket.CloseGoingAway, "")
		_ = s.conn.WriteControl(websocket.CloseMessage, bye, time.Now().Add(time.Second))
		s.err = s.conn.Close()
	})
	return s.err
}
