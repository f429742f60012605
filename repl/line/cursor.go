package line

import "strings"

// Cursor is what completion needs to know of a line that ends at the cursor.
type Cursor struct {
	// Words are those before Word, of the command itself or, after an operator,
	// of the program or file.
	Words    []Word
	After    string // the operator before Words: >, >> or |; "" in the command itself
	Word     string // what has been typed of the word, without quotes and escapes
	Mode     Mode   // how Word goes on: Plain, Single or Double
	Variable bool   // Word begins a $name
	// Rest is how the command reads what follows its name. Unless it is ByWord,
	// Raw has what has been typed of that, and Word, Mode and Variable are unset.
	Rest Rest
	Raw  string
}

// At reads a line up to the cursor; restOf is as for Split. It returns false
// where no word can begin or go on: in a comment, in JSON and after an error.
func At(before string, restOf func(command string) Rest) (Cursor, bool) {
	l := lex(before, restOf)
	if l.mode == comment || l.mode == literal || l.failed != nil {
		return Cursor{}, false
	}
	c := Cursor{Words: l.words}
	if n := len(l.parts); n > 0 {
		c.After = l.parts[n-1].op
	} else if len(l.words) > 0 {
		c.Rest = l.restOf(l.words[0].Text)
	}
	if c.Rest != ByWord {
		c.Raw = strings.TrimLeft(before[l.words[0].End:], " \t")
		return c, true
	}
	c.Word, c.Mode = l.word.String(), l.mode
	c.Variable = l.inWord && !l.quoted && strings.HasPrefix(c.Word, "$")
	return c, true
}

// End returns what ends a word that is complete: its quote, and a space before
// the next word. It is "" where the word ends in a backslash, which would take
// the meaning from either.
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
