//go:build unix

package bam

import (
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

// BenchmarkDepth measures the depth of 1 Mb at 10×, as 1000 bins.
func BenchmarkDepth(b *testing.B) {
	path := made(b, readsOf(1_000_000, 1_000_000, 100_000))
	src, iv := open(b, path, ".bai"), genome.Interval{Seq: "c1", Start: 1_000_000, End: 2_000_000}
	beside(b, []string{"depth", "-a", "-r", "c1:1000001-2000000", path}, func() error {
		sum, err := src.Depth().(source.Summarizer).Summarize(b.Context(), iv, 1000, source.SummaryOptions{})
		if err == nil && sum.Estimated.Sum {
			err = fmt.Errorf("an estimate")
		}
		return err
	})
}

// BenchmarkAmplicon measures what is asked of 2 kb at 300×, six thousand reads: depth, reads, counts of bases, and what the Alignments
// Track draws.
func BenchmarkAmplicon(b *testing.B) {
	const start, end = 1_000_000, 1_002_000
	path := made(b, readsOf(start, end-start, 6000))
	src, iv := open(b, path, ".bai"), genome.Interval{Seq: "c1", Start: start, End: end}
	region := fmt.Sprintf("c1:%d-%d", start+1, end)
	choice := src.Choice()
	b.Run("depth", func(b *testing.B) {
		beside(b, []string{"depth", "-a", "-r", region, path}, func() error {
			return src.EachDepth(b.Context(), iv, choice, func(int, int, [2]int) error { return nil })
		})
	})
	b.Run("reads", func(b *testing.B) {
		beside(b, []string{"view", path, region}, func() error {
			return src.EachRead(b.Context(), iv, src.ShownChoice(), func(line []byte, _ int) error {
				_, err := io.Discard.Write(line)
				return err
			})
		})
	})
	b.Run("pileup", func(b *testing.B) {
		beside(b, []string{"mpileup", "-B", "-Q", "0", "-d", "0", "-r", region, path}, func() error {
			return src.EachPile(b.Context(), iv, choice, func(int, *source.Pile) error { return nil })
		})
	})
	b.Run("picture", func(b *testing.B) { // what samtools has to read and print for one
		beside(b, []string{"view", path, region}, func() error {
			_, err := src.View(b.Context(), iv, 1000, 5000)
			return err
		})
	})
}

// readsOf returns reads of 100 bases that start within width bases behind start, in SAM. Those at one place differ from each other at
// some bases, as sequencing errors are.
func readsOf(start, width, n int) string {
	rnd := rand.New(rand.NewPCG(1, 1))
	var text strings.Builder
	text.WriteString("@SQ\tSN:c1\tLN:3000000\n")
	const bases = "ACGTTGCAAC"
	for i := range n {
		var seq, quality strings.Builder
		for range 100 {
			seq.WriteByte(bases[rnd.IntN(10)])
			quality.WriteByte(byte('#' + rnd.IntN(40)))
		}
		fmt.Fprintf(&text, "HWI:%d:%d\t%d\tc1\t%d\t60\t100M\t*\t0\t0\t%s\t%s\n", rnd.IntN(9999), i, 16*rnd.IntN(2), start+rnd.IntN(width), &seq, &quality)
	}
	return text.String()
}

// beside measures do, each time after samtools has run with the arguments: ratio is our elapsed time to theirs, cpu our time on processors
// to theirs.
func beside(b *testing.B, args []string, do func() error) {
	var ours, theirs struct{ elapsed, cpu time.Duration }
	for b.Loop() {
		b.StopTimer()
		cmd := exec.Command("samtools", args...)
		began := time.Now()
		if err := cmd.Run(); err != nil {
			b.Fatal(err)
		}
		theirs.elapsed += time.Since(began)
		theirs.cpu += cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
		before := onProcessors(b)
		began = time.Now()
		b.StartTimer()
		if err := do(); err != nil {
			b.Fatal(err)
		}
		ours.elapsed += time.Since(began)
		ours.cpu += onProcessors(b) - before
	}
	b.ReportMetric(float64(ours.elapsed)/float64(theirs.elapsed), "ratio")
	b.ReportMetric(float64(ours.cpu)/float64(theirs.cpu), "cpu")
	b.ReportMetric(float64(ours.cpu.Microseconds())/1e3/float64(b.N), "cpu-ms/op")
}

// onProcessors returns the time that this program has had on processors.
func onProcessors(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

var _ = os.DevNull
