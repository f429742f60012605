package tabix

import (
	"bytes"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/bgzf/bgzftest"
	"github.com/epiviz/epivizgo/session/source/fileindex"
)

// An index whose offsets of first rows are wrong hides no rows, and that is told.
func TestWrongLinearIndex(t *testing.T) {
	made := build(t, "", someRows(3000), 1000)
	whole := open(t, made.data, made.tbi, ".bed")
	defer func() { _ = whole.Close() }()
	if _, err := whole.Rows(t.Context(), genome.Interval{Seq: "chr1", End: 10}, source.RowOptions{}); err != nil { // reads all of chr1
		t.Fatal(err)
	}
	later := func(linear []uint64) []uint64 {
		return append(slices.Clone(linear[3:]), linear[len(linear)-3:]...)
	}
	for name, c := range map[string]struct {
		spoil func([]uint64) []uint64
		csi   bool
	}{
		"none":      {func(linear []uint64) []uint64 { return nil }, false},
		"cut":       {func(linear []uint64) []uint64 { return linear[:len(linear)/2] }, false},
		"later":     {later, false},
		"unset":     {func(linear []uint64) []uint64 { linear[4] = ^uint64(0); return linear }, false},
		"later csi": {later, true},
	} {
		t.Run(name, func(t *testing.T) {
			places := slices.Clone(made.places)
			places[0].spoil = c.spoil
			index := tbi(places)
			if c.csi {
				index = csi(places)
			}
			src := open(t, made.data, members(t, index), ".bed")
			defer func() { _ = src.Close() }()
			if notes := strings.Join(src.Info().Notes, "; "); !strings.Contains(notes, "its linear index of chr1 is wrong") {
				t.Errorf("notes %q", notes)
			}
			rnd := rand.New(rand.NewPCG(3, 3))
			for range 100 {
				start := rnd.IntN(460_000)
				iv := genome.Interval{Seq: "chr1", Start: start, End: start + 1 + rnd.IntN(10_000)}
				want, err := whole.Rows(t.Context(), iv, source.RowOptions{Unnumbered: true})
				if err != nil {
					t.Fatal(err)
				}
				forgetBlocks(src)
				got, err := src.Rows(t.Context(), iv, source.RowOptions{Unnumbered: true})
				if err != nil || !slices.Equal(got.Start, want.Start) || !slices.Equal(got.End, want.End) {
					t.Fatalf("%v: %d rows, %v; want %d", iv, got.Len(), err, want.Len())
				}
			}
		})
	}
}

// Bins of two bases cost a wide view no more than the bins that have rows.
func TestSmallBins(t *testing.T) {
	from, to := uint64(0), uint64(100)
	index := func(minShift, depth int) []byte {
		aux := configuration([]place{{name: "chr1"}})
		b := append(u32([]byte("CSI\x01"), minShift, depth, len(aux)), aux...)
		b = u32(b, 1, 1)
		b = u64(u32(b, int(fileindex.FirstBin(depth))), 0)
		return bgzftest.Block(u64(u32(b, 1), from, to))
	}
	idx, err := fileindex.Read(bytes.NewReader(index(1, 10)), "i")
	if err != nil {
		t.Fatal(err)
	}
	s := &idx.Sequences[0]
	s.Bound = 1 << 40 // no fewer bins than the levels have
	if allocs := testing.AllocsPerRun(10, func() {
		if got := s.Region(0, 1<<40); len(got) != 1 {
			t.Errorf("pieces %v", got)
		}
	}); allocs > 10 {
		t.Errorf("%v allocations", allocs)
	}
	if _, err := fileindex.Read(bytes.NewReader(index(1, 11)), "i"); err == nil || !strings.Contains(err.Error(), "on 11 levels") {
		t.Errorf("11 levels: %v", err)
	}
}

// The last rows of a hostile file, whose blocks inflate a thousandfold, take little memory.
func TestHostileTails(t *testing.T) {
	var data []byte
	block := bgzftest.Block(strings.Repeat("\n", 64<<10))
	for range 3000 {
		data = append(data, block...)
	}
	places := []place{{name: "chr1", from: 0, to: uint64(len(data)) << 16, end: 100, rows: []span{{0, 100, 0, uint64(2000*len(block)) << 16}}}}
	idx, err := fileindex.Read(bytes.NewReader(members(t, tbi(places))), "i")
	if err != nil {
		t.Fatal(err)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	src, err := Open(bytes.NewReader(data), int64(len(data)), "data", idx, Options{})
	runtime.ReadMemStats(&after)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = src.Close() }()
	if used := (after.TotalAlloc - before.TotalAlloc) >> 20; used > 40 {
		t.Errorf("%d MB", used)
	}
}
