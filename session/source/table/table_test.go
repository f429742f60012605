package table

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/bins"
	"github.com/epiviz/epivizgo/session/source/lines"
	"github.com/epiviz/epivizgo/session/source/sourcetest"
)

func reader(opt Options) sourcetest.ReadText {
	return func(r *lines.Reader, head []byte) (source.Source, error) {
		layout, ok := Sniff(head, opt)
		if !ok {
			return nil, fmt.Errorf("%s is not recognised", r.Name())
		}
		return Read(context.Background(), r, layout)
	}
}

func open(t testing.TB, path string) source.Source {
	return sourcetest.OpenFile(t, path, reader(Options{}))
}

func TestConformance(t *testing.T) {
	for name, want := range map[string]sourcetest.Want{
		"coverage.tsv":   {Items: 3, Sequences: []string{"chr1", "chr2"}},
		"expression.csv": {Items: 2, Sequences: []string{"chr1"}},
		"dump.txt":       {Items: 2, Sequences: []string{"chr1"}},
		"rnames.txt":     {Items: 2, Sequences: []string{"chr1"}},
		"islands.txt":    {Items: 2, Sequences: []string{"chr1"}},
	} {
		t.Run(name, func(t *testing.T) {
			sourcetest.Run(t, func(t testing.TB) source.Source { return open(t, "testdata/"+name) }, want)
		})
	}
}

func TestColumns(t *testing.T) {
	for name, want := range map[string]struct {
		values, metadata []string
		start, end       int // of the first row
		note             string
	}{
		"coverage.tsv": {[]string{"length", "%gc", "mean_coverage"}, []string{"name"}, 50, 60,
			"from 1 with both ends included, with which column length agrees"},
		"expression.csv": {[]string{"tumor", "normal"}, []string{"gene"}, 100, 200, "from 1 with both ends included"},
		"dump.txt": {[]string{"bin"}, []string{"name"}, 100, 200,
			"from 0 with the end excluded, as in UCSC's tables with a column chromStart"},
		"rnames.txt":  {[]string{"row", "score"}, nil, 100, 200, "from 1 with both ends included"},
		"quoted.csv":  {nil, []string{"note"}, 10, 20, "from 1 with both ends included"},
		"islands.txt": {[]string{"length", "cpgNum", "obsExp"}, nil, 10, 60, "from 0 with the end excluded, with which column length agrees"},
	} {
		src := open(t, "testdata/"+name)
		info := src.Info()
		if !slices.Equal(info.Values, want.values) || !slices.Equal(info.Metadata, want.metadata) {
			t.Errorf("%s: values %q, metadata %q; want %q, %q", name, info.Values, info.Metadata, want.values, want.metadata)
		}
		if rows := sourcetest.All(t, src, "chr1"); rows.Start[0] != want.start || rows.End[0] != want.end {
			t.Errorf("%s: the first row is [%d, %d)", name, rows.Start[0], rows.End[0])
		}
		if len(info.Notes) != 1 || !strings.HasSuffix(info.Notes[0], want.note) {
			t.Errorf("%s: notes %q, want %s", name, info.Notes, want.note)
		}
	}
	for opt, note := range map[Options]string{{ZeroBased: true}: "as asked for", {BED: true}: "by the file's name"} {
		src := sourcetest.OpenFile(t, "testdata/coverage.tsv", reader(opt))
		if rows := sourcetest.All(t, src, "chr1"); rows.Start[0] != 51 || !strings.HasSuffix(src.Info().Notes[0], note) {
			t.Errorf("%+v: the first row starts at %d; notes %q", opt, rows.Start[0], src.Info().Notes)
		}
	}
}

func TestFields(t *testing.T) {
	rows := sourcetest.All(t, open(t, "testdata/coverage.tsv"), "chr1")
	if got := rows.Metadata[0]; !slices.Equal(got, []string{"early", "exon 1"}) {
		t.Errorf("names %q", got)
	}
	if got := string(rows.Strand); got != "*+" {
		t.Errorf("strands %q", got)
	}
	if got := sourcetest.All(t, open(t, "testdata/quoted.csv"), "chr1").Metadata[0]; !slices.Equal(got, []string{"one, two", "three"}) {
		t.Errorf("notes %q", got)
	}
	if v := sourcetest.All(t, open(t, "testdata/coverage.tsv"), "chr2").Values[1][0]; !math.IsNaN(v) {
		t.Errorf("NA is %g", v)
	}
}

func TestBroken(t *testing.T) {
	info := open(t, "testdata/broken.tsv").Info()
	want := []string{
		"positions are taken to count from 0 with the end excluded, since a start is 0",
		"4 rows left out: line 3: end 10 lies before start 20; " +
			`line 4: start "x" is not a whole number; line 6: found 2 columns; wanted 4; also line 7`,
		"what is behind column 4 left out of 1 row: line 5: found 5 columns",
		"value left out of 1 row: line 11: found 3 columns; wanted 4",
		`value is text, no number, in 1 of 271 rows, as "many": they have no value`,
	}
	if !slices.Equal(info.Notes, want) {
		t.Errorf("notes %q, want %q", info.Notes, want)
	}
}

// openText reads a text as a file of a name.
func openText(t *testing.T, name, text string) source.Source {
	t.Helper()
	src, err := sourcetest.OpenText(name, text, reader(Options{Name: name}))
	if err != nil {
		t.Fatal(err)
	}
	return src
}

// Columns are found by the surest name that fits what they hold.
func TestSurestColumns(t *testing.T) {
	for text, want := range map[string]string{
		"guide\tsequence\tchr\tstart\tend\nh1\tACGTTGCAAC\tctgA\t101\t120\n":                 "ctgA 100 120",
		"from\tto\tchrom\tstart\tend\nE1\tE5\tctgA\t101\t300\n":                              "ctgA 100 300",
		"from\tto\tchrom\tstart\tend\n1\t5\tctgA\t101\t300\n":                                "ctgA 100 300",
		"sequence\tfrom\tto\nctgA\t101\t300\n":                                               "ctgA 100 300",
		"Geneid\tChr\tStart\tEnd\tStrand\tLength\ta.bam\nG\tc;c\t11;51\t20;60\t+;+\t20\t7\n": "c 10 60",
		"ID,chrom,loc.start,loc.end\nS,c,11,20\n":                                            "c 10 20",
		"chr,start,end,note\nc,11,20,\"say \"\"x\"\", or\"\n":                                `c 10 20 say "x", or`,
		"chr;start;end;v\nc;11;20;1,5\n":                                                     "c 10 20 1.5",
		"marker\tchrom\tpos\nm\tc\t11\n":                                                     "c 10 11 m",
		"chrom\tstart\tend\nc\t0\t20\nc\t20\t30\n":                                           "c 0 20",
	} {
		src := openText(t, "a.txt", text)
		q := src.Info().Sequences[0].Name
		rows := sourcetest.All(t, src, q)
		got := fmt.Sprint(q, " ", rows.Start[0], " ", rows.End[0])
		for _, v := range rows.Values {
			got += fmt.Sprint(" ", v[0])
		}
		for _, m := range rows.Metadata {
			got += " " + m[0]
		}
		if !strings.HasPrefix(got, want) {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

// A start of 0 anywhere says that positions count from 0.
func TestLateZero(t *testing.T) {
	src := openText(t, "a.tsv", "chrom\tstart\tend\n"+strings.Repeat("c\t5\t10\n", 1000)+"d\t0\t7\n")
	if rows := sourcetest.All(t, src, "c"); rows.Start[0] != 5 || src.Info().Items != 1001 || src.Info().Notes[0] != zeroProof {
		t.Errorf("start %d, %d rows, notes %q", rows.Start[0], src.Info().Items, src.Info().Notes)
	}
	src = openText(t, "a.igv", "Chromosome\tStart\tEnd\tFeature\nc\t5\t10\tx\n")
	if rows := sourcetest.All(t, src, "c"); rows.Start[0] != 5 {
		t.Errorf(".igv starts at %d", rows.Start[0])
	}
	src = openText(t, "a.igv", "#coords=1\nChromosome\tStart\tEnd\tFeature\nc\t5\t10\tx\n")
	if rows := sourcetest.All(t, src, "c"); rows.Start[0] != 4 {
		t.Errorf(".igv with #coords=1 starts at %d", rows.Start[0])
	}
}

// Tables without names are known by what they hold.
func TestKnown(t *testing.T) {
	depth := ""
	for i := range 20 {
		depth += fmt.Sprintf("c\t%d\t%d\n", 101+i, 5000+7*i)
	}
	for _, c := range []struct {
		name, text, format string
		values             []string
		start, end         int
	}{
		{"a.txt", depth, "samtools depth", []string{"depth"}, 100, 101},
		{"a.depth", "c\t101\t7\nc\t150\t9\n", "samtools depth", []string{"depth"}, 100, 101},
		{"a.depth", "c\t101\t7\t8\nc\t150\t9\t8\n", "samtools depth", []string{"depth1", "depth2"}, 100, 101},
		{"a.bismark.cov", "c\t101\t101\t25\t1\t3\nc\t104\t104\t100\t9\t0\n", "Bismark coverage",
			[]string{"percentMethylated", "methylated", "unmethylated"}, 100, 101},
		{"a.bismark.zero.cov.gz", "c\t100\t101\t25\t1\t3\nc\t103\t104\t100\t9\t0\n", "Bismark coverage",
			[]string{"percentMethylated", "methylated", "unmethylated"}, 100, 101},
		{"a.interval_list", "@HD\tVN:1.6\n@SQ\tSN:c\tLN:900\nc\t101\t200\t+\ta\nc\t301\t400\t-\tb\n", "interval list", nil, 100, 200},
		{"gatk.seg", "@HD\tVN:1.6\n@SQ\tSN:c\tLN:900\nCONTIG\tSTART\tEND\tMEAN_LOG2_COPY_RATIO\nc\t101\t200\t0.5\n", "table",
			[]string{"MEAN_LOG2_COPY_RATIO"}, 100, 200},
		{"a.gwas", "CHR\tSNP\tBP\tP\nc\trs1\t101\t1e-9\nc\trs2\t105\t3e-400\n", "GWAS table", []string{"-log10 P", "P"}, 100, 101},
	} {
		src := openText(t, c.name, c.text)
		info := src.Info()
		rows := sourcetest.All(t, src, "c")
		if info.Format != c.format || !slices.Equal(info.Values, c.values) || rows.Start[0] != c.start || rows.End[0] != c.end {
			t.Errorf("%s: %s with %q from %d to %d", c.name, info.Format, info.Values, rows.Start[0], rows.End[0])
		}
		if c.format == "GWAS table" && (!near(rows.Values[0][0], 9) || math.Abs(rows.Values[0][1]-399.5229) > 1e-3) {
			t.Errorf("-log10 P is %g", rows.Values[0])
		}
	}
	for _, text := range []string{
		"c\t1\t2\nc\t2\t3\nc\t3\t4\nc\t4\t5\nc\t5\t6\n",      // windows of a base
		"c\t1\t51\nc\t2\t52\nc\t3\t53\nc\t4\t54\nc\t5\t60\n", // sliding windows
		"c\t100\t101\t25\t1\t3\n", "c\t101\t101\t30\t1\t3\n", // not of one base, not the percentage
		"c\t1\t9\tx\nc\t2\t7\ty\nc\t3\t19\tz\nc\t4\t8\tz\nc\t5\t8\tz\n", // names
	} {
		if l, ok := Sniff([]byte(text), Options{}); ok {
			t.Errorf("%q is taken for %s", text, l.format)
		}
	}
}

// The mean of percentages is weighted by their counts.
func TestWeightedMean(t *testing.T) {
	src := openText(t, "a.cov", "c\t1\t1\t25\t1\t3\nc\t2\t2\t100\t9\t0\nc\t3\t3\t0\t0\t0\n")
	sum, err := src.(source.Summarizer).Summarize(t.Context(), genome.Interval{Seq: "c", End: 4}, 2, source.SummaryOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if got := bins.Values(sum, bins.Mean); !near(got[0], 1000.0/13) || got[1] == got[1] {
		t.Errorf("means %g, want %g and none", got, 1000.0/13)
	}
}

// Segments of several samples have a value a sample.
func TestSegments(t *testing.T) {
	src := openText(t, "a.seg", "ID\tchrom\tloc.start\tloc.end\tnum.mark\tseg.mean\nS1\tc\t1\t50\t20\t0.12\nS1\tc\t51\t90\t9\t-0.8\nS2\tc\t1\t90\t29\t0.4\n")
	info := src.Info()
	rows := sourcetest.All(t, src, "c")
	if info.Format != "segments" || !slices.Equal(info.Values, []string{"num.mark", "S1", "S2"}) || rows.Start[0] != 0 ||
		rows.Values[1][0] != 0.12 || !math.IsNaN(rows.Values[2][0]) || rows.Values[2][1] != 0.4 {
		t.Errorf("%s with %q: %v", info.Format, info.Values, rows)
	}
}

func TestMissing(t *testing.T) {
	for text, want := range map[string]string{
		"\"\",\"baseMean\",\"pvalue\"\n\"g\",12.5,1e-9\n": "it is a table without columns for sequence, start, end; found row, baseMean, pvalue",
		"gene,share\nA,low\n":                             "it is a table without columns for sequence, start, end, numbers by gene; found gene, share",
		"chrom\tstart\tx\nc\t1\t2\n":                      "it is a table without columns for end; found chrom, start, x",
		"c\t1\t2\nd\t1\t2\n":                              "", "some words\n": "", "chrom\tstart\tend\nc\t1\t2\n": "",
	} {
		if got := Missing([]byte(text)); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

// R's write.csv gives the column of row names no name.
func TestUnnamed(t *testing.T) {
	l, ok := Sniff([]byte("\"\",\"chr\",\"start\",\"end\",\"\"\n\"1\",\"chr1\",1,5,0.5\n"), Options{})
	if want := []string{"row", "chr", "start", "end", "field5"}; !ok || !slices.Equal(l.names, want) {
		t.Errorf("names %q, want %q", l.names, want)
	}
}

// TestLooseRows shows that a separator at the end of rows makes no column, and that spaces
// round the cells of CSV are no part of them.
func TestLooseRows(t *testing.T) {
	for name, text := range map[string]string{
		"a.tsv": "chr\tstart\tend\tv\nchr1\t11\t20\t300\t\nchr1\t31\t40\t400\t\n",
		"b.csv": "chr,start,end,v\nchr1,11,20,300,\nchr1,31,40,400,\n",
		"c.csv": "chr, start, end, v\nchr1, 11, 20, 300\nchr1, 31, 40, \"400\"\n",
		"d.tsv": "chr\tpos\tend\tv\nchr1\t11\t20\t300\nchr1\t31\t40\t400\n",
	} {
		src := openText(t, name, text)
		info, rows := src.Info(), sourcetest.All(t, src, "chr1")
		if !slices.Equal(rows.Start, []int{10, 30}) || !slices.Equal(rows.End, []int{20, 40}) || !slices.Equal(rows.Values[0], []float64{300, 400}) {
			t.Errorf("%s: %v %v %v", name, rows.Start, rows.End, rows.Values)
		}
		if len(info.Notes) != 1 {
			t.Errorf("%s: notes %q", name, info.Notes)
		}
	}
}

// TestDigits shows that identifiers of digits stay as they are.
func TestDigits(t *testing.T) {
	src := openText(t, "a.tsv", "chr\tstart\tend\tcode\tid\tv\nchr1\t1\t5\t007\t12345678901234567890\t0\nchr1\t7\t9\t012\t12345678901234567891\t0.5\n")
	info, rows := src.Info(), sourcetest.All(t, src, "chr1")
	if !slices.Equal(info.Values, []string{"v"}) || rows.Metadata[0][0] != "007" || rows.Metadata[1][1] != "12345678901234567891" {
		t.Errorf("values %q, texts %q", info.Values, rows.Metadata)
	}
}

// TestQuotedNames shows that the names of columns may be in single quotes.
func TestQuotedNames(t *testing.T) {
	text := "'ID'\t'chrom'\t'loc.start'\t'loc.end'\t'seg.mean'\nS1\tchr1\t1\t5\t0.5\nS2\tchr1\t1\t5\t-0.5\n"
	if info := openText(t, "a.seg", text).Info(); info.Format != "segments" || !slices.Equal(info.Values, []string{"S1", "S2"}) {
		t.Errorf("format %s, values %q", info.Format, info.Values)
	}
}

// TestCoverage shows that what samtools coverage writes counts from 1 although its names
// are a comment, as in BED.
func TestCoverage(t *testing.T) {
	src := openText(t, "a.txt", "#rname\tstartpos\tendpos\tnumreads\nchr1\t1\t1000\t5\n")
	if rows := sourcetest.All(t, src, "chr1"); rows.Start[0] != 0 || rows.End[0] != 1000 || !slices.Equal(src.Info().Values, []string{"numreads"}) {
		t.Errorf("%+v", rows)
	}
}

// TestStrands shows that strands are read in any of the ways they are written, and counted
// where they cannot be.
func TestStrands(t *testing.T) {
	for in, want := range map[string]string{"1 -1 0": "+-*", "plus minus NA": "+-*", "F R .": "+-*", "+1 Reverse *": "+-*", "+ - x": "+-*"} {
		text := "chr\tstart\tend\tstrand\n"
		for i, s := range strings.Fields(in) {
			text += fmt.Sprintf("chr1\t%d\t%d\t%s\n", 10*i+1, 10*i+5, s)
		}
		src := openText(t, "a.tsv", text)
		if got := string(sourcetest.All(t, src, "chr1").Strand); got != want {
			t.Errorf("%s: strands %s, want %s", in, got, want)
		}
		told := slices.Contains(src.Info().Notes, `strand left out of 1 row: line 4: "x" is no strand`)
		if odd := strings.Contains(in, "x"); told != odd {
			t.Errorf("%s: notes %q", in, src.Info().Notes)
		}
	}
}

// TestThousands shows that positions may have marks of thousands.
func TestThousands(t *testing.T) {
	for text, note := range map[string]string{
		"chr,start,end\nchr1,\"1,001\",\"2,000\"\n":          "",
		"chr\tstart\tend\nchr1\t1,001\t2,000\n":              "",
		"chr;start;end;v\nchr1;1.001;2.000;1,5\n":            "a point in a position is read as the mark of thousands",
		"chr;start;end;v\nchr1;1001.0;2000.0;1,5\n":          "",
		"chr\tstart\tend\nchr1\t1,001\t2,000\nc\t1,0,1\t9\n": "1 row left out",
	} {
		src := openText(t, "a.csv", text)
		rows := sourcetest.All(t, src, "chr1")
		if rows.Start[0] != 1000 || rows.End[0] != 2000 {
			t.Errorf("%q: [%d, %d)", text, rows.Start[0], rows.End[0])
		}
		if notes := strings.Join(src.Info().Notes, "; "); !strings.Contains(notes, note) {
			t.Errorf("%q: notes %s", text, notes)
		}
	}
}

// TestSequenceFirst shows that a comment may name the columns of points, and that the
// columns of depths are called as it says.
func TestSequenceFirst(t *testing.T) {
	src := openText(t, "a.linear", "#CHROM\tPOS\tID\tP\nchr1\t5\trs1\t0.01\nchr1\t9\trs2\t0.1\n")
	if info := src.Info(); info.Format != "GWAS table" || !slices.Equal(info.Values, []string{"-log10 P", "P"}) {
		t.Errorf("format %s, values %q", info.Format, info.Values)
	}
	text := "#CHROM\tPOS\ttumour.bam\tnormal.bam\n"
	for i := range 9 {
		text += fmt.Sprintf("chr1\t%d\t%d\t%d\n", i+1, i*3%7, i*5%3)
	}
	if info := openText(t, "a.txt", text).Info(); info.Kind != source.Signal || !slices.Equal(info.Values, []string{"tumour.bam", "normal.bam"}) {
		t.Errorf("kind %d, values %q", info.Kind, info.Values)
	}
}

// TestBioMart shows that the columns of Ensembl's BioMart are known.
func TestBioMart(t *testing.T) {
	src := openText(t, "a.txt", "Gene stable ID\tChromosome/scaffold name\tGene start (bp)\tGene end (bp)\tStrand\nENSQ1\t1\t11\t20\t-1\n")
	if rows := sourcetest.All(t, src, "1"); rows.Len() != 1 || rows.Start[0] != 10 || rows.End[0] != 20 || string(rows.Strand) != "-" {
		t.Errorf("%+v", rows)
	}
}

// TestSpreadsheets reads what spreadsheets write: lines that say the separator, decimal commas, thousands
// set apart, percentages, and cells of several lines.
func TestSpreadsheets(t *testing.T) {
	const semicolons = "columns are separated by semicolons; a comma in a number is read as its decimal point"
	const comma = "a comma in a number is read as its decimal point"
	for text, want := range map[string]struct {
		values [][]float64
		notes  []string
	}{
		"sep=;\nchr;start;end;v\nc;101;200;1,5\nc;301;400;2,25\n":        {[][]float64{{1.5, 2.25}}, []string{semicolons}},
		"sep=;\r\nchr;start;end;v\r\nc;101;200;1,5\r\nc;301;400;2\r\n":   {[][]float64{{1.5, 2}}, []string{semicolons}},
		"SEP=,\nchr,start,end,a;b\nc,101,200,1\nc,301,400,2\n":           {[][]float64{{1, 2}}, nil},
		"sep=\t\nchr\tstart\tend\tv,w\nc\t101\t200\t1\nc\t301\t400\t2\n": {[][]float64{{1, 2}}, nil},
		"\"sep=;\"\nchr;start;end;v\nc;101;200;1\nc;301;400;2\n":         {[][]float64{{1, 2}}, []string{semicolons}},
		"chr,start,end,v\nc,101,200\nc,301,400,2\n":                      {[][]float64{{math.NaN(), 2}}, []string{"v left out of 1 row: line 2: found 3 columns; wanted 4"}},
		"sep=|\nchr|start|end|v\nc|101|200|1\nc|301|400|2\n":             {[][]float64{{1, 2}}, nil},
		"chr\tstart\tend\tv\nc\t101\t200\t1,5\nc\t301\t400\t2\n":         {[][]float64{{1.5, 2}}, []string{comma}},
		"chr\tstart\tend\tv\nc\t101\t200\t1,5\nc\t1,301\t1,400\t2\n":     {[][]float64{{1.5, 2}}, []string{comma}},
		"chr;start;end;v\nc;101;200;1.234,5\nc;301;400;2.000\n": {[][]float64{{1234.5, 2000}},
			[]string{"a point in the numbers of v is read as the mark of thousands", semicolons}},
		"chr;start;end;v\nc;101;200;1.234\nc;301;400;0.5\n": {[][]float64{{1.234, 0.5}}, []string{semicolons}},
		"chr,start,end,v,w\nc,101,200,\"1,234\",\"-1,234,567.5\"\nc,301,400,7,NA\n": {[][]float64{{1234, 7}, {-1234567.5, math.NaN()}},
			[]string{"a comma in the numbers of v, w is read as the mark of thousands"}},
		"chr,start,end,v,w\nc,101,200,12.5%,\"1,234%\"\nc,301,400,-3 %,.\n": {[][]float64{{12.5, -3}, {1234, math.NaN()}},
			[]string{"the percent sign is left out of the numbers of v, w"}},
		"chr;start;end;v\nc;101;200;12,5%\nc;301;400;3%\n": {[][]float64{{12.5, 3}},
			[]string{"the percent sign is left out of the numbers of v", semicolons}},
		// Lists and text are none of these.
		"chr\tstart\tend\tv\nc\t101\t200\t100,200\nc\t301\t400\t1500\n":         {nil, nil},
		"chr\tstart\tend\tv\nc\t101\t200\t1,5\nc\t301\t400\t1,5,9\n":            {nil, nil},
		"chr\tstart\tend\tv\tw\nc\t101\t200\t12,30\t0.5\nc\t301\t400\t7,1\t1\n": {[][]float64{{0.5, 1}}, nil},
		"chr,start,end,v\nc,101,200,12%\nc,301,400,7\n":                         {nil, nil},
	} {
		src := openText(t, "a.csv", text)
		rows := sourcetest.All(t, src, "c")
		if rows.Len() != 2 || rows.Start[0] != 100 || rows.Start[1]%1000 != 300 {
			t.Errorf("%q: rows at %v", text, rows.Start)
		}
		if notes := src.Info().Notes; !slices.Equal(notes[1:], want.notes) {
			t.Errorf("%q: notes %q, want %q", text, notes[1:], want.notes)
		}
		same := func(a, b []float64) bool {
			return slices.EqualFunc(a, b, func(a, b float64) bool { return a == b || a != a && b != b })
		}
		if !slices.EqualFunc(rows.Values, want.values, same) {
			t.Errorf("%q: values %v, want %v", text, rows.Values, want.values)
		}
	}
}

// TestLines reads cells that hold line ends.
func TestLines(t *testing.T) {
	src := openText(t, "a.csv", "chr,start,end,\"the\nnote\"\r\nc,101,200,\"a, \"\"b\"\"\"\r\nc,301,400,\"two\r\nlines\"\r\nc,x,500,n\r\nc,601,700,\"5\"\n")
	info, rows := src.Info(), sourcetest.All(t, src, "c")
	if !slices.Equal(info.Metadata, []string{"the\nnote"}) || !slices.Equal(rows.Metadata[0], []string{`a, "b"`, "two\r\nlines", "5"}) {
		t.Errorf("%q: %q", info.Metadata, rows.Metadata)
	}
	if want := `1 row left out: line 6: start "x" is not a whole number`; len(info.Notes) != 2 || info.Notes[1] != want {
		t.Errorf("notes %q, want %q", info.Notes, want)
	}
	src = openText(t, "a.tsv", "chr\tstart\tend\tnote\tv\nc\t101\t200\t\"two\nlines\"\t5\nc\tx\t400\tn\t6\nc\t501\t600\t\"\t7\n")
	info, rows = src.Info(), sourcetest.All(t, src, "c")
	if !slices.Equal(rows.Metadata[0], []string{"two\nlines", `"`}) || !slices.Equal(rows.Values[0], []float64{5, 7}) ||
		info.Notes[1] != `1 row left out: line 4: start "x" is not a whole number` {
		t.Errorf("%q, %v; notes %q", rows.Metadata, rows.Values, info.Notes)
	}
	src = openText(t, "a.csv", "chr,start,end,note\nc,101,200,\"lost\nc,301,400,n\n")
	if rows := sourcetest.All(t, src, "c"); !slices.Equal(rows.Start, []int{300}) || src.Info().Notes[1] != "1 row left out: line 2: a quoted field does not end" {
		t.Errorf("rows at %v, notes %q", rows.Start, src.Info().Notes)
	}
}

// TestSearch finds rows by the columns with names.
func TestSearch(t *testing.T) {
	for name, text := range map[string]string{
		"a.tsv":   "name\tchr\tstart\tend\tnote\nfindMe\tc\t101\t200\tx\n",
		"b.tsv":   "chr\tstart\tend\tGene Name\tlogFC\nc\t101\t200\tother,findMe\t1\n",
		"c.csv":   "peak_id,chr,start,end\nfindMe,c,101,200\n",
		"a.assoc": "CHR SNP BP P\nc findMe 101 0.5\n",
		"a.cn":    "SNP\tChromosome\tPhysicalPosition\tS1\nfindMe\tc\t101\t2\n",
	} {
		src := openText(t, name, text)
		found, err := src.(source.Searcher).Search(t.Context(), "findme", 5)
		if err != nil || len(found) != 1 || found[0].Name != "findMe" || found[0].Interval.Start != 100 || !src.(source.Namer).Named() {
			t.Errorf("%s: found %+v, %v", name, found, err)
		}
	}
	for name, text := range map[string]string{
		"a.tsv": "chr\tstart\tend\tnote\nc\t101\t200\tx\n",
		"a.seg": "ID\tchrom\tloc.start\tloc.end\tseg.mean\nx\tc\t101\t200\t0.5\n", // samples
		"b.tsv": "chr\tstart\tend\tid\nc\t101\t200\t5\n",                          // numbers
	} {
		if openText(t, name, text).(source.Namer).Named() {
			t.Errorf("%s has names", name)
		}
	}
}

// TestNoRows shows that a line of names alone is a table without rows.
func TestNoRows(t *testing.T) {
	for _, text := range []string{
		"chrom\tstart\tend\tv\n", "chrom\tstart\tend\tv", "sep=;\nchrom;start;end\n", "#CHROM\tPOS\tP\n\n", "# made up\nCHR BP P\n",
	} {
		if info := openText(t, "a.tsv", text).Info(); info.Items != 0 || len(info.Sequences) != 0 || len(info.Notes) != 0 {
			t.Errorf("%q: %d rows, notes %q", text, info.Items, info.Notes)
		}
	}
}

func TestSniffRefuses(t *testing.T) {
	for _, text := range []string{
		"", "chrom\tstart\n", "chr1\t1\t2\n", "a\tb\tc\nchr1\t1\t2\n", "chrom\tstart\tend\nchr1\tx\ty\n",
		"#chrom\tstart\tend\nchr1\t1\t2\n", // BED with names in a comment
	} {
		if l, ok := Sniff([]byte(text), Options{}); ok {
			t.Errorf("%q is a table: %+v", text, l)
		}
	}
}

func TestTruthIslands(t *testing.T) {
	cases := slices.DeleteFunc(sourcetest.Truth(t, "ucsc.jsonl"), func(c sourcetest.Case) bool {
		return !strings.Contains(c.File, "cpgIsland")
	})
	sourcetest.EachCase(t, cases, open, func(t *testing.T, c sourcetest.Case, src source.Source) {
		sourcetest.Check(t, c, src, islandColumns)
	})
}

// islandColumns puts a row of cpgIslandExt together again.
func islandColumns(_ source.Info, seq string, rows *source.Rows, i int) []string {
	out := []string{seq, strconv.Itoa(rows.Start[i]), strconv.Itoa(rows.End[i])}
	for k, v := range rows.Values {
		digits := -1 // behind the point: whole numbers first, then six
		if k > 2 {
			digits = 6
		}
		out = append(out, strconv.FormatFloat(v[i], 'f', digits, 64))
	}
	return out
}

// matrixRows is the expectation of a rows case of a matrix.
type matrixRows struct {
	Count int
	Rows  []struct {
		Chr        string
		Start, End int
		Values     map[string]float64
	}
}

func TestTruthMatrix(t *testing.T) {
	sourcetest.EachCase(t, sourcetest.Truth(t, "matrix.jsonl"), open, func(t *testing.T, c sourcetest.Case, src source.Source) {
		switch c.Query.Kind {
		case "header":
			checkHeader(t, c, src)
		case "column":
			checkColumn(t, c, src)
		case "rows":
			checkRows(t, c, src)
		default:
			t.Errorf("no test for kind %q", c.Query.Kind)
		}
	})
}

func checkHeader(t *testing.T, c sourcetest.Case, src source.Source) {
	var want struct {
		Rows    int64
		Columns []string
	}
	c.Decode(t, &want)
	info := src.Info()
	if info.Items != want.Rows {
		t.Errorf("%d rows, want %d; notes %q", info.Items, want.Rows, info.Notes)
	}
	for _, name := range want.Columns[3:] {
		if name != "strand" && !slices.Contains(info.Values, name) && !slices.Contains(info.Metadata, name) {
			t.Errorf("no column %s", name)
		}
	}
}

func checkColumn(t *testing.T, c sourcetest.Case, src source.Source) {
	var want struct {
		Min, Max, Mean float64
		NA             int
	}
	c.Decode(t, &want)
	info := src.Info()
	column := slices.Index(info.Values, c.Query.Name)
	if column < 0 {
		t.Fatalf("no value column %s", c.Query.Name)
	}
	low, high, sum, n, na := math.Inf(1), math.Inf(-1), 0.0, 0, 0
	for _, q := range info.Sequences {
		for _, v := range sourcetest.All(t, src, q.Name).Values[column] {
			if v != v {
				na++
				continue
			}
			low, high, sum, n = min(low, v), max(high, v), sum+v, n+1
		}
	}
	if !near(low, want.Min) || !near(high, want.Max) || !near(sum/float64(n), want.Mean) || na != want.NA {
		t.Errorf("%s from %g to %g, mean %g, %d missing; want %+v", c.Query.Name, low, high, sum/float64(n), na, want)
	}
}

func near(a, b float64) bool { return math.Abs(a-b) <= 1e-9*max(1, math.Abs(b)) }

func checkRows(t *testing.T, c sourcetest.Case, src source.Source) {
	var want matrixRows
	if err := json.Unmarshal(c.Expect, &want); err != nil {
		t.Fatal(err)
	}
	q := c.Query
	rows, err := src.Rows(context.Background(), genome.Interval{Seq: q.Chr, Start: q.Start, End: q.End}, source.RowOptions{})
	if err != nil {
		if want.Count == 0 {
			return
		}
		t.Fatal(err)
	}
	if rows.Len() != want.Count {
		t.Fatalf("%d rows, want %d", rows.Len(), want.Count)
	}
	var means map[string]any
	c.Decode(t, &means)
	info := src.Info()
	for i, name := range info.Values {
		number, ok := means["mean_"+name].(json.Number)
		if !ok {
			continue
		}
		sum := 0.0
		for _, v := range rows.Values[i] {
			sum += v
		}
		if mean, _ := number.Float64(); !near(sum/float64(rows.Len()), mean) {
			t.Errorf("mean of %s %g, want %g", name, sum/float64(rows.Len()), mean)
		}
	}
	for k, r := range want.Rows {
		if rows.Start[k] != r.Start || rows.End[k] != r.End {
			t.Errorf("row %d is [%d, %d), want [%d, %d)", k, rows.Start[k], rows.End[k], r.Start, r.End)
		}
		for name, v := range r.Values {
			if got := rows.Values[slices.Index(info.Values, name)][k]; !near(got, v) {
				t.Errorf("row %d: %s %g, want %g", k, name, got, v)
			}
		}
	}
}

func FuzzRead(f *testing.F) {
	sourcetest.FuzzText(f, "f", reader(Options{}), "testdata/*.?s?", "testdata/*.txt")
}

// TestPrograms reads what programs write, by the columns and names of files that they use.
func TestPrograms(t *testing.T) {
	const one = "each row is taken for one base, at "
	for name, c := range map[string]struct {
		text, format string
		values       []string
		start        int
		first        []float64 // of the values
		notes        []string
	}{
		"p.assoc": {" CHR         SNP         BP   A1            P           OR \n   1   rs0000001        1000    A    0.0004432        1.556 \n" +
			"   1   rs0000002        2000    A           NA           NA \n   1   rs0000003        3000    A            0           NA \n", "GWAS table",
			[]string{"-log10 P", "P", "OR"}, 999, []float64{3.353400, 0.0004432, 1.556}, []string{one + "BP, counted from 1", "P is 0 in 1 of 3 rows: -log10 of it is infinite"}},
		"q.qassoc":    {" CHR SNP BP NMISS BETA P \n 1 rs1 1000 90 0.1 1e-320 \n", "GWAS table", []string{"-log10 P", "NMISS", "BETA", "P"}, 999, []float64{320}, []string{one + "BP, counted from 1"}},
		"regenie.txt": {"CHROM GENPOS ID ALLELE0 LOG10P EXTRA\n1 1000 rs1 A 8.1 NA\n", "table", []string{"LOG10P"}, 999, []float64{8.1}, []string{one + "GENPOS, counted from 1"}},
		"saige.txt":   {"CHR POS MarkerID BETA p.value p.value.NA\n1 1000 rs1 0.1 1e-8 1e-9\n", "GWAS table", []string{"-log10 p.value", "BETA", "p.value", "p.value.NA"}, 999, []float64{8}, []string{one + "POS, counted from 1"}},
		"bolt.stats":  {"SNP\tCHR\tBP\tGENPOS\tP_BOLT_LMM_INF\tP_BOLT_LMM\nrs1\t1\t1000\t0.0012\t1.2E-08\t5E-400\n", "GWAS table", []string{"-log10 P_BOLT_LMM", "GENPOS", "P_BOLT_LMM_INF", "P_BOLT_LMM"}, 999, []float64{399.30103}, []string{one + "BP, counted from 1"}},
		"gemma.txt":   {"chr\trs\tps\tbeta\tp_wald\n1\trs1\t1000\t0.1\t1e-8\n", "GWAS table", []string{"-log10 p_wald", "beta", "p_wald"}, 999, []float64{8}, []string{one + "ps, counted from 1"}},
		"catalog.tsv": {"REGION\tCHR_ID\tCHR_POS\tMAPPED_GENE\tP-VALUE\n1p36\t1\t1000\tA\t5E-8\n1p36\t1\t2000\tB\t5E-8\n\t\t\tC\t1E-9\n", "GWAS table", []string{"-log10 P-VALUE", "P-VALUE"}, 999, []float64{7.30103},
			[]string{one + "CHR_POS, counted from 1", "1 row left out: line 4: the sequence name is empty"}},
		"tcga.seg": {"GDC_Aliquot\tChromosome\tStart\tEnd\tNum_Probes\tSegment_Mean\nA1\t1\t101\t200\t8\t0.5\nA2\t1\t101\t200\t8\t-0.4\n", "segments", []string{"Num_Probes", "A1", "A2"}, 100, []float64{8, 0.5},
			[]string{countOne, "Segment_Mean is a value of its own for each of 2 samples"}},
		"ascat.seg":  {"tumour\tchr\tstartpos\tendpos\tnMajor\tnMinor\nS1\t1\t101\t200\t1\t1\n", "segments", []string{"nMajor", "S1"}, 100, []float64{1, 1}, []string{countOne, "nMinor is of the one sample"}},
		"tumour.cns": {"chromosome\tstart\tend\tgene\tlog2\n1\t100\t200\tA\t-0.2\n", "table", []string{"log2"}, 100, []float64{-0.2}, []string{countZero + ", as in CNVkit's tables"}},
		"a.cn":       {"#type=COPY_NUMBER\nSNP\tChromosome\tPhysicalPosition\tS1\tS2\nSNP_A-1\t1\t1000\t2.1\t1.9\n", "table", []string{"S1", "S2"}, 999, []float64{2.1, 1.9}, []string{one + "PhysicalPosition, counted from 1"}},
	} {
		src := openText(t, name, c.text)
		info := src.Info()
		rows := sourcetest.All(t, src, "1")
		if info.Format != c.format || !slices.Equal(info.Values, c.values) || rows.Start[0] != c.start || !slices.Equal(info.Notes, c.notes) {
			t.Errorf("%s: %s with %q from %d; notes %q", name, info.Format, info.Values, rows.Start[0], info.Notes)
		}
		for i, v := range c.first {
			if math.Abs(rows.Values[i][0]-v) > 1e-6 {
				t.Errorf("%s: %s is %v, want %v", name, info.Values[i], rows.Values[i][0], v)
			}
		}
	}
}

// TestTwoColumnsOfAName shows that columns of one name are told apart.
func TestTwoColumnsOfAName(t *testing.T) {
	src, err := sourcetest.OpenText("a.tsv", "chrom\tstart\tend\tscore\tscore\tkind\tkind\nc\t1\t10\t5\t50\ta\tb\n", reader(Options{}))
	if err != nil {
		t.Fatal(err)
	}
	if info := src.Info(); !slices.Equal(info.Values, []string{"score", "score_2"}) || !slices.Equal(info.Metadata, []string{"kind", "kind_2"}) {
		t.Errorf("columns %q and %q", info.Values, info.Metadata)
	}
}

// TestHomer shows that 1 is the reverse strand in HOMER's peaks, and the forward one in Ensembl's tables.
func TestHomer(t *testing.T) {
	for _, c := range []struct{ text, strands string }{
		{"#PeakID\tchr\tstart\tend\tstrand\np1\tc\t1\t9\t0\np2\tc\t11\t19\t1\n", "+-"},
		{"#PeakID (cmd=x)\tChr\tStart\tEnd\tStrand\np1\tc\t1\t9\t+\np2\tc\t11\t19\t-\n", "+-"},
		{"id\tchr\tstart\tend\tstrand\np1\tc\t1\t9\t1\np2\tc\t11\t19\t-1\n", "+-"},
		{"id\tchr\tstart\tend\tstrand\np1\tc\t1\t9\t1\np2\tc\t11\t19\t0\n", "+*"},
	} {
		src, err := sourcetest.OpenText("a.txt", c.text, reader(Options{}))
		if err != nil {
			t.Fatal(err)
		}
		if got := string(sourcetest.All(t, src, "c").Strand); got != c.strands {
			t.Errorf("%q: strands %s, want %s", c.text, got, c.strands)
		}
	}
}

// TestThousandsInNumbers has numbers as spreadsheets save them with commas between columns.
func TestThousandsInNumbers(t *testing.T) {
	src, err := sourcetest.OpenText("a.csv", "chrom,start,end,depth,id\nc,1,10,\"1,234.5\",\"1,2\"\nc,\"1,001\",\"1,010\",\"-2,000,000\",\"3,45\"\nc,2000,2010,7,8\n", reader(Options{}))
	if err != nil {
		t.Fatal(err)
	}
	rows, info := sourcetest.All(t, src, "c"), src.Info()
	if !slices.Equal(info.Values, []string{"depth"}) || !slices.Equal(rows.Values[0], []float64{1234.5, -2e6, 7}) {
		t.Errorf("%q: %v", info.Values, rows.Values)
	}
}

// TestJoinedTables has a second line of names: the same, which is no row, or another, behind which numbers
// would be of the wrong columns.
func TestJoinedTables(t *testing.T) {
	const first = "chrom\tstart\tend\ta\tb\nc\t1\t10\t5\t50\nc\t11\t20\t6\t60\n"
	for second, refused := range map[string]bool{
		"chrom\tstart\tend\ta\tb\nc\t11\t20\t6\t60\n": false,
		"chrom\tstart\tend\tb\ta\nc\t11\t20\t60\t6\n": true,
		"start\tend\tchrom\ta\tb\n11\t20\tc\t6\t60\n": true,
		"c\t11\tend\t6\t60\n":                         false,
	} {
		src, err := sourcetest.OpenText("a.tsv", first+second, reader(Options{}))
		if told := err != nil && strings.Contains(err.Error(), "line 4: it names the columns otherwise than line 1"); told != refused {
			t.Errorf("%q: %v", second, err)
		}
		if err == nil && src.Info().Items < 1 {
			t.Errorf("%q: no rows", second)
		}
	}
}
