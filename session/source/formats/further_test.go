package formats

import (
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/source"
)

// joinedVCF writes files behind each other, each of a sequence, packs and indexes them, and returns the path.
func joinedVCF(t *testing.T, samples, seqs [2]string) string {
	t.Helper()
	for _, tool := range []string{"bgzip", "tabix"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skip(tool + " is not installed")
		}
	}
	var b strings.Builder
	for i, seq := range seqs {
		b.WriteString("##fileformat=VCFv4.3\n##contig=<ID=c1>\n##contig=<ID=c2>\n" +
			"#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t" + samples[i] + "\n")
		for k := range 9000 {
			fmt.Fprintf(&b, "%s\t%d\tv%d\tA\tG\t.\t.\t.\tGT\t0/0\t1/1\n", seq, (i*9000+k)*20+1, k)
		}
	}
	path := write(t, "a.vcf", []byte(b.String()))
	for _, line := range [][]string{{"bgzip", path}, {"tabix", "-p", "vcf", path + ".gz"}} {
		if out, err := exec.Command(line[0], line[1:]...).CombinedOutput(); err != nil {
			t.Fatalf("%s: %v, %s", line[0], err, out)
		}
	}
	return path + ".gz"
}

// TestJoinedAndIndexed has a second header among the rows of a file that is read through its index. tabix prints no rows there. One of
// other samples is refused: when the file is opened if it is in front of a sequence, else when rows next to it are read.
func TestJoinedAndIndexed(t *testing.T) {
	defer func(size int64) { indexedFrom = size }(indexedFrom)
	indexedFrom = 1
	const other = "another header, with other samples than that of line 4"
	src, err := Open(t.Context(), joinedVCF(t, [2]string{"s\tt", "t\ts"}, [2]string{"c1", "c2"}), Options{})
	if !errors.Is(err, source.ErrFormat) || !strings.Contains(fmt.Sprint(err), "in front of the rows of c2: "+other) || hint.Of(err) == "" {
		t.Errorf("%v, %v", src, err)
	}
	src, ok, notes := throughIndex(t, joinedVCF(t, [2]string{"s\tt", "s\tt"}, [2]string{"c1", "c2"}))
	if !ok {
		t.Fatal(notes)
	}
	first := genome.Interval{Seq: "c2", Start: 180_000, End: 180_100}
	if rows, err := src.Rows(t.Context(), first, source.RowOptions{Unnumbered: true}); err != nil || rows.Len() != 5 {
		t.Errorf("%v, %v", rows, err)
	}
	src, ok, notes = throughIndex(t, joinedVCF(t, [2]string{"s\tt", "t\ts"}, [2]string{"c1", "c1"}))
	if !ok {
		t.Fatal(notes)
	}
	near := genome.Interval{Seq: "c1", Start: 179_900, End: 180_100}
	if _, err := src.Rows(t.Context(), near, source.RowOptions{Unnumbered: true}); err == nil || !strings.Contains(err.Error(), other) {
		t.Errorf("rows: %v", err)
	}
	err = src.(source.Genotyper).Lines(t.Context(), near, func([]byte, genome.Interval) error { return nil })
	if err == nil || !strings.Contains(err.Error(), other) {
		t.Errorf("lines: %v", err)
	}
}
