package actions

import (
	"math"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/genome"
)

// FromWire turns a request's positions, 1-based inclusive, fractional and
// perhaps out of range, into an interval that covers every base they touch.
// Absent ones mean the ends of the sequence. A range that ends before it starts
// has no base.
func FromWire(seq string, start, end protocol.Number) genome.Interval {
	iv := genome.Interval{Seq: seq, Start: 0, End: genome.MaxPosition}
	if start.Set {
		iv.Start = int(bound(math.Floor(start.Value) - 1))
	}
	if end.Set {
		iv.End = int(bound(math.Ceil(end.Value)))
	}
	iv.End = max(iv.Start, iv.End)
	return iv
}

// FromRange turns a place on the wire into an interval, as FromWire does.
func FromRange(r protocol.Range) genome.Interval {
	return FromWire(r.SeqName, protocol.Number{Value: r.Start, Set: true}, protocol.Number{Value: r.End, Set: true})
}

// ToRange returns an interval as the wire has it: 1-based inclusive.
func ToRange(iv genome.Interval) protocol.Range {
	return protocol.Range{SeqName: iv.Seq, Start: float64(wireStart(iv.Start)), End: float64(iv.End)}
}

// wireStart turns a 0-based start into a 1-based one. Ends need no turning: a
// half-open end is the 1-based position of the last base.
func wireStart(start int) int { return start + 1 }

func bound(v float64) float64 { return math.Min(math.Max(v, 0), genome.MaxPosition) }

// wireStarts applies wireStart to a column.
func wireStarts(starts []int) []int {
	out := make([]int, len(starts))
	for i, s := range starts {
		out[i] = wireStart(s)
	}
	return out
}

// SeqInfo returns a sequence as the wire has it. One of unknown length is offered with the
// largest position.
func SeqInfo(s genome.Sequence) protocol.SeqInfo {
	length := s.Length
	if length <= 0 {
		length = math.MaxInt32
	}
	return protocol.SeqInfo{Name: s.Name, Min: 1, Max: length}
}
