package repl

import "testing"

func TestHintIsNotReplaced(t *testing.T) {
	err := withHint(withHint(errQuit, "first"), "second")
	if Hint(err) != "first" || err.Error() != "quit" {
		t.Errorf("%v, hint %q", err, Hint(err))
	}
	if withHint(nil, "x") != nil {
		t.Error("a hint made an error of nil")
	}
}
