package formats

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/source"
)

// TestPairs shows that a file named as one of pairs is one or is refused, and that others
// are known by their content.
func TestPairs(t *testing.T) {
	const star = "chr1\t11\t20\t1\t1\t0\t5\t0\t9\n"
	places := []string{"BED4", "BED6", "BED5+1", "BED12", "narrowPeak", "bedGraph"} // one each
	for _, c := range []struct{ name, text, format, err string }{
		{"a.bedpe", "chr1\t1\t2\tchr1\t5\t9\n", "BEDPE", ""},
		{"a.tsv", "chr1\t1\t2\tchr1\t5\t9\n", "BEDPE", ""},
		{"a.bedpe", "", "BEDPE", ""},
		{"a.bedpe", "#chr1\tx1\tx2\tchr2\ty1\ty2\n", "BEDPE", ""},
		{"a.bedpe", "chr1\t1\t2\tname\n", "", "read as BEDPE"},
		{"a.bed", "chr1\t1\t2\tname\n", "BED4", ""},
		{"a.txt", "chr1\t1\t2\t.\t-1\t-1\nchr1\t1\t2\tchr1\t5\t9\n", "BEDPE", ""},
		// A dot is a feature's name, and a number a value, as often as a chromosome's.
		{"a.bed", "chr1\t1\t2\t.\t0\t+\nchr1\t5\t9\t.\t0\t-\n", "BED6", ""},
		{"a.bed", "chr1\t1\t2\t.\t3\t5\nchr1\t5\t9\t.\t4\t8\n", "BED5+1", ""},
		{"a.bed", "chr1\t1\t9\t.\t0\t+\t1\t9\t0\t1\t8,\t0,\n", "BED12", ""},
		{"a.narrowPeak", "chr1\t1\t9\t.\t0\t.\t3\t-1\t-1\t4\n", "narrowPeak", ""},
		{"a.bedgraph", "1\t0\t50\t1\t4\t7\n1\t50\t90\t1\t0\t9\n", "bedGraph", ""},
		{"a.txt", "1\t0\t50\t1\t4\t7\n1\t50\t90\t1\t0\t9\n1\t90\t99\t7\t0\t5\n", "BED5+1", ""},
		{"a.txt", "1\t0\t50\t1\t100\t150\t7\n1\t50\t100\t2\t900\t950\t4\n", "BEDPE", ""},
		// BEDPE whose chromosomes are numbers may pass for GFF.
		{"a.bedpe", "#chr1\tx1\tx2\tchr2\ty1\ty2\tname\tscore\tstrand1\tstrand2\n1\t100\t200\t1\t500\t600\t.\t.\t.\t.\n", "BEDPE", ""},
		{"mySJ.out.tab", star, "STAR junctions", ""},
		{"my.SJ.out.tab", star, "STAR junctions", ""},
		{"SJ.out.tab", "", "STAR junctions", ""},
		{"my.tab", star, "STAR junctions", ""},
		{"my.tab", "", "", "my.tab is empty, not a table file"},
		{"a.longrange", "chr1\t1\t2\tchr1:5-9,3\n", "longrange", ""},
		{"a.pairs", "## pairs format v1.0\n", "", "a.pairs is a 4DN pairs file: the format is known but not read"},
	} {
		src, err := Open(context.Background(), write(t, c.name, []byte(c.text)), Options{})
		if c.err != "" {
			if err == nil || !strings.Contains(err.Error(), c.err) {
				t.Errorf("%s: %v, want %s", c.name, err, c.err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if info := src.Info(); info.Format != c.format || (info.Kind == source.Pairs) == slices.Contains(places, c.format) {
			t.Errorf("%s: format %s, kind %d; want %s", c.name, info.Format, info.Kind, c.format)
		}
	}
}
