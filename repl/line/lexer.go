package line

import "strings"

// Mode is how the next character is read.
type Mode int

const (
	Plain   Mode = iota
	Single       // in '…'
	Double       // in "…"
	literal      // in {…}
	raw          // in what a command reads by itself
	comment      // after #; ends with the line
)

// lexer reads a line from left to right. Where the line ends is the cursor of
// completion.
type lexer struct {
	line   string
	restOf func(command string) Rest
	done   []Statement
	words  []Word // of the statement being read

	parts []part // of the statement being read, before the words

	word    strings.Builder // the word being read
	pattern strings.Builder // the same as a pattern: see Word
	inWord  bool            // also for an empty word: ""
	start   int             // of the word

	mode   Mode
	opened int // where the quote or brace of the mode is
	failed *SyntaxError
}

func lex(line string, restOf func(command string) Rest) *lexer {
	if restOf == nil {
		restOf = func(string) Rest { return ByWord }
	}
	l := &lexer{line: line, restOf: restOf}
	for i := 0; i < len(line) && l.failed == nil; {
		i += l.next(i)
	}
	return l
}

// fail records that the character at a place is wrong. The first failure counts.
func (l *lexer) fail(at int, wanted string) {
	if l.failed == nil {
		before := l.line[strings.LastIndexByte(l.line[:at], '\n')+1 : at]
		l.failed = &SyntaxError{Offset: at, Open: l.line[at], Column: len([]rune(before)) + 1, Wanted: wanted}
	}
}

// next reads the character at i and returns how many bytes were taken.
func (l *lexer) next(i int) int {
	c := l.line[i]
	switch l.mode {
	case comment:
		if c == '\n' {
			l.mode = Plain
			l.endStatement()
		}
		return 1
	case raw:
		return l.rest(i)
	case Single:
		if c == '\'' {
			l.mode = Plain
			return 1
		}
	case Double:
		if c == '"' {
			l.mode = Plain
			return 1
		}
		if strings.HasPrefix(l.line[i:], `\"`) {
			l.write('"', true)
			return 2
		}
	case literal:
		n, closed := braces(l.line[i:])
		for k := range n {
			l.write(l.line[i+k], true)
		}
		if closed {
			l.mode = Plain
		}
		return n
	case Plain:
		return l.plain(i, c)
	}
	l.write(c, true)
	return 1
}

// write adds a character to the word. literal means that it has no meaning there.
func (l *lexer) write(c byte, literal bool) {
	l.word.WriteByte(c)
	writeEscaped(&l.pattern, c, literal)
}

func (l *lexer) plain(i int, c byte) int {
	if strings.IndexByte(" \t\r\n", c) < 0 {
		if n := l.verbatim(i); n > 0 {
			return n
		}
	}
	switch c {
	case ' ', '\t', '\r':
		l.endWord(i)
		return 1
	case ';', '\n':
		l.endWord(i)
		l.endStatement()
		return 1
	case '>', '|':
		if c == '>' && l.inWord && inVariant(l.word.String(), l.line[i+1:]) {
			l.write(c, true)
			return 1
		}
		return l.operator(i)
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
	if c == '!' && !l.inWord && len(l.words) == 0 && len(l.parts) == 0 {
		l.begin(i)
		l.write(c, true)
		l.endWord(i + 1) // the next word needs no space before it
		return 1
	}
	if !l.inWord && l.takesRest() {
		l.begin(i)
		l.mode = raw
		return 0
	}
	l.begin(i)
	switch c {
	case '\'':
		l.mode, l.opened = Single, i
		return 1
	case '"':
		l.mode, l.opened = Double, i
		return 1
	case '\\':
		if i+1 < len(l.line) && strings.IndexByte(escapable, l.line[i+1]) >= 0 {
			l.write(l.line[i+1], true)
			return 2
		}
		l.write(c, true)
		return 1
	}
	l.write(c, false)
	return 1
}

func (l *lexer) begin(i int) {
	if !l.inWord {
		l.inWord, l.start = true, i
	}
}

func (l *lexer) endWord(i int) {
	if l.inWord {
		l.words = append(l.words, Word{Text: l.word.String(), Start: l.start, End: i, Pattern: l.meaning()})
		l.word.Reset()
		l.pattern.Reset()
		l.inWord = false
	}
}

func (l *lexer) endStatement() {
	l.endWord(len(l.line))
	words, parts := l.words, l.parts
	l.words, l.parts = nil, nil
	if len(words) == 0 && len(parts) == 0 {
		return
	}
	if s, ok := l.statement(append(parts, part{words: words})); ok {
		l.done = append(l.done, s)
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
