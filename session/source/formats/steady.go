package formats

import (
	"fmt"
	"io/fs"
	"os"

	"github.com/epiviz/epivizgo/session/hint"
)

// steady is a file that is read in parts. Once another program writes into it, the parts that were read
// before say nothing about it, and reading fails. A file that takes its place does no harm.
type steady struct {
	*os.File
	name string
	info fs.FileInfo // when it was opened
}

// ReadAt implements io.ReaderAt.
func (f steady) ReadAt(p []byte, off int64) (int, error) {
	n, err := f.File.ReadAt(p, off)
	now, statErr := f.Stat()
	if statErr == nil && (now.Size() != f.info.Size() || !now.ModTime().Equal(f.info.ModTime())) {
		return 0, hint.Add(fmt.Errorf("%s has changed on disk since it was opened", f.name), "read it again: reload %s", f.name)
	}
	return n, err
}

// parts returns the input's file for a source that reads it in parts and closes it.
func (in *input) parts() steady { return steady{in.file, in.name, in.info} }
