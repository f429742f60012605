package formats

import (
	"context"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/source"
)

// TestPairs shows that a file named as one of pairs is one or is refused, and that others
// are known by their content.
func TestPairs(t *testing.T) {
	const star = "chr1\t11\t20\t1\t1\t0\t5\t0\t9\n"
	for _, c := range []struct{ name, text, format, err string }{
		{"a.bedpe", "chr1\t1\t2\tchr1\t5\t9\n", "BEDPE", ""},
		{"a.tsv", "chr1\t1\t2\tchr1\t5\t9\n", "BEDPE", ""},
		{"a.bedpe", "", "BEDPE", ""},
		{"a.bedpe", "#chr1\tx1\tx2\tchr2\ty1\ty2\n", "BEDPE", ""},
		{"a.bedpe", "chr1\t1\t2\tname\n", "", "read as BEDPE"},
		{"a.bed", "chr1\t1\t2\tname\n", "BED4", ""},
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
		if info := src.Info(); info.Format != c.format || (info.Kind == source.Pairs) != (c.format != "BED4") {
			t.Errorf("%s: format %s, kind %d; want %s", c.name, info.Format, info.Kind, c.format)
		}
	}
}
