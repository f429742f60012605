package line

import "fmt"

// Word is one word of a command.
type Word struct {
	Text       string // without quotes and escapes
	Start, End int    // its place in the line, in bytes
	// Pattern is the word with what is quoted or escaped in it behind backslashes, if
	// something in it has a meaning without them: a $NAME, * ? or [, a ~ that begins a path.
	// It is "" for any other word.
	Pattern string
}

// Statement is one command: its words, at least one, and the programs and file
// that its result goes to.
type Statement struct {
	Words []Word
	Pipes [][]Word  // programs that the result goes through, each with its words
	File  *Redirect // nil without one
	Text  string    // as it was typed
}

// Redirect is the file that a result goes to.
type Redirect struct {
	Path   Word
	Append bool // >> instead of >
}

// Args returns the texts of the words.
func (s Statement) Args() []string { return texts(s.Words) }

func texts(words []Word) []string {
	args := make([]string, len(words))
	for i, w := range words {
		args[i] = w.Text
	}
	return args
}

// SyntaxError is the error for a quote or brace that is not closed, or for a >, >>
// or | that lacks something.
type SyntaxError struct {
	Offset int  // of the character, in bytes
	Open   byte // ', ", {, > or |
	Column int  // the same place counted in characters from 1
	// Wanted is what a > or | lacks; "" for one that is not closed.
	Wanted string
}

func (e *SyntaxError) Error() string {
	if e.Wanted != "" {
		return fmt.Sprintf("%c at column %d: wanted %s", e.Open, e.Column, e.Wanted)
	}
	return fmt.Sprintf("unclosed %c, opened at column %d", e.Open, e.Column)
}

// Hint returns how to write the character itself.
func (e *SyntaxError) Hint() string {
	if e.Wanted != "" {
		return fmt.Sprintf(`write \%c for the character itself`, e.Open)
	}
	return fmt.Sprintf(`close it, or write \%c for the character itself`, e.Open)
}

// Rest is how a command reads what follows its name.
type Rest int

const (
	ByWord Rest = iota
	// Command reads one word, as it was typed, up to a ; or a comment. It is a
	// command line itself, in which ' and " quote and \ escapes both.
	Command
	// Expression reads one word like Command. In it ' " and ` quote, and \ is a
	// character like any other.
	Expression
	// Verbatim reads one word, as it was typed, to the end of the line.
	Verbatim
)

// Split parts a line, or several, into commands. Lines without a command give
// none. restOf returns how a command reads what follows its name; nil means
// word by word. With an error, the commands before the faulty one are returned
// too.
func Split(line string, restOf func(command string) Rest) ([]Statement, error) {
	l := lex(line, restOf)
	if l.mode != Plain && l.mode != comment {
		l.fail(l.opened, "")
	} else {
		l.endStatement()
	}
	if l.failed != nil {
		return l.done, l.failed
	}
	return l.done, nil
}
