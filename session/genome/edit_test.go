package genome

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// apply returns the bases with an edit.
func apply(bases string, e Edit) string { return bases[:e.Start] + e.Alt + bases[e.Start+len(e.Ref):] }

// TestShift has every insertion and deletion of short sequences of few letters: two that give the same bases are the same one once they are
// shifted, to the left as to the right, and others are not.
func TestShift(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 3))
	for range 60 {
		var b strings.Builder
		for range 12 {
			b.WriteByte("ACC"[rnd.IntN(3)])
		}
		bases := Bases{0, b.String()}
		type shifted struct{ left, right Edit }
		by := map[string]shifted{}
		try := func(e Edit) {
			at := shifted{e.Left(bases), e.Right(bases)}
			result := apply(bases.Text, e)
			for _, other := range []Edit{at.left, at.right} {
				if got := apply(bases.Text, other); got != result {
					t.Fatalf("%s: %+v as %+v gives %s, want %s", bases.Text, e, other, got, result)
				}
			}
			if have, ok := by[result]; ok && have != at {
				t.Fatalf("%s: %+v is shifted to %+v, another with the same bases to %+v", bases.Text, e, at, have)
			}
			by[result] = at
		}
		for start := range 13 {
			for n := 1; n <= 4; n++ {
				if start+n <= 12 {
					try(Edit{start, bases.Text[start : start+n], ""})
				}
				var own strings.Builder
				for range n {
					own.WriteByte("AC"[rnd.IntN(2)])
				}
				try(Edit{start, "", own.String()})
			}
		}
	}
}

// TestEdit has what changes do to ACGTACGT, which begins at position 10.
func TestEdit(t *testing.T) {
	bases := Bases{10, "ACGTACGT"}
	for typed, want := range map[string]Edit{
		"c:g.13_14del":       {12, "GT", ""},
		"c:g.13_14dup":       {14, "", "GT"},
		"c:g.13_14insTT":     {13, "", "TT"},
		"c:g.13_14delinsGAA": {13, "T", "AA"},
		"c:g.12_14inv":       {11, "CGT", "ACG"},
		"c:13:GT:GA":         {13, "T", "A"},
	} {
		l, err := ParseLocus(typed, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := l.Change.Edit(l.Interval, bases); !ok || got != want {
			t.Errorf("%s: %+v, %t; want %+v", typed, got, ok, want)
		}
	}
	if _, ok := (Change{Kind: "del"}).Edit(Interval{Start: 9, End: 12}, bases); ok {
		t.Error("bases that are not there were deleted")
	}
	for _, kind := range []string{"del", "dup", "inv", "delins"} {
		for ref, want := range map[string]bool{"": true, "GT": true, "GC": false} {
			if _, ok := (Change{Kind: kind, Ref: ref, Alt: "T"}).Edit(Interval{Start: 12, End: 14}, bases); ok != want {
				t.Errorf("%s of %q, where there is GT: %t", kind, ref, ok)
			}
		}
	}
	for _, e := range []Edit{{0, "N", ""}, {8, "", "N"}} { // gaps of the reference
		if got := e.Left(Bases{0, "NNNNNNNNN"}); got != e {
			t.Errorf("%+v was shifted over unknown bases to %+v", e, got)
		}
	}
}
