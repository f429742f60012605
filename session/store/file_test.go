package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestExport(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "mine.epivizgo")
	data := filepath.Join(dir, "data", "peaks.bed")
	err := Export(path, `my "best" one`, func(shorten func(string) string) []string {
		return []string{"load " + shorten(data), "plot peaks"}
	})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := text(t, path), "# epivizgo workspace 2 \"my \\\"best\\\" one\"\nload data/peaks.bed\nplot peaks\n# end of the workspace\n"; got != want {
		t.Errorf("wrote %q, want %q", got, want)
	}
	got, err := Import(path, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got.Name != `my "best" one` || got.Dir != dir {
		t.Errorf("read %+v", got)
	}
	wantLines(t, got.Lines, "load data/peaks.bed", "plot peaks")
	if back := Lengthen(got.Dir, "data/peaks.bed"); back != data {
		t.Errorf("the path is %q, want %q", back, data)
	}

	wantErr(t, Export(path, "x", func(func(string) string) []string { return []string{"a\nb"} }), "line break")
	if !strings.Contains(text(t, path), "plot peaks") {
		t.Error("a failed export changed the file")
	}
	err = Export(filepath.Join(dir, "none", "x"), "x", func(func(string) string) []string { return nil })
	wantErr(t, err, "could not be written")
}

// lowerMaxScript bounds workspaces' files until the end of the test.
func lowerMaxScript(t *testing.T, most int) {
	before := maxScript
	maxScript = most
	t.Cleanup(func() { maxScript = before })
}

// TestExportOfTooMuch writes no workspace that could not be read again.
func TestExportOfTooMuch(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mine.epivizgo")
	lowerMaxScript(t, 200)
	for n, wanted := range map[int]bool{100: true, 101: true, 150: false, 1000: false} {
		_ = os.Remove(path)
		err := Export(path, "x", func(func(string) string) []string { return []string{strings.Repeat("x", n)} })
		if (err == nil) != wanted {
			t.Errorf("%d bytes: %v", n, err)
		}
		if _, imported := Import(path, nil); (imported == nil) != wanted {
			t.Errorf("%d bytes: read %v", n, imported)
		}
	}
}

func TestImport(t *testing.T) {
	lowerMaxScript(t, 1<<20)
	path := filepath.Join(t.TempDir(), "mine.txt")
	for _, tc := range []struct {
		text, name string
		lines      []string
	}{
		{"# epivizgo workspace 1 \"a b\"\nload a.bed\n\nplot a", "a b", []string{"load a.bed", "", "plot a"}},
		{"\ufeff# epivizgo workspace 1 \"x\"\r\nload a.bed\r\nplot a\r\n", "x", []string{"load a.bed", "plot a"}},
		{"# epivizgo workspace 1 \"x\"\n", "x", []string{}},
	} {
		if err := os.WriteFile(path, []byte(tc.text), 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := Import(path, nil)
		if err != nil {
			t.Errorf("%q: %v", tc.text, err)
			continue
		}
		wantLines(t, got.Lines, tc.lines...)
		if got.Name != tc.name {
			t.Errorf("%q: name %q, want %q", tc.text, got.Name, tc.name)
		}
	}
	for text, want := range map[string]string{
		"":                                   "is no workspace: wanted a first line",
		"load a.bed\nplot a\n":               `found "load a.bed"`,
		"chr1\t1\t2\n":                       "is no workspace",
		"#chrom\tstart\n":                    "is no workspace",
		"\n# epivizgo workspace 1 \"x\"\n":   "is no workspace",
		"# epivizgo workspace 3 \"x\"\na\n":  "version 3; wanted version 1 or 2",
		"# epivizgo workspace 1 x\na\n":      "quoted name",
		"a\x00b":                             "is no workspace",
		"# epivizgo workspace 1 \"x\"\n\x00": "NUL at byte 27",
		strings.Repeat("x", maxScript+1):     "more than",
	} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Import(path, nil)
		wantErr(t, err, want)
	}
	const head = "# epivizgo workspace 1 \"x\"\n#"
	if err := os.WriteFile(path, []byte(head+strings.Repeat("x", maxScript-len(head))), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err := Import(path, nil); err != nil || len(got.Lines) != 1 {
		t.Errorf("a file of %d bytes: %v", maxScript, err)
	}
	if _, err := Import(path+"x", nil); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
}

// TestImportCutOff cuts a workspace's file after each byte: no part of it is taken.
func TestImportCutOff(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mine.txt")
	commands := []string{"load a.bed", `set 1 title="x y"`, "navigate chr1 1 1000"}
	if err := Export(path, "x", func(func(string) string) []string { return commands }); err != nil {
		t.Fatal(err)
	}
	whole := text(t, path)
	for n := range len(whole) {
		if err := os.WriteFile(path, []byte(whole[:n]), 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := Import(path, nil)
		switch {
		case n == len(whole)-1: // only the last line break is gone
			if err != nil {
				t.Error(err)
			}
		case err == nil:
			t.Errorf("%q was taken: %q", whole[:n], got.Lines)
		case n > strings.IndexByte(whole, '\n'):
			wantErr(t, err, fmt.Sprintf("%s is cut off: it ends in line %d, ", path, 1+strings.Count(strings.TrimSuffix(whole[:n], "\n"), "\n")))
		}
	}
	// What a person adds at the end is taken too.
	if err := os.WriteFile(path, []byte(whole+"theme dark"), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := Import(path, nil)
	if err != nil {
		t.Fatal(err)
	}
	wantLines(t, got.Lines, append(commands, "theme dark")...)

	// Of the first version, which has no last line, only a line that cannot be.
	bad := errors.New("no such command")
	check := func(line string) error {
		if line == "theme da" {
			return bad
		}
		return nil
	}
	for end, want := range map[string]error{"theme dark": nil, "theme da\n": nil, "theme da": bad} {
		if err := os.WriteFile(path, []byte("# epivizgo workspace 1 \"x\"\nload a.bed\n"+end), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Import(path, check); !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", end, err, want)
		} else if want != nil {
			wantErr(t, err, "is cut off: it ends in line 3, \"theme da\": no such command")
		}
	}
}

func TestShorten(t *testing.T) {
	sep := string(filepath.Separator)
	root := filepath.VolumeName(t.TempDir()) + sep
	abs := func(parts ...string) string { return root + filepath.Join(parts...) }
	wd, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct{ dir, path, want string }{
		{abs("home", "me"), abs("home", "me", "a.bed"), "a.bed"},
		{abs("home", "me"), abs("home", "me", "data", "a.bed"), "data/a.bed"},
		{abs("home", "me", "figures"), abs("home", "me", "data", "a.bed"), "../data/a.bed"},
		{abs("home", "me"), abs("home", "you", "a.bed"), "../you/a.bed"},
		{abs("home", "me"), abs("data", "a.bed"), abs("data", "a.bed")},
		{abs(), abs("data", "a.bed"), "data/a.bed"},
		{abs("x"), abs("x", "-"), "./-"},
		{wd, "a.bed", "a.bed"},
		{abs("home", "me"), "-", "-"},
		{abs("home", "me"), "https://example.org/a.bw", "https://example.org/a.bw"},
		{abs("home", "me"), "", ""},
	} {
		got := Shorten(tc.dir, tc.path)
		if got != tc.want {
			t.Errorf("%s from %s is %q, want %q", tc.path, tc.dir, got, tc.want)
		}
		if filepath.IsAbs(tc.path) {
			if back := Lengthen(tc.dir, got); back != tc.path {
				t.Errorf("%q in %s is %q, want %q", got, tc.dir, back, tc.path)
			}
		}
	}
}

func TestDir(t *testing.T) {
	home := func() (string, error) { return "/home/me", nil }
	for _, tc := range []struct {
		goos string
		env  map[string]string
		home func() (string, error)
		want string
	}{
		{"linux", nil, home, "/home/me/.local/state/epivizgo"},
		{"darwin", map[string]string{"XDG_STATE_HOME": "relative"}, home, "/home/me/.local/state/epivizgo"},
		{"linux", map[string]string{"XDG_STATE_HOME": "/state", "LocalAppData": "/local"}, home, "/state/epivizgo"},
		{"windows", map[string]string{"LocalAppData": "/local"}, home, "/local/epivizgo"},
		{"windows", nil, home, "/home/me/AppData/Local/epivizgo"},
		{"linux", nil, func() (string, error) { return "", errors.New("$HOME is not defined") }, ""},
		{"linux", nil, func() (string, error) { return "x", nil }, ""},
	} {
		got, err := dirOf(tc.goos, func(name string) string { return tc.env[name] }, tc.home)
		if filepath.ToSlash(got) != tc.want || (err == nil) != (tc.want != "") {
			t.Errorf("%s %v: %q, %v; want %q", tc.goos, tc.env, got, err, tc.want)
		}
	}
	state := filepath.Join(t.TempDir(), "a", "b")
	t.Setenv("XDG_STATE_HOME", state)
	dir, err := Dir()
	if info, statErr := os.Stat(dir); err != nil || statErr != nil || !info.IsDir() || dir != filepath.Join(state, "epivizgo") {
		t.Errorf("made %q, %v, %v", dir, err, statErr)
	}
}

func TestIsWorkspace(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "x")
	for text, want := range map[string]bool{
		"": false, "# epivizgo": false, "chr1\t1\t2\n": false, "x\n# epivizgo workspace 1 \"x\"\n": false,
		"# epivizgo workspace 1 \"x\"\n": true, "# epivizgo workspace 9": true, "\ufeff# epivizgo workspace 1 \"x\"\n": true,
	} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if got, err := IsWorkspace(path); got != want || err != nil {
			t.Errorf("%q: %v, %v; want %v", text, got, err, want)
		}
	}
	if ours, err := IsWorkspace(filepath.Join(dir, "none")); ours || !errors.Is(err, os.ErrNotExist) {
		t.Errorf("of no file: %v, %v", ours, err)
	}
}
