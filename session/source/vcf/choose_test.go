package vcf

import (
	"slices"
	"testing"
)

// TestUneven has lines of more and fewer samples than the header: whose genotypes they have is not known.
func TestUneven(t *testing.T) {
	const line = "c\t1\t.\tA\tG\t.\t.\t.\tGT\t0/1\t1/1"
	for samples, want := range map[int]bool{1: true, 2: false, 3: true} {
		if Uneven([]byte(line), samples) != want {
			t.Errorf("of %d samples: not %v", samples, want)
		}
	}
	if Uneven([]byte("c\t1\t.\tA\tG\t.\t.\t."), 2) {
		t.Error("a line without samples is uneven")
	}
	if got := GenotypeTexts([]byte(line), []int{1, 0}, true); !slices.Equal(got, []string{".", "."}) {
		t.Error(got)
	}
	if got := string(Choose(nil, []byte(line), []int{1}, true)); got != "c\t1\t.\tA\tG\t.\t.\t.\tGT\t." {
		t.Error(got)
	}
	if got := string(Choose(nil, []byte(line), []int{1}, false)); got != "c\t1\t.\tA\tG\t.\t.\t.\tGT\t1/1" {
		t.Error(got)
	}
}

// TestNamesOfSamples has two samples of one name, and one in Latin-1.
func TestNamesOfSamples(t *testing.T) {
	const columns = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tanna\tM\xfcller\tanna\n"
	if got := Columns([]byte(columns)); !slices.Equal(got, []string{"anna", "Müller", "anna_2"}) {
		t.Errorf("samples %q", got)
	}
	h, ok := Sniff([]byte("##fileformat=VCFv4.2\n" + columns))
	if want := []string{"samples of the same name: 1 with a number behind it, as anna_2"}; !ok || !slices.Equal(h.notes, want) {
		t.Errorf("notes %q", h.notes)
	}
}
