//go:build unix

package repl_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/repl"
	"github.com/epiviz/epivizgo/repl/line"
	"github.com/epiviz/epivizgo/repl/repltest"
	"github.com/epiviz/epivizgo/session/hint"
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
	const long = "chr1\t1000\t2000\tXYZ2\t0\t+\t1000\t1000\t0\t1\t1000,\t0,\n"
	const other = "chr1\t5000\t9000\tABC1\\tx\\ny\t0\t.\t5000\t5000\t0\t1\t4000,\t0,\n"
	const both = long + other
	for _, c := range []struct {
		name, script, printed, failed string
		files                         map[string]string
	}{
		{"a file", "rows chr1 genes --bed > a.bed", "", "", map[string]string{"a.bed": both}},
		{"a file twice", "where > a; where >> a", "", "", map[string]string{"a": "chr1:1-100,000\nchr1:1-100,000\n"}},
		{"a file anew", "charts > a\nwhere > a", "", "", map[string]string{"a": "chr1:1-100,000\n"}},
		{"a failure leaves the old file", "where > a; navigate chrQ 1 2 > a", "",
			`x:1: navigate chrQ 1 2 > a: error: there is no sequence "chrQ"`,
			map[string]string{"a": "chr1:1-100,000\n"}},
		{"a failure leaves no new file", "navigate chrQ 1 2 > a", "", `x:1: navigate chrQ 1 2 > a: error: there is no sequence "chrQ"`, nil},
		{"a program has all that a command printed before it failed",
			"!printf 'chr1\\t1\\t9\\nchrQ\\t1\\t9\\n' > b.bed\nsnapshot ./b.bed out | sh -c 'sleep 0.2; cat'",
			"made the folder out\nchr1:2-9: the picture has no checksum of genes.gff3: missing\nwrote 1 picture to out\n",
			"x:2: snapshot ./b.bed out | sh -c 'sleep 0.2; cat': error: 1 of 2 regions have no picture:\nchrQ:2-9: there is no sequence \"chrQ\"",
			map[string]string{"b.bed": "chr1\t1\t9\nchrQ\t1\t9\n", "out": ""}},
		{"a program", "rows chr1 genes --bed | sort -k2,2nr", other + long, "", nil},
		{"programs and a file", "rows chr1 genes --bed | sort -k2,2nr | tail -n 1 > 'a b'", "", "", map[string]string{"a b": long}},
		{"a reader that stops early", "help | head -n 1", "Moving about\n", "", nil},
		{"a reader that reads nothing", "help | true", "", "", nil},
		{"a program before one that stops early", "echo x | yes | head -n 2", "y\ny\n", "", nil},
		{"a program before the last that is ended", "echo x | sh -c 'kill -TERM $$' | cat", "",
			"x:1: echo x | sh -c 'kill -TERM $$' | cat: error: sh: signal: terminated", nil},
		{"a last program that nobody reads", "echo x | sh -c 'kill -PIPE $$'", "",
			"x:1: echo x | sh -c 'kill -PIPE $$': error: sh: signal: broken pipe", nil},
		{"a program that fails", "where | sh -c 'cat; echo no >&2; exit 3' > a", "no\n",
			"x:1: where | sh -c 'cat; echo no >&2; exit 3' > a: error: sh: exit status 3", nil},
		{"a file that the command loads", "rows chr1 genes --bed > a.bed; load a.bed > a.bed", "",
			"x:1: load a.bed > a.bed: error: a.bed is loaded and is not written over", map[string]string{"a.bed": both}},
		{"no such program", "where | frobnicate", "", `x:1: where | frobnicate: error: there is no program "frobnicate"`, nil},
		{"no program is run for a wrong command", "frobnicate | touch a", "",
			`x:1: frobnicate | touch a: error: there is no command "frobnicate"`, nil},
		{"words stay words", `echo 'a  b; $x > c' "|" | cat | sh -c 'cat; printf "%s\n" "$@"' "a b" '$(touch c)' "d;e"`,
			"a  b; $x > c |\n$(touch c)\nd;e\n", "", nil},
		{"tables are not cut", "measurements | grep py_",
			" py_column          Python Measurement  feature  Line Track        -5 to 25  py_datasourcegroup\n", "", nil},
		{"a glob", "where > a*", "", "x:1: where > a*: error: wanted the name of one file after >; found a*, which could stand for several", nil},
		{"a quoted glob", "where > 'a*'", "", "", map[string]string{"a*": "chr1:1-100,000\n"}},
		{"a descriptor", "where >&2", "", "x:1: where >&2: error: > at column 7: wanted a file after it, in quotes where its name begins with &", nil},
		{"a device", "where > /dev/null; where >> /dev/null", "", "", nil},
		{"a full disk", "where > /dev/full", "", "x:1: where > /dev/full: error: write /dev/full: no space left on device", nil},
		{"a folder", "where > .", "", "x:1: where > .: error: . is a folder; wanted a file", nil},
		{"no such folder", "where > a/b", "", "x:1: where > a/b: error: open a/b: no such file or directory", nil},
		{"here", "navigate chr1 5 7 > /dev/null; echo $here '$here' x$here; echo a | grep $here | cat", "chr1:5-7 $here xchr1:5-7\n",
			"x:1: echo a | grep $here | cat: error: grep: exit status 1", nil},
		{"selection", "select chr1:5-7 pyChr:1-2 > /dev/null; echo $selection | tr ' ' '\\n' > $here", "", "",
			map[string]string{"chr1:1-100000": "chr1:5-7\npyChr:1-2\n"}},
		{"a file is one word", "select chr1:5-7 pyChr:1-2 > /dev/null; where > $selection", "",
			"x:1: where > $selection: error: wanted the name of one file after >; found 2", nil},
		{"no selection", "echo $selection", "", "x:1: echo $selection: error: $selection: nothing is selected", nil},
		{"no such variable", "echo $selectoin", "",
			"x:1: echo $selectoin: error: there is no variable $selectoin; there are $here, $selection, $regions and those of the environment", nil},
		{"the environment", `echo $MADE_UP ${MADE_UP}x "$MADE_UP" '$MADE_UP' \$MADE_UP $MADE_UP/y`, "a  b* a  b*x $MADE_UP $MADE_UP $MADE_UP a  b*/y\n", "", nil},
		{"here is not of the environment", "navigate chr1 5 7 > /dev/null; echo $here", "chr1:5-7\n", "", nil},
		{"several values within a word", "select chr1:5-7 pyChr:1-2 > /dev/null; echo x$selection", "",
			"x:1: echo x$selection: error: $selection stands for 2 words, and within a word it must stand for one", nil},
		{"a home folder", "echo ~ ~/x '~' a~ \"~/y\"", "/made/home /made/home/x ~ a~ ~/y\n", "", nil},
		{"a file of the environment", "where > $MADE_UP", "", "", map[string]string{"a  b*": "chr1:1-100,000\n"}},
		{"no globs in programs and where no names are wanted", "echo *; echo * | grep *", "*\n*\n", "", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Setenv("MADE_UP", "a  b*")
			t.Setenv("HOME", "/made/home")
			t.Setenv("here", "not this")
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

// TestRedirectThroughDanglingLinks makes the file that a link leads to.
func TestRedirectThroughDanglingLinks(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	if err := os.MkdirAll("there/deep", 0o700); err != nil {
		t.Fatal(err)
	}
	for link, to := range map[string]string{
		"link": "there/real", "second": "link", "up": "folder/../beside", "folder": "there/deep", "whole": filepath.Join(dir, "absolute"),
		"lost": "nowhere/real",
	} {
		if err := os.Symlink(to, link); err != nil {
			t.Fatal(err)
		}
	}
	env := repltest.Start(t, repltest.Setup{}).Env
	for _, c := range []struct{ link, real string }{{"second", "there/real"}, {"up", "there/beside"}, {"whole", "absolute"}} {
		script(t, env, "where > "+c.link)
		if info, err := os.Lstat(c.link); err != nil || info.Mode()&os.ModeSymlink == 0 {
			t.Errorf("%s is no link any more: %v, %v", c.link, info, err)
		}
		if b, err := os.ReadFile(c.real); string(b) != "chr1:1-100,000\n" {
			t.Errorf("%s leads to %q, %v", c.link, b, err)
		}
	}
	err := env.Script(t.Context(), "x", strings.NewReader("where > lost"))
	if got := errorText(err); !strings.HasPrefix(got, "x:1: where > lost: error: lost is a link that leads nowhere: ") {
		t.Errorf("a link without a folder: %s", got)
	}
	if info, err := os.Lstat("lost"); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("lost is no link any more: %v, %v", info, err)
	}
}

// TestUsedFilesAreNotWrittenOver: neither are the genome and the sample sheet.
func TestUsedFilesAreNotWrittenOver(t *testing.T) {
	repltest.Folder(t, map[string]string{"genome.svg": "chr1\t100000\n", "samples.svg": "sample\tgroup\npy_column\tA\n"})
	p := repltest.Start(t, repltest.Setup{})
	script(t, p.Env, "genome genome.svg; samples samples.svg")
	for file, as := range map[string]string{"genome.svg": "the genome", "samples.svg": "the sample sheet"} {
		for _, command := range []string{"print %s", "where > ./%s", "where >> %s"} {
			command = fmt.Sprintf(command, file)
			err := p.Env.Script(t.Context(), "x", strings.NewReader(command))
			if got, want := errorText(err), file+" is "+as+" and is not written over"; !strings.HasSuffix(got, want) {
				t.Errorf("%s: %s, want %s", command, got, want)
			}
		}
	}
}

// TestLoadedFilesAreNotWrittenOver tries every command that writes a file, by every
// spelling of a file that is loaded.
func TestLoadedFilesAreNotWrittenOver(t *testing.T) {
	repltest.Folder(t, map[string]string{"my genes.gff3": genes})
	if err := os.Symlink("my genes.gff3", "link"); err != nil {
		t.Fatal(err)
	}
	if err := os.Link("my genes.gff3", "other.svg"); err != nil {
		t.Fatal(err)
	}
	p := repltest.Start(t, repltest.Setup{})
	p.Env.Files = storeFiles{}
	script(t, p.Env, "load 'my genes.gff3'")
	whole, err := filepath.Abs("my genes.gff3")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ command, path string }{
		{"where > %s", "my genes.gff3"}, {"where > %s", "./my genes.gff3"}, {"where > %s", whole}, {"where > %s", "link"},
		{"where >> %s", "link"}, {"where | cat > %s", "link"}, {"print %s", "other.svg"}, {"record %s", "link"}, {"region save %s", "link"},
		{"export %s", "link"}, {"export --force %s", "link"},
	} {
		command := strings.ReplaceAll(c.command, "%s", line.Quote(c.path))
		err := p.Env.Script(t.Context(), "x", strings.NewReader(command))
		if got, want := errorText(err), c.path+" is loaded and is not written over"; !strings.HasSuffix(got, "error: "+want) {
			t.Errorf("%s: %s, want %s", command, got, want)
		}
		if got, want := hint.Of(err), `choose another name, or type unload "my genes.gff3" first`; got != want {
			t.Errorf("%s: hint %s, want %s", command, got, want)
		}
		if b, err := os.ReadFile("my genes.gff3"); string(b) != genes {
			t.Fatalf("%s: the file has %q, %v", command, b, err)
		}
	}
	script(t, p.Env, "unload 'my genes.gff3'; where > link")
	if b, err := os.ReadFile("my genes.gff3"); string(b) != "chr1:1-100,000\n" {
		t.Errorf("after unload the file has %q, %v", b, err)
	}
}

// TestExportKeepsOtherFiles exports over what export wrote, and over nothing else.
func TestExportKeepsOtherFiles(t *testing.T) {
	repltest.Folder(t, map[string]string{"notes.txt": "dear diary\n", "later.epivizgo": "# epivizgo workspace 9 \"x\"\n"})
	p := repltest.Start(t, repltest.Setup{})
	p.Env.Files = storeFiles{}
	err := p.Env.Script(t.Context(), "x", strings.NewReader("export notes.txt"))
	if got, want := errorText(err), "x:1: export notes.txt: error: notes.txt exists and is no workspace that export wrote"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got, want := hint.Of(err), "choose another name, or type export --force notes.txt to replace it"; got != want {
		t.Errorf("hint %s, want %s", got, want)
	}
	if b, err := os.ReadFile("notes.txt"); string(b) != "dear diary\n" {
		t.Errorf("the file has %q, %v", b, err)
	}
	err = p.Env.Script(t.Context(), "x", strings.NewReader("export --force /dev/null"))
	if got := errorText(err); !strings.HasSuffix(got, "error: /dev/null is no regular file; export writes only those") {
		t.Errorf("a device: %s", got)
	}
	script(t, p.Env, "export --force notes.txt; export notes.txt; export later.epivizgo; export new")
	for _, name := range []string{"notes.txt", "later.epivizgo", "new"} {
		if b, err := os.ReadFile(name); !strings.HasPrefix(string(b), "# epivizgo workspace 2 ") {
			t.Errorf("%s has %q, %v", name, b, err)
		}
	}
}

// TestRedirectToReaderThatStops runs commands that notice that nobody reads their result any
// more, which is no reason to end the script.
func TestRedirectToReaderThatStops(t *testing.T) {
	var bed strings.Builder // more than a pipe holds
	for i := range 40_000 {
		fmt.Fprintf(&bed, "chr1\t%d\t%d\tpeak%d\t%d\t+\n", i, i+1, i, i)
	}
	repltest.Folder(t, map[string]string{"many.bed": bed.String()})
	c := &repltest.Console{}
	p := repltest.Start(t, repltest.Setup{Console: c})
	script(t, p.Env, "load many.bed > /dev/null")
	for _, command := range []string{
		"rows chr1:1-40,000 many", "rows chr1:1-40,000 many --tsv", "rows chr1:1-40,000 many --json", "rows chr1:1-40,000 many --bed",
		"values chr1:1-40,000 many_score --bins 40000",
	} {
		before := len(c.Transcript())
		script(t, p.Env, command+" | true; where")
		if got := c.Transcript()[before:]; !strings.HasSuffix(got, "chr1:1-100,000\n") {
			t.Errorf("%s | true ended the script: %q", command, got)
		}
	}
}

// TestRedirectInterrupted presses Ctrl-C while a program runs that would not
// end by itself.
func TestRedirectInterrupted(t *testing.T) {
	fifo := filepath.Join(t.TempDir(), "running")
	console := &repltest.Console{Typed: true, Lines: []string{
		"where | sh -c 'echo up > \"$0\"; exec sleep 1000' " + line.Quote(fifo), "where", "",
	}}
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
