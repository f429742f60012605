package source

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func TestParseRef(t *testing.T) {
	top := t.TempDir()
	t.Chdir(top)
	top, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	file := func(name string) Ref { return Ref{File, filepath.Join(top, name)} }
	for name, want := range map[string]Ref{
		"-":                 {Stdin, "-"},
		"./-":               file("-"),
		"tutorial:":         {Tutorial, "tutorial:"},
		"./tutorial:":       file("tutorial:"),
		"http://host/a.bw":  {Link, "http://host/a.bw"},
		"HTTPS://host/a.bw": {Link, "HTTPS://host/a.bw"},
		"s3://bucket/a.bw":  {Link, "s3://bucket/a.bw"},
		"a.bed":             file("a.bed"),
		"./in/../a.bed":     file("a.bed"),
		"my data://a.bed":   file("my data:/a.bed"),
		"://a.bed":          file(":/a.bed"),
	} {
		if got := ParseRef(name); got != want {
			t.Errorf("%s is %+v; want %+v", name, got, want)
		}
	}
	for name, want := range map[string]string{"in/a.bed": "a.bed", "-": "standard input", "http://h/a": "http://h/a"} {
		if got := ParseRef(name).Name(); got != want {
			t.Errorf("%s is called %q; want %q", name, got, want)
		}
	}
}

// TestSameFile compares names of files by what they lead to.
func TestSameFile(t *testing.T) {
	t.Chdir(t.TempDir())
	write := func(name string) error { return os.WriteFile(name, []byte(name), 0o600) }
	if err := errors.Join(os.Mkdir("in", 0o700), write("a"), write("other"), write("-"), write("in/a"),
		os.Symlink("a", "soft"), os.Symlink("soft", "twice"), os.Symlink("gone", "dangling"), os.Symlink(".", "here"),
		os.Link("a", "hard")); err != nil {
		t.Skip("no links here: ", err)
	}
	names := []string{"other", "in/a", "a"}
	for name, want := range map[string]int{
		"a": 2, "./a": 2, "soft": 2, "twice": 2, "hard": 2, "here/a": 2, "in/a": 1, "other": 0, "here/in/a": 1,
		"dangling": -1, "gone": -1, "-": -1, "tutorial:": -1, "http://h/a": -1, "": -1,
	} {
		if got := IndexOf(names, name); got != want {
			t.Errorf("%s is %d of %q; want %d", name, got, names, want)
		}
	}
	// An own spelling comes before a link.
	if got := IndexOf([]string{"a", "soft"}, "./soft"); got != 1 {
		t.Errorf("./soft is %d", got)
	}
	if ParseRef("-").Same(ParseRef("./-")) || !ParseRef("-").Same(ParseRef("-")) || ParseRef("gone").Same(ParseRef("dangling")) {
		t.Error("standard input and what is not there are like files")
	}
}

// TestAbsolutePath names a file behind a link to a folder and "..".
func TestAbsolutePath(t *testing.T) {
	top, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(top)
	if err := errors.Join(os.MkdirAll("other/in", 0o700), os.Symlink("other/in", "ln")); err != nil {
		t.Skip("no links here: ", err)
	}
	for path, want := range map[string]string{
		"ln/../two.bw":      "other/two.bw",
		"ln/two.bw":         "ln/two.bw",
		"./two.bw":          "two.bw",
		"other/../two.bw":   "two.bw",
		"gone/../two.bw":    "two.bw",
		"other/in/../x..bw": "other/x..bw",
		"..two.bw":          "..two.bw",
	} {
		if got, err := AbsolutePath(path); err != nil || got != filepath.Join(top, want) {
			t.Errorf("%s is %s, %v; want %s", path, got, err, want)
		}
	}
}
