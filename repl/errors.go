package repl

import (
	"errors"
	"slices"

	"github.com/epiviz/epivizgo/repl/line"
	"github.com/epiviz/epivizgo/repl/text"
	"github.com/epiviz/epivizgo/session/hint"
)

// withHint is [hint.Add].
func withHint(err error, format string, args ...any) error { return hint.Add(err, format, args...) }

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
