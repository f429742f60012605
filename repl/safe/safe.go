// Package safe makes text harmless for a terminal.
//
// Names in files, messages of pages and errors that quote them can hold
// escape sequences that move the cursor, recolour or retitle the terminal, or
// bidirectional controls that show text in another order than it has. Text
// from outside passes through [Text] (one line) or a [Writer] (a stream) before
// a person sees it; what is dangerous comes out spelled, ESC as \u001b.
package safe

import (
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// Rune reports whether r can be shown as it is. Not safe are control characters
// (C0, DEL and C1, with newline and tab), invisible format characters
// (bidirectional controls, zero-width space, byte order mark, tags), and the
// separators of lines and paragraphs. The two joiners that Arabic, Indic and
// emoji text need are safe.
func Rune(r rune) bool {
	switch {
	case r >= ' ' && r < 0x7f:
		return true
	case r == '\u200c' || r == '\u200d':
		return true
	}
	return !unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp)
}

// Text returns s for use within a line: every rune that is not safe and every
// byte that is no UTF-8 is spelled as in Go and JSON (\n, \u001b, \x9b).
func Text(s string) string {
	clean := true
	for i, r := range s {
		if !Rune(r) || r == utf8.RuneError && isBad(s[i:]) {
			clean = false
			break
		}
	}
	if clean {
		return s
	}
	var b strings.Builder
	for len(s) > 0 {
		r, n := utf8.DecodeRuneInString(s)
		switch {
		case r == utf8.RuneError && n == 1:
			fmt.Fprintf(&b, `\x%02x`, s[0])
		case Rune(r):
			b.WriteRune(r)
		default:
			spell(&b, r)
		}
		s = s[n:]
	}
	return b.String()
}

// isBad reports whether s begins with a byte that is no UTF-8, as against a
// U+FFFD that was written as such.
func isBad(s string) bool {
	_, n := utf8.DecodeRuneInString(s)
	return n == 1
}

// AppendJSON appends JSON to b with every rune that is not safe spelled as JSON does, so that
// it passes a [Writer] as it is. What is no UTF-8 is replaced.
func AppendJSON(b, json []byte) []byte {
	for len(json) > 0 {
		r, n := utf8.DecodeRune(json)
		switch {
		case r == utf8.RuneError || Rune(r):
			b = utf8.AppendRune(b, r)
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			b = fmt.Appendf(b, `\u%04x\u%04x`, high, low)
		default:
			b = fmt.Appendf(b, `\u%04x`, r)
		}
		json = json[n:]
	}
	return b
}

func spell(b *strings.Builder, r rune) {
	switch {
	case r == '\n':
		b.WriteString(`\n`)
	case r == '\r':
		b.WriteString(`\r`)
	case r == '\t':
		b.WriteString(`\t`)
	case r > 0xffff:
		fmt.Fprintf(b, `\U%08x`, r)
	default:
		fmt.Fprintf(b, `\u%04x`, r)
	}
}

// Writer passes text on to another writer, spelling what [Text] spells except
// newlines and tabs. A rune may be split between two writes. It is not safe
// for concurrent use.
type Writer struct {
	w    io.Writer
	part []byte // the first bytes of a rune whose rest has not come yet
}

// NewWriter returns a Writer to w.
func NewWriter(w io.Writer) *Writer { return &Writer{w: w} }

// Write implements io.Writer. The count it returns is of bytes taken, which
// with an error may be fewer than reached the other writer.
func (s *Writer) Write(p []byte) (int, error) {
	text := append(s.part, p...)
	whole := len(text)
	// A rune has at most four bytes, so only the last three can want more.
	for back := 1; back <= min(utf8.UTFMax-1, len(text)); back++ {
		if tail := text[len(text)-back:]; utf8.RuneStart(tail[0]) {
			if !utf8.FullRune(tail) {
				whole = len(text) - back
			}
			break
		}
	}
	part := append([]byte(nil), text[whole:]...)
	if _, err := io.WriteString(s.w, Lines(string(text[:whole]))); err != nil {
		return 0, err
	}
	s.part = part
	return len(p), nil
}

// coloured is a sequence that changes nothing but how letters look.
var coloured = regexp.MustCompile(`\x1b\[[0-9;]*m`)

// Colored returns s as [Lines] does, but leaves what colours letters alone.
func Colored(s string) string {
	var b strings.Builder
	at := 0
	for _, found := range coloured.FindAllStringIndex(s, -1) {
		b.WriteString(Lines(s[at:found[0]]))
		b.WriteString(s[found[0]:found[1]])
		at = found[1]
	}
	b.WriteString(Lines(s[at:]))
	return b.String()
}

// Lines returns s as [Text] does, but leaves newlines and tabs alone.
func Lines(s string) string {
	if !strings.ContainsAny(s, "\n\t") {
		return Text(s)
	}
	var b strings.Builder
	for len(s) > 0 {
		i := strings.IndexAny(s, "\n\t")
		if i < 0 {
			b.WriteString(Text(s))
			break
		}
		b.WriteString(Text(s[:i]))
		b.WriteByte(s[i])
		s = s[i+1:]
	}
	return b.String()
}
