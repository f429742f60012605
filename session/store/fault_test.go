package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/epiviz/epivizgo/session/state"
	"github.com/epiviz/epivizgo/session/wholefile"
)

// faulty is the file system of this machine, of which some calls fail.
type faulty struct {
	system
	err   error // what they fail with
	short bool  // a write that fails writes half
	from  int   // the number of the first call that fails, counted from 1
	count int   // how many in a row fail

	calls int
	log   []string // the calls that failed
}

// fails counts a call and returns its error.
func (f *faulty) fails(what, name string) error {
	f.calls++
	if f.calls < f.from || f.calls >= f.from+f.count {
		return nil
	}
	f.log = append(f.log, what+" "+filepath.Base(name))
	return &fs.PathError{Op: what, Path: name, Err: f.err}
}

func (f *faulty) openFile(name string, flag int, perm fs.FileMode) (file, error) {
	if err := f.fails("open", name); err != nil {
		return nil, err
	}
	opened, err := f.system.openFile(name, flag, perm)
	if err != nil {
		return nil, err
	}
	return faultyFile{opened, f, name}, nil
}

func (f *faulty) stat(name string) (fs.FileInfo, error) {
	if err := f.fails("stat", name); err != nil {
		return nil, err
	}
	return f.system.stat(name)
}

func (f *faulty) lstat(name string) (fs.FileInfo, error) {
	if err := f.fails("lstat", name); err != nil {
		return nil, err
	}
	return f.system.lstat(name)
}

func (f *faulty) readDir(name string) ([]fs.DirEntry, error) {
	if err := f.fails("readdir", name); err != nil {
		return nil, err
	}
	return f.system.readDir(name)
}

func (f *faulty) mkdirAll(name string, perm fs.FileMode) error {
	return errors.Join(f.fails("mkdir", name), f.system.mkdirAll(name, perm))
}

func (f *faulty) chmod(name string, perm fs.FileMode) error {
	if err := f.fails("chmod", name); err != nil {
		return err
	}
	return f.system.chmod(name, perm)
}

func (f *faulty) rename(from, to string) error {
	if err := f.fails("rename", from); err != nil {
		return err
	}
	return f.system.rename(from, to)
}

func (f *faulty) remove(name string) error {
	if err := f.fails("remove", name); err != nil {
		return err
	}
	return f.system.remove(name)
}

func (f *faulty) lockFile(name string) (func(), error) {
	if err := f.fails("lock", name); err != nil {
		return nil, err
	}
	return f.system.lockFile(name)
}

// faultyFile is an open file of a faulty disk.
type faultyFile struct {
	file
	disk *faulty
	name string
}

func (f faultyFile) Read(p []byte) (int, error) {
	if err := f.disk.fails("read", f.name); err != nil {
		return 0, err
	}
	return f.file.Read(p)
}

func (f faultyFile) Write(p []byte) (int, error) {
	if err := f.disk.fails("write", f.name); err != nil {
		n := 0
		if f.disk.short {
			n, _ = f.file.Write(p[:len(p)/2])
		}
		return n, err
	}
	return f.file.Write(p)
}

func (f faultyFile) Stat() (fs.FileInfo, error) {
	if err := f.disk.fails("fstat", f.name); err != nil {
		return nil, err
	}
	return f.file.Stat()
}

func (f faultyFile) Chmod(perm fs.FileMode) error {
	if err := f.disk.fails("fchmod", f.name); err != nil {
		return err
	}
	return f.file.Chmod(perm)
}

func (f faultyFile) Truncate(size int64) error {
	if err := f.disk.fails("truncate", f.name); err != nil {
		return err
	}
	return f.file.Truncate(size)
}

func (f faultyFile) Sync() error {
	return f.disk.fails("sync", f.name) // what was written is read without it, and the test is fast
}

func (f faultyFile) Close() error {
	err := f.disk.fails("close", f.name)
	return errors.Join(err, f.file.Close())
}

// keeper keeps the commands "do 1", "do 2" and so on as the prompt keeps a state: after
// one that could not be kept, nothing is until the whole state has been written.
type keeper struct {
	disk disk
	dir  string
	j    *Journal // nil until it could be begun
	n    int      // commands that were done
	hole bool
	told []string
}

func (k *keeper) tell(err error) bool {
	if err != nil {
		k.told = append(k.told, err.Error())
	}
	return err == nil
}

func (k *keeper) note(sentence string) { k.told = append(k.told, sentence) }

func (k *keeper) begin() {
	j, err := k.disk.create(k.dir, nil)
	if k.hole = !k.tell(err); !k.hole {
		k.j = j
	}
}

func (k *keeper) do() {
	if k.hole {
		k.compact()
	}
	k.n++
	if !k.hole {
		k.hole = !k.tell(k.j.Append(fmt.Sprint("do ", k.n)))
	}
}

func (k *keeper) compact() {
	if k.j == nil {
		k.begin()
	}
	if k.j != nil {
		k.hole = !k.tell(k.j.Compact([]string{fmt.Sprint("sum ", k.n)})) && k.hole
	}
}

// end closes the journal, and reports whether the whole state was kept.
func (k *keeper) end() bool {
	if k.hole {
		k.compact()
	}
	if k.j != nil {
		k.tell(k.j.Close(true))
		k.j = nil
	}
	return !k.hole
}

// TestFaults has each call to the system fail in its turn while a program begins a
// journal, keeps commands, compacts it, ends, and another resumes it, and while
// workspaces are saved and deleted. What was kept is there afterwards, what was not
// was told, and what could not be read is not removed.
func TestFaults(t *testing.T) {
	for _, tc := range []struct {
		name  string
		err   error
		short bool
		count int
	}{
		{"full", syscall.ENOSPC, false, 1},
		{"short", syscall.ENOSPC, true, 1},
		{"error", syscall.EIO, false, 1},
		{"short twice", syscall.EIO, true, 2},
		{"error for a while", syscall.EIO, true, 7},
	} {
		if testing.Short() && tc.count != 2 {
			continue
		}
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			for n := 1; ; n++ {
				f := &faulty{err: tc.err, short: tc.short, from: n, count: tc.count}
				withFault(t, f)
				if t.Failed() {
					return
				}
				if f.calls < n {
					t.Logf("%d calls failed in their turns", n-1)
					return
				}
			}
		})
	}
}

// TestWorkspaceUnreadableForAWhile tells of a workspace that cannot be read once, and when
// it can be again, each time.
func TestWorkspaceUnreadableForAWhile(t *testing.T) {
	disk := disk{&faulty{}}
	system := disk.calls.(*faulty)
	var told []string
	f, err := disk.openFolder(t.TempDir(), func(sentence string) { told = append(told, sentence) })
	if err != nil {
		t.Fatal(err)
	}
	w := save(t, f, state.SavedWorkspace{Name: "mine", Content: "1"})
	for round := range 2 {
		told = nil
		for range 3 {
			// The folder is listed first.
			system.from, system.count, system.err = system.calls+2, 1, syscall.EIO
			wantLines(t, names(t, f, ""))
		}
		system.count = 0
		for range 2 {
			wantLines(t, names(t, f, ""), "mine")
		}
		if len(told) != 2 || !strings.HasPrefix(told[0], "a saved workspace cannot be read and is skipped: ") ||
			told[1] != "a saved workspace can be read again: "+f.path(w.ID) {
			t.Errorf("round %d: told %q", round, told)
		}
	}
}

func withFault(t *testing.T, f *faulty) {
	dir, err := os.MkdirTemp(t.TempDir(), "state")
	if err != nil {
		t.Fatal(err)
	}
	other := kept(t, dir, "load other.bed")
	damaged := plant(t, dir, "damaged", "nothing of ours\n")
	torn := plant(t, dir, "torn", goodHead+"a\n\x00\nload b.bed\n")
	plain, err := disk{&faulty{}}.openFolder(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	old := save(t, plain, state.SavedWorkspace{Name: "old", Content: "1"})
	gone := save(t, plain, state.SavedWorkspace{Name: "gone", Content: "1"})

	fail := func(format string, args ...any) {
		t.Helper()
		t.Errorf("call %d fails, %q: %s", f.from, f.log, fmt.Sprintf(format, args...))
	}
	d := disk{f}
	k := &keeper{disk: d, dir: dir}
	_, err = d.resumable(dir, k.note)
	k.tell(err)
	k.begin()
	k.do()
	k.do()
	k.compact()
	k.do()
	whole := k.end()
	if !whole && len(k.told) == 0 {
		fail("a command was not kept, and nothing was told")
	}
	if len(f.log) == 0 && len(k.told) > 1 { // the damaged journal is told of
		fail("told %q without a fault", k.told)
	}
	first := k.n

	// Another program continues.
	found, err := d.resumable(dir, k.note)
	k.tell(err)
	resumed := false
	for _, info := range found {
		if info.Path == other || info.Path == torn {
			continue
		}
		j, lines, _, err := d.resume(info.Path, nil)
		if !k.tell(err) {
			continue
		}
		if got := sum(t, lines); whole && got != first {
			fail("resumed with %d commands of %d", got, first)
		} else {
			k.n = got
		}
		k.j, k.hole, resumed = j, false, true
		k.do()
		k.compact()
		k.do()
		whole = k.end()
	}
	if _, _, note, err := d.resume(torn, nil); k.tell(err) && !strings.Contains(note, torn+damagedSuffix) {
		fail("cut off without a note: %q", note)
	}

	// Workspaces.
	folder, err := d.openFolder(dir, k.note)
	if !k.tell(err) {
		folder, err = d.openFolder(dir, k.note)
		k.tell(err)
	}
	changed, added, deleted := false, false, false
	if err == nil {
		old.Content = "2"
		_, err = folder.Save(old)
		changed = k.tell(err)
		_, err = folder.Save(state.SavedWorkspace{Name: "new", Content: "1"})
		added = k.tell(err)
		deleted = k.tell(folder.Delete(gone.ID))
		_, err = folder.List("")
		k.tell(err)
	}
	for _, failed := range f.log {
		what, name, _ := strings.Cut(failed, " ")
		if what != "open" && what != "remove" && strings.HasSuffix(name, wholefile.Suffix) && len(k.told) < 2 { // one is of the damaged journal
			fail("it was not told")
		}
	}

	// The next program finds all of it.
	var told []string
	found, err = Resumable(dir, func(sentence string) { told = append(told, sentence) })
	if err != nil {
		t.Fatal(err)
	}
	commands := 0
	for _, info := range found {
		lines, err := info.Lines()
		if err != nil {
			t.Fatal(err)
		}
		switch info.Path {
		case other:
			wantLines(t, lines, "load other.bed")
			continue
		case torn:
			wantLines(t, lines, "a")
			continue
		}
		commands = sum(t, lines)
	}
	if !slices.ContainsFunc(found, func(info Info) bool { return info.Path == other }) {
		fail("the journal of another program is lost: %v", found)
	}
	if whole && commands != k.n {
		fail("%d commands are kept of %d (resumed: %v), told %q", commands, k.n, resumed, k.told)
	}
	texts := left(t, dir)
	for path, want := range map[string]string{damaged: "nothing of ours\n", torn: "\x00\nload b.bed\n"} {
		whole := false
		for name, text := range texts {
			whole = whole || strings.HasPrefix(name, filepath.Base(path)) && strings.HasSuffix(text, want)
		}
		if !whole {
			fail("of %s there is left %q", path, texts)
		}
	}
	all, err := plain.List("")
	if err != nil {
		t.Fatal(err)
	}
	content := map[string]string{}
	for _, w := range all {
		w, err := plain.Get(w.ID)
		if err != nil {
			t.Fatal(err)
		}
		content[w.Name] += w.Content
	}
	if got := content["old"]; changed && got != "2" || got != "1" && got != "2" {
		fail("the workspace that was changed (%v) has %q", changed, got)
	}
	if got := content["new"]; added != (got == "1") && !strings.Contains(strings.Join(k.told, "\n"), `workspace "new" is saved: `) {
		fail("the workspace that was added (%v) has %q; told %q", added, got, k.told)
	}
	if got := content["gone"]; deleted == (got == "1") {
		fail("the workspace that was deleted (%v) has %q", deleted, got)
	}
}
