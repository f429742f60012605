package sessiontest

import (
	"context"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"github.com/epiviz/epivizgo/session/rpc"
)

// Dialer makes the connection of a page, a new one each time the page is loaded.
type Dialer func(ctx context.Context) (rpc.Transport, error)

// WebSocket dials a session's WebSocketURL as a program of the same user does, which
// has no origin.
func WebSocket(address string) Dialer {
	return func(ctx context.Context) (rpc.Transport, error) {
		// Browsers offer compression.
		d := websocket.Dialer{HandshakeTimeout: 10 * time.Second, EnableCompression: true}
		conn, _, err := d.DialContext(ctx, address, nil)
		if err != nil {
			return nil, err
		}
		return &socket{conn: conn}, nil
	}
}

// socket is the page's end of a WebSocket.
type socket struct {
	conn *websocket.Conn
	mu   sync.Mutex // held while writing
}

func (s *socket) ReadMessage() ([]byte, error) {
	_, msg, err := s.conn.ReadMessage()
	return msg, err
}

func (s *socket) WriteMessage(msg []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.conn.WriteMessage(websocket.TextMessage, msg)
}

func (s *socket) Close() error { return s.conn.Close() }
