package genome

import (
	"slices"
	"strings"
	"testing"
)

// TestLocusWords finds which words are a locus together.
func TestLocusWords(t *testing.T) {
	has := func(name string) bool { return slices.Contains([]string{"chr1", "chr2", "1", "2", "3"}, name) }
	for _, tc := range []struct {
		words string
		n     int
		locus string
	}{
		{"chr1 1000 2000", 3, "chr1:1000-2000"},
		{"chr1 1 100000 chr2", 3, "chr1:1-100000"},
		{"chr1 : 1000 - 2000", 5, "chr1:1000-2000"},
		{"chr1: 1,000-2,000 chr2", 2, "chr1:1000-2000"},
		{"1 2 3", 3, "1:2-3"},
		{"1 2 3 1", 3, "1:2-3"},
		{"chr1 chr2 chr3", 1, ""},
		{"chr1:1-5 chr2", 1, ""},
		{"chr1 5", 1, ""},
		{"chr9 5 10", 1, ""},
		{"chr1 10 5", 1, ""},
	} {
		n, l := LocusWords(strings.Fields(tc.words), has, nil)
		got := ""
		if n > 1 {
			got = l.String()
		}
		if n != tc.n || got != tc.locus {
			t.Errorf("%s: %d words, %s; want %d, %s", tc.words, n, got, tc.n, tc.locus)
		}
	}
	if n, _ := LocusWords([]string{"chr1", "5", "10"}, has, func(w string) bool { return w == "10" }); n != 1 {
		t.Errorf("a word that is complete is joined with %d others", n-1)
	}
}

// TestIsRange tells a sequence with its start and end from three sequences.
func TestIsRange(t *testing.T) {
	for _, tc := range []struct {
		start, end string
		want       bool
	}{
		{"1", "100000", true}, {"1,000", "2m", true}, {"5kb", "1.5Mb", true}, {"１", "５", true}, {"10", "5", true},
		{"chr2", "chr3", false}, {"2", "X", false}, {"2L", "3L", false}, {"7SK", "5", false}, {"1-5", "7", false},
	} {
		if got := IsRange(tc.start, tc.end); got != tc.want {
			t.Errorf("%s and %s: %v", tc.start, tc.end, got)
		}
	}
}
