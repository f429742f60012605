//go:build unix

package repl_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/repl"
	"github.com/epiviz/epivizgo/repl/line"
	"github.com/epiviz/epivizgo/repl/repltest"
)

// inFolder runs a script in a folder of its own and returns what is printed,
// the error and the folder's files.
func inFolder(t *testing.T, script string) (printed, failed string, files map[string]string) {
	t.Helper()
	repltest.Folder(t, map[string]string{"genes.gff3": genes})
	c := &repltest.Console{Columns: 30}
	p := repltest.Start(t, repltest.Setup{Console: c})
	loadGenes(t, p)
	t.Chdir(t.TempDir())
	err := p.Env.Script(t.Context(), "x", strings.NewReader(script))
	entries, _ := os.ReadDir(".")
	files = make(map[string]string)
	for _, e := range entries {
		b, _ := os.ReadFile(e.Name())
		files[e.Name()] = string(b)
	}
	return c.Transcript(), errorText(err), files
}

func TestRedirect(t *testing.T) {
	const long = "chr1\t1000\t2000\tXYZ2\t0\t+\n"
	const both = long + "chr1\t5000\t9000\tABC1\\tx\\ny\t0\t.\n"
	for _, c := range []struct {
		name, script, printed, failed string
		files                         map[string]string
	}{
		{"a file", "rows chr1 genes --bed > a.bed", "", "", map[string]string{"a.bed": both}},
		{"a file twice", "where > a; where >> a", "", "", map[string]string{"a": "chr1:1-100,000\nchr1:1-100,000\n"}},
		{"a file anew", "charts > a\nwhere > a", "", "", map[string]string{"a": "chr1:1-100,000\n"}},
		{"a failure leaves the old file", "where > a; navigate chrQ 1 2 > a", "", `x:1: navigate chrQ 1 2 > a: error: there is no sequence "chrQ"`,
			map[string]string{"a": "chr1:1-100,000\n"}},
		{"a failure leaves no new file", "navigate chrQ 1 2 > a", "", `x:1: navigate chrQ 1 2 > a: error: there is no sequence "chrQ"`, nil},
		{"a program", "rows chr1 genes --bed | sort -k2,2nr", "chr1\t5000\t9000\tABC1\\tx\\ny\t0\t.\n" + long, "", nil},
		{"programs and a file", "rows chr1 genes --bed | sort -k2,2nr | tail -n 1 > 'a b'", "", "", map[string]string{"a b": long}},
		{"a reader that stops early", "help | head -n 1", "Moving about\n", "", nil},
		{"a reader that reads nothing", "help | true", "", "", nil},
		{"a program before one that stops early", "echo x | yes | head -n 2", "y\ny\n", "", nil},
		{"a program that fails", "where | sh -c 'cat; echo no >&2; exit 3' > a", "no\n", "x:1: where | sh -c 'cat; echo no >&2; exit 3' > a: error: sh: exit status 3", nil},
		{"no such program", "where | frobnicate", "", `x:1: where | frobnicate: error: there is no program "frobnicate"`, nil},
		{"no program is run for a wrong command", "frobnicate | touch a", "", `x:1: frobnicate | touch a: error: there is no command "frobnicate"`, nil},
		{"words stay words", `echo 'a  b; $x > c' "|" | cat | sh -c 'cat; printf "%s\n" "$@"' "a b" '$(touch c)' "d;e"`,
			"a  b; $x > c |\n$(touch c)\nd;e\n", "", nil},
		{"tables are not cut", "measurements | grep py_", " py_column          Python Measurement  feature  Line Track        -5 to 25  py_datasourcegroup\n", "", nil},
		{"a device", "where > /dev/null; where >> /dev/null", "", "", nil},
		{"a full disk", "where > /dev/full", "", "x:1: where > /dev/full: error: write /dev/full: no space left on device", nil},
		{"a folder", "where > .", "", "x:1: where > .: error: . is a folder; wanted a file", nil},
		{"no such folder", "where > a/b", "", "x:1: where > a/b: error: open a/b: no such file or directory", nil},
		{"here", "navigate chr1 5 7 > /dev/null; echo $here '$here' x$here; echo a | grep $here | cat", "chr1:5-7 $here x$here\n",
			"x:1: echo a | grep $here | cat: error: grep: exit status 1", nil},
		{"selection", "select chr1:5-7 pyChr:1-2 > /dev/null; echo $selection | tr ' ' '\\n' > $here", "", "",
			map[string]string{"chr1:1-100000": "chr1:5-7\npyChr:1-2\n"}},
		{"a file is one word", "select chr1:5-7 pyChr:1-2 > /dev/null; where > $selection", "", "x:1: where > $selection: error: wanted the name of one file after >; found 2", nil},
		{"no selection", "echo $selection", "", "x:1: echo $selection: error: $selection: nothing is selected", nil},
		{"no such variable", "echo $selectoin", "", "x:1: echo $selectoin: error: there is no variable $selectoin; there are $here and $selection", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := os.Stat("/dev/full"); err != nil && c.name == "a full disk" {
				t.Skip("there is no /dev/full here")
			}
			printed, failed, files := inFolder(t, c.script)
			if failed != c.failed {
				t.Errorf("error %s\nwant  %s", failed, c.failed)
			}
			if printed != c.printed {
				t.Errorf("printed %q, want %q", printed, c.printed)
			}
			if len(files) != len(c.files) {
				t.Errorf("files %q", files)
			}
			for name, text := range c.files {
				if files[name] != text {
					t.Errorf("%s has %q, want %q", name, files[name], text)
				}
			}
		})
	}
}

// TestRedirectKeepsLinksAndModes replaces what a link leads to.
func TestRedirectKeepsLinksAndModes(t *testing.T) {
	dir := t.TempDir()
	real, link := filepath.Join(dir, "real"), filepath.Join(dir, "link")
	if err := os.WriteFile(real, []byte("old"), 0o640); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("real", link); err != nil {
		t.Fatal(err)
	}
	env := repltest.Start(t, repltest.Setup{}).Env
	if err := env.Script(t.Context(), "x", strings.NewReader(line.Quote("where")+" > "+line.Quote(link))); err != nil {
		t.Fatal(err)
	}
	info, err := os.Lstat(link)
	if err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is gone: %v, %v", info, err)
	}
	info, err = os.Stat(real)
	if b, _ := os.ReadFile(real); err != nil || info.Mode().Perm() != 0o640 || string(b) != "chr1:1-100,000\n" {
		t.Errorf("the file is %q, %v, %v", b, info, err)
	}
}

// TestRedirectInterrupted presses Ctrl-C while a program runs that would not
// end by itself.
func TestRedirectInterrupted(t *testing.T) {
	fifo := filepath.Join(t.TempDir(), "running")
	console := &repltest.Console{Typed: true, Lines: []string{"where | sh -c 'echo up > \"$0\"; exec sleep 1000' " + line.Quote(fifo), "where", ""}}
	env := repltest.Start(t, repltest.Setup{Console: console}).Env
	first := true
	env.Interrupt = func(ctx context.Context) (context.Context, context.CancelFunc) {
		ctx, cancel := context.WithCancel(ctx)
		if !first {
			return ctx, cancel
		}
		first = false
		go func() {
			for ctx.Err() == nil {
				if _, err := os.Stat(fifo); err == nil {
					cancel()
				}
			}
		}()
		return ctx, cancel
	}
	if err := repl.Run(t.Context(), env, console); err != nil {
		t.Fatal(err)
	}
	if got := console.Transcript(); !strings.Contains(got, "cancelled\nepiviz> where\nchr1:1-100,000\n") {
		t.Errorf("transcript\n%s", got)
	}
}
