package line

import "strings"

// escapable holds the characters whose meaning a backslash outside quotes removes.
const escapable = " \t'\"#;$<>|{*?["

// Quote writes words so that [Split] reads them back, quoted where needed.
func Quote(words ...string) string {
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = quote(w)
	}
	return strings.Join(quoted, " ")
}

func quote(word string) string {
	// A ! that begins a command is a command itself.
	special := strings.ContainsAny(word, escapable+"\r\n") || strings.HasSuffix(word, `\`) || BeginsHome(word) || strings.HasPrefix(word, "!")
	switch {
	case word != "" && !special:
		return word
	case !strings.ContainsAny(word, `"\`):
		return `"` + word + `"`
	default:
		return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
	}
}

// Escape writes text so that it continues a word that is read in mode m. Line
// breaks are beyond it.
func (m Mode) Escape(text string) string {
	switch m {
	case Single:
		return strings.ReplaceAll(text, "'", `'\''`)
	case Double:
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

// End returns what ends word, which is read in mode m: its quote, and a space
// before the next word. It is "" if a backslash at the end of word would escape
// those.
func (m Mode) End(word string) string {
	backslash := strings.HasSuffix(word, `\`)
	switch {
	case m == Single:
		return "' "
	case backslash:
		return ""
	case m == Double:
		return `" `
	}
	return " "
}
