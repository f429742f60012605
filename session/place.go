package session

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/epiviz/epivizgo/session/catalog"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/source"
)

// Places as they are typed or sent, and how they are cut. Only a known end of a
// sequence (catalog.End) bounds a place: a query is cut there; a view or a selection
// that begins beyond it is an error. A place that was asked for is never moved.

// unknownLength is the length assumed for a sequence of unknown length.
const unknownLength = 1<<31 - 1

// locate resolves a place as typed. For a sequence it returns iv in the spelling on
// offer, where End 0 still means the whole sequence; for a gene it returns its extent,
// and notifies where others of its name are.
func (s *Session) locate(ctx context.Context, iv genome.Interval) (genome.Interval, error) {
	at, note, err := s.resolve(ctx, iv)
	if note != "" {
		s.once(note)
	}
	return at, err
}

// resolve does what locate does, but returns the note.
func (s *Session) resolve(ctx context.Context, iv genome.Interval) (at genome.Interval, note string, err error) {
	if seq, ok := s.catalog.Sequence(iv.Seq); ok {
		iv.Seq = seq.Name
		return iv, "", nil
	}
	name := iv.Seq
	if iv.Len() == 1 { // GeneID:4609 reads as a base of a sequence
		name = fmt.Sprintf("%s:%d", iv.Seq, iv.End)
	}
	// An error of one file does not matter if another has the gene.
	hits, err := s.catalog.Search(ctx, name, mostPlaces)
	if err != nil && len(hits) == 0 && iv.End == 0 {
		return iv, "", err
	}
	if len(hits) > 0 && strings.EqualFold(hits[0].Name, name) && (iv.End == 0 || iv.Len() == 1) {
		return hits[0].Interval, alsoAt(hits, name), nil
	}
	if len(hits) == 0 || iv.End != 0 {
		return iv, "", unknownSequence(iv.Seq, s.catalog.Sequences())
	}
	var names []string
	for _, h := range hits {
		if !slices.Contains(names, h.Name) && len(names) < suggestions {
			names = append(names, h.Name)
		}
	}
	return iv, "", hint.Add(fmt.Errorf("there is no sequence and no gene %q", iv.Seq), "there are the genes %s", strings.Join(names, ", "))
}

// alsoAt returns the note on hits with the same name as the first one at other places.
func alsoAt(hits []source.Match, name string) string {
	var places []string
	for _, h := range hits[1:] {
		first, at := hits[0].Interval, h.Interval
		same := at.Seq == first.Seq && at.Start < first.End && first.Start < at.End
		if place := at.String(); strings.EqualFold(h.Name, name) && !same && !slices.Contains(places, place) {
			places = append(places, place)
		}
	}
	const most = 3
	switch n := len(places); {
	case n == 0:
		return ""
	case n > most+1:
		places = append(places[:most:most], fmt.Sprintf("%d other places", n-most))
	}
	return fmt.Sprintf("%s is also at %s", hits[0].Name, strings.Join(places, ", "))
}

// suggestions is how many genes a hint names if none has the name itself. mostPlaces bounds the
// places that are searched for a name.
const suggestions, mostPlaces = 6, 100

// question returns the interval for which a query of datasets is answered; iv is as
// locate returns it. The interval is cut at a known end. One that begins beyond the end is
// not cut: it has no data, and its bins are empty.
func (s *Session) question(iv genome.Interval, sets ...*catalog.Dataset) genome.Interval {
	end, known := s.catalog.End(iv.Seq, sets...)
	if iv.End == 0 {
		return toEnd(iv, end)
	}
	if known && iv.Start < end {
		iv.End = min(iv.End, end)
	}
	return iv
}

// within returns the part of a place that is on its sequence, in the spelling on offer,
// and reports whether it was cut. A place that begins beyond the known end is an error.
func (s *Session) within(iv genome.Interval) (part genome.Interval, cut bool, err error) {
	seq, ok := s.catalog.Sequence(iv.Seq)
	if !ok {
		return iv, false, unknownSequence(iv.Seq, s.catalog.Sequences())
	}
	iv.Seq = seq.Name
	end, known := s.catalog.End(seq.Name)
	if iv.End == 0 {
		iv = toEnd(iv, end)
	}
	iv.End = max(iv.End, iv.Start+1) // a view has a base
	if !known {
		return iv, false, nil
	}
	return cutAt(iv, end)
}

// cutAt returns the part of a place before the end of its sequence, and reports whether
// it was cut. A place without such a part is an error.
func cutAt(iv genome.Interval, end int) (part genome.Interval, cut bool, err error) {
	if iv.Start >= end {
		return iv, false, hint.Add(fmt.Errorf("%s lies beyond the end of %s, which has %d bases", iv, iv.Seq, end),
			"the whole sequence is %s:1-%d", iv.Seq, end)
	}
	part = iv.Clamp(end)
	return part, part != iv, nil
}

// toEnd extends a place to the end of its sequence, which is 0 when unknown.
func toEnd(iv genome.Interval, end int) genome.Interval {
	if end <= 0 {
		end = unknownLength
	}
	iv.End = max(end, iv.Start)
	return iv
}

// cutNote returns the note for a place that was cut to shown at the end of its sequence.
func cutNote(shown genome.Interval) string {
	return fmt.Sprintf("%s ends at %d", shown.Seq, shown.End)
}

// fit moves iv onto its sequence and keeps its width if the sequence is long enough. It
// is for places that nobody asked for.
func (s *Session) fit(iv genome.Interval) (genome.Interval, error) {
	seq, ok := s.catalog.Sequence(iv.Seq)
	if !ok {
		return iv, unknownSequence(iv.Seq, s.catalog.Sequences())
	}
	all := toEnd(genome.Interval{Seq: seq.Name}, seq.Length)
	width := min(max(iv.Len(), 1), all.Len())
	start := max(0, min(iv.Start, all.End-width))
	return genome.Interval{Seq: seq.Name, Start: start, End: start + width}, nil
}

// recutView cuts a view at an end that has become known, and reports whether that
// changed it. A view that begins beyond the end moves back to it and keeps its width.
func (s *Session) recutView(view genome.Interval) (genome.Interval, bool) {
	if view.Len() == 0 {
		return view, false
	}
	part, cut, err := s.within(view)
	if err != nil {
		part, err = s.fit(view)
		cut = err == nil
	}
	if !cut {
		return view, false
	}
	return part, true
}

// recutSelection cuts a selection as recutView does a view, but drops places beyond an end.
func (s *Session) recutSelection(selection []genome.Interval) (kept []genome.Interval, changed bool) {
	for _, iv := range selection {
		part, cut, err := s.within(iv)
		if changed = changed || cut || err != nil; err == nil {
			kept = append(kept, part)
		}
	}
	return kept, changed
}

// withMargin widens a gene's extent by a fifth of its length on either side, at least
// 500 bases.
func withMargin(iv genome.Interval) genome.Interval {
	margin := max(iv.Len()/5, 500)
	return genome.Interval{Seq: iv.Seq, Start: max(0, iv.Start-margin), End: iv.End + margin}
}
