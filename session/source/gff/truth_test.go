package gff

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/lines"
	"github.com/epiviz/epivizgo/session/source/sourcetest"
)

func open(t testing.TB, path string, view View) source.Source {
	t.Helper()
	return sourcetest.OpenFile(t, path, func(r *lines.Reader, head []byte) (source.Source, error) {
		dialect, ok := Sniff(head)
		if !ok {
			return nil, fmt.Errorf("%s is not recognised", r.Name())
		}
		return Read(context.Background(), r, dialect, Options{View: view})
	})
}

func openGenes(t testing.TB, path string) source.Source    { return open(t, path, Genes) }
func openFeatures(t testing.TB, path string) source.Source { return open(t, path, Features) }

// fileColumns puts a line together again: start counts from 1 in the file.
func fileColumns(info source.Info, seq string, rows *source.Rows, i int) []string {
	meta := func(name string) string { return rows.Metadata[slices.Index(info.Metadata, name)][i] }
	strand := strings.ReplaceAll(string(rows.Strand[i]), "*", ".")
	return []string{
		seq, meta("source"), meta("type"), strconv.Itoa(rows.Start[i] + 1), strconv.Itoa(rows.End[i]),
		meta("score"), strand, meta("phase"), meta("attributes"),
	}
}

func TestTruthLines(t *testing.T) {
	for _, list := range []string{"gtf.jsonl", "gff3.jsonl"} {
		sourcetest.EachCase(t, sourcetest.Truth(t, list), openFeatures, func(t *testing.T, c sourcetest.Case, src source.Source) {
			sourcetest.Check(t, c, src, fileColumns)
		})
	}
}

// geneTruth is the expectation of a gene case; what a GFF3 file's lack is zero.
type geneTruth struct {
	Name        string `json:"gene_name"`
	Strand      string
	Start, End  int
	Transcripts int
	Exons       [][2]int `json:"exons_merged"`
	First       string   `json:"first_transcript"`
	FirstExons  [][2]int `json:"first_transcript_exons"`
}

func TestTruthGenes(t *testing.T) {
	sourcetest.EachCase(t, sourcetest.Truth(t, "genes.jsonl"), openGenes, func(t *testing.T, c sourcetest.Case, src source.Source) {
		switch c.Query.Kind {
		case "genes_count":
			checkCount(t, c, src)
		case "gene":
			checkGene(t, c, src)
		default:
			t.Errorf("no test for kind %q", c.Query.Kind)
		}
	})
}

// checkCount compares numbers of genes and transcripts, and of lines by type.
func checkCount(t *testing.T, c sourcetest.Case, src source.Source) {
	var want struct {
		Rows        int
		Genes       *int64 `json:"genes_with_exons"`
		Transcripts *int64 `json:"transcripts_with_exons"`
		Types       map[string]int
	}
	c.Decode(t, &want)
	if want.Genes != nil {
		if got := src.Info().Items; got != *want.Genes {
			t.Errorf("%d genes, want %d", got, *want.Genes)
		}
		if got := src.(source.Transcripter).Transcripts().Info().Items; got != *want.Transcripts {
			t.Errorf("%d transcripts, want %d", got, *want.Transcripts)
		}
	}
	features := open(t, c.Path(), Features)
	types := map[string]int{}
	info := features.Info()
	for _, q := range info.Sequences {
		for _, kind := range sourcetest.All(t, features, q.Name).Metadata[slices.Index(info.Metadata, "type")] {
			types[kind]++
		}
	}
	for kind, n := range want.Types {
		if types[kind] != n {
			t.Errorf("%d lines of type %s, want %d", types[kind], kind, n)
		}
	}
}

// noExonLines is a file whose transcripts have CDS and UTR but no exon lines. GenomicFeatures
// takes the CDS for the exons; here they are both.
const noExonLines = "gff3/large_chrom_csi.gff3.gz"

// longerLines are files whose gene has a line that is longer than what the truth takes for its exons.
var longerLines = map[string][2]int{
	noExonLines:                     {1000001049, 1000009000},
	"gff3/TheCanonicalGene_v1.gff3": {999, 9000},
}

var withUTR = [][2]int{{1000001049, 1000001500}, {1000002999, 1000003902}, {1000004999, 1000005500}, {1000006999, 1000009000}}

// column returns a metadata column.
func column(src source.Source, rows *source.Rows, name string) []string {
	return rows.Metadata[slices.Index(src.Info().Metadata, name)]
}

func checkGene(t *testing.T, c sourcetest.Case, src source.Source) {
	var want geneTruth
	c.Decode(t, &want)
	rows := sourcetest.All(t, src, c.Query.Chr)
	i := slices.Index(column(src, rows, "gene_id"), c.Query.GeneID)
	if i < 0 {
		i = slices.Index(column(src, rows, "gene"), c.Query.GeneID)
	}
	if i < 0 {
		t.Fatalf("no gene %s", c.Query.GeneID)
	}
	if got := column(src, rows, "gene")[i]; want.Name != "" && got != want.Name {
		t.Errorf("name %s, want %s", got, want.Name)
	}
	if line, ok := longerLines[c.File]; ok { // the truth's gene is its exons; a row holds the gene's own line too
		want.Start, want.End = line[0], line[1]
	}
	if string(rows.Strand[i]) != want.Strand || rows.Start[i] != want.Start || rows.End[i] != want.End {
		t.Errorf("[%d, %d) %c, want [%d, %d) %s", rows.Start[i], rows.End[i], rows.Strand[i], want.Start, want.End, want.Strand)
	}
	if c.File == noExonLines {
		want.Exons = withUTR
	}
	if !slices.Equal(rows.Exons[i], want.Exons) {
		t.Errorf("exons %v, want %v", rows.Exons[i], want.Exons)
	}
	if want.Transcripts == 0 {
		return
	}
	ts := src.(source.Transcripter).Transcripts()
	all := sourcetest.All(t, ts, c.Query.Chr)
	n := 0
	for k, id := range column(ts, all, "gene_id") {
		if id != c.Query.GeneID {
			continue
		}
		n++
		if column(ts, all, "transcript_id")[k] == want.First && !slices.Equal(all.Exons[k], want.FirstExons) {
			t.Errorf("exons of %s %v, want %v", want.First, all.Exons[k], want.FirstExons)
		}
	}
	if n != want.Transcripts || !slices.Contains(column(ts, all, "transcript_id"), want.First) {
		t.Errorf("%d transcripts, want %d with %s", n, want.Transcripts, want.First)
	}
}
