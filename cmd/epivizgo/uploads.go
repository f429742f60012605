package main

import (
	"fmt"
	"io"

	"github.com/epiviz/epivizgo/session/store"
)

// openUploads returns what keeps the files that pages send: in the state folder dir if the session
// has a journal, and else for as long as the program runs. It returns nil for a program that
// takes none.
func openUploads(f *flags, dir string, kept bool, talk io.Writer) *store.Uploads {
	if f.UploadLimit == 0 || f.UploadTotal == 0 {
		return nil
	}
	limits := store.UploadLimits{File: int64(f.UploadLimit), All: int64(f.UploadTotal)}
	if !kept {
		return store.TemporaryUploads(limits)
	}
	u, err := store.OpenUploads(dir, limits)
	if err != nil {
		fmt.Fprintln(talk, err)
		return nil
	}
	return u
}
