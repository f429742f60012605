package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// snapshotRegions is how many regions TestSnapshotKilled draws.
const snapshotRegions = 40

// snapshotFolder makes a folder with regions and data, and goes there.
func snapshotFolder(t *testing.T, regions int) {
	t.Helper()
	t.Chdir(t.TempDir())
	var b strings.Builder
	for i := range regions {
		fmt.Fprintf(&b, "chr7\t%d\t%d\tpeak_%d\n", 1000*i, 1000*i+700, i)
	}
	if err := os.WriteFile("peaks.bed", []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
}

// snapshotRun returns the program that draws the regions.
func snapshotRun(t *testing.T, command string) *exec.Cmd {
	t.Helper()
	args := []string{"--addr", "127.0.0.1:0", "--no-open", "--no-journal", "--quiet", "peaks.bed", "-x", "plot peaks; " + command}
	return exec.CommandContext(t.Context(), "epivizgo", args...)
}

// pictures returns the files in a folder, but for those that are being written.
func pictures(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	found := map[string][]byte{}
	entries, err := os.ReadDir(dir)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".") && strings.HasSuffix(e.Name(), ".tmp") {
			continue
		}
		data, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		found[e.Name()] = data
	}
	return found
}

// TestSnapshotKilled kills the program when it has written so many pictures. All that are there are whole, and the next run
// makes those that are missing and leaves the others.
func TestSnapshotKilled(t *testing.T) {
	snapshotFolder(t, snapshotRegions)
	if out, err := snapshotRun(t, "snapshot peaks.bed all; snapshot peaks.bed all.pdf --one").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	whole := pictures(t, "all")
	if len(whole) != snapshotRegions {
		t.Fatalf("%d pictures, want %d", len(whole), snapshotRegions)
	}
	pdf, err := os.ReadFile("all.pdf")
	if err != nil || !bytes.HasSuffix(pdf, []byte("%%EOF\n")) || !bytes.Contains(pdf, fmt.Appendf(nil, "/Count %d/Kids", snapshotRegions)) {
		t.Fatalf("a PDF of %d bytes: %v", len(pdf), err)
	}
	for round, after := range []int{0, 1, 2, 5, 11, 23, 39} {
		dir := fmt.Sprint("out", round)
		cmd := snapshotRun(t, "snapshot peaks.bed "+dir)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		for len(pictures(t, dir)) < after && t.Context().Err() == nil { // which the program makes meanwhile
		}
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		first := pictures(t, dir)
		for name, data := range first {
			if !bytes.Equal(data, whole[name]) {
				t.Errorf("killed after %d: %s has %d bytes, want %d", after, name, len(data), len(whole[name]))
			}
		}
		out, err := snapshotRun(t, "snapshot peaks.bed "+dir+" --missing").CombinedOutput()
		if want := fmt.Sprintf("wrote %d picture", snapshotRegions-len(first)); err != nil || !strings.Contains(string(out), want) {
			t.Errorf("killed after %d: %v, want %s:\n%s", after, err, want, out)
		}
		for name, data := range whole {
			if !bytes.Equal(pictures(t, dir)[name], data) {
				t.Errorf("killed after %d: %s is not as it was drawn", after, name)
			}
		}
		if n := len(pictures(t, dir)); n != snapshotRegions {
			t.Errorf("killed after %d: %d files", after, n)
		}
	}
}

// TestSnapshotInterrupted ends the program as Ctrl-C does. It says what it has written, and nothing that it was writing is left.
func TestSnapshotInterrupted(t *testing.T) {
	const regions = 3000 // which take long
	snapshotFolder(t, regions)
	cmd := snapshotRun(t, "snapshot peaks.bed out")
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for len(pictures(t, "out")) < 3 && t.Context().Err() == nil {
	}
	_ = cmd.Process.Signal(os.Interrupt)
	err := cmd.Wait()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 128+int(syscall.SIGINT) {
		t.Errorf("%v, want status 130\n%s", err, out.String())
	}
	n := len(pictures(t, "out"))
	if want := fmt.Sprintf("wrote %d of 3,000 pictures to out", n); !strings.Contains(out.String(), want) {
		t.Errorf("want %s:\n%s", want, out.String())
	}
	if entries, err := os.ReadDir("out"); err != nil || len(entries) != n {
		t.Errorf("%d files in the folder, %d pictures: %v", len(entries), n, err)
	}
}
