package genome

import "testing"

func TestOverlaps(t *testing.T) {
	iv := Interval{"chr1", 10, 20}
	for _, tc := range []struct {
		start, end int
		want       bool
		why        string
	}{
		{0, 10, false, "ends where the interval begins"},
		{0, 11, true, "shares the first base"},
		{19, 30, true, "shares the last base"},
		{20, 30, false, "begins where the interval ends"},
		{12, 13, true, "inside"},
		{0, 100, true, "around"},
		{15, 15, true, "a point inside"},
		{10, 10, false, "a point on the left edge"},
		{20, 20, false, "a point on the right edge"},
	} {
		if got := iv.Overlaps(tc.start, tc.end); got != tc.want {
			t.Errorf("Overlaps(%d, %d) = %v, want %v: %s", tc.start, tc.end, got, tc.want, tc.why)
		}
	}
	if (Interval{"chr1", 10, 10}).Overlaps(10, 20) {
		t.Error("an interval without bases overlaps what begins there")
	}
}

func TestClamp(t *testing.T) {
	for _, tc := range []struct {
		in         Interval
		length     int
		start, end int
	}{
		{Interval{"a", 0, 100}, 100, 0, 100},
		{Interval{"a", -50, 50}, 100, 0, 50},
		{Interval{"a", 50, 150}, 100, 50, 100},
		{Interval{"a", 150, 200}, 100, 100, 100},
		{Interval{"a", -20, -10}, 100, 0, 0},
		{Interval{"a", 50, 20}, 100, 50, 50},
		{Interval{"a", -5, 1 << 50}, 0, 0, MaxPosition},
		{Interval{"a", 1 << 50, 1 << 51}, -1, MaxPosition, MaxPosition},
	} {
		if got := tc.in.Clamp(tc.length); got.Start != tc.start || got.End != tc.end || got.Seq != "a" {
			t.Errorf("%+v.Clamp(%d) = %+v, want [%d,%d)", tc.in, tc.length, got, tc.start, tc.end)
		}
	}
}

func TestLen(t *testing.T) {
	if got := (Interval{"chr1", 0, 100}).Len(); got != 100 {
		t.Errorf("Len of the first hundred bases = %d", got)
	}
}

func TestLearn(t *testing.T) {
	known, longer, seen := Sequence{Length: 100}, Sequence{Length: 120}, Sequence{Length: 110, Open: true}
	madeUp, unknown := Sequence{Length: 500, MadeUp: true}, Sequence{}
	for _, tc := range []struct{ s, other, want Sequence }{
		{known, longer, longer},
		{longer, known, longer},
		{known, seen, known},
		{seen, known, known},
		{seen, Sequence{Length: 90, Open: true}, seen},
		{seen, unknown, seen},
		{unknown, seen, seen},
		{madeUp, known, known},
		{known, madeUp, known},
		{madeUp, seen, Sequence{Length: 500, Open: true}},
		{seen, madeUp, Sequence{Length: 500, Open: true}},
		{madeUp, madeUp, madeUp},
	} {
		if got := tc.s.Learn(tc.other); got != tc.want {
			t.Errorf("%+v learns %+v: %+v, want %+v", tc.s, tc.other, got, tc.want)
		}
	}
}
