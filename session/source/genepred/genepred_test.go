package genepred

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/lines"
	"github.com/epiviz/epivizgo/session/source/sourcetest"
)

func open(t testing.TB, path string) source.Source {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	r, err := lines.NewReader(filepath.Base(path), f)
	if err != nil {
		t.Fatal(err)
	}
	head, err := r.Peek()
	if err != nil {
		t.Fatal(err)
	}
	layout, ok := Sniff(head)
	if !ok {
		t.Fatalf("%s is not recognised", path)
	}
	src, err := Read(context.Background(), r, layout)
	if err != nil {
		t.Fatal(err)
	}
	return src
}

func rowsOf(t testing.TB, src source.Source, seq string) *source.Rows {
	t.Helper()
	rows, err := src.Rows(context.Background(), genome.Interval{Seq: seq, End: genome.MaxPosition}, source.RowOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

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
		"refFlat.txt":   {"refFlat", []string{"gene", "transcript"}, []string{"ALPHA", "NM_1"}},
		"knownGene.txt": {"knownGene", []string{"gene", "transcript", "proteinID", "alignID"}, []string{"uc001aaa.1", "uc001aaa.1", "", "uc001aaa.1"}},
	} {
		src := open(t, "testdata/"+name)
		if info := src.Info(); info.Format != want.format || !slices.Equal(info.Metadata, want.metadata) {
			t.Errorf("%s: %s with %q, want %+v", name, info.Format, info.Metadata, want)
		}
		rows := rowsOf(t, src, "chr1")
		var first []string
		for _, c := range rows.Metadata {
			first = append(first, c[0])
		}
		if !slices.Equal(first, want.first) {
			t.Errorf("%s: the first row has %q, want %q", name, first, want.first)
		}
		if want := [][2]int{{100, 200}, {400, 500}, {800, 1000}}; rows.Start[0] != 100 || rows.End[0] != 1000 || !reflect.DeepEqual(rows.Exons[0], want) {
			t.Errorf("%s: [%d, %d) with exons %v", name, rows.Start[0], rows.End[0], rows.Exons[0])
		}
	}
	if rows := rowsOf(t, open(t, "testdata/refGene.txt"), "chr1"); !reflect.DeepEqual(rows.Coding, [][2]int{{150, 900}, {1000, 1000}}) {
		t.Errorf("coding %v", rows.Coding)
	}
}

func TestBroken(t *testing.T) {
	info := open(t, "testdata/broken.txt").Info()
	want := "9 rows passed over: line 2: strand \"?\" is neither + nor -; line 3: txEnd 100 lies before txStart 1000; " +
		"line 4: cdsEnd 900 lies before cdsStart 950; also lines 5, 6, 7, 8, 9, 10"
	if info.Items != 11 || !slices.Equal(info.Notes, []string{want}) {
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

func TestNoGoodRow(t *testing.T) {
	r, err := lines.NewReader("t.txt", strings.NewReader("T\tchr1\t+\t5\t1\t1\t1\t0\t\t\n"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = Read(context.Background(), r, Layout{Format: "genePred", all: basic})
	var at *lines.Error
	if !errors.As(err, &at) || !errors.Is(err, source.ErrFormat) || at.Line != 1 {
		t.Errorf("error %v", err)
	}
}

// bin is the number of the smallest bin that holds [start, end), by which
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
	sources := map[string]source.Source{}
	for _, c := range sourcetest.Truth(t, "ucsc.jsonl") {
		if !strings.Contains(c.File, "ref") {
			continue // the other tables are intervals; package bed has them
		}
		src := sources[c.File]
		if src == nil {
			src = open(t, c.Path())
			sources[c.File] = src
		}
		t.Run(c.File+" "+c.Query.Kind, func(t *testing.T) {
			switch c.Query.Kind {
			case "header":
				sourcetest.CheckHeader(t, c, src)
			case "rows":
				sourcetest.CheckRows(t, c, src, fileColumns)
			default:
				t.Errorf("no test for kind %q", c.Query.Kind)
			}
		})
	}
}

func FuzzRead(f *testing.F) {
	for _, name := range []string{"refGene.txt", "refFlat.txt", "knownGene.txt", "broken.txt"} {
		text, err := os.ReadFile("testdata/" + name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
	}
	f.Fuzz(func(t *testing.T, text string) {
		layout, ok := Sniff([]byte(text))
		if !ok {
			return
		}
		r, err := lines.NewReader("f", strings.NewReader(text))
		if err != nil {
			return
		}
		src, err := Read(context.Background(), r, layout)
		if err != nil {
			return
		}
		for _, q := range src.Info().Sequences {
			rowsOf(t, src, q.Name)
		}
	})
}
