package session

import (
	"errors"
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

// errNoBrowser is the error of a command that needs a browser.
var errNoBrowser = errors.New("no browser is connected")

// unknownName returns the error for a name that no sequence and no feature has. Its hint tells
// where features were searched.
func (s *Session) unknownName(name string) error {
	have := s.catalog.Sequences()
	searched, nameless := s.catalog.Named()
	err := &reply.NoSequence{Err: fmt.Errorf("there is no sequence and no gene %q", name)}
	if len(have) == 0 {
		return addSequence(err, name)
	}
	next := "no loaded file has names of genes; one of genes, as GTF or GFF3, would"
	if len(searched) > 0 {
		next = "names were searched in " + hint.Some(searched)
		if len(nameless) > 0 {
			next += "; without names are " + hint.Some(nameless)
		}
	}
	return hint.Add(err, "the sequences are %s; %s", hint.Some(namesOfSequences(have)), next)
}

// unknownSequence returns the error for a sequence that is not on offer.
func unknownSequence(name string, have []genome.Sequence) error {
	err := error(&reply.NoSequence{Err: fmt.Errorf("there is no sequence %q", name)})
	if len(have) == 0 {
		return addSequence(err, name)
	}
	return hint.Add(err, "%s", hint.Among(namesOfSequences(have)))
}

// addSequence adds the hint on how to get a sequence while none is on offer.
func addSequence(err error, name string) error {
	return hint.Add(err, "load a file, choose a genome (help genome), or add it: addseqinfos %s LENGTH", name)
}

func namesOfSequences(seqs []genome.Sequence) []string {
	names := make([]string, len(seqs))
	for i, q := range seqs {
		names[i] = q.Name
	}
	return names
}
