package repl_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/repl"
	"github.com/epiviz/epivizgo/repl/line"
	"github.com/epiviz/epivizgo/repl/repltest"
	"github.com/epiviz/epivizgo/session/state"
)

// completing is a session with something to complete of every kind, run in a
// folder with files.
func completing(t testing.TB) *repl.Env {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"peaks one.narrowPeak", "peaks two.narrowPeak", "single file.bw", `it's "x".bed`, ".hidden.bw", "evil\x1b[2J.bed"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"data folder", "zoom"} {
		if err := os.Mkdir(filepath.Join(dir, name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "data folder", "a.bw"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("zoom", filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(t.TempDir(), "epivizgo-test-program")
	if err := os.WriteFile(program, nil, 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", filepath.Dir(program))
	t.Setenv("MADE_UP", "x")
	t.Chdir(dir)
	t.Setenv("HOME", dir)

	data := t.TempDir()
	p := repltest.Start(t, repltest.Setup{})
	for _, id := range []string{"Peaks of A", "peaks;b"} {
		path := filepath.Join(data, id+".bed")
		if err := os.WriteFile(path, []byte("track name=\""+id+"\"\nchr1\t1000\t2000\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, _, err := p.Session.LoadFile(t.Context(), state.File{Path: path, ID: id}, 0); err != nil {
			t.Fatal(err)
		}
	}
	if err := p.Env.Script(t.Context(), "test", strings.NewReader(`plot py_column; addchart Heatmap py_column; save "my figure"`)); err != nil {
		t.Fatal(err)
	}
	return p.Env
}

func TestComplete(t *testing.T) {
	env := completing(t)
	for _, c := range []struct {
		name, before string
		insert       string
		list         string // parted by |
	}{
		{"a command", "nav", "igate ", ""},
		{"a command in another case", "ADDCH", "art ", ""},
		{"several commands", "add", "", "addchart|addmeasurements|addseqinfos"},
		{"what several have in common", "remove", "", "removechart|removemeasurements|removeseqnames"},
		{"what several have in common, inserted", "ch", "art", "charts|charttypes"},
		{"an alias", "getcurr", "entLocation ", ""},
		{"the second command of a line", "charts; nav", "igate ", ""},
		{"no command", "frob", "", ""},
		{"after no command", "frob ", "", ""},
		{"words of a command without any", "charts ", "", ""},

		{"a chart type", "addchart Lin", "e\\ ", "Line Plot|Line Track"},
		{"a chart type after an escape", `addchart Line\ T`, "rack ", ""},
		{"a chart type in double quotes", `addchart "Line T`, `rack" `, ""},
		{"a chart type in single quotes", `addchart 'Line T`, `rack' `, ""},
		{"a chart type in another case", `addchart "blocks t`, `rack" `, ""},
		{"a chart type whose quote is closed", `addchart "Line T"`, "rack ", ""},
		{"a short name", "addchart LineTr", "ack ", ""},
		{"measurements that the type takes", `addchart "Line Track" `, "py_column ", ""},
		{"measurements that another type takes", `addchart BlocksTrack `, "", "Peaks of A|peaks;b"},
		{"a measurement with a space", "addchart BlocksTrack Pe", "aks\\ of\\ A ", ""},
		{"a measurement with a semicolon", "addchart BlocksTrack pe", "aks\\;b ", ""},
		{"a measurement with a semicolon in quotes", `addchart BlocksTrack "pe`, `aks;b" `, ""},
		{"not the same measurement twice", `addchart BlocksTrack peaks\;b `, "Peaks\\ of\\ A ", ""},

		{"a sequence", "navigate p", "yChr ", ""},
		{"another sequence beside it", "navigate pyChr p", "yChr ", ""},
		{"handles", "removechart ", "", "1|2|all"},
		{"other handles", "removechart 1 ", "2 ", ""},
		{"one handle", "settings ", "", "1|2"},
		{"setting names", "set 1 yM", "", "yMax=|yMin="},
		{"a setting name", "set 1 he", "ight=", ""},
		{"a setting's values", "set 1 showPoints=", "", "showPoints=false|showPoints=true"},
		{"a setting's value", "set 1 showPoints=t", "rue ", ""},
		{"settings of no chart", "set 7 ", "", ""},
		{"a group", "clearcache py", "_datasourcegroup ", ""},
		{"an action", "send getC", "", "getChartSettings|getCurrentLocation"},
		{"nothing in JSON", `send addChart {"ty`, "", ""},
		{"nothing in a comment", "charts # nav", "", ""},
		{"help", "help navi", "gate ", ""},

		{"variables", "load $", "", "$here|$regions|$selection"},
		{"a variable", "load $se", "lection ", ""},
		{"a folder of the environment", "load $HOM", "E/", ""},
		{"a variable in braces", "load a${MADE_U", "P} ", ""},
		{"a file in a folder of the environment", "load $HOME/sin", "gle\\ file.bw ", ""},
		{"an unknown variable", "load $FRO/sin", "", ""},
		{"files of a glob", "load p*", "", "peaks one.narrowPeak|peaks two.narrowPeak"},
		{"files of a glob in the home folder", "load $HOME/*.bw", "", "$/single file.bw"},
		{"measurements of a glob", "plot py_*", "", "py_column"},
		{"a glob without a match", "load x*", "", ""},
		{"no glob in quotes", "load \"p*", "", ""},
		{"several charts", "set 1-2 heig", "ht=", ""},
		{"no variable in quotes", `load "$se`, "", ""},
		{"options", "selection --b", "ed ", ""},
		{"an event", "on conn", "ected ", ""},
		{"events", "on s", "e", "search|selected"},
		{"the command of an event", "on moved wh", "ere ", ""},
		{"the words of an event's command", "on moved addchart 'Line T", "rack' ", ""},
		{"the file of an event's command", `on moved where > "sin`, `gle file.bw" `, ""},
		{"a measurement in an expression", "compute x = log2(py", "_column", ""},
		{"a function", "compute x = py_column + smo", "oth(", ""},
		{"no name of what is computed", "compute p", "", ""},
		{"what is watched", "watch ", "", "Peaks of A|Python Measurement|all|peaks;b|py_column"},
		{"a hook", "off ", "all ", ""},
		{"the event of a numbered hook", "on --as 5 mov", "ed ", ""},
		{"the command of a numbered hook", "on --as 5 moved wh", "ere ", ""},
		{"no number of a hook", "on --as ", "", ""},
		{"events on or off", "events o", "", "off|on"},
		{"a workspace", "open my", "\\ figure ", ""},
		{"a workspace to delete", "delete ", "my\\ figure ", ""},
		{"a place to select", "select chr1 pyC", "hr ", ""},
		{"regions to select", "select chr1 p", "", "peaks one.narrowPeak|peaks two.narrowPeak|peaks;b|pyChr|py_column"},
		{"regions of a question", "rows pyC", "hr ", ""},
		{"a measurement of a question", "rows chr1 py_", "column ", ""},
		{"regions of an option", "values --regions pyC", "hr ", ""},
		{"a statistic", "values chr1 py_column --stat m", "", "max|mean|median|min"},
		{"a schema", "help schema wh", "ere ", ""},
		{"a command without a schema", "help schema naviga", "", ""},
		{"what region does", "region c", "", "change|clear"},
		{"a region to add", "region add pyC", "hr ", ""},
		{"a file of regions in a folder", "region load data\\ folder/", "a.bw ", ""},
		{"a topic of help", "help regi", "on", "region|regions"},
		{"another topic", "help key", "s ", ""},
		{"a type of snapshots", "snapshot reg out --as pn", "g ", ""},
		{"an option of snapshots", "snapshot reg out --mis", "sing ", ""},
		{"a slideshow's words", "slideshow ne", "xt ", ""},
		{"a file to write", "charts > sin", "gle\\ file.bw ", ""},
		{"a file after another program", "charts | sort | head sin", "gle\\ file.bw ", ""},
		{"nothing after the file", "charts > x ", "", ""},
		{"a program", "charts | epivizgo-te", "st-program ", ""},
		{"no program without a letter", "charts | ", "", ""},
		{"a picture or a chart", "print 1", " ", ""},

		{"files and folders", "load ", "", `data folder/|it's "x".bed|link/|peaks one.narrowPeak|peaks two.narrowPeak|single file.bw|zoom/`},
		{"a program of the system", "!epivizgo-te", "st-program ", ""},
		{"another program of the system", "!cat x | epivizgo-te", "st-program ", ""},
		{"a file for a program of the system", "! cat sin", "gle\\ file.bw ", ""},
		{"a file with a quote for a program of the system", "!cat 'sin", "", ""},
		{"a file with a space", "load sin", "gle\\ file.bw ", ""},
		{"a file with a space in quotes", `load "sin`, `gle file.bw" `, ""},
		{"what files have in common", "load pea", "ks\\ ", "peaks one.narrowPeak|peaks two.narrowPeak"},
		{"a file with quotes", "load it", "\\'s\\ \\\"x\\\".bed ", ""},
		{"a file with quotes in single quotes", "load 'it", `'\''s "x".bed' `, ""},
		{"a folder stays open", "load data", "\\ folder/", ""},
		{"a folder in quotes stays open", `load "data`, `" folder/`[1:], ""},
		{"a link to a folder", "load li", "nk/", ""},
		{"within a folder", `load "data folder/`, `a.bw" `, ""},
		{"a hidden file", "load .", "hidden.bw ", ""},
		{"the home folder", "load ~/sin", "gle\\ file.bw ", ""},
		{"no such folder", "load nowhere/", "", ""},
		{"how many rows cover a base", "plot peaks\\;b_cou", "nt ", ""},
		{"where rows are", `addchart "Line Track" peaks\;b`, "_co", "peaks;b_count|peaks;b_coverage"},
		{"files and measurements", "plot p", "", "peaks one.narrowPeak|peaks two.narrowPeak|peaks;b|py_column"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := env.Complete(c.before)
			if got.Insert != c.insert {
				t.Errorf("after %s: inserts %q, want %q", c.before, got.Insert, c.insert)
			}
			if list := strings.ReplaceAll(strings.Join(got.List, "|"), os.Getenv("HOME"), "$"); list != c.list {
				t.Errorf("after %s: lists %s, want %s", c.before, list, c.list)
			}
		})
	}
}

func TestCompleteGene(t *testing.T) {
	repltest.Folder(t, map[string]string{"genes.gff3": genes})
	p, _ := prompt(t)
	loadGenes(t, p)
	if got := p.Env.Complete("select chr1 XY"); got.Insert != "Z2 " {
		t.Errorf("after a gene's first letters: inserts %q, want the others", got.Insert)
	}
}

// TestCompleteSamples offers the groups of the sample sheet where measurements are named, and the values of other columns.
func TestCompleteSamples(t *testing.T) {
	repltest.Folder(t, map[string]string{"sheet.csv": "name,group,cell line\npy_column,tumour,K 562\nother,normal,HeLa\n"})
	p, _ := prompt(t)
	if got := p.Env.Complete("plot @"); got.Insert != "" || got.List != nil {
		t.Errorf("without a sheet: %+v", got)
	}
	script(t, p.Env, "samples sheet.csv")
	for before, want := range map[string]string{
		"plot @":                       "|@all,@cell line=,@group=,@normal,@tumour",
		"plot @t":                      "umour |",
		"plot @cell\\ line=":           "|@cell line=HeLa,@cell line=K 562",
		`plot "@cell line=K`:           ` 562" |`,
		"addchart linetrack @n":        "ormal |",
		"values chr1:1-9 @n":           "ormal |",
		"plot --by group @n":           "ormal |",
		"plot --by g":                  "roup |",
		"navigate @n":                  "|",
		"compute x = mean(@n":          "ormal|",
		"compute x = mean(@tumour, @g": "roup=|",
		"samples n":                    "one |",
		"samples sh":                   "eet.csv |",
	} {
		got := p.Env.Complete(before)
		if said := got.Insert + "|" + strings.Join(got.List, ","); said != want {
			t.Errorf("%s: %q, want %q", before, said, want)
		}
	}
}

// FuzzComplete checks that nothing that is typed makes Tab panic, and that what
// is inserted is read back as one of the candidates.
func FuzzComplete(f *testing.F) {
	for _, s := range []string{
		"", "nav", `addchart "Line`, `addchart Line\`, `addchart 'Li`, "load it", "load 'it", `load "it`, `load "it's \`,
		"set 1 showPoints=", "send x {", "# x", "load data\\ folder/", "plot p", "load \xff", "plot 測", "removechart 1 ", "|0 .", "!0 .", "charts | ", "charts > sin",
	} {
		f.Add(s)
	}
	env := completing(f)
	f.Fuzz(func(t *testing.T, before string) {
		c := env.Complete(before)
		if c.Insert == "" || c.List != nil || !strings.HasSuffix(c.Insert, " ") {
			return
		}
		read, err := repl.Split(before + c.Insert)
		var syntax *line.SyntaxError
		if errors.As(err, &syntax) && (syntax.Open == '|' || syntax.Open == '>') {
			return // something earlier in the line is wrong
		}
		if err != nil || len(read) == 0 {
			t.Fatalf("%q + %q: %v, %v", before, c.Insert, read, err)
		}
		if s := read[len(read)-1]; len(s.Pipes) > 0 || s.File != nil || s.Words[len(s.Words)-1].Pattern != "" ||
			slices.Contains([]string{"on", "compute", "!"}, s.Words[0].Text) {
			return // what was completed is not the last of the command's words
		}
		last := read[len(read)-1].Args()
		word := last[len(last)-1]
		again := env.Complete(line.Quote(last[:len(last)-1]...) + " " + line.Quote(word))
		if again.Insert != " " && !slices.Contains(again.List, word) {
			t.Errorf("%q + %q reads %q, which is no candidate: %+v", before, c.Insert, word, again)
		}
	})
}
