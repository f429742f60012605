package repl

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/epiviz/epivizgo/repl/line"
	"github.com/epiviz/epivizgo/session/source"
)

// target is the file that a result goes to. A regular file is written under
// another name beside it and renamed once the command has succeeded, so that a
// failure leaves the old one. With >>, or if the file is not regular, the result
// is written directly.
type target struct {
	f    *os.File
	path string // to rename to; "" if the file is not renamed
	// refuse is called again before the renaming: the command may have loaded the file.
	refuse func(path string) error
}

// openTarget opens the file of a redirection.
func (e *Env) openTarget(ctx context.Context, r line.Redirect) (*target, error) {
	names, _, err := e.expand(ctx, []line.Word{r.Path})
	if err != nil {
		return nil, err
	}
	if len(names) != 1 || names[0] == "" {
		return nil, fmt.Errorf("wanted the name of one file after >; found %d", len(names))
	}
	return e.createTarget(expandHome(names[0]), r.Append)
}

// mostLinks bounds a chain of symbolic links, which may be a circle.
const mostLinks = 40

// throughLinks follows the symbolic links at path to the end, which need not exist. It
// returns path itself if it is not a link. Writing to the result keeps the link.
func throughLinks(path string) (string, error) {
	if _, err := os.Readlink(path); err != nil {
		return path, nil
	}
	for range mostLinks {
		dir, name := filepath.Split(path)
		dir, err := filepath.EvalSymlinks(dir)
		if err != nil {
			return "", err
		}
		path = filepath.Join(dir, name)
		to, err := os.Readlink(path)
		switch {
		case err != nil: // not a link
			return path, nil
		case filepath.IsAbs(to):
			path = to
		default:
			path = dir + string(filepath.Separator) + to // not Join, which would resolve .. by name rather than through the link
		}
	}
	return "", fmt.Errorf("%s: more than %d links lead to each other", path, mostLinks)
}

// refuseLoaded returns an error if path is a file that is loaded, by whatever spelling
// or link: writing there would destroy data that are shown.
func (e *Env) refuseLoaded(path string) error {
	whole, err := source.AbsolutePath(path) // - is a file here
	if err != nil {
		return err
	}
	if f, ok := e.Loaded(whole); ok {
		return withHint(fmt.Errorf("%s is loaded and is not written over", path),
			"choose another name, or type unload %s first", line.Quote(f.Path))
	}
	return nil
}

func (e *Env) createTarget(path string, add bool) (*target, error) {
	if err := e.refuseLoaded(path); err != nil {
		return nil, err
	}
	if add {
		f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o666)
		return &target{f: f}, err
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, err
	case info.IsDir():
		return nil, fmt.Errorf("%s is a folder; wanted a file", path)
	case !info.Mode().IsRegular():
		// A named pipe without a reader is an error rather than a wait without end.
		f, err := os.OpenFile(path, os.O_WRONLY|syscall.O_NONBLOCK, 0)
		return &target{f: f}, err
	}
	link := path
	if path, err = throughLinks(path); err != nil {
		return nil, fmt.Errorf("%s is a link that leads nowhere: %w", link, err)
	}
	name := fmt.Sprintf(".%s.%s.tmp", filepath.Base(path), strings.ToLower(rand.Text()[:8]))
	f, err := os.OpenFile(filepath.Join(filepath.Dir(path), name), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o666)
	if err != nil {
		var p *fs.PathError
		if errors.As(err, &p) {
			p.Path = path // the user does not know the other name
		}
		return nil, err
	}
	if info != nil {
		if err := f.Chmod(info.Mode().Perm()); err != nil {
			return nil, errors.Join(err, f.Close(), os.Remove(f.Name()))
		}
	}
	return &target{f, path, e.refuseLoaded}, nil
}

// finish renames the file to its own name.
func (t *target) finish() error {
	err := t.f.Close()
	if err == nil && t.path != "" {
		err = t.refuse(t.path)
	}
	if err == nil && t.path != "" {
		err = os.Rename(t.f.Name(), t.path)
	}
	if err == nil {
		t.path = ""
	}
	return err
}

// close closes the file. Unless finish has succeeded, it removes the file with the
// other name.
func (t *target) close() {
	_ = t.f.Close()
	if t.path != "" {
		_ = os.Remove(t.f.Name())
	}
}

// writeWhole writes a file completely or not at all.
func (e *Env) writeWhole(path string, data []byte) error {
	t, err := e.createTarget(path, false)
	if err != nil {
		return err
	}
	defer t.close()
	if _, err := t.f.Write(data); err != nil {
		return err
	}
	return t.finish()
}
