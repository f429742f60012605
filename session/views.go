package session

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/state"
)

// Several places side by side, and the whole genome.

// IsGenome reports whether a text stands for the whole genome: it is "all", and no sequence is
// called so.
func (s *Session) IsGenome(text string) bool {
	return strings.EqualFold(strings.TrimSpace(text), state.WholeGenome) && !s.offers(state.WholeGenome)
}

// ShowGenome shows all main sequences side by side.
func (s *Session) ShowGenome(ctx context.Context) (reply.Report, error) {
	return s.inTurn(ctx, func() (reply.Report, error) {
		view, note, err := s.genomeView()
		if err != nil {
			return reply.Report{}, err
		}
		report, err := s.goTo(ctx, view)
		if note != "" {
			report.Notes = append([]string{note}, report.Notes...)
		}
		return report, err
	})
}

// genomeView returns the view of the whole genome. note counts the sequences that it leaves out.
func (s *Session) genomeView() (view state.View, note string, err error) {
	main, others := s.catalog.Genome()
	switch {
	case s.offers(state.WholeGenome):
		return view, "", errors.New("a sequence is called all, which is then not the whole genome")
	case len(main) == 0:
		if !slices.ContainsFunc(s.catalog.Sequences(), func(q genome.Sequence) bool { return q.Length > 0 }) {
			err = errors.New("no sequence has a length, and so the whole genome cannot be shown")
			return view, "", hint.Add(err, "genome NAME gives them theirs")
		}
		err = fmt.Errorf("no sequence is a main one of known length: all %d are alternative, unplaced, or of unknown length", others)
		return view, "", hint.Add(err, "navigate A B C shows some side by side, at most %d", state.MostBeside)
	case len(main) > state.MostWhole:
		return view, "", hint.Add(fmt.Errorf("there are %d main sequences; the whole genome is shown of at most %d", len(main), state.MostWhole),
			"navigate A B C shows some side by side, at most %d", state.MostBeside)
	}
	places := make([]genome.Interval, len(main))
	for i, q := range main {
		places[i] = genome.Interval{Seq: q.Name, End: q.Length}
	}
	if view = state.ViewOf(places...); others > 0 {
		note = fmt.Sprintf("%d other sequences are left out: alternative, unplaced, or of unknown length", others)
		if others == 1 {
			note = "1 other sequence is left out: alternative, unplaced, or of unknown length"
		}
	}
	view.Whole = true
	return view, note, nil
}

// viewOf returns what is shown for places side by side, with the notes on them.
func (s *Session) viewOf(places []reply.Locus) (view state.View, notes []string, err error) {
	if len(places) > state.MostBeside {
		return view, nil, state.TooMany(len(places))
	}
	var shown []genome.Interval
	for _, p := range places {
		iv, note, err := s.view(p)
		if err != nil {
			return view, nil, err
		}
		shown, notes = append(shown, iv), append(notes, p.Notes...)
		if note != "" {
			notes = append(notes, note)
		}
	}
	return state.ViewOf(shown...), notes, nil
}

// orSeveral reads a text that is no single place, for the reason why, as several places. Three words that read as a
// sequence with its start and end are never several.
func (s *Session) orSeveral(ctx context.Context, text, shown string, why error) ([]reply.Locus, error) {
	words := strings.Fields(text)
	if len(words) < 2 || len(words) == 3 && genome.IsRange(words[1], words[2]) {
		return nil, why
	}
	places, err := s.resolveSeveral(ctx, text, shown)
	if err != nil && (len(places) == 0 || genome.MeantAsOne(words)) {
		return nil, why
	}
	return places, err
}

// resolveSeveral reads a text as several places, each as resolve does; a locus may be several words. The error
// names the first word that is not a place; the places before it are returned with it.
func (s *Session) resolveSeveral(ctx context.Context, text, shown string) (places []reply.Locus, err error) {
	words := strings.Fields(text)
	for len(words) > 0 {
		n, _ := genome.LocusWords(words, s.offers, nil)
		word := strings.Join(words[:n], " ")
		if n > 1 && n < len(words)+len(places) && s.eachOffered(words[:n]) {
			err = fmt.Errorf("%s is a place and %d sequences", word, n)
			return places, hint.Add(err, "write %s:%s for the place", words[0], strings.Join(words[1:n], "-"))
		}
		if s.IsGenome(word) {
			return places, state.ErrNoRoom
		}
		p, _, err := s.resolve(ctx, word, shown)
		if err != nil {
			return places, err
		}
		places, words = append(places, p), words[n:]
	}
	return places, nil
}

// eachOffered reports whether each word is the name of a sequence.
func (s *Session) eachOffered(words []string) bool {
	return !slices.ContainsFunc(words, func(w string) bool { return !s.offers(w) })
}

// recutView brings a view in line with the sequences on offer, and reports whether that changed it: places are cut
// at ends that have become known, and the whole genome has other sequences. A place that begins beyond an end moves
// back to it and keeps its width; one beside the first whose sequence is gone is left out.
func (s *Session) recutView(view state.View) (state.View, bool) {
	if view.Whole {
		now, _, err := s.genomeView()
		if err != nil { // the first sequence remains
			now, _ = s.recutView(state.ViewOf(view.Location))
		}
		return now, !now.Equal(view)
	}
	now := state.View{Location: s.recutPlace(view.Location)}
	for _, iv := range view.Beside {
		if s.offers(iv.Seq) {
			now.Beside = append(now.Beside, s.recutPlace(iv))
		}
	}
	return now, !now.Equal(view)
}

// recutNotes tells what recutView has changed.
func recutNotes(was, now state.View) (notes []string) {
	switch {
	case now.Whole:
		return []string{fmt.Sprintf("the whole genome has %d sequences now", len(now.Places()))}
	case was.Whole:
		return []string{fmt.Sprintf("the whole genome cannot be shown any more; the view is at %s", now)}
	}
	for _, iv := range now.Places() {
		if !slices.Contains(was.Places(), iv) {
			notes = append(notes, cutNote(iv)+", the view too")
		}
	}
	return notes
}

// recutPlace does for one place what recutView does for all.
func (s *Session) recutPlace(iv genome.Interval) genome.Interval {
	if iv.Len() == 0 {
		return iv
	}
	part, cut, err := s.within(iv)
	if err != nil {
		part, err = s.fit(iv)
		cut = err == nil
	}
	if !cut {
		return iv
	}
	return part
}

// fitView does for the view what fitState does for all. later reports whether a place waits for its sequence.
func (s *Session) fitView(want, was state.State, later func(genome.Interval) bool) (_ state.State, notes []string) {
	if want.Whole {
		return s.fitGenome(want, was)
	}
	var places []genome.Interval
	kept := was.View().Places()
	for _, iv := range want.View().Places() {
		part, cut, err := s.within(iv)
		switch {
		case later(iv):
			if part = iv; !s.offers(iv.Seq) {
				notes = append(notes, fmt.Sprintf("the place %s waits for its sequence", iv))
			}
		case slices.Contains(kept, iv) && s.offers(iv.Seq):
			part = iv
		case err != nil:
			notes = append(notes, fmt.Sprintf("the place %s is left out: %v", iv, err))
			continue
		case cut:
			notes = append(notes, cutNote(part))
		}
		places = append(places, part)
	}
	switch {
	case len(places) > 0:
		want.SetView(state.ViewOf(places...))
	case want.Location.Len() == 0:
	case s.offers(was.Location.Seq):
		want.SetView(was.View())
	default:
		want.SetView(state.ViewOf(s.anyPlace()))
	}
	return want, notes
}

// fitGenome finds the sequences of a view of the whole genome.
func (s *Session) fitGenome(want, was state.State) (state.State, []string) {
	if s.placesWait(want) && len(want.View().Places()) == 0 && s.catalog.Orphaned() {
		return want, []string{"the whole genome waits for its sequences"}
	}
	view, _, err := s.genomeView()
	if err == nil {
		want.SetView(view)
		return want, nil
	}
	first := want.Location
	if !s.offers(first.Seq) {
		if first = was.Location; !s.offers(first.Seq) {
			first = s.anyPlace()
		}
	}
	want.SetView(state.ViewOf(first))
	return want, []string{fmt.Sprintf("the whole genome is not shown: %v", err)}
}
