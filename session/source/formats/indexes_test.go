package formats

import "testing"

func TestIndexOf(t *testing.T) {
	for name, want := range map[string]string{
		"a.bed.gz.tbi": "a.bed.gz", "a.bed.gz.CSI": "a.bed.gz", "a.bam.bai": "a.bam", "a.bai": "a.bam", "a.fa.fai": "a.fa", "a.fa.gz.gzi": "a.fa.gz",
		"a.bed.gz": "", ".tbi": "", "tbi": "", "a.tbi.gz": "",
	} {
		if file, ok := IndexOf(name); file != want || ok != (want != "") {
			t.Errorf("IndexOf(%q) = %q, %v; want %q", name, file, ok, want)
		}
	}
}
