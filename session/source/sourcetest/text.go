package sourcetest

import (
	"os"
	"path/filepath"
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
// must have rows of each of its sequences.
func FuzzText(f *testing.F, name string, read ReadText, patterns ...string) {
	f.Helper()
	Seeds(f, func(text []byte) { f.Add(string(text)) }, patterns...)
	f.Fuzz(func(t *testing.T, text string) {
		src, err := OpenText(name, text, read)
		if err != nil {
			return
		}
		for _, q := range src.Info().Sequences {
			if All(t, src, q.Name).Len() == 0 {
				t.Errorf("sequence %q has no rows", q.Name)
			}
		}
	})
}
