package formats

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

// madeVCF writes random sites on two sequences, sorted, as bgzip, and returns its path.
func madeVCF(t *testing.T, rnd *rand.Rand, n int) string {
	t.Helper()
	var text strings.Builder
	text.WriteString("##fileformat=VCFv4.3\n##contig=<ID=c1,length=9000000>\n##INFO=<ID=END,Number=1,Type=Integer,Description=\"\">\n" +
		"##contig=<ID=c2>\n##INFO=<ID=DP,Number=1,Type=Integer,Description=\"\">\n##FORMAT=<ID=GT,Number=1,Type=String,Description=\"\">\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\ts1\ts2\n")
	for _, seq := range []string{"c1", "c2"} {
		at := make([]int, n)
		for i := range at {
			at[i] = 1 + rnd.IntN(8_000_000)
		}
		slices.Sort(at)
		for i, pos := range at {
			ref, alt, end := strings.Repeat("A", 1+rnd.IntN(4)), "G", ""
			if rnd.IntN(20) == 0 {
				ref, alt, end = "N", "<DEL>", fmt.Sprintf("END=%d;", pos+rnd.IntN(90_000))
			}
			fmt.Fprintf(&text, "%s\t%d\t%s_%d\t%s\t%s\t%d\tPASS\t%sDP=%d\tGT\t0/%d\t./.\n", seq, pos, seq, i, ref, alt, rnd.IntN(90), end, i, rnd.IntN(2))
		}
	}
	path := filepath.Join(t.TempDir(), "made.vcf")
	if err := os.WriteFile(path, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("bgzip", path).CombinedOutput(); err != nil {
		t.Fatalf("bgzip: %v, %s", err, out)
	}
	return path + ".gz"
}

// TestVCFAgainstTabix reads variants by each kind of index, and whole, and compares windows with what tabix prints.
func TestVCFAgainstTabix(t *testing.T) {
	for _, tool := range []string{"bgzip", "tabix"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skip(tool + " is not installed")
		}
	}
	defer func(size int64) { indexedFrom = size }(indexedFrom)
	for _, c := range []struct {
		name string
		args []string
		from int64
		note string
	}{
		{"tbi", []string{"-p", "vcf"}, 1, "through the file's index"},
		{"csi", []string{"-C", "-p", "vcf"}, 1, "through the file's index"},
		{"whole", []string{"-p", "vcf"}, 1 << 40, "are read when they are asked for"},
		{"as BED", []string{"-s1", "-b2", "-e2"}, 1, "is of columns 1, 2 and 2; wanted 1, 2 and 0, as tabix -p vcf makes it; the file was read whole"},
	} {
		t.Run(c.name, func(t *testing.T) {
			rnd := rand.New(rand.NewPCG(7, 1))
			path := madeVCF(t, rnd, 4000)
			if out, err := exec.Command("tabix", append(c.args, path)...).CombinedOutput(); err != nil {
				t.Fatalf("tabix: %v, %s", err, out)
			}
			indexedFrom = c.from
			src, err := Open(t.Context(), path, Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = src.Close() }()
			if notes := strings.Join(src.Info().Notes, "\n"); !strings.Contains(notes, c.note) {
				t.Errorf("notes %s, want %s", notes, c.note)
			}
			for range 60 {
				start := rnd.IntN(8_000_000)
				iv := genome.Interval{Seq: []string{"c1", "c2"}[rnd.IntN(2)], Start: start, End: start + 1 + rnd.IntN([]int{1, 100, 20_000, 2_000_000}[rnd.IntN(4)])}
				if got, want := ids(t, src, iv), tabixIDs(t, c.args, path, iv); !slices.Equal(got, want) {
					t.Fatalf("%v: %q, tabix has %q", iv, got, want)
				}
			}
		})
	}
}

// ids returns the ids of the sites in a window, sorted.
func ids(t *testing.T, src source.Source, iv genome.Interval) []string {
	t.Helper()
	rows, err := src.Rows(t.Context(), iv, source.RowOptions{Unnumbered: true})
	if err != nil {
		t.Fatal(err)
	}
	out := slices.Clone(rows.Metadata[0])
	slices.Sort(out)
	return out
}

func tabixIDs(t *testing.T, args []string, path string, iv genome.Interval) (out []string) {
	t.Helper()
	if args[0] == "-s1" { // an index without ends would miss sites
		if made, err := exec.Command("tabix", "-f", "-p", "vcf", path).CombinedOutput(); err != nil {
			t.Fatalf("tabix: %v, %s", err, made)
		}
	}
	text, err := exec.Command("tabix", path, fmt.Sprintf("%s:%d-%d", iv.Seq, iv.Start+1, iv.End)).Output()
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		out = append(out, strings.Split(line, "\t")[2])
	}
	slices.Sort(out)
	return out
}

// TestIndexedJoins shows that a file that is read through its index says that its joins are missing.
func TestIndexedJoins(t *testing.T) {
	defer func(size int64) { indexedFrom = size }(indexedFrom)
	indexedFrom = 1
	path := write(t, "a.vcf", []byte("##fileformat=VCFv4.3\n##INFO=<ID=SVTYPE,Number=1,Type=String,Description=\"\">\n"+
		"#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\nc1\t5\tb1\tG\tG]c2:90]\t6\tPASS\tSVTYPE=BND\n"))
	for _, line := range [][]string{{"bgzip", path}, {"tabix", "-p", "vcf", path + ".gz"}} {
		if _, err := exec.LookPath(line[0]); err != nil {
			t.Skip(line[0] + " is not installed")
		}
		if out, err := exec.Command(line[0], line[1:]...).CombinedOutput(); err != nil {
			t.Fatalf("%s: %v, %s", line[0], err, out)
		}
	}
	src, err := Open(t.Context(), path+".gz", Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = src.Close() }()
	if notes := strings.Join(src.Info().Notes, "\n"); !strings.Contains(notes, "through the file's index") || !strings.Contains(notes, "joins of breakends") {
		t.Error(notes)
	}
}

// TestVCFKept shows that a file comes back from the cache with its joins.
func TestVCFKept(t *testing.T) {
	defer keepFrom(0)()
	defer ignoreChange()()
	text := "##fileformat=VCFv4.3\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\nc1\t5\tb1\tG\tG]c2:90]\t6\tPASS\t.\n"
	path, dir := write(t, "a.vcf", []byte(text)), t.TempDir()
	settle(t, path)
	for _, again := range []bool{false, true} {
		src, _ := openCached(t, dir, path)
		_, joins := src.(source.Joiner).Joins()
		if got := ids(t, joins, genome.Interval{Seq: "c2", Start: 0, End: 100}); !slices.Equal(got, []string{"b1"}) {
			t.Errorf("from the cache: %t: joins %q", again, got)
		}
		if !again {
			erase(t, path)
		}
	}
}

// TestBCFAgainstBCFtools shows that a BCF, packed and not, has the same sites as the VCF of which bcftools made it.
func TestBCFAgainstBCFtools(t *testing.T) {
	for _, tool := range []string{"bgzip", "bcftools"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skip(tool + " is not installed")
		}
	}
	path := madeVCF(t, rand.New(rand.NewPCG(3, 9)), 3000)
	want, err := Open(t.Context(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = want.Close() }()
	for _, kind := range []string{"b", "u"} {
		made := filepath.Join(t.TempDir(), "made.bcf")
		if out, err := exec.Command("bcftools", "view", "-O"+kind, "-o", made, path).CombinedOutput(); err != nil {
			t.Fatalf("bcftools: %v, %s", err, out)
		}
		got, err := Open(t.Context(), made, Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = got.Close() }()
		if got.Info().Format != "BCF" || got.Info().Items != want.Info().Items || !slices.Equal(got.Info().Values, want.Info().Values) {
			t.Errorf("-O%s: %+v, want %+v", kind, got.Info(), want.Info())
		}
		for _, seq := range []string{"c1", "c2"} {
			iv := genome.Interval{Seq: seq, End: 9_000_000}
			a, errA := got.Rows(t.Context(), iv, source.RowOptions{})
			b, errB := want.Rows(t.Context(), iv, source.RowOptions{})
			if text := fmt.Sprint(a, errA); text != fmt.Sprint(b, errB) {
				t.Errorf("-O%s: the rows of %s differ: %.200s", kind, seq, text)
			}
		}
	}
}
