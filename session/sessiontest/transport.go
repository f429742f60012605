package sessiontest

import (
	"context"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"github.com/epiviz/epivizgo/session/rpc"
)

// Dialer makes the connection of a page, a new one each time the page is loaded.
type Dialer func(ctx context.Context) (rpc.Transport, error)

// WebSocket dials a session's WebSocketURL as a page does that the session's
// own web server delivered.
func WebSocket(address string) Dialer {
	return func(ctx context.Context) (rpc.Transport, error) {
		u, err := url.Parse(address)
		if err != nil {
			return nil, err
		}
		// Browsers offer compression.
		d := websocket.Dialer{HandshakeTimeout: 10 * time.Second, EnableCompression: true}
		conn, _, err := d.DialContext(ctx, address, http.Header{"Origin": {"http://" + u.Host}})
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
