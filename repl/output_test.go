package repl_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/repl"
	"github.com/epiviz/epivizgo/repl/repltest"
)

func TestOutputError(t *testing.T) {
	for _, c := range []struct {
		name    string
		err     error
		colours bool
		want    string
	}{
		{"plain", errors.New("no such file"), false, "error: no such file\n"},
		{"hint of a wrapped error", fmt.Errorf("adding: %w", repltest.ErrRefused), false,
			"error: adding: browser 1 (built-in page) refused\nhint: reload the page\n"},
		{"several", errors.Join(errors.New("a"), errors.New("b")), false, "error: a\n  b\n"},
		{"hostile", errors.New("bad \x1b[2J\u202e name"), true, "\x1b[31merror: \x1b[0mbad \\u001b[2J\\u202e name\n"},
		{"script", &repl.ScriptError{Name: "x.txt", Line: 3, Command: "load \x1b[m", Err: repltest.ErrRefused}, false,
			"x.txt:3: load \\u001b[m: error: browser 1 (built-in page) refused\nhint: reload the page\n"},
		{"hint in colour", repltest.ErrRefused, true,
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

// TestNothingHarmfulLeaves runs every listing with a name from a hostile file.
func TestNothingHarmfulLeaves(t *testing.T) {
	s := repltest.NewSession()
	s.Connected[0].Problem = "\x1b]0;x\x07"
	console := &repltest.Console{Typed: true, Lines: []string{
		"measurements", "where", "browsers", "send redraw", "navigate \x1b[31m", "frob\u202e", "load \x9b31m", "load 'x\x1b", "",
	}}
	if err := repl.Run(t.Context(), repl.NewEnv(s, repl.NewOutput(console)), console); err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(console.Transcript(), "\n") {
		if !strings.HasPrefix(line, repl.Prompt) && strings.ContainsAny(line, "\x1b\x07\u202e\u009b") {
			t.Errorf("printed %q", line)
		}
	}
}
