//go:build darwin || linux

package store

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// ownProcess is set in a process that has one test to run.
const ownProcess = "EPIVIZGO_TEST_OWN_PROCESS"

// alone runs the calling test in a process of its own, because full concerns all
// files of a process. It reports whether this is that process.
func alone(t *testing.T) bool {
	t.Helper()
	if os.Getenv(ownProcess) != "" {
		return true
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$")
	cmd.Env = append(os.Environ(), ownProcess+"=1")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	return false
}

// full makes every file of this process end at size bytes, as on a disk that is
// full, until free is called.
func full(t *testing.T, size int64) (free func()) {
	t.Helper()
	var before unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_FSIZE, &before); err != nil {
		t.Fatal(err)
	}
	lowered := before
	lowered.Cur = uint64(size)
	if err := unix.Setrlimit(unix.RLIMIT_FSIZE, &lowered); err != nil {
		t.Fatal(err)
	}
	return func() { _ = unix.Setrlimit(unix.RLIMIT_FSIZE, &before) }
}

// A line that was written in part is undone, so that the journal has whole lines only,
// and the next one is whole.
func TestShortWrite(t *testing.T) {
	if !alone(t) {
		return
	}
	j := create(t, t.TempDir())
	appendAll(t, j, "first")
	before := text(t, j.Path())
	free := full(t, int64(len(before))+4)
	failed := j.Append("second")
	during := text(t, j.Path())
	compacted := j.Compact([]string{strings.Repeat("x", 2*len(before))})
	after := text(t, j.Path())
	free()
	wantErr(t, failed, "could not be written")
	wantErr(t, compacted, "could not be compacted")
	if during != before || after != before || j.Lines() != 1 {
		t.Errorf("%d lines; %q, then %q; want %q", j.Lines(), during, after, before)
	}
	appendAll(t, j, "third")
	if got := text(t, j.Path()); got != before+j.head.seal("third")+"\n" {
		t.Errorf("the journal has %q", got)
	}
	if entries, _ := os.ReadDir(filepath.Dir(j.Path())); len(entries) != 2 {
		t.Errorf("left behind: %v", entries)
	}
}

// What cannot be kept aside is not cut off.
func TestNotCutOff(t *testing.T) {
	if !alone(t) {
		return
	}
	content := goodHead + "a\n\x00\nload b.bed\nplot b\n"
	path := plant(t, t.TempDir(), "x", content)
	free := full(t, 3)
	_, _, _, err := Resume(path)
	free()
	wantErr(t, err, "damaged from line 3 on, and what follows cannot be kept aside")
	if text(t, path) != content {
		t.Errorf("the journal has %q", text(t, path))
	}
	j, lines, _ := resume(t, path)
	wantLines(t, lines, "a")
	if got := text(t, j.Path()+damagedSuffix); got != "\x00\nload b.bed\nplot b\n" {
		t.Errorf("kept aside %q", got)
	}
}

// TestImportPipe refuses to wait for the other end of a pipe.
func TestImportPipe(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe")
	if err := unix.Mkfifo(path, 0o600); err != nil {
		t.Skip(err)
	}
	_, err := Import(path, nil)
	wantErr(t, err, "wanted a regular file, found p")
}
