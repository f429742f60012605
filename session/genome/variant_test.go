package genome

import (
	"strconv"
	"strings"
	"testing"
)

func TestParseVariant(t *testing.T) {
	has := func(name string) bool { return name == "chr1" || name == "HLX-A*01:01:5:A" }
	for text, want := range map[string]string{
		"chr1:g.123A>G":         "chr1 122 123 sub A G",
		"chr1:123A>G":           "chr1 122 123 sub A G",
		"chr1:1,234a>g":         "chr1 1233 1234 sub A G",
		"chr1:123:A:G":          "chr1 122 123 sub A G",
		"chr1:123:AT:A":         "chr1 122 124 sub AT A",
		"chr1:123AT>GC":         "chr1 122 124 sub AT GC",
		"chr1:m.9G>A":           "chr1 8 9 sub G A",
		"chr1:g.123del":         "chr1 122 123 del  ",
		"chr1:g.123_125del":     "chr1 122 125 del  ",
		"chr1:g.123_125delACG":  "chr1 122 125 del ACG ",
		"chr1:g.123_124insTT":   "chr1 122 124 ins  TT",
		"chr1:g.123_125dup":     "chr1 122 125 dup  ",
		"chr1:g.123_124delinsG": "chr1 122 124 delins  G",
		"chr1:g.5_7delACGinsTT": "chr1 4 7 sub ACG TT",
		"chr1:g.5delAinsTT":     "chr1 4 5 sub A TT",
		"NC_000001.11:g.5A>C":   "NC_000001.11 4 5 sub A C",
	} {
		l, err := ParseLocus(text, has)
		got := strings.Join([]string{l.Seq, strconv.Itoa(l.Start), strconv.Itoa(l.End), l.Change.Kind, l.Change.Ref, l.Change.Alt}, " ")
		if err != nil || got != want || !l.Point {
			t.Errorf("%s: %q, %v; want %q", text, got, err, want)
		}
	}
	for text, want := range map[string]string{
		"chr1:0A>G": "positions are counted from 1", "chr1:g.5insT": "between two bases", "chr1:g.5_9delAC": "5 bases from 5 to 9, and 2 are written",
		"NM_1.3:c.68A>G": "of a transcript or protein", "BRCX:p.Val7Phe": "of a transcript or protein",
	} {
		if _, err := ParseLocus(text, has); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v; want %s", text, err, want)
		}
	}
	for _, text := range []string{"HLX-A*01:01:5:A", "chr1:5-9", "chr1:123", "BRCA2", "c.5"} {
		if l, _ := ParseLocus(text, has); l.Change != (Change{}) {
			t.Errorf("%s is read as a change: %+v", text, l)
		}
	}
}

// TestIs compares changes as they are typed with the alleles of files, whose bases in common vary.
func TestIs(t *testing.T) {
	for _, c := range []struct {
		typed    string
		start    int
		ref, alt string
		want     bool
	}{
		{"c:123A>G", 122, "A", "G", true},
		{"c:123A>G", 122, "a", "g", true},
		{"c:123A>G", 122, "A", "C", false},
		{"c:123A>G", 123, "A", "G", false},
		{"c:123A>G", 121, "TA", "TG", true},
		{"c:122:TA:TG", 122, "A", "G", true},
		{"c:g.124_125del", 122, "ACG", "A", true},
		{"c:g.124_125delCG", 122, "ACG", "A", true},
		{"c:g.124_125delTT", 122, "ACG", "A", false},
		{"c:g.124del", 122, "ACG", "A", false},
		{"c:g.123_124insTT", 122, "A", "ATT", true},
		{"c:g.123_124insTA", 122, "A", "ATT", false},
		{"c:g.123_124dupAG", 121, "C", "CAG", true},
		{"c:g.123_124dupAG", 123, "G", "GAG", true},
		{"c:g.123_124dupAG", 123, "G", "GAT", false},
		{"c:g.123_124dup", 123, "G", "GAT", false}, // it is not known whether these bases are there
		{"c:g.123_124delinsG", 122, "AC", "G", true},
		{"c:g.123_124inv", 122, "AC", "GT", false},
	} {
		l, err := ParseLocus(c.typed, nil)
		if got := l.Change.Is(l.Interval, c.start, c.ref, c.alt); err != nil || got != c.want {
			t.Errorf("%s and %d %s %s: %t, %v; want %t", c.typed, c.start, c.ref, c.alt, got, err, c.want)
		}
	}
}
