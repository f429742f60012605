package repl_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/repl"
	"github.com/epiviz/epivizgo/repl/repltest"
	"github.com/epiviz/epivizgo/session/store"
)

// storeFiles are workspaces as files, as package main has them.
type storeFiles struct{}

func (storeFiles) Export(path, name string, lines func(shorten func(path string) string) []string) error {
	return store.Export(path, name, lines)
}

func (storeFiles) IsWorkspace(path string) (bool, error) { return store.IsWorkspace(path) }

func (storeFiles) Import(path string, check func(string) error) (string, []string, func(string) string, error) {
	w, err := store.Import(path, check)
	if err != nil {
		return "", nil, nil, err
	}
	return w.Name, w.Lines, func(p string) string { return store.Lengthen(w.Dir, p) }, nil
}

// typist types commands at random, many of which fail.
type typist struct{ *rand.Rand }

func (r typist) pick(list ...string) string { return list[r.IntN(len(list))] }

func (r typist) command() string {
	chart := fmt.Sprint(1 + r.IntN(6))
	name := r.pick("peaks", "sig", "other", "py_column", "twice")
	title := r.pick("x", `"two words"`, "'it'\\''s'", `"; | $here #"`, "é漢", `""`)
	switch r.IntN(26) {
	case 0, 1, 2:
		return "addchart " + r.pick(`"Line Track"`, `"Blocks Track"`, "ScatterPlot", "Heatmap") + " " + name
	case 3:
		return "plot " + name
	case 4:
		return "removechart " + chart
	case 5, 6:
		return "set " + chart + " title=" + title
	case 7:
		return "set " + chart + " " + r.pick("height=90", "colors=red,#0000ff", "colors=default", "yMin=-0.5", "showPoints=true", "--any own=5", `--any own='{"a": 1}'`)
	case 8:
		return "reset " + chart + " " + r.pick("title", "height", "colors", "yMin")
	case 9:
		return "order " + chart + " " + fmt.Sprint(1+r.IntN(6))
	case 10:
		return "duplicate " + chart
	case 11:
		return "load " + r.pick("peaks.bed", "sig.bedGraph", "other.bed", "other.bed --as mine")
	case 12:
		return "unload " + r.pick("peaks", "sig", "other", "twice", "mine")
	case 13:
		return "compute " + r.pick("twice = sig * 2", "twice = sig + 1", "more = twice > 3")
	case 14:
		return r.pick("watch ", "unwatch ") + r.pick("peaks", "sig", "all")
	case 15:
		return r.pick("removemeasurements ", "addmeasurements ") + name
	case 16:
		return r.pick("addseqinfos chrQ 500", "addseqinfos chr7 800", "removeseqnames pyChr", "removeseqnames chr7", "restoreseqnames pyChr", "restoreseqnames chrQ")
	case 17:
		return "navigate chr7 " + fmt.Sprint(1+r.IntN(100)) + " " + fmt.Sprint(150+r.IntN(300))
	case 18:
		return "select " + r.pick("none", "chr7:5-9", "chr7:5-9 chr1:1-100")
	case 19:
		return "theme " + r.pick("dark", "light", "auto", "none")
	case 20:
		return "region " + r.pick("add", "add chr7:5-90 --name a", "add chr1:1-9 --set s --note 'n n'", "rename a b", "remove a", "clear --set s", "change b --color red")
	case 21:
		return r.pick("save w", "open w")
	case 22:
		// Of what does not happen here.
		return "on " + r.pick("", "--as "+chart+" ") + r.pick("connected", "disconnected", "search") + " " +
			r.pick("where", "echo "+title+" $here | cat >> 'a b'", `send x {"a;": "#"}`, `echo \; \# a#b \'`)
	case 23:
		return "off " + r.pick("all", chart)
	case 24:
		return r.pick("export mid.txt", "import mid.txt")
	default:
		return r.pick("undo", "redo", "undo 2")
	}
}

// without returns the text of a state without the lines of some commands.
func without(session string, commands ...string) string {
	lines := strings.Split(session, "\n")
	return strings.Join(slices.DeleteFunc(lines, func(line string) bool {
		name, _, _ := strings.Cut(line, " ")
		return slices.Contains(commands, name)
	}), "\n")
}

func withoutPlace(session string) string  { return without(session, "navigate") }
func withoutPlaces(session string) string { return without(session, "navigate", "select") }

// TestStatesGoRound types 200 sequences of commands at random. The state, as session
// prints it, is the same after all is undone and done again, after --resume, after export
// and import in another folder, as a script that is sourced, and after --resume without one of its files, which then is
// back.
func TestStatesGoRound(t *testing.T) {
	seeds := 200
	if testing.Short() {
		seeds = 15
	}
	for seed := range uint64(seeds) {
		r := typist{rand.New(rand.NewPCG(seed, 10))}
		dir := t.TempDir()
		t.Chdir(dir)
		for name, content := range map[string]string{
			"peaks.bed": "chr7\t100\t200\ta\t5\t+\nchr7\t300\t400\tb\t6\t-\n", "other.bed": "chr7\t10\t20\tc\n",
			"sig.bedGraph": "chr7\t0\t100\t1\nchr7\t100\t200\t3\n",
		} {
			if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		start := func() (*repltest.Prompt, *repltest.Console) {
			c := &repltest.Console{}
			p := repltest.Start(t, repltest.Setup{Console: c, Pages: repltest.NoPages})
			p.Env.Files = storeFiles{}
			return p, c
		}
		ask := func(p *repltest.Prompt, c *repltest.Console, line string) string {
			before := len(c.Transcript())
			if err := p.Env.Script(t.Context(), "test", strings.NewReader(line)); err != nil {
				t.Fatalf("seed %d: %s: %v", seed, line, err)
			}
			return c.Transcript()[before:]
		}
		p, c := start()
		journal := &notes{}
		p.Env.SetJournal(journal, nil)
		ask(p, c, "load peaks.bed; load sig.bedGraph")
		var typed []string
		for range 5 + r.IntN(25) {
			line := r.command()
			typed = append(typed, line)
			_ = p.Env.Script(t.Context(), "test", strings.NewReader(line)) // many fail
		}
		want := ask(p, c, "session")
		compare := func(what, got string) {
			t.Helper()
			// Without any file the sequences of the last one stay on offer, which nothing keeps.
			if !strings.Contains(want, "\nload ") {
				got, want = withoutPlaces(got), withoutPlaces(want)
			}
			if got != want {
				t.Fatalf("seed %d, %s: the state is\n%swant\n%styped:\n%s", seed, what, got, want, strings.Join(typed, "\n"))
			}
		}

		steps := 0
		for _, s := range p.Session.Steps() {
			if !s.Undone {
				steps++
			}
		}
		if steps > 0 {
			ask(p, c, fmt.Sprintf("undo %d", steps))
			if left := p.Session.State(); len(left.Files)+len(left.Charts)+len(left.Regions)+len(left.Hooks) > 0 {
				t.Fatalf("seed %d: all undone, there is\n%s", seed, ask(p, c, "session"))
			}
			ask(p, c, fmt.Sprintf("redo %d", steps))
		}
		// The place is no part of the history.
		before := want
		if want = ask(p, c, "session"); withoutPlace(want) != withoutPlace(before) {
			t.Fatalf("seed %d: undone and done again, the state is\n%swant\n%styped:\n%s", seed, want, before, strings.Join(typed, "\n"))
		}
		ask(p, c, "export "+filepath.Join(dir, "all.txt")+"; session > "+filepath.Join(dir, "all.session"))

		lines := slices.Clone(journal.lines)
		again, ac := start()
		if _, failures, err := again.Env.Resume(t.Context(), lines); err != nil || len(failures) > 0 {
			t.Errorf("seed %d: resume: %v\n%s", seed, failures, strings.Join(lines, "\n"))
		}
		compare("resumed", ask(again, ac, "session"))

		ask(again, ac, "region clear; theme light; addseqinfos chrZ 9")
		if said := ask(again, ac, "source all.session"); !strings.HasPrefix(said, "opened the session in all.session") {
			t.Errorf("seed %d: source says %q", seed, said)
		}
		compare("as a script", ask(again, ac, "session"))
		if err := os.Rename("sig.bedGraph", "away"); err != nil {
			t.Fatal(err)
		}
		gone, wc := start()
		_, _, _ = gone.Env.Resume(t.Context(), lines)
		compare("resumed without a file", ask(gone, wc, "session"))
		if err := os.Rename("away", "sig.bedGraph"); err != nil {
			t.Fatal(err)
		}
		if slices.ContainsFunc(strings.Split(want, "\n"), func(l string) bool { return strings.HasPrefix(l, "load ") && strings.Contains(l, "sig.bedGraph") }) {
			ask(gone, wc, "load sig.bedGraph")
		}
		compare("with the file again", ask(gone, wc, "session"))

		moved := t.TempDir()
		if err := os.CopyFS(filepath.Join(moved, "sub"), os.DirFS(dir)); err != nil {
			t.Fatal(err)
		}
		t.Chdir(moved)
		other, oc := start()
		ask(other, oc, "unload all")
		ask(other, oc, "import sub/all.txt")
		want = without(want, "on") // which nothing that is passed on has
		compare("imported elsewhere", strings.ReplaceAll(ask(other, oc, "session"), filepath.Join(moved, "sub"), dir))
		for _, q := range []*repltest.Prompt{p, again, gone, other} {
			if err := q.Close(); err != nil {
				t.Error(err)
			}
		}
	}
}

// TestSessionText sources what session wrote as an editor, a mail or another system may
// have it. It has names that no terminal shows as they are, and a file of it is missing.
func TestSessionText(t *testing.T) {
	repltest.Folder(t, map[string]string{"a.bed": "chr1\t10\t20\ta\n", "b.bed": "chr1\t10\t20\ta\n", "tab\tand\u202e.bed": "chr1\t10\t20\ta\n"})
	p, c := prompt(t)
	ran(t, p, c, "load a.bed b.bed 'tab\tand\u202e.bed'; plot a; plot b; region add chr1:1-10 --name '\u202eone\ttwo' --note 'n; n'; on moved where ;")
	ran(t, p, c, "session > all.txt")
	before, err := os.ReadFile("all.txt")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove("b.bed"); err != nil {
		t.Fatal(err)
	}
	want := string(before)
	for name, text := range map[string]string{
		"as it is": want, "CRLF": strings.ReplaceAll(want, "\n", "\r\n"), "a byte order mark": "\ufeff" + want,
		"no last line break": strings.TrimSpace(want), "a comment before it": "# Figure 1\n\n" + want,
	} {
		if err := os.WriteFile("other.txt", []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		out := ran(t, p, c, "unload all; source other.txt")
		if !strings.Contains(out, "chart 2 waits for b.bed") || strings.Contains(out, "tab\\tand\\u202e.bed: there") {
			t.Errorf("%s: told\n%s", name, out)
		}
		ran(t, p, c, "session > all.txt")
		if got, err := os.ReadFile("all.txt"); err != nil || string(got) != want {
			t.Errorf("%s: the session is\n%s\nwant\n%s", name, got, want)
		}
	}
}

// TestLongSession sources a text that is too long for one of session: it is not cut off in
// the middle of a line.
func TestLongSession(t *testing.T) {
	repl.SetMaxSession(t, len("load tutorial:\nregion add chr1:1-100 --name 0\n"))
	t.Chdir(t.TempDir())
	p, c := prompt(t)
	text := "unload all\nload tutorial:\n"
	for i := range 10 {
		text += fmt.Sprintf("region add chr1:1-100 --name %d\n", i)
	}
	if err := os.WriteFile("long.txt", []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if out := ran(t, p, c, "source long.txt"); strings.Contains(out, "opened the session") {
		t.Errorf("told\n%s", out)
	}
	if n := len(p.Session.Regions("")); n != 10 {
		t.Errorf("%d regions, want 10", n)
	}
}

// TestLastSequence unloads the files of all sequences but the one that was removed: that is
// on offer again, also after --resume, and away where there are others.
func TestLastSequence(t *testing.T) {
	repltest.Folder(t, map[string]string{"a.bed": "chr7\t1\t9\ta\n"})
	p, c := prompt(t)
	j := &notes{}
	p.Env.SetJournal(j, nil)
	p.Env.CompactJournal(t.Context())
	ran(t, p, c, "load a.bed; removeseqnames chr7")
	out := ran(t, p, c, "unload tutorial:")
	if want := "chr7 is on offer again: no other sequence is left, and pages fail without one\n"; !strings.Contains(out, want) {
		t.Errorf("told\n%s\nwant %q", out, want)
	}
	want := ran(t, p, c, "seqinfos; session")
	if !strings.Contains(want, "navigate chr7 ") {
		t.Errorf("the session is\n%s", want)
	}
	again, ac := prompt(t)
	ran(t, again, ac, "unload all")
	if _, failures, err := again.Env.Resume(t.Context(), j.lines); err != nil || failures != nil {
		t.Fatal(failures, err)
	}
	if got := ran(t, again, ac, "seqinfos; session"); got != want {
		t.Errorf("resumed\n%s\nwant\n%s", got, want)
	}
	if out := ran(t, again, ac, "load tutorial:; seqinfos; where"); strings.Contains(out, "chr7") {
		t.Errorf("with others, there are\n%s", out)
	}
	if out := ran(t, p, c, "addseqinfos chrQ 500; seqinfos; where"); strings.Count(out, "chr7") != 0 || !strings.HasSuffix(out, "chrQ:1-9\n") {
		t.Errorf("with another that was added, there are\n%s", out)
	}
}

// TestOddNames keeps and exports a file and a set of regions that are called like options.
func TestOddNames(t *testing.T) {
	repltest.Folder(t, map[string]string{"--as.bed": "chr7\t1\t9\ta\n"})
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	p, c := prompt(t)
	p.Env.Files = storeFiles{}
	j := &notes{}
	p.Env.SetJournal(j, nil)
	p.Env.CompactJournal(t.Context())
	script(t, p.Env, `load -- --as.bed; addchart "Blocks Track" -- --as; region add chr7:1-9 --name a --set=--name; region add chr7:1-9 --name=--set --set=--name`)
	script(t, p.Env, "region remove --set=--name a; export all.txt")
	script(t, p.Env, "watch -- --as.bed; unwatch -- --as.bed; unload -- --as.bed")
	script(t, p.Env, "undo 2")
	want := ran(t, p, c, "session")

	again, ac := prompt(t)
	ran(t, again, ac, "unload all")
	if _, failures, err := again.Env.Resume(t.Context(), j.lines); err != nil || failures != nil {
		t.Error(failures, err)
	}
	if got := ran(t, again, ac, "session"); got != want {
		t.Errorf("resumed\n%s\nwant\n%s", got, want)
	}
	again.Env.Files = storeFiles{}
	t.Chdir(t.TempDir())
	script(t, again.Env, "unload all; import "+here+"/all.txt")
	if got := ran(t, again, ac, "session"); got != want {
		t.Errorf("imported\n%s\nwant\n%s", got, want)
	}
}
