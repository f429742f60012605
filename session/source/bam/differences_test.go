package bam

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

// otherBases are those of a genome that does not have the checksum of the file's.
type otherBases struct {
	bases
	sums []string
}

func (o *otherBases) Fits(_ context.Context, _, sum string) error {
	o.sums = append(o.sums, sum)
	return fmt.Errorf("%w: sums differ", source.ErrOtherGenome)
}

func (o *otherBases) Doubt(string) {}

// TestOtherGenome shows reads that cannot be compared with the genome, and says why.
func TestOtherGenome(t *testing.T) {
	src := open(t, made(t, "@SQ\tSN:c1\tLN:100\tM5:0123456789ABCDEF0123456789abcdef\nr\t0\tc1\t1\t60\t4M\t*\t0\t0\tACGT\t*\n"), ".bai")
	other := &otherBases{bases: bases{"c1": strings.Repeat("T", 100)}}
	if err := src.Configure(t.Context(), other, source.ReadOptions{}); err != nil {
		t.Fatal(err)
	}
	iv := genome.Interval{Seq: "c1", Start: 0, End: 50}
	v, err := src.View(t.Context(), iv, 10, 10)
	if err != nil || v.Rows.Len() != 1 || v.Unknown != 1 || !strings.Contains(v.Why, "sums differ") || len(v.Alleles) != 0 {
		t.Errorf("%+v, %v", v, err)
	}
	if len(other.sums) != 1 || other.sums[0] != "0123456789abcdef0123456789abcdef" {
		t.Errorf("asked for %q", other.sums)
	}
}

// TestDifferencesOfOtherLetters: what differs is by the letter, whatever knows of it, and a read without its bases differs nowhere.
func TestDifferencesOfOtherLetters(t *testing.T) {
	const reference = "ACGTRYKMACGTNNNNACGTacgtrn"
	const head = "@SQ\tSN:c1\tLN:26\n"
	same, other := strings.ToUpper(reference), "ACGTNRKMACGTANNNACGTACGTYN" // others at 5, 6, 13 and 25
	iv := genome.Interval{Seq: "c1", End: 26}
	for name, c := range map[string]struct{ reads, want string }{
		"by the genome": {"a\t0\tc1\t1\t60\t26M\t*\t0\t0\t" + same + "\t*\nb\t0\tc1\t1\t60\t26M\t*\t0\t0\t" + other + "\t*\n", "4 5 12 24"},
		"by MD": {"a\t0\tc1\t1\t60\t26M\t*\t0\t0\t" + same + "\t*\tMD:Z:12N0N0N0N9N0\n" +
			"b\t0\tc1\t1\t60\t26M\t*\t0\t0\t" + other + "\t*\tMD:Z:4R0Y6N0N0N0N8R0N0\n", "4 5 12 24"},
		"without bases": {"a\t0\tc1\t1\t60\t26M\t*\t0\t0\t*\t*\nb\t0\tc1\t1\t60\t26M\t*\t0\t0\t" + other + "\t*\n", "4 5 12 24"},
	} {
		src := open(t, made(t, head+c.reads), ".bai")
		src.Configure(t.Context(), bases{"c1": reference}, source.ReadOptions{})
		var at []string
		for pos := range iv.End {
			if n := values(t, signal(t, src, "mismatches"), iv)[pos]; n > 0 {
				at = append(at, fmt.Sprint(pos))
			}
		}
		if got := strings.Join(at, " "); got != c.want {
			t.Errorf("%s: at %s; want %s", name, got, c.want)
		}
	}
}
