package diskcache

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var background = context.Background()

func open(t *testing.T, dir string, opt Options) *Folder {
	t.Helper()
	f, err := Open(dir, opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close(background) })
	return f
}

// keep keeps a content and waits until it is written.
func keep(t *testing.T, dir string, opt Options, key Key, content string) {
	t.Helper()
	f := open(t, dir, opt)
	f.Keep(key, int64(len(content)), func(w io.Writer) error {
		_, err := io.WriteString(w, content)
		return err
	})
	f.Close(background)
}

// load returns the content of a key, and whether there is one.
func load(t *testing.T, dir string, opt Options, key Key) (content string, ok bool) {
	t.Helper()
	ok = open(t, dir, opt).Load(background, key, func(r io.Reader, size int64) error {
		all, err := io.ReadAll(r)
		content = string(all)
		if int64(len(all)) != size {
			t.Errorf("%d bytes, said to be %d", len(all), size)
		}
		return err
	})
	return content, ok
}

func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	var out []string
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}

var one = Key{Place: "/data/a.gtf", State: "1"}

func TestKeep(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "above", "cache")
	content := strings.Repeat("some rows ", 300_000)
	if _, ok := load(t, dir, Options{}, one); ok {
		t.Fatal("a content before one was kept")
	}
	keep(t, dir, Options{}, one, content)
	if got, ok := load(t, dir, Options{}, one); !ok || got != content {
		t.Errorf("%d bytes, %t", len(got), ok)
	}
	for what, key := range map[string]Key{"place": {"/data/b.gtf", "1"}, "state": {"/data/a.gtf", "2"}} {
		if _, ok := load(t, dir, Options{}, key); ok {
			t.Errorf("the content is that of another %s too", what)
		}
	}
	if _, ok := load(t, dir, Options{Build: "another"}, one); ok {
		t.Error("the content is that of another program too")
	}
	keep(t, dir, Options{}, Key{one.Place, "2"}, "new")
	if _, ok := load(t, dir, Options{}, one); ok {
		t.Error("the content of the old state is still there")
	}
	if got, ok := load(t, dir, Options{}, Key{one.Place, "2"}); !ok || got != "new" {
		t.Errorf("the new state has %q, %t", got, ok)
	}
	if n := names(t, dir); len(n) != 1 || strings.Contains(n[0], "gtf") {
		t.Errorf("files %q; wanted one without the name of the place", n)
	}
}

func TestPrivate(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("files have no such modes here")
	}
	dir := filepath.Join(t.TempDir(), "cache")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	keep(t, dir, Options{}, one, "rows")
	path := filepath.Join(dir, names(t, dir)[0])
	for path, want := range map[string]os.FileMode{dir: 0o700, path: 0o600} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v; want %o", path, info.Mode(), err, want)
		}
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, ok := load(t, dir, Options{}, one); ok {
		t.Error("a file that others may have written was read")
	}
}

// TestDamage changes and cuts a file at every byte: it is not read, and goes.
func TestDamage(t *testing.T) {
	dir := t.TempDir()
	keep(t, dir, Options{}, one, "rows")
	path := filepath.Join(dir, names(t, dir)[0])
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := range good {
		changed := bytes.Clone(good)
		changed[i] ^= 4
		for what, bad := range map[string][]byte{"changed": changed, "cut": good[:i]} {
			if err := os.WriteFile(path, bad, 0o600); err != nil {
				t.Fatal(err)
			}
			if got, ok := load(t, dir, Options{}, one); ok {
				t.Errorf("%s at byte %d: read as %q", what, i, got)
			}
			if left := len(names(t, dir)); left != 0 && (what == "cut" && i < headerSize || i >= headerSize) {
				t.Errorf("%s at byte %d: the file is still there", what, i)
			}
		}
	}
	keep(t, dir, Options{}, one, "rows")
	f := open(t, dir, Options{})
	if f.Load(background, one, func(io.Reader, int64) error { return errors.New("no rows") }) || len(names(t, dir)) != 0 {
		t.Error("a content that cannot be decoded is still there")
	}
}

// TestNoFile has something else where the file should be.
func TestNoFile(t *testing.T) {
	dir := t.TempDir()
	keep(t, dir, Options{}, one, "rows")
	path := filepath.Join(dir, names(t, dir)[0])
	elsewhere := filepath.Join(t.TempDir(), "elsewhere")
	if err := os.Rename(path, elsewhere); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(elsewhere, path); err != nil {
		t.Skip(err)
	}
	if _, ok := load(t, dir, Options{}, one); ok {
		t.Error("a link was followed")
	}
	if _, err := os.Stat(elsewhere); err != nil {
		t.Error(err)
	}
}

// TestEndless has a file of a good header and a size that memory has no room for.
func TestEndless(t *testing.T) {
	dir := t.TempDir()
	keep(t, dir, Options{}, one, "rows")
	if err := os.Truncate(filepath.Join(dir, names(t, dir)[0]), DefaultLimit+1<<20); err != nil {
		t.Skip(err) // no room, and no holes in files
	}
	ok := open(t, dir, Options{}).Load(background, one, func(_ io.Reader, size int64) error {
		t.Errorf("%d bytes are to be decoded", size)
		return io.ErrUnexpectedEOF
	})
	if left := names(t, dir); ok || len(left) > 0 {
		t.Errorf("read %t, left %v", ok, left)
	}
}

func TestCancelledLoadKeepsTheFile(t *testing.T) {
	dir := t.TempDir()
	keep(t, dir, Options{}, one, "rows")
	ctx, cancel := context.WithCancel(background)
	cancel()
	ok := open(t, dir, Options{}).Load(ctx, one, func(r io.Reader, _ int64) error {
		_, err := io.ReadAll(r)
		return err
	})
	if _, still := load(t, dir, Options{}, one); ok || !still {
		t.Errorf("read %t, still there %t", ok, still)
	}
}

// TestLimit keeps contents of a hundred bytes in a folder for three of them and their headers.
func TestLimit(t *testing.T) {
	dir := t.TempDir()
	content := strings.Repeat("x", 100)
	opt := Options{Limit: 3 * int64(headerSize+100+sumSize)}
	key := func(place string) Key { return Key{Place: place} }
	old := time.Now().Add(-48 * time.Hour)
	for i, place := range []string{"a", "b", "c"} {
		keep(t, dir, opt, key(place), content)
		at := old.Add(time.Duration(i) * time.Minute)
		if err := os.Chtimes(filepath.Join(dir, key(place).name()), at, at); err != nil {
			t.Fatal(err)
		}
	}
	if _, ok := load(t, dir, opt, key("a")); !ok { // it is the last used now
		t.Fatal("a is gone")
	}
	keep(t, dir, opt, key("d"), content)
	keep(t, dir, opt, key("d"), content) // in its own place
	keep(t, dir, opt, key("e"), strings.Repeat("x", 200))
	for place, want := range map[string]bool{"a": true, "b": false, "c": true, "d": true, "e": false} {
		if _, ok := load(t, dir, opt, key(place)); ok != want {
			t.Errorf("%s is there: %t, want %t", place, ok, want)
		}
	}
}

// TestAbandoned has files that programs were writing when they were killed, and one that is being written.
func TestAbandoned(t *testing.T) {
	dir := t.TempDir()
	for name, age := range map[string]time.Duration{"1.tmp": 2 * abandoned, "2.tmp": 0, "of-others": 1000 * abandoned} {
		path, at := filepath.Join(dir, name), time.Now().Add(-age)
		if err := errors.Join(os.WriteFile(path, nil, 0o600), os.Chtimes(path, at, at)); err != nil {
			t.Fatal(err)
		}
	}
	keep(t, dir, Options{}, one, "rows")
	got := names(t, dir)
	if slices.Contains(got, "1.tmp") || !slices.Contains(got, "2.tmp") || !slices.Contains(got, "of-others") {
		t.Errorf("files %q", got)
	}
}

func TestFailures(t *testing.T) {
	var log bytes.Buffer
	opt := Options{Log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	keep(t, filepath.Join(file, "cache"), opt, one, "rows")
	if !strings.Contains(log.String(), "level=DEBUG") || !strings.Contains(log.String(), "nothing was kept") {
		t.Errorf("the log says %q", log.String())
	}
	dir := t.TempDir()
	f := open(t, dir, opt)
	f.Keep(one, 4, func(w io.Writer) error {
		_, err := io.WriteString(w, "ro")
		return errors.Join(err, errors.New("no more"))
	})
	f.Close(background)
	f.Keep(one, 4, func(io.Writer) error { t.Error("encoded after Close"); return nil })
	if n := names(t, dir); len(n) != 0 {
		t.Errorf("files %q are left", n)
	}
	var none *Folder
	none.Keep(one, 0, nil)
	if none.Load(background, one, nil) {
		t.Error("a folder that is not there has a content")
	}
	none.Close(background)
}

// TestCloseEnds ends what would never have been written.
func TestCloseEnds(t *testing.T) {
	dir := t.TempDir()
	f := open(t, dir, Options{})
	ctx, cancel := context.WithCancel(background)
	defer cancel()
	for range 2 { // the second one waits for the first
		f.Keep(one, 4, func(w io.Writer) error {
			for {
				cancel()
				if _, err := io.WriteString(w, "rows"); err != nil {
					return err
				}
			}
		})
	}
	f.Close(ctx)
	if n := names(t, dir); len(n) != 0 {
		t.Errorf("files %q are left", n)
	}
}

func TestDir(t *testing.T) {
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		t.Skip("the folder is the system's")
	}
	base := t.TempDir()
	t.Setenv("XDG_CACHE_HOME", base)
	if dir, err := Dir(); err != nil || dir != filepath.Join(base, "epivizgo") {
		t.Errorf("%s, %v", dir, err)
	}
}
