package session

import (
	"fmt"

	"github.com/epiviz/epivizgo/session/catalog"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/hint"
)

// Places on their sequences, and how they are cut. Only a known end of a
// sequence (catalog.End) bounds a place: a query is cut there; a view or a selection
// that begins beyond it is an error. A place that was asked for is never moved.

// unknownLength is the length assumed for a sequence of unknown length.
const unknownLength = 1<<31 - 1

// locate spells the sequence of a place as it is on offer. An End of 0 means the whole
// sequence still.
func (s *Session) locate(iv genome.Interval) (genome.Interval, error) {
	seq, ok := s.catalog.Sequence(iv.Seq)
	if !ok {
		return iv, unknownSequence(iv.Seq, s.catalog.Sequences())
	}
	iv.Seq = seq.Name
	return iv, nil
}

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
	if iv, err = s.locate(iv); err != nil {
		return iv, false, err
	}
	end, known := s.catalog.End(iv.Seq)
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

// recutSelection cuts a selection as recutView does places, but drops places beyond an end.
func (s *Session) recutSelection(selection []genome.Interval) (kept []genome.Interval, changed bool) {
	for _, iv := range selection {
		part, cut, err := s.within(iv)
		if changed = changed || cut || err != nil; err == nil {
			kept = append(kept, part)
		}
	}
	return kept, changed
}

// moveInto moves a view between the ends of its sequence, as far as they are known, and keeps
// its width where it can. It reports whether that changed the view.
func (s *Session) moveInto(iv genome.Interval) (view genome.Interval, changed bool) {
	end, known := s.catalog.End(iv.Seq)
	if !known {
		end = genome.MaxPosition
	}
	width := min(iv.Len(), end)
	start := max(0, min(iv.Start, end-width))
	view = genome.Interval{Seq: iv.Seq, Start: start, End: start + width}
	return view, view != iv
}
