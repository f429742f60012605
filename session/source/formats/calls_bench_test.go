package formats

import (
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

// cohort writes a VCF of genotypes of many samples, and returns its path.
func cohort(tb testing.TB, sites, samples int) string {
	tb.Helper()
	rnd := rand.New(rand.NewPCG(8, 8))
	path := filepath.Join(tb.TempDir(), "cohort.vcf")
	var text strings.Builder
	text.WriteString("##fileformat=VCFv4.3\n##contig=<ID=c1,length=90000000>\n##INFO=<ID=AF,Number=A,Type=Float,Description=\"\">\n" +
		"##INFO=<ID=DP,Number=1,Type=Integer,Description=\"\">\n##FORMAT=<ID=GT,Number=1,Type=String,Description=\"\">\n" +
		"#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT")
	for k := range samples {
		fmt.Fprintf(&text, "\tperson%d", k+1)
	}
	text.WriteByte('\n')
	calls := make([]string, 32)
	for i := range calls {
		var line strings.Builder
		for range samples {
			line.WriteString("\t" + []string{"0|0", "0|0", "0|0", "0|1", "1|0", "1|1"}[rnd.IntN(6)])
		}
		calls[i] = line.String()
	}
	for i := range sites {
		fmt.Fprintf(&text, "c1\t%d\trs%d\tA\tG\t%d\tPASS\tAF=0.%03d;DP=%d\tGT%s\n", 1000*(i+1), i, rnd.IntN(90), rnd.IntN(1000), rnd.IntN(9000),
			calls[rnd.IntN(len(calls))])
	}
	if err := os.WriteFile(path, []byte(text.String()), 0o600); err != nil {
		tb.Fatal(err)
	}
	return path
}

// windows asks for random windows of 40 sites of a cohort, and reports the time of each as the ratio to what bcftools needs for such a
// window with an index, as a process.
func windows(b *testing.B, sites int, ask func(iv genome.Interval), theirs func(region string) []string) {
	b.Helper()
	rnd := rand.New(rand.NewPCG(2, 2))
	window := func() genome.Interval {
		start := 1000 * rnd.IntN(sites-40)
		return genome.Interval{Seq: "c1", Start: start, End: start + 40_000}
	}
	began := time.Now()
	ask(window()) // finds the lines
	first := time.Since(began)
	n := 0
	began = time.Now()
	for b.Loop() {
		ask(window())
		n++
	}
	each := time.Since(began).Seconds() / float64(n)
	const processes = 10
	began = time.Now()
	for range processes {
		iv := window()
		cmd := exec.Command("bcftools", theirs(fmt.Sprintf("%s:%d-%d", iv.Seq, iv.Start+1, iv.End))...)
		cmd.Stdout = io.Discard
		if err := cmd.Run(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(first.Microseconds())/1000, "first-ms")
	b.ReportMetric(each/(time.Since(began).Seconds()/processes), "x-bcftools")
}

// BenchmarkVariants reads genotypes, lines and frequencies of 2,504 samples in windows of 40 sites, of files without an index and through
// one.
func BenchmarkVariants(b *testing.B) {
	for _, tool := range []string{"bgzip", "bcftools"} {
		if _, err := exec.LookPath(tool); err != nil {
			b.Skip(tool + " is not installed")
		}
	}
	const sites = 8000
	path := cohort(b, sites, 2504)
	packed, indexed, binary := path+".gz", path+".indexed.gz", filepath.Join(filepath.Dir(path), "cohort.bcf")
	run := func(args ...string) {
		if out, err := exec.Command("bcftools", args...).CombinedOutput(); err != nil {
			b.Fatalf("bcftools %v: %v, %s", args, err, out)
		}
	}
	run("view", "-Oz", "-o", packed, path)
	run("view", "-Oz", "-o", indexed, path)
	run("index", "-t", indexed)
	run("view", "-Ob", "-o", binary, path)
	run("index", binary)
	for _, c := range []struct {
		name, path, theirs string
		from               int64
	}{{"plain", path, indexed, 1 << 40}, {"bgzip", packed, indexed, 1 << 40}, {"BCF", binary, binary, 1 << 40}, {"tbi", indexed, indexed, 1},
		{"BCF-csi", binary, binary, 1}} {
		open := func(b *testing.B) source.Genotyper {
			b.Helper()
			defer func(size int64) { indexedFrom = size }(indexedFrom)
			indexedFrom = c.from
			src, err := Open(b.Context(), c.path, Options{})
			if err != nil {
				b.Fatal(err)
			}
			b.Cleanup(func() { _ = src.Close() })
			return src.(source.Genotyper)
		}
		b.Run("genotypes/"+c.name, func(b *testing.B) {
			src := open(b)
			windows(b, sites, func(iv genome.Interval) {
				rows, err := src.Rows(b.Context(), iv, source.RowOptions{Unnumbered: true})
				if err != nil {
					b.Fatal(err)
				}
				if _, err := src.Genotypes(b.Context(), iv.Seq, rows, nil, nil); err != nil {
					b.Fatal(err)
				}
			}, func(region string) []string { return []string{"query", "-r", region, "-f", "[%GT\t]\n", c.theirs} })
		})
		b.Run("view/"+c.name, func(b *testing.B) {
			src := open(b)
			windows(b, sites, func(iv genome.Interval) {
				err := src.Lines(b.Context(), iv, func(line []byte, _ genome.Interval) error {
					_, err := io.Discard.Write(line)
					return err
				})
				if err != nil {
					b.Fatal(err)
				}
			}, func(region string) []string { return []string{"view", "-H", "-r", region, c.theirs} })
		})
		b.Run("AF/"+c.name, func(b *testing.B) {
			src := open(b)
			windows(b, sites, func(iv genome.Interval) {
				if _, err := src.Rows(b.Context(), iv, source.RowOptions{Unnumbered: true}); err != nil {
					b.Fatal(err)
				}
			}, func(region string) []string {
				return []string{"query", "-r", region, "-f", "%POS\t%INFO/AF\n", c.theirs}
			})
		})
	}
}

// BenchmarkOpenVariants reads a whole VCF of 2,504 samples. The ratio is to the time that bcftools needs to print AF of all sites.
func BenchmarkOpenVariants(b *testing.B) {
	if _, err := exec.LookPath("bcftools"); err != nil {
		b.Skip("bcftools is not installed")
	}
	path := cohort(b, 8000, 2504)
	for b.Loop() {
		src, err := Open(b.Context(), path, Options{})
		if err != nil {
			b.Fatal(err)
		}
		if err := src.Close(); err != nil {
			b.Fatal(err)
		}
	}
	each := b.Elapsed().Seconds() / float64(b.N)
	began := time.Now()
	cmd := exec.Command("bcftools", "query", "-f", "%POS\t%INFO/AF\n", path)
	cmd.Stdout = io.Discard
	if err := cmd.Run(); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(each/time.Since(began).Seconds(), "x-bcftools")
}
