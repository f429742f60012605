package repl_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/repl/repltest"
	"github.com/epiviz/epivizgo/session"
)

// family is a file of variants of three people.
var family = "##fileformat=VCFv4.3\n##contig=<ID=qA,length=90000>\n##INFO=<ID=DP,Number=1,Type=Integer,Description=\"depth\">\n" +
	"##INFO=<ID=AC,Number=A,Type=Integer,Description=\"alternate\">\n##FORMAT=<ID=GT,Number=1,Type=String,Description=\"\">\n" +
	"##FORMAT=<ID=GQ,Number=1,Type=Integer,Description=\"\">\n" +
	tabs("#CHROM POS ID REF ALT QUAL FILTER INFO FORMAT anna bert cleo",
		"qA 101 rs11 A G 50 PASS DP=30;AC=3 GT:GQ 0/1:9 1|1:30 ./.:.",
		"qA 201 rs12 ACT A 9.5 q10 DP=12 GT:GQ 0|1:1 0/0:2 1:3",
		"qA 301 . C T,CAA . . DP=12 GT:GQ 1/2:4 0/0:5 0/.:6",
		"qA 5001 rs13 G C 99 PASS DP=7 GT:GQ 0/0:4 0/0:5 1/1:6")

func init() {
	scenes["genotypes"] = scene{setup: repltest.Setup{Pages: repltest.NoPages}, files: map[string]string{
		"family.vcf": family, "signal.bedGraph": "qA\t0\t90000\t5\n",
		"declared.vcf": strings.Replace(family, "\n", "\n##contig=<ID=qB,length=500>\n", 1),
		"people.tsv":   "name\tstatus\nanna\till\nbert\twell\ncleo\twell\nsignal\twell\n",
		"bare.vcf":     tabs("qA 7 . A C 50 PASS ."), "peaks.bed": "qA\t90\t310\tp1\nqA\t150\t6000\tp2\n",
	}}
	scenes["changes"] = scene{setup: repltest.Setup{Session: session.Options{Genome: repltest.Bases{}}}, files: map[string]string{
		"calls.vcf": strings.ReplaceAll(family, "qA", "chr1"),
	}}
	// qA is GTTCACACACAGTT; left is written as far to the left as it can be, right to the right, and own has the whole repeat.
	sites := "##fileformat=VCFv4.3\n##contig=<ID=qA,length=14>\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
	scenes["shifted"] = scene{setup: repltest.Setup{Pages: repltest.NoPages}, files: map[string]string{
		"ref.fa":    ">qA\nGTTCACACACAGTT\n",
		"left.vcf":  sites + tabs("qA 3 minus TCA T 50 PASS .", "qA 3 plus T TCA 50 PASS .", "qA 13 other T TG 9 PASS ."),
		"right.vcf": sites + tabs("qA 9 minus_r ACA A 50 PASS .", "qA 11 plus_r A ACA 50 PASS ."),
		"own.vcf":   sites + tabs("qA 4 shorter CACACACA CACACA 50 PASS ."),
		"long.vcf":  sites + tabs("qA 3 symbol T <DEL> 50 PASS END=9"),
	}}
}

// manySites returns a text of random variants with one alternate allele each.
func manySites(rnd *rand.Rand, n int) string {
	var b strings.Builder
	b.WriteString(family[:strings.LastIndex(family, "qA\t101")])
	pos := 0
	pick := func(from ...string) string { return from[rnd.IntN(len(from))] }
	for range n {
		pos += 1 + rnd.IntN(15)
		alleles := [][2]string{{"A", "G"}, {"AC", "A"}, {"G", "GTT"}, {"AC", "GT"}}[rnd.IntN(4)]
		gt := func() string { return pick("0", "1", ".") + pick("/", "|") + pick("0", "1", ".") }
		fmt.Fprintf(&b, "qA\t%d\t.\t%s\t%s\t%s\t%s\tDP=%d\tGT:GQ\t%s:%d\t%s:3\t%s:.\n", pos, alleles[0], alleles[1],
			pick(".", "7", "29.5", "30", "31", "90"), pick("PASS", "q10"), rnd.IntN(40), gt(), rnd.IntN(9), gt(), gt())
	}
	return b.String()
}

// TestVariantsAgainstBCFtools compares lines of variants in random regions, by conditions and samples, with those that bcftools prints,
// which has to read the whole of what is printed.
func TestVariantsAgainstBCFtools(t *testing.T) {
	if _, err := exec.LookPath("bcftools"); err != nil {
		t.Skip("bcftools is not installed")
	}
	rnd := rand.New(rand.NewPCG(5, 8))
	repltest.Folder(t, map[string]string{"many.vcf": strings.Replace(manySites(rnd, 3000), "##INFO", "##FILTER=<ID=q10,Description=\"\">\n##INFO", 1)})
	p := repltest.Start(t, repltest.Setup{Pages: repltest.NoPages})
	script(t, p.Env, "load many.vcf")
	for _, c := range []struct{ ours, theirs string }{
		{"", ""},
		{"--filter 'qual > 30'", "-i QUAL>30"},
		{"--filter 'type == \"snv\"'", "-i TYPE=\"snp\""},
		{"--filter 'dp >= 20 && filter == \"PASS\"' --samples cleo,anna", "-I -s cleo,anna -i INFO/DP>=20&&FILTER=\"PASS\""},
		{"--filter 'QUAL < 10 || alt ~ \"^GT\"' --samples bert", "-I -s bert -i QUAL<10||ALT~\"^GT\""},
		{"--filter 'start > 9000 && width == 2'", "-i POS>9000&&STRLEN(REF)=2"},
	} {
		for range 3 {
			start := 1 + rnd.IntN(20000)
			locus := fmt.Sprintf("qA:%d-%d", start, start+rnd.IntN(9000))
			script(t, p.Env, fmt.Sprintf("variants %s many --vcf %s > out.vcf", locus, c.ours))
			run := func(args ...string) string {
				out, err := exec.Command("bcftools", args...).Output()
				if err != nil {
					t.Fatalf("bcftools %q: %v", args, err)
				}
				return string(out)
			}
			// A deletion that begins before the region overlaps it.
			want := run(append([]string{"view", "-H", "-t", locus, "--targets-overlap", "1"}, append(strings.Fields(c.theirs), "many.vcf")...)...)
			if got := run("view", "-H", "out.vcf"); got != want {
				t.Fatalf("%s %s: %d lines, bcftools has %d\n%.400s\n%.400s", locus, c.ours, strings.Count(got, "\n"), strings.Count(want, "\n"), got, want)
			}
			text, err := os.ReadFile("out.vcf")
			if err != nil || !strings.HasSuffix(string(text), want) {
				t.Fatalf("the lines are not those of the file: %v, %.300s", err, text)
			}
		}
	}
}

func init() {
	many := family + tabs("qA 6001 rs14 G C 99 PASS DP=7 GT:GQ 0/0:4 0/0:5 1/1:6")
	scenes["label"] = scene{setup: repltest.Setup{Pages: repltest.NoPages}, files: map[string]string{
		"calls.vcf": many, "odd.tsv": "name\tlabel\n", "two.bed": "qA\t9\t20\tx\nqA\t29\t30\ty\n",
	}}
}

// TestLabelsAreKept shows that labels are on the disk once a command has ended, that a line which was cut short costs no other, and that
// the last label of a region counts.
func TestLabelsAreKept(t *testing.T) {
	repltest.Folder(t, map[string]string{"two.bed": "chr1\t9\t20\tx\nchr1\t29\t39\ty\nchr1\t49\t59\n"})
	p := repltest.Start(t, repltest.Setup{Pages: repltest.NoPages})
	script(t, p.Env, "slideshow two.bed --labels good,bad; label good; label 2; label good; slideshow jump 1; label bad")
	file := func() string {
		text, err := os.ReadFile("two.labels.tsv")
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	lines := strings.Split(file(), "\n")
	if len(lines) != 6 || lines[0]+"\n" != "#chr\tstart\tend\tname\tlabel\tlabelled\n" || !strings.HasPrefix(lines[4], "chr1\t9\t20\tx\tbad\t") {
		t.Errorf("the file has %q", lines)
	}
	// As if the program had been killed while it wrote.
	if err := os.WriteFile("two.labels.tsv", []byte(strings.Join(lines[:3], "\n")+"\nchr1\t29\t39"), 0o600); err != nil {
		t.Fatal(err)
	}
	console := &repltest.Console{}
	again := repltest.Start(t, repltest.Setup{Pages: repltest.NoPages, Console: console})
	script(t, again.Env, "slideshow two.bed; label; label bad; label")
	got := console.Transcript()
	for _, want := range []string{
		"going on at region 3 of 3, the first without a label", "two.labels.tsv: left out, since they could not be read: 1 line",
		"1 good, 1 bad, 1 without a label", "3/3 chr1:50-59 [bad]", "all are labelled: 1 good, 2 bad",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("printed %s\nwant %s", got, want)
		}
	}
	if text := file(); !strings.Contains(text, "chr1\t29\t39\nchr1\t49\t59\t\tbad\t") {
		t.Errorf("the file has %q", text)
	}
}

// TestLabelsTooLarge shows that a file of labels is read whole or refused.
func TestLabelsTooLarge(t *testing.T) {
	const head = "#chr\tstart\tend\tname\tlabel\tlabelled\n"
	repltest.Folder(t, map[string]string{"two.bed": "chr1\t9\t20\tx\n", "large.tsv": head,
		"long.tsv": head + "chr1\t9\t20\tx\tgood\t" + strings.Repeat("x", 2<<20) + "\n"})
	if err := os.Truncate("large.tsv", 64<<20+1); err != nil {
		t.Fatal(err)
	}
	p := repltest.Start(t, repltest.Setup{Pages: repltest.NoPages})
	for file, want := range map[string]string{
		"large.tsv": "large.tsv has 67108865 bytes; a file of labels has at most 67108864",
		"long.tsv":  "long.tsv is no file of labels: it has a line of more than a megabyte",
	} {
		err := p.Env.Script(t.Context(), "test", strings.NewReader("slideshow two.bed --labels good,bad --into "+file))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", file, err, want)
		}
	}
}

// TestLabelsOfSpreadsheet reads a file of labels as Excel writes it, with columns and words of its user, and says which line is not one.
func TestLabelsOfSpreadsheet(t *testing.T) {
	repltest.Folder(t, map[string]string{"two.bed": "chr1\t9\t20\tx\nchr1\t29\t39\t\"y\"\nchr1\t49\t59\tz\n",
		"two.labels.tsv": "\ufeff#chr\tstart\tend\tname\tlabel\tlabelled\tmine\r\n" +
			"chr1\t\"9\"\t20\tx\t\"good, \"\"really\"\"\"\t2026-11-30T00:00:00Z\ta\r\n" +
			"chr1\t29\t39\t\"y\"\tbad\t\t\r\nchr1\t49.0\t59\tz\tbad\t\t\r\n" +
			"chr1\t99\t120\tgone\tbad\t\t\r\n"})
	console := &repltest.Console{}
	p := repltest.Start(t, repltest.Setup{Pages: repltest.NoPages, Console: console})
	script(t, p.Env, "slideshow two.bed; label")
	got := console.Transcript()
	for _, want := range []string{
		`left out, since they could not be read: 1 line; line 4: "49.0" is no position`,
		`1 good, "really", 1 bad, 1 without a label, labels of other regions: 1;`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("printed %s\nwant %s", got, want)
		}
	}
	if err := p.Env.Script(t.Context(), "test", strings.NewReader("label 3")); err == nil ||
		!strings.Contains(err.Error(), "label 3 stands for no label; there are 2 labels") {
		t.Errorf("a number that no label has: %v", err)
	}
}

// TestLabelByKey shows that a key in the page labels the region that is shown and goes on, and that what it did is told at the prompt.
func TestLabelByKey(t *testing.T) {
	repltest.Folder(t, map[string]string{"two.bed": "chr1\t9\t20\tx\nchr1\t29\t39\ty\n"})
	console := &repltest.Console{}
	p := repltest.Start(t, repltest.Setup{Pages: repltest.NoPages, Console: console})
	if err := p.Env.Label(t.Context(), 1); err == nil || !strings.Contains(err.Error(), "key 1 stands for no label") {
		t.Errorf("without a slideshow: %v", err)
	}
	script(t, p.Env, "slideshow two.bed --labels good,bad")
	if err := p.Env.Label(t.Context(), 2); err != nil {
		t.Error(err)
	}
	if err := p.Env.Label(t.Context(), 3); err == nil {
		t.Error("key 3 stands for something")
	}
	if got := console.Transcript(); !strings.Contains(got, "1/2 x chr1:10-20 [bad]") || !strings.HasSuffix(got, "2/2 y chr1:30-39\n") {
		t.Errorf("printed %s", got)
	}
}

// TestLabelNumbersWithoutWords shows that a number is not kept as a label where no word has a key: the next number would stand for it.
func TestLabelNumbersWithoutWords(t *testing.T) {
	repltest.Folder(t, map[string]string{"two.bed": "chr1\t9\t20\tx\nchr1\t29\t39\ty\n"})
	p := repltest.Start(t, repltest.Setup{Pages: repltest.NoPages})
	script(t, p.Env, "slideshow two.bed")
	for _, number := range []string{"3", "0", "99999999999999999999"} {
		err := p.Env.Script(t.Context(), "test", strings.NewReader("label "+number))
		if err == nil || !strings.Contains(err.Error(), "label "+number+" stands for no label; there are none") {
			t.Errorf("label %s: %v", number, err)
		}
	}
	if text, err := os.ReadFile("two.labels.tsv"); err == nil {
		t.Errorf("the file has %q", text)
	}
}
