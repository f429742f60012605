package formats

import (
	"strings"
	"testing"
)

func TestIndexOf(t *testing.T) {
	for name, want := range map[string]string{
		"a.bed.gz.tbi": "a.bed.gz", "a.bed.gz.CSI": "a.bed.gz a.bed.gz.bam", "a.bam.bai": "a.bam", "a.bam.csi": "a.bam", "a.bai": "a.bam",
		"a.csi": "a a.bam", "a.fa.fai": "a.fa", "a.fa.gz.gzi": "a.fa.gz", "a.bed.gz": "", ".tbi": "", "tbi": "", "a.tbi.gz": "",
	} {
		if got := strings.Join(IndexOf(name), " "); got != want {
			t.Errorf("IndexOf(%q) = %q; want %q", name, got, want)
		}
	}
}
