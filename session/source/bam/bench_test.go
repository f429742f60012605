package bam

import (
	"fmt"
	"math/rand/v2"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

// BenchmarkDepth measures the depth of 1 Mb at 10×, as 1000 bins, beside samtools depth in the same run:
// ratio is ours to theirs, of elapsed time.
func BenchmarkDepth(b *testing.B) {
	rnd := rand.New(rand.NewPCG(1, 1))
	var text strings.Builder
	text.WriteString("@SQ\tSN:c1\tLN:3000000\n")
	const bases = "ACGTTGCAAC"
	for i := range 100_000 { // of 100 bases each
		var seq, quality strings.Builder
		for range 100 {
			seq.WriteByte(bases[rnd.IntN(10)])
			quality.WriteByte(byte('#' + rnd.IntN(40)))
		}
		fmt.Fprintf(&text, "HWI:%d:%d\t%d\tc1\t%d\t60\t100M\t*\t0\t0\t%s\t%s\n", rnd.IntN(9999), i, 16*rnd.IntN(2), 1_000_000+rnd.IntN(1_000_000), &seq, &quality)
	}
	path := made(b, text.String())
	src := open(b, path, ".bai")
	began := time.Now()
	const times = 5
	for range times {
		if err := exec.Command("samtools", "depth", "-a", "-r", "c1:1000001-2000000", "-o", "/dev/null", path).Run(); err != nil {
			b.Fatal(err)
		}
	}
	theirs := time.Since(began) / times
	for b.Loop() {
		sum, err := src.Depth().(source.Summarizer).Summarize(b.Context(), genome.Interval{Seq: "c1", Start: 1_000_000, End: 2_000_000}, 1000,
			source.SummaryOptions{})
		if err != nil || sum.Estimated.Sum {
			b.Fatal(err, sum.Estimated)
		}
	}
	b.ReportMetric(float64(b.Elapsed())/float64(b.N)/float64(theirs), "ratio")
}
