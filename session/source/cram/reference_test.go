package cram

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

// TestAnotherGenome reads files with a genome of the same lengths and other bases, which is refused also where slices are of several
// sequences and have no MD5 of their own.
func TestAnotherGenome(t *testing.T) {
	for _, name := range []string{"1403_index_multiref", "1402_index_3ref"} {
		plain := openWith(t, "testdata/"+name+".cram", nil)
		other := fasta{}
		for _, s := range plain.Info().Sequences {
			other[s.Name] = strings.Repeat("A", s.Length)
		}
		src := openWith(t, "testdata/"+name+".cram", other)
		for _, s := range src.Info().Sequences[1:3] {
			iv := genome.Interval{Seq: s.Name, End: s.Length}
			if got, err := lines(t, src, iv); !errors.Is(err, source.ErrNoReference) {
				t.Errorf("%s, %s: %d bytes, %v; want that the genome is not the reference", name, s.Name, len(got), err)
			}
			v, err := src.View(t.Context(), iv, 10, 100)
			if err != nil || v.Why == "" || v.Rows.Total <= 0 {
				t.Errorf("%s, %s: a view of it: %v, %d reads, %q", name, s.Name, err, v.Rows.Total, v.Why)
			}
		}
	}
}

// TestGenomeChanges reads a file, and again after the genome became another one.
func TestGenomeChanges(t *testing.T) {
	path := "../../../../shared/data/fasta/ce.fa"
	if _, err := os.Stat(path); err != nil {
		t.Skip("the data of ../shared are not here")
	}
	bases := readFASTA(t, path)
	src := openWith(t, "testdata/1403_index_multiref.cram", bases)
	iv := genome.Interval{Seq: "CHROMOSOME_II", End: 5000}
	before, err := lines(t, src, iv)
	if err != nil {
		t.Fatal(err)
	}
	for name, s := range bases {
		bases[name] = strings.Repeat("T", len(s))
	}
	if got, err := lines(t, src, iv); got != before && !errors.Is(err, source.ErrNoReference) {
		t.Errorf("with another genome: %v\n%s", err, firstDifference(got, before))
	}
}
