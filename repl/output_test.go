package repl_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/repl"
	"github.com/epiviz/epivizgo/repl/repltest"
)

// errRefused has a hint.
var errRefused = refused{errors.New("browser 1 (built-in page) refused")}

type refused struct{ error }

func (refused) Hint() string { return "reload the page" }

func TestOutputError(t *testing.T) {
	for _, c := range []struct {
		name    string
		err     error
		colours bool
		want    string
	}{
		{"plain", errors.New("no such file"), false, "error: no such file\n"},
		{"hint of a wrapped error", fmt.Errorf("adding: %w", errRefused), false,
			"error: adding: browser 1 (built-in page) refused\nhint: reload the page\n"},
		{"several", errors.Join(errors.New("a"), errors.New("b")), false, "error: a\n  b\n"},
		{"hostile", errors.New("bad \x1b[2J\u202e name"), true, "\x1b[31merror: \x1b[0mbad \\u001b[2J\\u202e name\n"},
		{"script", &repl.ScriptError{Name: "x.txt", Line: 3, Command: "load \x1b[m", Err: errRefused}, false,
			"x.txt:3: load \\u001b[m: error: browser 1 (built-in page) refused\nhint: reload the page\n"},
		{"hint in colour", errRefused, true,
			"\x1b[31merror: \x1b[0mbrowser 1 (built-in page) refused\n\x1b[2mhint: reload the page\x1b[0m\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			console := &repltest.Console{Colours: c.colours}
			repl.NewOutput(console).Error(c.err)
			if got := console.Transcript(); got != c.want {
				t.Errorf("printed %q, want %q", got, c.want)
			}
		})
	}
}

func TestOutputNotify(t *testing.T) {
	console := &repltest.Console{}
	repl.NewOutput(console).Notify("browser 1 (\x1b[31mEpiViz\r) connected\nfrom here\n")
	want := "browser 1 (\\u001b[31mEpiViz\\r) connected\nfrom here\n"
	if got := console.Transcript(); got != want {
		t.Errorf("printed %q, want %q", got, want)
	}
}

// TestNothingHarmfulLeaves runs every listing with texts from a hostile file and a
// hostile page.
func TestNothingHarmfulLeaves(t *testing.T) {
	repltest.Folder(t, scenes["hostile"].files)
	console := &repltest.Console{Typed: true, Lines: []string{
		"load evil.bed", "measurements", "rows chr1:1-10 evil", "redraw", "where", "browsers", "send redraw", "navigate \x1b[31m", "frob\u202e",
		"load \x9b31m", "load 'x\x1b", "",
	}}
	p := repltest.Start(t, repltest.Setup{Console: console})
	p.Pages[0].Refuse(protocol.Redraw, "\x1b]0;x\x07")
	if err := repl.Run(t.Context(), p.Env, console); err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(console.Transcript(), "\n") {
		if !strings.HasPrefix(line, repl.Prompt) && strings.ContainsAny(line, "\x1b\x07\u202e\u009b") {
			t.Errorf("printed %q", line)
		}
	}
	for _, escaped := range []string{`evil, \u001b[2Jgone\u202e`, `refused redraw: \u001b]0;x\u0007`} {
		if !strings.Contains(console.Transcript(), escaped) {
			t.Errorf("%s was not printed:\n%s", escaped, console.Transcript())
		}
	}
}
