package formats

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/source"
)

// TestBAM opens alignments with each name that an index has, and without one.
func TestBAM(t *testing.T) {
	if _, err := exec.LookPath("samtools"); err != nil {
		t.Skip("samtools is not installed")
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "a.bam")
	view := exec.Command("samtools", "view", "-b", "-o", path, "-")
	view.Stdin = strings.NewReader("@HD\tVN:1.6\tSO:coordinate\n@SQ\tSN:c1\tLN:1000\nr1\t0\tc1\t11\t60\t5M\t*\t0\t0\tACGTA\t*\n")
	if out, err := view.CombinedOutput(); err != nil {
		t.Fatalf("samtools view: %v, %s", err, out)
	}
	if _, err := Open(t.Context(), path, Options{}); err == nil || !strings.Contains(hint.Of(err), "samtools index "+path+";") ||
		!strings.Contains(err.Error(), "a.bam has no index beside it: wanted a.bam.bai") {
		t.Errorf("without an index: %v", err)
	}
	for _, c := range []struct{ flag, index string }{{"-b", "a.bam.bai"}, {"-b", "a.bai"}, {"-c", "a.bam.csi"}, {"-c", "a.csi"}} {
		index := filepath.Join(dir, c.index)
		if out, err := exec.Command("samtools", "index", c.flag, path, index).CombinedOutput(); err != nil {
			t.Fatalf("samtools index: %v, %s", err, out)
		}
		src, err := Open(t.Context(), path, Options{})
		if err != nil {
			t.Fatal(err)
		}
		rows, err := src.Rows(t.Context(), genome.Interval{Seq: "c1", End: 1000}, source.RowOptions{})
		if err != nil || rows.Len() != 1 || rows.Start[0] != 10 || rows.End[0] != 15 {
			t.Errorf("%s: %v, %v", c.index, rows, err)
		}
		if err := src.Close(); err != nil {
			t.Error(err)
		}
		if _, err := src.(source.Deep).Depth().Rows(t.Context(), genome.Interval{Seq: "c1", End: 10}, source.RowOptions{}); err == nil {
			t.Errorf("%s: a closed file has a depth", c.index)
		}
		if c.index == "a.csi" { // the last
			old := time.Now().Add(-time.Hour)
			if err := os.Chtimes(index, old, old); err != nil {
				t.Fatal(err)
			}
			src, err := Open(t.Context(), path, Options{})
			if err != nil {
				t.Fatal(err)
			}
			if notes := strings.Join(src.Info().Notes, "\n"); !strings.Contains(notes, "the index a.csi is older than the file") {
				t.Errorf("notes %q", notes)
			}
			_ = src.Close()
			if err := os.WriteFile(index, []byte("no index"), 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := Open(t.Context(), path, Options{}); err == nil || !strings.Contains(err.Error(), "a.csi") {
				t.Errorf("a damaged index: %v", err)
			}
		}
		if err := os.Remove(index); err != nil {
			t.Fatal(err)
		}
	}
}

// TestIndexHintRuns shows that what a hint says to type works where it is typed, also for files of other folders and names with spaces.
func TestIndexHintRuns(t *testing.T) {
	if _, err := exec.LookPath("samtools"); err != nil {
		t.Skip("samtools is not installed")
	}
	dir := t.TempDir()
	data, err := os.ReadFile(filepath.Join("..", "bam", "testdata", "small.bam"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, "a b"), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	for _, path := range []string{"a b/x's reads.bam", "-x.bam", "$(touch y).bam"} {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Open(t.Context(), path, Options{})
		command, _, _ := strings.Cut(strings.TrimPrefix(hint.Of(err), "make it: "), ";")
		if out, err := exec.Command("sh", "-c", command).CombinedOutput(); err != nil {
			t.Errorf("%s: %v, %s", command, err, out)
			continue
		}
		src, err := Open(t.Context(), path, Options{})
		if err != nil {
			t.Error(err)
			continue
		}
		if err := src.Close(); err != nil {
			t.Error(err)
		}
	}
}
