package main

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/repl"
	"github.com/epiviz/epivizgo/session/source/formats"
)

var update = flag.Bool("update", false, "write the generated parts of README.md")

// TestReadme checks the parts of README.md that are generated from the program, between
// <!-- NAME --> and <!-- /NAME -->. Update them with
// go test ./cmd/epivizgo -run Readme -update.
func TestReadme(t *testing.T) {
	path := filepath.Join("..", "..", "README.md")
	readme, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	transcript, err := os.ReadFile(filepath.Join("testdata", "tutorial.txt"))
	if err != nil {
		t.Fatal(err)
	}
	epivizr, err := os.ReadFile(filepath.Join("..", "..", "repl", "testdata", "epivizr.md"))
	if err != nil {
		t.Fatal(err)
	}
	analysis, err := os.ReadFile(filepath.Join("..", "..", "repl", "testdata", "analysis.txt"))
	if err != nil {
		t.Fatal(err)
	}
	shows, err := os.ReadFile(filepath.Join("..", "..", "repl", "testdata", "show.txt"))
	if err != nil {
		t.Fatal(err)
	}
	_, shown, _ := strings.Cut(string(shows), repl.Prompt+"show\n")
	shown, _, _ = strings.Cut(shown, repl.Prompt)
	var commands bytes.Buffer
	if err := repl.WriteMarkdown(&commands); err != nil {
		t.Fatal(err)
	}
	fresh := string(readme)
	for name, text := range map[string]string{
		"transcript": "```\n" + string(transcript) + "```\n",
		"analysis":   "```\n" + string(analysis) + "```\n",
		"commands":   commands.String(),
		"show":       "```\n" + shown + "```\n",
		"formats":    formatTable(),
		"epivizr":    string(epivizr),
	} {
		fresh = replaceBetween(t, fresh, name, text)
	}
	if fresh == string(readme) {
		return
	}
	if !*update {
		t.Fatal("README.md is stale; update it with: go test ./cmd/epivizgo -run Readme -update")
	}
	if err := os.WriteFile(path, []byte(fresh), 0o644); err != nil {
		t.Fatal(err)
	}
}

// replaceBetween puts text between the marks of a name.
func replaceBetween(t *testing.T, s, name, text string) string {
	t.Helper()
	open, end := "<!-- "+name+" -->\n", "<!-- /"+name+" -->"
	before, rest, ok := strings.Cut(s, open)
	_, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatalf("README.md has no part %s … %s", strings.TrimSpace(open), end)
	}
	return before + open + text + end + after
}

// formatTable lists the formats that are read, with their usual extensions.
func formatTable() string {
	var b strings.Builder
	b.WriteString("| format | usual names |\n| --- | --- |\n")
	for _, f := range formats.Table {
		if f.Read {
			b.WriteString("| " + f.Name + " | " + strings.Join(f.Extensions, " ") + " |\n")
		}
	}
	return b.String()
}
