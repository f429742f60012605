package gff

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/lines"
	"github.com/epiviz/epivizgo/session/source/sourcetest"
)

func open(t testing.TB, path string, view View) source.Source {
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
	dialect, ok := Sniff(head)
	if !ok {
		t.Fatalf("%s is not recognised", path)
	}
	src, err := Read(context.Background(), r, dialect, Options{View: view})
	if err != nil {
		t.Fatal(err)
	}
	return src
}

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
	sources := map[string]source.Source{}
	for _, name := range []string{"gtf.jsonl", "gff3.jsonl"} {
		for _, c := range sourcetest.Truth(t, name) {
			src := sources[c.File]
			if src == nil {
				src = open(t, c.Path(), Features)
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
	sources := map[string]source.Source{}
	for _, c := range sourcetest.Truth(t, "genes.jsonl") {
		src := sources[c.File]
		if src == nil {
			src = open(t, c.Path(), Genes)
			sources[c.File] = src
		}
		t.Run(c.File+" "+c.Query.Kind+" "+c.Query.GeneID, func(t *testing.T) {
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
		for _, kind := range everything(t, features, q.Name).Metadata[slices.Index(info.Metadata, "type")] {
			types[kind]++
		}
	}
	for kind, n := range want.Types {
		if types[kind] != n {
			t.Errorf("%d lines of type %s, want %d", types[kind], kind, n)
		}
	}
}

func everything(t testing.TB, src source.Source, seq string) *source.Rows {
	t.Helper()
	rows, err := src.Rows(context.Background(), genome.Interval{Seq: seq, End: genome.MaxPosition}, source.RowOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// column returns a metadata column.
func column(src source.Source, rows *source.Rows, name string) []string {
	return rows.Metadata[slices.Index(src.Info().Metadata, name)]
}

func checkGene(t *testing.T, c sourcetest.Case, src source.Source) {
	var want geneTruth
	c.Decode(t, &want)
	rows := everything(t, src, c.Query.Chr)
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
	if string(rows.Strand[i]) != want.Strand || rows.Start[i] != want.Start || rows.End[i] != want.End {
		t.Errorf("[%d, %d) %c, want [%d, %d) %s", rows.Start[i], rows.End[i], rows.Strand[i], want.Start, want.End, want.Strand)
	}
	if !slices.Equal(rows.Exons[i], want.Exons) {
		t.Errorf("exons %v, want %v", rows.Exons[i], want.Exons)
	}
	if want.Transcripts == 0 {
		return
	}
	ts := src.(source.Transcripter).Transcripts()
	all := everything(t, ts, c.Query.Chr)
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
