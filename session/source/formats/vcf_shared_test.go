package formats

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/sourcetest"
)

// realVCF are the files of the shared data that bcftools reads. What tabix says of the others is among the truths.
var realVCF = []string{"TSVC.vcf", "TSVC.vcf.gz", "YRI.low_coverage.genotypes.vcf.gz", "htslib_index.vcf", "novariants.vcf.gz"}

// TestRealFilesAgainstBCFtools compares random windows of the shared files with what bcftools prints: the lines, the INFO fields and the
// genotypes; of the files as they are, of BCF, and of both through an index.
func TestRealFilesAgainstBCFtools(t *testing.T) {
	for _, tool := range []string{"bgzip", "bcftools"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skip(tool + " is not installed")
		}
	}
	folder := filepath.Dir(sourcetest.Truth(t, "vcf.jsonl")[0].Path())
	rnd := rand.New(rand.NewPCG(2, 12))
	for _, name := range realVCF {
		t.Run(name, func(t *testing.T) {
			path, dir := filepath.Join(folder, name), t.TempDir()
			packed, binary := filepath.Join(dir, "a.vcf.gz"), filepath.Join(dir, "a.bcf")
			bcftools(t, "view", "--no-version", "-Oz", "-o", packed, path)
			bcftools(t, "index", "-t", packed)
			bcftools(t, "view", "--no-version", "-Ob", "-o", binary, path)
			bcftools(t, "index", binary)
			sources := map[string]source.Source{}
			for kind, p := range map[string]string{"as it is": path, "bgzip": packed, "BCF": binary} {
				src, err := Open(t.Context(), p, Options{})
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { _ = src.Close() })
				sources[kind] = src
				if p == path {
					continue
				}
				indexed, ok, notes := throughIndex(t, p)
				if !ok && indexed.Info().Items > 0 || strings.Contains(notes, "not of this file") {
					t.Fatal(notes)
				}
				sources[kind+" through its index"] = indexed
			}
			places := bcftools(t, "query", "-f", "%CHROM\t%POS\n", packed)
			for range 12 {
				iv := genome.Interval{Seq: "chr1", Start: 1000, End: 2000}
				if len(places) > 0 {
					at := strings.Fields(places[rnd.IntN(len(places))])
					pos, err := strconv.Atoi(at[1])
					if err != nil {
						t.Fatal(err)
					}
					start := max(pos-rnd.IntN(2000), 0)
					iv = genome.Interval{Seq: at[0], Start: start, End: start + 1 + rnd.IntN([]int{10, 3000, 1_000_000}[rnd.IntN(3)])}
				}
				region := fmt.Sprintf("%s:%d-%d", iv.Seq, iv.Start+1, iv.End)
				wanted := bcftools(t, "view", "-H", "-r", region, packed)
				for kind, src := range sources {
					if got := linesAsBCFtools(t, src, iv); !slices.Equal(got, wanted) {
						t.Fatalf("%s, %v: %d lines, bcftools has %d\n%.300q\n%.300q", kind, iv, len(got), len(wanted), got, wanted)
					}
					compareFields(t, kind, src, iv, packed, region)
				}
			}
		})
	}
}

// linesAsBCFtools returns the lines of a window as bcftools writes them.
func linesAsBCFtools(t *testing.T, src source.Source, iv genome.Interval) []string {
	t.Helper()
	g := src.(source.Genotyper)
	text := slices.Clone(g.Header())
	err := g.Lines(t.Context(), iv, func(line []byte, _ genome.Interval) error {
		text = append(append(text, line...), '\n')
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "out.vcf")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return bcftools(t, "view", "-H", path)
}

// compareFields compares the columns of the rows of a window with the fields that bcftools prints.
func compareFields(t *testing.T, kind string, src source.Source, iv genome.Interval, path, region string) {
	t.Helper()
	info := src.Info()
	rows, err := src.Rows(t.Context(), iv, source.RowOptions{Unnumbered: true})
	if errors.Is(err, source.ErrNoSequence) {
		rows, err = &source.Rows{}, nil
	}
	if err != nil {
		t.Fatal(err)
	}
	format := "%POS\t%ID\t%REF\t%ALT\t%FILTER\t%QUAL"
	fields := info.Metadata[5:] // behind id, type, ref, alt and filter
	for _, id := range fields {
		format += "\t%INFO/" + id
	}
	var got []string
	for i := range rows.Len() {
		or := func(text string) string {
			switch text {
			case "":
				return "."
			case "yes": // a flag
				return "1"
			}
			return text
		}
		quality := "."
		if k := slices.Index(info.Values, "QUAL"); k >= 0 && rows.Values[k][i] == rows.Values[k][i] {
			quality = strconv.FormatFloat(rows.Values[k][i], 'g', -1, 64)
		}
		one := []string{strconv.Itoa(rows.Start[i] + 1), or(rows.Metadata[0][i]), rows.Metadata[2][i], or(rows.Metadata[3][i]),
			or(rows.Metadata[4][i]), quality}
		for k := range fields {
			one = append(one, or(rows.Metadata[5+k][i]))
		}
		got = append(got, asNumbers(strings.Join(one, "\t")))
	}
	var want []string
	for _, line := range bcftools(t, "query", "-r", region, "-f", format+"\n", path) {
		want = append(want, asNumbers(strings.TrimSuffix(line, "\n")))
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		for i := range min(len(got), len(want)) {
			if got[i] != want[i] {
				t.Fatalf("%s, %s:\n%s\nbcftools has\n%s", kind, region, got[i], want[i])
			}
		}
		t.Fatalf("%s, %s: %d rows, bcftools has %d", kind, region, len(got), len(want))
	}
	g := src.(source.Genotyper)
	if !strings.Contains(string(g.Header()), "##FORMAT=<ID=GT,") || rows.Len() == 0 {
		return
	}
	calls, err := g.Genotypes(t.Context(), iv.Seq, rows, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	sums := map[string]int{} // of the dosages by place: sites of one place may be in another order
	for i := range rows.Len() {
		for k := range calls.Samples {
			sums[fmt.Sprint(rows.Start[i]+1, " ", k)] += int(calls.Dosages[i*calls.Samples+k])
		}
	}
	for _, line := range bcftools(t, "query", "-r", region, "-f", "%POS[ %GT]\n", path) {
		f := strings.Fields(line)
		for k, gt := range f[1:] {
			sums[f[0]+" "+strconv.Itoa(k)] -= int(dosageOf(gt))
		}
	}
	for key, n := range sums {
		if n != 0 {
			t.Fatalf("%s, %s: the dosages at %s differ by %d", kind, region, key, n)
		}
	}
}

// asNumbers writes the numbers among the fields from QUAL on alike: bcftools keeps 32 bits of each.
func asNumbers(line string) string {
	fields := strings.Split(line, "\t")
	for i, f := range fields {
		if i < 5 {
			continue
		}
		list := strings.Split(f, ",")
		for k, one := range list {
			if v, err := strconv.ParseFloat(one, 32); err == nil {
				list[k] = strconv.FormatFloat(v, 'g', 5, 32)
			}
		}
		fields[i] = strings.Join(list, ",")
	}
	return strings.Join(fields, "\t")
}
