package formats

import (
	"bytes"
	"compress/gzip"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/source/bgzf/bgzftest"
)

// TestStreamedGenotypes shows that a large file with samples which is gzip and not bgzip is told to be slow, and what to type, and
// no other.
func TestStreamedGenotypes(t *testing.T) {
	defer func(size int64) { streamedFrom = size }(streamedFrom)
	streamedFrom = 1
	packed := func(text string) []byte {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		_, _ = z.Write([]byte(text))
		_ = z.Close()
		return b.Bytes()
	}
	with := genotypesVCF(rand.New(rand.NewPCG(3, 3)), 4, 2)
	const without = "##fileformat=VCFv4.3\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\nc1\t5\t.\tA\tG\t.\t.\t.\n"
	for name, c := range map[string]struct {
		data []byte
		told bool
	}{
		"gzip": {packed(with), true}, "plain": {[]byte(with), false}, "without samples": {packed(without), false},
		"bgzip": {append(bgzftest.Block(with), bgzftest.Block("")...), false},
	} {
		path := write(t, "a.vcf.gz", c.data)
		src, err := Open(t.Context(), path, Options{})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		notes := strings.Join(src.Info().Notes, "\n")
		if told := strings.Contains(notes, "gunzip -c FILE | bgzip > NEW.vcf.gz && tabix -p vcf NEW.vcf.gz"); told != c.told {
			t.Errorf("%s: notes %s", name, notes)
		}
		if err := src.Close(); err != nil {
			t.Error(err)
		}
		if err := os.Remove(path); err != nil {
			t.Error(err)
		}
	}
}
