package line

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

func describeCursor(c Cursor, ok bool) string {
	switch {
	case !ok:
		return "nothing"
	case c.Rest != ByWord:
		return fmt.Sprintf("%q rest %d %q", texts(c.Words), c.Rest, c.Raw)
	}
	text := fmt.Sprintf("%s%q %q", c.After, texts(c.Words), c.Word)
	if c.Mode != Plain {
		text += map[Mode]string{Single: " in '", Double: ` in "`}[c.Mode]
	}
	if c.Variable != "" {
		text += " variable " + c.Variable
	}
	return text
}

func TestAt(t *testing.T) {
	for _, c := range []struct{ before, want string }{
		{"", `[] ""`},
		{"nav", `[] "nav"`},
		{"charts; nav", `[] "nav"`},
		{"navigate ", `["navigate"] ""`},
		{`a "b c" d\ e`, `["a" "b c"] "d e"`},
		{`a "b c`, `["a"] "b c" in "`},
		{`a 'b c`, `["a"] "b c" in '`},
		{`a b"c`, `["a"] "bc" in "`},
		{`a "b"c`, `["a"] "bc"`},
		{"a $he", `["a"] "$he" variable $he`},
		{"a $", `["a"] "$" variable $`},
		{"a ~/$HOME/${he", `["a"] "~/$HOME/${he" variable ${he`},
		{"a $HOME/da", `["a"] "$HOME/da"`},
		{`a "$he`, `["a"] "$he" in "`},
		{`a \$he`, `["a"] "$he"`},
		{"a b | c ", `|["c"] ""`},
		{"a | b | ", `|[] ""`},
		{"a > b", `>[] "b"`},
		{"a >> b ", `>>["b"] ""`},
		{"compute", `[] "compute"`},
		{"compute ", `["compute"] rest 2 ""`},
		{"compute  x = 'a", `["compute"] rest 2 "x = 'a"`},
		{"compute x = a; on  mov", `["on"] rest 1 "mov"`},
		{"on moved where > a", `["on"] rest 1 "moved where > a"`},
		{"where | on ", `|["on"] ""`},

		{"a # b", "nothing"},
		{"a {b", "nothing"},
		{"| a; b", "nothing"},
	} {
		got, ok := At(c.before, restOf)
		if text := describeCursor(got, ok); text != c.want {
			t.Errorf("At(%s) = %s, want %s", c.before, text, c.want)
		}
	}
}

// FuzzAt checks that a word goes on, after any beginning of a line, as Escape and
// End write it.
func FuzzAt(f *testing.F) {
	for _, before := range []string{"", "a ", `a "b`, "a 'b", `a b\`, `a "b\`, "a $", "a | b ", "a > ", "on x", "a #", `a {"b`} {
		for _, more := range []string{"c", "c d", `it's "x"`, "{", "#", "$", `\`, `"`} {
			f.Add(before, more)
		}
	}
	f.Fuzz(func(t *testing.T, before, more string) {
		c, ok := At(before, restOf)
		if !ok || c.Rest != ByWord || more == "" || strings.ContainsAny(more, "\r\n") {
			return
		}
		want := c.Word + more
		if len(c.Words) == 0 && c.After == "" && strings.HasPrefix(want, "!") {
			return // it begins a command of the system
		}
		end := c.Mode.End(want)
		if end == "" && c.Mode != Plain {
			return // no closing quote can be written
		}
		whole := before + c.Mode.Escape(more) + end
		statements, err := Split(whole, restOf)
		var syntax *SyntaxError
		if errors.As(err, &syntax) && syntax.Wanted != "" {
			return // an operator of the line lacks something
		}
		if err != nil || len(statements) == 0 {
			t.Fatalf("Split(%q) = %v, %v", whole, statements, err)
		}
		s := statements[len(statements)-1]
		words := s.Words
		switch {
		case s.File != nil:
			words = []Word{s.File.Path}
		case len(s.Pipes) > 0:
			words = s.Pipes[len(s.Pipes)-1]
		}
		if got := words[len(words)-1].Text; got != want {
			t.Errorf("Split(%q) ends in %q, want %q", whole, got, want)
		}
	})
}
