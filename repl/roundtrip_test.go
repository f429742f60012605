package repl_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

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
