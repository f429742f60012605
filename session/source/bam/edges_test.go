package bam

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/fileindex"
)

const headOfOne = "@HD\tVN:1.6\n@SQ\tSN:c1\tLN:1000\n"

// TestMDThatDoesNotFit is not used, whatever it says.
func TestMDThatDoesNotFit(t *testing.T) {
	src := open(t, made(t, headOfOne+"a\t0\tc1\t11\t60\t2S4M2D6M\t*\t0\t0\tACGTACGTACGT\t*\n"), ".bai")
	err := src.eachOf(t.Context(), 0, genome.Interval{Seq: "c1", End: 1000}, true, func(r *record, _ int) error {
		for md, want := range map[string]string{
			"10": "", "4^AC6": "", "3A6": "13/5 ", "0A3^AC0T5": "10/2 16/6 ", "0A3^AC0G5": "10/2 ", "3A6\x00": "13/5 ",
			"3": "no", "11": "no", "": "no", "3A5": "no", "3A7": "no", "99999999999999999999": "no", "18446744073709551626": "no", // 2^64 + 10
		} {
			got := ""
			if !r.differencesByMD([]byte(md), func(pos, at int) { got += fmt.Sprintf("%d/%d ", pos, at) }) {
				got = "no"
			}
			if got != want {
				t.Errorf("%q: %q, want %q", md, got, want)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestBasesThatAreThoseOfTheReference: "=" in a read differs from nothing.
func TestBasesThatAreThoseOfTheReference(t *testing.T) {
	src := open(t, made(t, headOfOne+"a\t0\tc1\t11\t60\t6M\t*\t0\t0\tA=G=TT\t*\n"), ".bai")
	src.Configure(t.Context(), bases{"c1": strings.Repeat("A", 1000)}, source.ReadOptions{})
	got := values(t, signal(t, src, "mismatches"), genome.Interval{Seq: "c1", Start: 10, End: 16})
	if fmt.Sprint(got) != "map[10:0 11:0 12:1 13:0 14:1 15:1]" {
		t.Errorf("%v", got)
	}
}

// TestIndexThatLies names sequences and places that the file does not have.
func TestIndexThatLies(t *testing.T) {
	path := made(t, "@SQ\tSN:c1\tLN:1000\n@SQ\tSN:c2\tLN:1000\na\t0\tc1\t5\t9\t4M\t*\t0\t0\t*\t*\nb\t0\tc2\t5\t9\t4M\t*\t0\t0\t*\t*\n")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	index, err := os.ReadFile(path + ".bai")
	if err != nil {
		t.Fatal(err)
	}
	for want, change := range map[string]func(s *fileindex.Sequence){
		"it has reads of sequence 3; the file has 2 sequences": func(s *fileindex.Sequence) { s.Number = 2 },
		"the first read of c1 is not where it says":            func(s *fileindex.Sequence) { s.Number = 0 },
		"it points to offset":                                  func(s *fileindex.Sequence) { s.To += 1 << 40 },
		"":                                                     func(*fileindex.Sequence) {},
	} {
		idx, err := fileindex.Read(bytes.NewReader(index), "x.bai")
		if err != nil {
			t.Fatal(err)
		}
		change(&idx.Sequences[1])
		_, err = Open(bytes.NewReader(data), int64(len(data)), "x.bam", idx)
		if want == "" && err != nil || want != "" && (!errors.Is(err, source.ErrFormat) || !strings.Contains(err.Error(), want)) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}

// TestViewAtTheLimit has as many reads as it may; those whose bases nobody can compare are counted.
func TestViewAtTheLimit(t *testing.T) {
	var text strings.Builder
	text.WriteString(headOfOne)
	for i := range 201 {
		fmt.Fprintf(&text, "r%d\t0\tc1\t%d\t60\t4M\t*\t0\t0\tACGT\t*\n", i, 100+i)
	}
	src := open(t, made(t, text.String()), ".bai")
	for most, want := range map[int]int{200: 200, 201: 201, 202: 201} {
		v, err := src.View(t.Context(), genome.Interval{Seq: "c1", End: 1000}, 10, most)
		if err != nil {
			t.Fatal(err)
		}
		if v.Rows.Len() != want || v.Rows.Total != 201 || v.Unknown != 201 {
			t.Errorf("at most %d: %d of %d reads, %d cannot be compared", most, v.Rows.Len(), v.Rows.Total, v.Unknown)
		}
	}
}

// TestAllelesFromATenthOn: fewer reads that differ are no allele.
func TestAllelesFromATenthOn(t *testing.T) {
	var text strings.Builder
	text.WriteString(headOfOne)
	for i := range 20 {
		seq := []byte("AAAA")
		if i < 1 {
			seq[0] = 'C'
		}
		if i < 2 {
			seq[2] = 'G'
		}
		fmt.Fprintf(&text, "r%d\t0\tc1\t11\t60\t4M\t*\t0\t0\t%s\t*\n", i, seq)
	}
	src := open(t, made(t, text.String()), ".bai")
	src.Configure(t.Context(), bases{"c1": strings.Repeat("A", 1000)}, source.ReadOptions{})
	v, err := src.View(t.Context(), genome.Interval{Seq: "c1", End: 100}, 10, 100)
	if err != nil || len(v.Alleles) != 1 || v.Alleles[0].Position != 12 || v.Alleles[0].Depth != 20 || v.Alleles[0].Others != [5]int{2: 2} {
		t.Errorf("%v, %+v", err, v.Alleles)
	}
}

// TestTagsOfAView are those that a page shows: some, and short ones.
func TestTagsOfAView(t *testing.T) {
	line := headOfOne + "a\t0\tc1\t11\t60\t4M\t*\t0\t0\tACGT\t*\tMD:Z:4\tLO:Z:" + strings.Repeat("x", mostTag) + "\tBA:B:c,1,2\tSP:Z:a b\tFI:Z:" +
		strings.Repeat("x", mostTag-1)
	for i := range 30 {
		line += fmt.Sprintf("\tT%c:i:%d", 'A'+i%26+i/26*32, i)
	}
	v, err := open(t, made(t, line+"\n"), ".bai").View(t.Context(), genome.Interval{Seq: "c1", End: 100}, 10, 100)
	if err != nil {
		t.Fatal(err)
	}
	tags := strings.Fields(v.Rows.Metadata[slices.Index(source.ReadColumns, "tags")][0])
	if len(tags) != mostTags || tags[0] != "FI:Z:"+strings.Repeat("x", mostTag-1) || tags[1] != "TA:i:0" || tags[mostTags-1] != "TW:i:22" {
		t.Errorf("%d tags: %q", len(tags), tags)
	}
}

// TestLongNames reads sequences whose names are longer than what programs usually have, as hts-specs asks for.
func TestLongNames(t *testing.T) {
	name := strings.Repeat("c", 3000)
	src := open(t, made(t, "@SQ\tSN:"+name+"\tLN:100\nr\t0\t"+name+"\t11\t60\t10M\t*\t0\t0\t*\t*\n"), ".bai")
	rows, err := src.Rows(t.Context(), genome.Interval{Seq: name, End: 100}, source.RowOptions{})
	if err != nil || rows.Len() != 1 {
		t.Errorf("%v, %v", rows, err)
	}
}

// TestBeyondTheEnd: reads that their sequence is too short for are told, and printed as samtools view does.
func TestBeyondTheEnd(t *testing.T) {
	path := made(t, "@SQ\tSN:c1\tLN:100\n@SQ\tSN:c2\tLN:1000\nr1\t0\tc1\t91\t60\t30M\t*\t0\t0\t*\t*\nr2\t0\tc1\t151\t60\t10M\t*\t0\t0\t*\t*\n"+
		"r3\t0\tc1\t171\t60\t10M5N10M\t*\t0\t0\t*\t*\nr4\t0\tc2\t991\t60\t10M\t*\t0\t0\t*\t*\n")
	src := open(t, path, ".bai")
	const want = "reads reach beyond the end of their sequence, where only the command reads has them: 3 of c1, up to 195 instead of 100"
	if notes := src.Info().Notes; !slices.Contains(notes, want) {
		t.Errorf("%q", notes)
	}
	for _, iv := range []genome.Interval{
		{Seq: "c1", End: 100}, {Seq: "c1", End: 160}, {Seq: "c1", Start: 165, End: 200}, {Seq: "c2", End: 1000},
	} {
		region := fmt.Sprintf("%s:%d-%d", iv.Seq, iv.Start+1, iv.End)
		var got strings.Builder
		err := src.EachRead(t.Context(), iv, src.ShownChoice(), func(line []byte, _ int) error {
			got.WriteString(string(line) + "\n")
			return nil
		})
		if want := run(t, "view", path, region); err != nil || got.String() != want {
			t.Errorf("%s: %v\n%s\nwant\n%s", region, err, got.String(), want)
		}
	}
}

// TestWhatDoesNotCount: the CIGAR of a read that is not aligned stands for nothing, at whatever width is asked, and an operation of no
// bases changes none.
func TestWhatDoesNotCount(t *testing.T) {
	acgt := strings.Repeat("ACGT", 5)
	src := open(t, made(t, headOfOne+"a\t4\tc1\t101\t60\t20M\t*\t0\t0\t"+acgt+"\t*\n"+
		"b\t0\tc1\t201\t60\t12M0I8M\t*\t0\t0\t"+acgt+"\t*\nc\t0\tc1\t301\t60\t12M0I2I6M\t*\t0\t0\t"+acgt+"\t*\n"), ".bai")
	everything := source.ReadChoice{}
	for _, start := range []int{90, 100, 101, 110, 119} {
		iv := genome.Interval{Seq: "c1", Start: start, End: 130}
		err := errors.Join(src.EachDepth(t.Context(), iv, everything, func(from, to int, depth [2]int) error {
			if depth != [2]int{} {
				t.Errorf("from %d: depth %v at %d-%d", start, depth, from, to)
			}
			return nil
		}), src.EachPile(t.Context(), iv, everything, func(pos int, p *source.Pile) error {
			if p.Depth() != 0 {
				t.Errorf("from %d: %v at %d", start, p, pos)
			}
			return nil
		}))
		if err != nil {
			t.Fatal(err)
		}
	}
	if got := lines(t, src, genome.Interval{Seq: "c1", Start: 90, End: 130}, everything); !strings.Contains(got, "\t20M\t") {
		t.Errorf("the CIGAR as it is stated is not in %q", got)
	}
	inserted := map[int]int{}
	if err := src.EachPile(t.Context(), genome.Interval{Seq: "c1", End: 1000}, everything, func(pos int, p *source.Pile) error {
		if n := p.Insertions[0]; n > 0 {
			inserted[pos] = n
		}
		return nil
	}); err != nil || fmt.Sprint(inserted) != "map[311:1]" {
		t.Errorf("insertions behind %v, %v", inserted, err)
	}
}
