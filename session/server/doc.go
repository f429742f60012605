// Package server is the web server that browsers come to: the built-in page on
// /, the WebSocket of the tutorial on /ws, and the same on /websocket, where
// epivizr-standalone pages look for it.
//
// It listens on the loopback interface unless told otherwise. Any page that a
// person visits can try to reach a server on that person's machine, so every
// route checks its requests: the Host header must be a name of this machine, which
// stops DNS rebinding, and the Origin header, where there is one, must be this
// server, another loopback page, or one of the hosted EpiViz pages
// (gorilla/websocket, "Origin Considerations"; its own check lets rebinding
// through). The sandboxed origin "null" is refused.
//
//	srv, err := server.Listen(server.Options{Addr: "127.0.0.1:8888", UI: ui.Handler(), Connect: serve})
//	go srv.Serve(ctx) // until ctx ends; waits for every connection
//	fmt.Println(srv.URL())
package server
