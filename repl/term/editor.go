package term

import (
	"slices"
	"unicode"
	"unicode/utf8"

	"github.com/chzyer/readline"

	"github.com/epiviz/epivizgo/repl/text"
)

// line is a line that is typed, and the cursor in it.
type line struct {
	text []rune
	pos  int
}

// editor changes a line in ways that readline does not know or gets wrong.
type editor struct {
	line
	lines []string // typed before, the oldest first

	killed   []rune // what Ctrl-Y inserts
	earlier  []line // what undo brings back, the newest last
	typing   bool   // the last change was by typing
	recalled *recall
	search   *search // nil while none goes on
}

// recall is a word of an earlier line that Alt-. has inserted. Pressed again, it
// replaces it by one of a line before.
type recall struct {
	from       int // index of the line
	start, end int // of the word in the present line
}

// mostUndo is how many changes of a line can be undone.
const mostUndo = 200

// edits are the keys of the editor.
var edits = map[rune]func(*editor){
	keyDelete:              func(e *editor) { e.remove(e.pos, e.right()) },
	readline.CharDelete:    func(e *editor) { e.remove(e.pos, e.right()) },
	readline.CharBackspace: func(e *editor) { e.remove(e.left(), e.pos) },
	readline.CharCtrlH:     func(e *editor) { e.remove(e.left(), e.pos) },
	readline.CharBackward:  func(e *editor) { e.pos = e.left() },
	readline.CharForward:   func(e *editor) { e.pos = e.right() },
	keyWordLeft:            func(e *editor) { e.pos = e.wordLeft(wordRune) },
	keyWordRight:           func(e *editor) { e.pos = e.wordRight() },
	keyKillWord:            func(e *editor) { e.kill(e.pos, e.wordRight()) },
	keyKillWordBack:        func(e *editor) { e.kill(e.wordLeft(wordRune), e.pos) },
	readline.CharCtrlW:     func(e *editor) { e.kill(e.wordLeft(nonBlank), e.pos) },
	readline.CharCtrlU:     func(e *editor) { e.kill(0, e.pos) },
	readline.CharKill:      func(e *editor) { e.kill(e.pos, len(e.text)) },
	readline.CharCtrlY:     func(e *editor) { e.insert(e.killed) },
	readline.CharTranspose: (*editor).transpose,
	keyLastWord:            (*editor).lastWord,
	undo:                   (*editor).undo,
}

// begin begins a new line.
func (e *editor) begin() {
	e.line = line{}
	e.earlier, e.typing, e.recalled, e.search = nil, false, nil, nil
}

// remember adds a line to those typed before.
func (e *editor) remember(typed string) {
	if n := len(e.lines); n > 0 && e.lines[n-1] == typed {
		return
	}
	if e.lines = append(e.lines, typed); len(e.lines) > 2*mostHistory {
		e.lines = slices.Clone(e.lines[mostHistory:])
	}
}

// record keeps what the line was before a change, for undo. What is typed without a break
// is one change.
func (e *editor) record(before line, typing bool) {
	more := typing && e.typing
	e.typing = typing
	if more || slices.Equal(before.text, e.text) {
		return
	}
	if e.earlier = append(e.earlier, before); len(e.earlier) > mostUndo {
		e.earlier = slices.Delete(e.earlier, 0, 1)
	}
}

// undo takes the last change back.
func (e *editor) undo() {
	if n := len(e.earlier); n > 0 {
		e.line = e.earlier[n-1]
		e.earlier = e.earlier[:n-1]
	}
}

// replace puts text in place of a part of the line, and the cursor behind it. It makes a
// new line, as undo keeps the old one.
func (e *editor) replace(start, end int, with []rune) {
	e.text = slices.Concat(e.text[:start], with, e.text[end:])
	e.pos = start + len(with)
}

func (e *editor) insert(text []rune)    { e.replace(e.pos, e.pos, text) }
func (e *editor) remove(start, end int) { e.replace(start, end, nil) }

// kill removes a part of the line, for Ctrl-Y to insert.
func (e *editor) kill(start, end int) {
	if start < end {
		e.killed = slices.Clone(e.text[start:end])
		e.remove(start, end)
	}
}

// left and right return where the characters around the cursor begin and end: one may
// have several runes, of which only the first takes a column.
func (e *editor) left() int {
	i := max(e.pos-1, 0)
	for i > 0 && columnsOf(e.text[i]) == 0 {
		i--
	}
	return i
}

func (e *editor) right() int {
	i := min(e.pos+1, len(e.text))
	for i < len(e.text) && columnsOf(e.text[i]) == 0 {
		i++
	}
	return i
}

// wordRune and nonBlank report whether a rune is in a word: as the keys with Alt have it,
// and as Ctrl-W has it, for which a file or a locus is one.
func wordRune(r rune) bool { return unicode.In(r, unicode.L, unicode.N, unicode.M) }
func nonBlank(r rune) bool { return !unicode.IsSpace(r) }

// wordLeft returns the beginning of the word at or before the cursor.
func (e *editor) wordLeft(inWord func(rune) bool) int {
	i := e.pos
	for i > 0 && !inWord(e.text[i-1]) {
		i--
	}
	for i > 0 && inWord(e.text[i-1]) {
		i--
	}
	return i
}

// wordRight returns the end of the word at or after the cursor.
func (e *editor) wordRight() int {
	i := e.pos
	for i < len(e.text) && !wordRune(e.text[i]) {
		i++
	}
	for i < len(e.text) && wordRune(e.text[i]) {
		i++
	}
	return i
}

// transpose exchanges the characters around the cursor, or the last two at the end.
func (e *editor) transpose() {
	i := min(e.pos, len(e.text)-1)
	if i >= 1 {
		e.replace(i-1, i+1, []rune{e.text[i], e.text[i-1]})
	}
}

// lastWord inserts the last word of the line before, or replaces what it has inserted by
// that of a line still earlier.
func (e *editor) lastWord() {
	r := recall{len(e.lines), e.pos, e.pos}
	if e.recalled != nil {
		r = *e.recalled
	}
	for r.from--; r.from >= 0; r.from-- {
		if word := lastWord(e.lines[r.from]); word != "" {
			e.replace(r.start, r.end, []rune(word))
			r.end = e.pos
			e.recalled = &r
			return
		}
	}
}

// lastWord returns the last word of a line with its quotes.
func lastWord(s string) string {
	var quote rune
	escaped, inWord, begin, end := false, false, 0, 0
	for i, r := range s {
		if unicode.IsSpace(r) && quote == 0 && !escaped {
			inWord = false
			continue
		}
		if !inWord {
			inWord, begin = true, i
		}
		end = i + utf8.RuneLen(r)
		switch {
		case escaped:
			escaped = false
		case r == '\\' && quote != '\'':
			escaped = true
		case quote == 0 && (r == '"' || r == '\''):
			quote = r
		case r == quote:
			quote = 0
		}
	}
	return s[begin:end]
}

// columnsOf returns how many columns a rune takes.
func columnsOf(r rune) int {
	if r < 0x300 {
		return 1
	}
	return text.Width(string(r))
}
