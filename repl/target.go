package repl

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"github.com/epiviz/epivizgo/repl/line"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/wholefile"
)

// target is the file that a result goes to. A regular file is in its place when the
// command has succeeded, so that a failure leaves the old one; >> and what is no
// regular file is written as it comes.
type target struct {
	f    *os.File
	path string // what errors call it
	// finish puts the file in its place.
	finish func() error
	// close ends the writing and, unless it has been finished, removes what was written
	// aside.
	close func()
}

// Write writes to the file. Errors have the name that was asked for, not that under which it is written.
func (t *target) Write(b []byte) (int, error) {
	n, err := t.f.Write(b)
	var p *fs.PathError
	if errors.As(err, &p) {
		p.Path = t.path
	}
	return n, err
}

// asItComes returns the target that writes to f as it comes.
func asItComes(f *os.File, err error) (*target, error) {
	if err != nil {
		return nil, err
	}
	return &target{f, f.Name(), f.Close, func() { _ = f.Close() }}, nil
}

// openTarget opens the file of a redirection.
func (e *Env) openTarget(ctx context.Context, r line.Redirect) (*target, error) {
	names, _, err := e.expand(ctx, []line.Word{r.Path}, nil)
	if err != nil {
		return nil, err
	}
	if len(names) != 1 || names[0] == "" {
		return nil, fmt.Errorf("wanted the name of one file after >; found %d", len(names))
	}
	if line.IsGlob(r.Path.Pattern) {
		return nil, withHint(fmt.Errorf("wanted the name of one file after >; found %s, which could stand for several", r.Path.Text),
			"quotes stand for a file of that very name: '%s'", r.Path.Text)
	}
	if err := e.reach(ctx, names); err != nil {
		return nil, err
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

// refuseLoaded returns an error if path is a file that is loaded, the genome or the sample sheet, by whatever spelling
// or link: writing there would destroy what is shown.
func (e *Env) refuseLoaded(path string) error {
	whole, err := source.AbsolutePath(path) // - is a file here
	if err != nil {
		return err
	}
	if f, ok := e.Loaded(whole); ok {
		return withHint(fmt.Errorf("%s is loaded and is not written over", path),
			"choose another name, or type unload %s first", line.Quote(f.Path))
	}
	st := e.Session.State()
	for _, used := range []struct{ path, as, command string }{
		{st.Genome, "the genome", "genome"},
		{st.Samples.Path, "the sample sheet", "samples"},
	} {
		if filepath.IsAbs(used.path) && source.ParseRef(used.path).Same(source.ParseRef(whole)) {
			return withHint(fmt.Errorf("%s is %s and is not written over", path, used.as),
				"choose another name, or type %s none first", used.command)
		}
	}
	return nil
}

func (e *Env) createTarget(path string, add bool) (*target, error) {
	if err := e.refuseLoaded(path); err != nil {
		return nil, err
	}
	info, err := os.Stat(path)
	if add && (err != nil || info.Mode().IsRegular()) {
		return asItComes(os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o666))
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, err
	case info.IsDir():
		return nil, fmt.Errorf("%s is a folder; wanted a file", path)
	case !info.Mode().IsRegular():
		// A named pipe that nobody reads is an error, not a wait for ever.
		return asItComes(os.OpenFile(path, os.O_WRONLY|syscall.O_NONBLOCK, 0))
	}
	link := path
	if path, err = throughLinks(path); err != nil {
		return nil, fmt.Errorf("%s is a link that leads nowhere: %w", link, err)
	}
	w, err := wholefile.Create(wholefile.System(), path, 0o666)
	if err != nil {
		return nil, err
	}
	if info != nil {
		if err := w.File.Chmod(info.Mode().Perm()); err != nil {
			w.Close()
			return nil, err
		}
	}
	finish := func() error {
		if err := e.refuseLoaded(path); err != nil { // the command may have loaded it
			return err
		}
		return w.Finish()
	}
	return &target{w.File, path, finish, w.Close}, nil
}

// writeWhole writes a file completely or not at all.
func (e *Env) writeWhole(path string, data []byte) error {
	t, err := e.createTarget(path, false)
	if err != nil {
		return err
	}
	defer t.close()
	if _, err := t.Write(data); err != nil {
		return err
	}
	return t.finish()
}
