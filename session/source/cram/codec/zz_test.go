package codec

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestZZ(t *testing.T) {
	root := "/tmp/hts/test/cram/codecs"
	want := func(name string, first bool, nl byte) []byte {
		f, err := os.Open(filepath.Join(root, "gzip", name+".gz"))
		if err != nil {
			t.Fatal(err)
		}
		z, err := gzip.NewReader(f)
		if err != nil {
			t.Fatal(err)
		}
		b, _ := io.ReadAll(z)
		if name == "u32" {
			return b
		}
		var out []byte
		for _, l := range bytes.Split(b, []byte("\n")) {
			if len(l) == 0 {
				continue
			}
			if first {
				l, _, _ = bytes.Cut(l, []byte("\t"))
				out = append(out, l...)
			} else {
				out = append(append(out, l...), nl)
			}
		}
		return out
	}
	for dir, dec := range map[string]func([]byte, int) ([]byte, error){"rans4x8": RANS4x8, "ransNx16": RANSNx16, "range": Arithmetic, "fqzcomp": FQZComp, "tok3": Names} {
		ok := 0
		fs, _ := filepath.Glob(filepath.Join(root, dir, "*"))
		for _, p := range fs {
			data, _ := os.ReadFile(p)
			name := filepath.Base(p)
			name = name[:strings.LastIndexByte(name, '.')]
			got, err := dec(data, 1<<28)
			w := want(name, dir != "tok3", 0)
			if dir == "fqzcomp" {
				for i := range w {
					w[i] -= 33
				}
			}
			if err != nil || !bytes.Equal(got, w) {
				n := 0
				for n < len(got) && n < len(w) && got[n] == w[n] {
					n++
				}
				t.Errorf("%s %v: %d bytes, want %d, same %d: %.60q %.60q", p, err, len(got), len(w), n, got[min(n, len(got)):], w[min(n, len(w)):])
			} else {
				ok++
			}
		}
		t.Log(dir, ok, len(fs))
	}
}
