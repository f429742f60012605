package cram

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
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
	"github.com/epiviz/epivizgo/session/source/sourcetest"
)

// open opens a file with the index beside it.
func open(t testing.TB, path string) (source.Source, error) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(path + ".crai")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	index, err := ReadIndex(f, path+".crai")
	if err != nil {
		t.Fatal(err)
	}
	src, err := Open(bytes.NewReader(data), int64(len(data)), filepath.Base(path), index)
	if err == nil {
		t.Cleanup(func() { _ = src.Close() })
	}
	return src, err
}

// listed returns the reads of a window as lines: name, flag, sequence, position, mapping quality and CIGAR.
func listed(t testing.TB, src source.Source, iv genome.Interval) []string {
	t.Helper()
	rows, err := src.Rows(t.Context(), iv, source.RowOptions{Unnumbered: true})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for i := range rows.Len() {
		out = append(out, fmt.Sprintf("%s %s %s %d %s %s", rows.Metadata[0][i], rows.Metadata[1][i], iv.Seq, rows.Start[i]+1, rows.Metadata[2][i], rows.Metadata[3][i]))
	}
	slices.Sort(out)
	return out
}

// TestSuite reads the files of the suite of hts-specs, which have each feature of the format by itself.
func TestSuite(t *testing.T) {
	files, err := filepath.Glob("testdata/*.crai")
	if err != nil || len(files) < 60 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, index := range files {
		path := strings.TrimSuffix(index, ".crai")
		src, err := open(t, path)
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		text, err := os.ReadFile(strings.TrimSuffix(path, ".cram") + ".txt")
		if err != nil {
			t.Fatal(err)
		}
		want := strings.FieldsFunc(string(text), func(r rune) bool { return r == '\n' })
		slices.Sort(want)
		var got []string
		for _, s := range src.Info().Sequences {
			got = append(got, listed(t, src, genome.Interval{Seq: s.Name, End: genome.MaxPosition})...)
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s: %d reads, want %d:\n%.300q\n%.300q", path, len(got), len(want), got, want)
		}
	}
}

// TestNoEnd refuses a file that lacks the mark of its end.
func TestNoEnd(t *testing.T) {
	data, err := os.ReadFile("testdata/0000_empty_noeof.cram")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Open(bytes.NewReader(data), int64(len(data)), "x.cram", &Index{}); err == nil || !errors.Is(err, source.ErrFormat) ||
		!strings.Contains(err.Error(), "cut short") {
		t.Error(err)
	}
}

// TestDamage changes single bytes, and cuts files: there is an error, or the change is where it does not matter.
func TestDamage(t *testing.T) {
	for _, name := range []string{"1404_index_multislice", "0903_comp_lzma", "0904_comp_rans0", "1101_BETA"} {
		good, err := os.ReadFile("testdata/" + name + ".cram")
		if err != nil {
			t.Fatal(err)
		}
		f, err := os.Open("testdata/" + name + ".cram.crai")
		if err != nil {
			t.Fatal(err)
		}
		index, err := ReadIndex(f, "i")
		if err = errors.Join(err, f.Close()); err != nil {
			t.Fatal(err)
		}
		whole, err := Open(bytes.NewReader(good), int64(len(good)), "x.cram", index)
		if err != nil {
			t.Fatal(err)
		}
		want, _ := reads(t, whole)
		rnd := rand.New(rand.NewPCG(1, 1))
		for range 300 {
			bad := slices.Clone(good)
			bad[rnd.IntN(len(bad))] ^= byte(1 + rnd.IntN(255))
			src, err := Open(bytes.NewReader(bad), int64(len(bad)), "x.cram", index)
			if err != nil {
				continue
			}
			if got, ok := reads(t, src); ok && !slices.Equal(got, want) {
				t.Fatalf("%s: other reads without an error", name)
			}
		}
		for cut := 1; cut < len(good); cut += 1 + len(good)/50 {
			if _, err := Open(bytes.NewReader(good[:cut]), int64(cut), "x.cram", index); err == nil {
				t.Errorf("%s: %d of %d bytes are opened", name, cut, len(good))
			}
		}
	}
}

// reads returns the reads of all sequences; ok is false if one cannot be read.
func reads(t *testing.T, src source.Source) (all []string, ok bool) {
	for _, s := range src.Info().Sequences {
		rows, err := src.Rows(t.Context(), genome.Interval{Seq: s.Name, End: genome.MaxPosition}, source.RowOptions{Unnumbered: true})
		if err != nil {
			return nil, false
		}
		all = append(all, fmt.Sprint(rows.Start, rows.End, rows.Metadata))
	}
	return all, true
}

// truth is what the truths say of a window.
type truth struct {
	Count       int
	Plain       int  `json:"count_without_unmapped_secondary_qcfail_duplicate"`
	Sum         *int `json:"sum_start0"`
	First, Last []any
	Rows        [][]any
	Depth, Mean []float64
	References  int
}

func TestTruth(t *testing.T) {
	cases := slices.DeleteFunc(sourcetest.Truth(t, "alignments.jsonl"), func(c sourcetest.Case) bool { return !strings.HasPrefix(c.File, "cram/") })
	sourcetest.EachCase(t, cases, func(t testing.TB, path string) source.Source {
		src, err := open(t, path)
		if err != nil {
			t.Fatal(err)
		}
		return src
	}, func(t *testing.T, c sourcetest.Case, src source.Source) {
		var want truth
		c.Decode(t, &want)
		iv := genome.Interval{Seq: c.Query.Chr, Start: c.Query.Start, End: c.Query.End}
		switch c.Query.Kind {
		case "header":
			if got := len(src.Info().Sequences); got != want.References {
				t.Errorf("%d sequences, want %d", got, want.References)
			}
		case "rows":
			rows, err := src.Rows(t.Context(), iv, source.RowOptions{})
			if errors.Is(err, source.ErrNoSequence) && want.Count == 0 {
				return
			}
			if err != nil || rows.Len() != want.Count {
				t.Fatalf("%v: %v, %v; want %d reads", iv, rows, err, want.Count)
			}
			sum, plain := 0, 0
			for i, start := range rows.Start {
				sum += start
				if flag, _ := strconv.Atoi(rows.Metadata[1][i]); flag&1796 == 0 {
					plain++
				}
			}
			if plain != want.Plain || want.Sum != nil && sum != *want.Sum {
				t.Errorf("%v: %d reads that count, the sum of starts %d; want %d, %v", iv, plain, sum, want.Plain, *want.Sum)
			}
			for _, row := range append(want.Rows, want.First, want.Last) { // name, flags, start, end, quality, CIGAR
				if len(row) > 5 && row[5] != nil && !hasRead(rows, row) {
					t.Errorf("%v: no read %v", iv, row)
				}
			}
		case "coverage":
			sum, err := src.(source.Deep).Depth().(source.Summarizer).Summarize(t.Context(), iv, c.Query.Bins, source.SummaryOptions{})
			if err != nil {
				t.Fatal(err)
			}
			for i, depth := range append(want.Depth, want.Mean...) {
				if got := sum.Sum[i] / sum.Bases[i]; math.Abs(got-depth) > 1e-6*depth {
					t.Errorf("%v, bin %d: %g, want %g", iv, i, got, depth)
				}
			}
		default:
			t.Errorf("no test for %s", c.Query.Kind)
		}
	})
}

// hasRead reports whether reads have one of the truths.
func hasRead(rows *source.Rows, want []any) bool {
	for i := range rows.Len() {
		m := rows.Metadata
		if fmt.Sprint(want...) == fmt.Sprint([]any{m[0][i], json.Number(m[1][i]), json.Number(strconv.Itoa(rows.Start[i])),
			json.Number(strconv.Itoa(rows.End[i])), json.Number(m[2][i]), m[3][i]}...) {
			return true
		}
	}
	return false
}

// sam writes random pairs on two sequences.
func sam(rnd *rand.Rand, n int) string {
	var b strings.Builder
	b.WriteString("@HD\tVN:1.6\n@SQ\tSN:c1\tLN:300000\n@SQ\tSN:c2\tLN:90000\n@RG\tID:g\n")
	cigars := []string{"50M", "5S45M", "20M3D30M", "20M2I28M", "10M2000N40M", "25M1I24M", "10M500N10M700N30M", "10S40M", "5H50M", "30M1D20M"}
	quality := func() string {
		var q strings.Builder
		for range 50 {
			q.WriteByte(byte('!' + rnd.IntN(40)))
		}
		return q.String()
	}
	for i := range n {
		seq, size := "c1", 300_000
		if rnd.IntN(3) == 0 {
			seq, size = "c2", 90_000
		}
		first, second := 1+rnd.IntN(size-6000), 0
		second = first + rnd.IntN(900)
		bases := strings.Repeat("ACGTN", 10)
		tag := []string{"", "\tNH:i:1", "\tNH:i:2\tXS:A:-", "\tXS:A:+\tRG:Z:g"}[rnd.IntN(4)]
		for k, pos := range []int{first, second} {
			flag := []int{99, 147}[k] | []int{0, 0, 0, 1024, 512}[rnd.IntN(5)]
			fmt.Fprintf(&b, "HS%d:%d:lane\t%d\t%s\t%d\t%d\t%s\t=\t%d\t%d\t%s\t%s%s\n", i%7, i, flag, seq, pos, rnd.IntN(61),
				cigars[rnd.IntN(len(cigars))], []int{second, first}[k], []int{1, -1}[k]*(second-first+50), bases, quality(), tag)
		}
	}
	b.WriteString("lost\t4\t*\t0\t0\t*\t*\t0\t0\tACGT\tIIII\n")
	return b.String()
}

// TestAgainstSamtools compares windows of files of each version, with the compressions that samtools chooses for its profiles.
func TestAgainstSamtools(t *testing.T) {
	if _, err := exec.LookPath("samtools"); err != nil {
		t.Skip("samtools is not installed")
	}
	for _, format := range []string{
		"cram,version=2.1,no_ref", "cram,version=3.0,no_ref", "cram,version=3.0,no_ref,use_bzip2,use_lzma,seqs_per_slice=300,slices_per_container=3",
		"cram,version=3.1,no_ref,fast", "cram,version=3.1,no_ref,small,seqs_per_slice=500", "cram,version=3.1,no_ref,archive",
		"cram,version=3.0,no_ref,multi_seq_per_slice=1", "cram,version=3.0,no_ref,lossy_names=1",
	} {
		t.Run(format, func(t *testing.T) {
			rnd := rand.New(rand.NewPCG(4, 4))
			path := filepath.Join(t.TempDir(), "reads.cram")
			sort := exec.Command("samtools", "sort", "-O", format, "-o", path, "-")
			sort.Stdin = strings.NewReader(sam(rnd, 2500))
			if out, err := sort.CombinedOutput(); err != nil {
				t.Fatalf("samtools sort: %v, %s", err, out)
			}
			if out, err := exec.Command("samtools", "index", path).CombinedOutput(); err != nil {
				t.Fatalf("samtools index: %v, %s", err, out)
			}
			src, err := open(t, path)
			if err != nil {
				t.Fatal(err)
			}
			for range 25 {
				start := rnd.IntN(85_000)
				iv := genome.Interval{Seq: []string{"c1", "c2"}[rnd.IntN(2)], Start: start, End: start + 1 + rnd.IntN([]int{1, 300, 60_000}[rnd.IntN(3)])}
				compare(t, src, path, iv, strings.Contains(format, "lossy_names"))
			}
		})
	}
}

func compare(t *testing.T, src source.Source, path string, iv genome.Interval, generated bool) {
	t.Helper()
	region := fmt.Sprintf("%s:%d-%d", iv.Seq, iv.Start+1, iv.End)
	out, err := exec.Command("samtools", "view", path, region).Output()
	if err != nil {
		t.Fatal(err)
	}
	rows, err := src.Rows(t.Context(), iv, source.RowOptions{Unnumbered: true})
	if err != nil {
		t.Fatal(err)
	}
	var got, want []string
	for line := range strings.Lines(string(out)) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if f[6] == "=" {
			f[6] = f[2]
		}
		line := []string{f[0], f[1], f[3], f[4], f[5], f[6] + ":" + f[7], strings.Trim(f[8], "0")}
		if f[8] != "0" {
			line[6] = f[8]
		}
		want = append(want, strings.Join(line[map[bool]int{true: 1}[generated]:], " "))
	}
	for i := range rows.Len() {
		m := rows.Metadata
		line := []string{m[0][i], m[1][i], fmt.Sprint(rows.Start[i] + 1), m[2][i], m[3][i], m[4][i], m[5][i]}
		got = append(got, strings.Join(line[map[bool]int{true: 1}[generated]:], " "))
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		for i := range min(len(got), len(want)) {
			if got[i] != want[i] {
				t.Fatalf("%s: %q, samtools has %q; %d and %d reads", region, got[i], want[i], len(got), len(want))
			}
		}
		t.Fatalf("%s: %d reads, samtools has %d", region, len(got), len(want))
	}
	depths, err := exec.Command("samtools", "depth", "-a", "-r", region, path).Output()
	if err != nil {
		t.Fatal(err)
	}
	depth, err := src.(source.Deep).Depth().Rows(t.Context(), iv, source.RowOptions{})
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	for i := range depth.Len() {
		fmt.Fprintf(&text, "%s\t%d\t%g\n", iv.Seq, depth.Start[i]+1, depth.Values[0][i])
	}
	if text.String() != string(depths) {
		t.Fatalf("%s: depths %.200q, samtools has %.200q", region, text.String(), depths)
	}
}

func FuzzSlice(f *testing.F) {
	for _, name := range []string{"1100_HUFFMAN", "1101_BETA", "0400_mapped"} {
		data, err := os.ReadFile("testdata/" + name + ".cram")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data, uint16(0))
	}
	f.Fuzz(func(t *testing.T, data []byte, at uint16) {
		c := &cursor{data: data[min(int(at), len(data)):]}
		h := c.compressionHeader()
		if c.err != nil {
			if !errors.Is(c.err, source.ErrFormat) {
				t.Error(c.err)
			}
			return
		}
		for _, major := range []int{2, 3, -2, -3} { // of negative ones with bases
			s, err := readSlice(c.data, h, max(major, -major))
			if err != nil {
				continue
			}
			if major < 0 {
				s.whole = &whole{known: true, near: true, of: -1, fetch: func(_, start, end int) ([]byte, error) {
					return bytes.Repeat([]byte{'A'}, end-start), nil
				}}
			}
			s.records = min(s.records, 1000)
			all, err := s.decode("f")
			if err != nil && !errors.Is(err, source.ErrFormat) {
				t.Log(err)
			}
			for i := range all {
				all[i].append(nil)
			}
		}
	})
}

// TestIndexOfAnother shows that an index that lacks slices of the file, or has others, is refused: reads would be missing.
func TestIndexOfAnother(t *testing.T) {
	for _, name := range []string{"1402_index_3ref", "1404_index_multislice", "1406_index_long"} {
		path := "testdata/" + name + ".cram"
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		index := func() *Index {
			f, err := os.Open(path + ".crai")
			if err != nil {
				t.Fatal(err)
			}
			idx, err := ReadIndex(f, "i")
			if err = errors.Join(err, f.Close()); err != nil {
				t.Fatal(err)
			}
			return idx
		}
		n := len(index().entries)
		check := func(what string, change func(idx *Index)) {
			idx := index()
			change(idx)
			src, err := Open(bytes.NewReader(data), int64(len(data)), "x.cram", idx)
			if err == nil {
				if _, ok := reads(t, src); ok {
					t.Errorf("%s: %s: it is read", name, what)
				}
				if err := src.Close(); err != nil {
					t.Error(err)
				}
			} else if !errors.Is(err, source.ErrFormat) {
				t.Errorf("%s: %s: %v", name, what, err)
			}
		}
		for i := range n {
			e := index().entries[i]
			check(fmt.Sprintf("without slice %d of %d", i+1, n), func(idx *Index) {
				idx.entries = slices.DeleteFunc(idx.entries, func(o entry) bool { return o.container == e.container && o.slice == e.slice })
			})
		}
		for i := range n {
			if index().entries[i].ref < 0 {
				continue
			}
			check(fmt.Sprintf("slice %d of %d is of another sequence", i+1, n), func(idx *Index) { idx.entries[i].ref = (idx.entries[i].ref + 1) % 2 })
			check(fmt.Sprintf("slice %d of %d is longer", i+1, n), func(idx *Index) { idx.entries[i].size++ })
		}
	}
}
