package session

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/fsnotify/fsnotify"

	"github.com/epiviz/epivizgo/session/catalog"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/state"
)

// Files that are read again when they change on disk. Their folders are watched, to
// detect files that are replaced by renaming, as careful programs do, as well as files
// that are written in place.

// quietPeriod is how long a file must be unchanged before it is read: it is incomplete
// while it is being written.
const quietPeriod = 50 * time.Millisecond

// companions are the extensions of index files. A change of one counts as a change of
// the file that it belongs to.
var companions = []string{".tbi", ".csi", ".bai", ".fai", ".gzi"}

// watcher follows the watched files. The session creates it for the first one and
// closes it.
type watcher struct {
	s      *Session
	notify *fsnotify.Watcher
	cancel context.CancelFunc
	wg     sync.WaitGroup // the loop and the readings

	mu    sync.Mutex
	files map[string]*watched // by their paths as loaded; guarded by mu
}

// watched is a file that is watched. watcher.mu guards it.
type watched struct {
	path   string   // as loaded
	names  []string // absolute: the path, and the file that it links to
	due    time.Time
	busy   bool // it is being read
	again  bool // it changed while it was being read
	failed bool // it could not be read, and the user was notified
	empty  bool // it has no rows, and the user was notified
}

// Watch begins or ends watching files, named as for Unload, or all files if no name is
// given, those that are waited for too. A watched file that changes is read again as by Reload. The state
// records which files are watched.
//
// A file that is read on demand, such as a bigWig, should be replaced rather than
// overwritten: its old data exist only in the file that is being overwritten.
func (s *Session) Watch(ctx context.Context, names []string, on bool) (reply.Report, error) {
	paths, err := s.watchAll(ctx, names, on)
	if err != nil || !on {
		return reply.Report{}, err
	}
	var notes []string
	for _, path := range paths {
		if s.datasetAt(path) != nil || s.current().Samples.Is(path) {
			continue
		}
		// It is waited for, and may be back already.
		if _, err := s.reload(ctx, path, s.begin); err != nil {
			notes = append(notes, fmt.Sprintf("%s is loaded once it can be read: %v", path, err))
		}
	}
	return reply.Report{Notes: notes}, nil
}

// watchAll is Watch but for files that are back. It returns the paths of the files.
func (s *Session) watchAll(ctx context.Context, names []string, on bool) ([]string, error) {
	end, err := s.takeTurn(ctx)
	if err != nil {
		return nil, err
	}
	defer end()
	st := s.current()
	var paths []string
	for _, name := range names {
		ds, err := s.file(name)
		if err == nil {
			err = onDisk(ds)
		}
		f, waited := st.FileNamed(name)
		switch {
		case err != nil && st.Samples.Is(name):
			paths = append(paths, st.Samples.Path)
		case err == nil:
			paths = append(paths, ds.Path)
		case ds == nil && waited && source.ParseRef(f.Path).Kind == source.File:
			paths = append(paths, f.Path)
		default:
			return nil, err
		}
	}
	if len(names) == 0 {
		for _, f := range st.Files {
			if source.ParseRef(f.Path).Kind == source.File {
				paths = append(paths, f.Path)
			}
		}
		if st.Samples.Path != "" {
			paths = append(paths, st.Samples.Path)
		}
		if len(paths) == 0 && on {
			return nil, hint.Add(errors.New("there is no file to watch"), "load FILE adds one")
		}
	}
	var errs []error
	for _, path := range paths {
		errs = append(errs, s.watch(ctx, path, on))
	}
	return paths, errors.Join(errs...)
}

// watch begins or ends watching one file, and emits an event if that is a change.
func (s *Session) watch(ctx context.Context, path string, on bool) error {
	changed, err := s.follow(path, on)
	if changed {
		kind := state.EventUnwatched
		if on {
			kind = state.EventWatched
		}
		s.commit(ctx, func(state.State) []state.Event { return one(state.Event{Kind: kind, Path: path}) })
	}
	return err
}

// follow begins or ends watching one file, and reports whether that is a change.
func (s *Session) follow(path string, on bool) (changed bool, err error) {
	w, err := s.watcherFor(on)
	switch {
	case err != nil:
	case on:
		changed, err = w.add(path)
	case w != nil:
		changed = w.remove(path)
	}
	if err != nil {
		err = fmt.Errorf("%s cannot be watched: %w", path, err)
	}
	return changed, err
}

// Watched lists the paths of the files that are watched, sorted.
func (s *Session) Watched() []string {
	w, _ := s.watcherFor(false) // fails only when one is created
	if w == nil {
		return nil
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return sortedKeys(w.files)
}

// unwatch ends watching a file without an event.
func (s *Session) unwatch(path string) {
	if w, _ := s.watcherFor(false); w != nil {
		w.remove(path)
	}
}

// unwatchGone ends watching the files that the state no longer has.
func (s *Session) unwatchGone() {
	for _, path := range s.Watched() {
		if _, ok := s.fileAt(path); !ok && path != s.current().Samples.Path {
			s.unwatch(path)
		}
	}
}

// watcherFor returns the watcher, or nil if it does not exist yet and create is false.
func (s *Session) watcherFor(create bool) (*watcher, error) {
	s.watching.Lock()
	defer s.watching.Unlock()
	if s.watcher != nil || !create {
		return s.watcher, nil
	}
	notify, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, err
	}
	w := &watcher{s: s, notify: notify, files: map[string]*watched{}}
	ctx, cancel := context.WithCancel(context.Background())
	w.cancel = cancel
	w.wg.Go(func() { w.loop(ctx) })
	s.watcher = w
	return w, nil
}

// closeWatcher ends all watching and waits for running reads.
func (s *Session) closeWatcher() error {
	w, _ := s.watcherFor(false)
	if w == nil {
		return nil
	}
	w.cancel()
	err := w.notify.Close()
	w.wg.Wait()
	return err
}

// add begins watching a file and reports whether it was not watched before.
func (w *watcher) add(path string) (bool, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.files[path] != nil {
		return false, nil
	}
	f := &watched{path: path}
	if err := w.follow(f); err != nil {
		w.tidy()
		return false, err
	}
	w.files[path] = f
	return true, nil
}

// follow resolves the path and watches the folders of its links and file. w.mu is held.
func (w *watcher) follow(f *watched) error {
	abs, err := source.AbsolutePath(f.path)
	if err != nil {
		return err
	}
	names := []string{abs}
	real, err := filepath.EvalSymlinks(abs)
	switch {
	case err != nil && f.names != nil:
		return nil // gone for now: watch the folders where it was
	case err == nil && real != abs:
		names = append(names, real)
	}
	for _, name := range names {
		if err := w.notify.Add(filepath.Dir(name)); err != nil {
			return err
		}
	}
	f.names = names
	return nil
}

// remove ends watching a file and reports whether it was watched.
func (w *watcher) remove(path string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	was := w.files[path] != nil
	delete(w.files, path)
	w.tidy()
	return was
}

// tidy stops watching folders that no file needs. w.mu is held.
func (w *watcher) tidy() {
	needed := map[string]bool{}
	for _, f := range w.files {
		for _, name := range f.names {
			needed[filepath.Dir(name)] = true
		}
	}
	for _, dir := range w.notify.WatchList() {
		if !needed[dir] {
			_ = w.notify.Remove(dir) // it may have gone by itself
		}
	}
}

// loop receives changes until ctx ends.
func (w *watcher) loop(ctx context.Context) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case ev, open := <-w.notify.Events:
			if !open {
				return
			}
			w.hear(ev)
		case err, open := <-w.notify.Errors:
			if !open {
				return
			}
			w.s.opt.Log.Debug("watching files", "err", err)
			w.changed(func(*watched) bool { return true }) // events may have been lost
		case <-timer.C:
		}
		if next, any := w.start(ctx); any {
			timer.Reset(time.Until(next))
		}
	}
}

// hear handles one change in a watched folder.
func (w *watcher) hear(ev fsnotify.Event) {
	if ev.Op == fsnotify.Chmod {
		return
	}
	name := ev.Name
	for _, end := range companions {
		name = strings.TrimSuffix(name, end)
	}
	w.changed(func(f *watched) bool { return slices.Contains(f.names, ev.Name) || slices.Contains(f.names, name) })
	if ev.Has(fsnotify.Remove) || ev.Has(fsnotify.Rename) {
		w.folderGone(ev.Name)
	}
}

// changed notes that files have changed just now.
func (w *watcher) changed(is func(f *watched) bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, f := range w.files {
		if is(f) {
			f.due = time.Now().Add(quietPeriod)
		}
	}
}

// folderGone ends watching the files of a folder that was removed or renamed: there is
// no notification when another takes its place.
func (w *watcher) folderGone(dir string) {
	w.mu.Lock()
	var lost []string
	for path, f := range w.files {
		if slices.ContainsFunc(f.names, func(name string) bool { return filepath.Dir(name) == dir }) {
			lost = append(lost, path)
			delete(w.files, path)
		}
	}
	w.mu.Unlock()
	slices.Sort(lost)
	for _, path := range lost {
		w.s.opt.Notify(fmt.Sprintf("%s is not watched any more: its folder has gone", path))
		w.s.commit(context.Background(), func(state.State) []state.Event {
			return one(state.Event{Kind: state.EventUnwatched, Path: path})
		})
	}
}

// start starts reading the files that are due, and returns when the next one will be.
func (w *watcher) start(ctx context.Context) (next time.Time, any bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := time.Now()
	for _, f := range w.files {
		switch {
		case f.due.IsZero():
		case f.due.After(now):
			if !any || f.due.Before(next) {
				next, any = f.due, true
			}
		case f.busy:
			f.due, f.again = time.Time{}, true
		default:
			f.due, f.busy = time.Time{}, true
			w.wg.Go(func() { w.read(ctx, f) })
		}
	}
	return next, any
}

// read reads a file, and again if it changed meanwhile.
func (w *watcher) read(ctx context.Context, f *watched) {
	for {
		// A link may lead elsewhere by now. Its target is watched before it is
		// read, so that no change is missed.
		w.mu.Lock()
		if w.files[f.path] == f {
			_ = w.follow(f) // on an error the watched folders stay
			w.tidy()
		}
		w.mu.Unlock()
		_, err := w.s.reload(context.WithValue(ctx, unread{}, true), f.path, w.s.takeTurn)
		if ctx.Err() != nil || errors.Is(err, errStopped) || errors.Is(err, errUnloaded) {
			return
		}
		w.tell(f, err)
		w.mu.Lock()
		if !f.again {
			f.busy = false
			w.mu.Unlock()
			return
		}
		f.again = false
		w.mu.Unlock()
	}
}

// tell notifies once that a file cannot be read, and once that it can be read again.
func (w *watcher) tell(f *watched, err error) {
	var page *PageError
	if errors.As(err, &page) { // the data were replaced; only a page failed
		w.s.opt.Notify(err.Error())
		err = nil
	}
	w.mu.Lock()
	was := f.failed
	f.failed = err != nil
	w.mu.Unlock()
	switch {
	case err != nil && !was:
		w.s.failed(context.Background(), f.path, err)
		text := fmt.Sprintf("%s has changed but cannot be read; the data that were read before stay: %v", f.path, err)
		if next := hint.Of(err); next != "" {
			text += " (" + next + ")"
		}
		w.s.opt.Notify(text)
	case err == nil && was:
		w.s.opt.Notify(f.path + " can be read again; its charts were drawn again")
	}
	if err == nil {
		w.tellEmpty(f)
	}
}

// tellEmpty notifies once that a file has become empty, and once that it has rows again.
func (w *watcher) tellEmpty(f *watched) {
	ds := w.s.datasetAt(f.path)
	if ds == nil {
		return
	}
	empty := catalog.IsEmpty(ds.Info)
	w.mu.Lock()
	was := f.empty
	f.empty = empty
	w.mu.Unlock()
	switch {
	case empty && !was:
		w.s.opt.Notify(f.path + " has become empty: its charts show no data")
	case !empty && was:
		w.s.opt.Notify(f.path + " has rows again")
	}
}
