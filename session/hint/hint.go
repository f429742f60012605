// Package hint adds to errors what to do next. The prompt prints it on a line of
// its own, so an error's text need not say it.
//
// An error type that has other data to offer implements Hint() string itself.
package hint

import (
	"errors"
	"fmt"
	"strings"
)

// hinted is an error with a hint.
type hinted struct {
	error
	next string
}

func (e *hinted) Hint() string  { return e.next }
func (e *hinted) Unwrap() error { return e.error }

// Add adds a hint to an error that has none yet. A nil error stays nil.
func Add(err error, format string, args ...any) error {
	if err == nil || Of(err) != "" {
		return err
	}
	return &hinted{err, fmt.Sprintf(format, args...)}
}

// Of returns the hint of an error, or of one that it wraps, or "".
func Of(err error) string {
	var h interface{ Hint() string }
	if errors.As(err, &h) {
		return h.Hint()
	}
	return ""
}

// mostNames bounds the names in a hint.
const mostNames = 8

// Among returns the hint that lists the names to choose from, at least one.
func Among(names []string) string { return "there are " + Some(names) }

// Some lists the first few names, and says how many more there are.
func Some(names []string) string {
	if more := len(names) - mostNames; more > 0 {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:mostNames], ", "), more)
	}
	return strings.Join(names, ", ")
}
