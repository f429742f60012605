package text

import (
	"math"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/genome"
)

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
