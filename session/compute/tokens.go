package compute

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/epiviz/epivizgo/session/genome"
)

// maxText bounds the length of an expression, and so its depth.
const maxText = 4096

// token is one word of an expression. wire is its form for the parser: names become
// m0_, m1_ and so on, functions f_mean, numbers plain numbers, so that the
// other words of the parser's language have no meaning.
type token struct {
	offset int // in the expression
	text   string
	wire   string
}

// Name is a measurement as an expression names it.
type Name struct {
	Text   string
	Offset int // where it is first named, in bytes
}

// operators lists the operators, those of two characters first.
var operators = []string{"**", "<=", ">=", "==", "!=", "&&", "||", "+", "-", "*", "/", "%", "^", "(", ")", ",", "?", ":", "<", ">", "!"}

// words are the words of the parser that cannot be names.
var words = []string{"and", "or", "not", "true", "false", "nan"}

// units are the units of length, in bases.
var units = map[string]float64{"b": 1, "bp": 1, "k": 1e3, "kb": 1e3, "m": 1e6, "mb": 1e6}

// scanner splits an expression into tokens.
type scanner struct {
	text   string
	tokens []token
	names  []Name

	rows     bool // it is a condition on rows: quotes hold text
	literals []string
	asText   []bool // names that are compared as text,
	asNumber []bool // and that are used as numbers
}

func (s *scanner) fail(offset int, next, format string, args ...any) error {
	return &Error{Text: s.text, Offset: offset, Reason: fmt.Sprintf(format, args...), Next: next}
}

func scan(text string) (*scanner, error) {
	s := &scanner{text: text}
	switch {
	case len(text) > maxText:
		return nil, fmt.Errorf("an expression of %d bytes; at most %d are read", len(text), maxText)
	case !utf8.ValidString(text):
		return nil, errors.New("the expression is not UTF-8 text")
	case strings.TrimSpace(text) == "":
		return nil, errors.New("there is no expression")
	}
	return s, s.scan(0)
}

// scan reads the tokens from an offset on.
func (s *scanner) scan(from int) error {
	for i := from; i < len(s.text); {
		n, err := s.next(i)
		if err != nil {
			return err
		}
		i += n
	}
	return nil
}

// next reads the token at i and returns its length.
func (s *scanner) next(i int) (int, error) {
	rest := s.text[i:]
	switch c := rest[0]; {
	case c == ' ' || c == '\t' || c == '\n' || c == '\r':
		return 1, nil
	case s.rows && (c == '"' || c == '\''):
		end := strings.IndexByte(rest[1:], c)
		if end < 0 {
			return 0, s.fail(i, "", "a text is opened with %c and not closed", c)
		}
		s.add(i, end+2, literalPrefix+strconv.Itoa(len(s.literals))+"_")
		s.literals = append(s.literals, rest[1:1+end])
		return end + 2, nil
	case s.rows && strings.HasPrefix(rest, "!~"):
		s.add(i, 2, "not matches")
		return 2, nil
	case s.rows && c == '~':
		s.add(i, 1, "matches")
		return 1, nil
	case c == '`' || c == '"' || c == '\'':
		end := strings.IndexByte(rest[1:], c)
		if end < 0 {
			return 0, s.fail(i, "", "a name is opened with %c and not closed", c)
		}
		if end == 0 {
			return 0, s.fail(i, "", "a name has no characters")
		}
		s.add(i, end+2, s.name(rest[1:1+end], i))
		return end + 2, nil
	case isDigit(c) || c == '.' && len(rest) > 1 && isDigit(rest[1]):
		return s.scanNumber(i)
	case isLetter(c):
		return s.word(i)
	}
	for _, op := range operators {
		if strings.HasPrefix(rest, op) {
			s.add(i, len(op), op)
			return len(op), nil
		}
	}
	r, _ := utf8.DecodeRuneInString(rest)
	next := ""
	switch {
	case r == '=':
		next = "== compares"
	case r == '&' || r == '|':
		next = fmt.Sprintf("%c%c joins conditions", r, r)
	case r > 0x7f || r == '.':
		next = "a name with other characters than letters, digits and _ goes into backquotes"
	}
	return 0, s.fail(i, next, "%q means nothing here", r)
}

func (s *scanner) add(offset, length int, wire string) {
	s.tokens = append(s.tokens, token{offset, s.text[offset : offset+length], wire})
}

// name keeps the name of a measurement and returns the identifier that replaces it.
func (s *scanner) name(text string, offset int) string {
	i := slices.IndexFunc(s.names, func(n Name) bool { return n.Text == text })
	if i < 0 {
		i = len(s.names)
		s.names = append(s.names, Name{text, offset})
	}
	return namePrefix + strconv.Itoa(i) + "_"
}

const namePrefix, functionPrefix = "m", "f_"

// nameIndex returns which name an identifier of scanner.name replaces, and reports whether it is one.
func nameIndex(wire string) (int, bool) {
	digits, ok := strings.CutPrefix(wire, namePrefix)
	i, err := strconv.Atoi(strings.TrimSuffix(digits, "_"))
	return i, ok && err == nil
}

func (s *scanner) word(i int) (int, error) {
	n := 0
	for n < len(s.text)-i && (isLetter(s.text[i+n]) || isDigit(s.text[i+n])) {
		n++
	}
	word := s.text[i : i+n]
	called := strings.HasPrefix(strings.TrimLeft(s.text[i+n:], " \t\r\n"), "(")
	switch {
	case slices.Contains(words, word):
		s.add(i, n, word)
	case called:
		if _, ok := functions[word]; !ok {
			return 0, s.fail(i, "there are "+strings.Join(Functions(), ", "), "there is no function %s", word)
		}
		s.add(i, n, functionPrefix+word)
	default:
		s.add(i, n, s.name(word, i))
	}
	return n, nil
}

// scanNumber reads a number with or without a unit.
func (s *scanner) scanNumber(i int) (int, error) {
	rest := s.text[i:]
	digits := func(n int) int {
		for n < len(rest) && isDigit(rest[n]) {
			n++
		}
		return n
	}
	n := digits(0)
	if n < len(rest) && rest[n] == '.' {
		n = digits(n + 1)
	}
	if e := n; e < len(rest) && (rest[e] == 'e' || rest[e] == 'E') {
		if e++; e < len(rest) && (rest[e] == '+' || rest[e] == '-') {
			e++
		}
		if digits(e) > e {
			n = digits(e)
		}
	}
	unit := n
	for unit < len(rest) && (isLetter(rest[unit]) || isDigit(rest[unit])) {
		unit++
	}
	v, err := strconv.ParseFloat(rest[:n], 64)
	if err != nil {
		return 0, s.fail(i, "", "%s is too large a number", rest[:n])
	}
	if unit > n {
		factor, ok := units[strings.ToLower(rest[n:unit])]
		if !ok {
			return 0, s.fail(i+n, "units of length are b, kb and mb; a name that begins with a digit goes into backquotes",
				"%s is no unit", rest[n:unit])
		}
		v *= factor
	}
	if v > genome.MaxPosition*1e200 { // results of smaller numbers stay finite
		return 0, s.fail(i, "", "%s is too large a number", rest[:unit])
	}
	s.add(i, unit, strconv.FormatFloat(v, 'e', -1, 64))
	return unit, nil
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' }

// CheckName returns an error if a measurement to be computed cannot have the name.
// Expressions must be able to use it unchanged.
func CheckName(name string) error {
	reason := ""
	switch _, isFunction := functions[name]; {
	case name == "":
		reason = "is empty"
	case len(name) > 100:
		reason = "is longer than 100 characters"
	case !isPlain(name):
		reason = "has other characters than letters, digits and _, or begins with a digit"
	case isFunction || slices.Contains(words, name):
		reason = "means something else in expressions"
	default:
		return nil
	}
	return fmt.Errorf("%.120q cannot be the name of a computed measurement: it %s", name, reason)
}

// Quote returns a measurement's name in the form for expressions. A name with every kind of
// quote has no such form, and is returned unchanged.
func Quote(name string) string {
	if isPlain(name) && !slices.Contains(words, name) {
		return name
	}
	for _, quote := range []string{"`", `"`, "'"} {
		if !strings.Contains(name, quote) {
			return quote + name + quote
		}
	}
	return name
}

func isPlain(name string) bool {
	for i := range len(name) {
		if !isLetter(name[i]) && (i == 0 || !isDigit(name[i])) {
			return false
		}
	}
	return name != ""
}
