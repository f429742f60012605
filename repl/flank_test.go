package repl

import (
	"testing"

	"github.com/epiviz/epivizgo/session/reply"
)

// TestFlanks: 0 is a flank, and no option is none.
func TestFlanks(t *testing.T) {
	for text, want := range map[string]reply.Flank{"0": {}, "0%": {}, "20%": {Share: 0.2}, "2kb": {Bases: 2000}} {
		if got, err := parseFlank(given{"flank": text}); err != nil || got == nil || *got != want {
			t.Errorf("%s: %+v, %v", text, got, err)
		}
	}
	if got, err := parseFlank(given{}); got != nil || err != nil {
		t.Errorf("not given: %+v, %v", got, err)
	}
	for _, text := range []string{"-1%", "many", "-5"} {
		if got, err := parseFlank(given{"flank": text}); err == nil {
			t.Errorf("%s was taken as %+v", text, got)
		}
	}
}
