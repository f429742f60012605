// Package ui carries the built-in page: a genome browser of plain ES modules.
// Nothing is built before the program runs, or fetched from elsewhere. Handler joins
// the modules of static/ to one script, line by line as they are, so that a page far
// from the program opens in four round trips: index.html, its files, the WebSocket
// with the state, the data. A reload needs no files.
//
// The page speaks the "builtin-1" dialect of package protocol over a WebSocket
// at /ws of the address it came from. Start reading at static/main.js, which
// only wires the modules together; static/types.js names the values that pass
// between them.
//
//	mux.Handle("/", ui.Handler())
//
// The tests of the page are in test/ and run with `node --test`, by hand or from
// this package's Go tests.
package ui

import (
	"embed"
	"io/fs"
)

//go:embed static
var static embed.FS

// FS holds the page's modules with index.html at its root. It is read-only and
// safe for concurrent use. Served as it is by http.FileServerFS it is the same page
// in many files, as os.DirFS of the folder static is, which needs no rebuild while
// working on the page.
var FS fs.FS = mustSub(static, "static")

// mustSub does what fs.Sub does, for a folder that the compiler has embedded.
func mustSub(files embed.FS, dir string) fs.FS {
	sub, err := fs.Sub(files, dir)
	if err != nil {
		panic("ui: embedded folder " + dir + " is not a valid path: " + err.Error())
	}
	return sub
}
