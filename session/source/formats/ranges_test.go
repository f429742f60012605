package formats_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/epiviz/epivizgo/session/source/formats"
)

// TestRangeOfEachColumn: charts of EpiViz 5 that have two of them draw nothing without their bounds.
func TestRangeOfEachColumn(t *testing.T) {
	path := filepath.Join(t.TempDir(), "t.tsv")
	const table = "chrom\tstart\tend\tscore\tdelta\tempty\nchr1\t1\t80\t100\t-3.5\tNA\nchr1\t101\t180\t159\t8\tNA\n"
	if err := os.WriteFile(path, []byte(table), 0o600); err != nil {
		t.Fatal(err)
	}
	src, err := formats.Open(context.Background(), path, formats.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = src.Close() })
	info := src.Info()
	want := map[string][2]float64{"score": {100, 159}, "delta": {-3.5, 8}}
	for i, name := range info.Values {
		low, high := info.Range(i)
		if w, ok := want[name]; ok && [2]float64{low, high} != w {
			t.Errorf("%s goes from %v to %v; want %v", name, low, high, w)
		}
		delete(want, name)
	}
	if len(want) > 0 {
		t.Errorf("there are no columns %v", want)
	}
	if low, high := info.Range(99); low == low || high == high {
		t.Errorf("the range of no column is %v to %v", low, high)
	}
}
