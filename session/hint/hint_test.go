package hint

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

func TestOf(t *testing.T) {
	plain := errors.New("plain")
	first := Add(plain, "try %d", 1)
	for _, tc := range []struct {
		err        error
		text, want string
	}{
		{plain, "plain", ""},
		{first, "plain", "try 1"},
		{fmt.Errorf("outer: %w", first), "outer: plain", "try 1"},
		{errors.Join(errors.New("other"), first), "other\nplain", "try 1"},
		{Add(first, "second"), "plain", "try 1"},
		{Add(fmt.Errorf("outer: %w", first), "second"), "outer: plain", "try 1"},
		{Add(Add(plain, ""), "second"), "plain", "second"},
	} {
		if got := Of(tc.err); got != tc.want || tc.err.Error() != tc.text || !errors.Is(tc.err, plain) {
			t.Errorf("%q: hint %q, want %q", tc.err, got, tc.want)
		}
	}
	if err := Add(nil, "x"); err != nil || Of(nil) != "" {
		t.Errorf("nil: %v, hint %q", err, Of(nil))
	}
}

func TestAmong(t *testing.T) {
	for n, want := range map[int]string{
		1: "there are a", 8: "there are a, b, c, d, e, f, g, h", 10: "there are a, b, c, d, e, f, g, h and 2 more",
	} {
		if got := Among(strings.Split("abcdefghij", "")[:n]); got != want {
			t.Errorf("%d names: %q, want %q", n, got, want)
		}
	}
}
