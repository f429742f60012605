package source

import (
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
)

func TestMate(t *testing.T) {
	for want, mate := range map[genome.Interval]string{
		{Seq: "chr2", Start: 100, End: 200}:        "chr2:101-200",
		{Seq: "chr2", Start: 100, End: 100}:        "chr2:101-100", // a point, as of an insertion
		{Seq: "chr2"}:                              "chr2:1-0",
		{Seq: "HLA-A*01:01", Start: 0, End: 5}:     "HLA-A*01:01:1-5",
		{Seq: "b 2", Start: 0, End: 1_000_000_000}: "b 2:1-1000000000",
	} {
		if got := FormatMate(want); got != mate {
			t.Errorf("%+v is written %q, want %q", want, got, mate)
		}
		if got, ok := ParseMate(mate); !ok || got != want {
			t.Errorf("%q is read %+v, %t; want %+v", mate, got, ok, want)
		}
	}
	for _, mate := range []string{"", UnknownMate, "chr2", ":1-2", "chr2:0-5", "chr2:9-5", "chr2:1-", "chr2:1-9999999999999999"} {
		if got, ok := ParseMate(mate); ok {
			t.Errorf("%q is read %+v", mate, got)
		}
	}
}
