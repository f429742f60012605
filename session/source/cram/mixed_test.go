package cram

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

// TestLinesOfSeveral shows that reads in a slice of several sequences are found without the line that the index has of their sequence.
func TestLinesOfSeveral(t *testing.T) {
	if _, err := exec.LookPath("samtools"); err != nil {
		t.Skip("samtools is not installed")
	}
	const sequences = 12
	var text strings.Builder
	for i := range sequences {
		fmt.Fprintf(&text, "@SQ\tSN:c%d\tLN:5000\n", i)
	}
	want := map[int]int{}
	for i := range sequences {
		want[i] = []int{3, 0, 40, 1}[i%4]
		for k := range want[i] {
			fmt.Fprintf(&text, "r%d:%d\t0\tc%d\t%d\t60\t50M\t*\t0\t0\t%s\t*\n", i, k, i, 1+k*90, strings.Repeat("ACGTA", 10))
		}
	}
	for _, format := range []string{"cram,version=3.0,no_ref,multi_seq_per_slice=1", "cram,version=3.0,no_ref,multi_seq_per_slice=1,seqs_per_slice=30"} {
		path := filepath.Join(t.TempDir(), "reads.cram")
		sort := exec.Command("samtools", "sort", "-O", format, "-o", path, "-")
		sort.Stdin = strings.NewReader(text.String())
		if out, err := sort.CombinedOutput(); err != nil {
			t.Fatalf("samtools sort: %v, %s", err, out)
		}
		if out, err := exec.Command("samtools", "index", path).CombinedOutput(); err != nil {
			t.Fatalf("samtools index: %v, %s", err, out)
		}
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		index, err := os.ReadFile(path + ".crai")
		if err != nil {
			t.Fatal(err)
		}
		whole, err := ReadIndex(bytes.NewReader(index), "i")
		if err != nil {
			t.Fatal(err)
		}
		for i := range whole.entries {
			idx := &Index{entries: slices.Delete(slices.Clone(whole.entries), i, i+1)}
			src, err := Open(bytes.NewReader(data), int64(len(data)), "reads.cram", idx)
			if err != nil {
				continue // it was the only line of a slice
			}
			for seq, n := range want {
				rows, err := src.Rows(t.Context(), genome.Interval{Seq: fmt.Sprintf("c%d", seq), End: 5000}, source.RowOptions{Unnumbered: true})
				if err != nil || rows.Total != n {
					t.Errorf("%s, without line %d: c%d has %d reads, %v; wanted %d", format, i+1, seq, rows.Total, err, n)
				}
			}
			if err := src.Close(); err != nil {
				t.Error(err)
			}
		}
	}
}
