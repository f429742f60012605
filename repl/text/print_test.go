package text

import (
	"math"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/genome"
)

func TestThousands(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 248956422: "248,956,422", -1234: "-1,234", 100000: "100,000"} {
		if got := Thousands(n); got != want {
			t.Errorf("Thousands(%d) = %s, want %s", n, got, want)
		}
	}
}

func TestPlaces(t *testing.T) {
	// 0-based half-open inside is 1-based inclusive in print.
	if got := Locus(genome.Interval{Seq: "chr1", Start: 0, End: 100000}); got != "chr1:1-100,000" {
		t.Error(got)
	}
	if got := Locus(genome.Interval{Seq: "chr1"}); got != "chr1" {
		t.Error(got)
	}
	for _, c := range []struct {
		in   protocol.Range
		want string
	}{
		{protocol.Range{SeqName: "chr1", Start: 1, End: 100000}, "chr1:1-100,000"},
		{protocol.Range{SeqName: "chr1", Start: 1.4, End: 99.6}, "chr1:1-100"},
		{protocol.Range{SeqName: "x", Start: math.NaN(), End: math.Inf(1)}, "x:?-1,099,511,627,776"},
	} {
		if got := RangeLocus(c.in); got != c.want {
			t.Errorf("%v: %s, want %s", c.in, got, c.want)
		}
	}
}

func TestFit(t *testing.T) {
	columns := []Column{{Right: true}, {}, {}}
	for _, c := range []struct {
		widths []int
		width  int
		want   []int
	}{
		{[]int{4, 10, 30}, 80, []int{4, 10, 30}},
		{[]int{4, 10, 30}, 39, []int{4, 10, 20}},
		{[]int{4, 20, 20}, 39, []int{4, 15, 15}},
		{[]int{40, 20, 20}, 39, []int{40, 8, 8}}, // numbers are not cut
		{[]int{4, 3, 5}, 10, []int{4, 3, 5}},     // nothing left to cut
	} {
		got := append([]int(nil), c.widths...)
		fit(columns, got, c.width)
		for i := range got {
			if got[i] != c.want[i] {
				t.Errorf("fit(%v, %d) = %v, want %v", c.widths, c.width, got, c.want)
				break
			}
		}
	}
}
