package store

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

func TestSecret(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "token")
	var made atomic.Int32
	makeOne := func() ([]byte, error) { return []byte("secret " + strconv.Itoa(int(made.Add(1)))), nil }
	good := func(b []byte) bool { return strings.HasPrefix(string(b), "secret") }
	get := func(what, want, wantNote string) {
		t.Helper()
		secret, note, err := Secret(dir, "token", good, makeOne)
		if string(secret) != want || err != nil || (note == "") != (wantNote == "") || !strings.Contains(note, wantNote) {
			t.Errorf("%s: %q, note %q, %v; want %q, note %q", what, secret, note, err, want, wantNote)
		}
		if info, err := os.Lstat(path); err != nil || info.Mode() != 0o600 {
			t.Errorf("%s: %v, %v", what, info.Mode(), err)
		}
	}
	get("the first time", "secret 1", "")
	get("again", "secret 1", "")
	for _, mode := range []os.FileMode{0o644, 0o640, 0o604, 0o620} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		next := "secret " + strconv.Itoa(int(made.Load())+1)
		get("after others could read it", next, "could be read by others")
		get("again", next, "")
	}
	for _, bad := range []string{"", "nonsense", strings.Repeat("secret", mostSecret)} {
		if err := os.WriteFile(path, []byte(bad), 0o600); err != nil {
			t.Fatal(err)
		}
		get("a bad one", "secret "+strconv.Itoa(int(made.Load())+1), "another one is made")
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	elsewhere := filepath.Join(t.TempDir(), "other")
	if err := os.WriteFile(elsewhere, []byte("secret of others"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(elsewhere, path); err != nil {
		t.Skip(err)
	}
	get("a link", "secret "+strconv.Itoa(int(made.Load())+1), "is not a plain file")
	if b, err := os.ReadFile(elsewhere); err != nil || string(b) != "secret of others" {
		t.Errorf("what the link led to is %q, %v", b, err)
	}
	if err := RemoveSecret(dir, "token"); err != nil {
		t.Error(err)
	}
	if err := RemoveSecret(dir, "token"); err != nil {
		t.Errorf("once more: %v", err)
	}
	// One that another program of the user makes meanwhile counts.
	secret, note, err := Secret(dir, "token", good, func() ([]byte, error) {
		return []byte("secret of mine"), os.WriteFile(path, []byte("secret of another"), 0o600)
	})
	if string(secret) != "secret of another" || note != "" || err != nil {
		t.Errorf("made at once: %q, note %q, %v", secret, note, err)
	}
	if err := RemoveSecret(dir, "token"); err != nil {
		t.Error(err)
	}
	// Programs that start at once agree.
	var all sync.WaitGroup
	var got [20]string
	for i := range got {
		all.Go(func() {
			secret, _, err := Secret(dir, "token", good, makeOne)
			if err != nil {
				t.Error(err)
			}
			got[i] = string(secret)
		})
	}
	all.Wait()
	for _, secret := range got {
		if secret != got[0] {
			t.Errorf("%q and %q", secret, got[0])
		}
	}
	if n := len(entriesOf(t, dir)); n != 1 {
		t.Errorf("%d files are left", n)
	}
	if secret, _, err := Secret(filepath.Join(dir, "gone"), "token", good, makeOne); err == nil || !good(secret) {
		t.Errorf("without a folder: %q, %v", secret, err)
	}
}

// TestUploadsOfBadNames: no name leads out of the folder, whoever has let it pass.
func TestUploadsOfBadNames(t *testing.T) {
	dir := t.TempDir()
	u, err := OpenUploads(dir, DefaultUploadLimits)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"../x.bed", "/x.bed", "a/../../x.bed", "..", "", "x\x00.bed", "x\n.bed", "con.bed", "c:x.bed"} {
		if up, err := u.Begin([]UploadFile{{"good.bed", 1}, {name, 1}}); err == nil {
			t.Errorf("%q is kept", name)
			_ = up.Discard()
		}
	}
	if n := len(entriesOf(t, filepath.Join(dir, "uploads"))); n != 0 {
		t.Errorf("%d are left", n)
	}
}

func entriesOf(t *testing.T, dir string) []os.DirEntry {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	return entries
}
