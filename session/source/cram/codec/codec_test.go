package codec

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/source"
)

// decoders are the codecs by the name of their folder in testdata.
var decoders = map[string]func(data []byte, most int) ([]byte, error){
	"rans4x8": RANS4x8, "ransNx16": RANSNx16, "range": Arithmetic, "fqzcomp": FQZComp, "tok3": Names,
}

// plain returns what the compressed data of a name stand for: lines, or their first columns, as the codec has them.
func plain(t testing.TB, dir, name string) []byte {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", "gzip", name+".gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	all, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	switch {
	case name == "u32":
		return all
	case dir == "tok3":
		return bytes.ReplaceAll(all, []byte{'\n'}, []byte{0})
	}
	out := bytes.ReplaceAll(all, []byte{'\n'}, nil)
	if dir == "fqzcomp" { // numbers, not the letters for them
		for i := range out {
			out[i] -= '!'
		}
	}
	return out
}

// TestSuite decompresses the files of the suite of hts-specs; testdata/README.md says which.
func TestSuite(t *testing.T) {
	for dir, decode := range decoders {
		files, err := filepath.Glob(filepath.Join("testdata", dir, "*"))
		if err != nil || len(files) < 2 {
			t.Fatalf("%s: %d files, %v", dir, len(files), err)
		}
		for _, path := range files {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			name := filepath.Base(path)
			want := plain(t, dir, name[:strings.LastIndexByte(name, '.')])
			if got, err := decode(data, len(want)); err != nil || !bytes.Equal(got, want) {
				t.Errorf("%s: %d bytes, %v; want %d", path, len(got), err, len(want))
			}
			if _, err := decode(data, len(want)-1); !errors.Is(err, source.ErrFormat) {
				t.Errorf("%s is larger than allowed: %v", path, err)
			}
			if _, err := decode(data[:len(data)/2], len(want)); err == nil && dir == "tok3" {
				t.Errorf("half of %s is read without an error", path)
			}
		}
	}
}

// FuzzDecode decompresses hostile data: there is an error or data of at most the size that is allowed.
func FuzzDecode(f *testing.F) {
	var names []string
	for dir := range decoders {
		names = append(names, dir)
		files, _ := filepath.Glob(filepath.Join("testdata", dir, "*"))
		for _, path := range files[:2] {
			if data, err := os.ReadFile(path); err == nil && len(data) < 2000 {
				f.Add(dir, data)
			}
		}
	}
	for _, dir := range names {
		f.Add(dir, []byte("\x00\x10\x00\x00\x00\x08\x00\x00\x00ab\x02\x08\x00cccccccc"))
	}
	f.Fuzz(func(t *testing.T, dir string, data []byte) {
		decode := decoders[dir]
		if decode == nil {
			return
		}
		const most = 1 << 16
		out, err := decode(data, most)
		if err != nil && !errors.Is(err, source.ErrFormat) {
			t.Errorf("%s: %v is not an ErrFormat", dir, err)
		}
		if len(out) > most {
			t.Errorf("%s: %d bytes", dir, len(out))
		}
	})
}

func BenchmarkDecode(b *testing.B) {
	for dir, name := range map[string]string{"rans4x8": "q4.1", "ransNx16": "q4.1", "range": "q4.1", "fqzcomp": "q4.1", "tok3": "20.names.9"} {
		data, err := os.ReadFile(filepath.Join("testdata", dir, name))
		if err != nil {
			b.Fatal(err)
		}
		out, err := decoders[dir](data, 1<<28)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(dir, func(b *testing.B) {
			b.SetBytes(int64(len(out)))
			for b.Loop() {
				if _, err := decoders[dir](data, 1<<28); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
