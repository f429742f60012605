package compute

import (
	"strings"
	"unicode/utf8"
)

// Error is an error in an expression, with its position.
type Error struct {
	Text   string // the expression
	Offset int    // in bytes, at most len(Text)
	Reason string
	Next   string // what to do about it; empty if that is obvious
}

// Error returns the reason, and on two more lines the expression and a mark under the
// position.
func (e *Error) Error() string {
	flat := strings.NewReplacer("\n", " ", "\r", " ", "\t", " ").Replace(e.Text)
	return e.Reason + "\n" + flat + "\n" + strings.Repeat(" ", utf8.RuneCountInString(flat[:e.Offset])) + "^"
}

// Hint returns what to do.
func (e *Error) Hint() string { return e.Next }
