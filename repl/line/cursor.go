package line

import "strings"

// Cursor describes the word at the cursor, which is where the line ends.
type Cursor struct {
	// Words are those before Word, of the command itself or, after an operator, of
	// the program or file.
	Words    []Word
	After    string // the operator before Words: >, >> or |; "" in the command itself
	Word     string // what has been typed of the word, without quotes and escapes
	Mode     Mode   // how Word goes on: Plain, Single or Double
	Pattern  string // Word as a pattern, as in [Word]; it may end within a $NAME
	Variable string // what has been typed of the $NAME or ${NAME at the cursor, with the $; "" for none
	// Rest is how the command reads what follows its name. Unless it is ByWord,
	// Words is the name, Raw what has been typed after it; the others are unset.
	Rest Rest
	Raw  string
}

// At returns the cursor at the end of before; restOf is as for [Split]. It returns
// false where no word can begin or go on: in a comment, in JSON and after an error.
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
		c.Words = l.words[:1]
		c.Raw = strings.TrimLeft(before[l.words[0].End:], " \t")
		return c, true
	}
	c.Word, c.Mode = l.word.String(), l.mode
	c.Pattern = l.meaning()
	if c.Mode == Plain {
		c.Variable = openVariable(l.pattern.String())
	}
	return c, true
}
