//go:build unix

package term

import (
	"strings"
	"testing"

	"github.com/chzyer/readline"
	"github.com/creack/pty"
)

// TestRestoreOnPanic checks that a panic leaves the terminal as it was, and is not hidden.
func TestRestoreOnPanic(t *testing.T) {
	master, tty, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer master.Close()
	defer tty.Close()
	before, err := readline.GetState(int(tty.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	term := &Terminal{raw: rawMode{file: tty, out: &out}}
	if err := term.raw.enter(); err != nil {
		t.Fatal(err)
	}
	func() {
		defer func() {
			if v := recover(); v != "broken" {
				t.Errorf("the panic is %v", v)
			}
		}()
		defer term.restoreOnPanic()
		panic("broken")
	}()
	if after, err := readline.GetState(int(tty.Fd())); err != nil || *after != *before {
		t.Errorf("the mode is %v, was %v; %v", after, before, err)
	}
	if out.String() != markPastes+leavePastes {
		t.Errorf("written %q", out.String())
	}
}
