package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/epiviz/epivizgo/session/wholefile"
)

// create begins a journal and removes it when the test ends.
func create(t *testing.T, dir string) *Journal {
	t.Helper()
	j, err := Create(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = j.Close(true) })
	return j
}

func appendAll(t *testing.T, j *Journal, lines ...string) {
	t.Helper()
	for _, line := range lines {
		if err := j.Append(line); err != nil {
			t.Fatal(err)
		}
	}
}

// kept writes a journal of an ended program and returns its path.
func kept(t *testing.T, dir string, lines ...string) string {
	t.Helper()
	j := create(t, dir)
	appendAll(t, j, lines...)
	if err := j.Close(true); err != nil {
		t.Fatal(err)
	}
	return j.Path()
}

func resume(t *testing.T, path string) (*Journal, []string, string) {
	t.Helper()
	j, lines, note, err := Resume(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = j.Close(true) })
	return j, lines, note
}

func wantLines(t *testing.T, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("lines %q, want %q", got, want)
	}
}

func wantErr(t *testing.T, err error, part string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), part) {
		t.Errorf("error %v, want one with %q", err, part)
	}
}

func text(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// plain returns what a journal has, without its checksums, which must be right.
func plain(t *testing.T, path string) string {
	t.Helper()
	var out strings.Builder
	h := header{version: sealedJournal}
	for line := range strings.Lines(text(t, path)) {
		line, ok := h.unseal(strings.TrimSuffix(line, "\n"))
		if !ok {
			t.Errorf("%s: the checksum of %q is wrong", path, line)
		}
		out.WriteString(line + "\n")
	}
	return out.String()
}

func TestJournal(t *testing.T) {
	dir := t.TempDir()
	before := time.Now().Truncate(time.Second)
	j := create(t, dir)
	appendAll(t, j, "load peaks.narrowPeak", `navigate chr1 1 100  # "täst"`, "")
	if j.Lines() != 3 {
		t.Errorf("%d lines, want 3", j.Lines())
	}
	wd, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	first, rest, _ := strings.Cut(plain(t, j.Path()), "\n")
	if !strings.HasPrefix(first, "# epivizgo journal 2 20") || !strings.HasSuffix(first, fmt.Sprintf(" %q", wd)) {
		t.Errorf("first line %q", first)
	}
	if rest != "load peaks.narrowPeak\nnavigate chr1 1 100  # \"täst\"\n\n" {
		t.Errorf("then %q", rest)
	}
	note := func(sentence string) { t.Errorf("of a journal in use: %s", sentence) }
	if found, err := Resumable(dir, note); err != nil || len(found) != 0 {
		t.Errorf("a journal in use is offered: %v, %v", found, err)
	}
	if _, _, _, err := Resume(j.Path()); !errors.Is(err, ErrInUse) {
		t.Errorf("a journal in use was resumed: %v", err)
	}
	if err := j.Close(true); err != nil {
		t.Fatal(err)
	}
	if err := j.Close(true); err != nil {
		t.Errorf("closed again: %v", err)
	}
	wantErr(t, j.Append("x"), "closed")
	wantErr(t, j.Compact(nil), "closed")

	found, err := Resumable(dir, nil)
	if err != nil || len(found) != 1 {
		t.Fatalf("resumable %v, %v; want one", found, err)
	}
	info := found[0]
	if info.Path != j.Path() || info.Dir != wd || info.Commands != 3 || info.Started.Before(before) || info.Changed.Before(before) {
		t.Errorf("resumable %+v", info)
	}
	if err := os.Chmod(info.Path, 0o644); err != nil {
		t.Fatal(err)
	}
	again, lines, said := resume(t, info.Path)
	wantLines(t, lines, "load peaks.narrowPeak", `navigate chr1 1 100  # "täst"`, "")
	if said != "" {
		t.Errorf("note %q", said)
	}
	if now, err := os.Stat(info.Path); err != nil || runtime.GOOS != "windows" && now.Mode().Perm() != 0o600 {
		t.Errorf("a journal that others could read is resumed with mode %v, %v", now.Mode(), err)
	}
	appendAll(t, again, "redraw")
	if again.Lines() != 4 || !strings.HasSuffix(plain(t, info.Path), "\n\nredraw\n") {
		t.Errorf("%d lines: %q", again.Lines(), text(t, info.Path))
	}
}

// TestJournalGrown adds a line to a journal behind the program's back: its next line would be part of nothing.
func TestJournalGrown(t *testing.T) {
	j := create(t, t.TempDir())
	appendAll(t, j, "a")
	other, err := os.OpenFile(j.Path(), os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, err = other.WriteString("x")
	if err := errors.Join(err, other.Close()); err != nil {
		t.Fatal(err)
	}
	wantErr(t, j.Append("b"), "was changed by another program")
}

func TestCompact(t *testing.T) {
	j := create(t, t.TempDir())
	appendAll(t, j, "a", "b", "c")
	if err := j.Compact([]string{"abc"}); err != nil {
		t.Fatal(err)
	}
	appendAll(t, j, "d")
	if j.Lines() != 2 {
		t.Errorf("%d lines, want 2", j.Lines())
	}
	if _, _, _, err := Resume(j.Path()); !errors.Is(err, ErrInUse) {
		t.Errorf("the lock was lost: %v", err)
	}
	if err := j.Close(true); err != nil {
		t.Fatal(err)
	}
	_, lines, _ := resume(t, j.Path())
	wantLines(t, lines, "abc", "d")
	entries, _ := os.ReadDir(filepath.Dir(j.Path()))
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), wholefile.Suffix) {
			t.Errorf("%s was left behind", e.Name())
		}
	}
}

func TestCloseRemoves(t *testing.T) {
	dir := t.TempDir()
	discarded := create(t, dir)
	appendAll(t, discarded, "a")
	empty := create(t, dir)
	if err := errors.Join(discarded.Close(false), empty.Close(true)); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(filepath.Join(dir, journalFolder))
	if err != nil || len(entries) != 0 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}

func TestRefusedLines(t *testing.T) {
	j := create(t, t.TempDir())
	wantErr(t, j.Append("a\nb"), "line break")
	wantErr(t, j.Append("a\rb"), "line break")
	wantErr(t, j.Append("a\x00b"), "NUL")
	wantErr(t, j.Append(strings.Repeat("x", maxLine+1)), "at most")
	wantErr(t, j.Compact([]string{"a", "b\n"}), "line break")
	if j.Lines() != 0 {
		t.Errorf("%d lines were kept", j.Lines())
	}
	appendAll(t, j, strings.Repeat("x", maxLine))
}

// A journal takes what fills it to the last byte that is read.
func TestJournalAtTheBound(t *testing.T) {
	j := create(t, t.TempDir())
	lower(t, j.size+int64(len(j.head.seal("abc"))+1))
	appendAll(t, j, "abc")
	wantErr(t, j.Append(""), "at most")
	if err := j.Compact([]string{"cba"}); err != nil {
		t.Errorf("as many bytes in another line: %v", err)
	}
	wantErr(t, j.Compact([]string{"abcd"}), "at most")
}

// What a crash leaves behind the last whole line is dropped, and lines appended
// later are whole.
func TestTornEnd(t *testing.T) {
	for _, tc := range []struct{ name, end, note string }{
		{"half a line", "navigate ch", `"navigate ch"`},
		{"zeros", "\x00\x00\x00", `"\x00\x00\x00"`},
		{"zeros with a line break", "nav\x00\x00\n\x00", `"nav\x00\x00\n\x00"`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			path := kept(t, t.TempDir(), "first", "second")
			f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := f.WriteString(tc.end); err != nil {
				t.Fatal(err)
			}
			_ = f.Close()
			j, lines, note := resume(t, path)
			wantLines(t, lines, "first", "second")
			if !strings.Contains(note, tc.note) {
				t.Errorf("note %q, want %q in it", note, tc.note)
			}
			appendAll(t, j, "third")
			if !strings.HasSuffix(plain(t, path), "second\nthird\n") {
				t.Errorf("journal %q", text(t, path))
			}
		})
	}
}

func TestOtherFiles(t *testing.T) {
	dir := t.TempDir()
	for _, tc := range []struct{ head, want string }{
		{"# epivizgo journal 3 whatever that has\nx\n", "version 3; wanted version 1 or 2"},
		{"# epivizgo journal 2 2026-11-14T15:04:05Z \"/home\" #00000000\nx\n", "line 1: its checksum"},
		{"hello\nx\n", "is no journal"},
		{"", "is no journal"},
		{"# epivizgo journal 1 now \"/\"\nx\n", "line 1: wanted the time"},
		{"# epivizgo journal 1 2026-11-14T15:04:05Z /home\nx\n", "line 1: wanted the quoted working folder"},
	} {
		path := kept(t, dir, "x")
		if err := os.WriteFile(path, []byte(tc.head), 0o600); err != nil {
			t.Fatal(err)
		}
		_, _, _, err := Resume(path)
		wantErr(t, err, tc.want)
		if found, _ := Resumable(dir, nil); len(found) != 0 {
			t.Errorf("%q: offered %v", tc.head, found)
		}
		var version *VersionError
		if strings.Contains(tc.want, "version") && (!errors.As(err, &version) || version.Hint() == "") {
			t.Errorf("%v is no VersionError with a hint", err)
		}
		if unlock, err := local().lock(path); err != nil {
			t.Errorf("the lock was kept: %v", err)
		} else {
			unlock()
		}
		_ = os.Remove(path)
	}
	_, _, _, err := Resume(filepath.Join(dir, journalFolder, "none"+journalSuffix))
	wantErr(t, err, "no such journal")
	if found, err := Resumable(filepath.Join(dir, "none"), nil); err != nil || found != nil {
		t.Errorf("no folder: %v, %v", found, err)
	}
}

func TestPrune(t *testing.T) {
	dir := t.TempDir()
	held := create(t, dir)
	appendAll(t, held, "the oldest, in use")
	long := time.Now().Add(-time.Hour * 24)
	if err := os.Chtimes(held.Path(), long, long); err != nil {
		t.Fatal(err)
	}
	var paths []string
	for i := range keepJournals + 5 {
		path := kept(t, dir, fmt.Sprintf("line %d", i))
		// The order of use is that of the times of the files.
		at := time.Now().Add(time.Duration(i-100) * time.Minute)
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	folder := filepath.Join(dir, journalFolder)
	torn := filepath.Join(folder, "killed"+journalSuffix) // at its creation
	other := filepath.Join(folder, "newer"+journalSuffix)
	for path, content := range map[string]string{torn: "# epiv", other: "# epivizgo journal 9 \n", torn + wholefile.Suffix: ""} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	create(t, dir)
	found, err := Resumable(dir, nil)
	if err != nil || len(found) != keepJournals {
		t.Fatalf("%d are left, %v; want %d", len(found), err, keepJournals)
	}
	for i, info := range found {
		if want := paths[len(paths)-1-i]; info.Path != want {
			t.Fatalf("place %d has %s, want %s", i, info.Path, want)
		}
	}
	if _, err := os.Stat(torn); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a journal without a line was kept: %v", err)
	}
	for _, path := range []string{held.Path(), other, torn + wholefile.Suffix} {
		if _, err := os.Stat(path); err != nil {
			t.Errorf("removed: %v", err)
		}
	}
	if _, err := os.Stat(paths[0] + lockSuffix); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a removed journal's lock is there: %v", err)
	}
}

// A write that fails and cannot be undone leaves a journal that takes no more
// lines until it is rewritten.
func TestBrokenFile(t *testing.T) {
	j := create(t, t.TempDir())
	appendAll(t, j, "a")
	_ = j.file.Close()
	wantErr(t, j.Append("b"), "could not be written")
	wantErr(t, j.Append("c"), "file already closed")
	if err := j.Compact([]string{"a", "b"}); err == nil {
		t.Error("a file closed behind its back was closed without an error")
	}
	if err := j.Compact([]string{"a", "b"}); err != nil {
		t.Fatal(err)
	}
	appendAll(t, j, "c")
	if !strings.HasSuffix(plain(t, j.Path()), "\na\nb\nc\n") {
		t.Errorf("journal %q", text(t, j.Path()))
	}
}

// What could not be written may be in the file in part. Nothing is appended to it,
// even when the file can be written again.
func TestPartOfALineEndsTheJournal(t *testing.T) {
	j := create(t, t.TempDir())
	appendAll(t, j, "a")
	good := j.file
	unwritable, err := os.Open(j.Path())
	if err != nil {
		t.Fatal(err)
	}
	j.file = unwritable // neither written nor cut
	failed := j.Append("b")
	j.file = good
	_ = unwritable.Close()
	wantErr(t, failed, "could not be written")
	if err := j.Append("c"); err == nil {
		t.Error("a line was appended behind a part of one")
	}
	if got := plain(t, j.Path()); !strings.HasSuffix(got, "\na\n") || j.Lines() != 1 {
		t.Errorf("%d lines in journal %q, want one", j.Lines(), got)
	}
}

// A journal that was replaced, though the file before could not be closed, knows its
// size: a write that fails later is undone to there.
func TestCompactKnowsItsSize(t *testing.T) {
	j := create(t, t.TempDir())
	appendAll(t, j, "a", "b", "c")
	_ = j.file.Close()
	wantErr(t, j.Compact([]string{"abc"}), "file already closed")
	if got := text(t, j.Path()); j.size != int64(len(got)) || j.Lines() != 1 {
		t.Errorf("%d lines in %d bytes, want 1 in %d: %q", j.Lines(), j.size, len(got), got)
	}
}

func TestConcurrentAppends(t *testing.T) {
	j := create(t, t.TempDir())
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for k := range 50 {
				before := j.Lines() // which the race detector watches
				if err := j.Append(fmt.Sprintf("line %d of %d", k, i)); err != nil {
					t.Error(err)
				}
				if after := j.Lines(); after <= before {
					t.Errorf("%d lines, then %d", before, after)
				}
			}
		})
	}
	wg.Wait()
	if n := strings.Count(text(t, j.Path()), "\nline "); n != 400 || j.Lines() != 400 {
		t.Errorf("%d lines, %d whole; want 400", j.Lines(), n)
	}
}

func BenchmarkAppend(b *testing.B) {
	j, err := Create(b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = j.Close(false) }()
	b.ReportAllocs()
	for b.Loop() {
		if err := j.Append("navigate chr11:118,307,205-118,397,539"); err != nil {
			b.Fatal(err)
		}
	}
}

func FuzzResume(f *testing.F) {
	f.Add([]byte("# epivizgo journal 1 2026-11-14T15:04:05Z \"/\"\na\nb\n"))
	f.Add([]byte("# epivizgo journal 1 2026-11-14T15:04:05Z \"/\"\na\nb"))
	f.Add([]byte("# epivizgo journal 1 2026-11-14T15:04:05Z \"\\"))
	f.Add([]byte("\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		path := filepath.Join(t.TempDir(), "x"+journalSuffix)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		j, lines, _, err := Resume(path)
		if err != nil {
			return
		}
		if err := errors.Join(j.Append("more"), j.Close(true)); err != nil {
			t.Fatal(err)
		}
		j, again, note, err := Resume(path)
		if err != nil || note != "" || !slices.Equal(again, append(lines, "more")) {
			t.Fatalf("then %q, note %q, %v; want %q and one more", again, note, err, lines)
		}
		_ = j.Close(false)
	})
}

// TestFlags keeps the flags that affect how files are read until the session continues
// with others.
func TestFlags(t *testing.T) {
	dir := t.TempDir()
	flags := []string{"--zero-based", "--genome=/my data/\"b\"\n.sizes"}
	j, err := Create(dir, flags...)
	if err == nil {
		err = errors.Join(j.Append("redraw"), j.Close(true))
	}
	if err != nil {
		t.Fatal(err)
	}
	listed := func() Info {
		t.Helper()
		found, err := Resumable(dir, nil)
		if err != nil || len(found) != 1 || found[0].Dir == "" {
			t.Fatalf("listed %v, %v", found, err)
		}
		return found[0]
	}
	info := listed()
	if !slices.Equal(info.Flags, flags) {
		t.Errorf("flags %q, want %q", info.Flags, flags)
	}
	j, _, _, err = Resume(info.Path)
	if err == nil {
		err = errors.Join(j.Compact([]string{"redraw"}), j.Close(true))
	}
	if now := listed().Flags; err != nil || len(now) != 0 {
		t.Errorf("flags %q, %v; want none", now, err)
	}
	for _, bad := range []string{`"/a" --zero-based`, `"/a"  "b"`, `"/a" "b`, `"/a" `, ``} {
		h := header{version: sealedJournal}
		line := h.seal(journalMark + sealedJournal + " 2026-11-14T15:04:05Z " + bad)
		if got, err := parseHeader("x", line); err == nil {
			t.Errorf("%q is read as %+v", bad, got)
		}
	}
}
