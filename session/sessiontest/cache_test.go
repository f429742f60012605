package sessiontest

import (
	"fmt"
	"testing"
)

func TestMinus(t *testing.T) {
	at := func(start, end float64) place { return place{"chr1", start, end} }
	for _, tc := range []struct {
		p, q place
		want string
	}{
		{at(10, 20), at(30, 40), "[{chr1 10 20}]"},
		{at(10, 20), at(20, 40), "[{chr1 10 20}]"}, // neighbours share a point
		{at(10, 20), at(15, 40), "[{chr1 10 15}]"},
		{at(10, 20), at(0, 15), "[{chr1 15 20}]"},
		{at(10, 20), at(12, 15), "[{chr1 10 12} {chr1 15 20}]"},
		{at(10, 20), at(10, 20), "[]"},
		{at(10, 20), at(0, 40), "[]"},
		{at(10, 20), place{"chr2", 0, 40}, "[{chr1 10 20}]"},
	} {
		if got := fmt.Sprint(tc.p.minus(tc.q)); got != tc.want {
			t.Errorf("%v minus %v is %s; want %s", tc.p, tc.q, got, tc.want)
		}
	}
}

// TestJoined has what real pages were seen to do with answers: items are told
// apart by number alone.
func TestJoined(t *testing.T) {
	answer := func(start, end float64, first int, items ...string) run[string] {
		return run[string]{place{"chr1", start, end}, first, items}
	}
	for _, tc := range []struct {
		name string
		runs []run[string]
		want run[string]
	}{
		{"neighbours", []run[string]{answer(0, 10, 1, "a", "b"), answer(10, 20, 3, "c")}, answer(0, 20, 1, "a", "b", "c")},
		{"neighbours in the other order", []run[string]{answer(10, 20, 3, "c"), answer(0, 10, 1, "a", "b")}, answer(0, 20, 1, "a", "b", "c")},
		{"a row in both", []run[string]{answer(0, 10, 1, "a", "b"), answer(10, 20, 2, "b", "c")}, answer(0, 20, 1, "a", "b", "c")},
		{"what the left one has is kept", []run[string]{answer(0, 10, 1, "a", "b"), answer(10, 20, 2, "B", "c")}, answer(0, 20, 1, "a", "b", "c")},
		{"within", []run[string]{answer(0, 20, 1, "a", "b", "c"), answer(5, 10, 2, "B")}, answer(0, 20, 1, "a", "b", "c")},
		{"nothing to the left", []run[string]{answer(0, 10, 0), answer(10, 20, 1, "a")}, answer(0, 20, 1, "a")},
		{"nothing to the right", []run[string]{answer(0, 10, 1, "a"), answer(10, 20, 0)}, answer(0, 20, 1, "a")},
		{"apart", []run[string]{answer(0, 10, 1, "a"), answer(11, 20, 7, "g")}, answer(11, 20, 7, "g")},
		// Bins of half the width to the right, numbered by their width: side by side.
		{"pan with bins of another width", []run[string]{answer(0, 10, 1, "a", "b"), answer(10, 20, 5, "c", "d")}, answer(0, 20, 1, "a", "b", "c", "d")},
		// Bins of twice the width to the right are dropped without a word.
		{"zoom out with bins of another width", []run[string]{answer(0, 10, 1, "a", "b", "c", "d"), answer(10, 20, 3, "C", "D")}, answer(0, 20, 1, "a", "b", "c", "d")},
	} {
		var have *run[string]
		for _, r := range tc.runs {
			have = joined(have, r)
		}
		if got, want := fmt.Sprint(*have), fmt.Sprint(tc.want); got != want {
			t.Errorf("%s: %s; want %s", tc.name, got, want)
		}
	}
}
