package term

import (
	"slices"
	"strings"
	"testing"

	"github.com/chzyer/readline"
)

// edited returns a line after keys, with | for the cursor before and after.
func edited(e *editor, s string, keys ...rune) string {
	before, after, _ := strings.Cut(s, "|")
	e.line = line{[]rune(before + after), len([]rune(before))}
	for _, key := range keys {
		was := e.line
		if key != keyLastWord {
			e.recalled = nil
		}
		edits[key](e)
		if key != undo {
			e.record(was, false)
		}
	}
	return string(e.text[:e.pos]) + "|" + string(e.text[e.pos:])
}

func TestEdits(t *testing.T) {
	const (
		killWordBack = readline.CharCtrlW
		killFront    = readline.CharCtrlU
		killBack     = readline.CharKill
		yank         = readline.CharCtrlY
	)
	for _, c := range []struct {
		line string
		keys []rune
		want string
	}{
		{"ab|cd", []rune{keyDelete}, "ab|d"},
		{"ab|", []rune{keyDelete}, "ab|"},
		{"|ab", []rune{readline.CharBackspace}, "|ab"},
		{"ab|c", []rune{readline.CharBackspace}, "a|c"},
		{"e\u0301|x", []rune{readline.CharBackspace}, "|x"},
		{"|e\u0301x", []rune{keyDelete}, "|x"},
		{"e\u0301|x", []rune{readline.CharBackward}, "|e\u0301x"},
		{"|e\u0301x", []rune{readline.CharForward}, "e\u0301|x"},

		{"navigate chr1:10|", []rune{keyWordLeft}, "navigate chr1:|10"},
		{"navigate |chr1:10", []rune{keyWordLeft}, "|navigate chr1:10"},
		{"|navigate  chr1", []rune{keyWordRight, keyWordRight}, "navigate  chr1|"},
		{"load données.bed|", []rune{keyWordLeft, keyWordLeft}, "load |données.bed"},
		{"|navigate chr1", []rune{keyKillWord, yank, yank}, "navigatenavigate| chr1"},
		{"a chr1:1-10| b", []rune{keyKillWordBack}, "a chr1:1-| b"},
		{"a chr1:1-10| b", []rune{killWordBack, yank}, "a chr1:1-10| b"},
		{"navigate chr1 |b", []rune{killWordBack}, "navigate |b"},
		{"first| second", []rune{killWordBack}, "| second"}, // readline's own takes all
		{"|x", []rune{killWordBack, keyKillWordBack, killFront}, "|x"},
		{"ab|cd", []rune{killFront}, "|cd"},
		{"ab|cd", []rune{killBack}, "ab|"},
		{"ab|cd", []rune{killBack, readline.CharBackspace, yank}, "acd|"},
		{"|", []rune{yank}, "|"},

		{"ab|", []rune{readline.CharTranspose}, "ba|"},
		{"a|bc", []rune{readline.CharTranspose}, "ba|c"},
		{"a|", []rune{readline.CharTranspose}, "a|"},
		{"|", []rune{readline.CharTranspose}, "|"},

		{"ab|cd", []rune{killFront, killBack, undo}, "|cd"},
		{"ab|cd", []rune{killFront, killBack, undo, undo}, "ab|cd"},
		{"ab|cd", []rune{killFront, undo, undo, undo}, "ab|cd"},

		{"|", []rune{keyLastWord}, `"a b".bed|`},
		{"load | x", []rune{keyLastWord}, `load "a b".bed| x`},
		{"load | x", []rune{keyLastWord, keyLastWord}, `load chr1:1-10| x`},
		{"load | x", []rune{keyLastWord, keyLastWord, keyLastWord}, `load where| x`},
		{"load | x", []rune{keyLastWord, keyLastWord, keyLastWord, keyLastWord}, `load where| x`},
		{"load | x", []rune{keyLastWord, readline.CharBackward, keyLastWord}, `load "a b".be"a b".bed|d x`},
	} {
		e := &editor{lines: []string{"where", "navigate chr1:1-10 ", `load x  "a b".bed`}}
		if got := edited(e, c.line, c.keys...); got != c.want {
			t.Errorf("%q, %U: %q, want %q", c.line, c.keys, got, c.want)
		}
	}
}

func TestLastWord(t *testing.T) {
	for _, c := range []struct{ line, want string }{
		{"", ""},
		{"  ", ""},
		{"where", "where"},
		{"navigate\tchr1\t1000", "1000"},
		{`load "my peaks.bed"`, `"my peaks.bed"`},
		{`load my\ peaks.bed`, `my\ peaks.bed`},
		{`load 'a b' `, `'a b'`},
		{`load "a \" b"c`, `"a \" b"c`},
		{`load 測 é`, "é"},
		{`load "never closed`, `"never closed`},
	} {
		if got := lastWord(c.line); got != c.want {
			t.Errorf("%q: %q, want %q", c.line, got, c.want)
		}
	}
}

// TestUndoOfTyping checks that what is typed without a break is one change.
func TestUndoOfTyping(t *testing.T) {
	var e editor
	for _, more := range []string{"c", "h", "r", " ", "1", "2"} {
		was := e.line
		e.insert([]rune(more))
		e.record(was, more != " ")
	}
	var got []string
	for range 4 {
		e.undo()
		got = append(got, string(e.text))
	}
	if want := []string{"chr ", "chr", "", ""}; !slices.Equal(got, want) {
		t.Errorf("undone to %q, want %q", got, want)
	}
}

func TestSearchLines(t *testing.T) {
	e := editor{lines: []string{"where", "charts", "where", "navigate chr1", "where is it"}}
	e.line = line{[]rune("typed"), 2}
	e.startSearch()
	for _, step := range []struct {
		do   func()
		want string
	}{
		{func() { e.seek("whe") }, "|where is it"},
		{searchKey(&e, readline.CharBckSearch), "|where"},
		{searchKey(&e, readline.CharBckSearch), "failed |where"}, // the same line again is not worth a key
		{searchKey(&e, readline.CharFwdSearch), "|where is it"},
		{func() { e.seek("x") }, "failed |where is it"},
		{searchKey(&e, readline.CharBackspace), "|where is it"},
		{func() { e.seek("re i") }, "|where is it"},
		{func() { e.cancelSearch() }, "ty|ped"},
	} {
		step.do()
		got := string(e.text[:e.pos]) + "|" + string(e.text[e.pos:])
		if e.search != nil && e.search.failed {
			got = "failed " + got
		}
		if got != step.want {
			t.Errorf("%q, want %q", got, step.want)
		}
	}
}

func searchKey(e *editor, key rune) func() { return func() { searchEdits[key](e) } }
