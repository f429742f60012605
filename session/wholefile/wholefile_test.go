package wholefile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// write writes text to the file at path, by calls.
func write(calls Calls[*os.File], path, text string) error {
	w, err := Create(calls, path, 0o600)
	if err != nil {
		return err
	}
	defer w.Close()
	if _, err := w.File.WriteString(text); err != nil {
		return err
	}
	return w.Finish()
}

func wantFiles(t *testing.T, dir string, want map[string]string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if text, err := os.ReadFile(filepath.Join(dir, e.Name())); err != nil || string(text) != want[e.Name()] {
			t.Errorf("%s has %q, %v; want %q", e.Name(), text, err, want[e.Name()])
		}
	}
	if len(entries) != len(want) {
		t.Errorf("there are %d files; want %d", len(entries), len(want))
	}
}

func TestWriter(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.txt")
	for _, text := range []string{"first", "second"} {
		if err := write(System(), path, text); err != nil {
			t.Fatal(err)
		}
		wantFiles(t, dir, map[string]string{"a.txt": text})
	}
	w, err := Create(System(), path, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.File.WriteString("half"); err != nil {
		t.Fatal(err)
	}
	w.Close()
	wantFiles(t, dir, map[string]string{"a.txt": "second"})
}

func TestWriterFails(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.txt")
	if err := write(System(), path, "old"); err != nil {
		t.Fatal(err)
	}
	full := errors.New("full")
	calls := System()
	calls.Rename = func(string, string) error { return full }
	if err := write(calls, path, "new"); !errors.Is(err, full) {
		t.Errorf("a rename that fails: %v", err)
	}
	wantFiles(t, dir, map[string]string{"a.txt": "old"})
	nowhere := filepath.Join(dir, "none", "a.txt")
	var p *fs.PathError
	if err := write(System(), nowhere, ""); !errors.As(err, &p) || p.Path != nowhere {
		t.Errorf("in no folder: %v; want an error about %s", err, nowhere)
	}
}

// TestSweep removes what an old run has left of the files that are meant, and nothing else.
func TestSweep(t *testing.T) {
	dir := t.TempDir()
	old := time.Now().Add(-2 * time.Hour)
	for _, name := range []string{"a.svg", ".a.svg.abcdefgh.tmp", ".b.svg.abcdefgh.tmp", ".a.svg.abc.tmp", "a.svg.abcdefgh.tmp", ".tmp"} {
		path := filepath.Join(dir, name)
		if err := errors.Join(os.WriteFile(path, nil, 0o600), os.Chtimes(path, old, old)); err != nil {
			t.Fatal(err)
		}
	}
	w, err := Create(System(), filepath.Join(dir, "a.svg"), 0o600) // which is being written
	if err != nil {
		t.Fatal(err)
	}
	meant := func(name string) bool { return name == "a.svg" }
	if n := Sweep(dir, meant); n != 1 {
		t.Errorf("%d were removed, want 1", n)
	}
	w.Close()
	wantFiles(t, dir, map[string]string{"a.svg": "", ".b.svg.abcdefgh.tmp": "", ".a.svg.abc.tmp": "", "a.svg.abcdefgh.tmp": "", ".tmp": ""})
	if n := Sweep(filepath.Join(dir, "none"), meant); n != 0 {
		t.Errorf("%d were removed from where nothing is", n)
	}
}
