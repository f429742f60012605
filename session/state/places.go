package state

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/genome"
)

// Places, and the selection. What is shown is in view.go.

// positions returns a place as its sequence, start and end, as people write it.
func positions(iv genome.Interval) []string {
	return []string{iv.Seq, strconv.Itoa(iv.Start + 1), strconv.Itoa(iv.End)}
}

// place reads NAME START END, or a locus. It must have bases: a name alone cannot be
// resolved here.
func place(args []string) (genome.Interval, error) {
	var iv genome.Interval
	var err error
	switch len(args) {
	case 1:
		var l genome.Locus
		l, err = genome.ParseLocus(args[0], nil)
		iv = l.Interval
	case 3:
		var from, to int
		if from, err = genome.ParsePosition(args[1]); err == nil {
			if to, err = genome.ParsePosition(args[2]); err == nil {
				iv, err = genome.FromInclusive(args[0], from, to)
			}
		}
	default:
		err = errors.New("wanted a sequence, a start and an end")
	}
	if err == nil && (iv.Len() == 0 || iv.Seq == "") {
		err = fmt.Errorf("%s is no place; wanted one such as chr1:1-100", strings.Join(args, " "))
	}
	return iv, err
}

func selected(st *State, e *Event) error {
	st.Selection = nil
	for _, r := range e.Selection {
		st.Selection = append(st.Selection, interval(r))
	}
	return nil
}

func writeSelected(e *Event) [][]string {
	words := []string{"select"}
	for _, r := range e.Selection {
		iv := interval(r)
		words = append(words, fmt.Sprintf("%s:%d-%d", iv.Seq, iv.Start+1, iv.End))
	}
	if len(e.Selection) == 0 {
		words = append(words, "none")
	}
	return [][]string{words}
}

func readSelect(_ *State, args []string) ([]Event, error) {
	e := Event{Kind: EventSelected}
	if len(args) == 1 && strings.EqualFold(args[0], "none") {
		return []Event{e}, nil
	}
	for _, arg := range args {
		iv, err := place([]string{arg})
		if err != nil {
			return nil, err
		}
		e.Selection = append(e.Selection, wire(iv))
	}
	if len(args) == 0 {
		return nil, errors.New("select: wanted places, or none")
	}
	return []Event{e}, nil
}

// wire returns an interval in the form of events, 1-based inclusive. interval converts it
// back, to whole bases.
func wire(iv genome.Interval) protocol.Range {
	return protocol.Range{SeqName: iv.Seq, Start: float64(iv.Start + 1), End: float64(iv.End)}
}

func interval(r protocol.Range) genome.Interval {
	start := int(min(max(math.Round(r.Start)-1, 0), genome.MaxPosition))
	return genome.Interval{Seq: r.SeqName, Start: start, End: max(int(min(math.Round(r.End), genome.MaxPosition)), start)}
}
