package formats_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/source/formats"
	"github.com/epiviz/epivizgo/session/source/memory"
)

// TestBomb: a small file that holds very much is refused before it fills the memory, with what to do.
func TestBomb(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bomb.bed.gz")
	var file bytes.Buffer
	z, _ := gzip.NewWriterLevel(&file, gzip.BestSpeed)
	rows := []byte(strings.Repeat("chr1\t1\t2\n", 100_000))
	for range 80 {
		_, _ = z.Write(rows)
	}
	_ = z.Close()
	if err := os.WriteFile(path, file.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	defer memory.SetLimit(memory.SetLimit(100 << 20))
	src, err := formats.Open(t.Context(), path, formats.Options{})
	var large *memory.Error
	if src != nil || !errors.As(err, &large) || !strings.HasPrefix(err.Error(), "bomb.bed.gz: read whole it takes more than") {
		t.Errorf("%v, %v", src, err)
	}
	if !strings.Contains(hint.Of(err), "tabix") {
		t.Errorf("hint %q", hint.Of(err))
	}
}
