package catalog

import (
	"errors"
	"testing"
)

// TestInFile has errors of a file that say which it is, and others.
func TestInFile(t *testing.T) {
	for text, want := range map[string]string{
		"no such sequence":        "a.bam: no such sequence",
		"a.bam: a read near c1":   "a.bam: a read near c1",
		"a.bam.bai: is too old":   "a.bam: a.bam.bai: is too old",
		"a.bam has no such reads": "a.bam: a.bam has no such reads",
	} {
		err := errors.New(text)
		if got := inFile("a.bam", err); got.Error() != want || !errors.Is(got, err) {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
