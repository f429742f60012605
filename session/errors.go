package session

import (
	"fmt"
	"strings"

	"github.com/epiviz/epivizgo/session/genome"
)

// PageError is a browser that refused a UI action or did not answer.
type PageError struct {
	Browser    int    // its number
	Generation string // "EpiViz 5"
	Err        error
}

func (e *PageError) Error() string {
	return fmt.Sprintf("browser %d (%s): %v", e.Browser, e.Generation, e.Err)
}

func (e *PageError) Unwrap() error { return e.Err }

// HintedError is an error with what to do next.
type HintedError struct {
	Err  error
	Next string
}

func (e *HintedError) Error() string { return e.Err.Error() }
func (e *HintedError) Unwrap() error { return e.Err }

// Hint says what to do next.
func (e *HintedError) Hint() string { return e.Next }

// hint adds what to do next to an error.
func hint(err error, format string, args ...any) error {
	return &HintedError{err, fmt.Sprintf(format, args...)}
}

// unknownSequence says that a sequence is not on offer, and what is.
func unknownSequence(name string, have []genome.Sequence) error {
	names := make([]string, 0, 8)
	for _, s := range have {
		if len(names) == cap(names) {
			names = append(names, "…")
			break
		}
		names = append(names, s.Name)
	}
	err := fmt.Errorf("there is no sequence %q", name)
	if len(names) == 0 {
		return hint(err, "load a file or give --genome, or add it: addseqinfos %s LENGTH", name)
	}
	return hint(err, "there are %s", strings.Join(names, ", "))
}
