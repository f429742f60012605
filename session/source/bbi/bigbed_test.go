package bbi

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/bbi/bbitest"
	"github.com/epiviz/epivizgo/session/source/sourcetest"
)

const geneSQL = `table genes
"Genes (made up)"
(
string chrom; "c"
uint chromStart; "s"
uint chromEnd; "e"
string name; "id"
uint score; "x"
char[1] strand; "+"
uint thickStart; ""
uint thickEnd; ""
uint reserved; ""
int blockCount; ""
int[blockCount] blockSizes; ""
int[blockCount] chromStarts; ""
string geneId; ""
string geneName; ""
int level; ""
)`

const peakSQL = `table peaks
"Peaks (made up)"
(
string chrom; ""
uint chromStart; ""
uint chromEnd; ""
string name; ""
uint score; ""
char[1] strand; ""
float signalValue; ""
int peak; ""
string note; ""
)`

var geneRows = []bbitest.Feature{
	{Seq: "chr2", Start: 100, End: 200, Rest: "T1\t0\t+\t110\t190\t0\t2\t20,30,\t0,70,\tG1\tABC1\t2"},
	{Seq: "chr2", Start: 150, End: 900, Rest: "T2\t5\t-\t150\t150\t0\t1\t750\t0\tG2\tABC2\t3"},
	{Seq: "chr2", Start: 160, End: 170, Rest: "T3\t5\t.\t10\t900\t0\t2\t5,5\t0,7\tG2\tABC2\t"},
	{Seq: "chr1", Start: 7, End: 9, Rest: "T4"},
}

func TestBigBedGenes(t *testing.T) {
	data := bbitest.BigBed(testSeqs, slices.Values(geneRows), bbitest.Options{AutoSQL: geneSQL, Fields: 15, Standard: 12})
	src := open(t, data)
	info := src.Info()
	if info.Format != "bigBed" || info.Kind != source.Genes || info.Items != 4 || !math.IsNaN(info.Min) ||
		!slices.Equal(info.Values, []string{"level"}) ||
		!slices.Equal(info.Metadata, []string{"gene", "name", "score", "itemRgb", "geneId", "level"}) {
		t.Errorf("info = %+v", info)
	}
	rows, err := src.Rows(t.Context(), genome.Interval{Seq: "chr2", Start: 0, End: 5000}, source.RowOptions{})
	if err != nil {
		t.Fatal(err)
	}
	want := &source.Rows{
		Number: []int{1, 2, 3}, Start: []int{100, 150, 160}, End: []int{200, 900, 170}, Strand: []byte("+-*"),
		Values:   [][]float64{{2, 3, -1}},
		Metadata: [][]string{{"ABC1", "ABC2", "ABC2"}, {"T1", "T2", "T3"}, {"0", "5", "5"}, {"0", "0", "0"}, {"G1", "G2", "G2"}, {"2", "3", ""}},
		Exons:    [][][2]int{{{100, 120}, {170, 200}}, {{150, 900}}, {{160, 170}}}, // the blocks of T3 reach behind its end
		Coding:   [][2]int{{110, 190}, {150, 150}, {160, 160}},                     // the thick part of T3 does too
		Total:    3,
	}
	if !math.IsNaN(rows.Values[0][2]) {
		t.Errorf("an empty number is %v", rows.Values[0][2])
	}
	rows.Values[0][2] = -1 // NaN does not compare
	if !reflect.DeepEqual(rows, want) {
		t.Errorf("rows = %+v\nwant   %+v", rows, want)
	}
	short, err := src.Rows(t.Context(), genome.Interval{Seq: "chr1", Start: 0, End: 50}, source.RowOptions{})
	if err != nil || short.Len() != 1 || short.Metadata[1][0] != "T4" || short.Metadata[0][0] != "" || short.Exons[0][0] != [2]int{7, 9} {
		t.Errorf("a row that lacks columns: %+v, %v", short, err)
	}
}

func TestBigBedPeaks(t *testing.T) {
	row := bbitest.Feature{Seq: "chr2", Start: 10, End: 20, Rest: "p1\t900\t.\t3.5\t4\twith a tab\there"}
	src := open(t, bbitest.BigBed(testSeqs, slices.Values([]bbitest.Feature{row}), bbitest.Options{AutoSQL: peakSQL, Fields: 9, Standard: 6}))
	info := src.Info()
	if info.Kind != source.Features || !slices.Equal(info.Values, []string{"score", "signalValue"}) ||
		!slices.Equal(info.Metadata, []string{"name", "score", "signalValue", "peak", "note"}) {
		t.Errorf("info = %+v", info)
	}
	rows, err := src.Rows(t.Context(), info.First, source.RowOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(rows.Values, [][]float64{{900}, {3.5}}) || rows.Exons != nil || rows.Coding != nil ||
		!reflect.DeepEqual(rows.Metadata, [][]string{{"p1"}, {"900"}, {"3.5"}, {"4"}, {"with a tab\there"}}) {
		t.Errorf("rows = %+v", rows)
	}
}

// Without a description the header's counts give the columns.
func TestBigBedWithoutAutoSQL(t *testing.T) {
	for _, tc := range []struct {
		fields, standard int
		want             []string
	}{
		{3, 3, nil},
		{4, 4, []string{"name"}},
		{8, 5, []string{"name", "score", "field6", "field7", "field8"}},
		{14, 12, []string{"gene", "score", "itemRgb", "field13", "field14"}},
	} {
		for version := 1; version <= 4; version++ {
			data := bbitest.BigBed(testSeqs, slices.Values([]bbitest.Feature{{Seq: "chr1", Start: 1, End: 2}}),
				bbitest.Options{Fields: tc.fields, Standard: tc.standard, Version: version})
			if got := open(t, data).Info().Metadata; !slices.Equal(got, tc.want) {
				t.Errorf("%d of %d columns: %q, want %q", tc.standard, tc.fields, got, tc.want)
			}
		}
	}
}

func TestExons(t *testing.T) {
	r := &record{start: 100, end: 200}
	whole := [][2]int{{100, 200}}
	for _, tc := range []struct {
		sizes, starts string
		want          [][2]int
	}{
		{"10,20", "0,80", [][2]int{{100, 110}, {180, 200}}},
		{"10,20,", "0,80,", [][2]int{{100, 110}, {180, 200}}},
		{"10,10,80", "0,10,20", whole},
		{"50,10", "0,20", [][2]int{{100, 150}}},
		{"0,5", "0,9", [][2]int{{109, 114}}},
		{"5,5", "50,0", whole},
		{"5,500", "0,50", whole},
		{"5,-5", "0,50", whole},
		{"5,x", "0,50", whole},
		{"", "", whole},
	} {
		if got := exons(r, tc.sizes, tc.starts); !reflect.DeepEqual(got, tc.want) {
			t.Errorf("sizes %q, starts %q: %v, want %v", tc.sizes, tc.starts, got, tc.want)
		}
	}
}

// features returns rows of which some are long and span many blocks.
func features(rng *rand.Rand, n int) []bbitest.Feature {
	var list []bbitest.Feature
	for _, s := range testSeqs {
		for pos := 1; pos < s.Length && s.Name != "empty"; pos += rng.IntN(2 * s.Length / n) {
			width := rng.IntN(20)
			if rng.IntN(20) == 0 {
				width = rng.IntN(s.Length)
			}
			f := bbitest.Feature{Seq: s.Name, Start: pos, End: min(pos+width, s.Length)}
			f.Rest = fmt.Sprintf("n%d\t%d\t%c", len(list), rng.IntN(1000), "+-."[rng.IntN(3)])
			list = append(list, f)
		}
	}
	return list
}

func TestConformance(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 9))
	reopen := func(data []byte) func(testing.TB) source.Source {
		return func(t testing.TB) source.Source {
			src, err := Open(bytes.NewReader(data), int64(len(data)), "made")
			if err != nil {
				t.Fatal(err)
			}
			return src
		}
	}
	var names []string
	for _, s := range testSeqs {
		names = append(names, s.Name)
	}
	for _, opt := range []bbitest.Options{
		{Fields: 6, PerBlock: 7, Fanout: 3},
		{Fields: 6, BigEndian: true, Uncompressed: true, Version: 1},
	} {
		rows := features(rng, 300)
		data := bbitest.BigBed(testSeqs, slices.Values(rows), opt)
		t.Run("bigBed", func(t *testing.T) {
			sourcetest.Run(t, reopen(data), sourcetest.Want{Kind: source.Features, Items: int64(len(rows)), Sequences: names})
		})
	}
	for _, opt := range []bbitest.Options{
		{PerBlock: 20, Fanout: 3, Zooms: []int{64, 256}},
		{Section: bbitest.FixStep, BigEndian: true, Uncompressed: true, Version: 1},
	} {
		data := bbitest.BigWig(testSeqs, slices.Values(randomValues(rng)), opt)
		t.Run("bigWig", func(t *testing.T) {
			sourcetest.Run(t, reopen(data), sourcetest.Want{Kind: source.Signal, Items: -1, Sequences: names})
		})
	}
}
