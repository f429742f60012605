package gff

import (
	"bytes"
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/lines"
	"github.com/epiviz/epivizgo/session/source/sourcetest"
)

func TestConformance(t *testing.T) {
	for name, c := range map[string]struct {
		view View
		want sourcetest.Want
	}{
		"genes.gtf":     {Genes, sourcetest.Want{Kind: source.Genes, Items: 4, Sequences: []string{"chr1", "chrX", "chrY"}}},
		"model.gff3":    {Genes, sourcetest.Want{Kind: source.Genes, Items: 5, Sequences: []string{"ctg1", "ctg2"}}},
		"features.gff3": {Genes, sourcetest.Want{Kind: source.Features, Items: 2, Sequences: []string{"chr1", "chr2"}}},
		"broken.gtf":    {Features, sourcetest.Want{Kind: source.Features, Items: 8, Sequences: []string{"chr1"}}},
	} {
		path := "testdata/" + name
		t.Run(name, func(t *testing.T) {
			sourcetest.Run(t, func(t testing.TB) source.Source { return open(t, path, c.view) }, c.want)
		})
	}
	t.Run("transcripts", func(t *testing.T) {
		want := sourcetest.Want{Kind: source.Genes, Items: 5, Sequences: []string{"chr1", "chrX", "chrY"}}
		sourcetest.Run(t, func(t testing.TB) source.Source {
			return open(t, "testdata/genes.gtf", Genes).(source.Transcripter).Transcripts()
		}, want)
	})
}

// drawn is what a row looks like.
type drawn struct {
	name, id, biotype string
	strand            string
	exons             [][2]int
	coding            [2]int
}

func drawnRows(t testing.TB, src source.Source, seq, name, id string) []drawn {
	t.Helper()
	rows := sourcetest.All(t, src, seq)
	var out []drawn
	for i := range rows.Len() {
		d := drawn{
			column(src, rows, name)[i], column(src, rows, id)[i], column(src, rows, "biotype")[i],
			string(rows.Strand[i]), rows.Exons[i], codingOf(rows, i),
		}
		out = append(out, d)
		if rows.Start[i] > d.exons[0][0] || rows.End[i] < d.exons[len(d.exons)-1][1] {
			t.Errorf("%s is [%d, %d) with exons %v", d.id, rows.Start[i], rows.End[i], d.exons)
		}
	}
	return out
}

func TestGTF(t *testing.T) {
	src := open(t, "testdata/genes.gtf", Genes)
	want := []drawn{
		{"Alpha", "A", "protein_coding", "+", [][2]int{{100, 250}, {400, 600}, {800, 900}}, [2]int{150, 453}},
		{"Beta", "B", "", "-", [][2]int{{2000, 2100}, {3000, 3100}}, [2]int{2000, 2000}},
	}
	if got := drawnRows(t, src, "chr1", "gene", "gene_id"); !reflect.DeepEqual(got, want) {
		t.Errorf("genes\n%v, want\n%v", got, want)
	}
	// The id C on two sequences is two genes.
	for seq, start := range map[string]int{"chrX": 10, "chrY": 30} {
		want := []drawn{{"C", "C", "", "+", [][2]int{{start, start + 10}}, [2]int{start, start}}}
		if got := drawnRows(t, src, seq, "gene", "gene_id"); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: genes %v, want %v", seq, got, want)
		}
	}
	transcripts := drawnRows(t, src.(source.Transcripter).Transcripts(), "chr1", "transcript", "transcript_id")
	want = []drawn{
		{"A.2", "A.2", "retained_intron", "+", [][2]int{{100, 250}, {500, 600}}, [2]int{100, 100}},
		{"Alpha-201", "A.1", "protein_coding", "+", [][2]int{{100, 200}, {400, 500}, {800, 900}}, [2]int{150, 453}},
		{"B.1", "B.1", "", "-", [][2]int{{2000, 2100}, {3000, 3100}}, [2]int{2000, 2000}},
	}
	if !reflect.DeepEqual(transcripts, want) {
		t.Errorf("transcripts\n%v, want\n%v", transcripts, want)
	}
}

func TestGFF3(t *testing.T) {
	src := open(t, "testdata/model.gff3", Genes)
	want := []drawn{
		{"EDEN, the garden", "g1", "protein_coding", "+", [][2]int{{1000, 1200}, {1500, 2000}}, [2]int{1100, 1600}},
		{"PSEUDO1", "PSEUDO1", "pseudogene", "-", [][2]int{{3000, 3500}}, [2]int{3000, 3000}},
		{"g3", "g3", "", "-", [][2]int{{4000, 4100}, {4200, 4300}}, [2]int{4000, 4300}},
	}
	if got := drawnRows(t, src, "ctg1", "gene", "gene_id"); !reflect.DeepEqual(got, want) {
		t.Errorf("genes\n%v, want\n%v", got, want)
	}
	// A transcript or an exon whose parent the file lacks is a gene of its own.
	want = []drawn{
		{"lost", "lost", "mRNA", "*", [][2]int{{10, 60}}, [2]int{10, 10}},
		{"nowhere", "nowhere", "", "*", [][2]int{{100, 160}}, [2]int{100, 100}},
	}
	if got := drawnRows(t, src, "ctg2", "gene", "gene_id"); !reflect.DeepEqual(got, want) {
		t.Errorf("genes\n%v, want\n%v", got, want)
	}
	transcripts := src.(source.Transcripter).Transcripts()
	rows := sourcetest.All(t, transcripts, "ctg1")
	if got := column(transcripts, rows, "transcript"); !slices.Equal(got, []string{"EDEN.1", "t2", "PSEUDO1", "g3"}) {
		t.Errorf("transcripts %q", got)
	}
	if got := column(transcripts, rows, "gene"); got[1] != "EDEN, the garden" {
		t.Errorf("t2 is of gene %q", got[1])
	}
	info := src.Info()
	if want := []genome.Sequence{{Name: "ctg1", Length: 10000}, {Name: "ctg2", Length: 500}}; !slices.Equal(info.Sequences, want) {
		t.Errorf("sequences %v; want %v", info.Sequences, want)
	}
}

func TestSearch(t *testing.T) {
	for _, c := range []struct{ file, text, want string }{
		{"genes.gtf", "alpha", "Alpha Alpha-201"},
		{"genes.gtf", "old1", "OLD1"},
		{"genes.gtf", "a.2", "A.2"},
		{"genes.gtf", "c", "C C C.1 C.1"},
		{"model.gff3", "gärten", "Gärten"},
		{"model.gff3", "eden", "EDEN EDEN.1"},
	} {
		src := open(t, "testdata/"+c.file, Genes).(source.Searcher)
		matches, err := src.Search(context.Background(), c.text, 10)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, m := range matches {
			got = append(got, m.Name)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("search %q: %q, want %q", c.text, got, c.want)
		}
	}
	src := open(t, "testdata/genes.gtf", Genes).(source.Searcher)
	if matches, err := src.Search(context.Background(), "a", -1); err != nil || len(matches) != 0 {
		t.Errorf("%v, %v", matches, err)
	}
}

func TestFeatures(t *testing.T) {
	src := open(t, "testdata/features.gff3", Genes)
	info := src.Info()
	if want := []string{"no line is of a gene: every line is shown as a feature"}; !slices.Equal(info.Notes, want) {
		t.Errorf("notes %q", info.Notes)
	}
	rows := sourcetest.All(t, src, "chr2")
	if got := column(src, rows, "name")[0]; got != "rep;1" {
		t.Errorf("name %q", got)
	}
	if rows.Start[0] != 0 || rows.End[0] != 50 || rows.Values[0][0] != 12.5 {
		t.Errorf("[%d, %d) with score %g", rows.Start[0], rows.End[0], rows.Values[0][0])
	}
}

func TestBroken(t *testing.T) {
	src := open(t, "testdata/broken.gtf", Genes)
	want := []string{
		"6 rows left out: line 2: found 1 tab-separated columns; wanted 9; line 3: start is 0; positions are counted from 1; " +
			"line 4: end 200 lies before start 201; also lines 5, 6, 7",
		"1 row of no gene: line 8: type exon without gene_id and transcript_id",
		"1 feature beside the genes: exon",
	}
	if got := src.Info().Notes; !slices.Equal(got, want) {
		t.Errorf("notes\n%q, want\n%q", got, want)
	}
	if got := drawnRows(t, src, "chr1", "gene", "gene_id")[0].exons; len(got) != 5 {
		t.Errorf("exons %v", got)
	}
}

func TestSniff(t *testing.T) {
	for text, want := range map[string]string{
		"##gff-version 3\n":                                    "GFF3",
		"##gff-version\t3.1.26\n":                              "GFF3",
		"chr1\t.\tgene\t1\t5\t.\t+\t.\tID=x\n":                 "GFF3",
		"chr1\t.\tgene\t1\t5\t.\t+\t.\tgene_id \"x=1\";\n":     "GTF",
		"chr1\t.\tgene\t1\t5\t.\t+\t.\tgroup1\n":               "GTF",
		"#c\n\nchr1\t.\tgene\t1\t5\t.\t+\t.\tgene_id x; a=b\n": "GTF",
		"chr1\t1\t5\tx\t.\t+\t.\t.\t.\n":                       "",
		"chr1 . gene 1 5 . + . ID=x\n":                         "",
		"":                                                     "",
	} {
		got := ""
		if d, ok := Sniff([]byte(text)); ok {
			got = d.String()
		}
		if got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestUnescape(t *testing.T) {
	for text, want := range map[string]string{
		"plain": "plain", "a%2Cb": "a,b", "%3b%3B": ";;", "100%": "100%", "%zz": "%zz", "%C3%A9": "é", "%2": "%2", "%09": "\t",
	} {
		if got := unescape(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// Deviations of well-known programs from the rules.
func TestInTheWild(t *testing.T) {
	row := func(kind string, start, end int, attributes string) string {
		return fmt.Sprintf("c\tx\t%s\t%d\t%d\t.\t+\t.\t%s\n", kind, start, end, attributes)
	}
	none := func(at int) [2]int { return [2]int{at, at} }
	for name, c := range map[string]struct {
		dialect Dialect
		text    string
		want    []drawn
	}{
		// NCBI calls the transcript of every mitochondrial gene unknown_transcript_1.
		"a transcript_id in two genes": {GTF,
			row("CDS", 11, 20, `gene_id "a"; transcript_id "t";`) + row("CDS", 31, 40, `gene_id "b"; transcript_id "t";`),
			[]drawn{{"a", "a", "", "+", [][2]int{{10, 20}}, [2]int{10, 20}}, {"b", "b", "", "+", [][2]int{{30, 40}}, [2]int{30, 40}}},
		},
		"nothing but codons": {GTF,
			row("start_codon", 11, 13, `gene_id "a"; transcript_id "t";`) + row("stop_codon", 31, 33, `gene_id "a"; transcript_id "t";`),
			[]drawn{{"a", "a", "", "+", [][2]int{{10, 13}, {30, 33}}, none(10)}},
		},
		"a flag among attributes": {GTF,
			row("gene", 11, 20, `partial; gene_id "a"; pseudo;mRNA_end_NF;gene_name "A";`),
			[]drawn{{"A", "a", "", "+", [][2]int{{10, 20}}, none(10)}},
		},
		"codons of GFF3": {GFF3,
			row("stop_codon", 11, 13, "Parent=a"), []drawn{{"a", "a", "", "+", [][2]int{{10, 13}}, none(10)}},
		},
		// Prokka writes tRNA and CDS without a gene above them.
		"CDS without a parent": {GFF3,
			row("tRNA", 11, 20, "ID=a") + row("CDS", 31, 40, "ID=b;Name=thrA") + row("CDS", 51, 60, "ID=b;Name=thrA"),
			[]drawn{{"a", "a", "tRNA", "+", [][2]int{{10, 20}}, none(10)}, {"thrA", "b", "CDS", "+", [][2]int{{30, 40}, {50, 60}}, [2]int{30, 60}}},
		},
		"RNA in the name of a reagent": {GFF3,
			row("gene", 11, 20, "ID=a") + row("RNAi_reagent", 11, 20, "ID=b"), []drawn{{"a", "a", "", "+", [][2]int{{10, 20}}, none(10)}},
		},
		"an escaped percent sign": {GFF3,
			row("gene", 11, 20, "ID=100%2525"), []drawn{{"100%25", "100%25", "", "+", [][2]int{{10, 20}}, none(10)}},
		},
	} {
		src, err := readText(c.text, c.dialect, Genes)
		if err != nil {
			t.Fatal(err)
		}
		if got := drawnRows(t, src, "c", "gene", "gene_id"); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: genes\n%v, want\n%v", name, got, c.want)
		}
	}
}

// A piece that belongs to nothing is said where genes are shown.
func TestStandsAlone(t *testing.T) {
	src, err := readText("c\t.\tgene\t1\t5\t.\t+\t.\tID=a\nc\t.\texon\t1\t5\t.\t+\t.\tnote=x\n", GFF3, Genes)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"1 row of no gene: line 2: type exon without Parent and ID", "1 feature beside the genes: exon"}
	if !slices.Equal(src.Info().Notes, want) {
		t.Errorf("notes %q, want %q", src.Info().Notes, want)
	}
}

// Sequence names are escaped in GFF3 as attributes are.
func TestEscapedSequence(t *testing.T) {
	src, err := readText("##sequence-region a%20b 1 90\na%20b\t.\tgene\t1\t5\t.\t+\t.\tID=a\n", GFF3, Genes)
	if err != nil {
		t.Fatal(err)
	}
	if want := []genome.Sequence{{Name: "a b", Length: 90}}; !slices.Equal(src.Info().Sequences, want) {
		t.Errorf("sequences %v, want %v", src.Info().Sequences, want)
	}
}

// Parents that go round in a circle end.
func TestCircle(t *testing.T) {
	src, err := readText("chr1\t.\tmRNA\t1\t5\t.\t+\t.\tID=a;Parent=b\nchr1\t.\tmRNA\t1\t5\t.\t+\t.\tID=b;Parent=a\n"+
		"chr1\t.\texon\t1\t5\t.\t+\t.\tParent=a\n", GFF3, Genes)
	if err != nil || src.Info().Items == 0 {
		t.Errorf("%v", err)
	}
}

func readText(text string, d Dialect, view View) (source.Source, error) {
	return sourcetest.OpenText("t", text, func(r *lines.Reader, _ []byte) (source.Source, error) {
		return Read(context.Background(), r, d, Options{View: view})
	})
}

func FuzzRead(f *testing.F) {
	add := func(text []byte) { f.Add(text, bytes.HasPrefix(text, []byte("##gff"))) }
	sourcetest.Seeds(f, add, "testdata/*.g*", "shared/gff3/*.gff*", "shared/gtf/*.gtf")
	f.Fuzz(func(t *testing.T, text []byte, gff3 bool) {
		d := GTF
		if gff3 {
			d = GFF3
		}
		for _, view := range []View{Genes, Features} {
			src, err := readText(string(text), d, view)
			if err != nil {
				continue
			}
			for _, q := range src.Info().Sequences {
				sourcetest.All(t, src, q.Name)
			}
		}
	})
}

// codingOf returns the coding stretch of a row; no bases where the file does not say what codes.
func codingOf(rows *source.Rows, i int) [2]int {
	if rows.Coding == nil {
		return [2]int{rows.Start[i], rows.Start[i]}
	}
	return rows.Coding[i]
}

// A file without any CDS does not say what codes for a protein; with one, each gene without is told to code for none.
func TestCodingOfFile(t *testing.T) {
	const gene = "c\tx\tgene\t1\t9\t.\t+\t.\tgene_id \"a\";\nc\tx\texon\t1\t9\t.\t+\t.\tgene_id \"a\"; transcript_id \"t\";\n"
	const other = "c\tx\tCDS\t21\t26\t.\t+\t0\tgene_id \"b\"; transcript_id \"u\";\n"
	for text, want := range map[string]string{gene: "[]", gene + other: "[[0 0] [20 26]]"} {
		src, err := readText(text, GTF, Genes)
		if err != nil {
			t.Fatal(err)
		}
		for _, rows := range []*source.Rows{sourcetest.All(t, src, "c"), sourcetest.All(t, src.(source.Transcripter).Transcripts(), "c")} {
			if got := fmt.Sprint(rows.Coding); got != want {
				t.Errorf("%q: coding %s, want %s", text, got, want)
			}
		}
	}
}
