package genome_test

import (
	"encoding/json"
	"path"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source/sourcetest"
)

// The built-in sizes are those of the chrom.sizes files.
func TestSharedTruthOfSizes(t *testing.T) {
	for _, c := range sourcetest.Truth(t, "sizes.jsonl") {
		var want struct {
			Chroms, Total        int
			Longest, First, Last namedLength
		}
		c.Decode(t, &want)
		name := strings.TrimSuffix(path.Base(c.File), ".chrom.sizes")
		seqs, _ := genome.Assembly(name)
		if len(seqs) != want.Chroms {
			t.Errorf("%s has %d sequences, want %d", name, len(seqs), want.Chroms)
			continue
		}
		total, longest := 0, seqs[0]
		for _, s := range seqs {
			total += s.Length
			if s.Length > longest.Length {
				longest = s
			}
		}
		first, last := namedLength(seqs[0]), namedLength(seqs[len(seqs)-1])
		if total != want.Total || namedLength(longest) != want.Longest || first != want.First || last != want.Last {
			t.Errorf("%s: %d bases, longest %v, from %v to %v; want %+v", name, total, longest, first, last, want)
		}
	}
}

// namedLength is written as ["chrI",15072434] in the truth.
type namedLength genome.Sequence

func (n *namedLength) UnmarshalJSON(text []byte) error {
	return json.Unmarshal(text, &[2]any{&n.Name, &n.Length})
}
