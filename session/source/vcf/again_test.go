package vcf

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/sourcetest"
)

// TestFurtherHeaders puts files behind each other. Where the samples of the second are others, the genotypes of its sites are
// theirs, and so the file is refused.
func TestFurtherHeaders(t *testing.T) {
	file := func(pos, samples string) string {
		return "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t" + samples + "\nc\t" + pos + "\t.\tA\tG\t.\t.\t.\tGT\t0/1\t0/0\n"
	}
	src, err := sourcetest.OpenText("a.vcf", file("1", "s\tt")+file("2", "s\tt"), read)
	if err != nil {
		t.Fatal(err)
	}
	if got := src.Info().Notes; !slices.Contains(got, "further headers among the sites, with the same samples: 1 left out") {
		t.Errorf("notes %q", got)
	}
	_, err = sourcetest.OpenText("a.vcf", file("1", "s\tt")+file("2", "t\ts"), read)
	if !errors.Is(err, source.ErrFormat) || !strings.Contains(err.Error(), "line 5: another header, with other samples than that of line 2") ||
		hint.Of(err) == "" {
		t.Error(err)
	}
}
