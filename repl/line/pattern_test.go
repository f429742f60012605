package line

import (
	"errors"
	"slices"
	"testing"
)

func TestSubstitute(t *testing.T) {
	values := func(name string) ([]string, error) {
		found, ok := map[string][]string{"A": {"one*"}, "two": {"x y", "z"}, "B_1": {""}}[name]
		if !ok {
			return nil, errors.New("no " + name)
		}
		return found, nil
	}
	for _, c := range []struct {
		in   string // a word as typed
		want []string
		err  string
	}{
		{"$A", []string{"one*"}, ""},
		{"$two", []string{"x y", "z"}, ""},
		{"a/$A/${A}b$B_1", []string{"a/one*/one*b"}, ""},
		{"a$two", nil, "$two stands for 2 words, and within a word it must stand for one"},
		{"${two}", []string{"x y", "z"}, ""},
		{"$no", nil, "no no"},
		{`'$no'$A\$no"$no"$`, []string{"$noone*$no$no$"}, ""},
		{"${A", []string{"${A"}, ""},
		{"é$A", []string{"éone*"}, ""},
	} {
		statements, err := Split(c.in, nil)
		if err != nil {
			t.Fatal(err)
		}
		w := statements[0].Words[0]
		got := []string{w.Text}
		if w.Pattern != "" {
			got, err = Substitute(w.Pattern, values)
		}
		for i := range got {
			if w.Pattern != "" {
				got[i] = Unescaped(got[i])
			}
		}
		if text := ""; err != nil {
			if text = err.Error(); text != c.err {
				t.Errorf("%s: error %s, want %s", c.in, text, c.err)
			}
		} else if !slices.Equal(got, c.want) || c.err != "" {
			t.Errorf("%s gives %q, want %q", c.in, got, c.want)
		}
	}
}

func TestMatch(t *testing.T) {
	for _, c := range []struct {
		glob, name string
		want       bool
	}{
		{"chip_*", "chip_1", true},
		{"chip_*", "achip_1", false},
		{"*", "a/b", true},
		{"a?b", "aéb", true},
		{"[!a-c]x", "bx", false},
		{"[!a-c]x", "dx", true},
		{`\*x`, "ax", false},
		{`\*x`, "*x", true},
		{`a\[*`, "a[1]", true},
	} {
		if got := Match(c.glob, c.name); got != c.want || !IsGlob(c.glob) && c.want && c.glob != `\*x` {
			t.Errorf("Match(%s, %s) = %v", c.glob, c.name, got)
		}
	}
	for _, word := range []string{"a[1", "a", `a\*`, "[]"} {
		if IsGlob(word) {
			t.Errorf("%s is a glob", word)
		}
	}
}

// FuzzPattern checks that the pattern of a word stands for the word where nothing in it
// has a meaning, and that what Quote writes has none.
func FuzzPattern(f *testing.F) {
	for _, s := range []string{"a*", "$x", "~/", "[", "a b", `\`, "'", "é*?"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, word string) {
		if got := Unescaped(Escaped(word)); got != word {
			t.Errorf("%q escaped is %q", word, got)
		}
		statements, err := Split(Quote(word), nil)
		if err == nil && len(statements) == 1 && statements[0].Words[0].Pattern != "" {
			t.Errorf("Quote(%q) = %s has a pattern", word, Quote(word))
		}
	})
}
