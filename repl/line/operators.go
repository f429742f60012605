package line

import "strings"

// part is the words before a >, >> or |, and after the one before it.
type part struct {
	words []Word
	// op is what ends the part, "" at the statement's end, and at its place.
	op string
	at int
}

// operator reads >, >> or |.
func (l *lexer) operator(i int) int {
	l.endWord(i)
	op := l.line[i : i+1]
	if strings.HasPrefix(l.line[i:], ">>") {
		op = ">>"
	}
	l.parts = append(l.parts, part{l.words, op, i})
	l.words = nil
	return len(op)
}

// statement puts the parts of a command together.
func (l *lexer) statement(parts []part) (s Statement, ok bool) {
	s.Words = parts[0].words
	if len(s.Words) == 0 {
		l.fail(parts[0].at, "a command before it")
		return s, false
	}
	for i, p := range parts[1:] {
		before := parts[i]
		switch {
		case s.File != nil:
			l.fail(before.at, "nothing after the file")
		case before.op == "|" && len(p.words) == 0:
			l.fail(before.at, "a program after it")
		case before.op == "|":
			s.Pipes = append(s.Pipes, p.words)
		case len(p.words) != 1:
			l.fail(before.at, "one file after it")
		case l.line[p.words[0].Start] == '&': // of a shell's 2>&1
			l.fail(before.at, "a file after it, in quotes where its name begins with &")
		default:
			s.File = &Redirect{Path: p.words[0], Append: before.op == ">>"}
		}
		if l.failed != nil {
			return s, false
		}
	}
	last := parts[len(parts)-1].words
	s.Text = l.line[s.Words[0].Start:last[len(last)-1].End]
	return s, true
}

// takesRest reports whether the command reads what follows its name by itself.
func (l *lexer) takesRest() bool {
	return len(l.parts) == 0 && len(l.words) == 1 && l.restOf(l.words[0].Text) != ByWord
}

// verbatim reads the rest of the line as one word. It returns how many bytes were taken, 0 if
// the command at hand does not read so.
func (l *lexer) verbatim(i int) int {
	if l.inWord || !l.takesRest() || l.restOf(l.words[0].Text) != Verbatim {
		return 0
	}
	s, _, _ := strings.Cut(l.line[i:], "\n")
	text := strings.TrimRight(s, " \t\r")
	if text != "" {
		l.begin(i)
		for k := range len(text) {
			l.write(text[k], true)
		}
		l.endWord(i + len(text))
	}
	return len(s)
}

// rest reads what a command reads by itself, as it is: up to a line's end or
// an unquoted ; or #. It returns how many bytes were taken, all of them when a
// quote is not closed.
func (l *lexer) rest(i int) int {
	s := l.line[i:]
	quotes, escapes := `"'`, true
	if l.restOf(l.words[0].Text) == Expression {
		quotes, escapes = "\"'`", false
	}
	var quote byte
	end := len(s)
scan:
	for k := 0; k < len(s); k++ {
		switch c := s[k]; {
		case quote != 0:
			if c == '\\' && quote == '"' && escapes {
				k++
			} else if c == quote {
				quote = 0
			}
		case strings.IndexByte(quotes, c) >= 0:
			quote, l.opened = c, i+k
		case c == '\\' && escapes:
			k++
		case c == ';' || c == '\n' || c == '#' && (s[k-1] == ' ' || s[k-1] == '\t'):
			end = k
			break scan
		}
	}
	text := strings.TrimRight(s[:end], " \t\r")
	for k := range len(text) {
		l.write(text[k], true)
	}
	if quote != 0 {
		l.mode = Double // or Single: it is not closed
		return len(s)
	}
	l.endWord(i + len(text))
	l.mode = Plain
	return end
}
