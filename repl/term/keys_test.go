package term

import (
	"testing"

	"github.com/chzyer/readline"
)

// TestKeys has what terminals send for their keys: xterm and VTE, tmux and screen, PuTTY,
// rxvt, the Linux console. None may leave a letter behind.
func TestKeys(t *testing.T) {
	const (
		home  = readline.CharLineStart
		end   = readline.CharLineEnd
		left  = readline.CharBackward
		right = readline.CharForward
		up    = readline.CharPrev
		down  = readline.CharNext
		none  = keyNone
	)
	for _, c := range []struct {
		name, keys string
		want       rune
	}{
		{"Home: xterm", "\x1b[H", home},
		{"Home: application", "\x1bOH", home},
		{"Home: tmux, screen, PuTTY, console", "\x1b[1~", home},
		{"Home: rxvt", "\x1b[7~", home},
		{"Ctrl-Home: rxvt", "\x1b[7^", home},
		{"Shift-Home: rxvt", "\x1b[7$", home},
		{"Ctrl-Home", "\x1b[1;5H", home},
		{"End: xterm", "\x1b[F", end},
		{"End: application", "\x1bOF", end},
		{"End: tmux, screen, PuTTY, console", "\x1b[4~", end},
		{"End: rxvt", "\x1b[8~", end},
		{"Delete", "\x1b[3~", keyDelete},
		{"Ctrl-Delete", "\x1b[3;5~", keyKillWord},
		{"Ctrl-Delete: rxvt", "\x1b[3^", keyKillWord},
		{"Shift-Delete", "\x1b[3;2~", keyDelete},
		{"arrows", "\x1b[A", up},
		{"arrows", "\x1b[B", down},
		{"arrows", "\x1b[C", right},
		{"arrows", "\x1b[D", left},
		{"arrows: application", "\x1bOA", up},
		{"arrows: application", "\x1bOD", left},
		{"Ctrl-Right", "\x1b[1;5C", keyWordRight},
		{"Ctrl-Left", "\x1b[1;5D", keyWordLeft},
		{"Ctrl-Right: screen", "\x1b[5C", keyWordRight},
		{"Ctrl-Left: screen", "\x1b[5D", keyWordLeft},
		{"Ctrl-Right: rxvt", "\x1bOc", keyWordRight},
		{"Ctrl-Left: rxvt", "\x1bOd", keyWordLeft},
		{"Ctrl-Right: old xterm", "\x1bO5C", keyWordRight},
		{"Alt-Right", "\x1b[1;3C", keyWordRight},
		{"Alt-Left", "\x1b[1;3D", keyWordLeft},
		{"Alt-Right: PuTTY", "\x1b\x1b[C", keyWordRight},
		{"Alt-Left: application", "\x1b\x1bOD", keyWordLeft},
		{"Shift-Right", "\x1b[1;2C", right},
		{"Shift-Left: rxvt", "\x1b[d", left},
		{"Ctrl-Up", "\x1b[1;5A", up},
		{"Enter of the keypad", "\x1bOM", readline.CharEnter},
		{"Alt-b", "\x1bb", keyWordLeft},
		{"Alt-f", "\x1bf", keyWordRight},
		{"Alt-d", "\x1bd", keyKillWord},
		{"Alt-Backspace", "\x1b\x7f", keyKillWordBack},
		{"Alt-Ctrl-H", "\x1b\b", keyKillWordBack},
		{"Alt-.", "\x1b.", keyLastWord},
		{"Alt-_", "\x1b_", keyLastWord},

		{"Page Up", "\x1b[5~", none},
		{"Insert", "\x1b[2~", none},
		{"F1", "\x1bOP", none},
		{"F1: console", "\x1b[[A", none},
		{"F5", "\x1b[15~", none},
		{"Ctrl-F5", "\x1b[15;5~", none},
		{"Ctrl-Enter, as kitty has it", "\x1b[13;5u", none},
		{"Ctrl-Tab, as xterm has it", "\x1b[27;5;9~", none},
		{"the end of a paste", "\x1b[201~", none},
		{"focus", "\x1b[I", none},
		{"a mouse", "\x1b[M !!", none},
		{"a mouse, as xterm has it", "\x1b[<0;10;10M", none},
		{"where the cursor is", "\x1b[12;40R", none},
		{"what the terminal is", "\x1b[?1;2c", none},
		{"its colour", "\x1b]11;rgb:0000/0000/0000\x1b\\", none},
		{"its colour, BEL", "\x1b]11;rgb:0000/0000/0000\a", none},
		{"its version", "\x1bP>|XTerm(370)\x1b\\", none},
		{"Alt-x", "\x1bx", none},
		{"Alt-é", "\x1bé", none},
	} {
		t.Run(c.name, func(t *testing.T) {
			key, _, n := decode([]byte(c.keys+"xyz"), false)
			if key != c.want || n != len(c.keys) {
				t.Errorf("%q is %U of %d bytes, want %U of %d", c.keys, key, n, c.want, len(c.keys))
			}
			if c.keys[1] == ']' || c.keys[1] == 'P' || c.keys == "\x1b_" {
				return // with the first two bytes a key of its own
			}
			for i := 1; i < len(c.keys); i++ {
				if _, _, n := decode([]byte(c.keys[:i]), false); n != 0 {
					t.Errorf("%q is taken for a key of %d bytes", c.keys[:i], n)
				}
			}
		})
	}
}

// TestKeysThatBreakOff checks that a sequence which does not go on leaves the next key alone.
func TestKeysThatBreakOff(t *testing.T) {
	for _, c := range []struct {
		keys string
		n    int
	}{
		{"\x1b[1;\x03", 4},
		{"\x1b[\x1b[A", 2},
		{"\x1bO\r", 2},
		{"\x1b\r", 1},
		{"\x1b\x03", 1},
		{"\x1b\x1b\r", 1},
	} {
		if key, _, n := decode([]byte(c.keys), false); key != keyNone || n != c.n {
			t.Errorf("%q: %U of %d bytes, want nothing of %d", c.keys, key, n, c.n)
		}
	}
	if key, _, n := decode([]byte("\x1bwhere"), true); key != keyNone || n != 1 {
		t.Errorf("letters after an ESC of its own: %U of %d bytes", key, n)
	}
	if key, _, n := decode([]byte("\x1bbe"), true); key != keyWordLeft || n != 2 {
		t.Errorf("ESC, then b: %U of %d bytes", key, n)
	}
}

// TestTextKeys has what is text: as much as comes at once, up to a key.
func TestTextKeys(t *testing.T) {
	for _, c := range []struct{ keys, want string }{
		{"abc", "abc"},
		{"abc\r", "abc"},
		{"a\x1b[A", "a"},
		{"測\xe6\xb8", "測"}, // the rest of the second comes later
		{"a\xffb", "a\xffb"},
		{"nav\t", "nav"},
		{"nav\tchr1", "nav"},         // Tab completes
		{"nav\t\tchr1", "nav"},       // and lists
		{"load a\t b\t c", "load a"}, // typed on after it
		{"chr1\t1000\t2000", "chr1\t1000\t2000"},
		{"chr1\t1000\t2000\n", "chr1\t1000\t2000"},
		{"chr1\t1000\t2000\t\r", "chr1\t1000\t2000"},
	} {
		key, text, n := decode([]byte(c.keys), false)
		if key != keyText || text != c.want || n != len(c.want) {
			t.Errorf("%q: %U %q of %d bytes, want %q", c.keys, key, text, n, c.want)
		}
	}
	if _, _, n := decode([]byte("\xe6"), false); n != 0 {
		t.Errorf("part of a character is taken for %d bytes", n)
	}
}

func TestClean(t *testing.T) {
	for _, c := range []struct {
		in    string
		lines bool
		want  string
		left  int
	}{
		{"chr1\t1\t2", false, "chr1\t1\t2", 0},
		{"a\rb\nc", true, "a\nb\nc", 0},
		{"\x1b[31mred\x03\x04", true, "[31mred", 3},
		{"a\u202eb\ufeff\u200bc\u009b", true, "abc", 4},
		{"a\xffb\ufffd測", true, "ab\ufffd測", 1},
	} {
		if got, left := clean(c.in, c.lines); got != c.want || left != c.left {
			t.Errorf("%q: %q without %d, want %q without %d", c.in, got, left, c.want, c.left)
		}
	}
}
