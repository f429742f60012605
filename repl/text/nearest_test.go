package text

import (
	"strings"
	"testing"
)

func TestNearest(t *testing.T) {
	names := []string{"navigate", "go", "where", "getCurrentLocation", "load", "addchart", "charts", "help", "?", "quit", "exit"}
	for _, c := range []struct{ word, want string }{
		{"navigat", "navigate"},
		{"nav", "navigate"},
		{"NAVIGTAE", "navigate"},
		{"addchrat", "addchart"},
		{"chart", "charts"},
		{"laod", "load"},
		{"getcurrentlocatoin", "getCurrentLocation"},
		{"exti", "exit"},
		{"x", ""},
		{"", ""},
		{"frobnicate", ""},
		{"測定", ""},
		{strings.Repeat("navigate", 100000), ""},
	} {
		if got := Nearest(c.word, names); got != c.want {
			t.Errorf("Nearest(%.20q) = %q, want %q", c.word, got, c.want)
		}
	}
}

func TestTypingErrors(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"", "abc", 3}, {"abc", "abc", 0}, {"abc", "abd", 1}, {"abc", "ab", 1},
		{"abc", "xabc", 1}, {"abc", "acb", 1}, {"kitten", "sitting", 3}, {"ca", "abc", 3},
	} {
		for _, swapped := range []bool{false, true} {
			a, b := c.a, c.b
			if swapped {
				a, b = b, a
			}
			if got := typingErrors([]rune(a), []rune(b)); got != c.want {
				t.Errorf("typingErrors(%q, %q) = %d, want %d", a, b, got, c.want)
			}
		}
	}
}
