package vcf

import (
	"errors"
	"fmt"
	"math"
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

// TestBeyondTheEnd has sites over the end of their sequence; at the base after it is a telomere.
func TestBeyondTheEnd(t *testing.T) {
	const head = "##fileformat=VCFv4.3\n##contig=<ID=c,length=100>\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
	src, err := sourcetest.OpenText("a.vcf", head+"c\t101\ta\tN\t]c:5]A\t.\t.\t.\nc\t102\tb\tA\tG\t.\t.\t.\nc\t90\tb\tA\t<DEL>\t.\t.\tEND=140\n", read)
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(src.Info().Notes, "\n"); !strings.Contains(got, "2 sites over the end that the header states") {
		t.Error(got)
	}
}

// TestOddAlleles checks that alleles of a form that VCF does not have are told, and no others.
func TestOddAlleles(t *testing.T) {
	const head = "##fileformat=VCFv4.3\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
	for alleles, odd := range map[string]string{
		"A\tG": "", "a\tg,T": "", "A\t.": "", "N\t<DEL>": "", "A\t<DUP:TANDEM>,*": "", "G\tG]c:9]": "", "T\t[c:9[T": "", "G\tG.": "",
		"G\t.G": "", ".\t<INS>": "", "R\tA": "", "A\t<*>": "",
		"A\tG,": `""`, "\tG": `""`, "A\t<DEL": `"<DEL"`, "A\t-": `"-"`, "A\tG]c:9": `"G]c:9"`, "A1\tG": `"A1"`, "A\tG,<>": `"<>"`, "A\tX": `"X"`,
		"A\t..": `".."`,
	} {
		src, err := sourcetest.OpenText("a.vcf", head+"c\t5\ta\t"+alleles+"\t.\t.\t.\n", read)
		if err != nil {
			t.Fatal(err)
		}
		note := ""
		for _, n := range src.Info().Notes {
			if strings.Contains(n, "alleles that are") {
				note = n
			}
		}
		want := ""
		if odd != "" {
			want = "1 row with alleles that are no bases, symbols or breakends, shown as they are: line 3: " + odd
		}
		if note != want {
			t.Errorf("%q: note %q, want %q", alleles, note, want)
		}
	}
}

// TestWrongCells has a number that is several, a position as tables have some, and no line of names.
func TestWrongCells(t *testing.T) {
	const head = "##fileformat=VCFv4.3\n##INFO=<ID=DP,Number=1,Type=Integer,Description=\"\">\n##INFO=<ID=AC,Number=A,Type=Integer,Description=\"\">\n"
	src, err := sourcetest.OpenText("a.vcf", head+"c\t1\ta\tA\tG\t.\t.\tDP=1,2;AC=3\tGT\t0/1\nc\t1e3\ta\tA\tG\t.\t.\tDP=4\nc\t7\ta\tA\tG,T\t.\t.\tAC=1,2\n", read)
	if err != nil {
		t.Fatal(err)
	}
	notes := strings.Join(src.Info().Notes, "\n")
	for _, want := range []string{
		`DP left out of 1 row: line 4: "1,2" is several numbers, the header has one`, `1 row left out: line 5: POS "1e3" is not a whole number`,
		"1 site of several alternate alleles", "it has no line #CHROM: samples have no names",
	} {
		if !strings.Contains(notes, want) {
			t.Errorf("no %q in\n%s", want, notes)
		}
	}
}

// TestFloatsOfBCF shows numbers as bcftools prints them.
func TestFloatsOfBCF(t *testing.T) {
	var line []byte
	for _, v := range []float32{float32(math.NaN()), float32(math.Inf(1)), float32(math.Inf(-1)), 0.1, 1e30} {
		line = append(appendFloat(line, v), ' ')
	}
	if got := string(line); got != "nan inf -inf 0.1 1e+30 " {
		t.Error(got)
	}
}

// TestOddGenotypes has genotypes of alleles that the site does not have, and such that are none.
func TestOddGenotypes(t *testing.T) {
	const head = "##fileformat=VCFv4.3\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\ts\tt\n"
	src, err := sourcetest.OpenText("a.vcf", head+"c\t1\ta\tA\tG\t.\t.\t.\tGT\t0/2\t0/1\nc\t2\ta\tA\tG,T\t.\t.\t.\tGT\t0/2\t0/99999999999999999999\n"+
		"c\t3\ta\tA\tG\t.\t.\t.\tGT:DP\ta/1:3\t1/1:9\nc\t4\ta\tA\t.\t.\t.\t.\tGT\t0/1\t|0|0\n", read)
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(sourcetest.All(t, src, "c").Values[0]); got != "[0.5 0.5 1 0]" {
		t.Error(got)
	}
	const want = `some genotypes left out of 4 rows: line 3: "0/2", alternate alleles there: 1; line 4: "0/99999999999999999999", alternate alleles there: 2; line 5: "a/1", a`
	if got := strings.Join(src.Info().Notes, "\n"); !strings.Contains(got, want) {
		t.Error(got)
	}
}

// TestCallsOfOddGenotypes agrees with what counts for the frequency.
func TestCallsOfOddGenotypes(t *testing.T) {
	line := []byte("c\t1\t.\tA\tG\t.\t.\t.\tDP:GT\t1:0/1\t1:0/2\t1:2|2:4\t1:1/12\t1:99999999999999999999/1\t1:-1/0\t1:.\t1:1\t1:7")
	var got source.Genotypes
	NewCaller(9, nil).Read(&got, line)
	if calls := string(got.Calls); calls != "1......h." {
		t.Errorf("calls %s, dosages %v", calls, got.Dosages)
	}
	if want := []int8{1, -1, -1, -1, -1, -1, -1, 1, -1}; !slices.Equal(got.Dosages, want) {
		t.Errorf("dosages %v", got.Dosages)
	}
}
