package term

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/chzyer/readline"

	"github.com/epiviz/epivizgo/repl/safe"
)

// The keys that readline does not know, or gets wrong, reach it as noncharacters of
// Unicode, which no text has. Enter, Ctrl-C and Ctrl-D must reach it as they are: only
// after these does its reading goroutine wait to be told to go on.
const (
	keyText rune = 0xfdd0 + iota // text, which the keyboard keeps (see takeText)
	keyWake                      // no key: there is news to print
	keyDelete
	keyWordLeft
	keyWordRight
	keyKillWord
	keyKillWordBack
	keyLastWord
)

// keyNone is a sequence without a meaning here.
const keyNone rune = 0

// Control characters.
const (
	ctrlC  = 0x03
	escape = 0x1b
	undo   = 0x1f // Ctrl-_, which is also Ctrl-/
)

// The marks that a terminal puts around a paste.
const (
	pasteBegin = "\x1b[200~"
	pasteEnd   = "\x1b[201~"
)

// decode returns the key at the beginning of data, and how many bytes it has: none if
// data is only a part of it. late is set when an ESC at the beginning came in a read of
// its own: it may have been pressed alone.
func decode(data []byte, late bool) (key rune, text string, n int) {
	switch c := data[0]; {
	case c == escape:
		key, n = decodeEscape(data, late)
		return key, "", n
	case c < ' ' || c == 0x7f:
		return rune(c), "", 1
	}
	n = textLength(data)
	return keyText, string(data[:n]), n
}

// textLength returns the length of the whole characters at the beginning of data. Tabs are
// among them where they cannot be meant to complete: with text on both sides of two of them
// on a line that came at once, as three cells of a table pasted at a terminal that does not
// mark a paste.
func textLength(data []byte) int {
	n, tabs, whole := 0, 0, 0
	for n < len(data) {
		if c := data[n]; c == '\t' && n > 0 && n+1 < len(data) && data[n+1] > ' ' && data[n+1] != 0x7f {
			if tabs++; tabs == 1 {
				whole = n
			}
			n++
			continue
		} else if c < ' ' || c == 0x7f {
			break
		}
		if !utf8.FullRune(data[n:]) {
			break
		}
		_, size := utf8.DecodeRune(data[n:])
		n += size
	}
	if tabs == 1 {
		return whole
	}
	return n
}

// decodeEscape is decode for what begins with ESC.
func decodeEscape(data []byte, late bool) (key rune, n int) {
	if len(data) == 1 {
		return 0, 0
	}
	switch c := data[1]; {
	case c == '[':
		return decodeControl(data, 2)
	case c == 'O':
		return decodeShift(data, 2)
	case c == escape: // Alt with a key of its own sequence, or ESC twice
		if len(data) == 2 {
			return 0, 0
		}
		if data[2] == '[' || data[2] == 'O' {
			key, n = decodeEscape(data[1:], false)
			if n == 0 {
				return 0, 0
			}
			return byWord(key), n + 1
		}
		return keyNone, 1
	case strings.IndexByte("]P_^X", c) >= 0: // the answer to a question of a program that is gone
		for _, end := range []string{"\a", "\x1b\\"} {
			if i := bytes.Index(data, []byte(end)); i >= 0 {
				return keyNone, i + len(end)
			}
		}
	case c == 0x7f || c == '\b':
		return keyKillWordBack, 2
	case c < ' ':
		return keyNone, 1
	}
	if key, ok := altKeys[data[1]]; ok {
		return key, 2
	}
	if late {
		return keyNone, 1
	}
	if !utf8.FullRune(data[1:]) {
		return 0, 0
	}
	_, size := utf8.DecodeRune(data[1:])
	return keyNone, 1 + size
}

// altKeys are the letters that mean something with Alt.
var altKeys = map[byte]rune{
	'b': keyWordLeft, 'f': keyWordRight, 'd': keyKillWord, '.': keyLastWord, '_': keyLastWord,
}

// decodeControl returns the key of a sequence of which data[:n] is ESC [.
func decodeControl(data []byte, n int) (rune, int) {
	begin := n
	for n < len(data) && data[n] >= ' ' && data[n] < '@' && (data[n] != '$' || n == begin) { // rxvt ends some with $
		n++
	}
	if n == len(data) {
		return 0, 0
	}
	param, final := string(data[begin:n]), data[n]
	length := n + 1
	switch {
	case final < ' ' || final >= 0x7f:
		return keyNone, n // the sequence is broken off
	case final == '[' && param == "": // F1 to F5 of the Linux console
		length++
	case final == 'M' && param == "": // a mouse
		length += 3
	}
	if length > len(data) {
		return 0, 0
	}
	number, modifier, _ := strings.Cut(param, ";")
	switch {
	case strings.IndexByte("~$^@", final) >= 0:
		key := numbered[number]
		if final == '^' || modified(modifier) {
			key = byWord(key)
		}
		return key, length
	case param == "" && final >= 'a' && final <= 'd': // with Shift at rxvt
		return lettered[final-'a'+'A'], length
	}
	if modifier == "" && number != "1" { // ESC [ 5 C
		modifier = number
	}
	key := lettered[final]
	if modified(modifier) {
		key = byWord(key)
	}
	return key, length
}

// decodeShift returns the key of a sequence of which data[:n] is ESC O.
func decodeShift(data []byte, n int) (rune, int) {
	begin := n
	for n < len(data) && (data[n] == ';' || data[n] >= '0' && data[n] <= '9') {
		n++
	}
	if n == len(data) {
		return 0, 0
	}
	final := data[n]
	switch {
	case final < ' ' || final >= 0x7f:
		return keyNone, n
	case final == 'M':
		return readline.CharEnter, n + 1 // of the keypad
	case final >= 'a' && final <= 'd': // with Ctrl at rxvt
		return byWord(lettered[final-'a'+'A']), n + 1
	}
	key := lettered[final]
	if param := string(data[begin:n]); modified(param[strings.IndexByte(param, ';')+1:]) {
		key = byWord(key)
	}
	return key, n + 1
}

// lettered and numbered are the keys that end in a letter, and in ~ behind a number.
var (
	lettered = map[byte]rune{
		'A': readline.CharPrev, 'B': readline.CharNext, 'C': readline.CharForward, 'D': readline.CharBackward,
		'H': readline.CharLineStart, 'F': readline.CharLineEnd,
	}
	numbered = map[string]rune{
		"1": readline.CharLineStart, "7": readline.CharLineStart, "4": readline.CharLineEnd, "8": readline.CharLineEnd,
		"3": keyDelete,
	}
)

// modified reports whether a modifier of xterm has Alt or Ctrl: it is one more than the
// sum of Shift 1, Alt 2 and Ctrl 4.
func modified(modifier string) bool {
	return len(modifier) == 1 && modifier[0] >= '1' && (modifier[0]-'1')&(2|4) != 0
}

// byWord returns what a key does with Ctrl or Alt.
func byWord(key rune) rune {
	switch key {
	case readline.CharForward:
		return keyWordRight
	case readline.CharBackward:
		return keyWordLeft
	case keyDelete:
		return keyKillWord
	}
	return key
}

// clean returns text as a line can hold it, and how many characters it left out: those that
// could upset a terminal, and bytes that are no UTF-8. Tabs stay, and so do line ends if
// lines is set, as \n.
func clean(text string, lines bool) (string, int) {
	left := 0
	var b strings.Builder
	b.Grow(len(text))
	for i, r := range text {
		switch {
		case lines && (r == '\r' || r == '\n'):
			b.WriteByte('\n')
		case r == utf8.RuneError && !strings.HasPrefix(text[i:], "\ufffd"):
			left++
		case safe.Rune(r) || r == '\t':
			b.WriteRune(r)
		default:
			left++
		}
	}
	return b.String(), left
}
