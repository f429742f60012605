package repl_test

import (
	"os"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/repl/repltest"
)

// TestLabelsOfOnePlace labels variants that have a place and an id in common, as those have that were split: each has a label of its own.
func TestLabelsOfOnePlace(t *testing.T) {
	repltest.Folder(t, map[string]string{"a.vcf": "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n" +
		"chr1\t10\trs1\tA\tG\t.\t.\t.\nchr1\t10\trs1\tA\tT\t.\t.\t.\nchr1\t10\trs1\tA\tT\t.\t.\t.\nchr1\t10\t.\tA\tT\t.\t.\t.\nchr1\t10\t.\tA\tT\t.\t.\t.\n"})
	console := &repltest.Console{}
	p := repltest.Start(t, repltest.Setup{Pages: repltest.NoPages, Console: console})
	script(t, p.Env, "slideshow a.vcf --labels good,bad; label good; label bad; label")
	if got := console.Transcript(); !strings.Contains(got, "1 good, 1 bad, 3 without a label") {
		t.Errorf("printed %s", got)
	}
	script(t, p.Env, "label bad; label bad; label bad")
	text, err := os.ReadFile("a.labels.tsv")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n")[1:] {
		names = append(names, strings.Split(line, "\t")[3])
	}
	if got := strings.Join(names, "; "); got != "rs1 A>G; rs1 A>T; rs1 A>T (2); A>T; A>T (2)" {
		t.Error(got)
	}
}

// TestLabelWords refuses words that label would take for something else.
func TestLabelWords(t *testing.T) {
	repltest.Folder(t, map[string]string{"two.bed": "chr1\t9\t20\tx\nchr1\t29\t39\ty\n"})
	p := repltest.Start(t, repltest.Setup{Pages: repltest.NoPages})
	for _, words := range []string{"a,none", "a,2", "a,b,a", "'a, '"} {
		if err := p.Env.Script(t.Context(), "test", strings.NewReader("slideshow two.bed --labels "+words)); err == nil || !strings.Contains(err.Error(), "wanted other words") {
			t.Errorf("%s: %v", words, err)
		}
	}
}
