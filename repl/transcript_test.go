package repl_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/repl"
	"github.com/epiviz/epivizgo/repl/repltest"
	"github.com/epiviz/epivizgo/session"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source/bbi/bbitest"
)

func TestMain(m *testing.M) {
	time.Local = time.UTC // transcripts have times
	_ = os.Unsetenv("COLUMNS")
	goleak.VerifyTestMain(m)
}

var update = flag.Bool("update", false, "write what is printed to the files in testdata")

// golden compares text with a file of testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs (go test ./repl -update rewrites it):\n%s\nwant:\n%s", path, got, want)
	}
}

// typedLines returns the text after each prompt in a transcript.
func typedLines(t *testing.T, path string) []string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, line := range strings.Split(string(text), "\n") {
		if typed, ok := strings.CutPrefix(line, repl.Prompt); ok {
			lines = append(lines, typed)
		}
	}
	return lines
}

// scene is what the lines of a transcript are typed in.
type scene struct {
	setup   repltest.Setup // but for the console
	columns int            // of the terminal
	files   map[string]string
	before  func(t *testing.T, p *repltest.Prompt)
}

// endedSessions are two sessions, then none, then not to be read.
func lines(list ...string) func() ([]string, error) {
	return func() ([]string, error) { return list, nil }
}

type endedSessions struct{ asked int }

func (e *endedSessions) Resumable() ([]repl.EndedSession, error) {
	e.asked++
	switch {
	case e.asked > 4:
		return nil, errors.New("open journals: permission denied")
	case e.asked > 3:
		return nil, nil
	}
	return []repl.EndedSession{
		{Name: "20000101T100000-abcd", Changed: time.Date(2000, 1, 1, 12, 34, 56, 0, time.UTC), Folder: "/home/me/my data", Commands: 10, Lines: lines(
			"load tutorial:", "load a.bed", "load ./a.bed", "load 'b c.bw' --as sig",
			`addchart "Blocks Track" --as 1 a`, `addchart "Line Track" --as 2 sig`,
			"removechart 1", "frobnicate", "unload a.bed", "navigate chr1 1 100",
		)},
		{Name: "19991231T235900-efgh", Changed: time.Date(1999, 12, 31, 23, 59, 0, 0, time.UTC), Folder: "/tmp/\x1b[2Jx",
			Commands: 1, Lines: lines("theme dark")},
		{Name: "19991231T235901-ijkl", Changed: time.Date(1999, 12, 31, 23, 59, 1, 0, time.UTC), Folder: "/tmp", Commands: 7,
			Lines: func() ([]string, error) { return nil, errors.New("input/output error") }},
	}, nil
}

// peaks is a file of two rows.
const peaks = "chr1\t1000\t2000\tone\t10\t.\t5.5\t-1\t-1\t500\nchr1\t3000\t4000\ttwo\t20\t.\t7\t-1\t-1\t500\n"

// scenes are those of the transcripts that need more than a built-in page and the
// tutorial's data.
var scenes = map[string]scene{
	"analysis": analysis,
	"show":     {files: withEvil(analysis.files)},
	"files":    {files: map[string]string{"peaks.narrowPeak": peaks, "My data.bw": string(ramp())}},
	"verify":   verifyScene,
	"undo":     {files: map[string]string{"peaks.narrowPeak": peaks}},
	"regions": {files: map[string]string{
		"peaks.narrowPeak": peaks,
		"odd.bed":          "\ufefftrack name=x\nchr1\t5\t9\ta\t0\t+\t5\t9\t255,0,16\nchr1\t7\t9\ta\nchr1\t20\t20\tpoint\nchr1\t9\t5\tback\n\nchr1 1\nchr1\tx\t5\n",
	}},
	"hooks": {
		files:  map[string]string{"hooked.epiviz": "# epivizgo workspace 1 \"hooked\"\naddchart linetrack --as 1 py_column\non moved quit\non movde where\n!touch made\nload $HOME/x.bed\n"},
		before: func(_ *testing.T, p *repltest.Prompt) { p.Env.Files = storeFiles{} },
	},
	"places": {
		setup: repltest.Setup{Session: session.Options{Genome: repltest.Bases{}}},
		files: map[string]string{
			"genes.gff3": genes, "peaks.narrowPeak": peaks, "none.bed": "track name=none\n", "chr1:1-2": "chr1\t0\t9\n", "mine": "chr1\t3\t4\n",
			"list.bed": "browser position chr1:1-10\r\ntrack name=\"a list\"\r\nchr1\t3500\t3600\tlater\r\nchr1\t900\t1900\tfirst\r\n" +
				"chr1\t1500\t1600\tinner\r\nchrQ\t1\t9\r\nchr1\t40\t40\tpoint\r\nchr1\tx\t9\r\n",
			"table.tsv":  "chrom\tstart\tend\tname\nchr1\t3100\t3200\tb\nchr1\t1001\t1100\ta\n",
			"packed.bed": gzipped("chr1\t10\t20\tin gzip\nchr1\t1\t9\tbefore\n"),
			"ids.bed":    "chr1\t10\t20\t7\nchr1\t30\t40\t5\n",
		},
		before: loadGenes,
	},
	"wild": {files: map[string]string{
		"two.bedGraph":  "track type=bedGraph name=plus\nchr1\t0\t100\t10\nchr1\t100\t200\tinf\ntrack type=bedGraph name=minus\nchr1\t0\t200\t-10\n",
		"odd.bed":       "chr1\t1000\t2000\ta\tNA\t+\t0\t0\t#FF8800\nchr1\t1e+05\t2e5\tb\t7\t-\t0\t0\t255,0,0\nchr1\tx\t9\tc\n",
		"study.gwas":    "CHR\tSNP\tBP\tP\nchr1\trs1\t101\t1e-9\n",
		"half.tsv":      "chrom\tstart\tname\nchr1\t1\ta\n",
		"loops.bedpe":   "chr1\t1\t9\tchr2\t5\t9\n",
		"positions.bed": "chr1\t5\t5\nchr1\t7\t7\nchr1\t9\t9\n",
	}},
	"tables": {files: map[string]string{
		"deseq2.csv": "\"\",\"baseMean\",\"log2FoldChange\",\"padj\"\n\"ENSG00000900001.4\",708.6,-0.38,0.0013\n" +
			"\"ENSG00000900002\",0,NA,NA\n\"ENSG00000977777\",12,1.5,0.2\n",
		"edger.txt": "\"logFC\" \"logCPM\" \"FDR\"\n\"ALFA1\" -4.6 5.5 1e-12\n\"ALFA1\" 2 3 1\n\"1-Mar\" 1 1 1\n",
		"genes.gtf": "chr1\tx\tgene\t1001\t2000\t.\t+\t.\tgene_id \"ENSG00000900001.3\"; gene_name \"ALFA1\";\n" +
			"chr1\tx\tgene\t3001\t3500\t.\t-\t.\tgene_id \"ENSG00000900002.1\"; gene_name \"BETA2\";\n",
		"patients.csv": "patient,chrom,age\nP1,1,40\n",
	}},
	"again": {
		setup:  repltest.Setup{Pages: repltest.NoPages},
		files:  map[string]string{"a.bed": "chr1\t10\t20\tx\n", "b.bed": "chr1\t1\t2\n"},
		before: func(t *testing.T, _ *repltest.Prompt) { link(t, "a.bed", "link.bed") },
	},
	"filter": {files: map[string]string{
		"a.narrowPeak": peaks + "chr2\t10\t90\tthree\t900\t+\t8\t-1\t-1\t500\n",
		"b.bed":        "chr1\t10\t20\tx\t7\t+\nchr1\t30\t45\ty\t.\t-\n", "s.bedGraph": "chr1\t0\t100\t3\n",
		"more": peaks + "chr1\t7000\t8000\tfour\t90\t.\t8\t-1\t-1\t500\n", "three.bed": "chr1\t1\t2\n", "nothing": "",
	}},
	"bases": {files: map[string]string{"own.fa": ">1\nACGTACGTAA\n"}},
	"genome": {files: map[string]string{
		"ucsc.sizes": "chr1\t5000\nchr2\t900\n", "other.sizes": "2\t900\n1\t4000\n", "none.sizes": "Q\t70\n",
		"own.fa": ">1\nACGTACGTAA\n", "bad.sizes": "chr1 x\n", "a.bed": "chr1\t4500\t4600\n",
	}},
	"many": {files: map[string]string{
		"chip_1.bed": "chr1\t10\t20\n", "chip_10.bed": "chr1\t30\t40\n", "chip_2.bed": "chr1\t50\t60\n", ".chip_3.bed": "chr1\t1\t2\n",
		"bad.bed": "chr1\tx\n", "a*b.bed": "chr1\t70\t80\n", "aXb.bed": "chr1\t90\t99\n", "sub/deep.bed": "chr1\t5\t7\n",
		"scored_1.bed": "chr1\t10\t20\ta\t5\n", "scored_2.bed": "chr1\t10\t20\ta\t6\n", "hla.bed": "HLA-Q*01:01\t10\t500\tone\n",
		"matrix.tsv": "chrom\tstart\tend\twidth\ts1\ts2\ts3\ts4\ts5\ts6\ts7\ts8\ts9\n" +
			"chr1\t101\t200\t100\t1\t2\t3\t4\t5\t6\t7\t8\t9\nchr1\t301\t400\t100\t9\t8\t7\t6\t5\t4\t3\t2\t1\n",
	}},
	"sessions": {before: func(_ *testing.T, p *repltest.Prompt) { p.Env.Journals = &endedSessions{} }},
	"reload": {files: map[string]string{
		"a.narrowPeak": peaks, "b.bed": "chr1\t10\t20\n", "t.bedGraph": "chr1\t0\t100\t3\n",
		"more":      peaks + "chr1\t5000\t6000\tthree\t90\t.\t8\t-1\t-1\t500\n",
		"named.bed": "chr1\t10\t20\tx\t7\n", "nothing.bed": "", "bad": "chr1 10\n",
	}},
	"watch": {files: map[string]string{"peaks.narrowPeak": peaks}},
	"samples": {files: map[string]string{
		"t1.bedGraph": "chr1\t0\t50\t1\nchr1\t50\t100\t5\n", "t2.sorted.bedGraph": "chr1\t0\t100\t3\n",
		"n1.bedGraph": "chr1\t0\t100\t2\n", "n2.bedGraph": "chr1\t0\t50\t4\n", "input.bedGraph": "chr1\t0\t100\t1\n",
		"peaks.bed": "chr1\t10\t20\tp\n",
		"sheet.tsv": "name\tgroup\tcolour\tage\tcell line\r\nt1\ttumour\tred\t61\tK 562\r\nt2.sorted\ttumour\tred\tNA\tHeLa\r\n" +
			"\r\nn1\tnormal\tblurple\t34\tK 562\r\nn2\tnormal\t#00f\t20\tHeLa\r\nghost\tnormal\t\t\t\r\n",
		"bare.csv":  "t1,tumour\nn1,normal\n",
		"other.csv": "id,status\nt1,x\nt1,y\n",
	}},
	"allow": {before: knock},
	"snapshots": {
		setup: repltest.Setup{Pages: repltest.NoPages},
		files: map[string]string{
			"genes.gff3": genes,
			"sites.bed": "chr1\t1000\t2000\tone\nchr1\t1000\t2000\tONE\nchr1\t3000\t3000\tpoint\nchr1\tx\t5\nchr9\t1\t9\tnowhere\n" +
				"chr1\t5000\t5600\t../<b>two\n",
			"many.bed":  strings.Repeat("chrQ\t1\t9\n", 13),
			"sites.svg": "chr1\t1000\t2000\tsites\n", "rows.pdf": "chr1\t1000\t2000\n",
		},
		before: loadGenes,
	},
	"reports": {
		setup: repltest.Setup{Pages: repltest.NoPages},
		files: map[string]string{
			"peaks.narrowPeak": peaks, "signal.bedGraph": "chr1\t0\t100\t1\nchr7\t2000\t9000\t2.5\n",
			"mixed.bed": "chr1\t5\t9\tgood\nchr77\t1\t2\tb\u202ead\nchr78\t1\t2\tworse\n",
		},
		before: loadPeaks,
	},
	"nobrowser": {setup: repltest.Setup{Pages: repltest.NoPages}},
	"browsers": {
		setup: repltest.Setup{Pages: []string{protocol.BuiltinVersion, "4", "2"}},
		before: func(t *testing.T, p *repltest.Prompt) {
			p.Pages[2].Freeze()
			if err := p.Env.Script(t.Context(), "before", strings.NewReader("navigate chr1 1 100")); err == nil {
				t.Error("a frozen page moved")
			}
			p.Pages[1].Move("chr1", 500.5, 1234567.2)
		},
	},
	"send": {
		setup: repltest.Setup{Pages: []string{protocol.BuiltinVersion, "5"}},
		before: func(t *testing.T, p *repltest.Prompt) {
			script(t, p.Env, "addseqinfos \u202egnp 1000; navigate \u202egnp 1 100")
			p.Pages[1].Mute(protocol.AddChart)
		},
	},
	"events": {files: map[string]string{"genes.gff3": genes}, before: loadGenes},
	"query": {
		setup: repltest.Setup{Session: session.Options{Genome: repltest.Bases{}}},
		files: map[string]string{
			"genes.gff3": genes,
			"six.bed":    "chr1\t1000\t2000\tone\t900\t+\nchr1\t5000\t9000\ttwo\t.\t.\n",
		},
		before: loadGenes,
	},
	"questions": {
		setup: repltest.Setup{Pages: repltest.NoPages}, columns: 80,
		files: map[string]string{
			"peaks.narrowPeak": peaks, "My data.bw": string(ramp()), "spots.bed": "chr1\t50\t250\tfirst\nchr1\t1500\t3500\tsecond\nchrQ\t1\t9\n",
			"signal.bedGraph": "chr1\t0\t100\t1\nchr1\t100\t150\t2\nchr1\t150\t200\t3\nchr1\t200\t300\t5.5\n",
			"loops.bedpe":     "chr1\t1000\t2000\tchr1\t50000\t51000\tnear\t12.5\t+\t-\n",
			"wide.tsv": "chrom\tstart\tend\tref\talt\tfilter\tinfo\tformat\tsample one\tsample two\tdepth\tquality\tname\n" +
				"chr1\t101\t101\tA\tC\tPASS\tAF=0.5;ANN=a long annotation\tGT:AD:PL\t0/1:5,6:100,0,90\t1/1:0,7:80,20,0\t10\t50.25\trs1000001\n",
			"genes.gff3": genes,
		},
	},
	"pairs": {files: map[string]string{
		"loops.bedpe": "chr1\t1000\t2000\tchr1\t50000\t51000\tnear\t12.5\t+\t-\n" +
			"chr1\t60000\t61000\tchr1\t3000\t4000\tback\t3\t-\t-\n" +
			"chr1\t1500\t2500\tchr2\t7000\t8000\tacross\t40\t+\t+\n" +
			"chr1\t90000\t90500\t.\t-1\t-1\thalf\t.\t+\t.\n",
		"mySJ.out.tab": "chr1\t1001\t2000\t1\t1\t1\t12\t3\t40\n",
		"four.bedpe":   "chr1\t1\t2\tname\n",
	}},
	"models": {
		setup: repltest.Setup{Pages: repltest.NoPages},
		files: map[string]string{"models.gff3": models, "bands.txt": "chrA\t0\t500\tp11.1\tgneg\nchrA\t500\t900\tq11\tgpos50\n",
			"chimp.bed": "HLX-A*01:01\t10\t500\tone\nchrA\t10\t90\tpeak_7\n",
			"thick.bed": "chrA\t10\t90\ta\t0\t+\t20\t40\t255,0,0\nchrA\t100\t190\tb\t5\t-\t100\t100\t0\n"},
	},
	"move": {
		files: map[string]string{
			"peaks.narrowPeak": peaks,
			"far.bed":          "chr1\t100\t200\tnear\nchr1\t150000\t150100\tfar\nchr1\t150000\t150100\ttwin\npyChr\t500\t9000\tother\n",
			"slides.bed": "chrom\tstart\tend\nchr1\t100\t200\tfirst\nchr9\t5\t50\tabsent\nchr1\t300\t300\tpoint\nchr1\tx\t9\tbad\n" +
				"pyChr\t0\t50\tlast\n",
		},
	},
	"loci": {
		setup:  repltest.Setup{Session: session.Options{Genome: repltest.Bases{}}},
		files:  map[string]string{"genes.gff3": genes, "peaks.narrowPeak": peaks, "2": "chr1\t5\t9\n", "3": "chr1\t7\t9\n"},
		before: loadGenes,
	},
	"hostile": {files: map[string]string{"evil.bed": "track name=\"\x1b[2Jgone\u202e\"\nchr1\t1\t2\n"}},
	"narrow": {
		columns: 50,
		files: map[string]string{"wide.bed": "track name=\"測定データの名前 that is much too long for the terminal\"\nchr1\t1\t2\n",
			"family.vcf": family},
	},
	"refused": {before: func(_ *testing.T, p *repltest.Prompt) { p.Pages[0].Refuse(protocol.Redraw, "it is asleep") }},
}

// models is a file of genes with exons, one of them at three places, and of a repeat.
const models = `##gff-version 3
##sequence-region chrA 1 20000
chrA_alt1	made	gene	101	500	.	+	.	ID=qx1b;Name=QX1
chrA	made	gene	1001	3000	.	-	.	ID=qx1;Name=QX1;locus_tag=MADE_1;Dbxref=GeneID:4711
chrA	made	mRNA	1001	3000	.	-	.	ID=t;Parent=qx1;Name=QX1.1
chrA	made	exon	1101	1500	.	-	.	Parent=t
chrA	made	exon	2001	3000	.	-	.	Parent=t
chrA	made	CDS	1201	1500	.	-	0	Parent=t;protein_id=PX_1
chrA	made	CDS	2001	2100	.	-	0	Parent=t;protein_id=PX_1
chrB	made	gene	1001	3000	.	+	.	ID=qx1c;Name=QX1
chrA	made	repeat_region	5001	5600	.	.	.	rpt_family=MadeUp
chrB	made	cDNA_match	5001	5100	.	+	.	ID=m1;Target=est1 1 100
chrB	made	cDNA_match	5201	5300	.	+	.	ID=m1;Target=est1 101 200
`

// genes is a file of two genes, of which the second has a name that would break a line.
const genes = `##gff-version 3
chr1	made	gene	1001	2000	900	+	.	ID=g1;Name=XYZ2
chr1	made	gene	5001	9000	.	.	.	ID=g2;Name=ABC1%09x%0Ay
`

// gzipped compresses a text.
func gzipped(text string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write([]byte(text)) // to memory
	_ = w.Close()
	return b.String()
}

// withEvil adds a file with names that a terminal would obey.
func withEvil(files map[string]string) map[string]string {
	files = maps.Clone(files)
	files["evil.bed"] = "track name=\"\x1b[2Jgone\u202e\"\nchr7\t2000\t5000\t\x1b]0;title\x07\x1b[31mred\u202e\n"
	return files
}

func loadGenes(t *testing.T, p *repltest.Prompt) {
	if _, _, err := p.Session.Load(t.Context(), "genes.gff3"); err != nil {
		t.Fatal(err)
	}
}

func loadPeaks(t *testing.T, p *repltest.Prompt) {
	if _, _, err := p.Session.Load(t.Context(), "peaks.narrowPeak"); err != nil {
		t.Fatal(err)
	}
}

// workspaceID is what the id of a workspace looks like, of which each has its own.
var workspaceID = regexp.MustCompile(`\b[a-z2-7]{16}\b`)

// ramp returns a bigWig whose values grow.
func ramp() []byte {
	values := func(yield func(bbitest.Value) bool) {
		for i := range 10 {
			if !yield(bbitest.Value{Seq: "chr1", Start: i * 10, End: i*10 + 10, Value: float32(i)}) {
				return
			}
		}
	}
	return bbitest.BigWig([]genome.Sequence{{Name: "chr1", Length: 248956422}}, values, bbitest.Options{})
}

// TestTranscripts types the lines of each transcript in testdata again and
// expects the same transcript.
func TestTranscripts(t *testing.T) {
	paths, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(paths) == 0 {
		t.Fatal("no transcripts", err)
	}
	for _, path := range paths {
		name := strings.TrimSuffix(filepath.Base(path), ".txt")
		t.Run(name, func(t *testing.T) {
			lines := typedLines(t, path)
			var got string
			s, known := kinds[name]
			if !known {
				s = scenes[name]
			}
			synctest.Test(t, func(t *testing.T) { got = transcript(t, s, lines) })
			golden(t, name+".txt", workspaceID.ReplaceAllString(got, "(its id)"))
		})
	}
}

// transcript types lines in a scene.
func transcript(t *testing.T, s scene, lines []string) string {
	repltest.Folder(t, s.files)
	console := &repltest.Console{Lines: lines, Typed: true, Columns: s.columns}
	s.setup.Console = console
	p := repltest.Start(t, s.setup)
	p.Env.InputTaken = true
	if s.before != nil {
		s.before(t, p)
	}
	said := console.Transcript()
	if err := repl.Run(t.Context(), p.Env, console); err != nil {
		t.Fatal(err)
	}
	folder, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(strings.TrimPrefix(console.Transcript(), said), folder, "/folder")
}

func link(t *testing.T, from, to string) {
	t.Helper()
	if err := os.Symlink(from, to); err != nil {
		t.Fatal(err)
	}
}

func script(t *testing.T, env *repl.Env, text string) {
	t.Helper()
	if err := env.Script(t.Context(), "test", strings.NewReader(text)); err != nil {
		t.Fatal(err)
	}
}
