package session

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/page"
	"github.com/epiviz/epivizgo/session/state"
)

// offer is a change of the sequences on offer, and what follows from it for the location and
// the selection.
type offer struct {
	fresh     []protocol.SeqInfo // new, or of another length
	gone      []string
	again     []string // removed, and on offer all the same: no others are left
	view      state.View
	moved     bool // view has changed
	lost      bool // no place of the view is left
	selection []genome.Interval
	selected  bool // selection has changed
}

// afterOffer returns how the sequences on offer differ from before, and the events that
// follow from it: a location on a removed sequence moves to the first remaining sequence,
// and places selected there are deselected. s.mu is held.
func (s *Session) afterOffer(st state.State, before []genome.Sequence) (offer, []state.Event) {
	after := s.catalog.Sequences()
	o := offer{fresh: page.NewSequences(before, after), view: st.View()}
	have := make(map[string]bool, len(after))
	for _, q := range after {
		have[q.Name] = true
	}
	for _, q := range before {
		if !have[q.Name] {
			o.gone = append(o.gone, q.Name)
		}
	}
	for _, q := range o.fresh {
		if slices.Contains(st.Removed, q.Name) {
			o.again = append(o.again, q.Name)
		}
	}
	var events []state.Event
	waiting := s.placesWait(st)
	gone := func(iv genome.Interval) bool { // what waited for a sequence that no file can bring any more is gone too
		return slices.Contains(o.gone, iv.Seq) || !waiting && iv.Len() > 0 && !s.offers(iv.Seq)
	}
	places := slices.DeleteFunc(st.View().Places(), gone)
	o.lost = len(st.View().Places()) > 0 && len(places) == 0
	switch {
	case o.lost:
		at := st.Location
		at.Seq = after[0].Name
		at, _ = s.fit(at) // the sequence is there
		o.view, o.moved = state.ViewOf(at), true
	case st.Whole && st.Location.Len() > 0:
		o.view, o.moved = s.recutView(st.View())
	case len(places) < len(st.View().Places()):
		o.view, o.moved = state.ViewOf(places...), true
	}
	if o.moved {
		events = append(events, state.MovedTo(o.view))
	}
	if o.selected = slices.ContainsFunc(st.Selection, gone); o.selected {
		o.selection = slices.DeleteFunc(slices.Clone(st.Selection), gone)
		events = append(events, state.Event{Kind: state.EventSelected, Selection: wireRanges(o.selection)})
	}
	return o, events
}

// tell sends the change to one page.
func (o offer) tell(ctx context.Context, b *page.Page) error {
	err := b.AddSeqInfos(ctx, o.fresh)
	if err == nil && len(o.gone) > 0 {
		err = b.RemoveSeqNames(ctx, o.gone)
	}
	goneThere := func(iv genome.Interval) bool { return slices.Contains(o.gone, iv.Seq) }
	if at := b.View(); err == nil && o.moved && (at.Whole || slices.ContainsFunc(at.Places(), goneThere)) {
		err = b.GoTo(ctx, o.view)
	}
	if err == nil && o.selected && b.Knows(protocol.Select) {
		err = b.Push(ctx, protocol.Select, protocol.SelectParams{Ranges: wireRanges(o.selection)})
	}
	return err
}

// notes returns the notes on visible changes that were not asked for.
func (o offer) notes() (notes []string) {
	if len(o.again) > 0 {
		notes = append(notes, fmt.Sprintf("%s is on offer again: no other sequence is left, and pages fail without one",
			strings.Join(o.again, ", ")))
	}
	switch {
	case o.lost:
		notes = append(notes, fmt.Sprintf("the sequence that was shown is gone; the view is at %s", o.view.Location))
	case o.moved && o.view.Whole:
		notes = append(notes, fmt.Sprintf("the whole genome has %d sequences now", len(o.view.Places())))
	case o.moved:
		notes = append(notes, fmt.Sprintf("of the sequences that were shown, some are gone; the view is at %s", o.view))
	}
	if o.selected {
		notes = append(notes, "what was selected on sequences that are gone is not any more")
	}
	return notes
}
