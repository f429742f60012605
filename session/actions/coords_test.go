package actions

import (
	"math"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/genome"
)

func TestFromWire(t *testing.T) {
	const most = genome.MaxPosition
	none := math.NaN() // absent
	for _, tc := range []struct {
		start, end float64
		want       [2]int
	}{
		{1, 1, [2]int{0, 1}}, // the first base
		{1, 100, [2]int{0, 100}},
		{101, 200, [2]int{100, 200}},
		{100.5, 200.5, [2]int{99, 201}}, // every base that is touched
		{100.999, 101, [2]int{99, 101}},
		{0, 10, [2]int{0, 10}},
		{-500.5, 10, [2]int{0, 10}},
		{-500, -10, [2]int{0, 0}},
		{0, 0, [2]int{0, 0}},
		{50, 49, [2]int{49, 49}}, // no base
		{50, 40, [2]int{49, 49}},
		{1, 1e300, [2]int{0, most}},
		{1e300, 2e300, [2]int{most, most}},
		{math.Inf(-1), math.Inf(1), [2]int{0, most}},
		{none, 10, [2]int{0, 10}},
		{10, none, [2]int{9, most}},
		{none, none, [2]int{0, most}},
	} {
		number := func(v float64) protocol.Number { return protocol.Number{Value: v, Set: !math.IsNaN(v)} }
		got := FromWire("chr1", number(tc.start), number(tc.end))
		if want := (genome.Interval{Seq: "chr1", Start: tc.want[0], End: tc.want[1]}); got != want {
			t.Errorf("%v to %v: %+v, want %+v", tc.start, tc.end, got, want)
		}
	}
}

func TestRangesThereAndBack(t *testing.T) {
	for _, iv := range []genome.Interval{{Seq: "chr1", Start: 0, End: 1}, {Seq: "X", Start: 999, End: 123456789},
		{Seq: "1", Start: 5, End: genome.MaxPosition}} {
		r := ToRange(iv)
		if r.SeqName != iv.Seq || int(r.Start) != iv.Start+1 || int(r.End) != iv.End {
			t.Errorf("%+v on the wire is %+v", iv, r)
		}
		if back := FromRange(r); back != iv {
			t.Errorf("%+v comes back as %+v", iv, back)
		}
	}
}

func TestSeqInfoOf(t *testing.T) {
	for q, want := range map[genome.Sequence]protocol.SeqInfo{
		{Name: "chr1", Length: 1000}: {Name: "chr1", Min: 1, Max: 1000},
		{Name: "chr1"}:               {Name: "chr1", Min: 1, Max: math.MaxInt32},
	} {
		if got := SeqInfo(q); got != want {
			t.Errorf("%+v: %+v, want %+v", q, got, want)
		}
	}
}
