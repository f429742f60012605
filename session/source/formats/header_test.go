package formats

import (
	"math/rand/v2"
	"os/exec"
	"strings"
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

// TestIndexedHeader shows that a file that is read through its index has the lengths of its header, and bounds of no value from
// its first rows alone.
func TestIndexedHeader(t *testing.T) {
	for _, tool := range []string{"bgzip", "tabix"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skip(tool + " is not installed")
		}
	}
	path := write(t, "a.vcf", []byte(genotypesVCF(rand.New(rand.NewPCG(3, 3)), 50, 2)))
	for _, line := range [][]string{{"bgzip", path}, {"tabix", "-p", "vcf", path + ".gz"}} {
		if out, err := exec.Command(line[0], line[1:]...).CombinedOutput(); err != nil {
			t.Fatalf("%s: %v, %s", line[0], err, out)
		}
	}
	src, ok, notes := throughIndex(t, path+".gz")
	if !ok {
		t.Fatal(notes)
	}
	info := src.Info()
	if got := info.Sequences[0]; got.Length != 900_000 || got.Open {
		t.Errorf("%+v", got)
	}
	if lo, hi := info.Range(0); lo == lo || hi == hi {
		t.Errorf("AF from %g to %g", lo, hi)
	}
	if got := strings.Join(info.Notes, "\n"); strings.Contains(got, "does not find") || !strings.Contains(got, "rs123") {
		t.Error(got)
	}
}
