package catalog

import (
	"slices"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

// TestUnreached has files with names of sequences that a genome, or a file before, has not or has otherwise.
func TestUnreached(t *testing.T) {
	seqs := func(names ...string) (out []genome.Sequence) {
		for _, name := range names {
			out = append(out, genome.Sequence{Name: name, Length: 100})
		}
		return out
	}
	for what, tc := range map[string]struct {
		genome, before, file []string
		missing, twice       []string
	}{
		"as in the genome":     {genome: []string{"chr1", "chr2"}, file: []string{"chr2"}},
		"in another spelling":  {genome: []string{"chr1", "chrM"}, file: []string{"1", "MT"}},
		"not in the genome":    {genome: []string{"chr1"}, file: []string{"chr1", "alt", "chrUn"}, missing: []string{"alt", "chrUn"}},
		"in two spellings":     {genome: []string{"chr1"}, file: []string{"1", "chr1", "Chr1"}, twice: []string{"1", "Chr1"}},
		"first of all files":   {file: []string{"1", "chr1"}},
		"beside another file":  {before: []string{"1"}, file: []string{"1", "chr1"}, twice: []string{"chr1"}},
		"beside one like that": {before: []string{"1", "chr1"}, file: []string{"chr1", "1", "chr2"}},
	} {
		c := New(nil)
		if tc.genome != nil {
			c.SetGenome(seqs(tc.genome...))
		}
		if tc.before != nil {
			add(c, newFake(source.Features, seqs(tc.before...)...), "before.bed")
		}
		missing, twice := c.Unreached(add(c, newFake(source.Features, seqs(tc.file...)...), "a.bed"))
		if !slices.Equal(missing, tc.missing) || !slices.Equal(twice, tc.twice) {
			t.Errorf("%s: missing %q and twice %q, want %q and %q", what, missing, twice, tc.missing, tc.twice)
		}
	}
}
