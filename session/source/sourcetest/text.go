package sourcetest

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/lines"
)

// ReadText reads a text with the tested reader. head is the text's beginning, for the
// package's Sniff.
type ReadText func(r *lines.Reader, head []byte) (source.Source, error)

// OpenText reads a text as if it were a file called name.
func OpenText(name, text string, read ReadText) (source.Source, error) {
	r, err := lines.NewReader(name, strings.NewReader(text))
	if err != nil {
		return nil, err
	}
	head, err := r.Peek()
	if err != nil {
		return nil, err
	}
	return read(r, head)
}

// OpenFile reads a file of text, plain or compressed, which must be valid.
func OpenFile(t testing.TB, path string, read ReadText) source.Source {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	src, err := OpenText(filepath.Base(path), string(text), read)
	if err != nil {
		t.Fatal(err)
	}
	return src
}

// FuzzText calls read with the texts that a fuzzer makes from the files that match the
// patterns, as [Seeds] understands them. A source that read returns
// must have rows of each of its sequences, but of those that it says to be empty.
func FuzzText(f *testing.F, name string, read ReadText, patterns ...string) {
	f.Helper()
	Seeds(f, func(text []byte) { f.Add(string(text)) }, patterns...)
	f.Fuzz(func(t *testing.T, text string) {
		src, err := OpenText(name, text, read)
		if err != nil {
			return
		}
		info := src.Info()
		for _, q := range info.Sequences {
			if n := All(t, src, q.Name).Len(); (n == 0) != slices.Contains(info.Empty, q.Name) {
				t.Errorf("sequence %q has %d rows; %q are said to be empty", q.Name, n, info.Empty)
			}
		}
	})
}
