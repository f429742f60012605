package session

import (
	"fmt"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/reply"
)

// PageError is the error of a browser that refused a UI action or did not answer.
type PageError struct {
	Browser    int    // its number
	Generation string // "EpiViz 5"
	Err        error
}

func (e *PageError) Error() string {
	return fmt.Sprintf("browser %d (%s): %v", e.Browser, e.Generation, e.Err)
}

func (e *PageError) Unwrap() error { return e.Err }

// unknownSequence returns the error for a sequence that is not on offer.
func unknownSequence(name string, have []genome.Sequence) error {
	err := error(&reply.NoSequence{Err: fmt.Errorf("there is no sequence %q", name)})
	if len(have) == 0 {
		return hint.Add(err, "load a file or give --genome, or add it: addseqinfos %s LENGTH", name)
	}
	names := make([]string, len(have))
	for i, s := range have {
		names[i] = s.Name
	}
	return hint.Add(err, "%s", hint.Among(names))
}
