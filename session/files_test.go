package session

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/state"
)

// inFolder makes a folder the working one, with files of these contents and symbolic
// links, "link": "->target". It returns its absolute path.
func inFolder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	for name, content := range files {
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if target, ok := strings.CutPrefix(content, "->"); ok {
			if err := os.Symlink(target, name); err != nil {
				t.Skip("no links here: ", err)
			}
		} else if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// has reports whether a note has a text in it.
func has(notes []string, part string) bool {
	return slices.ContainsFunc(notes, func(n string) bool { return strings.Contains(n, part) })
}

// TestOneFileOfSeveralNames loads a file by other names of it: it is told as what it is
// loaded, and every command that names a file takes any of them.
func TestOneFileOfSeveralNames(t *testing.T) {
	dir := inFolder(t, map[string]string{
		"a.bed": bed(3), "link.bed": "->a.bed", "other.bed": bed(2), "sub/b.bed": "->../a.bed", "here": "->.",
	})
	if err := os.Link("a.bed", "hard.bed"); err != nil {
		t.Skip("no links here: ", err)
	}
	r := newRig(t, Options{})
	r.load("a.bed")
	r.load("other.bed")
	for name, want := range map[string]string{
		"a.bed": "a.bed is loaded already", "./a.bed": "a.bed is loaded already", dir + "/a.bed": "a.bed is loaded already",
		"link.bed": "link.bed is loaded already, as a.bed", "hard.bed": "hard.bed is loaded already, as a.bed",
		"sub/b.bed": "sub/b.bed is loaded already, as a.bed", "here/a.bed": "here/a.bed is loaded already, as a.bed",
	} {
		_, _, err := r.Load(r.ctx, name)
		if err == nil || err.Error() != want || hint.Of(err) != "unload a.bed first to read it again" {
			t.Errorf("load %s: %v, hint %q; want %s", name, err, hint.Of(err), want)
		}
		if d, err := r.Info(name); err != nil || d.Path != "a.bed" {
			t.Errorf("info %s: %+v, %v", name, d, err)
		}
		if rows, err := r.Rows(r.ctx, genome.Interval{Seq: "chr1", End: 1000}, name); err != nil || rows.Name != "a" {
			t.Errorf("rows %s: %+v, %v", name, rows, err)
		}
	}
	must(r.Watch(r.ctx, []string{"link.bed"}, true))(t)
	equal(t, "watched", r.Watched(), []string{"a.bed"})
	must(r.Reload(r.ctx, "hard.bed"))(t)
	must(r.Unload(r.ctx, "sub/b.bed"))(t)
	equal(t, "files", r.State().Files, []state.File{{Path: "other.bed"}})
	equal(t, "measurements", len(r.Measurements()), 1)
	r.load("link.bed")
	if _, _, err := r.Load(r.ctx, "a.bed"); err == nil || err.Error() != "a.bed is loaded already, as link.bed" {
		t.Errorf("load a.bed: %v", err)
	}
}

// TestStateOfOneFileTwice brings back states that name one file by several paths: each
// chart has its data, and it is told.
func TestStateOfOneFileTwice(t *testing.T) {
	inFolder(t, map[string]string{"a.bed": bed(3), "link.bed": "->a.bed", "other/a.bed": "->../a.bed"})
	r := newRig(t, Options{})
	r.load("./a.bed")
	// The same file under the same id is the one that is loaded.
	st := r.State()
	if err := st.Merge(state.Event{Kind: state.EventLoaded, Path: "other/a.bed"}); err != nil {
		t.Fatal(err)
	}
	if err := st.Merge(state.Event{Kind: state.EventWatched, Path: "other/a.bed"}); err != nil {
		t.Fatal(err)
	}
	equal(t, "files", st.Files, []state.File{{Path: "./a.bed", Watched: true}})
	// Under another id it is another, whose charts would wait for ever.
	if err := st.Merge(state.Event{Kind: state.EventLoaded, Path: "link.bed"}); err != nil {
		t.Fatal(err)
	}
	report := must(r.Become(r.ctx, st))(t)
	if want := "link.bed is the same file as ./a.bed, which is loaded too"; !has(report.Notes, want) {
		t.Errorf("notes %q; want %q", report.Notes, want)
	}
	equal(t, "measurements", []string{r.Measurements()[0].ID, r.Measurements()[1].ID}, []string{"a", "link"})
	must(r.Unload(r.ctx, "link.bed"))(t)
	equal(t, "files", r.State().Files, []state.File{{Path: "./a.bed", Watched: true}})
}

// TestLinkThatLeadsToALoadedFile tells once that a watched link has come to lead to a file
// that is loaded.
func TestLinkThatLeadsToALoadedFile(t *testing.T) {
	inFolder(t, map[string]string{"a.bed": bed(3), "b.bed": bed(2), "link.bed": "->b.bed", "new": "->a.bed"})
	r := newRig(t, Options{})
	r.load("a.bed")
	r.load("link.bed")
	if err := os.Rename("new", "link.bed"); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		must(r.Reload(r.ctx, "link.bed"))(t)
	}
	equal(t, "told", r.notices.With(""), []string{"link.bed is the same file as a.bed, which is loaded too"})
}

// TestLinkOfTheWeb refuses what is no file by its name.
func TestLinkOfTheWeb(t *testing.T) {
	r := newRig(t, Options{})
	_, _, err := r.Load(r.ctx, "https://example.org/a.bw")
	if err == nil || err.Error() != "https://example.org/a.bw is no file; only files are read" || errors.Is(err, os.ErrNotExist) {
		t.Errorf("a link: %v", err)
	}
}

// starts returns where the rows of a measurement on chr1 start.
func (r *rig) starts(name string) []int {
	r.t.Helper()
	return must(r.Rows(r.ctx, genome.Interval{Seq: "chr1", End: 1000}, name))(r.t).Start
}

// TestZeroBasedFiles reads a table in the way that was asked for, also when it is reloaded,
// unloaded and restored, and notes the files to which the program's flag does not apply.
func TestZeroBasedFiles(t *testing.T) {
	const table = "chr\tstart\tend\tscore\nchr1\t10\t20\t5\n"
	inFolder(t, map[string]string{"zero.tsv": table, "one.tsv": table, "it.tsv": table, "link.tsv": "->gone.tsv", "a.bed": bed(3)})
	r := newRig(t, Options{})
	if _, _, err := r.LoadFile(r.ctx, state.File{Path: "zero.tsv", ZeroBased: true}, 0); err != nil {
		t.Fatal(err)
	}
	r.load("one.tsv")
	check := func(what string) {
		t.Helper()
		if zero, one := r.starts("zero"), r.starts("one"); zero[0] != one[0]+1 {
			t.Errorf("%s: rows start at %d and %d", what, zero[0], one[0])
		}
		equal(t, what+": files", r.State().Files, []state.File{{Path: "zero.tsv", ZeroBased: true}, {Path: "one.tsv"}})
	}
	check("loaded")
	must(r.Reload(r.ctx, "zero.tsv"))(t)
	check("read again")
	must(r.Unload(r.ctx, "zero.tsv"))(t)
	if _, _, err := r.Undo(r.ctx, 1); err != nil {
		t.Fatal(err)
	}
	check("undone")

	// A state that has it otherwise.
	st := r.State()
	st.Files = []state.File{{Path: "zero.tsv"}, {Path: "one.tsv"}, {Path: "link.tsv"}}
	report := must(r.Become(r.ctx, st))(t)
	if !has(report.Notes, "zero.tsv is read without --zero-based now") {
		t.Errorf("notes %q", report.Notes)
	}
	equal(t, "starts", r.starts("zero"), r.starts("one"))

	// A file that is waited for is loaded as it was, or not at all.
	_, _, err := r.LoadFile(r.ctx, state.File{Path: "link.tsv", ZeroBased: true}, 0)
	if err == nil || err.Error() != "link.tsv is waited for as it is read without --zero-based" {
		t.Errorf("load --zero-based: %v", err)
	}
	if err := os.Rename("it.tsv", "gone.tsv"); err != nil {
		t.Fatal(err)
	}
	_, report, err = r.Load(r.ctx, "gone.tsv")
	if want := "gone.tsv is the same file as link.tsv, which was waited for"; err != nil || !has(report.Notes, want) {
		t.Errorf("notes %q, %v; want %s", report.Notes, err, want)
	}

	// In a program with the flag.
	z := newRig(t, Options{ZeroBased: true})
	z.load("zero.tsv")
	st = z.State()
	equal(t, "files", st.Files, []state.File{{Path: "zero.tsv", ZeroBased: true}})
	st.Files = append(slices.Clip(st.Files), state.File{Path: "one.tsv"}, state.File{Path: "a.bed"})
	report = must(z.Become(z.ctx, st))(t)
	var told []string
	for _, n := range report.Notes {
		if strings.Contains(n, "--zero-based") {
			told = append(told, n)
		}
	}
	equal(t, "told", told, []string{"one.tsv is read without --zero-based, as it was"})
	equal(t, "starts", z.starts("zero")[0], z.starts("one")[0]+1)
}

// TestEmptyFileWherePlaceWaits loads a file without rows where no sequence is on offer: the place
// waits on.
func TestEmptyFileWherePlaceWaits(t *testing.T) {
	dir := inFolder(t, map[string]string{"empty.bed": ""})
	r := newRig(t, Options{})
	place := genome.Interval{Seq: "chr1", Start: 10, End: 20}
	must(r.Become(r.ctx, state.State{Files: []state.File{{Path: filepath.Join(dir, "away.bed")}}, Location: place}))(t)
	must(r.Unload(r.ctx, filepath.Join(dir, "away.bed")))(t)
	if _, _, err := r.Load(r.ctx, filepath.Join(dir, "empty.bed")); err != nil {
		t.Fatal(err)
	}
	equal(t, "files", len(r.State().Files), 1)
	equal(t, "place", r.State().Location, place)
}
