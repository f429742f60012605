package session

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/actions"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/page"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/state"
)

// SeqInfos lists the sequences on offer.
func (s *Session) SeqInfos() []genome.Sequence { return s.catalog.Sequences() }

// AddSeqInfos offers more sequences, or known ones with another length. The view and the
// selection are cut at ends that become known.
func (s *Session) AddSeqInfos(ctx context.Context, seqs []genome.Sequence) (reply.Report, error) {
	end, err := s.begin(ctx)
	if err != nil {
		return reply.Report{}, err
	}
	defer end()
	var offered []genome.Sequence
	var view state.View
	var selection []genome.Interval
	var moved, selected bool
	var notes []string
	var after offer // a removed sequence that was on offer as the last is not any more
	have := s.catalog.Sequences()
	browsers := s.commit(ctx, func(st state.State) []state.Event {
		var added []protocol.SeqInfo
		for _, q := range seqs {
			if on, ok := s.catalog.Sequence(q.Name); ok { // perhaps in another spelling
				q.Name = on.Name
			}
			added = append(added, state.SeqInfo(q))
		}
		events := one(state.Event{Kind: state.EventSeqInfosAdded, SeqInfos: added})
		st = s.editSequences(st, events[0])
		for _, q := range added {
			if on, ok := s.catalog.Sequence(q.Name); ok && !slices.Contains(offered, on) {
				offered = append(offered, on)
			}
		}
		var more []state.Event
		if after, more = s.afterOffer(st, have); len(more) > 0 {
			notes = append(notes, after.notes()...)
			return append(events, more...)
		}
		if view, moved = s.recutView(st.View()); moved {
			events = append(events, state.MovedTo(view))
			notes = append(notes, recutNotes(st.View(), view)...)
		}
		if selection, selected = s.recutSelection(st.Selection); selected {
			events = append(events, state.Event{Kind: state.EventSelected, Selection: wireRanges(selection)})
			notes = append(notes, "what was selected beyond an end is not any more")
		}
		return events
	})
	wire := make([]protocol.SeqInfo, len(offered))
	for i, q := range offered {
		wire[i] = actions.SeqInfo(q)
	}
	report, err := s.tell(ctx, browsers, func(ctx context.Context, b *page.Page) error {
		err := b.AddSeqInfos(ctx, wire)
		if err == nil && moved {
			err = b.GoTo(ctx, view)
		}
		if err == nil && selected && b.Knows(protocol.Select) {
			err = b.Push(ctx, protocol.Select, protocol.SelectParams{Ranges: wireRanges(selection)})
		}
		if err == nil && (len(after.gone) > 0 || after.moved) {
			err = offer{
				gone: after.gone, view: after.view, moved: after.moved, selection: after.selection, selected: after.selected,
			}.tell(ctx, b)
		}
		return err
	})
	report.Notes = append(notes, report.Notes...)
	return report, err
}

// RemoveSeqNames hides the named sequences. Pages showing one of them move to the
// first remaining sequence.
func (s *Session) RemoveSeqNames(ctx context.Context, names []string) (reply.Report, error) {
	return s.inTurn(ctx, func() (reply.Report, error) {
		have := s.catalog.Sequences()
		names = unique(names)
		for _, name := range names {
			if !slices.ContainsFunc(have, func(q genome.Sequence) bool { return q.Name == name }) {
				return reply.Report{}, unknownSequence(name, have)
			}
		}
		if len(names) >= len(have) {
			return reply.Report{}, errors.New("the last sequence cannot be removed: pages fail without one")
		}
		var after offer
		browsers := s.commit(ctx, func(st state.State) []state.Event {
			e := state.Event{Kind: state.EventSeqNamesGone, Names: names}
			s.editSequences(st, e)
			var more []state.Event
			after, more = s.afterOffer(st, have)
			return append(one(e), more...)
		})
		report, err := s.tell(ctx, browsers, after.tell)
		report.Notes = append(after.notes(), report.Notes...)
		return report, err
	})
}

// RestoreSeqNames reverts what AddSeqInfos and RemoveSeqNames changed of the named
// sequences: they are offered as the files have them, or not at all.
func (s *Session) RestoreSeqNames(ctx context.Context, names []string) (reply.Report, error) {
	return s.inTurn(ctx, func() (reply.Report, error) {
		names = unique(names)
		st := s.current()
		e := state.Event{Kind: state.EventSeqsRestored, Names: names}
		for _, name := range names {
			added := slices.ContainsFunc(st.Added, func(q genome.Sequence) bool { return q.Name == name })
			if !added && !slices.Contains(st.Removed, name) {
				return reply.Report{}, fmt.Errorf("nothing was changed of a sequence %q", name)
			}
		}
		before := s.catalog.Sequences()
		now := s.editSequences(st, e)
		if len(s.catalog.Sequences()) == 0 {
			s.catalog.EditSequences(st.Added, st.Removed)
			return reply.Report{}, errors.New("the last sequence cannot be removed: pages fail without one")
		}
		var after offer
		browsers := s.commit(ctx, func(st state.State) []state.Event {
			var more []state.Event
			st.Removed = now.Removed
			after, more = s.afterOffer(st, before)
			return append(one(e), more...)
		})
		report, err := s.tell(ctx, browsers, after.tell)
		report.Notes = append(after.notes(), report.Notes...)
		return report, err
	})
}

// editSequences makes the catalog offer the sequences of st after e, and
// returns that state.
func (s *Session) editSequences(st state.State, e state.Event) state.State {
	_ = st.Apply(e) // to a copy
	s.catalog.EditSequences(st.Added, st.Removed)
	return st
}

// unique returns names without repetitions.
func unique(names []string) []string {
	var out []string
	for _, name := range names {
		if !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}
