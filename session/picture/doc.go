// Package picture draws what a session shows, without a page: the page's own modules run in an
// engine for scripts and draw on a list ([display.List]), which is written as SVG, as pixels or as PDF.
//
// What a picture shows is decided by the same code as on the page (session/ui/static/stage), from the same
// values: the state that a page is given, and the answers to what a page would ask for. So the SVG
// is that which the page saves, byte by byte.
//
//	var studio picture.Studio
//	defer studio.Close()
//	result, err := studio.Draw(ctx, picture.Request{State: state, Width: 1000}, ask)
//	err = result.WriteSVG(w)
//
// # Faults
//
// The engine, libquickjs, is C translated to Go. It runs in the process of the session, since what a fault of it
// can do is bounded: it runs nothing but the modules that are a part of the program, on data that came as JSON;
// its memory, the depth of its calls and its time are limited; memory that is not there is a panic, which is
// recovered, and the engine is then thrown away. A child process would cost as much as all else until the first
// picture.
package picture
