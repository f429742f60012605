package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/state"
)

func openUploads(t *testing.T, dir string, limits UploadLimits) *Uploads {
	t.Helper()
	u, err := OpenUploads(dir, limits)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// send receives a whole file and returns its path.
func send(t *testing.T, u *Uploads, name, text string) (*Upload, string) {
	t.Helper()
	up, err := u.Begin([]UploadFile{{name, int64(len(text))}})
	if err != nil {
		t.Fatal(err)
	}
	if err := up.Write(0, 0, []byte(text)); err != nil {
		t.Fatal(err)
	}
	path, err := up.Complete()
	if err != nil {
		t.Fatal(err)
	}
	return up, path
}

// listed lists what is below a folder.
func listed(t *testing.T, dir string) (names []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if err == nil && path != dir {
			names = append(names, strings.TrimPrefix(path, dir+string(filepath.Separator)))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func TestUploads(t *testing.T) {
	dir := t.TempDir()
	u := openUploads(t, dir, DefaultUploadLimits)
	up, err := u.Begin([]UploadFile{{"a.bed.gz", 5}, {"a.bed.gz.tbi", 2}, {"empty.csi", 0}})
	if err != nil {
		t.Fatal(err)
	}
	write := func(index int, at int64, data string, ok bool) {
		t.Helper()
		if err := up.Write(index, at, []byte(data)); (err == nil) != ok {
			t.Errorf("writing %q at %d of file %d: %v", data, at, index, err)
		}
	}
	write(0, 0, "abc", true)
	write(1, 0, "xy", true)
	write(0, 0, "abc", false)   // again
	write(0, 4, "e", false)     // with a hole
	write(0, 3, "def", false)   // too long
	write(0, -1, "d", false)    // before the start
	write(3, 0, "d", false)     // of no file
	write(-1, 0, "d", false)    //
	write(2, 0, "d", false)     // of an empty file
	write(1, 1<<62, "d", false) // far out
	if path, err := up.Complete(); err == nil {
		t.Errorf("an upload that is cut off is complete: %s", path)
	}
	write(0, 3, "de", true)
	path, err := up.Complete()
	if err != nil {
		t.Fatal(err)
	}
	if again, err := up.Complete(); again != path || err != nil {
		t.Errorf("completed again: %q, %v", again, err)
	}
	write(0, 5, "", true)
	if data, err := os.ReadFile(path); string(data) != "abcde" || err != nil || filepath.Base(path) != "a.bed.gz" || !u.Has(path) {
		t.Errorf("%s has %q, error %v", path, data, err)
	}
	if data, err := os.ReadFile(path + ".tbi"); string(data) != "xy" || err != nil {
		t.Errorf("the index has %q, error %v", data, err)
	}
	for p, want := range map[string]fs.FileMode{path: 0o600, filepath.Dir(path): 0o700, u.dir: 0o700} {
		if info, err := os.Stat(p); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, error %v; want %v", p, info.Mode(), err, want)
		}
	}
	up.Keep()
	if err := up.Discard(); err != nil {
		t.Error(err)
	}
	write(0, 5, "", false)
	if _, err := os.Stat(path); err != nil {
		t.Errorf("what is kept was removed: %v", err)
	}

	// Two files of one name are two files.
	same, _ := send(t, u, "a.bed.gz", "other")
	if data, _ := os.ReadFile(path); string(data) != "abcde" {
		t.Errorf("the first file has %q", data)
	}
	if err := errors.Join(same.Discard(), same.Discard(), u.Close()); err != nil {
		t.Error(err)
	}
	if names := listed(t, u.dir); len(names) > 0 {
		t.Errorf("left %q, which nothing names", names)
	}
}

// TestUploadsAreKept keeps a file as long as a journal or a workspace names it.
func TestUploadsAreKept(t *testing.T) {
	old := searchBlock
	searchBlock = 7 // shorter than a key, which is cut between any two blocks
	defer func() { searchBlock = old }()
	dir := t.TempDir()
	folder, err := OpenFolder(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	u := openUploads(t, dir, DefaultUploadLimits)
	j, err := Create(dir)
	if err != nil {
		t.Fatal(err)
	}
	kept := map[string]string{}
	for _, name := range []string{"journal.bed", "workspace.bed", "damaged.bed", "nothing.bed"} {
		up, path := send(t, u, name, name)
		up.Keep()
		kept[name] = path
	}
	w, err := folder.Save(state.SavedWorkspace{Name: "w", State: []state.Event{{Kind: state.EventLoaded, Path: kept["workspace.bed"]}}})
	if err != nil {
		t.Fatal(err)
	}
	elsewhere := filepath.Join(t.TempDir(), "x")
	aside := filepath.Join(dir, journalFolder, "x.journal.damaged")
	if err := os.Symlink(elsewhere, aside); err != nil {
		t.Fatal(err)
	}
	err = errors.Join(j.Append("load "+kept["journal.bed"]), os.WriteFile(aside, []byte("\x00\xffload "+kept["damaged.bed"]+"?"), 0o600),
		j.Close(true), u.Close())
	if err != nil {
		t.Fatal(err)
	}
	there := func() (names []string) {
		for name, path := range kept {
			if _, err := os.Stat(path); err == nil {
				names = append(names, name)
			}
		}
		slices.Sort(names)
		return names
	}
	if got, want := there(), []string{"damaged.bed", "journal.bed", "workspace.bed"}; !slices.Equal(got, want) {
		t.Fatalf("kept %q, want %q", got, want)
	}

	// Later programs remove what is old and no longer named, unless another program runs.
	if err := errors.Join(folder.Delete(w.ID), os.Remove(aside)); err != nil {
		t.Fatal(err)
	}
	openUploads(t, dir, DefaultUploadLimits)
	if got := there(); len(got) != 3 {
		t.Errorf("what is not old was removed: %q", got)
	}
	long := time.Now().Add(-2 * leftoverAge)
	for _, path := range kept {
		_ = os.Chtimes(filepath.Dir(path), long, long)
	}
	other, err := Create(dir)
	if err != nil {
		t.Fatal(err)
	}
	openUploads(t, dir, DefaultUploadLimits)
	if got := there(); len(got) != 3 {
		t.Errorf("while another program runs, %q were left", got)
	}
	if err := other.Close(false); err != nil {
		t.Fatal(err)
	}
	openUploads(t, dir, DefaultUploadLimits)
	if got, want := there(), []string{"journal.bed"}; !slices.Equal(got, want) {
		t.Errorf("kept %q, want %q", got, want)
	}
}

func TestTemporaryUploads(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	u := TemporaryUploads(DefaultUploadLimits)
	if err := u.Close(); err != nil || u.Has("x") {
		t.Errorf("closed before anything was sent: %v", err)
	}
	up, path := send(t, u, "a.bed", "x")
	up.Keep()
	if info, err := os.Stat(u.dir); err != nil || info.Mode().Perm() != 0o700 || !u.Has(path) || !u.Temporary() {
		t.Errorf("%s: %v, error %v", u.dir, info.Mode(), err)
	}
	if err := u.Close(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(u.dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the folder is left: %v", err)
	}
}

// small is a disk with few free bytes.
type small struct {
	system
	left int64
}

func (s small) free(string) (int64, bool) { return s.left, true }

func TestUploadLimits(t *testing.T) {
	refused := func(err error, parts ...string) {
		t.Helper()
		for _, part := range append(parts, "load PATH") {
			if err == nil || !strings.Contains(err.Error()+"\n"+hint.Of(err), part) {
				t.Errorf("%v (%s); want %q", err, hint.Of(err), part)
			}
		}
	}
	u := openUploads(t, t.TempDir(), UploadLimits{File: 10, All: 25})
	_, err := u.Begin([]UploadFile{{"big.bed", 11}})
	refused(err, "big.bed has 11 bytes", "at most 10 bytes")
	_, err = u.Begin([]UploadFile{{"a.bed", 1}, {"a.bed.tbi", 1 << 62}})
	refused(err, "a.bed.tbi has")
	first, path := send(t, u, "first.bed", "1234567890")
	first.Keep()
	second, err := u.Begin([]UploadFile{{"second.bed", 10}})
	if err != nil {
		t.Fatal(err)
	}
	_, err = u.Begin([]UploadFile{{"third.bed", 6}}) // the second has room kept for it
	refused(err, "third.bed has 6 bytes", "sent 20 bytes", "at most 25 bytes")
	if err := second.Discard(); err != nil {
		t.Fatal(err)
	}
	if third, err := u.Begin([]UploadFile{{"third.bed", 10}, {"third.bed.tbi", 5}}); err != nil {
		t.Error(err)
	} else if err := third.Discard(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}

	full, err := disk{small{left: diskReserve + 100}}.openUploads(t.TempDir(), DefaultUploadLimits)
	if err != nil {
		t.Fatal(err)
	}
	one, err := full.Begin([]UploadFile{{"one.bed", 60}})
	if err != nil {
		t.Fatal(err)
	}
	_, err = full.Begin([]UploadFile{{"two.bed", 60}})
	refused(err, "two.bed has 60 bytes", "67.1 MB free")
	if err := one.Discard(); err != nil {
		t.Error(err)
	}
}

func TestFileNamesFromElsewhere(t *testing.T) {
	for _, name := range []string{"a.bed", "a b (1).bed.gz", "ü.bed", "染色体.bed", "-", "--as", "~", "$HOME", "'\"`.bed", "*.bed", "a;rm -rf.bed",
		".bed", "tutorial", "console.bed", "<script>.bed", "a\u200cb.bed", strings.Repeat("a", maxFileName)} {
		if err := CheckFileName(name); err != nil {
			t.Errorf("%q: %v", name, err)
		}
	}
	for _, name := range []string{"", ".", "..", "...", " ", "a/b", "/etc/passwd", `..\a`, "../a", "a:b", "C:a", "a\x00b", "a\nb", "a\rb", "a\x1b[2J", "\x7f",
		"a\u0085b", "a\u202egpj.bed", "a\u2066b", "a\u2028b", "\ufeffa", "a\xffb", "CON", "nul.bed", "Aux.bed.gz", "com1", "LPT9.txt", "com¹.x", "con .bed",
		"a.bed.", "a.bed ", "tutorial:", strings.Repeat("a", maxFileName+1)} {
		if err := CheckFileName(name); err == nil {
			t.Errorf("%q is taken", name)
		} else if strings.ContainsAny(err.Error(), "\x00\n\r\x1b\x7f\u0085\u202e\u2028") {
			t.Errorf("the refusal of %q has its characters: %q", name, err)
		}
	}
}

// TestUploadFaults makes every call to the disk fail: what was received is whole or an error, and
// is removed.
func TestUploadFaults(t *testing.T) {
	for from := 1; ; from++ {
		f := &faulty{err: syscall.ENOSPC, from: from, count: 1, short: true}
		dir := t.TempDir()
		u, err := disk{f}.openUploads(dir, DefaultUploadLimits)
		if err == nil {
			var up *Upload
			if up, err = u.Begin([]UploadFile{{"a.bed", 4}, {"a.bed.tbi", 1}}); err == nil {
				err = errors.Join(up.Write(0, 0, []byte("ab")), up.Write(0, 2, []byte("cd")), up.Write(1, 0, []byte("i")))
				path := ""
				if err == nil {
					path, err = up.Complete()
				}
				if err == nil {
					if data, _ := os.ReadFile(path); string(data) != "abcd" {
						t.Errorf("%v failed: complete with %q", f.log, data)
					}
				}
				removed := up.Discard()
				err = errors.Join(err, removed)
			}
			if left := listed(t, u.dir); len(left) > 0 && err == nil {
				t.Errorf("%v failed: %q are left, and no error", f.log, left)
			}
		}
		if len(f.log) == 0 {
			if err != nil {
				t.Error(err)
			}
			return
		}
	}
}

// TestUploadsAtOnce receives many files at once, some of which are given up.
func TestUploadsAtOnce(t *testing.T) {
	u := openUploads(t, t.TempDir(), DefaultUploadLimits)
	var wg sync.WaitGroup
	for i := range 40 {
		wg.Go(func() {
			text := strings.Repeat(fmt.Sprint(i), 1000)
			up, err := u.Begin([]UploadFile{{"same.bed", int64(len(text))}})
			if err != nil {
				t.Error(err)
				return
			}
			for at := 0; at < len(text); at += 100 {
				if err := up.Write(0, int64(at), []byte(text[at:at+100])); err != nil && i%2 == 0 {
					t.Error(err)
				}
				if i%2 == 1 && at == 500 {
					wg.Go(func() { _ = up.Discard() })
				}
			}
			if i%2 == 1 {
				return
			}
			path, err := up.Complete()
			up.Keep()
			if data, _ := os.ReadFile(path); err != nil || string(data) != text {
				t.Errorf("upload %d: %d bytes, error %v", i, len(data), err)
			}
		})
	}
	wg.Wait()
	if n := len(u.keys()); n != 20 || len(u.coming) != 0 {
		t.Errorf("%d uploads are kept and %d are coming, want 20 and none", n, len(u.coming))
	}
	if err := u.Close(); err != nil || len(u.keys()) > 0 {
		t.Errorf("%d are left, error %v", len(u.keys()), err)
	}
}
