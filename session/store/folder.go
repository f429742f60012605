package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/epiviz/epivizgo/session/budget"
	"github.com/epiviz/epivizgo/session/state"
)

// maxFile bounds the bytes read of a workspace's file. In JSON a byte of text takes
// up to six.
const maxFile = 16 << 20

// Folder keeps each workspace in a file of its own, ID.json, with the members id, name,
// saved, content, script and, if the program itself saved it, state. Several programs
// may use one folder at the same time: a file is replaced whole, and is read again once it has changed.
type Folder struct {
	disk disk
	dir  string
	note func(sentence string)

	mu   sync.Mutex
	told map[string]string // the last note on a file, by its id; guarded by mu
	seen map[string]seen   // what files had, by id, so that a list does not read all; guarded by mu
}

// seen is what a file had when it was read.
type seen struct {
	file  fs.FileInfo
	entry state.SavedWorkspace // as in lists
}

// same reports whether a file is the one that was read, unchanged.
func (s seen) same(now fs.FileInfo) bool {
	return s.file != nil && os.SameFile(s.file, now) && s.file.Size() == now.Size() && s.file.ModTime().Equal(now.ModTime())
}

// OpenFolder opens the workspaces in the state folder dir, and makes their folder. It
// calls note, which may be nil, once for each file that cannot be used, and once it can be
// used again. It does not change such files.
func OpenFolder(dir string, note func(sentence string)) (*Folder, error) {
	return local().openFolder(dir, note)
}

func (d disk) openFolder(dir string, note func(sentence string)) (*Folder, error) {
	dir = filepath.Join(dir, "workspaces")
	if err := d.private(dir); err != nil {
		return nil, fmt.Errorf("workspaces cannot be kept: %w", err)
	}
	d.sweep(dir)
	return &Folder{disk: d, dir: dir, note: note, told: map[string]string{}}, nil
}

const entrySuffix = ".json"

func (f *Folder) path(id string) string { return filepath.Join(f.dir, id+entrySuffix) }

// Save implements [Workspaces].
func (f *Folder) Save(w state.SavedWorkspace) (state.SavedWorkspace, error) {
	if err := check(w); err != nil {
		return w, err
	}
	if w.Script == nil {
		w.Script = []string{}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	names, _, err := f.ids()
	if err != nil {
		return w, err
	}
	there := false
	if isID(w.ID) {
		if there, err = f.disk.exists(f.path(w.ID)); err != nil {
			return w, err
		}
	}
	if !there {
		if len(names) >= budget.Workspaces {
			return w, errFull()
		}
		w.ID = newID()
	}
	w.Saved = time.Now().Round(0) // JSON has no monotonic clock
	data, err := json.MarshalIndent(w, "", "  ")
	if err != nil {
		return w, err
	}
	kept := int64(len(data))
	for _, id := range names {
		if info, err := f.disk.stat(f.path(id)); err == nil && id != w.ID {
			kept += info.Size()
		}
	}
	if kept > budget.AllWorkspaces {
		return w, errTooMuch(w.Name)
	}
	err = f.disk.private(f.dir) // it may have been removed
	if err == nil {
		err = f.disk.replace(f.path(w.ID), append(data, '\n'), 0o600)
	}
	if err != nil {
		what := "could not be saved"
		if errors.As(err, new(unsyncedError)) {
			what = "is saved"
		}
		return w, fmt.Errorf("workspace %q %s: %w", w.Name, what, err)
	}
	return w, nil
}

func (d disk) exists(path string) (bool, error) {
	_, err := d.stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// ids lists the ids of the workspaces in the folder, and the names of other files of JSON, without their ending.
func (f *Folder) ids() (ids, others []string, err error) {
	entries, err := f.disk.readDir(f.dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, nil, err
	}
	for _, e := range entries {
		switch name, ok := strings.CutSuffix(e.Name(), entrySuffix); {
		case ok && isID(name):
			ids = append(ids, name)
		case ok:
			others = append(others, name)
		}
	}
	return ids, others, nil
}

// List implements [Workspaces].
func (f *Folder) List(query string) ([]state.SavedWorkspace, error) {
	ids, others, err := f.ids()
	if err != nil {
		return nil, err
	}
	for _, name := range others {
		f.tell(name, f.path(name)+" is skipped: the file of a workspace is named by the id in it, 16 letters and digits")
	}
	f.mu.Lock()
	before := f.seen
	f.mu.Unlock()
	all, now := []state.SavedWorkspace{}, map[string]seen{}
	for _, id := range ids {
		have, err := f.look(id, before[id])
		switch {
		case err == nil:
			all, now[id] = append(all, have.entry), have
			f.tell(id, "")
		case !errors.Is(err, fs.ErrNotExist): // deleted just now
			f.tell(id, "a saved workspace cannot be read and is skipped: "+err.Error())
		}
	}
	f.mu.Lock()
	f.seen = now
	f.mu.Unlock()
	return matching(all, query), nil
}

// look returns what a file has. It reads the file unless it is as before.
func (f *Folder) look(id string, before seen) (seen, error) {
	info, err := f.disk.stat(f.path(id))
	if err != nil || before.same(info) {
		return before, err
	}
	w, err := f.read(id)
	return seen{info, asListed(w)}, err
}

// read reads and checks one file.
func (f *Folder) read(id string) (w state.SavedWorkspace, err error) {
	data, err := f.disk.readFile(f.path(id), maxFile+1)
	if err != nil {
		return w, err
	}
	if len(data) > maxFile {
		return w, fmt.Errorf("%s has more than %d bytes", f.path(id), maxFile)
	}
	if err := json.Unmarshal(data, &w); err != nil {
		if at := new(json.SyntaxError); errors.As(err, &at) && at.Offset >= int64(len(data)) {
			err = fmt.Errorf("it is cut off after %d bytes, within its JSON text", len(data))
		}
		return w, fmt.Errorf("%s: %w", f.path(id), err)
	}
	if w.ID != id {
		return w, fmt.Errorf("%s: wanted the id %q, found %.40q", f.path(id), id, w.ID)
	}
	if err := check(w); err != nil {
		return w, fmt.Errorf("%s: %w", f.path(id), err)
	}
	return w, nil
}

// tell notes what is wrong with a file if that has changed; wrong is "" if nothing is.
func (f *Folder) tell(id, wrong string) {
	f.mu.Lock()
	before := f.told[id]
	f.told[id] = wrong
	if wrong == "" {
		delete(f.told, id)
	}
	f.mu.Unlock()
	if wrong == before || f.note == nil {
		return
	}
	if wrong == "" {
		wrong = "a saved workspace can be read again: " + f.path(id)
	}
	f.note(wrong)
}

// Get implements [Workspaces].
func (f *Folder) Get(idOrName string) (state.SavedWorkspace, error) {
	if isID(idOrName) {
		if w, err := f.read(idOrName); err == nil { // without reading all others
			return w, nil
		}
	}
	all, err := f.List("")
	if err != nil {
		return state.SavedWorkspace{}, err
	}
	w, err := find(all, idOrName)
	if err != nil {
		return w, err
	}
	return f.read(w.ID)
}

// Delete implements [Workspaces].
func (f *Folder) Delete(idOrName string) error {
	w, err := f.Get(idOrName)
	if err != nil {
		return err
	}
	err = f.disk.remove(f.path(w.ID))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
