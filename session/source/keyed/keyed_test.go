package keyed_test

import (
	"context"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/gff"
	"github.com/epiviz/epivizgo/session/source/intervals"
	"github.com/epiviz/epivizgo/session/source/keyed"
	"github.com/epiviz/epivizgo/session/source/lines"
	"github.com/epiviz/epivizgo/session/source/sourcetest"
	"github.com/epiviz/epivizgo/session/source/table"
)

var background = context.Background()

func read(r *lines.Reader, head []byte) (source.Source, error) {
	layout, ok := table.SniffKeyed(head)
	if !ok {
		return nil, fmt.Errorf("%s is not recognised", r.Name())
	}
	return table.ReadKeyed(background, r, layout)
}

func readGTF(r *lines.Reader, _ []byte) (source.Source, error) {
	return gff.Read(background, r, gff.GTF, gff.Options{})
}

// genesOf returns the genes, and after them the transcripts, of a source.
func genesOf(t testing.TB, src source.Source, label string) (all []*keyed.Genes) {
	t.Helper()
	sources := []source.Source{src}
	if g, ok := src.(source.Transcripter); ok {
		sources = append(sources, g.Transcripts())
	}
	for _, src := range sources {
		if !keyed.HasNames(src.Info()) {
			t.Errorf("%s has no names", label)
		}
		g, err := keyed.Index(background, src, label)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, g)
	}
	return all
}

func genes(t testing.TB) []*keyed.Genes {
	return genesOf(t, sourcetest.OpenFile(t, "testdata/genes.gtf", readGTF), "genes.gtf")
}

func open(t testing.TB, text string) *keyed.Table {
	t.Helper()
	src, err := sourcetest.OpenText("a", text, read)
	if err != nil {
		t.Fatal(err)
	}
	return src.(*keyed.Table)
}

func openFile(t testing.TB, name string) *keyed.Table {
	return sourcetest.OpenFile(t, "testdata/"+name, read).(*keyed.Table)
}

func join(t testing.TB, table *keyed.Table, among []*keyed.Genes) *keyed.Table {
	t.Helper()
	joined, err := table.Join(background, among)
	if err != nil {
		t.Fatal(err)
	}
	return joined
}

func TestConformance(t *testing.T) {
	for name, want := range map[string]sourcetest.Want{
		"deseq2.csv":  {Items: 6, Sequences: []string{"chr1", "chr2", "chrX"}},
		"edger.txt":   {Items: 6, Sequences: []string{"chr1", "chr2"}},
		"samples.gct": {Items: 4, Sequences: []string{"chr1", "chrX"}},
	} {
		t.Run(name, func(t *testing.T) {
			sourcetest.Run(t, func(t testing.TB) source.Source { return join(t, openFile(t, name), genes(t)) }, want)
		})
	}
}

// TestTruth compares the rows that have places with those that another program found.
func TestTruth(t *testing.T) {
	truth, err := os.ReadFile("testdata/truth.tsv")
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]string{}
	for line := range strings.Lines(string(truth)) {
		file, row, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		want[file] = append(want[file], row)
	}
	for file, want := range want {
		src := join(t, openFile(t, file), genes(t))
		info := src.Info()
		key := slices.Index(info.Metadata, info.Keys[0])
		if file == "annotated.gct" {
			key = 1
		}
		var got []string
		for _, q := range info.Sequences {
			rows := sourcetest.All(t, src, q.Name)
			for i := range rows.Len() {
				got = append(got, fmt.Sprint(rows.Metadata[key][i], "\t", q.Name, "\t", rows.Start[i], "\t", rows.End[i], "\t",
					string(rows.Strand[i]), "\t", rows.Values[slices.Index(info.Values, firstValue[file])][i]))
			}
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s:\n%s\nwant\n%s", file, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}

// firstValue names the column of numbers that the truth has.
var firstValue = map[string]string{"deseq2.csv": "baseMean", "edger.txt": "logFC", "samples.gct": "S1", "annotated.gct": "A01",
	"abundance.tsv": "length", "htseq.txt": "count", "ReadsPerGene.out.tab": "unstranded"}

func TestNotes(t *testing.T) {
	for name, want := range map[string][]string{
		"deseq2.csv": {"5 of 6 rows joined to genes.gtf by the column row (2 by ids without their versions)", "1 row is named as no gene there: ENSG00000977777.1"},
		"edger.txt": {
			"4 of 6 rows joined to genes.gtf by the column row", "1 row is named as no gene there: NOSUCH",
			"1 row has a date or a number for a name, as spreadsheets make of MARCH1: 1-Mar",
			"1 row repeats the name of an earlier row: ALFA1", "1 row has a name of several places and is at each, 1 more in all: Y_ODD",
		},
		"annotated.gct": {"2 of 2 rows joined to genes.gtf by the column pr_gene_symbol"},
		"abundance.tsv": {"2 of 3 rows joined to genes.gtf by the column target_id (1 by a part of their name)",
			"1 row is named as no gene there: ENST00000988888.1"},
		"htseq.txt": {"3 of 5 rows joined to genes.gtf by the column gene", "2 rows are named as no gene there: __no_feature, __ambiguous"},
	} {
		if got := join(t, openFile(t, name), genes(t)).Info().Notes; !slices.Equal(got, want) {
			t.Errorf("%s: %q\nwant %q", name, got, want)
		}
	}
}

// TestWaiting has a table without genes: it has the columns that it has with them, and no places.
func TestWaiting(t *testing.T) {
	waiting := openFile(t, "deseq2.csv")
	joined := join(t, waiting, genes(t))
	info, with := waiting.Info(), joined.Info()
	if len(info.Sequences) != 0 || info.First.Len() != 0 || info.Items != 6 || info.Min != 0 || info.Max != 708.602169691234 {
		t.Errorf("%+v", info)
	}
	if !slices.Equal(info.Values, with.Values) || !slices.Equal(info.Metadata, with.Metadata) || info.Kind != with.Kind || !slices.Equal(info.Keys, []string{"row"}) {
		t.Errorf("%q %q, joined %q %q", info.Values, info.Metadata, with.Values, with.Metadata)
	}
	if want := "rows without places: 6, named by row; they wait for genes of these names: load a GTF, GFF3 or BED"; !slices.Equal(info.Notes, []string{want}) {
		t.Errorf("notes %q", info.Notes)
	}
	if _, err := waiting.Rows(background, genome.Interval{Seq: "chr1", End: 10}, source.RowOptions{}); err == nil {
		t.Error("rows without a place were given one")
	}
	// The table that a table is made of may be closed.
	_ = waiting.Close()
	_ = joined.Close()
	if again := join(t, joined, genes(t)); sourcetest.All(t, again, "chr1").Len() != 3 {
		t.Error("rows are lost")
	}
	if apart := join(t, joined, nil); !slices.Equal(apart.Info().Notes, info.Notes) || len(apart.Info().Sequences) != 0 {
		t.Errorf("without genes again: %+v", apart.Info())
	}
}

// TestNames has a row for each way in which a name may be found, and for names that only look so.
func TestNames(t *testing.T) {
	for name, want := range map[string]string{
		"ENSG00000900001.3": "chr1:999", "ENSG00000900001": "chr1:999", "ENSG00000900001.12": "chr1:999", "ENSG00000900001.3_1": "chr1:999",
		" ALFA1 ": "chr1:999", "OLDALFA": "chr1:999", "ENSG00000900002.11|BETA2": "chr1:2999", "BETA2|7157": "chr1:2999",
		"ENSG00000900003.1_GAMA3": "chr1:4999", "ENSG00000900003_GAMA3": "chr1:4999", "?|GAMA3": "chr1:4999", "ENSG00000900004": "chr2:99",
		"ENSG00000900005": "chrX:499", "ENSG00000900005.9_PAR_Y": "chrY:399", "EPSI5": "chrX:499 chrY:399", "AC0008.2": "chr3:49",
		"ENST00000900008.1": "chr3:49", // a transcript
		"AC0008.1":          "", "AC0008": "", "alfa1": "", "ALFA": "", "ENSG00000900001.": "", "ENSG00000900001.x": "", "": "", ".": "", "|": "",
		"ALFA1_BETA2": "", "ENSG0000090000": "",
	} {
		src := join(t, open(t, "gene\tv\n"+name+"\t1\n"), genes(t))
		var got []string
		for _, q := range src.Info().Sequences {
			for _, start := range sourcetest.All(t, src, q.Name).Start {
				got = append(got, fmt.Sprint(q.Name, ":", start))
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q is at %q, want %q", name, got, want)
		}
	}
}

// TestFurtherNames joins by ids of other databases, as annotations of NCBI have them.
func TestFurtherNames(t *testing.T) {
	const gff3 = "##gff-version 3\nNC_1\tx\tgene\t101\t200\t.\t+\t.\tID=gene-A;Name=A;Dbxref=GeneID:4711,HGNC:HGNC:5\n" +
		"NC_1\tx\tgene\t301\t400\t.\t+\t.\tID=gene-B;Name=B;Dbxref=GeneID:4712;gene_synonym=C\n"
	src, err := sourcetest.OpenText("g", gff3, func(r *lines.Reader, _ []byte) (source.Source, error) {
		return gff.Read(background, r, gff.GFF3, gff.Options{})
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]int{"4711": 100, "GeneID:4712": 300, "HGNC:5": -1, "C": 300, "5": -1, "A": 100} {
		joined := join(t, open(t, "\"\",\"v\"\n\"x\",0\n\""+name+"\",1\n"), genesOf(t, src, "g"))
		got := -1
		if len(joined.Info().Sequences) > 0 {
			got = sourcetest.All(t, joined, "NC_1").Start[0]
		}
		if got != want {
			t.Errorf("%s is at %d, want %d", name, got, want)
		}
	}
}

// TestChoice has several files with genes and several columns with names.
func TestChoice(t *testing.T) {
	gtf := func(label string, at int, names ...string) []*keyed.Genes {
		text := ""
		for i, name := range names {
			text += fmt.Sprintf("c\tx\tgene\t%d\t%d\t.\t+\t.\tgene_id \"id%s\"; gene_name \"%[3]s\";\n", at+i, at+i+5, name)
		}
		src, err := sourcetest.OpenText(label, text, readGTF)
		if err != nil {
			t.Fatal(err)
		}
		return genesOf(t, src, label)[:1]
	}
	few, many, same := gtf("few", 101, "A", "B"), gtf("many", 201, "A", "B", "C"), gtf("same", 301, "A", "B", "C")
	const ids, byName = "id\tgene\tnote\tv\nidA\tA\tC\t1\nidB\tX\tC\t2\nidZ\tC\tC\t3\n", "other\tgene\tv\nA\tA\t1\nx\tB\t2\ny\tC\t3\n"
	for _, c := range []struct {
		text   string
		among  []*keyed.Genes
		starts []int
		notes  []string
	}{
		{ids, slices.Concat(few, many), []int{100, 101},
			[]string{"2 of 3 rows joined to few by the column id", "2 rows are of many too: its places are taken once few is unloaded"}},
		{ids, slices.Concat(many, few), []int{200, 201},
			[]string{"2 of 3 rows joined to many by the column id", "2 rows are of few too: its places are taken once many is unloaded"}},
		{byName, slices.Concat(few, many, same), []int{200, 201, 202}, []string{"3 of 3 rows joined to many by the column gene",
			"2 rows are of few too: its places are taken once many is unloaded", "3 rows are of same too: its places are taken once many is unloaded"}},
		{"gene\tv\nno\t1\n", few, nil, []string{"0 of 1 rows joined to few"}},
	} {
		info := join(t, open(t, c.text), c.among).Info()
		var starts []int
		if len(info.Sequences) > 0 {
			starts = sourcetest.All(t, join(t, open(t, c.text), c.among), "c").Start
		}
		if notes := info.Notes[:len(c.notes)]; !slices.Equal(notes, c.notes) || !slices.Equal(starts, c.starts) {
			t.Errorf("rows at %v, want %v; notes %q, want %q", starts, c.starts, notes, c.notes)
		}
	}
}

// TestFeatures has rows that are named by features which are no genes: these are taken where no genes
// have the names.
func TestFeatures(t *testing.T) {
	features := func(text string) []*keyed.Genes {
		rows := intervals.NewBuilder(intervals.Schema{Metadata: []string{"name"}})
		for i, name := range strings.Fields(text) {
			if err := rows.Add(intervals.Row{Seq: []byte("p"), Start: i, End: i + 1, Metadata: [][]byte{[]byte(name)}}); err != nil {
				t.Fatal(err)
			}
		}
		return genesOf(t, rows.Finish(source.Info{Format: "BED"}), "peaks.bed")
	}
	for text, want := range map[string]string{"peak1 peak2 ALFA1 BETA2": "chr1", "peak1 peak2": "p"} {
		src := join(t, open(t, "peak\tv\nALFA1\t1\npeak1\t2\npeak2\t3\n"), slices.Concat(features(text), genes(t)))
		if want == "p" {
			src = join(t, open(t, "peak\tv\npeak1\t2\npeak2\t3\n"), slices.Concat(features(text), genes(t)))
		}
		if q := src.Info().Sequences; len(q) != 1 || q[0].Name != want {
			t.Errorf("%s: on %v, want %s", text, q, want)
		}
	}
	after := join(t, open(t, "peak\tv\npeak1\t2\npeak2\t3\n"), slices.Concat(genes(t), features("peak1 peak2")))
	if q := after.Info().Sequences; len(q) != 1 || q[0].Name != "p" {
		t.Errorf("features behind genes: on %v, want p", q)
	}
	if keyed.HasNames(source.Info{Kind: source.Features, Metadata: []string{"name"}, Items: -1}) {
		t.Error("a file that is read through an index would be read whole")
	}
	if keyed.HasNames(openFile(t, "deseq2.csv").Info()) {
		t.Error("a table would be joined to itself")
	}
}

// TestPlacesOfAName has genes of one name: those that overlap on a strand are one place.
func TestPlacesOfAName(t *testing.T) {
	for text, want := range map[string][][2]int{
		"101 200 + 150 250 +": {{100, 250}},
		"101 200 + 150 250 -": {{100, 200}, {149, 250}},
		"101 200 + 201 250 +": {{100, 200}, {200, 250}},
	} {
		f := strings.Fields(text)
		var gtf string
		for i := 0; i < len(f); i += 3 {
			gtf += fmt.Sprintf("c\tx\tgene\t%s\t%s\t.\t%s\t.\tgene_id \"id%d\"; gene_name \"A\";\n", f[i], f[i+1], f[i+2], i)
		}
		src, err := sourcetest.OpenText("g", gtf, readGTF)
		if err != nil {
			t.Fatal(err)
		}
		rows := sourcetest.All(t, join(t, open(t, "gene\tv\nA\t1\n"), genesOf(t, src, "g")[:1]), "c")
		var got [][2]int
		for i, start := range rows.Start {
			got = append(got, [2]int{start, rows.End[i]})
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: at %v, want %v", text, got, want)
		}
	}
}

// TestWide has more rows than are read at once, and one without cells.
func TestWide(t *testing.T) {
	var text strings.Builder
	text.WriteString("gene\ta\tb\n")
	for i := range 10_000 {
		fmt.Fprintf(&text, "%s\t%d\t.\n", []string{"ALFA1", "none"}[i%2], i)
	}
	text.WriteString("BETA2\n")
	src := join(t, open(t, text.String()), genes(t))
	rows := sourcetest.All(t, src, "chr1")
	if rows.Len() != 5001 || rows.Values[0][4999] != 9998 || !math.IsNaN(rows.Values[0][5000]) {
		t.Errorf("%d rows; notes %q", rows.Len(), src.Info().Notes)
	}
}

func FuzzRead(f *testing.F) {
	among := genes(f)
	sourcetest.FuzzText(f, "f", func(r *lines.Reader, head []byte) (source.Source, error) {
		src, err := read(r, head)
		if err != nil {
			return nil, err
		}
		joined, err := src.(*keyed.Table).Join(background, among)
		if err != nil {
			f.Error(err)
		}
		if n := joined.Info().Items; n != src.Info().Items {
			f.Errorf("%d rows became %d", src.Info().Items, n)
		}
		return joined, nil
	}, "testdata/*.csv", "testdata/*.txt", "testdata/*.gct", "testdata/*.tab")
}
