package repl

import (
	"fmt"
	"strings"
)

// The language of the prompt, the same in scripts:
//
//	navigate chr1 1 100000      words, parted by spaces and tabs
//	addchart "Line Track" x     double quotes; \" stands for a quote in them
//	load 'My "data".bw'         single quotes: nothing is special in them
//	load My\ data.bw            a backslash before one of " \t'\"#;$<>|{" takes
//	                            away its meaning; before anything else it is
//	                            itself, so C:\data\x.bw and \\host\x.bw are words
//	charts; where               ; parts commands, as a new line does
//	where # and a comment       from a # that begins a word to the line's end
//	send x {"a": "b c"}         a word that begins with { runs verbatim to the
//	                            brace that closes it, as JSON
//
// $, <, > and | mean nothing yet, but can be escaped already.

// escapable are the characters that a backslash outside quotes takes the
// meaning from.
const escapable = " \t'\"#;$<>|{"

// Word is one word of a command.
type Word struct {
	Text       string // without quotes and escapes
	Start, End int    // where it stands in the line, in bytes
}

// Statement is one command with its words: at least one.
type Statement struct {
	Words []Word
	Text  string // as it was typed
}

// Args are the texts of the words.
func (s Statement) Args() []string {
	args := make([]string, len(s.Words))
	for i, w := range s.Words {
		args[i] = w.Text
	}
	return args
}

// SyntaxError tells of a quote or brace that is never closed.
type SyntaxError struct {
	Offset int  // of the opening character, in bytes
	Open   byte // ', " or {
	Column int  // the same place counted in characters from 1
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("unclosed %c, opened at column %d", e.Open, e.Column)
}

// Hint says how to write the character itself.
func (e *SyntaxError) Hint() string {
	return fmt.Sprintf(`close it, or write \%c for the character itself`, e.Open)
}

// Split parts a line, or several, into commands. Lines without a command give
// none. With an error, the commands before the faulty one are returned too.
func Split(line string) ([]Statement, error) {
	l := lex(line)
	if l.mode != plain && l.mode != comment {
		before := line[strings.LastIndexByte(line[:l.opened], '\n')+1 : l.opened]
		return l.done, &SyntaxError{Offset: l.opened, Open: line[l.opened], Column: len([]rune(before)) + 1}
	}
	l.endStatement()
	return l.done, nil
}

// mode says how the next character is read.
type mode int

const (
	plain   mode = iota
	single       // in '…'
	double       // in "…"
	literal      // in {…}
	comment      // after #; ends with the line
)

// lexer reads a line from left to right. Completion looks at where it stands
// when the text before the cursor is read.
type lexer struct {
	line  string
	done  []Statement
	words []Word // of the statement being read

	word   strings.Builder // the word being read
	inWord bool            // also for an empty word: ""
	start  int             // of the word

	mode   mode
	opened int // where the quote or brace of the mode is
}

func lex(line string) *lexer {
	l := &lexer{line: line}
	for i := 0; i < len(line); {
		i += l.next(i)
	}
	return l
}

// next reads the character at i and returns how many bytes were taken.
func (l *lexer) next(i int) int {
	c := l.line[i]
	switch l.mode {
	case comment:
		if c == '\n' {
			l.mode = plain
			l.endStatement()
		}
		return 1
	case single:
		if c == '\'' {
			l.mode = plain
			return 1
		}
	case double:
		if c == '"' {
			l.mode = plain
			return 1
		}
		if strings.HasPrefix(l.line[i:], `\"`) {
			l.word.WriteByte('"')
			return 2
		}
	case literal:
		n, closed := braces(l.line[i:])
		l.word.WriteString(l.line[i : i+n])
		if closed {
			l.mode = plain
		}
		return n
	case plain:
		return l.plain(i, c)
	}
	l.word.WriteByte(c)
	return 1
}

func (l *lexer) plain(i int, c byte) int {
	switch c {
	case ' ', '\t', '\r':
		l.endWord(i)
		return 1
	case ';', '\n':
		l.endWord(i)
		l.endStatement()
		return 1
	case '#':
		if !l.inWord {
			l.mode = comment
			return 1
		}
	case '{':
		if !l.inWord {
			l.begin(i)
			l.mode, l.opened = literal, i
			return 0
		}
	}
	l.begin(i)
	switch c {
	case '\'':
		l.mode, l.opened = single, i
		return 1
	case '"':
		l.mode, l.opened = double, i
		return 1
	case '\\':
		if i+1 < len(l.line) && strings.IndexByte(escapable, l.line[i+1]) >= 0 {
			l.word.WriteByte(l.line[i+1])
			return 2
		}
	}
	l.word.WriteByte(c)
	return 1
}

func (l *lexer) begin(i int) {
	if !l.inWord {
		l.inWord, l.start = true, i
	}
}

func (l *lexer) endWord(i int) {
	if l.inWord {
		l.words = append(l.words, Word{Text: l.word.String(), Start: l.start, End: i})
		l.word.Reset()
		l.inWord = false
	}
}

func (l *lexer) endStatement() {
	l.endWord(len(l.line))
	if n := len(l.words); n > 0 {
		text := l.line[l.words[0].Start:l.words[n-1].End]
		l.done = append(l.done, Statement{Words: l.words, Text: text})
		l.words = nil
	}
}

// braces returns the length of the text that begins with a brace up to the one
// that closes it. Braces within JSON strings do not count.
func braces(s string) (n int, closed bool) {
	depth, inString := 0, false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case inString && c == '\\':
			i++
		case c == '"':
			inString = !inString
		case inString:
		case c == '{':
			depth++
		case c == '}':
			if depth--; depth == 0 {
				return i + 1, true
			}
		}
	}
	return len(s), false
}

// Quote writes words so that [Split] reads them back, quoted where needed.
func Quote(words ...string) string {
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = quote(w)
	}
	return strings.Join(quoted, " ")
}

func quote(word string) string {
	special := strings.ContainsAny(word, escapable+"\r\n") || strings.HasSuffix(word, `\`)
	switch {
	case word != "" && !special:
		return word
	case !strings.ContainsAny(word, `"\`):
		return `"` + word + `"`
	default:
		return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
	}
}

// escapeIn writes text that continues a word in the given mode.
func escapeIn(m mode, text string) string {
	switch m {
	case single:
		return strings.ReplaceAll(text, "'", `'\''`)
	case double:
		return strings.ReplaceAll(text, `"`, `\"`)
	}
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if strings.IndexByte(escapable, text[i]) >= 0 {
			b.WriteByte('\\')
		}
		b.WriteByte(text[i])
	}
	return b.String()
}
