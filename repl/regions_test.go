package repl_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/repl/repltest"
	"github.com/epiviz/epivizgo/session/hint"
)

// TestRegionsOf gives a command regions of every kind.
func TestRegionsOf(t *testing.T) {
	repltest.Folder(t, map[string]string{
		"genes.gff3": genes, "peaks.narrowPeak": peaks, "packed.bed.gz": gzipped("chr1\t10\t20\tin gzip\n"),
		"both": "chr1\t0\t5\n", "XYZ2": "chr1\t0\t6\n", "chr1:3-4": "chr1\t0\t7\n",
		"x.bed": "track name=same\nchr1\t1\t2\n", "y.bed": "track name=same\nchr1\t1\t2\n",
		"unsorted": "chr1\t50\t60\tb\nchr1\t10\t20\ta\nchr1\t30\t40\t.\n",
	})
	if err := os.Mkdir("folder", 0o700); err != nil {
		t.Fatal(err)
	}
	whole, err := filepath.Abs("both")
	if err != nil {
		t.Fatal(err)
	}
	c := &repltest.Console{}
	p := repltest.Start(t, repltest.Setup{Console: c})
	script(t, p.Env, "load genes.gff3 peaks.narrowPeak packed.bed.gz unsorted x.bed y.bed")
	script(t, p.Env, "region add chr1:1-9 --name r --set both; region add chr1:2-8 --set folder")
	const none = " names no regions: wanted a set of regions of interest, loaded data, a file, a locus or a gene"
	for _, tc := range []struct{ regions, want, hint string }{
		{"peaks", "1/2 one chr1:1,001-2,000", ""},
		{"PEAKS", "1/2 one chr1:1,001-2,000", ""},
		{"peaks.narrowPeak", "1/2 one chr1:1,001-2,000", ""},
		{"genes", "1/2 XYZ2 chr1:1,001-2,000", ""},
		{"genes.gff3", "1/2 XYZ2 chr1:1,001-2,000", ""}, // no BED on disk
		{"packed.bed.gz", "1/1 in gzip chr1:11-20", ""},
		{"unsorted", "1/3 b chr1:51-60", ""}, // the file as it is
		{"data:unsorted", "1/3 a chr1:11-20", ""},
		{"both", "error: both is a set of regions of interest and a file", "say which: set:both or ./both"},
		{"set:both", "1/1 r chr1:1-9", ""},
		{"./both", "1/1 chr1:1-5", ""},
		{whole, "1/1 chr1:1-5", ""},
		{"folder", "1/1 chr1:2-8 chr1:2-8", ""}, // a folder is no file
		{"xyz2", "1/1 XYZ2 chr1:1,001-2,000", ""},
		{"XYZ2", "error: XYZ2 is a file and a locus or gene", "say which: ./XYZ2 or locus:XYZ2"},
		{"chr1:3-4", "error: chr1:3-4 is a file and a locus or gene", "say which: ./chr1:3-4 or locus:chr1:3-4"},
		{"locus:chr1:3-4", "1/1 chr1:3-4", ""},
		{"chr1:5-6 xyz2 set:both ./both", "1/4 chr1:5-6", ""},
		{"pyChr", "1/1 pyChr:1-1,000,000,000", ""},
		{"chr1:5-x", `error: locus "chr1:5-x": "x" is not a position; wanted a whole number such as 1,000 or 1.5m`, ""},
		{"chrQ:1-5", `error: there is no sequence "chrQ"`, "there are chr1, pyChr"},
		{"peeks", "error: peeks" + none, "did you mean peaks?"},
		{"qqqqqqq", "error: qqqqqqq" + none, "the sequences are chr1, pyChr; names were searched in genes.gff3, peaks.narrowPeak, packed.bed.gz, unsorted; " +
			"without names are py_datasource, x.bed, y.bed; help regions explains what can be given"},
		{"./qq", "error: ./qq: there is no such file", ""},
		{"set:bath", `error: there is no set of regions of interest "bath"`, "did you mean both?"},
		{"data:peeks", `error: there is no file "peeks"`, "there are py_datasource, genes.gff3, peaks.narrowPeak, packed.bed.gz, unsorted, x.bed, y.bed"},
		{"same", `error: "same" is the name of 2 measurements; say which by id: x or y`, ""},
	} {
		before := len(c.Transcript())
		err := p.Env.Script(t.Context(), "x", strings.NewReader("slideshow "+tc.regions))
		got := strings.TrimSuffix(c.Transcript()[before:], "\n")
		if err != nil {
			_, got, _ = strings.Cut(errorText(err), ": error: ")
			got = "error: " + got
		}
		if got != tc.want || hint.Of(err) != tc.hint {
			t.Errorf("%s: %s, hint %q\nwant %s, hint %q", tc.regions, got, hint.Of(err), tc.want, tc.hint)
		}
		script(t, p.Env, "navigate chr1 1 100000")
		_ = p.Env.Script(t.Context(), "x", strings.NewReader("slideshow stop")) // there may be none
	}
}

// TestSlideshowFollowsItsSet adds a region to a set while it is shown.
func TestSlideshowFollowsItsSet(t *testing.T) {
	c := &repltest.Console{}
	p := repltest.Start(t, repltest.Setup{Console: c})
	script(t, p.Env, "region add chr1:5-6 --name a; region add chr1:7-8 --name b")
	before := len(c.Transcript())
	script(t, p.Env, "slideshow regions; slideshow next; region add chr1:9-10 --name c; slideshow regions; slideshow next")
	want := "1/2 a chr1:5-6\n2/2 b chr1:7-8\nregion c: chr1:9-10\n" +
		"going on at region 2 of 3, which is shown; slideshow jump 1 begins with the first\n2/3 b chr1:7-8\n3/3 c chr1:9-10\n"
	if got := c.Transcript()[before:]; got != want {
		t.Errorf("printed\n%swant\n%s", got, want)
	}
}

// TestOneRegion gives navigate words that are a sequence and something else. Only what is
// a single place can be meant there.
func TestOneRegion(t *testing.T) {
	repltest.Folder(t, map[string]string{"pyChr": "chr1\t10\t20\nchr1\t30\t40\n", "chr1": "chr1\t10\t20\n"})
	c := &repltest.Console{}
	p := repltest.Start(t, repltest.Setup{Console: c, Pages: repltest.NoPages})
	for _, tc := range []struct{ line, want string }{
		{"navigate pyChr", "pyChr:1-1,000,000,000\n"},
		{"rows pyChr py_column", "error: pyChr is a file and a locus or gene"},
		{"navigate chr1", "error: chr1 is a file and a locus or gene"},
		{"navigate ./chr1", "chr1:11-20\n"},
		{"navigate ./pyChr", "error: ./pyChr is 2 regions; wanted one"},
		{"navigate nosuch", `error: there is no sequence and no gene "nosuch"`},
		{"navigate chr1 5 6", "chr1:5-6\n"},
	} {
		before := len(c.Transcript())
		err := p.Env.Script(t.Context(), "x", strings.NewReader(tc.line))
		got := c.Transcript()[before:]
		if err != nil {
			_, got, _ = strings.Cut(errorText(err), "error: ")
			got = "error: " + got
		}
		if !strings.HasPrefix(got, tc.want) {
			t.Errorf("%s: %s, want %s", tc.line, got, tc.want)
		}
	}
}

// TestManyRegions asks about more regions than a slideshow has.
func TestManyRegions(t *testing.T) {
	const n = 86_401
	var text strings.Builder
	for i := range n {
		fmt.Fprintf(&text, "chr1\t%d\t%d\n", 10*i, 10*i+5)
	}
	repltest.Folder(t, map[string]string{"many.bed": text.String(), "one.bed": "chr1\t0\t5\tfirst\n"})
	console := &repltest.Console{}
	env := repltest.Start(t, repltest.Setup{Console: console}).Env
	script(t, env, "load one.bed many.bed")
	for _, question := range []string{"rows --regions many.bed one --tsv", "rows data:many one --tsv"} {
		before := len(console.Transcript())
		script(t, env, question)
		if got := strings.Count(console.Transcript()[before:], "first"); got != 1 {
			t.Errorf("%s: %d rows", question, got)
		}
	}
	err := env.Script(t.Context(), "x", strings.NewReader("slideshow many.bed"))
	if got := errorText(err); !strings.HasSuffix(got, "error: there are 86,401 regions; a slideshow has 86,400 at most") {
		t.Error(got)
	}
}

// TestEmptyFileAmongOthers goes on without a file that has no regions, and says which it is.
func TestEmptyFileAmongOthers(t *testing.T) {
	repltest.Folder(t, map[string]string{"a.bed": "chr1\t5\t9\ta\n", "b.bed": "", "c.bed": "chr1\t50\t90\tc\n"})
	c := &repltest.Console{}
	p := repltest.Start(t, repltest.Setup{Pages: repltest.NoPages, Console: c})
	script(t, p.Env, "load a.bed; slideshow *.bed")
	if got := c.Transcript(); !strings.Contains(got, "b.bed: has no regions\n1/2 a chr1:") {
		t.Errorf("said: %s", got)
	}
	for _, line := range []string{"slideshow b.bed", "slideshow b.bed ./b.bed"} {
		if err := p.Env.Script(t.Context(), "x", strings.NewReader(line)); err == nil || !strings.Contains(err.Error(), "b.bed has no regions") {
			t.Errorf("%s: %v", line, err)
		}
	}
}
