// Package ui carries the built-in page: a genome browser of plain ES modules
// that the server hands out as it is. Nothing is built, bundled or fetched from
// elsewhere; what is in static/ is what the browser runs.
//
// The page speaks the "builtin-1" dialect of package protocol over a WebSocket
// at /ws of the address it came from. Start reading at static/main.js, which
// only wires the modules together; static/types.js names the values that pass
// between them.
//
//	mux.Handle("/", http.FileServerFS(ui.FS))
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

// FS holds the page's files with index.html at its root. It is read-only and
// safe for concurrent use. While working on the page, os.DirFS of the folder
// static is a drop-in that needs no rebuild.
var FS fs.FS = mustSub(static, "static")

// mustSub does what fs.Sub does, for a folder that the compiler has embedded.
func mustSub(files embed.FS, dir string) fs.FS {
	sub, err := fs.Sub(files, dir)
	if err != nil {
		panic("ui: embedded folder " + dir + " is not a valid path: " + err.Error())
	}
	return sub
}
