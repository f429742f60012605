package page

import (
	"errors"

	"github.com/epiviz/epivizgo/session/hint"
)

// Note is an outcome that is neither success nor failure: the page cannot show
// something and was not asked to.
type Note struct {
	Sentence string // of which the page's name is the subject
	Done     bool   // it was done all the same
}

func (n *Note) Error() string { return n.Sentence }

// noteOf returns the note on something that was done, nil without a sentence.
func noteOf(sentence string) error {
	if sentence == "" {
		return nil
	}
	return &Note{Sentence: sentence, Done: true}
}

// errNone is wrapped by the error of a UI action that was not answered in time.
var errNone = errors.New("none")

// errFrozen is a page whose navigation hangs: an exception while it changed its
// place has left a flag set, and it drops every navigate, redraw and pan from
// then on, the pushed ones with success. Only a reload helps.
var errFrozen = hint.Add(
	errors.New("the page took the place but stayed where it was: its navigation is frozen"),
	"reload the page in the browser; the session brings it up to date",
)
