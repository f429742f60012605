package genepred

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/lines"
	"github.com/epiviz/epivizgo/session/source/sourcetest"
)

func read(r *lines.Reader, head []byte) (source.Source, error) {
	layout, ok := Sniff(head)
	if !ok {
		return nil, fmt.Errorf("%s is not recognised", r.Name())
	}
	return Read(context.Background(), r, layout)
}

func open(t testing.TB, path string) source.Source { return sourcetest.OpenFile(t, path, read) }

func TestConformance(t *testing.T) {
	for name, want := range map[string]sourcetest.Want{
		"refGene.txt":   {Kind: source.Genes, Items: 3, Sequences: []string{"chr1", "chr2"}},
		"refFlat.txt":   {Kind: source.Genes, Items: 2, Sequences: []string{"chr1", "chr2"}},
		"knownGene.txt": {Kind: source.Genes, Items: 2, Sequences: []string{"chr1"}},
	} {
		t.Run(name, func(t *testing.T) {
			sourcetest.Run(t, func(t testing.TB) source.Source { return open(t, "testdata/"+name) }, want)
		})
	}
}

func TestColumns(t *testing.T) {
	for name, want := range map[string]struct {
		format   string
		metadata []string
		first    []string
	}{
		"refGene.txt": {
			"genePredExt",
			[]string{"gene", "transcript", "score", "cdsStartStat", "cdsEndStat", "exonFrames"},
			[]string{"ALPHA", "NM_1", "0", "cmpl", "cmpl", "0,1,2,"},
		},
		"refFlat.txt": {"refFlat", []string{"gene", "transcript"}, []string{"ALPHA", "NM_1"}},
		"knownGene.txt": {"knownGene", []string{"gene", "transcript", "proteinID", "alignID"},
			[]string{"uc001aaa.1", "uc001aaa.1", "", "uc001aaa.1"}},
	} {
		src := open(t, "testdata/"+name)
		if info := src.Info(); info.Format != want.format || !slices.Equal(info.Metadata, want.metadata) {
			t.Errorf("%s: %s with %q, want %+v", name, info.Format, info.Metadata, want)
		}
		rows := sourcetest.All(t, src, "chr1")
		var first []string
		for _, c := range rows.Metadata {
			first = append(first, c[0])
		}
		if !slices.Equal(first, want.first) {
			t.Errorf("%s: the first row has %q, want %q", name, first, want.first)
		}
		if want := [][2]int{{100, 200}, {400, 500}, {800, 1000}}; rows.Start[0] != 100 || rows.End[0] != 1000 ||
			!reflect.DeepEqual(rows.Exons[0], want) {
			t.Errorf("%s: [%d, %d) with exons %v", name, rows.Start[0], rows.End[0], rows.Exons[0])
		}
	}
	rows := sourcetest.All(t, open(t, "testdata/refGene.txt"), "chr1")
	if !reflect.DeepEqual(rows.Coding, [][2]int{{150, 900}, {1000, 1000}}) {
		t.Errorf("coding %v", rows.Coding)
	}
}

// TestBroken has rows without a place, which are skipped, and rows with an odd cell, which are kept.
func TestBroken(t *testing.T) {
	info := open(t, "testdata/broken.txt").Info()
	want := []string{
		"3 rows left out: line 3: txEnd 100 lies before txStart 1000; line 9: found 5 columns; wanted 10; line 10: the sequence name is empty",
		`strand left out of 1 row: line 2: "?" is neither + nor -`,
		"the coding stretch left out of 1 row: line 4: cdsEnd 900 lies before cdsStart 950",
		"exons left out of 4 rows: line 5: exonCount is 3, but there are 2 exonStarts and 2 exonEnds; " +
			"line 6: exon 2 from 100 to 200 is out of order or outside its transcript from 100 to 1000; " +
			"line 7: exon 2 from 800 to 1001 is out of order or outside its transcript from 100 to 1000; also line 8",
	}
	if info.Items != 17 || !slices.Equal(info.Notes, want) {
		t.Errorf("%d rows, notes %q", info.Items, info.Notes)
	}
}

func TestSearch(t *testing.T) {
	src := open(t, "testdata/refGene.txt").(source.Searcher)
	for text, want := range map[string]int{"alpha": 2, "nr_3": 1, "NM_": 2, "gamma": 0} {
		matches, err := src.Search(context.Background(), text, 10)
		if err != nil || len(matches) != want {
			t.Errorf("search %q: %v, %v; want %d", text, matches, err, want)
		}
	}
}

func TestSearchKnownGene(t *testing.T) {
	src := open(t, "testdata/knownGene.txt").(source.Searcher)
	for _, text := range []string{"p12345", "uc001aab.1"} {
		matches, err := src.Search(context.Background(), text, 10)
		if err != nil || len(matches) != 1 || matches[0].Interval.Start != 300 {
			t.Errorf("search %q: %v, %v", text, matches, err)
		}
	}
}

func TestNoGoodRow(t *testing.T) {
	_, err := sourcetest.OpenText("t.txt", "T\tchr1\t+\t5\t1\t1\t1\t0\t\t\n", func(r *lines.Reader, _ []byte) (source.Source, error) {
		return Read(context.Background(), r, Layout{Format: "genePred", all: basic})
	})
	var at *lines.Error
	if !errors.As(err, &at) || !errors.Is(err, source.ErrFormat) || at.Line != 1 {
		t.Errorf("error %v", err)
	}
}

// bin returns the number of the smallest bin that holds [start, end), by which
// UCSC's database finds rows: 512 Mb, 64 Mb, 8 Mb, 1 Mb and 128 kb wide.
func bin(start, end int) int {
	offsets := []int{512 + 64 + 8 + 1, 64 + 8 + 1, 8 + 1, 1, 0}
	from, to := start>>17, (end-1)>>17
	for _, offset := range offsets {
		if from == to {
			return offset + from
		}
		from, to = from>>3, to>>3
	}
	return -1
}

// fileColumns puts a row together again as the file has it.
func fileColumns(info source.Info, seq string, rows *source.Rows, i int) []string {
	meta := func(name string) string { return rows.Metadata[slices.Index(info.Metadata, name)][i] }
	var starts, ends strings.Builder
	for _, e := range rows.Exons[i] {
		starts.WriteString(strconv.Itoa(e[0]) + ",")
		ends.WriteString(strconv.Itoa(e[1]) + ",")
	}
	out := []string{
		meta("transcript"), seq, string(rows.Strand[i]), strconv.Itoa(rows.Start[i]), strconv.Itoa(rows.End[i]),
		strconv.Itoa(rows.Coding[i][0]), strconv.Itoa(rows.Coding[i][1]), strconv.Itoa(len(rows.Exons[i])), starts.String(), ends.String(),
	}
	if info.Format == "refFlat" {
		return append([]string{meta("gene")}, out...)
	}
	out = append([]string{strconv.Itoa(bin(rows.Start[i], rows.End[i]))}, out...)
	return append(out, meta("score"), meta("gene"), meta("cdsStartStat"), meta("cdsEndStat"), meta("exonFrames"))
}

func TestTruth(t *testing.T) {
	cases := slices.DeleteFunc(sourcetest.Truth(t, "ucsc.jsonl"), func(c sourcetest.Case) bool {
		return !strings.Contains(c.File, "ref") // the other tables are intervals; package bed has them
	})
	sourcetest.EachCase(t, cases, open, func(t *testing.T, c sourcetest.Case, src source.Source) {
		sourcetest.Check(t, c, src, fileColumns)
	})
}

func FuzzRead(f *testing.F) { sourcetest.FuzzText(f, "f", read, "testdata/*.txt") }
