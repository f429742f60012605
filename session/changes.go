package session

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/epiviz/epivizgo/session/catalog"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/source"
)

// Variants by their ids and by what they change: rs123, chr1:g.123A>G.

// search finds places by name, and variants by their ids and changes. Notes say what was not searched.
func (s *Session) search(ctx context.Context, text string, limit int) (found []source.Match, notes []string, err error) {
	text = strings.TrimSpace(text)
	if at, change, ok := s.change(text); ok {
		bases := s.basesFor(ctx, at)
		sites, files, err := s.catalog.FindVariant(ctx, at, change, bases)
		notes = s.otherBases(ctx, at, change)
		if bases == nil && change.ChangesLength() && filesWith(sites) < len(files) {
			notes = append(notes, unshifted)
		}
		for _, site := range sites {
			name := text
			if site.Name != "" {
				name = site.Name + " " + text
			}
			found = append(found, source.Match{Name: name, Interval: site.Interval})
		}
		return found[:min(len(found), limit)], notes, err
	}
	found, err = s.catalog.Search(ctx, text, limit)
	if len(found) > 0 && strings.EqualFold(found[0].Name, text) {
		return found, nil, err
	}
	ids, notes, failed := s.catalog.SearchIDs(ctx, text)
	found = append(ids, found...)
	return found[:min(len(found), limit)], notes, errors.Join(err, failed)
}

// change reads the change of a sequence on offer. ok is false for any other text.
func (s *Session) change(text string) (at genome.Interval, change genome.Change, ok bool) {
	l, err := genome.ParseLocus(text, func(name string) bool {
		_, ok := s.catalog.Sequence(name)
		return ok
	})
	seq, known := s.catalog.Sequence(l.Seq)
	if err != nil || !known || l.Change == (genome.Change{}) {
		return at, change, false
	}
	at = l.Interval
	at.Seq = seq.Name
	return at, l.Change, true
}

// otherBases returns a note if the genome has other bases at a place than a change says.
func (s *Session) otherBases(ctx context.Context, at genome.Interval, change genome.Change) (notes []string) {
	if s.hasBases() && change.Ref != "" {
		if _, bases, err := s.Sequence(ctx, at); err == nil && !strings.EqualFold(bases, change.Ref) {
			notes = append(notes, fmt.Sprintf("the genome has %s at %s, not %s", hint.Some([]string{bases}), at, change.Ref))
		}
	}
	return notes
}

// changeNotes returns which loaded files have a change, and where the genome has other bases than it says.
func (s *Session) changeNotes(ctx context.Context, at genome.Interval, change genome.Change) []string {
	notes := s.otherBases(ctx, at, change)
	bases := s.basesFor(ctx, at)
	sites, files, err := s.catalog.FindVariant(ctx, at, change, bases)
	if err != nil {
		notes = append(notes, err.Error())
	}
	var have []string
	for _, site := range sites {
		name := site.File
		if site.Name != "" {
			name += " has it as " + site.Name
		} else {
			name += " has it"
		}
		if site.Shifted {
			name += fmt.Sprintf(", written at %s", site.Interval)
		}
		have = append(have, name)
	}
	switch {
	case len(have) > 0:
		notes = append(notes, strings.Join(have, ", "))
	case len(files) > 0:
		notes = append(notes, fmt.Sprintf("%s is not in %s", change, hint.Some(files)))
	}
	if bases == nil && change.ChangesLength() && filesWith(sites) < len(files) {
		notes = append(notes, unshifted)
	}
	return notes
}

// filesWith returns how many files have some of the sites.
func filesWith(sites []catalog.FoundVariant) int {
	names := map[string]bool{}
	for _, site := range sites {
		names[site.File] = true
	}
	return len(names)
}

// unshifted says that a change was looked for only where it is written.
const unshifted = "it was looked for where it is written alone: in a repeat a file may have it at another place, " +
	"at which it is found once genome FILE has read the bases"

// basesFor returns a function of the bases of the genome around a place, nil if the genome does not have them.
func (s *Session) basesFor(ctx context.Context, at genome.Interval) catalog.BasesFunc {
	bases := func(ctx context.Context, iv genome.Interval) (string, error) {
		_, text, err := s.Sequence(ctx, iv)
		return text, err
	}
	if _, err := bases(ctx, at); err != nil {
		return nil
	}
	return bases
}

// hasBases reports whether the genome has bases.
func (s *Session) hasBases() bool {
	s.genome.mu.RLock()
	defer s.genome.mu.RUnlock()
	return s.genome.ref != nil
}
