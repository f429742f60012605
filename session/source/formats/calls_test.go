package formats

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

// genotypesVCF returns the text of a VCF of random genotypes, some of them at the same place.
func genotypesVCF(rnd *rand.Rand, sites, samples int) string {
	var text strings.Builder
	text.WriteString("##fileformat=VCFv4.3\n##contig=<ID=c1,length=900000>\n##contig=<ID=c2,length=900000>\n" +
		"##INFO=<ID=END,Number=1,Type=Integer,Description=\"\">\n##FORMAT=<ID=GT,Number=1,Type=String,Description=\"\">\n" +
		"##FORMAT=<ID=DP,Number=1,Type=Integer,Description=\"\">\n##FORMAT=<ID=AD,Number=R,Type=Integer,Description=\"\">\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT")
	for k := range samples {
		fmt.Fprintf(&text, "\tperson%d", k+1)
	}
	text.WriteByte('\n')
	allele := func(n int) string { return []string{"0", "0", "1", "2", "."}[rnd.IntN(n)] }
	for _, seq := range []string{"c1", "c2"} {
		pos := 1
		for i := range sites {
			pos += rnd.IntN(300)
			alt, info, n := "G,T", ".", 5
			if rnd.IntN(30) == 0 {
				alt, info = "<DEL>,<DUP>", fmt.Sprintf("END=%d", pos+rnd.IntN(5000))
			}
			fmt.Fprintf(&text, "%s\t%d\tv%d\tA\t%s\t.\t.\t%s\tGT:DP:AD", seq, pos, i, alt, info)
			for range samples {
				gt := allele(n) + []string{"/", "|"}[rnd.IntN(2)] + allele(n)
				if rnd.IntN(12) == 0 {
					gt = allele(n)
				}
				fmt.Fprintf(&text, "\t%s:%d:3,4,5", gt, rnd.IntN(50))
			}
			text.WriteByte('\n')
		}
	}
	return text.String()
}

// dosageOf reads a genotype as bcftools prints it.
func dosageOf(gt string) int8 {
	n := int8(0)
	for allele := range strings.FieldsFuncSeq(gt, func(r rune) bool { return r == '/' || r == '|' }) {
		switch allele {
		case ".":
			return -1
		case "0":
		default:
			n++
		}
	}
	return n
}

// kindOf reads a genotype as a person would.
func kindOf(gt string) source.Call {
	alleles := strings.FieldsFunc(gt, func(r rune) bool { return r == '/' || r == '|' })
	phased := strings.Contains(gt, "|")
	missing, ref := 0, 0
	for _, a := range alleles {
		if a == "." {
			missing++
		}
		if a == "0" {
			ref++
		}
	}
	at := func(plain, ordered byte) byte {
		if phased {
			return ordered
		}
		return plain
	}
	switch {
	case missing == len(alleles):
		return '.'
	case missing > 0:
		return '-'
	case len(alleles) == 1:
		return "hr"[ref]
	case ref == 2:
		return at('0', 'A')
	case ref == 1 && alleles[0] == "0":
		return at('1', 'B')
	case ref == 1:
		return at('1', 'b')
	case alleles[0] == alleles[1]:
		return at('2', 'C')
	}
	return at('x', 'X')
}

// TestGenotypesAgainstBCFtools compares the genotypes of random windows and samples with those that bcftools prints, of plain and packed files, read whole
// and through an index.
func TestGenotypesAgainstBCFtools(t *testing.T) {
	for _, tool := range []string{"bgzip", "bcftools"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skip(tool + " is not installed")
		}
	}
	rnd := rand.New(rand.NewPCG(11, 2))
	dir := t.TempDir()
	path := filepath.Join(dir, "a.vcf")
	if err := os.WriteFile(path, []byte(genotypesVCF(rnd, 400, 7)), 0o600); err != nil {
		t.Fatal(err)
	}
	packed, binary := path+".gz", filepath.Join(dir, "a.bcf")
	bcftools(t, "view", "-Oz", "-o", packed, path)
	bcftools(t, "index", "-t", packed)
	bcftools(t, "view", "-Ob", "-o", binary, path)
	bcftools(t, "index", binary)
	sources := map[string]source.Source{}
	for _, p := range []string{path, packed, binary} {
		src, err := Open(t.Context(), p, Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = src.Close() })
		sources[filepath.Base(p)] = src
		if p != path {
			indexed, ok, notes := throughIndex(t, p)
			if !ok {
				t.Fatal(notes)
			}
			sources[filepath.Base(p)+" through its index"] = indexed
		}
	}
	for range 12 {
		start := rnd.IntN(60_000)
		iv := genome.Interval{Seq: []string{"c1", "c2"}[rnd.IntN(2)], Start: start, End: start + 1 + rnd.IntN(8000)}
		wanted := rnd.Perm(7)[:1+rnd.IntN(7)]
		var kinds []byte
		var dosages []int8
		sites := slices.Clone(bcftools(t, "query", "-r", fmt.Sprintf("%s:%d-%d", iv.Seq, iv.Start+1, iv.End), "-f", "%POS %END[ %GT]\n", packed))
		slices.SortStableFunc(sites, func(a, b string) int { // as rows are sorted
			var x, y [2]int
			_, _ = fmt.Sscan(a, &x[0], &x[1])
			_, _ = fmt.Sscan(b, &y[0], &y[1])
			return slices.Compare(x[:], y[:])
		})
		for _, line := range sites {
			for _, k := range wanted {
				gt := strings.Fields(line)[2+k]
				kinds, dosages = append(kinds, kindOf(gt)), append(dosages, dosageOf(gt))
			}
		}
		for name, src := range sources {
			rows, err := src.Rows(t.Context(), iv, source.RowOptions{Unnumbered: true})
			if err != nil {
				t.Fatal(err)
			}
			g, err := src.(source.Genotyper).Genotypes(t.Context(), iv.Seq, rows, nil, wanted)
			if err != nil {
				t.Fatalf("%s, %v: %v", name, iv, err)
			}
			if !slices.Equal(g.Calls, kinds) || !slices.Equal(g.Dosages, dosages) {
				t.Fatalf("%s, %v, samples %v:\n%s %v\nbcftools has\n%s %v", name, iv, wanted, g.Calls, g.Dosages, kinds, dosages)
			}
		}
	}
}

// TestLinesOfChangedFile shows that lines of another file than the one that was loaded are not given for it.
func TestLinesOfChangedFile(t *testing.T) {
	text := genotypesVCF(rand.New(rand.NewPCG(1, 1)), 20, 3)
	path := write(t, "a.vcf", []byte(text))
	src, err := Open(t.Context(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = src.Close() }()
	g := src.(source.Genotyper)
	if got := g.Samples(); !slices.Equal(got, []string{"person1", "person2", "person3"}) {
		t.Errorf("samples %q", got)
	}
	if got := string(g.Header()); !strings.HasPrefix(text, got) || !strings.HasSuffix(got, "person3\n") {
		t.Errorf("header %q", got)
	}
	var lines strings.Builder
	all := genome.Interval{Seq: "c1", End: 1 << 30}
	err = g.Lines(t.Context(), all, func(line []byte, _ genome.Interval) error {
		_, err := fmt.Fprintf(&lines, "%s\n", line)
		return err
	})
	if err != nil || !strings.Contains(text, lines.String()) || strings.Count(lines.String(), "\n") != 20 {
		t.Errorf("%v, lines %q", err, lines.String())
	}
	if err := os.WriteFile(path, []byte(text+text[strings.LastIndex(text[:len(text)-1], "\n")+1:]), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := g.Lines(t.Context(), all, func([]byte, genome.Interval) error { return nil }); !errors.Is(err, source.ErrChanged) {
		t.Errorf("of a changed file: %v", err)
	}
}
