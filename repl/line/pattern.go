package line

import (
	"fmt"
	"path"
	"strings"
	"unicode/utf8"
)

// Patterns: words in which $NAME, * ? [ and ~ have a meaning. In a pattern, a backslash
// takes it away from the next character.

// writeEscaped adds a character to a pattern. literal means that it has no meaning there,
// and continues no $NAME before it. A slash has the same meaning everywhere.
func writeEscaped(b *strings.Builder, c byte, literal bool) {
	if literal && c < utf8.RuneSelf && c != '/' {
		b.WriteByte('\\')
	}
	b.WriteByte(c)
}

// meaning returns the pattern of the word being read, "" if nothing in it has a meaning.
func (l *lexer) meaning() string {
	p := l.pattern.String()
	if hasGlob(p) || HasVariable(p) || BeginsHome(p) {
		return p
	}
	return ""
}

// BeginsHome reports whether a word begins with the ~ of the home folder.
func BeginsHome(word string) bool { return word == "~" || strings.HasPrefix(word, "~/") }

// hasGlob reports whether a pattern has * ? or [ with their meaning.
func hasGlob(pattern string) bool { return indexMeaning(pattern, "*?[") >= 0 }

// indexMeaning returns the index of the first of these characters that has its meaning,
// or -1.
func indexMeaning(pattern, chars string) int {
	for i := 0; i < len(pattern); i++ {
		switch {
		case pattern[i] == '\\':
			i++
		case strings.IndexByte(chars, pattern[i]) >= 0:
			return i
		}
	}
	return -1
}

// HasVariable reports whether a pattern has a $NAME or ${NAME}.
func HasVariable(pattern string) bool {
	_, _, rest := cutVariable(pattern)
	return rest != pattern
}

// cutVariable splits a pattern at its first variable, whose name is returned without the
// $. Without one it returns "", "" and the pattern.
func cutVariable(pattern string) (before, name, after string) {
	for from := 0; ; {
		i := indexMeaning(pattern[from:], "$")
		if i < 0 {
			return "", "", pattern
		}
		i += from
		rest := pattern[i+1:]
		if in, braced := strings.CutPrefix(rest, "{"); braced {
			if n := nameLength(in); n > 0 && n < len(in) && in[n] == '}' {
				return pattern[:i], in[:n], in[n+1:]
			}
		} else if n := nameLength(rest); n > 0 {
			return pattern[:i], rest[:n], rest[n:]
		}
		from = i + 1
	}
}

// nameLength returns how many characters at the start of s can be of a variable's name.
func nameLength(s string) int {
	rest := strings.TrimLeft(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789")
	return len(s) - len(rest)
}

// IsName reports whether a variable can have the name.
func IsName(name string) bool { return name != "" && nameLength(name) == len(name) }

// openVariable returns the $NAME or ${NAME that a pattern ends with, "" for none.
func openVariable(pattern string) string {
	for from := 0; ; {
		i := indexMeaning(pattern[from:], "$")
		if i < 0 {
			return ""
		}
		i += from
		name := strings.TrimPrefix(pattern[i+1:], "{")
		if nameLength(name) == len(name) {
			return pattern[i:]
		}
		from = i + 1
	}
}

// Escaped returns text as a pattern that stands for the text itself.
func Escaped(text string) string {
	var b strings.Builder
	for i := range len(text) {
		writeEscaped(&b, text[i], true)
	}
	return b.String()
}

// Unescaped returns the text that a pattern stands for if nothing in it has a meaning.
func Unescaped(pattern string) string {
	var b strings.Builder
	for i := 0; i < len(pattern); i++ {
		if pattern[i] == '\\' && i+1 < len(pattern) {
			i++
		}
		b.WriteByte(pattern[i])
	}
	return b.String()
}

// Substitute replaces the variables of a pattern. values returns what a name stands for: a
// pattern that is one variable alone becomes a pattern for each of its values, and within a
// word a variable must have just one.
func Substitute(pattern string, values func(name string) ([]string, error)) ([]string, error) {
	var b strings.Builder
	for {
		before, name, after := cutVariable(pattern)
		if name == "" {
			b.WriteString(after)
			return []string{b.String()}, nil
		}
		found, err := values(name)
		if err != nil {
			return nil, err
		}
		if b.Len() == 0 && before == "" && after == "" {
			out := make([]string, len(found))
			for i, v := range found {
				out[i] = Escaped(v)
			}
			return out, nil
		}
		if len(found) != 1 {
			return nil, fmt.Errorf("$%s stands for %d words, and within a word it must stand for one", name, len(found))
		}
		b.WriteString(before)
		b.WriteString(Escaped(found[0]))
		pattern = after
	}
}

// IsGlob reports whether a pattern can stand for several names: it has * ? or [ with their
// meaning, and no [ is left open.
func IsGlob(pattern string) bool {
	_, err := path.Match(GoGlob(pattern), "")
	return hasGlob(pattern) && err == nil
}

// Match reports whether a name, which may have slashes, is one that a glob stands for.
func Match(glob, name string) bool {
	ok, _ := path.Match(withoutSlash(GoGlob(glob)), withoutSlash(name)) // * and ? would end at a slash
	return ok
}

func withoutSlash(s string) string { return strings.ReplaceAll(s, "/", "\x00") }

// GoGlob returns a glob as path.Match reads it: [^ instead of [!.
func GoGlob(glob string) string {
	var b strings.Builder
	for i := 0; i < len(glob); i++ {
		b.WriteByte(glob[i])
		switch {
		case glob[i] == '\\' && i+1 < len(glob):
			i++
			b.WriteByte(glob[i])
		case glob[i] == '[' && strings.HasPrefix(glob[i+1:], "!"):
			i++
			b.WriteByte('^')
		}
	}
	return b.String()
}
