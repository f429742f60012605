package repl

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"

	"github.com/epiviz/epivizgo/repl/text"
)

// result is the Out of a command whose result goes to the console. It keeps the first error
// of writing, since commands do not check for it.
type result struct {
	ctx    context.Context // ends with Ctrl-C
	screen Screen
	pages  bool // what is longer than the screen goes through a pager
	pager  pager
	err    error
}

// ErrOutputClosed is the error of a command whose result nobody reads any more, as that of
// a program before head.
var ErrOutputClosed = errors.New("the output is read no more")

func (r *result) Write(p []byte) (n int, err error) {
	if r.err != nil {
		return 0, r.err
	}
	if r.pages && r.pager == nil {
		if r.pager, r.err = openPager(r.ctx, r.screen, p); r.err != nil {
			return 0, r.err
		}
	}
	if r.pager != nil {
		n, r.err = r.pager.Write(p)
	} else {
		n, r.err = r.screen.Print(r.ctx, p)
	}
	return n, r.err
}

// show prints a picture as it is, past the pager.
func (r *result) show(picture []byte) error {
	if r.err == nil {
		_, r.err = r.screen.Print(r.ctx, picture)
	}
	return nil // close has the error
}

// close ends the pager, if there is one, and returns why the command failed, or else why its
// result could not be written.
func (r *result) close(failed error) error {
	if r.pager != nil {
		if err := r.pager.Close(); r.err == nil || errors.Is(r.err, ErrOutputClosed) {
			r.err = err // a pager may be left early
		}
		if errors.Is(failed, ErrOutputClosed) {
			failed = nil
		}
	}
	var path *fs.PathError
	switch {
	case errors.Is(r.err, syscall.EPIPE): // whatever else failed, it is why
		return ErrOutputClosed
	case failed != nil || r.err == nil:
		return failed
	case errors.As(r.err, &path):
		return fmt.Errorf("standard output cannot be written: %w", path.Err)
	}
	return r.err
}

// fits reports whether a text is shorter than a screen, with the prompt below it.
func fits(p []byte, columns, rows int) bool {
	left := rows - 1
	for line := range strings.Lines(string(p)) {
		if left -= screenRows(line, columns); left < 0 {
			return false
		}
	}
	return true
}

// screenRows returns how many rows of the screen a line takes.
func screenRows(line string, columns int) int {
	const tab = 8
	line = strings.TrimRight(line, "\n")
	width := text.Width(line) + tab*strings.Count(line, "\t")
	return max(1, (width+columns-1)/columns)
}
