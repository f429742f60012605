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

// BenchmarkGenotypes reads the genotypes of 2,504 samples in windows of 40 sites, of files without an index and through one. The ratio is
// the time that bcftools needs for the same windows, with an index, of each window as a process.
func BenchmarkGenotypes(b *testing.B) {
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
	for _, c := range []struct {
		name, path string
		from       int64
	}{{"plain", path, 1 << 40}, {"bgzip", packed, 1 << 40}, {"BCF", binary, 1 << 40}, {"tbi", indexed, 1}} {
		b.Run(c.name, func(b *testing.B) {
			defer func(size int64) { indexedFrom = size }(indexedFrom)
			indexedFrom = c.from
			src, err := Open(b.Context(), c.path, Options{})
			if err != nil {
				b.Fatal(err)
			}
			defer func() { _ = src.Close() }()
			rnd := rand.New(rand.NewPCG(2, 2))
			window := func() genome.Interval {
				start := 1000 * rnd.IntN(sites-40)
				return genome.Interval{Seq: "c1", Start: start, End: start + 40_000}
			}
			ask := func(iv genome.Interval) {
				rows, err := src.Rows(b.Context(), iv, source.RowOptions{Unnumbered: true})
				if err != nil {
					b.Fatal(err)
				}
				if _, err := src.(source.Genotyper).Genotypes(b.Context(), iv.Seq, rows, nil, nil); err != nil {
					b.Fatal(err)
				}
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
			const windows = 5
			began = time.Now()
			for range windows {
				iv := window()
				cmd := exec.Command("bcftools", "query", "-r", fmt.Sprintf("%s:%d-%d", iv.Seq, iv.Start+1, iv.End), "-f", "[%GT\t]\n", indexed)
				cmd.Stdout = io.Discard
				if err := cmd.Run(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(first.Milliseconds()), "first-ms")
			b.ReportMetric(each/(time.Since(began).Seconds()/windows), "x-bcftools")
		})
	}
}
