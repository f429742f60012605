package bam

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
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
	"github.com/epiviz/epivizgo/session/source/bgzf"
	"github.com/epiviz/epivizgo/session/source/bgzf/bgzftest"
	"github.com/epiviz/epivizgo/session/source/bins"
	"github.com/epiviz/epivizgo/session/source/fileindex"
	"github.com/epiviz/epivizgo/session/source/sourcetest"
)

// open opens a file with the index of that ending beside it.
func open(t testing.TB, path, ext string) *reads {
	t.Helper()
	return openWith(t, path, ext, source.ReadOptions{})
}

func openWith(t testing.TB, path, ext string, opt source.ReadOptions) *reads {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	index, err := os.Open(path + ext)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = index.Close() }()
	idx, err := fileindex.Read(index, path+ext)
	if err != nil {
		t.Fatal(err)
	}
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	src, err := Open(f, info.Size(), filepath.Base(path), idx)
	if err != nil {
		t.Fatal(err)
	}
	if err := src.(*reads).Configure(t.Context(), nil, opt); err != nil {
		t.Fatal(err)
	}
	return src.(*reads)
}

// indexOf returns the ending of the index that a file of the truths has.
func indexOf(path string) string {
	if _, err := os.Stat(path + ".bai"); err == nil {
		return ".bai"
	}
	return ".csi"
}

// readTruth is what the truths say of the reads of a window.
type readTruth struct {
	Count       int
	Plain       int `json:"count_without_unmapped_secondary_qcfail_duplicate"`
	First, Last []any
	Rows        [][]any
	Sum         *int `json:"sum_start0"`
	Depth       []float64
	Mean, Max   []float64
	References  int
	Total       int            `json:"reads_total"`
	Mapped      map[string]int `json:"mapped_per_chrom"`
}

func TestTruth(t *testing.T) {
	cases := slices.DeleteFunc(sourcetest.Truth(t, "alignments.jsonl"), func(c sourcetest.Case) bool { return !strings.HasPrefix(c.File, "bam/") })
	opened := func(t testing.TB, path string) source.Source { return open(t, path, indexOf(path)) }
	kept := map[string]source.Source{}
	sourcetest.EachCase(t, cases, func(_ testing.TB, path string) source.Source {
		kept[path] = opened(t, path)
		return kept[path]
	}, func(t *testing.T, c sourcetest.Case, src source.Source) {
		var want readTruth
		c.Decode(t, &want)
		iv := genome.Interval{Seq: c.Query.Chr, Start: c.Query.Start, End: c.Query.End}
		switch c.Query.Kind {
		case "header":
			if got := len(src.Info().Sequences); got != want.References {
				t.Errorf("%d sequences, want %d", got, want.References)
			}
			for name, n := range want.Mapped {
				rows, err := src.Rows(t.Context(), genome.Interval{Seq: name, End: genome.MaxPosition}, source.RowOptions{})
				if err != nil {
					t.Fatal(err)
				}
				mapped := 0
				for _, text := range rows.Metadata[1] {
					if flag, _ := strconv.Atoi(text); flag&source.ReadUnmapped == 0 {
						mapped++
					}
				}
				if mapped != n {
					t.Errorf("%s: %d reads are mapped, want %d", name, mapped, n)
				}
			}
		case "rows":
			checkReads(t, src, iv, want)
		case "coverage":
			sum, err := src.(source.Deep).Depth().(source.Summarizer).Summarize(t.Context(), iv, c.Query.Bins, source.SummaryOptions{})
			mean := want.Depth
			if mean == nil {
				mean = want.Mean
			}
			if err != nil || len(mean) != c.Query.Bins {
				t.Fatalf("%v, %d bins of the truth", err, len(mean))
			}
			for i, depth := range mean {
				if got := sum.Sum[i] / sum.Bases[i]; math.Abs(got-depth) > 1e-6*depth {
					t.Errorf("bin %d: %g, want %g", i, got, depth)
				}
				if want.Max != nil && sum.Max[i] != want.Max[i] {
					t.Errorf("bin %d: at most %g, want %g", i, sum.Max[i], want.Max[i])
				}
			}
		default:
			t.Errorf("no test for %s", c.Query.Kind)
		}
	})
}

func checkReads(t *testing.T, src source.Source, iv genome.Interval, want readTruth) {
	rows, err := src.Rows(t.Context(), iv, source.RowOptions{})
	if errors.Is(err, source.ErrNoSequence) && want.Count == 0 {
		return
	}
	if err != nil || rows.Len() != want.Count {
		t.Fatalf("%v: %d rows, %v; want %d", iv, rows.Len(), err, want.Count)
	}
	plain, sum := 0, 0
	var lines []string
	for i := range rows.Len() {
		flag, _ := strconv.Atoi(rows.Metadata[1][i])
		if flag&source.UsuallyNotCounted == 0 {
			plain++
		}
		sum += rows.Start[i]
		lines = append(lines, fmt.Sprintf("%s %d %d %d %s %s", rows.Metadata[0][i], flag, rows.Start[i], rows.End[i], rows.Metadata[2][i],
			rows.Metadata[3][i]))
	}
	if plain != want.Plain || want.Sum != nil && sum != *want.Sum {
		t.Errorf("%v: %d reads that count, the sum of starts %d; want %d, %v", iv, plain, sum, want.Plain, want.Sum)
	}
	for _, row := range append(want.Rows, want.First, want.Last) {
		if row == nil {
			continue
		}
		if row[3] == nil { // without an alignment
			start, err := row[2].(json.Number).Int64()
			if err != nil {
				t.Fatal(err)
			}
			row[3] = start + 1
		}
		if row[5] == nil {
			row[5] = "*"
		}
		line := fmt.Sprintf("%v %v %v %v %v %v", row...)
		if !slices.Contains(lines, line) {
			t.Errorf("%v: no read %s", iv, line)
		}
	}
}

// sam writes random reads of all kinds on three sequences, the last without any.
func sam(rnd *rand.Rand, n int) string {
	var b strings.Builder
	b.WriteString("@HD\tVN:1.6\n@SQ\tSN:c1\tLN:300000\n@SQ\tSN:c2\tLN:90000\n@SQ\tSN:none\tLN:500\n")
	cigars := []string{"50M", "5S40M5H", "20M3D30M", "20M2I28M", "10M2000N40M", "25=1X24M", "4M1P46M", "10M500N10M700N30M", "50M", "10S40M", "30M1D20M"}
	for i := range n {
		seq, size := "c1", 300_000
		if rnd.IntN(3) == 0 {
			seq, size = "c2", 90_000
		}
		flag := []int{0, 16, 0, 16, 99, 147, 256, 512, 1024, 2048, 4, 16}[rnd.IntN(12)]
		cigar, pos := cigars[rnd.IntN(len(cigars))], 1+rnd.IntN(size-4000)
		if rnd.IntN(8) == 0 {
			pos = 20_000 + rnd.IntN(300) // a pile
		}
		if flag&unmapped != 0 {
			cigar = "*"
		}
		bases := strings.Repeat("ACGTN", 11)[:readLength(cigar)]
		fmt.Fprintf(&b, "r%d\t%d\t%s\t%d\t%d\t%s\t*\t0\t0\t%s\t*\n", i, flag, seq, pos, rnd.IntN(61), cigar, bases)
	}
	b.WriteString("lost\t4\t*\t0\t0\t*\t*\t0\t0\tACGT\t*\n")
	return b.String()
}

// readLength returns how many bases of the read a CIGAR has.
func readLength(cigar string) (total int) {
	n := 0
	for _, c := range cigar {
		switch {
		case c >= '0' && c <= '9':
			n = 10*n + int(c-'0')
			continue
		case strings.ContainsRune("MIS=X", c):
			total += n
		}
		n = 0
	}
	return max(total, 4)
}

// made sorts and indexes reads with samtools, and returns the path.
func made(t testing.TB, text string, index ...string) string {
	t.Helper()
	if _, err := exec.LookPath("samtools"); err != nil {
		t.Skip("samtools is not installed")
	}
	path := filepath.Join(t.TempDir(), "reads.bam")
	sort := exec.Command("samtools", "sort", "-o", path, "-")
	sort.Stdin = strings.NewReader(text)
	if out, err := sort.CombinedOutput(); err != nil {
		t.Fatalf("samtools sort: %v, %s", err, out)
	}
	if out, err := exec.Command("samtools", append(append([]string{"index"}, index...), path)...).CombinedOutput(); err != nil {
		t.Fatalf("samtools index: %v, %s", err, out)
	}
	return path
}

// TestAgainstSamtools compares random windows of reads and depths with samtools view and samtools depth -a.
func TestAgainstSamtools(t *testing.T) {
	for _, c := range []struct {
		ext   string
		index []string
	}{{".bai", nil}, {".csi", []string{"-c"}}, {".csi", []string{"-c", "-m", "9"}}} {
		rnd := rand.New(rand.NewPCG(5, 6))
		path := made(t, sam(rnd, 9000), c.index...)
		src := open(t, path, c.ext)
		for range 40 {
			start := rnd.IntN(88_000)
			iv := genome.Interval{Seq: []string{"c1", "c2", "none"}[rnd.IntN(3)], Start: start,
				End: start + 1 + rnd.IntN([]int{1, 40, 3000, 90_000}[rnd.IntN(4)])}
			if iv.Seq == "none" {
				iv.Start, iv.End = iv.Start%400, iv.Start%400+1+rnd.IntN(99)
			}
			region := fmt.Sprintf("%s:%d-%d", iv.Seq, iv.Start+1, iv.End)
			compareReads(t, src, path, iv, region)
			compareDepth(t, src, path, iv, region)
		}
		if notes := strings.Join(src.Info().Notes, "\n"); !strings.Contains(notes, "1 read without a place") {
			t.Errorf("notes %q", notes)
		}
	}
}

func compareReads(t *testing.T, src *reads, path string, iv genome.Interval, region string) {
	t.Helper()
	out, err := exec.Command("samtools", "view", path, region).Output()
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for line := range strings.Lines(string(out)) {
		f := strings.Split(line, "\t")
		want = append(want, strings.Join([]string{f[0], f[1], f[3], f[4], f[5]}, " "))
	}
	rows, err := src.Rows(t.Context(), iv, source.RowOptions{Unnumbered: true})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for i := range rows.Len() {
		got = append(got, fmt.Sprintf("%s %s %d %s %s", rows.Metadata[0][i], rows.Metadata[1][i], rows.Start[i]+1, rows.Metadata[2][i], rows.Metadata[3][i]))
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Fatalf("%s: %d reads, samtools has %d: %.300q, %.300q", region, len(got), len(want), got, want)
	}
}

func compareDepth(t *testing.T, src *reads, path string, iv genome.Interval, region string) {
	t.Helper()
	out, err := exec.Command("samtools", "depth", "-a", "-r", region, path).Output()
	if err != nil {
		t.Fatal(err)
	}
	rows, err := src.Depth().Rows(t.Context(), iv, source.RowOptions{})
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	for i := range rows.Len() {
		fmt.Fprintf(&got, "%s\t%d\t%g\n", iv.Seq, rows.Start[i]+1, rows.Values[0][i])
	}
	if got.String() != string(out) {
		t.Fatalf("%s: depths %.300q, samtools has %.300q", region, got.String(), out)
	}
	for _, n := range []int{1, 7, 100} {
		if n > iv.Len() {
			continue
		}
		sum, err := src.Depth().(source.Summarizer).Summarize(t.Context(), iv, n, source.SummaryOptions{})
		if err != nil {
			t.Fatal(err)
		}
		var total, byRows float64
		for i := range sum.Sum {
			total += sum.Sum[i]
		}
		for _, v := range rows.Values[0] {
			byRows += v
		}
		if total != byRows || sum.Estimated.Sum {
			t.Fatalf("%s: %d bins have a sum of %g, the rows %g; estimated %t", region, n, total, byRows, sum.Estimated.Sum)
		}
	}
}

func TestConformance(t *testing.T) {
	path := made(t, sam(rand.New(rand.NewPCG(1, 2)), 400))
	src := open(t, path, ".bai")
	items := src.Info().Items
	sourcetest.Run(t, func(t testing.TB) source.Source { return open(t, path, ".bai") },
		sourcetest.Want{Kind: source.Features, Items: items, Sequences: []string{"c1", "c2", "none"}})
}

// TestLongCIGAR has a read whose operations are too many for the record, and are in the tag CG.
func TestLongCIGAR(t *testing.T) {
	cigar := strings.Repeat("1M1D", 40_000) + "10M"
	line := fmt.Sprintf("long\t0\tc1\t101\t60\t%s\t*\t0\t0\t%s\t*\n", cigar, strings.Repeat("A", 40_010))
	src := open(t, made(t, "@SQ\tSN:c1\tLN:300000\n"+line), ".bai")
	rows, err := src.Rows(t.Context(), genome.Interval{Seq: "c1", Start: 80_000, End: 80_001}, source.RowOptions{Unnumbered: true})
	if err != nil || rows.Len() != 1 || rows.End[0] != 80_110 || rows.Metadata[3][0] != cigar {
		t.Fatalf("%v, %d rows", err, rows.Len())
	}
	depth, err := src.Depth().Rows(t.Context(), genome.Interval{Seq: "c1", Start: 99, End: 104}, source.RowOptions{})
	if err != nil || fmt.Sprint(depth.Values[0]) != "[0 1 0 1 0]" {
		t.Errorf("%v, depths %v", err, depth.Values)
	}
}

// TestEstimate has a window of more bytes than are read for an exact depth: the estimate is called one, and near.
func TestEstimate(t *testing.T) {
	path := made(t, sam(rand.New(rand.NewPCG(5, 6)), 60_000))
	src := open(t, path, ".bai")
	iv := genome.Interval{Seq: "c1", End: 300_000}
	exact, err := src.Depth().(source.Summarizer).Summarize(t.Context(), iv, 9, source.SummaryOptions{})
	if err != nil {
		t.Fatal(err)
	}
	acc, err := bins.New(iv, 9)
	if err != nil {
		t.Fatal(err)
	}
	if err := src.depth.estimate(t.Context(), 0, iv, acc); err != nil {
		t.Fatal(err)
	}
	for i, sum := range acc.Summary().Sum {
		if ratio := sum / exact.Sum[i]; ratio < 0.75 || ratio > 1.33 {
			t.Errorf("bin %d: an estimate of %g for %g", i, sum, exact.Sum[i])
		}
	}
}

// TestIndexOfAnother shows that an index that does not fit is refused with what to type.
func TestIndexOfAnother(t *testing.T) {
	rnd := rand.New(rand.NewPCG(8, 8))
	path, other := made(t, sam(rnd, 5000)), made(t, sam(rnd, 9000))
	for _, c := range []struct{ data, index string }{{path, other}, {other, path}} {
		data, err := os.ReadFile(c.data)
		if err != nil {
			t.Fatal(err)
		}
		index, err := os.Open(c.index + ".bai")
		if err != nil {
			t.Fatal(err)
		}
		idx, err := fileindex.Read(index, "x.bai")
		if err != nil {
			t.Fatal(errors.Join(err, index.Close()))
		}
		if _, err := Open(bytes.NewReader(data), int64(len(data)), "x.bam", idx); err == nil || !errors.Is(err, source.ErrFormat) {
			t.Errorf("the index of another file: %v", err)
		}
		_ = index.Close()
	}
}

// TestIndexOfFewer shows that an index without the reads of some sequences is refused: their reads would be missing.
func TestIndexOfFewer(t *testing.T) {
	const head = "@SQ\tSN:c1\tLN:1000\n@SQ\tSN:c2\tLN:1000\n@SQ\tSN:c3\tLN:1000\n"
	const rest = "\t5\t9\t4M\t*\t0\t0\t*\t*\n"
	path := made(t, head+"a\t0\tc1"+rest+"b\t0\tc2"+rest+"c\t0\tc3"+rest)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for gone := range 4 {
		index, err := os.Open(path + ".bai")
		if err != nil {
			t.Fatal(err)
		}
		idx, err := fileindex.Read(index, "x.bai")
		if err = errors.Join(err, index.Close()); err != nil {
			t.Fatal(err)
		}
		if gone == 3 {
			idx.Sequences = nil // as that of a file without reads
		} else {
			idx.Sequences = slices.Delete(idx.Sequences, gone, gone+1)
		}
		if _, err := Open(bytes.NewReader(data), int64(len(data)), "x.bam", idx); !errors.Is(err, source.ErrFormat) {
			t.Errorf("without sequence %d: %v", gone+1, err)
		}
	}
}

// TestUnmappedCIGAR shows a read that is unmapped and has a CIGAR, as aligners write at the end of a sequence, as one base.
func TestUnmappedCIGAR(t *testing.T) {
	path := made(t, "@SQ\tSN:c1\tLN:1000\na\t4\tc1\t5\t9\t2M7N2M\t*\t0\t0\t*\t*\n")
	rows, err := open(t, path, ".bai").Rows(t.Context(), genome.Interval{Seq: "c1", End: 1000}, source.RowOptions{})
	if err != nil || rows.Len() != 1 || rows.End[0] != 5 || !slices.Equal(rows.Exons[0], [][2]int{{4, 5}}) {
		t.Errorf("%v, %+v", err, rows)
	}
}

// TestUnsorted shows that the order that the header states is looked at.
func TestUnsorted(t *testing.T) {
	var b bytes.Buffer
	text := "@HD\tVN:1.6\tSO:queryname\n@SQ\tSN:c1\tLN:10\n"
	b.WriteString(Magic)
	b.Write([]byte{byte(len(text)), 0, 0, 0})
	b.WriteString(text)
	b.Write([]byte{1, 0, 0, 0, 3, 0, 0, 0, 'c', '1', 0, 10, 0, 0, 0})
	data := bgzftest.Block(b.Bytes())
	_, err := Open(bytes.NewReader(data), int64(len(data)), "x.bam", &fileindex.Index{})
	if err == nil || !strings.Contains(err.Error(), `in the order "queryname"`) {
		t.Error(err)
	}
}

func FuzzOpen(f *testing.F) {
	f.Add([]byte("BAM\x01\x00\x00\x00\x00\x01\x00\x00\x00\x03\x00\x00\x00c1\x00\x64\x00\x00\x00"+
		"\x26\x00\x00\x00\x00\x00\x00\x00\x05\x00\x00\x00\x02\x1e\x49\x12\x01\x00\x00\x00\x02\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff\x00\x00\x00\x00r\x00\x20\x00\x00\x00\x12\xff\xff"), uint16(20))
	f.Fuzz(func(t *testing.T, data []byte, at uint16) {
		data = data[:min(len(data), 60_000)]
		file := bgzftest.Block(data)
		idx := &fileindex.Index{Unplaced: -1}
		src, err := Open(bytes.NewReader(file), int64(len(file)), "f.bam", idx)
		if err == nil {
			_ = src.Info()
		}
		var rec record
		for in := bgzf.NewReader(bytes.NewReader(bgzftest.Block(data[min(int(at), len(data)):]))); ; {
			var buf []byte
			if buf, err = next(in); err == nil {
				err = rec.set(buf)
			}
			if err != nil {
				if err != io.EOF && !errors.Is(err, source.ErrFormat) {
					t.Error(err)
				}
				return
			}
			if rec.flag()&unmapped == 0 && rec.pos() >= 0 {
				end := rec.end()
				covered := 0
				rec.blocks(func(a, b int) { covered += b - a }, "DN")
				if covered > max(end-rec.pos(), 1) {
					t.Errorf("%d bases in a read of %d", covered, end-rec.pos())
				}
			}
			rec.tag("NM")
			_, _ = rec.name(), rec.cigarText()
		}
	})
}

// TestJunctions compares the junctions of windows with those that are counted from samtools view.
func TestJunctions(t *testing.T) {
	rnd := rand.New(rand.NewPCG(11, 12))
	var text strings.Builder
	for line := range strings.Lines(sam(rnd, 6000)) {
		if line[0] != '@' {
			line = strings.TrimSuffix(line, "\n") + []string{"", "\tXS:A:+", "\tXS:A:-", "\tts:A:+", "\tts:A:-", "\tjM:B:c,21", "\tjM:B:c,2,0", "\tjM:B:c,0", "\tjM:B:c,20"}[rnd.IntN(9)] +
				[]string{"", "\tNH:i:1", "\tNH:i:2", "\tNH:i:3"}[rnd.IntN(4)] + "\n"
		}
		text.WriteString(line)
	}
	path := made(t, text.String())
	_, src := open(t, path, ".bai").Joins()
	for range 30 {
		start := rnd.IntN(80_000)
		iv := genome.Interval{Seq: "c1", Start: start, End: start + 1 + rnd.IntN([]int{1, 500, 60_000}[rnd.IntN(3)])}
		out, err := exec.Command("samtools", "view", "-F", "1796", path, fmt.Sprintf("c1:%d-%d", iv.Start+1, iv.End)).Output()
		if err != nil {
			t.Fatal(err)
		}
		want := map[string][2]int{}
		for line := range strings.Lines(string(out)) {
			countJunctions(want, strings.Split(strings.TrimSuffix(line, "\n"), "\t"), iv)
		}
		rows, err := src.Rows(t.Context(), iv, source.RowOptions{Unnumbered: true})
		if err != nil {
			t.Fatal(err)
		}
		got := map[string][2]int{}
		for i := range rows.Len() {
			got[fmt.Sprintf("%d-%d%c", rows.Start[i], rows.End[i], rows.Strand[i])] = [2]int{int(rows.Values[0][i]), int(rows.Values[1][i])}
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("%v: %v, want %v", iv, got, want)
		}
	}
}

// countJunctions counts the junctions of a line of SAM that are in iv: of all reads, and of the unique ones.
func countJunctions(counts map[string][2]int, f []string, iv genome.Interval) {
	flag, _ := strconv.Atoi(f[1])
	pos, _ := strconv.Atoi(f[3])
	quality, _ := strconv.Atoi(f[4])
	unique, strand := quality >= 10, "*"
	for _, tag := range f[11:] {
		switch {
		case strings.HasPrefix(tag, "NH:i:"):
			unique = tag == "NH:i:1"
		case strings.HasPrefix(tag, "XS:A:"):
			strand = tag[5:]
		case strings.HasPrefix(tag, "ts:A:"):
			if strand = tag[5:]; flag&16 != 0 {
				strand = map[string]string{"+": "-", "-": "+"}[strand]
			}
		case tag == "jM:B:c,21":
			strand = "+"
		case tag == "jM:B:c,2,0":
			strand = "-"
		}
	}
	at, n := pos-1, 0
	for _, c := range f[5] {
		if c >= '0' && c <= '9' {
			n = 10*n + int(c-'0')
			continue
		}
		if c == 'N' && at < iv.End && at+n > iv.Start {
			key := fmt.Sprintf("%d-%d%s", at, at+n, strand)
			v := counts[key]
			if v[0]++; unique {
				v[1]++
			}
			counts[key] = v
		}
		if strings.ContainsRune("MDN=X", c) {
			at += n
		}
		n = 0
	}
}

func TestJunctionsConform(t *testing.T) {
	path := made(t, sam(rand.New(rand.NewPCG(1, 2)), 900))
	sourcetest.Run(t, func(t testing.TB) source.Source {
		src := open(t, path, ".bai")
		_, joins := src.Joins()
		return closing{joins.(source.Summarizer), src}
	}, sourcetest.Want{Kind: source.Pairs, Items: -1, Sequences: []string{"c1", "c2", "none"}})
}

func TestDepthConforms(t *testing.T) {
	path := made(t, sam(rand.New(rand.NewPCG(1, 2)), 60))
	sourcetest.Run(t, func(t testing.TB) source.Source {
		src := open(t, path, ".bai")
		return closing{src.Depth().(source.Summarizer), src}
	}, sourcetest.Want{Kind: source.Signal, Items: -1, Sequences: []string{"c1", "c2", "none"}})
}

// closing is a view that closes its file.
type closing struct {
	source.Summarizer
	file source.Source
}

func (c closing) Close() error { return c.file.Close() }
