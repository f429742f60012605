package table

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/keyed"
	"github.com/epiviz/epivizgo/session/source/lines"
	"github.com/epiviz/epivizgo/session/source/sourcetest"
)

// openKeyed reads a table without places.
func openKeyed(t testing.TB, text string) *keyed.Table {
	t.Helper()
	src, err := sourcetest.OpenText("a", text, func(r *lines.Reader, head []byte) (source.Source, error) {
		if _, ok := Sniff(head, Options{}); ok {
			return nil, fmt.Errorf("it has places")
		}
		layout, ok := SniffKeyed(head)
		if !ok {
			return nil, fmt.Errorf("not recognized")
		}
		return ReadKeyed(context.Background(), r, layout)
	})
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return src.(*keyed.Table)
}

// TestKeyed reads tables in the forms of programs, and in those that people give them.
func TestKeyed(t *testing.T) {
	for name, c := range map[string]struct {
		text         string
		format       string
		keys, values []string
		first        []float64 // of the first row
		notes        []string
	}{
		"write.csv": {"\"\",\"baseMean\",\"log2FoldChange\"\n\"G1\",12.5,-1e-3\n\"G2\",0,NA\n", "DESeq2 table",
			[]string{"row"}, []string{"baseMean", "log2FoldChange"}, []float64{12.5, -0.001}, nil},
		"write.table": {"\"logFC\" \"logCPM\" \"PValue\"\n\"G1\" 1 2 3e-4\n", "edgeR table",
			[]string{"row"}, []string{"logFC", "logCPM", "PValue"}, []float64{1, 2, 3e-4}, nil},
		"limma":            {"ID\tlogFC\tAveExpr\tadj.P.Val\nG1\t1\t2\t1\n", "limma table", []string{"ID"}, []string{"logFC", "AveExpr", "adj.P.Val"}, []float64{1, 2, 1}, nil},
		"matrix":           {"gene_id,S1,S2\nG1,1,2\nG2,3,4\n", "table by name", []string{"gene_id"}, []string{"S1", "S2"}, []float64{1, 2}, nil},
		"numbered samples": {"gene\t1\t2\nG1\t5\t6\n", "table by name", []string{"gene"}, []string{"1", "2"}, []float64{5, 6}, nil},
		"semicolons": {"\xef\xbb\xbfGene;Wert A;Wert B\nG1;1,5;-0,25\nG2;1.234,5;3\n", "table by name", []string{"Gene"}, []string{"Wert A", "Wert B"},
			[]float64{1.5, -0.25}, []string{"a point in the numbers of Wert A is read as the mark of thousands",
				"columns are separated by semicolons; a comma in a number is read as its decimal point"}},
		"decimal commas": {"gene\tlogFC\nG1\t1,5\nG2\t-0,25\n", "table by name", []string{"gene"}, []string{"logFC"}, []float64{1.5},
			[]string{"a comma in a number is read as its decimal point"}},
		"sep=": {"sep=;\ngene;v\nG1;1\n", "table by name", []string{"gene"}, []string{"v"}, []float64{1},
			[]string{"columns are separated by semicolons; a comma in a number is read as its decimal point"}},
		"numbers of rows":    {",symbol,v\n1,A,5\n2,B,6\n", "table by name", []string{"symbol"}, []string{"row", "v"}, []float64{1, 5}, nil},
		"Entrez ids":         {"\"\",\"v\"\n\"7157\",1\n\"672\",2\n", "table by name", []string{"row"}, []string{"v"}, []float64{1}, nil},
		"ids and symbols":    {"row,symbol,ensembl_gene_id,v\nx,A,E,1\n", "table by name", []string{"row", "ensembl_gene_id", "symbol"}, []string{"v"}, []float64{1}, nil},
		"with a sequence":    {"gene_name\tchr\tlogFC\nA\t1\t2\n", "table by name", []string{"gene_name"}, []string{"chr", "logFC"}, []float64{1, 2}, nil},
		"names in a comment": {"#gene_id\tS1\nA\t1\nB\t2\n", "table by name", []string{"gene_id"}, []string{"S1"}, []float64{1}, nil},
		"comments":           {"# Program: x\nGeneid\tS1\nA\t1\n", "table by name", []string{"Geneid"}, []string{"S1"}, []float64{1}, nil},
		"CR":                 {"gene\tv\rA\t1\rB\t2\r", "table by name", []string{"gene"}, []string{"v"}, []float64{1}, nil},
		"a short row": {"gene,a,b\nA,1,2\nB,3\n", "table by name", []string{"gene"}, []string{"a", "b"}, []float64{1, 2},
			[]string{"b left out of 1 row: line 3: found 2 columns; wanted 3"}},
		"a long row": {"gene,a\nA,1\nB,3,4,5\n", "table by name", []string{"gene"}, []string{"a"}, []float64{1},
			[]string{"what is behind column 2 left out of 1 row: line 3: found 4 columns"}},
		"quotes": {"gene,a,note\nA,1,\"x, \"\"y\"\"\"\n", "table by name", []string{"gene"}, []string{"a"}, []float64{1}, nil},
		"text": {"gene,a\n" + strings.Repeat("A,1\n", 19) + "B,low\n", "table by name", []string{"gene"}, []string{"a"}, []float64{1},
			[]string{`a is text, no number, in 1 of 20 rows, as "low": they have no value`}},
		"Latin-1": {"gene;Gr\xf6\xdfe\nA;1\n", "table by name", []string{"gene"}, []string{"Größe"}, []float64{1},
			[]string{"columns are separated by semicolons; a comma in a number is read as its decimal point"}},
		"nearest gene": {"peak,gene,nearest_gene,fold\np1,A,B,2\np2,C,D,3\n", "table by name", []string{"peak", "gene"}, []string{"fold"}, []float64{2}, nil},
		"no rows":      {"gene,a\n", "table by name", []string{"gene"}, nil, nil, nil},
		"percentages":  {"gene,share\nA,12%\n", "table by name", []string{"gene"}, []string{"share"}, []float64{12}, []string{"the percent sign is left out of the numbers of share"}},
		"lines":        {"gene,a,note\nA,1,\"x\ny\"\n", "table by name", []string{"gene"}, []string{"a"}, []float64{1}, nil},
		"#N/A":         {"gene,a\nA,#N/A\nB,1\n", "table by name", []string{"gene"}, []string{"a"}, []float64{math.NaN()}, nil},
		"infinite":     {"gene,a\nA,Inf\nB,1\n", "table by name", []string{"gene"}, []string{"a"}, []float64{math.Inf(1)}, nil},
		"htseq":        {"ENSG00000900001.3\t120\n__no_feature\t3\n", "table of counts", []string{"gene"}, []string{"count"}, []float64{120}, nil},
		"STAR": {"N_unmapped\t1\t2\t3\nENSG00000900001\t4\t5\t6\n", "STAR table of counts", []string{"gene"},
			[]string{"unstranded", "forward", "reverse"}, []float64{1, 2, 3}, nil},
		"GCT": {"#1.2\r\n2\t2\r\nNAME\tDescription\tS1\tS 2\r\nG1\tA\t1\t\r\nG2\tB\t3\t4\r\n", "GCT", []string{"NAME", "Description"},
			[]string{"S1", "S 2"}, []float64{1, math.NaN()}, nil},
		"GCT of a spreadsheet": {"#1.2\t\t\n2\t1\t\nNAME\tDescription\tS1\nG1\tA\t1\n", "GCT", []string{"NAME", "Description"},
			[]string{"S1"}, []float64{1}, []string{"it should have 2 rows, as its second line says, and has 1"}},
		"GCT 1.3": {"#1.3\n1\t2\t1\t1\nid\tsymbol\tS1\tS2\ncell\tna\tx\ty\nP1\tA\t1\t2\n", "GCT", []string{"id", "symbol"}, []string{"S1", "S2"}, []float64{1, 2}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			src := openKeyed(t, c.text)
			info := src.Info()
			if info.Format != c.format || !slices.Equal(info.Keys, c.keys) || !slices.Equal(info.Values, c.values) {
				t.Errorf("%s by %q with %q; want %s by %q with %q", info.Format, info.Keys, info.Values, c.format, c.keys, c.values)
			}
			if !slices.Equal(src.FileNotes(), c.notes) {
				t.Errorf("notes %q, want %q", src.FileNotes(), c.notes)
			}
			if info.Items == 0 {
				return
			}
			store := src.Stores()[0]
			line := store.Info().Sequences[0]
			rows, err := store.Rows(context.Background(), genome.Interval{Seq: line.Name, End: line.Length}, source.RowOptions{})
			if err != nil {
				t.Fatal(err)
			}
			for i, v := range c.first {
				if i >= len(rows.Values) || rows.Values[i][0] != v && v == v {
					t.Errorf("values %v, want %v", rows.Values, c.first)
				}
			}
		})
	}
}

// TestNotKeyed has texts that are no such table.
func TestNotKeyed(t *testing.T) {
	for _, text := range []string{
		"", "\n", "gene v\n", "a,v\n", "some words\nand more\n", "word 1\nother 2\n", "gene\tnote\nA\tB\n", "chr1\t5\t6\nchr2\t7\t8\n",
		"chrom\tstart\tx\nc\t1\t2\n", "chromo\tpos\tv\nc\t1\t2\n", "1\t2\n3\t4\n", "a,b\n1,2\n", "#1.2\nx\ty\n", "#1.2\n", "#1.2\n1\t1\nname\n",
		"x\tto\tweight\nA\tB\t1\n", "Gene Name  Value\nA  5\nB  6\n", "gene,share\nA,12%\nB,low\n",
	} {
		if l, ok := SniffKeyed([]byte(text)); ok {
			t.Errorf("%q is taken for a %s by %d", text, l.format, l.keys)
		}
	}
}
