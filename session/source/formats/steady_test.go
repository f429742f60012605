package formats

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/bbi/bbitest"
)

// TestChangedInPlace writes another bigWig into one that is open, and then another one in its place.
func TestChangedInPlace(t *testing.T) {
	wig := func(values ...float32) []byte {
		return bbitest.BigWig([]genome.Sequence{{Name: "c", Length: 1000}}, func(yield func(bbitest.Value) bool) {
			for i, v := range values {
				if !yield(bbitest.Value{Seq: "c", Start: 10 * i, End: 10*i + 10, Value: v}) {
					return
				}
			}
		}, bbitest.Options{})
	}
	for _, inPlace := range []bool{true, false} {
		path := write(t, "a.bw", wig(1, 2, 3))
		src, err := Open(context.Background(), path, Options{})
		if err != nil {
			t.Fatal(err)
		}
		to := path
		if !inPlace {
			to = filepath.Join(t.TempDir(), "new")
		}
		if err := os.WriteFile(to, wig(4, 5, 6, 7), 0o600); err != nil {
			t.Fatal(err)
		}
		if !inPlace {
			if err := os.Rename(to, path); err != nil {
				t.Fatal(err)
			}
		}
		_, err = src.Rows(context.Background(), genome.Interval{Seq: "c", End: 100}, source.RowOptions{})
		if refused := err != nil && strings.Contains(err.Error(), "a.bw has changed on disk") && hint.Of(err) == "read it again: reload a.bw"; refused != inPlace {
			t.Errorf("in place %t: %v", inPlace, err)
		}
		_ = src.Close()
	}
}
