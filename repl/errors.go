package repl

import (
	"errors"
	"fmt"
	"slices"

	"github.com/epiviz/epivizgo/repl/line"
	"github.com/epiviz/epivizgo/repl/text"
)

// Hint returns what an error, or one that it wraps, says to do next: the
// result of its Hint() string method. It is "" when there is none.
func Hint(err error) string {
	var h interface{ Hint() string }
	if errors.As(err, &h) {
		return h.Hint()
	}
	return ""
}

// hinted is an error with something to do next.
type hinted struct {
	error
	hint string
}

func (e *hinted) Hint() string  { return e.hint }
func (e *hinted) Unwrap() error { return e.error }

// withHint adds a hint to an error that has none. A nil error and an empty
// hint change nothing.
func withHint(err error, format string, args ...any) error {
	if err == nil || format == "" || Hint(err) != "" {
		return err
	}
	return &hinted{err, fmt.Sprintf(format, args...)}
}

// suggest adds "did you mean" to the error about a word that is not one of
// the right names, unless the error has a hint.
func suggest(err error, word string, names []string) error {
	return suggestAny(err, []string{word}, names)
}

// suggestAny is suggest for the first of the words that is no right name.
func suggestAny(err error, words, names []string) error {
	for _, word := range words {
		if slices.Contains(names, word) {
			continue
		}
		if near := text.Nearest(word, names); near != "" {
			return withHint(err, "did you mean %s?", line.Quote(near))
		}
	}
	return err
}

// errQuit is how a command asks for the program to stop.
var errQuit = errors.New("quit")
