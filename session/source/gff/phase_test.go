package gff

import (
	"fmt"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/sourcetest"
)

// phaseLines returns lines of GTF: each is a kind, start, end, strand, phase, gene and transcript.
func phaseLines(lines ...string) string {
	var b strings.Builder
	for _, l := range lines {
		f := strings.Fields(l)
		fmt.Fprintf(&b, "c1\tx\t%s\t%s\t%s\t.\t%s\t%s\tgene_id %q; transcript_id %q;\n", f[0], f[1], f[2], f[3], f[4], f[5], f[6])
	}
	return b.String()
}

// The phase of a row is that of its first coding exon along the strand, and there is none where the exons are not
// codons one after the other.
func TestPhase(t *testing.T) {
	for _, tc := range []struct {
		what, text string
		gene       byte
		of         []byte // the transcripts
	}{
		{"whole, with a stop codon behind the CDS", phaseLines("exon 1 100 + . g t", "CDS 11 40 + 0 g t", "stop_codon 41 43 + . g t"), 0, []byte{0}},
		{"begins within a codon", phaseLines("exon 1 50 + . g t", "exon 61 100 + . g t", "CDS 1 50 + 2 g t", "CDS 61 70 + 0 g t"), 2, []byte{2}},
		{"on the other strand", phaseLines("exon 1 50 - . g t", "exon 61 100 - . g t", "CDS 21 50 - 2 g t", "CDS 61 100 - 1 g t"), 1, []byte{1}},
		{"codes for nothing", phaseLines("exon 1 50 + . g t"), 0, []byte{0}},
		{"two alike", phaseLines("exon 1 50 + . g t", "CDS 2 31 + 0 g t", "exon 1 50 + . g u", "CDS 2 31 + 0 g u"), 0, []byte{0, 0}},
		{"two of other exons", phaseLines("exon 1 50 + . g t", "CDS 2 31 + 0 g t", "exon 1 60 + . g u", "CDS 2 31 + 0 g u"),
			source.NoPhase, []byte{0, 0}},
		{"a base is skipped", phaseLines("exon 1 50 + . g t", "CDS 2 10 + 0 g t", "CDS 12 20 + 0 g t"), source.NoPhase, []byte{source.NoPhase}},
		{"a base is read twice", phaseLines("exon 1 50 + . g t", "CDS 2 10 + 0 g t", "CDS 10 18 + 0 g t"), source.NoPhase, []byte{source.NoPhase}},
	} {
		src, err := readText(tc.text, GTF, Genes)
		if err != nil {
			t.Fatalf("%s: %v", tc.what, err)
		}
		if got := sourcetest.All(t, src, "c1").Phase; len(got) != 1 || got[0] != tc.gene {
			t.Errorf("%s: the gene has phase %v, want %d", tc.what, got, tc.gene)
		}
		got := sourcetest.All(t, src.(source.Transcripter).Transcripts(), "c1").Phase
		if fmt.Sprint(got) != fmt.Sprint(tc.of) {
			t.Errorf("%s: transcripts have phases %v, want %v", tc.what, got, tc.of)
		}
	}
}
