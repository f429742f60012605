package catalog

import (
	"fmt"
	"slices"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

// TestGenome finds the main sequences, in the order in which people count them.
func TestGenome(t *testing.T) {
	for _, tc := range []struct {
		names  []string
		want   []string
		others int
	}{
		{[]string{"chr10", "chr2", "chrX", "chrM", "chr1", "chrUn_KI270302v1", "chr1_alt", "chrY"}, []string{"chr1", "chr2", "chr10", "chrX", "chrY", "chrM"}, 2},
		{[]string{"X", "3", "2R", "2L", "MT"}, []string{"2L", "2R", "3", "X", "MT"}, 0},
		{[]string{"chrI", "chrIV", "chrX", "chrII"}, []string{"chrI", "chrIV", "chrX", "chrII"}, 0},
		{[]string{"scaffold_12", "HLA-A*01:01"}, nil, 2},
		{[]string{"chr2", "?chr1"}, []string{"chr2"}, 1}, // of unknown length
	} {
		var seqs []genome.Sequence
		for _, name := range tc.names {
			s := genome.Sequence{Name: name, Length: 100}
			if name[0] == '?' {
				s = genome.Sequence{Name: name[1:]}
			}
			seqs = append(seqs, s)
		}
		c := New(nil)
		c.SetGenome(seqs)
		main, others := c.Genome()
		var got []string
		for _, s := range main {
			got = append(got, s.Name)
		}
		if !slices.Equal(got, tc.want) || others != tc.others {
			t.Errorf("of %v: %v and %d others, want %v and %d", tc.names, got, others, tc.want, tc.others)
		}
	}
}

// TestManyOtherNames tells of a few sequences what a file calls them, and then that there are more.
func TestManyOtherNames(t *testing.T) {
	var notes []string
	c := New(func(sentence string) { notes = append(notes, sentence) })
	var seqs []genome.Sequence
	for i := range 9 {
		seqs = append(seqs, genome.Sequence{Name: fmt.Sprint(i + 1), Length: 1000})
	}
	ds := add(c, newFake(source.Features, seqs...), "a.bed")
	for range 2 {
		for i := range 9 {
			_, _ = c.Rows(t.Context(), ds, genome.Interval{Seq: fmt.Sprintf("chr%d", i+1), End: 100}, source.RowOptions{}) // of which there may be none
		}
	}
	want := []string{"a.bed calls chr1 1", "a.bed calls chr2 2", "a.bed calls chr3 3", "a.bed calls other sequences otherwise, too"}
	if !slices.Equal(notes, want) {
		t.Errorf("told %q, want %q", notes, want)
	}
}
