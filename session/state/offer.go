package state

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/genome"
)

// Menus and sequences: what is on offer.

func menuAdded(st *State, e *Event) error {
	st.Hidden = without(st.Hidden, func(id string) bool { return slices.Contains(e.Names, id) })
	return nil
}

func menuRemoved(st *State, e *Event) error {
	hidden := append(slices.Clone(st.Hidden), e.Names...)
	slices.Sort(hidden)
	st.Hidden = slices.Compact(hidden)
	return nil
}

func seqInfosAdded(st *State, e *Event) error {
	for _, q := range e.SeqInfos {
		st.Removed = without(st.Removed, func(name string) bool { return name == q.Name })
		i := slices.IndexFunc(st.Added, func(have genome.Sequence) bool { return have.Name == q.Name })
		length := q.Max
		if length == unknownLength {
			length = 0
		}
		st.Added = with(st.Added, i, genome.Sequence{Name: q.Name, Length: length})
	}
	return nil
}

// unknownLength is the length of a sequence of unknown length in events, as in messages to
// pages.
const unknownLength = math.MaxInt32

// SeqInfo returns a sequence in the form of events.
func SeqInfo(q genome.Sequence) protocol.SeqInfo {
	length := q.Length
	if length <= 0 {
		length = unknownLength
	}
	return protocol.SeqInfo{Name: q.Name, Min: 1, Max: length}
}

func writeSeqInfosAdded(e *Event) [][]string {
	words := []string{"addseqinfos"}
	for _, q := range e.SeqInfos {
		words = append(words, q.Name, strconv.Itoa(q.Max))
	}
	return [][]string{words}
}

func readAddSeqInfos(_ *State, args []string) ([]Event, error) {
	if len(args) == 0 || len(args)%2 != 0 {
		return nil, fmt.Errorf("addseqinfos: wanted names and lengths in turn, found %d words", len(args))
	}
	e := Event{Kind: EventSeqInfosAdded}
	for i := 0; i < len(args); i += 2 {
		length, err := genome.ParsePosition(args[i+1])
		if err != nil {
			return nil, fmt.Errorf("addseqinfos %s: %w", args[i], err)
		}
		e.SeqInfos = append(e.SeqInfos, protocol.SeqInfo{Name: args[i], Min: 1, Max: length})
	}
	return []Event{e}, nil
}

func seqNamesGone(st *State, e *Event) error {
	for _, name := range e.Names {
		st.Added = without(st.Added, func(q genome.Sequence) bool { return q.Name == name })
		if !slices.Contains(st.Removed, name) {
			st.Removed = with(st.Removed, -1, name)
		}
	}
	return nil
}

// seqsRestored reverts the changes of some sequences: they are offered as the files have
// them.
func seqsRestored(st *State, e *Event) error {
	for _, name := range e.Names {
		st.Added = without(st.Added, func(q genome.Sequence) bool { return q.Name == name })
		st.Removed = without(st.Removed, func(n string) bool { return n == name })
	}
	return nil
}

func writeNames(command string) func(*Event) [][]string {
	return func(e *Event) [][]string { return [][]string{append([]string{command}, e.Names...)} }
}

func readNames(kind Kind) func(*State, []string) ([]Event, error) {
	return func(_ *State, args []string) ([]Event, error) {
		if len(args) == 0 {
			return nil, errors.New("wanted one or more names")
		}
		return []Event{{Kind: kind, Names: args}}, nil
	}
}
