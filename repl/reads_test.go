package repl_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/repl"
	"github.com/epiviz/epivizgo/repl/repltest"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/reply"
)

// testFile returns a file with reads of package bam, wherever the test runs: processes that fuzz begin in other folders.
func testFile(name string) string {
	_, here, _, _ := runtime.Caller(0)
	data, err := os.ReadFile(filepath.Join(filepath.Dir(here), "..", "session", "source", "bam", "testdata", name))
	if err != nil {
		panic(err)
	}
	return string(data)
}

// deep is a session whose files of reads have one depth for a number of bases, and end with an error.
type deep struct {
	repl.Session
	bases int
	err   error
}

func (d deep) Depth(_ context.Context, iv genome.Interval, _ string, _ reply.ReadChoice, take func(reply.ReadDepth) error) error {
	if err := take(reply.ReadDepth{Chr: iv.Seq, Start: iv.Start, End: iv.Start + d.bases, Forward: 7}); err != nil {
		return err
	}
	return d.err
}

// TestReadsBeforeAnError shows that what is printed of reads before a file ends too early reaches the output.
func TestReadsBeforeAnError(t *testing.T) {
	c := &repltest.Console{}
	p := repltest.Start(t, repltest.Setup{Pages: repltest.NoPages, Console: c})
	p.Env.Session = deep{p.Session, 2, errors.New("the data end too early")}
	err := p.Env.Script(t.Context(), "x", strings.NewReader("depth chr1:1-5 py_column --tsv"))
	if err == nil || !strings.Contains(err.Error(), "the data end too early") {
		t.Error(err)
	}
	if got := c.Transcript(); !strings.HasSuffix(got, "chr1\t1\t7\nchr1\t2\t7\n") {
		t.Errorf("printed %q", got)
	}
}

// TestCancelDepth shows that a stretch of one depth, which is a sequence where no reads are, is not printed to its end.
func TestCancelDepth(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	out := &full{most: 1 << 20}
	p := repltest.Start(t, repltest.Setup{Pages: repltest.NoPages, Console: cancelling{out, cancel}})
	p.Env.Session = deep{p.Session, 1 << 40, nil}
	if err := p.Env.Script(ctx, "x", strings.NewReader("depth chr1:1-5 py_column --tsv")); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// cancelling is a console on which the first result makes the user stop the command.
type cancelling struct {
	*full
	cancel func()
}

func (c cancelling) Print(ctx context.Context, b []byte) (int, error) {
	c.cancel()
	return c.full.Print(ctx, b)
}

// TestTwoFilesOfReads shows that who names two files is not answered with one of them at each read of the other, unless that is asked for.
func TestTwoFilesOfReads(t *testing.T) {
	files := map[string]string{}
	for _, name := range []string{"one.bam", "two.bam"} {
		files[name], files[name+".bai"] = testFile("small.bam"), testFile("small.bam.bai")
	}
	repltest.Folder(t, files)
	p := repltest.Start(t, repltest.Setup{Pages: repltest.NoPages})
	script(t, p.Env, "load one.bam two.bam")
	for _, command := range []string{"depth", "reads", "pileup"} {
		for words, want := range map[string]string{
			"chrA:1 one two": "one and two are two files", "chrA:1 one.bam two.bam": "one.bam and two.bam are two files",
			"one two": "one is a file of reads; wanted regions first",
		} {
			err := p.Env.Script(t.Context(), "test", strings.NewReader(command+" "+words))
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s %s: %v, want %s", command, words, err, want)
			}
		}
	}
	script(t, p.Env, "depth --regions one two --tsv > x; depth data:one two --tsv > y")
}

// TestReadsWithHeader compares reads --sam --header with samtools view -h.
func TestReadsWithHeader(t *testing.T) {
	if _, err := exec.LookPath("samtools"); err != nil {
		t.Skip("samtools is not installed")
	}
	repltest.Folder(t, map[string]string{"small.bam": testFile("small.bam"), "small.bam.bai": testFile("small.bam.bai")})
	p := repltest.Start(t, repltest.Setup{Pages: repltest.NoPages})
	script(t, p.Env, "load small.bam")
	script(t, p.Env, "reads chrA:300-900 chrB:1-500 small --sam --header > out.sam")
	want, err := exec.Command("samtools", "view", "-h", "--no-PG", "small.bam", "chrA:300-900", "chrB:1-500").Output()
	if err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile("out.sam"); err != nil || string(got) != string(want) {
		t.Errorf("%d bytes, samtools has %d; %v", len(got), len(want), err)
	}
}

// folderWithBAM begins a test in a folder with a.bam, made of the text, and its index.
func folderWithBAM(t *testing.T, sam string) {
	t.Helper()
	if _, err := exec.LookPath("samtools"); err != nil {
		t.Skip("samtools is not installed")
	}
	repltest.Folder(t, map[string]string{"a.sam": sam})
	for _, args := range [][]string{{"view", "-b", "--no-PG", "-o", "a.bam", "a.sam"}, {"index", "a.bam"}} {
		if out, err := exec.Command("samtools", args...).CombinedOutput(); err != nil {
			t.Fatalf("%v, %s", err, out)
		}
	}
}

// TestNumbersOfTags: JSON has of tags what it has of all numbers.
func TestNumbersOfTags(t *testing.T) {
	const sam = "@HD\tVN:1.6\tSO:coordinate\n@SQ\tSN:c1\tLN:1000\n" +
		"a\t0\tc1\t11\t60\t4M\t*\t0\t0\tACGT\t*\tXF:B:f,1.5,nan,inf,-inf\tXG:f:-inf\tXI:i:7\tXN:f:nan\tXB:B:c,-1,2\tXZ:Z:inf\n"
	folderWithBAM(t, sam)
	p := repltest.Start(t, repltest.Setup{Pages: repltest.NoPages})
	script(t, p.Env, "load a.bam\nreads c1:1-100 a --json > out.json")
	const want = `"tags":{"XB":[-1,2],"XF":[1.5,null,"Infinity","-Infinity"],"XG":"-Infinity","XI":7,"XN":null,"XZ":"inf"}`
	if got, err := os.ReadFile("out.json"); err != nil || !strings.Contains(string(got), want) {
		t.Errorf("%s, %v; want %s", got, err, want)
	}
}

// TestBytesThatAreNoText: SAM that is printed has nothing that a terminal obeys, which is said, and a file has the bytes as they are.
func TestBytesThatAreNoText(t *testing.T) {
	const sam = "@HD\tVN:1.6\tSO:coordinate\n@SQ\tSN:c1\tLN:1000\n@CO\tM\xfcller\n" +
		"a\t0\tc1\t11\t60\t4M\t*\t0\t0\tACGT\t*\tXZ:Z:M\xfcller\nb\t0\tc1\t11\t60\t4M\t*\t0\t0\tACGT\t*\tXZ:Z:\u00fc\nc\t0\tc1\t11\t60\t4M\t*\t0\t0\tACGT\t*\n"
	folderWithBAM(t, sam)
	console := &repltest.Console{}
	p := repltest.Start(t, repltest.Setup{Pages: repltest.NoPages, Console: console})
	script(t, p.Env, "load a.bam\nreads c1:1-100 a --sam --header > out.sam")
	if got, err := os.ReadFile("out.sam"); err != nil || string(got) != sam {
		t.Errorf("the file has %q, %v", got, err)
	}
	if said := console.Transcript(); strings.Contains(said, "spelled") {
		t.Error(said)
	}
	script(t, p.Env, "reads c1:1-100 a --sam --header")
	said := console.Transcript()
	for _, want := range []string{"@CO\tM\\xfcller\n", "XZ:Z:M\\xfcller\n", "XZ:Z:\u00fc\n", "2 lines with bytes that are no text or would change a terminal: "} {
		if !strings.Contains(said, want) {
			t.Errorf("no %q in %q", want, said)
		}
	}
}

// TestBEDOfReads: the blocks of BED12 reach from its start to its end, also of a read that begins or ends with a splice.
func TestBEDOfReads(t *testing.T) {
	folderWithBAM(t, "@HD\tVN:1.6\tSO:coordinate\n@SQ\tSN:c1\tLN:1000\n"+
		"a\t0\tc1\t11\t60\t3N4M5N4M2N\t*\t0\t0\tACGTACGT\t*\nb\t0\tc1\t11\t60\t4M5N4M\t*\t0\t0\tACGTACGT\t*\n")
	p := repltest.Start(t, repltest.Setup{Pages: repltest.NoPages})
	script(t, p.Env, "load a.bam\nreads c1:1-100 a --bed > out.bed\nrows c1:1-100 a_junctions --bed > junctions.bed")
	want := tabs("c1 13 26 a 60 + 13 13 0 2 4,4, 0,9,", "c1 10 23 b 60 + 10 10 0 2 4,4, 0,9,")
	if got, err := os.ReadFile("out.bed"); err != nil || string(got) != want {
		t.Errorf("%s, %v; want %s", got, err, want)
	}
	junctions, err := os.ReadFile("junctions.bed")
	for line := range strings.Lines(string(junctions)) {
		if f := strings.Split(line, "\t"); len(f) < 5 || f[4] != "1" {
			t.Errorf("the score is not the number of reads in %q, %v", line, err)
		}
	}
	if len(junctions) == 0 {
		t.Error("no junctions")
	}
}
