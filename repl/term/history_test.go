//go:build unix

package term

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

func TestHistoryRights(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state", "epivizgo", "history")
	rights := func(path string) os.FileMode {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		return info.Mode().Perm()
	}
	h, _, _ := openHistory(path)
	h.add("where")
	h.close()
	if got := rights(path); got != 0o600 {
		t.Errorf("a new file has rights %o", got)
	}
	if got := rights(filepath.Dir(path)); got != 0o700 {
		t.Errorf("its folder has rights %o", got)
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	h, lines, _ := openHistory(path)
	h.close()
	if got := rights(path); got != 0o600 || !slices.Equal(lines, []string{"where"}) {
		t.Errorf("an old file has rights %o and lines %q", got, lines)
	}
}

func TestHistoryAdd(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history")
	h, _, _ := openHistory(path)
	for _, line := range []string{"a", "a", "  ", "", "b", "a"} {
		h.add(line)
	}
	h.close()
	if text, err := os.ReadFile(path); err != nil || string(text) != "a\nb\na\n" {
		t.Errorf("the file has %q, %v", text, err)
	}
}

// TestHistoryOfManyLines checks that a long file is cut, and that what follows
// goes to the new one, which only the user can read.
func TestHistoryOfManyLines(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history")
	var text strings.Builder
	for i := range 2*mostHistory + 10 {
		fmt.Fprintf(&text, "line %d\n", i)
	}
	if err := os.WriteFile(path, []byte(text.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	h, lines, _ := openHistory(path)
	h.add("new")
	h.close()
	if len(lines) != mostHistory || lines[len(lines)-1] != fmt.Sprintf("line %d", 2*mostHistory+9) {
		t.Errorf("%d lines to %q", len(lines), lines[len(lines)-1])
	}
	got, err := os.ReadFile(path)
	if err != nil || strings.Count(string(got), "\n") != mostHistory+1 || !strings.HasSuffix(string(got), "\nnew\n") {
		t.Errorf("the file has %d lines, %v", strings.Count(string(got), "\n"), err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("rights %v, %v", info.Mode(), err)
	}
	if left, _ := filepath.Glob(filepath.Dir(path) + "/*"); len(left) != 1 {
		t.Errorf("left behind: %v", left)
	}
}

func TestHistoryThatTerminalsObey(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history")
	if err := os.WriteFile(path, []byte("where\n\x1b[2J\ncharts\u202e\nquit"), 0o600); err != nil {
		t.Fatal(err)
	}
	h, lines, _ := openHistory(path)
	h.close()
	if want := []string{"where", "quit"}; !slices.Equal(lines, want) {
		t.Errorf("lines %q, want %q", lines, want)
	}
}

// TestNoHistory checks the places where there can be none: there is a prompt
// all the same.
func TestNoHistory(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"", filepath.Join(file, "history"), dir, os.DevNull} {
		h, lines, err := openHistory(path)
		if h != nil || lines != nil || (err != nil) != (filepath.Dir(path) == file) {
			t.Errorf("%q: %v, %q, %v", path, h, lines, err)
		}
		h.add("where")
		h.close()
	}
}

// TestHistoryThroughALink: a link stays one when the file is cut, what it leads to is written only if it is private
// already, and a pipe is not waited for.
func TestHistoryThroughALink(t *testing.T) {
	dir := t.TempDir()
	path, target := filepath.Join(dir, "history"), filepath.Join(dir, "kept")
	if err := os.WriteFile(target, []byte(strings.Repeat("line\nother\n", 2*mostHistory)), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("kept", path); err != nil {
		t.Fatal(err)
	}
	h, _, _ := openHistory(path)
	h.add("new")
	h.close()
	if to, err := os.Readlink(path); to != "kept" || err != nil {
		t.Errorf("the link leads to %q, %v", to, err)
	}
	text, err := os.ReadFile(target)
	if err != nil || strings.Count(string(text), "\n") != mostHistory+1 || !strings.HasSuffix(string(text), "new\n") {
		t.Errorf("the file has %d bytes, %v", len(text), err)
	}
	if err := os.Chmod(target, 0o644); err != nil {
		t.Fatal(err)
	}
	h, lines, err := openHistory(path)
	if err == nil || !strings.Contains(err.Error(), path+" leads to "+target+", which others can read") {
		t.Errorf("the error is %v", err)
	}
	h.add("secret")
	h.close()
	after, _ := os.ReadFile(target)
	if info, err := os.Stat(target); lines != nil || err != nil || info.Mode().Perm() != 0o644 || string(after) != string(text) {
		t.Errorf("what is not private was used: %v, %v", info.Mode(), err)
	}
	_ = os.Remove(path)
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	if h, lines, err := openHistory(path); h != nil || lines != nil || err != nil {
		t.Error("a pipe keeps lines")
	}
}
