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
// # Limits and faults
//
// The engine, libquickjs, is C translated to Go, and runs in the process of the session: a child process would cost as much as
// all else until the first picture. What it is given is bounded:
//
//   - It runs nothing but the modules that are a part of the program, on data that came as JSON.
//   - Its memory is bounded (mostMemory), and so are the data that are asked for (mostAnswers), what is drawn (mostDrawn), the
//     depth of its calls (mostCalls) and its time (mostTime). A context ends it within the loops of scripts; what runs in the
//     engine itself, such as reading JSON, is done first: some seconds at worst.
//   - An engine in which a call has failed is not used again. Its memory is given back, unless it has panicked: then it is
//     abandoned, three times at most (mostFaults).
//   - Memory that is not there and divisions by zero are panics, which are recovered, and so are panics of what answers.
//
// Three things could end the program all the same, and tests have found no input that does. An overflow of the goroutine's stack
// is not recovered: the engine counts its calls, and what nests without calls (data, modules, chains of objects, closures,
// promises, errors and texts that are freed one by the other) was tried up to the bound of the memory (TestDeep). The
// engine calls abort, which sends a signal, where it finds itself in a state that cannot be: it was run out of memory at many
// points of its start and of a picture (TestScarceMemory), where such states would come from. And the system may have less
// memory than the bounds allow. FuzzDraw gives the modules charts of all types with any settings and any answers.
package picture
