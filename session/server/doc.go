// Package server is the web server that browsers come to: the built-in page on
// /, the WebSocket of the tutorial on /ws, and the same on /websocket, where
// epivizr-standalone pages look for it.
//
// It listens on the loopback interface unless told otherwise, which every user of
// the machine can reach, and every page that a person there visits: on both addresses
// of localhost, so that the name leads nowhere else (loopback.go). The Host header
// must be a name of the address at which a request arrives, which stops DNS rebinding
// (gorilla/websocket, "Origin Considerations"; its own check lets rebinding through).
// A WebSocket is then opened to whoever gives the token of the link (token.go), from
// wherever, to the built-in page with the one that lasts in a browser of this user, and
// else only to programs of the same user (peer.go), without an Origin header or with
// that of a page that is allowed. A page of another origin waits until a person allows
// it (waiting.go); the built-in page needs its token. admit, in auth.go, has these
// rules in their order. The page's files have no data and are anybody's.
//
//	srv, err := server.Listen(server.Options{Addr: "127.0.0.1:8888", UI: ui.Handler(), Connect: serve})
//	go srv.Serve(ctx) // until ctx ends; waits for every connection
//	fmt.Println(srv.URL())
package server
