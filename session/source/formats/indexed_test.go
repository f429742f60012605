package formats

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/sourcetest"
)

// TestIndexed opens a real file by its index, as large ones are, and checks the
// truths on it.
func TestIndexed(t *testing.T) {
	defer func(size int64) { indexedFrom = size }(indexedFrom)
	indexedFrom = 1
	const name = "bed/na12878-chrM-Y-trunc.bed.gz"
	path := copyIndexed(t, name, time.Hour)
	src, err := Open(context.Background(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = src.Close() }()
	if notes := strings.Join(src.Info().Notes, " "); !strings.Contains(notes, "through the file's index") {
		t.Errorf("notes %q", notes)
	}
	found := 0
	for _, c := range sourcetest.Truth(t, "bed.jsonl") {
		if c.File != name {
			continue
		}
		found++
		switch c.Query.Kind {
		case "header":
			sourcetest.CheckHeader(t, c, src)
		case "rows":
			sourcetest.CheckRows(t, c, src, func(_ source.Info, seq string, rows *source.Rows, i int) []string {
				return []string{seq, strconv.Itoa(rows.Start[i]), strconv.Itoa(rows.End[i]), rows.Metadata[0][i]}
			})
		}
	}
	if found == 0 {
		t.Error("no truth for " + name)
	}
}

// What is not done of a file that is read through its index is said: names are not searched, nor tracks told apart.
func TestIndexedSaysWhatItLacks(t *testing.T) {
	defer func(size int64) { indexedFrom = size }(indexedFrom)
	indexedFrom = 1
	src, err := Open(t.Context(), copyFrom(t, "testdata", "tracks.bed.gz", time.Hour), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = src.Close() }()
	info := src.Info()
	if notes := strings.Join(info.Notes, "; "); !info.Unsearched || !strings.Contains(notes, "search does not find their names") ||
		!strings.Contains(notes, "several track lines") {
		t.Errorf("unsearched %t, notes %q", info.Unsearched, notes)
	}
	rows, err := src.Rows(t.Context(), genome.Interval{Seq: "chrA", End: 100}, source.RowOptions{Unnumbered: true})
	if err != nil || rows.Len() != 3 {
		t.Errorf("%d rows, %v", rows.Len(), err)
	}
}

// copyIndexed copies a file of the shared data with its index, which gets an
// age relative to the file's.
func copyIndexed(t *testing.T, name string, newer time.Duration) string {
	t.Helper()
	return copyFrom(t, sourcetest.SharedData(t), name, newer)
}

func copyFrom(t *testing.T, folder, name string, newer time.Duration) string {
	t.Helper()
	dir, now := t.TempDir(), time.Now()
	path := filepath.Join(dir, filepath.Base(name))
	for ext, at := range map[string]time.Time{"": now, ".tbi": now.Add(newer)} {
		data, err := os.ReadFile(filepath.Join(folder, filepath.FromSlash(name)) + ext)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path+ext, data, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path+ext, at, at); err != nil {
			t.Fatal(err)
		}
	}
	return path
}

// An index that cannot be trusted or read is said, and the file read whole.
func TestIndexNotUsed(t *testing.T) {
	defer func(size int64) { indexedFrom = size }(indexedFrom)
	indexedFrom = 1
	const name = "bed/na12878-chrM-Y-trunc.bed.gz"
	old := copyIndexed(t, name, -time.Hour)
	damaged := copyIndexed(t, name, time.Hour)
	if err := os.WriteFile(damaged+".tbi", []byte("no index at all, but as long as a bgzip header"), 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{old: "is older than the file; the file was read whole", damaged: "damaged bgzip block"} {
		future := time.Now().Add(time.Hour)
		if path == damaged {
			if err := os.Chtimes(damaged+".tbi", future, future); err != nil {
				t.Fatal(err)
			}
		}
		src, err := Open(context.Background(), path, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if info := src.Info(); info.Items != 13855 || !strings.Contains(strings.Join(info.Notes, " "), want) {
			t.Errorf("%d rows, notes %q; want %s", info.Items, info.Notes, want)
		}
		_ = src.Close()
	}
}
