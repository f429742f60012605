package session

import (
	"bytes"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/reply"
)

// TestReadsBeyondTheEnd: a sequence of the header may end before its reads do, which are listed as samtools view lists them.
func TestReadsBeyondTheEnd(t *testing.T) {
	if _, err := exec.LookPath("samtools"); err != nil {
		t.Skip("samtools is not installed")
	}
	samtools := func(stdin string, args ...string) string {
		cmd := exec.Command("samtools", args...)
		cmd.Stdin = strings.NewReader(stdin)
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		return string(out)
	}
	path := filepath.Join(t.TempDir(), "a.bam")
	text := "@HD\tVN:1.6\tSO:coordinate\n@SQ\tSN:chr1\tLN:1000\n"
	for _, pos := range []string{"10", "998", "1500", "40000"} {
		text += "r" + pos + "\t0\tchr1\t" + pos + "\t60\t4M\t*\t0\t0\tACGT\tIIII\n"
	}
	samtools(text, "view", "-b", "-o", path, "-")
	samtools("", "index", path)
	wants := map[string]genome.Interval{
		"chr1": {Seq: "chr1"}, "chr1:901-2000": {Seq: "chr1", Start: 900, End: 2000}, "chr1:901-1000": {Seq: "chr1", Start: 900, End: 1000},
		"chr1:1401-50000": {Seq: "chr1", Start: 1400, End: 50000},
	}
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.load(path)
		for region, iv := range wants {
			var got bytes.Buffer
			err := r.Reads(r.ctx, iv, "a", reply.ReadChoice{}, func(line []byte, _ int) error {
				got.Write(append(line, '\n'))
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			equal(t, "reads of "+region, got.String(), samtools("", "view", path, region))
		}
	})
}
