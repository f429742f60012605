package store

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

const goodHead = "# epivizgo journal 1 2026-11-14T15:04:05Z \"/home/me\"\n"

// begin does what a program does at its start, and returns what it reported.
func begin(t *testing.T, dir string) (found []Info, told []string) {
	t.Helper()
	found, err := Resumable(dir, func(sentence string) { told = append(told, sentence) })
	if err != nil {
		t.Fatal(err)
	}
	j, err := Create(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := j.Close(false); err != nil {
		t.Fatal(err)
	}
	return found, told
}

// plant writes a journal of a program that has ended.
func plant(t *testing.T, dir, name, content string) string {
	t.Helper()
	path := filepath.Join(dir, journalFolder, name+journalSuffix)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// left returns the files in the folder of journals by name, without the locks.
func left(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	entries, err := os.ReadDir(filepath.Join(dir, journalFolder))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !e.IsDir() && !strings.HasSuffix(e.Name(), lockSuffix) {
			files[e.Name()] = text(t, filepath.Join(dir, journalFolder, e.Name()))
		}
	}
	return files
}

// Whatever bit of the first line is wrong, the next start leaves the commands: in a
// journal that is offered, in one of another version, or set aside and reported.
func TestFlippedBits(t *testing.T) {
	good := []byte(goodHead + "load /data/a.bed\nnavigate chr1 1 100\n")
	aside, offered, other := 0, 0, 0
	for i := range goodHead {
		for bit := range 8 {
			dir, bad := t.TempDir(), bytes.Clone(good)
			bad[i] ^= 1 << bit
			path := plant(t, dir, "x", string(bad))
			found, told := begin(t, dir)
			files := left(t, dir)
			var version *VersionError
			_, err := local().read(path, nil)
			switch {
			case files["x.journal"] == string(bad) && err == nil:
				if len(found) != 1 || found[0].Commands != 2 || len(told) != 0 {
					t.Errorf("byte %d, bit %d: offered %v, told %q; want two lines offered", i, bit, found, told)
				}
				offered++
			case files["x.journal"] == string(bad) && errors.As(err, &version):
				if len(told) != 1 || !strings.Contains(told[0], path) {
					t.Errorf("byte %d, bit %d: told %q", i, bit, told)
				}
				other++
			case files["x.journal.damaged"] == string(bad):
				if len(files) != 1 || len(found) != 0 || len(told) != 1 || !strings.Contains(told[0], path+damagedSuffix) {
					t.Errorf("byte %d, bit %d: files %q, offered %v, told %q", i, bit, files, found, told)
				}
				aside++
			default:
				t.Fatalf("byte %d, bit %d: %d files are left: %q", i, bit, len(files), files)
			}
		}
	}
	// The digit of the version has four bits that make it another version's.
	if other > 4 || aside < 8*len(journalMark) {
		t.Errorf("%d were set aside, %d offered, %d taken for other versions", aside, offered, other)
	}
}

// TestFlippedBitsInLines flips each bit of a journal's lines in turn. All lines are
// restored except the one or two that are damaged, which are reported. The damaged
// journal is kept, and the next start is normal.
func TestFlippedBitsInLines(t *testing.T) {
	written := []string{"load /data/a.bed", "navigate chr1 1 100", "", `set 1 title="a #b"`}
	head := header{version: sealedJournal, started: time.Date(2026, 11, 14, 15, 4, 5, 0, time.UTC), dir: "/home/me"}
	good, err := head.text(written)
	if err != nil {
		t.Fatal(err)
	}
	for i := len(head.String()) + 1; i < len(good)-1; i++ {
		bit := i % 8
		dir, bad := t.TempDir(), bytes.Clone(good)
		if bad[i] ^= 1 << bit; bad[i] == 0 {
			continue // TestNULInTheMiddle
		}
		path := plant(t, dir, "x", string(bad))
		if found, told := begin(t, dir); len(found) != 1 || len(told) != 0 || text(t, path) != string(bad) {
			t.Fatalf("byte %d: offered %v, told %q, left %q", i, found, told, text(t, path))
		}
		j, lines, note := resume(t, path)
		rest := slices.Clone(written)
		for _, line := range lines {
			at := slices.Index(rest, line)
			if at < 0 {
				t.Fatalf("byte %d: brought back %q, which nobody wrote", i, line)
			}
			rest = slices.Delete(rest, 0, at+1)
		}
		if n := len(written) - len(lines); n < 1 || n > 2 {
			t.Errorf("byte %d: brought back %q of %q", i, lines, written)
		}
		if !strings.Contains(note, path+damagedSuffix) || text(t, path+damagedSuffix) != string(bad) {
			t.Errorf("byte %d: note %q, kept aside %q", i, note, text(t, path+damagedSuffix))
		}
		appendAll(t, j, "next")
		if err := j.Close(true); err != nil {
			t.Fatal(err)
		}
		_, again, note := resume(t, path)
		if wantLines(t, again, append(lines, "next")...); note != "" {
			t.Errorf("byte %d: the second time it says %q", i, note)
		}
	}
}

// TestJournalWithoutSums continues a journal of the first version, which has no
// checksums, until it is compacted.
func TestJournalWithoutSums(t *testing.T) {
	path := plant(t, t.TempDir(), "x", goodHead+"a\n")
	j, lines, _ := resume(t, path)
	wantLines(t, lines, "a")
	appendAll(t, j, "b")
	if got := text(t, path); got != goodHead+"a\nb\n" {
		t.Errorf("the journal has %q", got)
	}
	if err := j.Compact([]string{"ab"}); err != nil {
		t.Fatal(err)
	}
	appendAll(t, j, "c")
	if got := plain(t, path); !strings.HasSuffix(got, "\nab\nc\n") {
		t.Errorf("then it has %q", got)
	}
}

// A journal whose content cannot be read is set aside unchanged, reported once, and
// never replaces one that was set aside before.
func TestSetAside(t *testing.T) {
	lower(t, 4096)
	for _, tc := range []struct{ name, content, why string }{
		{"garbage", "\x89PNG\r\n\x1a\n\x00\x00", `is no journal: its first line is "\x89PNG\r"`},
		{"another text", "hello\nx\n", `is no journal: its first line is "hello"`},
		{"zeros", strings.Repeat("\x00", 100), "is no journal"},
		{"a NUL in the first line", "# epivizgo\x00" + goodHead + "a\n", "is no journal"},
		{"a NUL in the first command", goodHead + "a\x00b\nc\nd\n", `no whole command before "a\x00b\nc\nd\n"`},
		{"a torn first command", goodHead + "navigate ch", `no whole command before "navigate ch"`},
		{"the first line without its end", strings.TrimSuffix(goodHead, "\n") + "a", "is no journal"},
		{"a version that is no number", "# epivizgo journal one 2026\na\n", `wanted the version of the journal, found "one"`},
		{"too large", goodHead + strings.Repeat("navigate chr1 1 100\n", 300), "has 6053 bytes; at most 4096 are read"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			dir := t.TempDir()
			path := plant(t, dir, "x", tc.content)
			older := path + damagedSuffix
			if err := os.WriteFile(older, []byte("older"), 0o600); err != nil {
				t.Fatal(err)
			}
			at := time.Now().Add(-time.Hour).Truncate(time.Second)
			if err := os.Chtimes(path, at, at); err != nil {
				t.Fatal(err)
			}
			found, told := begin(t, dir)
			files := left(t, dir)
			if len(found) != 0 || files["x.journal.damaged"] != "older" || files["x.journal.damaged2"] != tc.content || len(files) != 2 {
				t.Fatalf("offered %v, left %q; want the content as x.journal.damaged2", found, files)
			}
			if len(told) != 1 || !strings.Contains(told[0], older+"2") || !strings.Contains(told[0], tc.why) ||
				!strings.Contains(told[0], "source FILE") || !strings.Contains(told[0], "2 damaged journals are kept in "+filepath.Dir(path)) {
				t.Errorf("told %q; want the file, %q and what to do", told, tc.why)
			}
			if info, err := os.Stat(older + "2"); err != nil || !info.ModTime().Equal(at) {
				t.Errorf("written at %v, %v; want it untouched since %v", info.ModTime(), err, at)
			}
			if _, told := begin(t, dir); len(told) != 0 || len(left(t, dir)) != 2 {
				t.Errorf("the next start told %q and left %q", told, left(t, dir))
			}
		})
	}
}

// A journal in which nothing was written whole is no damage.
func TestUnbegun(t *testing.T) {
	for _, content := range []string{"", "# epiv", journalMark, goodHead, goodHead + "\x00\x00", goodHead + "#step 2026-11-29T10:00:00Z 0\n"} {
		dir := t.TempDir()
		plant(t, dir, "x", content)
		if found, told := begin(t, dir); len(found)+len(told)+len(left(t, dir)) != 0 {
			t.Errorf("%q: offered %v, told %q, left %q", content, found, told, left(t, dir))
		}
	}
}

// A journal that may not be read stays where it is, and is reported at every start
// until it may.
func TestUnreadable(t *testing.T) {
	for name, plant := range map[string]func(path string) error{
		"a folder":     func(path string) error { return os.Mkdir(path, 0o700) },
		"its own link": func(path string) error { return os.Symlink(path, path) },
		"a locked door": func(path string) error {
			return errors.Join(os.WriteFile(path, []byte("x"), 0o600), os.Mkdir(path+lockSuffix, 0o700))
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, journalFolder, "x"+journalSuffix)
			if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), plant(path)); err != nil {
				t.Skip(err)
			}
			before, err := os.Lstat(path)
			if err != nil {
				t.Fatal(err)
			}
			for range 2 {
				found, told := begin(t, dir)
				if len(found) != 0 || len(told) != 1 || !strings.Contains(told[0], path) || !strings.Contains(told[0], "left where it is") {
					t.Errorf("offered %v, told %q", found, told)
				}
				if after, err := os.Lstat(path); err != nil || !os.SameFile(before, after) {
					t.Errorf("it is not where it was: %v", err)
				}
			}
		})
	}
}

// A message is short however many journals it is about, and says how many.
func TestManyDamaged(t *testing.T) {
	dir := t.TempDir()
	for i := range 50 {
		plant(t, dir, fmt.Sprintf("x%02d", i), strings.Repeat("wrong", 1000)+"\n")
	}
	_, told := begin(t, dir)
	if len(told) != 1 || len(told[0]) > 2000 || !strings.Contains(told[0], "50 journals are damaged") ||
		!strings.Contains(told[0], "and 47 more") {
		t.Errorf("told %d bytes: %.3000q", len(strings.Join(told, "")), told)
	}
	if n := len(left(t, dir)); n != 50 {
		t.Errorf("%d files are left, want 50", n)
	}
}

// What follows a NUL is kept aside before it is cut off, when there is more than
// the note can show.
func TestNULInTheMiddle(t *testing.T) {
	for _, tc := range []struct{ name, end string }{
		{"good lines behind it", "na\x00igate chr1 5 6\nload b.bed\nplot b\n"},
		{"good lines behind zeros", strings.Repeat("\x00", 512) + "\nload b.bed\n\x00"},
		{"a good line behind it", "\x00\nload b.bed\n"},
		{"a torn line behind it", "\x00\nload b.b"},
		{"a long torn line", "set 1 title=" + strings.Repeat("x", 60)},
		{"a torn line behind many zeros", strings.Repeat("\x00", 60) + "load b.b"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			dir := t.TempDir()
			whole := goodHead + "load a.bed\nplot a\n"
			path := plant(t, dir, "x", whole+tc.end)
			if err := os.WriteFile(path+damagedSuffix, []byte("older"), 0o600); err != nil {
				t.Fatal(err)
			}
			// It is the oldest of too many, and stays.
			long := time.Now().Add(-24 * time.Hour)
			if err := os.Chtimes(path, long, long); err != nil {
				t.Fatal(err)
			}
			for range keepJournals + 1 {
				kept(t, dir, "x")
			}
			if found, told := begin(t, dir); len(told) != 0 || len(found) != keepJournals+2 || found[len(found)-1].Path != path {
				t.Fatalf("offered %d, told %q; want it offered last", len(found), told)
			}
			if text(t, path) != whole+tc.end {
				t.Fatalf("changed by a start: %q", text(t, path))
			}
			j, lines, note := resume(t, path)
			wantLines(t, lines, "load a.bed", "plot a")
			if got := text(t, path+damagedSuffix+"2"); got != tc.end || text(t, path+damagedSuffix) != "older" {
				t.Errorf("kept aside %q, want %q", got, tc.end)
			}
			if !strings.Contains(note, path+damagedSuffix+"2") || !strings.Contains(note, "line 4") {
				t.Errorf("note %q", note)
			}
			appendAll(t, j, "third")
			if got := text(t, path); got != whole+"third\n" {
				t.Errorf("the journal has %q", got)
			}
			if err := j.Close(true); err != nil {
				t.Fatal(err)
			}
			if _, lines, note := resume(t, path); note != "" || len(lines) != 3 {
				t.Errorf("then %q, note %q", lines, note)
			}
		})
	}
}

// Programs that start at the same time set each damaged journal aside once, whole, and
// one of them reports it.
func TestStartedAtOnce(t *testing.T) {
	dir := t.TempDir()
	want := map[string]string{}
	for i := range 3 {
		content := fmt.Sprintf("wrong %d\n", i)
		plant(t, dir, fmt.Sprintf("x%d", i), content)
		want[fmt.Sprintf("x%d.journal.damaged", i)] = content
	}
	good := plant(t, dir, "good", goodHead+"a\n")
	want["good.journal"] = text(t, good)
	var all []string
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			_, told := begin(t, dir)
			mu.Lock()
			defer mu.Unlock()
			all = append(all, told...)
		})
	}
	wg.Wait()
	if files := left(t, dir); !equalMaps(files, want) {
		t.Errorf("left %q, want %q", files, want)
	}
	for name := range want {
		told := slices.DeleteFunc(slices.Clone(all), func(s string) bool { return !strings.Contains(s, name+" (") })
		if name != "good.journal" && len(told) != 1 {
			t.Errorf("%s was told %d times: %q", name, len(told), all)
		}
	}
}

func equalMaps(a, b map[string]string) bool {
	for k, v := range b {
		if a[k] != v {
			return false
		}
	}
	return len(a) == len(b)
}

// A journal takes no line that would make it too large to be read; what replaces
// it may be smaller.
func TestTooLargeToRead(t *testing.T) {
	lower(t, 200)
	j := create(t, t.TempDir())
	appendAll(t, j, strings.Repeat("a", 40))
	before := text(t, j.Path())
	wantErr(t, j.Append(strings.Repeat("b", 200)), "at most 200 bytes")
	wantErr(t, j.Compact([]string{strings.Repeat("c", 200)}), "at most 200 bytes")
	if text(t, j.Path()) != before || j.Lines() != 1 {
		t.Errorf("%d lines: %q", j.Lines(), text(t, j.Path()))
	}
	if err := j.Compact([]string{"a"}); err != nil {
		t.Fatal(err)
	}
	appendAll(t, j, "b")
}

func lower(t *testing.T, most int64) {
	before := maxJournal
	maxJournal = most
	t.Cleanup(func() { maxJournal = before })
}

// TestJournalTakenAway removes, replaces and cuts a journal behind the program's back.
// The next line is not kept, which is an error; once the whole state is written there
// is a journal again that nobody else has, and what was put in its place is aside.
func TestJournalTakenAway(t *testing.T) {
	for name, tc := range map[string]struct {
		take        func(path string) error
		want, aside string
	}{
		"the file":          {os.Remove, "was removed", ""},
		"the folder":        {func(path string) error { return os.RemoveAll(filepath.Dir(path)) }, "was removed", ""},
		"the state folder":  {func(path string) error { return os.RemoveAll(filepath.Dir(filepath.Dir(path))) }, "was removed", ""},
		"cut":               {func(path string) error { return os.Truncate(path, 0) }, "was changed by another program", ""},
		"cut in the middle": {func(path string) error { return os.Truncate(path, 5) }, "was changed by another program", "# epi"},
		"another":           {swap, "was replaced by another file", "other\n"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "state")
			j := create(t, dir)
			appendAll(t, j, "a")
			if err := tc.take(j.Path()); err != nil {
				t.Fatal(err)
			}
			wantErr(t, j.Append("b"), tc.want)
			if err := j.Compact([]string{"a", "b"}); err != nil {
				t.Fatal(err)
			}
			appendAll(t, j, "c")
			if got := plain(t, j.Path()); !strings.HasSuffix(got, "\na\nb\nc\n") {
				t.Errorf("the journal has %q", got)
			}
			aside, _ := os.ReadFile(j.Path() + damagedSuffix)
			if string(aside) != tc.aside {
				t.Errorf("aside is %q, want %q", aside, tc.aside)
			}
			if _, _, _, err := Resume(j.Path()); !errors.Is(err, ErrInUse) {
				t.Errorf("another program resumes it: %v", err)
			}
			if err := j.Close(true); err != nil {
				t.Fatal(err)
			}
			_, lines, _ := resume(t, j.Path())
			wantLines(t, lines, "a", "b", "c")
		})
	}
}

// swap puts another file in the place of one.
func swap(path string) error {
	if err := os.WriteFile(path+".new", []byte("other\n"), 0o600); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}

// TestKeepFirst copies a journal with lines that nobody could use before it is
// compacted, once.
func TestKeepFirst(t *testing.T) {
	j := create(t, t.TempDir())
	appendAll(t, j, "a", "b")
	before := text(t, j.Path())
	var told []string
	j.KeepFirst(func(name string) { told = append(told, name) })
	for range 2 {
		if err := j.Compact([]string{"a"}); err != nil {
			t.Fatal(err)
		}
	}
	if want := []string{j.Path() + damagedSuffix}; !slices.Equal(told, want) || text(t, want[0]) != before {
		t.Errorf("told %q, want %q with %q", told, want, before)
	}
}

// TestOtherVersion leaves a journal of another version alone, and says so.
func TestOtherVersion(t *testing.T) {
	dir := t.TempDir()
	path := plant(t, dir, "x", strings.Replace(goodHead, "journal 1", "journal 9", 1)+"a\n")
	for range 2 {
		found, told := begin(t, dir)
		if len(found) != 0 || len(told) != 1 || !strings.Contains(told[0], path+" is a journal of version 9; wanted version 1 or 2") ||
			len(left(t, dir)) != 1 {
			t.Errorf("offered %v, told %q, left %q", found, told, left(t, dir))
		}
	}
}
