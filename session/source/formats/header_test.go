package formats

import (
	"math/rand/v2"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

// TestThousandsOfSamples reads the lines of a file whose header is longer than what is buffered of it.
func TestThousandsOfSamples(t *testing.T) {
	path := write(t, "a.vcf", []byte(genotypesVCF(rand.New(rand.NewPCG(3, 3)), 4, 5000)))
	src, err := Open(t.Context(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = src.Close() }()
	g := src.(source.Genotyper)
	if got := g.Samples(); len(got) != 5000 || got[4999] != "person5000" {
		t.Errorf("%d samples", len(got))
	}
	var text []byte
	err = g.Lines(t.Context(), genome.Interval{Seq: "c1", End: 1 << 30}, func(line []byte, _ genome.Interval) error {
		text = append(append(text, line...), '\n')
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	again, err := g.Read(t.Context(), text)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := again.Rows(t.Context(), genome.Interval{Seq: "c1", End: 1 << 30}, source.RowOptions{Unnumbered: true})
	if err != nil || rows.Len() != 4 {
		t.Errorf("%v, %d rows", err, rows.Len())
	}
}
