package rpc

// Transport carries whole messages. Conn calls ReadMessage from one goroutine
// and WriteMessage from one other. Close may be called from any, more than
// once, and makes both return with an error.
type Transport interface {
	// ReadMessage returns the next message. The slice is the caller's.
	ReadMessage() ([]byte, error)
	// WriteMessage sends a message and does not keep the slice.
	WriteMessage(msg []byte) error
	Close() error
}
