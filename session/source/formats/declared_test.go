package formats

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

// TestDeclared: a sequence that the header alone has is without rows, as for bcftools, whether the file is read whole or through an
// index. Others are in the order of the header, and one that nothing knows is refused.
func TestDeclared(t *testing.T) {
	folder := t.TempDir()
	plain := filepath.Join(folder, "plain.vcf")
	text := "##fileformat=VCFv4.3\n##contig=<ID=c0>\n##contig=<ID=c1,length=900>\n##contig=<ID=c2,length=800>\n##contig=<ID=c3,length=700>\n" +
		"##contig=<ID=c2,length=800>\n##INFO=<ID=DP,Number=1,Type=Integer,Description=\"d\">\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n" +
		"c1\t5\tone\tA\tC\t9\tPASS\tDP=3\nc3\t7\ttwo\tA\tC\t9\tPASS\tDP=4\n"
	if err := os.WriteFile(plain, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	paths := []string{plain}
	if _, err := exec.LookPath("bcftools"); err == nil {
		for name, made := range map[string][2]string{"tbi.vcf.gz": {"-Oz", "-t"}, "csi.vcf.gz": {"-Oz", "-c"}, "csi.bcf": {"-Ob", "-c"}} {
			path := filepath.Join(folder, name)
			bcftools(t, "view", made[0], "-o", path, plain)
			bcftools(t, "index", made[1], path)
			if got := bcftools(t, "view", "-H", "-r", "c2", path); len(got) > 0 {
				t.Errorf("bcftools has %q", got)
			}
			paths = append(paths, path)
		}
	}
	for i, path := range paths {
		src, indexed, _ := throughIndex(t, path)
		if indexed != (i > 0) {
			t.Errorf("%s: through its index: %v", path, indexed)
		}
		checkDeclared(t, filepath.Base(path), src)
	}
}

func checkDeclared(t *testing.T, name string, src source.Source) {
	t.Helper()
	info := src.Info()
	want := []genome.Sequence{{Name: "c0"}, {Name: "c1", Length: 900}, {Name: "c2", Length: 800}, {Name: "c3", Length: 700}}
	if !slices.Equal(info.Sequences, want) {
		t.Errorf("%s: sequences %v", name, info.Sequences)
	}
	if !slices.Equal(info.Empty, []string{"c0", "c2"}) || info.First.Seq != "c1" {
		t.Errorf("%s: without rows are %q, the first are on %s", name, info.Empty, info.First.Seq)
	}
	for _, opt := range []source.RowOptions{{}, {Unnumbered: true}, {Unbroken: true}} {
		rows, err := src.Rows(t.Context(), genome.Interval{Seq: "c2", End: 800}, opt)
		if err != nil || rows.Len() != 0 || len(rows.Values) != len(info.Values) || len(rows.Metadata) != len(info.Metadata) {
			t.Errorf("%s: rows %+v, %v", name, rows, err)
		}
		if _, err := src.Rows(t.Context(), genome.Interval{Seq: "c9", End: 800}, opt); !errors.Is(err, source.ErrNoSequence) {
			t.Errorf("%s: an unknown sequence: %v", name, err)
		}
	}
	sum, err := src.(source.Summarizer).Summarize(t.Context(), genome.Interval{Seq: "c2", End: 800}, 2, source.SummaryOptions{})
	if err != nil || sum.Bases[0] != 0 || sum.Bases[1] != 0 {
		t.Errorf("%s: summary %+v, %v", name, sum, err)
	}
	if got := ids(t, src, genome.Interval{Seq: "c3", End: 700}); strings.Join(got, " ") != "two" {
		t.Errorf("%s: on c3 %q", name, got)
	}
	err = src.(source.Genotyper).Lines(t.Context(), genome.Interval{Seq: "c2", End: 800}, func(line []byte, _ genome.Interval) error {
		t.Errorf("%s: line %s", name, line)
		return nil
	})
	if err != nil {
		t.Errorf("%s: %v", name, err)
	}
}

// TestDeclaredBySeveralNames: rows are found by another spelling of their sequence, also where the header declares that one too.
func TestDeclaredBySeveralNames(t *testing.T) {
	info := source.Info{Sequences: []genome.Sequence{{Name: "1", Length: 900}}}
	info.Declare([]genome.Sequence{{Name: "chr1", Length: 900}, {Name: "1", Length: 900}, {Name: "chr2", Length: 800}})
	names := info.Names()
	for asked, want := range map[string]string{"1": "1", "CHR1": "1", "2": "chr2", "chr2": "chr2", "chr1": "1"} {
		if got, ok := names.Resolve(genome.Sequence{Name: asked}); !ok || got.Name != want {
			t.Errorf("%s is %q, %v; want %q", asked, got.Name, ok, want)
		}
	}
}
