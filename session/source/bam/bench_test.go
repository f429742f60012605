//go:build unix

package bam

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

// BenchmarkDepth measures the depth of 1 Mb at 10×, as 1000 bins, of reads whose qualities have four values, as newer sequencers write
// them, and of reads whose qualities have forty, of which little can be compressed.
func BenchmarkDepth(b *testing.B) {
	for _, qualities := range []int{4, 40} {
		b.Run(fmt.Sprintf("qualities=%d", qualities), func(b *testing.B) {
			path := made(b, readsOf(1_000_000, 1_000_000, 100_000, qualities))
			src, iv := open(b, path, ".bai"), genome.Interval{Seq: "c1", Start: 1_000_000, End: 2_000_000}
			beside(b, []string{"depth", "-a", "-r", "c1:1000001-2000000", path}, func() error {
				sum, err := src.Depth().(source.Summarizer).Summarize(b.Context(), iv, 1000, source.SummaryOptions{})
				if err == nil && sum.Estimated.Sum {
					err = errors.New("an estimate")
				}
				return err
			})
		})
	}
}

// BenchmarkAmplicon measures what is asked of 2 kb at 300×, six thousand reads: depth, reads, counts of bases, and what the Alignments
// Track draws.
func BenchmarkAmplicon(b *testing.B) {
	const start, end = 1_000_000, 1_002_000
	path := made(b, readsOf(start, end-start, 6000, 4))
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

// readsOf returns n reads of 100 bases that start within width bases behind start, in SAM, as a sequencer and an aligner write them: three
// bases of a thousand are wrong, and qualities have that many values, the best one most often where they are few.
func readsOf(start, width, n, qualities int) string {
	const length = 100
	rnd := rand.New(rand.NewPCG(1, 1))
	reference := make([]byte, width+length)
	for i := range reference {
		reference[i] = "ACGT"[rnd.IntN(4)]
	}
	var text strings.Builder
	text.WriteString("@SQ\tSN:c1\tLN:3000000\n@RG\tID:lane1\n")
	seq, quality := make([]byte, length), make([]byte, length)
	for range n {
		at := rnd.IntN(width)
		copy(seq, reference[at:])
		var md []byte
		same, wrong := 0, 0
		for i := range seq {
			q := rnd.IntN(qualities)
			if qualities < 10 && rnd.IntN(10) > 0 {
				q = qualities - 1
			}
			if quality[i] = byte('#' + q*40/qualities); rnd.IntN(1000) >= 3 {
				same++
				continue
			}
			seq[i] = "CGTA"[strings.IndexByte("ACGT", seq[i])]
			md = append(strconv.AppendInt(md, int64(same), 10), reference[at+i])
			same, wrong = 0, wrong+1
		}
		md = strconv.AppendInt(md, int64(same), 10)
		fmt.Fprintf(&text, "A0%d:37:HXX:1:%d:%d:%d\t%d\tc1\t%d\t60\t%dM\t*\t0\t0\t%s\t%s\tNM:i:%d\tMD:Z:%s\tAS:i:%d\tRG:Z:lane1\n",
			100+rnd.IntN(9), 1100+rnd.IntN(800), rnd.IntN(32_000), rnd.IntN(32_000), 16*rnd.IntN(2), start+at+1, length, seq, quality, wrong, md,
			length-5*wrong)
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
