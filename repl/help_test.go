package repl_test

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/repl"
	"github.com/epiviz/epivizgo/repl/repltest"
)

// TestHelp keeps every help text as a file, so that a change shows in review.
func TestHelp(t *testing.T) {
	list := run(t, "help")
	golden(t, "help/all.txt", list)
	golden(t, "help/keys.txt", run(t, "help keys"))
	kept := map[string]bool{"all.txt": true, "keys.txt": true}
	for _, line := range strings.Split(list, "\n") {
		if name, ok := strings.CutPrefix(line, "  "); ok {
			name = strings.Fields(name)[0]
			kept[name+".txt"] = true
			golden(t, "help/"+name+".txt", run(t, "help "+name))
		}
	}
	files, err := os.ReadDir("testdata/help")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !kept[f.Name()] {
			t.Errorf("testdata/help/%s is of no command or topic", f.Name())
		}
	}
}

// run returns what a script prints that needs no session.
func run(t *testing.T, text string) string {
	t.Helper()
	c := &repltest.Console{}
	script(t, repl.NewEnv(nil, repl.NewOutput(c)), text)
	return c.Transcript()
}

func TestMarkdown(t *testing.T) {
	var b bytes.Buffer
	if err := repl.WriteMarkdown(&b); err != nil {
		t.Fatal(err)
	}
	golden(t, "commands.md", b.String())
}

// TestEpivizrTable checks that the table of epivizr's methods, which the README
// has, names commands that there are, with words of their usage.
func TestEpivizrTable(t *testing.T) {
	text, err := os.ReadFile("testdata/epivizr.md")
	if err != nil {
		t.Fatal(err)
	}
	help := run(t, "help")
	for _, row := range strings.Split(string(text), "\n")[2:] {
		_, here, _ := strings.Cut(strings.Trim(row, "| "), " | ")
		for i, command := range strings.Split(here, "`") {
			word, _, _ := strings.Cut(command, " ")
			if i%2 == 0 || strings.HasPrefix(word, "-") || word == "epivizgo" || strings.Contains("next back jump stop ", word+" ") {
				continue
			}
			if !strings.Contains(help, "\n  "+word+" ") {
				t.Errorf("%s: there is no command %q", row, word)
			}
		}
	}
}
