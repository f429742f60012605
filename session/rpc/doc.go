// Package rpc is one connection to a page: calls in both directions over a
// [Transport] of whole messages.
//
// The page asks for data (protocol.Request in), the session asks for UI
// actions (protocol.Request out); each side numbers its requests by itself and
// answers with the number of the request.
//
//	conn := rpc.New(transport, rpc.Options{Handler: answer})
//	go func() { done <- conn.Run(ctx) }() // reads, writes, dispatches until the end
//	var added protocol.AddChartResult
//	err := conn.Call(ctx, protocol.AddChart, params, &added)
//
// [Conn.Cast] is for actions whose outcome does not matter: it neither blocks nor waits.
//
// # Goroutines
//
// Run owns them all: it reads on the calling goroutine, starts one that writes,
// one that waits for the end of the context and one for each request, and returns
// when all have ended. Requests are answered off the read loop since a handler may
// itself call the page and wait for an answer that is read later; those that
// Options.InOrder chooses wait for each other. A page may abort requests
// ([Options.Cancels]). One goroutine writes the frames, in the order in which it got
// them.
//
// # Bounds
//
// A message has a largest size (package budget), few requests are in flight at a time,
// until their answers are written, and large answers share the room that a page has
// ([Reserve]). Unanswered requests are bounded in bytes: beyond that reading pauses,
// for a while, after which the connection ends. Connections that share memory ([Shared]) make fewer answers at
// a time than there are processors, the work on one that takes long aside.
//
// # Ends
//
// The first cause of an end is kept: a failed read, a failed write, Close, or
// the context of Run. It is wrapped in [ErrDisconnected] and returned by every
// pending call and every later one.
package rpc
