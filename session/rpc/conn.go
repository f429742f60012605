package rpc

import (
	"context"
	"errors"
	"fmt"
	"net"
	"runtime"
	"sync"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/budget"
)

// ErrDisconnected is wrapped by every error caused by a connection's end.
var ErrDisconnected = errors.New("the page is not connected any more")

// ErrClosed is the cause of an end that Close brought about.
var ErrClosed = errors.New("closed by this program")

// ErrSlow is the cause of the end of a page that is cut off since it does not read what it is sent.
var ErrSlow = fmt.Errorf("it read nothing for %v", budget.WriteWait)

const (
	// outBuffer is how many frames may wait for the writer.
	outBuffer = 64
	// maxPooled is the largest buffer kept for the next answer, in bytes.
	maxPooled = 4 << 20
	// largeFrame is the size in bytes from which a written frame is garbage-collected
	// at once. The collector lets the heap grow to twice what it found last, which
	// would be several such frames; making one takes longer than collecting it.
	largeFrame = 32 << 20
)

// Handler answers one request of the page with the data of the reply; nil is
// sent as {}. ctx ends when the connection does. It runs on a goroutine of its
// own beside other requests.
type Handler func(ctx context.Context, req *protocol.Request) any

// Options of a connection.
type Options struct {
	// Handler is called for every request; nil answers {} to all.
	Handler Handler
	// Arrived and Answered, when not nil, are called for every request: as it is
	// read, and once its answer is with the writer. The page reads what is sent from
	// then on after the answer. They must return soon.
	Arrived, Answered func(req *protocol.Request)
	// InOrder, when not nil, chooses requests that are answered one after the
	// other as they came, beside those that are answered several at a time: what a
	// person does in a page must stay in order, and while it waits for its turn it
	// must not count against the requests for data.
	InOrder func(action string) bool
	// Cancels, when not nil, returns the ids of the earlier requests that a request
	// aborts. Their contexts are canceled, also while they wait for their turn, and
	// they are still answered. Those that InOrder chooses cannot be aborted. It is
	// called on the read loop and must return soon.
	Cancels func(req *protocol.Request) []int64
	// Heard, when not nil, is called for every frame of the page and each part of a long one, before anything is
	// made of it. It must return soon.
	Heard func()
	// Shared is what the connection shares with others; nil is for one that shares nothing.
	Shared *Shared
	// Problem, when not nil, is called for frames that cannot be read, answers to no
	// call and handlers that panic. It may be called concurrently.
	Problem func(err error)
}

// Conn is one connection. Its methods are safe for concurrent use.
type Conn struct {
	transport Transport
	opt       Options
	pending   *pending
	underway  underway
	room      room
	out       chan outgoing // frames for the writer
	done      chan struct{} // closed when the end has a cause
	endOnce   sync.Once
}

// outgoing is a frame for the writer.
type outgoing struct {
	frame   *[]byte
	written chan<- struct{} // closed once the frame is written; may be nil
}

// New makes a connection over t, which it closes in the end. Nothing happens
// before Run.
func New(t Transport, opt Options) *Conn {
	if opt.Handler == nil {
		opt.Handler = func(context.Context, *protocol.Request) any { return nil }
	}
	if opt.Arrived == nil {
		opt.Arrived = func(*protocol.Request) {}
	}
	if opt.Answered == nil {
		opt.Answered = func(*protocol.Request) {}
	}
	if opt.InOrder == nil {
		opt.InOrder = func(string) bool { return false }
	}
	if opt.Cancels == nil {
		opt.Cancels = func(*protocol.Request) []int64 { return nil }
	}
	if opt.Heard == nil {
		opt.Heard = func() {}
	}
	if opt.Shared == nil {
		opt.Shared = NewShared()
	}
	if opt.Problem == nil {
		opt.Problem = func(error) {}
	}
	if t, ok := t.(hearer); ok {
		t.hear(opt.Heard)
	}
	return &Conn{
		transport: t, opt: opt, pending: newPending(), room: room{most: budget.Answers},
		out: make(chan outgoing, outBuffer), done: make(chan struct{}),
	}
}

// Run serves the connection until it ends and returns the cause, which wraps
// ErrDisconnected. It is called once.
func (c *Conn) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var wg sync.WaitGroup
	wg.Go(func() {
		select {
		case <-ctx.Done():
			c.end(context.Cause(ctx))
		case <-c.done:
			cancel() // handlers stop
		}
	})
	wg.Go(c.write)
	c.read(ctx, &wg)
	wg.Wait()
	return c.pending.cause()
}

// Close ends the connection with ErrClosed. It does not wait for Run.
func (c *Conn) Close() { c.end(ErrClosed) }

// Done returns a channel that is closed when the connection has ended.
func (c *Conn) Done() <-chan struct{} { return c.done }

// Waiting returns the number of calls without an answer.
func (c *Conn) Waiting() int { return c.pending.waiting() }

// Queued returns how many frames wait to be written, and how many bytes answers hold.
func (c *Conn) Queued() (frames int, bytes int64) {
	c.room.mu.Lock()
	defer c.room.mu.Unlock()
	return len(c.out), c.room.taken
}

// Call asks the page for a UI action and waits for the answer, whose value is
// decoded into value unless that is nil. It fails with a *protocol.Refusal when
// the page says no, with ctx's error when ctx ends first (a late answer is then
// ignored) and with ErrDisconnected when the connection does.
func (c *Conn) Call(ctx context.Context, action string, params, value any) error {
	data, err := c.CallRaw(ctx, action, params)
	if err != nil {
		return err
	}
	return protocol.DecodeResult(action, data, value)
}

// CallRaw does what Call does without decoding: it returns the answer's data as
// received, nil if there were none.
func (c *Conn) CallRaw(ctx context.Context, action string, params any) ([]byte, error) {
	id, answer, err := c.pending.register()
	if err != nil {
		return nil, err
	}
	defer c.pending.remove(id)
	frame, err := protocol.EncodeRequest(id, action, params)
	if err != nil {
		return nil, err
	}
	if err := c.send(ctx, outgoing{frame: &frame}); err != nil {
		if !errors.Is(err, ErrDisconnected) {
			err = fmt.Errorf("no answer to %s: %w", action, err)
		}
		return nil, err
	}
	select {
	case r, ok := <-answer:
		if !ok {
			return nil, c.pending.cause()
		}
		return r.Data, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("no answer to %s: %w", action, context.Cause(ctx))
	}
}

// Cast asks the page for a UI action and does not wait. answered is called on the read
// loop once the page has answered, and must return soon. Cast reports whether the request
// was handed to the writer: it is dropped while the page does not read.
func (c *Conn) Cast(action string, params any, answered func()) bool {
	id, err := c.pending.cast(answered)
	if err != nil {
		return false
	}
	frame, err := protocol.EncodeRequest(id, action, params)
	if err == nil {
		select {
		case c.out <- outgoing{frame: &frame}:
			return true
		default:
		}
	}
	c.pending.remove(id)
	return false
}

// send hands a frame to the writer.
func (c *Conn) send(ctx context.Context, o outgoing) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	select {
	case c.out <- o:
		return nil
	case <-c.done:
		return c.pending.cause()
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// write writes all frames of the connection.
func (c *Conn) write() {
	for {
		select {
		case o := <-c.out:
			err := c.transport.WriteMessage(*o.frame)
			recycle(o.frame)
			if o.written != nil {
				close(o.written)
			}
			if err != nil {
				if timeout := net.Error(nil); errors.As(err, &timeout) && timeout.Timeout() {
					err = ErrSlow
				}
				c.end(fmt.Errorf("writing: %w", err))
				return
			}
		case <-c.done:
			return
		}
	}
}

// read reads frames until that fails, which ends the connection.
func (c *Conn) read(ctx context.Context, wg *sync.WaitGroup) {
	working := make(chan struct{}, budget.AtOnce)
	open := newBacklog(&c.opt.Shared.backlog)
	last := make(chan struct{}) // closed when the newest request in order is answered
	close(last)
	for {
		frame, err := c.transport.ReadMessage()
		if err != nil {
			c.end(err)
			return
		}
		c.opt.Heard()
		msg, err := protocol.Decode(frame)
		if err != nil {
			c.opt.Problem(err)
			// A request that cannot be read needs an answer, too, or the page waits for
			// it forever.
			var bad *protocol.BadRequest
			if errors.As(err, &bad) {
				c.hand(ctx, outgoing{frame: c.reply(bad.ID, func() any { return nil })})
			}
			continue
		}
		switch msg := msg.(type) {
		case *protocol.Response:
			if !c.pending.deliver(msg) {
				c.opt.Problem(fmt.Errorf("an answer to request %d, which nobody waits for", msg.ID))
			}
		case *protocol.Request:
			release, err := open.admit(ctx, len(frame))
			if err != nil {
				c.end(err)
				return
			}
			c.opt.Arrived(msg)
			for _, id := range c.opt.Cancels(msg) {
				c.underway.cancel(id)
			}
			if c.opt.InOrder(msg.Action) {
				before, done := last, make(chan struct{})
				last = done
				wg.Go(func() {
					defer release()
					defer close(done)
					select {
					case <-before:
						c.serve(ctx, ctx, msg, c.opt.Handler, func() {})
					case <-ctx.Done():
					}
				})
				continue
			}
			work, done := c.underway.begin(ctx, msg.ID)
			wg.Go(func() {
				defer release()
				defer done()
				handler, made := c.opt.Handler, (func())(nil)
				select {
				case working <- struct{}{}:
					defer func() { <-working }()
					made = c.opt.Shared.turn(work)
				case <-work.Done():
				}
				if made == nil { // canceled before its turn
					handler, made = func(context.Context, *protocol.Request) any { return nil }, func() {}
				}
				c.serve(ctx, work, msg, handler, made)
			})
		}
	}
}

// serve answers a request with what the handler returns for a context that ends with
// work. It calls made when the answer is made, and returns once it is written, so that answers which wait for a
// slow page keep others from being made.
func (c *Conn) serve(ctx, work context.Context, req *protocol.Request, handler Handler, made func()) {
	s := &share{page: &c.room, shared: c.opt.Shared}
	defer s.release()
	written := make(chan struct{})
	frame := c.reply(req.ID, func() any { return handler(context.WithValue(work, shareKey{}, s), req) })
	made()
	c.hand(ctx, outgoing{frame, written})
	c.opt.Answered(req)
	select {
	case <-written:
	case <-c.done:
	}
}

var buffers = sync.Pool{New: func() any { return new([]byte) }}

func recycle(frame *[]byte) {
	size := cap(*frame)
	if size <= maxPooled {
		buffers.Put(frame)
		return
	}
	if *frame = nil; size >= largeFrame {
		runtime.GC()
	}
}

// reply makes the one reply to a request, with what data returns. If data panics or
// its result cannot be encoded, the reply is empty.
func (c *Conn) reply(id int64, data func() any) *[]byte {
	frame := buffers.Get().(*[]byte)
	b, err := encode((*frame)[:0], id, data)
	if err != nil {
		c.opt.Problem(err)
		b, _ = protocol.AppendResponse((*frame)[:0], id, nil)
	}
	*frame = b
	return frame
}

// hand sends a reply. Its written, when not nil, is closed once it is written or cannot be.
func (c *Conn) hand(ctx context.Context, o outgoing) {
	if c.send(ctx, o) != nil {
		recycle(o.frame)
		if o.written != nil {
			close(o.written)
		}
	}
}

// encode appends the reply to a request. A panic, a fault of this program, is an
// error.
func encode(b []byte, id int64, data func() any) (_ []byte, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("answering request %d: internal error: %v", id, p)
		}
	}()
	return protocol.AppendResponse(b, id, data())
}

// end closes the connection for its first cause.
func (c *Conn) end(cause error) {
	c.endOnce.Do(func() {
		c.pending.fail(fmt.Errorf("%w: %w", ErrDisconnected, cause))
		close(c.done)
		_ = c.transport.Close()
	})
}
