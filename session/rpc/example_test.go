package rpc_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/rpc"
	"github.com/epiviz/epivizgo/session/rpc/rpctest"
)

// A page asks for sequences; then it is asked to draw, and the connection ends.
func Example() {
	page, program := rpctest.Pipe(1)
	conn := rpc.New(program, rpc.Options{
		Handler: func(_ context.Context, req *protocol.Request) any {
			return []protocol.SeqInfo{{Name: "chr1", Min: 1, Max: 248956422}}
		},
	})
	done := make(chan error)
	go func() { done <- conn.Run(context.Background()) }()

	_ = page.WriteMessage([]byte(`{"requestId":7,"type":"request","data":{"version":"5","action":"getSeqInfos"}}`))
	answer, _ := page.ReadMessage()
	fmt.Println("page reads", string(answer))

	go func() { // the page
		request, _ := page.ReadMessage()
		fmt.Println("page reads", string(request))
		_ = page.WriteMessage([]byte(`{"requestId":0,"type":"response","data":{"success":true,"errorMessage":null,"value":null}}`))
	}()
	fmt.Println("redraw:", conn.Call(context.Background(), protocol.Redraw, nil, nil))

	conn.Close()
	err := <-done
	fmt.Println(errors.Is(err, rpc.ErrDisconnected), errors.Is(err, rpc.ErrClosed))
	// Output:
	// page reads {"requestId":7,"type":"response","data":[["chr1",1,248956422]]}
	// page reads {"requestId":0,"type":"request","data":{"action":"redraw"}}
	// redraw: <nil>
	// true true
}
