package formats

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/bgzf/bgzftest"
	"github.com/epiviz/epivizgo/session/source/sourcetest"
)

// write writes a file in a new folder and returns its path.
func write(t testing.TB, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func pack(t testing.TB, text string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const bed12Names = "chrom\tchromStart\tchromEnd\tname\tscore\tstrand\tthickStart\tthickEnd\titemRgb\tblockCount\tblockSizes\tblockStarts\n"

// texts has a little of every text format that is read, and what it is.
var texts = []struct{ text, format string }{
	{"chr1\t10\t20\nchr1\t30\t40\n", "BED3"},
	{"chr1 10 20 a 5 +\n", "BED6"},
	{"chr1\t0\t100\tg\t0\t+\t0\t100\t0\t1\t100\t0\n", "BED12"},
	{"chr1\t10\t20\tp\t5\t.\t1.5\t2.5\t3.5\t4\n", "narrowPeak"},
	{"chr1\t10\t20\tp\t5\t.\t1.5\t2.5\t3.5\n", "broadPeak"},
	{"track type=bedGraph\nchr1\t10\t20\t1.5\n", "bedGraph"},
	{"fixedStep chrom=chr1 start=1 step=1\n5\n", "wig"},
	{"chr1\tx\texon\t1\t5\t.\t+\t.\tgene_id \"a\"; transcript_id \"b\";\n", "GTF"},
	{"##gff-version 3\nchr1\tx\tgene\t1\t5\t.\t+\t.\tID=a\n", "GFF3"},
	{"NM_1\tchr1\t+\t10\t90\t10\t90\t2\t10,50,\t20,90,\n", "genePred"},
	{"A NM_1 chr1 + 10 90 10 90 2 10,50, 20,90,\n", "refFlat"},
	{"chrom\tstart\tend\tvalue\nchr1\t11\t20\t5\n", "table"},
	{bed12Names + "chr1\t0\t100\tg\t0\t+\t0\t100\t0\t1\t100\t0\n", "BED12"},
	{"\"\",\"baseMean\",\"log2FoldChange\"\n\"G1\",12.5,-1\n", "DESeq2 table"},
	{"ENSG00000900001\t120\n__no_feature\t3\n", "table of counts"},
}

// TestFirstLine has formats that the first line tells.
func TestFirstLine(t *testing.T) {
	for _, c := range []struct{ text, format string }{
		{"#1.2\n1\t1\nNAME\tDescription\tS1\nG1\tA\t1\n", "GCT"},
		{`@{"sample_labels":["a"],"sample_boundaries":[0,1],"group_labels":["g"],"group_boundaries":[0,1]}` + "\nchr1\t10\t20\tG\t.\t+\t1\n", "deepTools matrix"},
	} {
		for _, content := range [][]byte{[]byte(c.text), pack(t, c.text)} {
			if src, err := Open(context.Background(), write(t, "data.txt", content), Options{}); err != nil || src.Info().Format != c.format {
				t.Errorf("%s: %v", c.format, err)
			}
		}
	}
}

// TestMosdepth has files that are named as BED.
func TestMosdepth(t *testing.T) {
	for name, c := range map[string]struct {
		text, format string
		values       []string
	}{
		"s.per-base.bed":       {"chr1\t0\t100\t0\nchr1\t100\t150\t3\n", "bedGraph", []string{"value"}},
		"s.regions.bed":        {"chr1\t0\t100\t0.00\nchr1\t100\t200\t3.25\n", "bedGraph", []string{"value"}},
		"named.regions.bed":    {"chr1\t0\t100\tG1\t0.00\nchr1\t100\t200\tG2\t3.25\n", "BED5", []string{"score"}},
		"numbered.regions.bed": {"chr1\t0\t100\t1\nchr1\t100\t200\t2\n", "BED4", []string{"value"}},
		"s.thresholds.bed":     {"#chrom\tstart\tend\tregion\t1X\t10X\nchr1\t0\t100\tunknown\t100\t5\n", "BED5+1", []string{"1X", "10X"}},
		"s.quantized.bed":      {"chr1\t0\t100\t0:1\nchr1\t100\t200\t150:inf\n", "BED4", nil},
	} {
		for _, file := range []string{write(t, name, []byte(c.text)), write(t, name+".gz", pack(t, c.text))} {
			src, err := Open(context.Background(), file, Options{})
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			if info := src.Info(); info.Format != c.format || !slices.Equal(info.Values, c.values) || len(info.Notes) > 0 {
				t.Errorf("%s: %s with %q; notes %q", name, info.Format, info.Values, info.Notes)
			}
		}
	}
}

// longHeader is more than is looked at of a file with few headings.
var longHeader = strings.Repeat("# one of many lines that are no rows\n", 10_000)

// The content decides, whatever the name and the compression.
func TestContentDecides(t *testing.T) {
	for _, c := range texts {
		for _, name := range []string{"data.txt", "data.bw", "data", "data.vcf.gz"} {
			for kind, content := range map[string][]byte{
				"plain": []byte(c.text), "gzip": pack(t, c.text), "CRLF": []byte(strings.ReplaceAll(c.text, "\n", "\r\n")),
				"no last newline": []byte(strings.TrimSuffix(c.text, "\n")),
				"a long header":   []byte(longHeader + c.text),
			} {
				src, err := Open(context.Background(), write(t, name, content), Options{})
				if err != nil {
					t.Errorf("%s as %s, %s: %v", c.format, name, kind, err)
					continue
				}
				if info := src.Info(); info.Format != c.format || info.Items == 0 {
					t.Errorf("%s as %s, %s: read as %s with %d items", c.format, name, kind, info.Format, info.Items)
				}
				if err := src.Close(); err != nil {
					t.Error(err)
				}
			}
		}
	}
}

func TestNameDecidesWhatContentLeavesOpen(t *testing.T) {
	for name, want := range map[string]string{"a.bed": "BED4", "a.bedGraph": "bedGraph", "A.BG.GZ": "bedGraph", "a.txt": "BED4"} {
		src, err := Open(context.Background(), write(t, name, []byte("chr1\t1\t2\t3\n")), Options{})
		if err != nil || src.Info().Format != want {
			t.Errorf("%s: %v, want %s", name, err, want)
		}
	}
	// The numbers of a BED5 may pass for those of an index.
	if src, err := Open(context.Background(), write(t, "a.bed", []byte("chr1\t0\t100\t1\t2\n")), Options{}); err != nil ||
		src.Info().Format != "BED5" {
		t.Errorf("BED5: %v, %v", src, err)
	}
	// A table named as BED or one of its kind counts from 0, another from 1, unless Options say otherwise.
	const table = "chrom\tstart\tend\tx\nchr1\t11\t20\t5\n"
	for _, c := range []struct {
		name  string
		opt   Options
		start int
	}{{"a.bed", Options{}, 11}, {"a.bg", Options{}, 11}, {"a.narrowPeak.gz", Options{}, 11}, {"a.tsv", Options{}, 10},
		{"a.tsv", Options{ZeroBased: true}, 11}} {
		src, err := Open(context.Background(), write(t, c.name, []byte(table)), c.opt)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := src.Rows(context.Background(), src.Info().First, source.RowOptions{})
		if err != nil || rows.Start[0] != c.start {
			t.Errorf("%s with %+v: start %v, %v; want %d", c.name, c.opt, rows.Start, err, c.start)
		}
	}
}

// Rows that look like those of other formats are not taken for them.
func TestStaysBED(t *testing.T) {
	for text, want := range map[string]string{
		"c\t5\t5\n":                                "BED3", // an insertion, with a note
		"c\t5\t5\nc\t6\t8\nc\t9\t9\n":              "BED3",
		"chr1\t10\t20\tpeak7\t30\t40\n":            "BED5+1",
		"chr1\t10\t20\tchr1\t30\t+\n":              "BED6",
		"c\t1\t2\nc\t2\t3\nc\t3\t4\nc\t4\t5\n":     "BED3",
		"c\t1\t9\t1\nc\t2\t9\t2\nc\t30\t4000\t1\n": "BED4",
	} {
		src, err := Open(context.Background(), write(t, "a.bed", []byte(text)), Options{})
		if err != nil || src.Info().Format != want {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

// A line of the names of columns is no row of BED12, and costs none.
func TestNamesBeforeBED12(t *testing.T) {
	text := bed12Names + "chr1\t5\t100\tg\t0\t+\t10\t90\t0\t2\t10,20,\t0,75,\n"
	src, err := Open(t.Context(), write(t, "a.txt", []byte(text)), Options{})
	if err != nil {
		t.Fatal(err)
	}
	info := src.Info()
	rows, err := src.Rows(t.Context(), info.First, source.RowOptions{})
	if err != nil || info.Kind != source.Genes || info.Items != 1 || len(info.Notes) > 0 || rows.Start[0] != 5 || len(rows.Exons[0]) != 2 {
		t.Errorf("%s of %d rows, %q: %+v, %v", info.Format, info.Items, info.Notes, rows, err)
	}
}

func TestLines(t *testing.T) {
	path := write(t, "a.gtf", []byte(texts[7].text))
	for opt, want := range map[bool]source.Kind{false: source.Genes, true: source.Features} {
		src, err := Open(context.Background(), path, Options{Lines: opt})
		if err != nil || src.Info().Kind != want {
			t.Errorf("lines %t: %v", opt, err)
		}
	}
}

func TestEmptyFiles(t *testing.T) {
	for _, name := range []string{"a.bed", "a.narrowPeak", "a.bedGraph", "a.wig", "a.gtf", "a.gff3", "a.bed.gz"} {
		for _, text := range []string{"", "# nothing\n\n"} {
			content := []byte(text)
			if strings.HasSuffix(name, ".gz") {
				content = pack(t, text)
			}
			src, err := Open(context.Background(), write(t, name, content), Options{})
			if err != nil || src.Info().Items != 0 {
				t.Errorf("%s of %q: %v", name, text, err)
			}
		}
	}
}

// TestOnlyNames has tables of which a program wrote the names of the columns and found no rows.
func TestOnlyNames(t *testing.T) {
	for _, text := range []string{
		"chrom\tstart\tend\tscore\n", "# of a caller\nchr,start,end\r\n", "ID\tchrom\tloc.start\tloc.end\tseg.mean", "CHR BP P\n",
		"gene_id\tlog2FoldChange\tpadj\n", "\"\",\"baseMean\",\"padj\"\n",
	} {
		src, err := Open(context.Background(), write(t, "a.txt", []byte(text)), Options{})
		if err != nil || src.Info().Items != 0 || src.Info().Format == "" {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestRefusals(t *testing.T) {
	for _, c := range []struct {
		name    string
		content string
		want    string
	}{
		{"a.bw", "", "a.bw is empty, not a bigWig file"},
		{"a.xyz", "", "a.xyz is empty"},
		{"a.bw", "\x89HDF\r\n\x1a\n....", "a.bw is an HDF5 file, not a bigWig"},
		{"a.h5", "\x89HDF\r\n\x1a\n....", "a.h5 is an HDF5 file: the format is known but not read"},
		{"a.cram", "CRAM\x03\x00", "a.cram has no index beside it: wanted a.cram.crai"},
		{"a.bed", "PK\x03\x04", "a.bed is a ZIP file, not a BED"},
		{"a.bed", "\n<!DOCTYPE html><html>", "a.bed is an HTML file, not a BED"},
		{"a.bed", "\x00\x01\x02\x03", "a.bed: it is named as a BED file, but it is neither text nor a binary format"},
		{"a.txt", "some words\nand more\n", "its first rows have the shape of no text format that is known"},
		{"a.bed", "chr1\tten\ttwenty\n", `a.bed: line 1: start "ten" is not a whole number`},
		{"a.gtf", "chr1 x exon 1 5 . + . gene_id a\n", "a.gtf: line 1: found 1 tab-separated columns; wanted 9"},
		{"a.gff3", "chr1\tx\n", "a.gff3: line 1: found 2 tab-separated columns; wanted 9"},
		{"a.wig", "5\n", "a.wig: line 1: no variableStep or fixedStep line"},
		{"a.bed.gz", "\x1f\x8b\x08\x00", "a.bed.gz: line 1: the compressed data end too early"},
		{"hg.chrom.sizes", "chr1\t1000\nchr2\t500\n", "hg.chrom.sizes is a table of sequence lengths"},
		{"g.fa.fai", "chr1\t1000\t6\t60\t61\nchr2\t500\t1030\t60\t61\n", "g.fa.fai is the index of a FASTA file"},
		{"a.psl", "psLayout version 3\n", "a.psl is a PSL file"},
		{"a.txt", "100\t0\t0\t0\t0\t0\t1\t300\t+\tq1\t100\t0\t100\tc\t5000\t1000\t1400\t2\t50,50,\t0,50,\t1000,1350,\n", "a.txt is a PSL file"},
		{"a.paf", "q1\t100\t0\t100\t+\tc\t5000\t1000\t1400\t100\t100\t60\n", "a.paf is a PAF file"},
		{"a.chain", "chain 1000 c 5000 + 0 100 d 6000 + 0 100 1\n100\n", "a.chain is a chain file"},
		{"a.out", "   SW   perc perc perc  query\nscore\n", "a.out is a RepeatMasker file"},
		{"a.txt", "@SQ\tSN:c\tLN:900\nr\t0\tc\t1\t60\t5M\t*\t0\t0\tACGTA\t*\n", "a.txt is a SAM file, not a table"},
		{"a.txt", "r\t0\tc\t1\t60\t5M\t*\t0\t0\tACGTA\t*\nr\t4\t*\t0\t0\t*\t=\t7\t-30\t*\t*\tXX:Z:1\n", "a.txt is a SAM file, not a table"},
		{"a.bed", "7\t16\t1\t1\t60\t2S5M1D3M\t=\t90\t100\tACGTANACGT\tIIIIIIIIII\n", "a.bed is a SAM file, not a BED"},
		{"a.sam", "@CO\tx\nr\t0\tc\t1\t60\t5M\t*\t0\t0\tACGTA\t*\n", "a.sam is a SAM file: the format is known but not read"},
		{"GSE1_series_matrix.txt", "!Series_title\t\"x\"\n", "GSE1_series_matrix.txt is a GEO series matrix file"},
		{"a.tdf", "TDF4\x01", "a.tdf is a TDF file"},
		{"a.bed", "c\t5\t5\nc\t8\t8\nc\t9\t9\n", "start and end are the same in every row"},
		{"a.txt", "id\tchrom\tfrom_hg19\nG1\t1\t100\n", "it is a table without columns for start, end; found id, chrom, from_hg19"},
		{"a.txt", "c\t0\t980\t1000\t0.98\nc\t1\t20\t1000\t0.02\n", "a.txt is a coverage histogram file"},
		{"a.txt", "585\tc\t100\t300\tx\n73\tc\t130000\t140000\ty\n", "a.txt is a UCSC table file"},
		{"a.txt", "c\t1\t1000\t1\tW\tq1\t1\t1000\t+\nc\t1001\t1100\t2\tN\t100\tscaffold\tyes\tx\n", "a.txt is an AGP file"},
		{"x.mosdepth.global.dist.txt", "chr1\t4\t0.05\ntotal\t0\t1.00\n", "x.mosdepth.global.dist.txt is a depth distribution file"},
		{"a.seg", "S1\t1\t100\t2000\t10\t-0.5\nS1\t1\t2001\t2900\t10\t0.5\n", "a.seg: it lacks a first line with the names of its columns"},
		{"a.bed.gz", string(pack(t, string(pack(t, "chr1\t10\t20\n")))), "a.bed.gz is compressed twice with gzip"},
		{"a.bed", "chr1\t10\t20\nchr1\t30\t40\ta\x00b\n", "but line 2 has a byte of 0, as no text has"},
		{"a.tar", "a.bed" + strings.Repeat("\x00", 252) + "ustar  \x00" + strings.Repeat("\x00", 247) + "chr1\t1\t2\n", "a.tar is a tar file"},
		{"x.cram.crai", "0\t1\t10\t26\t881\t704\n", "x.cram.crai is a CRAM index file"},
	} {
		src, err := Open(context.Background(), write(t, c.name, []byte(c.content)), Options{})
		if err == nil {
			t.Errorf("%s of %q was opened as %s", c.name, c.content, src.Info().Format)
			continue
		}
		if !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), c.name) {
			t.Errorf("%s of %q: %v, want %s", c.name, c.content, err, c.want)
		}
	}
}

// TestSAM gives the line that makes of SAM what is read.
func TestSAM(t *testing.T) {
	const text = "@SQ\tSN:c\tLN:900\nr\t0\tc\t1\t60\t5M\t*\t0\t0\tACGTA\t*\n"
	for name, content := range map[string]string{"a.sam": text, "a.sam.gz": string(pack(t, text)), "a.SAM.bgz": string(bgzftest.Block(text))} {
		_, err := Open(context.Background(), write(t, name, []byte(content)), Options{})
		var hinted interface{ Hint() string }
		if want := "make a BAM of it: samtools sort -o a.bam " + name + " && samtools index a.bam"; !errors.As(err, &hinted) || hinted.Hint() != want {
			t.Errorf("%s: %v, %v; want %s", name, err, hinted, want)
		}
	}
}

func TestPaths(t *testing.T) {
	if _, err := Open(context.Background(), filepath.Join(t.TempDir(), "none.bed"), Options{}); !errors.Is(err, fs.ErrNotExist) ||
		!strings.Contains(err.Error(), "none.bed") {
		t.Errorf("a file that is not there: %v", err)
	}
	if _, err := Open(context.Background(), t.TempDir(), Options{}); err == nil || !strings.Contains(err.Error(), "is a folder") {
		t.Errorf("a folder: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Open(ctx, write(t, "a.bed", []byte("chr1\t1\t2\n")), Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestStdin(t *testing.T) {
	stdin := os.Stdin
	defer func() { os.Stdin = stdin }()
	for content, want := range map[string]string{
		"chr1\t1\t2\n":                        "",
		"\x26\xfc\x8f\x88\x04\x00bigWig here": "standard input holds bigWig, which is read in parts",
		"":                                    "standard input is empty",
	} {
		f, err := os.Open(write(t, "in", []byte(content)))
		if err != nil {
			t.Fatal(err)
		}
		os.Stdin = f
		src, err := Open(context.Background(), source.StdinName, Options{})
		switch {
		case want == "" && (err != nil || src.Info().Items != 1):
			t.Errorf("%q: %v", content, err)
		case want != "" && (err == nil || !strings.Contains(err.Error(), want)):
			t.Errorf("%q: %v, want %s", content, err, want)
		}
		_ = f.Close()
	}
}

// A wait for input that does not come ends with the context.
func TestStdinWaits(t *testing.T) {
	stdin := os.Stdin
	defer func() { os.Stdin = stdin }()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	os.Stdin = r
	if _, err := w.WriteString("chr1\t1\t2\n"); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	opt := Options{Progress: func(int64, int64) { cancel() }} // once something was read
	if _, err := Open(ctx, source.StdinName, opt); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want context.Canceled", err)
	}
	_ = w.Close() // ends the blocked read
	_ = r.Close()
}

func TestProgress(t *testing.T) {
	text := bytes.Repeat([]byte("chr1\t1\t2\n"), 500_000)
	var done, total []int64
	opt := Options{Progress: func(d, n int64) { done, total = append(done, d), append(total, n) }}
	if _, err := Open(context.Background(), write(t, "a.bed", text), opt); err != nil {
		t.Fatal(err)
	}
	size := int64(len(text))
	if len(done) < 3 || !slices.IsSorted(done) || done[len(done)-1] != size || total[0] != size {
		t.Errorf("%d calls up to %d of %d", len(done), done[len(done)-1], size)
	}
}

func TestTable(t *testing.T) {
	names := map[string]bool{}
	for _, f := range Table {
		if f.Name == "" || names[f.Name] {
			t.Errorf("format %q is there twice or without a name", f.Name)
		}
		names[f.Name] = true
		for _, ext := range f.Extensions {
			if !strings.HasPrefix(ext, ".") || ext != strings.ToLower(ext) {
				t.Errorf("%s: extension %q", f.Name, ext)
			}
		}
		if f.Read && f.openFile == nil && f.openInside == nil && f.openText == nil && f.insist == nil {
			t.Errorf("%s is said to be read, but nothing reads it", f.Name)
		}
	}
}

func FuzzOpen(f *testing.F) {
	for _, c := range texts {
		f.Add([]byte(c.text))
		f.Add(pack(f, c.text))
	}
	sourcetest.Seeds(f, func(content []byte) { f.Add(content) }, "shared/bad/*")
	path := filepath.Join(f.TempDir(), "fuzz.bed")
	f.Fuzz(func(t *testing.T, content []byte) {
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		src, err := Open(context.Background(), path, Options{})
		if err != nil {
			return
		}
		info := src.Info()
		if _, err := src.Rows(context.Background(), info.First, source.RowOptions{Limit: 1000}); err != nil && len(info.Sequences) > 0 {
			t.Error(err)
		}
		if err := src.Close(); err != nil {
			t.Error(err)
		}
	})
}
