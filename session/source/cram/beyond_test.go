package cram

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
)

// TestBeyondTheEnd: reads beyond the end of their sequence are told and listed, though the index has them cut there.
func TestBeyondTheEnd(t *testing.T) {
	if _, err := exec.LookPath("samtools"); err != nil {
		t.Skip("samtools is not installed")
	}
	dir := t.TempDir()
	ref, path, plain := filepath.Join(dir, "g.fa"), filepath.Join(dir, "a.cram"), filepath.Join(dir, "a.sam")
	text := "@HD\tVN:1.6\tSO:coordinate\n@SQ\tSN:c1\tLN:1000\n"
	for _, pos := range []string{"10", "998", "1500", "40000"} {
		text += "r" + pos + "\t0\tc1\t" + pos + "\t60\t4M\t*\t0\t0\tACGT\tIIII\n"
	}
	bases := strings.Repeat("A", 1000)
	for path, data := range map[string]string{ref: ">c1\n" + bases + "\n", plain: text} {
		if err := os.WriteFile(path, []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	samtools(t, "view", "-C", "-T", ref, "-o", path, plain)
	samtools(t, "index", path)
	src := openWith(t, path, fasta{"c1": bases})
	if notes := strings.Join(src.Info().Notes, "\n"); !strings.Contains(notes, "where only the command reads has them: "+
		"3 of c1, up to 40003 instead of 1000") {
		t.Errorf("notes %q", notes)
	}
	got, err := lines(t, src, genome.Interval{Seq: "c1", Start: 1200, End: 2000})
	if err != nil || !strings.HasPrefix(got, "r1500\t") || strings.Count(got, "\n") != 1 {
		t.Errorf("reads beyond the end: %q, %v", got, err)
	}
}

// TestWithoutPlace: reads that are in no view are told, and how many where the containers say it.
func TestWithoutPlace(t *testing.T) {
	if _, err := exec.LookPath("samtools"); err != nil {
		t.Skip("samtools is not installed")
	}
	dir := t.TempDir()
	plain, path := filepath.Join(dir, "a.sam"), filepath.Join(dir, "a.cram")
	const read = "r\t0\tc1\t11\t60\t4M\t*\t0\t0\tACGT\tIIII\n"
	const placed = "@HD\tVN:1.6\tSO:coordinate\n@SQ\tSN:c1\tLN:1000\n" + read + read
	const unplaced = "u\t4\t*\t0\t0\t*\t*\t0\t0\tACGT\tIIII\n"
	for _, c := range []struct{ format, text, want string }{
		{"no_ref", placed, ""},
		{"no_ref", placed + unplaced, "1 read without a place is not shown"},
		{"no_ref,seqs_per_slice=2", placed + strings.Repeat(unplaced, 5), "5 reads without a place are not shown"},
		{"no_ref,multi_seq_per_slice=1", placed + unplaced, "reads without a place are not shown"},
	} {
		if err := os.WriteFile(plain, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		samtools(t, "view", "-O", "cram,"+c.format, "-o", path, plain)
		samtools(t, "index", path)
		var got string
		for _, note := range openWith(t, path, nil).Info().Notes {
			if strings.Contains(note, "without a place") {
				got += note
			}
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.format, got, c.want)
		}
	}
}
