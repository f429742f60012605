package sessiontest

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"github.com/epiviz/epivizgo/session/rpc"
)

// Dialer makes the connection of a page, anew each time the page is loaded.
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

// pipeRoom is how many messages wait in each direction of a Pipe: more than
// any test leaves unread.
const pipeRoom = 4096

// Pipe is a connection in memory: what is written to one end is read from the
// other. Closing either ends both, once what was written has been read.
func Pipe() (page, program rpc.Transport) {
	there, back := make(chan []byte, pipeRoom), make(chan []byte, pipeRoom)
	closed, once := make(chan struct{}), new(sync.Once)
	return &pipe{in: back, out: there, closed: closed, once: once}, &pipe{in: there, out: back, closed: closed, once: once}
}

type pipe struct {
	in     <-chan []byte
	out    chan<- []byte
	closed chan struct{} // closed by once
	once   *sync.Once
}

func (p *pipe) ReadMessage() ([]byte, error) {
	select {
	case msg := <-p.in:
		return msg, nil
	default:
	}
	select {
	case msg := <-p.in:
		return msg, nil
	case <-p.closed:
		return nil, io.EOF
	}
}

func (p *pipe) WriteMessage(msg []byte) error {
	select {
	case <-p.closed:
		return io.ErrClosedPipe
	default:
	}
	select {
	case p.out <- bytes.Clone(msg):
		return nil
	case <-p.closed:
		return io.ErrClosedPipe
	}
}

func (p *pipe) Close() error {
	p.once.Do(func() { close(p.closed) })
	return nil
}
