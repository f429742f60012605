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

// A hearer is a Transport that tells of each part of a long message, which may take its time to come.
type hearer interface {
	// hear has ReadMessage call heard for each part. It is called before ReadMessage.
	hear(heard func())
}
