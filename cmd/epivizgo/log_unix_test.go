//go:build unix

package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// TestLogIsTold: what is wrong with the log is said, once, and nothing waits for it without a word.
func TestLogIsTold(t *testing.T) {
	dir := t.TempDir()
	path := func(name string) string { return filepath.Join(dir, name) }
	log := func(ctx context.Context, name string, tell func(string)) error {
		log, end, err := openLog(ctx, &flags{Log: name}, tell)
		if err != nil {
			return err
		}
		defer end()
		for range 3 {
			log.Info("answered")
		}
		return nil
	}
	if err := os.WriteFile(path("before"), []byte("old\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path("before"), 0o640); err != nil {
		t.Fatal(err)
	}
	cases := map[string]string{path("new"): "", path("before"): "chmod 600", os.DevNull: ""}
	if _, err := os.Stat("/dev/full"); err == nil {
		cases["/dev/full"] = "lacks lines"
	}
	for name, want := range cases {
		var told []string
		if err := log(t.Context(), name, func(s string) { told = append(told, s) }); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if got := strings.Join(told, "|"); !strings.Contains(got, want) || (want == "") != (len(told) == 0) || len(told) > 1 {
			t.Errorf("%s: told %q, want %q", name, told, want)
		}
	}
	for name, mode := range map[string]os.FileMode{path("new"): 0o600, path("before"): 0o640} {
		if info, err := os.Stat(name); err != nil || info.Mode().Perm() != mode {
			t.Errorf("%s: %v, %v", name, info.Mode(), err)
		}
	}
	if b, err := os.ReadFile(path("before")); err != nil || !strings.HasPrefix(string(b), "old\n") || strings.Count(string(b), "\n") != 4 {
		t.Errorf("%q, %v", b, err)
	}
	if err := unix.Mkfifo(path("pipe"), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	var told string
	if err := log(ctx, path("pipe"), func(s string) { told = s; cancel() }); err == nil || !strings.Contains(told, "pipe, a named pipe,") {
		t.Errorf("%v, told %q", err, told)
	}
}
