package session

import (
	"errors"
	"fmt"
	"strings"

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
		return hint.Add(err, "load a file or give --genome, or add it: addseqinfos %s LENGTH", name)
	}
	sequences := make([]string, len(have))
	for i, q := range have {
		sequences[i] = q.Name
	}
	next := "no loaded file has names of genes; one of genes, as GTF or GFF3, would"
	if len(searched) > 0 {
		next = "names were searched in " + some(searched)
		if len(nameless) > 0 {
			next += "; without names are " + some(nameless)
		}
	}
	return hint.Add(err, "the sequences are %s; %s", some(sequences), next)
}

// some lists the first few of names.
func some(names []string) string {
	const most = 6
	if more := len(names) - most; more > 0 {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), more)
	}
	return strings.Join(names, ", ")
}

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
