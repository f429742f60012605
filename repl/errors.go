package repl

import (
	"errors"
	"slices"

	"github.com/epiviz/epivizgo/repl/line"
	"github.com/epiviz/epivizgo/repl/text"
	"github.com/epiviz/epivizgo/session/hint"
)

// withHint adds a hint to an error as [hint.Add] does.
func withHint(err error, format string, args ...any) error { return hint.Add(err, format, args...) }

// suggest adds "did you mean" to the error about a word that is not one of
// the right names, unless the error has a hint.
func suggest(err error, word string, names []string) error {
	return suggestAny(err, []string{word}, names)
}

// suggestAny calls suggest for the first of the words that is not one of the names.
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

// errQuit is returned by a command to stop the program.
var errQuit = errors.New("quit")
