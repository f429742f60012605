package bbi

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/bbi/bbitest"
	"github.com/epiviz/epivizgo/session/source/bins"
)

var zoomSeqs = []genome.Sequence{
	{Name: "b", Length: 64_000}, {Name: "none", Length: 100}, {Name: "a", Length: 160_000}, {Name: "short", Length: 4000},
}

// cellWidth is a summary of zoomSeqs' files. Their items begin at the beginning
// of a cell or not at all, so that summaries are cells and a view of whole cells is
// exact from the zoom level, too.
const cellWidth = 320

// cellValues fill random cells from their beginning on. Some of the values are
// NaN, when nan is true.
func cellValues(rng *rand.Rand, nan bool) []bbitest.Value {
	var items []bbitest.Value
	for _, s := range zoomSeqs {
		for cell := 0; cell+cellWidth <= s.Length; cell += cellWidth {
			if s.Name == "none" || rng.IntN(8) == 0 {
				continue
			}
			sign := float32(rng.IntN(3) - 1) // one sign in the cell, or both
			end := cell + cellWidth - rng.IntN(2)*rng.IntN(cellWidth-1)
			for pos := cell; pos < end; {
				width := min(1+rng.IntN(25), end-pos)
				v := float32(1+rng.IntN(1000)) / 8
				if sign < 0 || sign == 0 && rng.IntN(2) == 0 {
					v = -v
				}
				if nan && rng.IntN(200) == 0 {
					v = float32(math.NaN())
				}
				items = append(items, bbitest.Value{Seq: s.Name, Start: pos, End: pos + width, Value: v})
				pos += width
			}
		}
	}
	return items
}

// zoomFaults are what may be wrong with a summary.
var zoomFaults = map[string]func(s *bbitest.Summary){
	"no sum":         func(s *bbitest.Summary) { s.Sum, s.Squares = 0, 0 },
	"sum NaN":        func(s *bbitest.Summary) { s.Sum, s.Squares = math.NaN(), math.NaN() },
	"sum infinite":   func(s *bbitest.Summary) { s.Sum = math.Inf(1) },
	"sum too large":  func(s *bbitest.Summary) { s.Sum = (float64(s.Max) + 1) * float64(s.Bases) },
	"sum too small":  func(s *bbitest.Summary) { s.Sum = (float64(s.Min) - 1) * float64(s.Bases) },
	"min NaN":        func(s *bbitest.Summary) { s.Min = float32(math.NaN()) },
	"max NaN":        func(s *bbitest.Summary) { s.Max = float32(math.NaN()) },
	"max infinite":   func(s *bbitest.Summary) { s.Max = float32(math.Inf(1)) },
	"min infinite":   func(s *bbitest.Summary) { s.Min = float32(math.Inf(-1)) },
	"min above max":  func(s *bbitest.Summary) { s.Min = s.Max + 1 },
	"no bases":       func(s *bbitest.Summary) { s.Bases = 0 },
	"too many bases": func(s *bbitest.Summary) { s.Bases = s.End - s.Start + 1 },
}

// zoomed is the type of bbitest.Options.Zoomed.
type zoomed = func(level int, s *bbitest.Summary, last bool)

// sometimes applies the fault to some of the summaries of the finer level: a wrong number of
// bases in the coarser one makes Open distrust both.
func sometimes(rng *rand.Rand, often float64, fault func(*bbitest.Summary)) zoomed {
	return func(level int, s *bbitest.Summary, _ bool) {
		if level == 0 && rng.Float64() < often {
			fault(s)
		}
	}
}

// faultyFiles calls f with the options of files whose zoom levels have faults.
func faultyFiles(t *testing.T, f func(t *testing.T, rng *rand.Rand, opt bbitest.Options)) {
	run := func(name string, make func(rng *rand.Rand) zoomed) {
		for i, opt := range []bbitest.Options{
			{Section: bbitest.BedGraph}, {Section: bbitest.VarStep, BigEndian: true}, {Section: bbitest.FixStep, Uncompressed: true},
		} {
			t.Run(fmt.Sprintf("%s/%d", name, i), func(t *testing.T) {
				rng := rand.New(rand.NewPCG(uint64(i), uint64(len(name))))
				opt.PerBlock, opt.Fanout, opt.Zooms, opt.Zoomed = 37, 4, []int{cellWidth, 4 * cellWidth}, make(rng)
				f(t, rng, opt)
			})
		}
	}
	run("good", func(*rand.Rand) zoomed { return nil })
	run("libBigWig", func(*rand.Rand) zoomed { return bbitest.LibBigWig })
	for name, fault := range zoomFaults {
		for _, often := range []float64{0.05, 0.5, 1} {
			run(fmt.Sprintf("%s/%v", name, often), func(rng *rand.Rand) zoomed { return sometimes(rng, often, fault) })
		}
	}
}

// Whatever is wrong with zoom records, a view of whole records is that of the data.
func TestFaultyZoomRecords(t *testing.T) {
	faultyFiles(t, func(t *testing.T, rng *rand.Rand, opt bbitest.Options) {
		items := cellValues(rng, true)
		src := open(t, bbitest.BigWig(zoomSeqs, slices.Values(items), opt)).(source.Summarizer)
		for range 6 {
			s := zoomSeqs[[]int{0, 2, 2, 3}[rng.IntN(4)]]
			cells := s.Length / cellWidth
			per := 2 * (1 + rng.IntN(3)) // cells a bin, so that the finer level will do
			first := rng.IntN(cells - per)
			n := 1 + rng.IntN((cells-first)/per)
			iv := genome.Interval{Seq: s.Name, Start: first * cellWidth, End: (first + n*per) * cellWidth}
			got, err := src.Summarize(t.Context(), iv, n, source.SummaryOptions{})
			if err != nil {
				t.Fatal(err)
			}
			want := reduce(items, iv, n)
			for _, stat := range []bins.Stat{bins.Coverage, bins.Mean, bins.Sum, bins.Min, bins.Max} {
				if err := agree(bins.Values(got, stat), pointers(bins.Values(want, stat)), 1e-5); err != nil {
					t.Fatalf("%v, %d bins, %s: %v", iv, n, stat, err)
				}
			}
		}
	})
}

// Wherever the borders of bins and of records are, a constant is a constant, and
// no base counts twice.
func TestFaultyZoomRecordsOfAConstant(t *testing.T) {
	var items []bbitest.Value
	for _, s := range zoomSeqs {
		for pos := 0; pos+25 <= s.Length; pos += 25 {
			items = append(items, bbitest.Value{Seq: s.Name, Start: pos, End: pos + 25, Value: 0.1})
		}
	}
	faultyFiles(t, func(t *testing.T, rng *rand.Rand, opt bbitest.Options) {
		src := open(t, bbitest.BigWig(zoomSeqs, slices.Values(items), opt)).(source.Summarizer)
		for range 6 {
			s := zoomSeqs[[]int{0, 2, 3}[rng.IntN(3)]]
			iv := genome.Interval{Seq: s.Name, Start: rng.IntN(1500)}
			iv.End = s.Length - rng.IntN(1500)
			n := 1 + rng.IntN(iv.Len()/700)
			got, err := src.Summarize(t.Context(), iv, n, source.SummaryOptions{})
			if err != nil {
				t.Fatal(err)
			}
			for i, mean := range bins.Values(got, bins.Mean) {
				width := float64(bins.Edge(iv, n, i+1) - bins.Edge(iv, n, i))
				if math.Abs(mean-0.1) > 1e-6 || math.Abs(got.Bases[i]-width) > 1e-6*width {
					t.Fatalf("bin %d of %d over %v: mean %v of %v bases; want 0.1 of %v", i, n, iv, mean, got.Bases[i], width)
				}
			}
		}
	})
}

// Infinite values are those of their own bins only, from a zoom level as from the records.
func TestInfiniteValues(t *testing.T) {
	var items []bbitest.Value
	for pos := 0; pos < 160_000; pos += 20 {
		v := float32(5)
		switch pos {
		case 40_000:
			v = float32(math.Inf(1))
		case 80_020:
			v = float32(math.Inf(-1))
		}
		items = append(items, bbitest.Value{Seq: "a", Start: pos, End: pos + 20, Value: v})
	}
	opt := bbitest.Options{PerBlock: 50, Zooms: []int{320, 1280}, Zoomed: bbitest.LibBigWig}
	src := open(t, bbitest.BigWig(zoomSeqs, slices.Values(items), opt)).(source.Summarizer)
	iv := genome.Interval{Seq: "a", End: 160_000}
	for _, n := range []int{1, 7, 100, 230} {
		got, err := src.Summarize(t.Context(), iv, n, source.SummaryOptions{})
		if err != nil {
			t.Fatal(err)
		}
		want := reduce(items, iv, n)
		for _, stat := range []bins.Stat{bins.Coverage, bins.Mean, bins.Min, bins.Max} {
			if err := agree(bins.Values(got, stat), pointers(bins.Values(want, stat)), 1e-6); err != nil {
				t.Errorf("%d bins, %s: %v", n, stat, err)
			}
		}
	}
}

// TestLibBigWig compares wide views of a file that pyBigWig has written with pyBigWig's own exact
// numbers; testdata/libbigwig.py made both. The signal is smooth, so that little is lost
// where a record of a zoom level crosses the border of two bins.
func TestLibBigWig(t *testing.T) {
	src, err := openFile(t, "testdata/libbigwig.bw")
	if err != nil {
		t.Fatal(err)
	}
	if info := src.Info(); info.Min != -22 || info.Max != 5 || len(info.Notes) != 0 {
		t.Errorf("values from %v to %v, notes %q; want -22 to 5 and none", info.Min, info.Max, info.Notes)
	}
	text, err := os.ReadFile("testdata/libbigwig.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Seq       string
		End, Bins int
		Want      map[bins.Stat][]*float64
	}
	if err := json.Unmarshal(text, &cases); err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		iv := genome.Interval{Seq: c.Seq, End: c.End}
		for _, exact := range []bool{false, true} {
			got, err := src.(source.Summarizer).Summarize(t.Context(), iv, c.Bins, source.SummaryOptions{Exact: exact})
			if err != nil {
				t.Fatal(err)
			}
			for stat, want := range c.Want {
				tolerance := map[bins.Stat]float64{bins.Mean: 0.05, bins.Sum: 0.05 * float64(c.End/c.Bins), bins.Min: 0.25, bins.Max: 0.25}[stat]
				if exact {
					tolerance = 1e-6
				}
				for i, v := range bins.Values(got, stat) {
					if want[i] == nil && stat == bins.Coverage {
						want[i] = new(float64) // pyBigWig has no value where nothing is covered
					}
					if w := want[i]; w == nil && !math.IsNaN(v) || w != nil && !(math.Abs(v-*w) <= tolerance+1e-9) {
						t.Fatalf("%v, bin %d of %d, exact %v: %s %v, want %v", iv, i, c.Bins, exact, stat, v, pointee(w))
					}
				}
			}
		}
	}
}

func pointee(v *float64) float64 {
	if v == nil {
		return math.NaN()
	}
	return *v
}

// A file has at most maxZoomLevels levels.
func TestManyZoomLevels(t *testing.T) {
	items := []bbitest.Value{{Seq: "a", Start: 10, End: 20, Value: 1}}
	for levels, refused := range map[int]bool{maxZoomLevels: false, maxZoomLevels + 1: true} {
		opt := bbitest.Options{}
		for i := range levels {
			opt.Zooms = append(opt.Zooms, 100+i)
		}
		data := bbitest.BigWig(zoomSeqs, slices.Values(items), opt)
		src, err := Open(bytes.NewReader(data), int64(len(data)), "made.bw")
		if (err != nil) != refused {
			t.Errorf("%d levels: %v; refused should be %v", levels, err, refused)
		}
		if err == nil {
			_ = src.Close()
		}
	}
}

func TestPlausible(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for _, c := range []struct {
		name string
		t    *totals
		want bool
	}{
		{"none", nil, false},
		{"all bases", &totals{bases: 100, min: -1, max: 3}, true},
		{"a constant", &totals{bases: 1, min: 3, max: 3}, true},
		{"zeros", &totals{}, false},
		{"more bases than there are", &totals{bases: 101, min: -1, max: 3}, false},
		{"min NaN", &totals{bases: 100, min: nan, max: 3}, false},
		{"max NaN", &totals{bases: 100, min: -1, max: nan}, false},
		{"min infinite", &totals{bases: 100, min: -inf, max: 3}, false},
		{"max infinite", &totals{bases: 100, min: -1, max: inf}, false},
		{"min above max", &totals{bases: 100, min: 3, max: -1}, false},
	} {
		if got := c.t.plausible(100); got != c.want {
			t.Errorf("%s: plausible is %v, want %v", c.name, got, c.want)
		}
	}
}

func TestCredible(t *testing.T) {
	nan, inf, huge := float32(math.NaN()), float32(math.Inf(1)), float32(math.MaxFloat32)
	for _, c := range []struct {
		name string
		r    zoomRecord
		want bool
	}{
		{"a mean", zoomRecord{end: 10, bases: 8, min: -1, max: 3, sum: 8, squares: 20}, true},
		{"a constant", zoomRecord{end: 10, bases: 10, min: 5, max: 5, sum: 50, squares: 250}, true},
		{"zeros", zoomRecord{end: 10, bases: 10}, true},
		{"a mean of 0", zoomRecord{end: 10, bases: 10, min: -1, max: 1, squares: 10}, true},
		{"0 for the sum of values of both signs", zoomRecord{end: 10, bases: 10, min: -1, max: 1}, false},
		{"0 for the sum of a constant", zoomRecord{end: 10, bases: 10, min: 5, max: 5}, false},
		{"0 for the sum of values from 0 on", zoomRecord{end: 10, bases: 10, max: 5}, false},
		{"0 for the sum of values down from 0", zoomRecord{end: 10, bases: 10, min: -5}, false},
		{"squares too small for 32 bits", zoomRecord{end: 10, bases: 10, min: 1e-30, max: 1e-30, sum: 1e-29}, true},
		{"squares too large for 32 bits", zoomRecord{end: 10, bases: 10, min: -1e30, max: 1e30, sum: 1e30, squares: inf}, true},
		{"rounded up", zoomRecord{end: 300, bases: 300, min: 0.1, max: 0.1, sum: 30.0005, squares: 3}, true},
		{"rounded down", zoomRecord{end: 300, bases: 300, min: -0.1, max: -0.1, sum: -30.0005, squares: 3}, true},
		{"too large", zoomRecord{end: 300, bases: 300, min: 0.1, max: 0.1, sum: 30.01, squares: 3}, false},
		{"too small", zoomRecord{end: 300, bases: 300, min: 0.1, max: 0.1, sum: 29.99, squares: 3}, false},
		{"the largest values", zoomRecord{end: 10, bases: 1, min: -huge, max: huge, sum: huge, squares: inf}, true},
		{"sum NaN", zoomRecord{end: 10, bases: 10, min: 5, max: 5, sum: nan, squares: nan}, false},
		{"min NaN", zoomRecord{end: 10, bases: 10, min: nan, max: 5, sum: 50, squares: 250}, false},
		{"max NaN", zoomRecord{end: 10, bases: 10, min: 5, max: nan, sum: 50, squares: 250}, false},
		{"all infinite", zoomRecord{end: 10, bases: 10, min: inf, max: inf, sum: inf, squares: inf}, false},
		{"max infinite", zoomRecord{end: 10, bases: 10, min: 5, max: inf, sum: 60, squares: 360}, false},
		{"min infinite", zoomRecord{end: 10, bases: 10, min: -inf, max: 5, sum: -inf, squares: inf}, false},
		{"sum infinite", zoomRecord{end: 10, bases: 10, min: 5, max: huge, sum: inf, squares: inf}, false},
		{"min above max", zoomRecord{end: 10, bases: 10, min: 5, max: 4, sum: 45, squares: 200}, false},
		{"no bases", zoomRecord{end: 10}, false},
		{"too many bases", zoomRecord{start: 5, end: 10, bases: 6, min: 1, max: 1, sum: 6, squares: 6}, false},
		{"backward", zoomRecord{start: 10, end: 5, bases: 1, min: 1, max: 1, sum: 1, squares: 1}, false},
	} {
		if got := c.r.credible(); got != c.want {
			t.Errorf("%s: credible is %v, want %v", c.name, got, c.want)
		}
	}
}

// counting counts the bytes that are read.
type counting struct {
	io.ReaderAt
	bytes, calls int
}

func (c *counting) ReadAt(p []byte, off int64) (int, error) {
	c.bytes, c.calls = c.bytes+len(p), c.calls+1
	return c.ReaderAt.ReadAt(p, off)
}

// Where some zoom records fail, their data are read, and not those of the others;
// where all do, all data are read once.
func TestCostOfFaultyZoomRecords(t *testing.T) {
	items := cellValues(rand.New(rand.NewPCG(1, 1)), false)
	iv := genome.Interval{Seq: "a", End: 160_000}
	// Small and uncompressed blocks, further from each other than are read together.
	opt := bbitest.Options{PerBlock: 37, Zooms: []int{cellWidth}, Uncompressed: true, Fanout: 16}
	read := func(change zoomed, exact bool) (bytesRead, calls int) {
		opt.Zoomed = change
		data := bbitest.BigWig(zoomSeqs, slices.Values(items), opt)
		r := &counting{ReaderAt: bytes.NewReader(data)}
		src, err := Open(r, int64(len(data)), "made.bw")
		if err != nil {
			t.Fatal(err)
		}
		defer src.Close()
		shared.Drop(frame(src).f)
		r.bytes, r.calls = 0, 0
		if _, err := src.(source.Summarizer).Summarize(t.Context(), iv, 200, source.SummaryOptions{Exact: exact}); err != nil {
			t.Fatal(err)
		}
		return r.bytes, r.calls
	}
	all, allCalls := read(nil, true)
	good, goodCalls := read(nil, false)
	one := 0
	few, _ := read(func(_ int, s *bbitest.Summary, _ bool) {
		if one++; one == 300 {
			s.Sum = math.NaN()
		}
	}, false)
	every, everyCalls := read(func(_ int, s *bbitest.Summary, _ bool) { s.Sum = math.NaN() }, false)
	if few <= good || few-good > all/10 {
		t.Errorf("one record fails: %d bytes read, want little more than %d", few, good)
	}
	if every > all+good || everyCalls > allCalls+goodCalls {
		t.Errorf("every record fails: %d bytes in %d reads; want no more than %d in %d for the records and %d in %d for the level",
			every, everyCalls, all, allCalls, good, goodCalls)
	}
	second := 0
	half, halfCalls := read(func(_ int, s *bbitest.Summary, _ bool) {
		if second++; second%2 == 0 {
			s.Sum = math.NaN()
		}
	}, false)
	if half > all+good || halfCalls > allCalls+goodCalls {
		t.Errorf("every second record fails: %d bytes in %d reads; want no more than %d in %d", half, halfCalls, all+good, allCalls+goodCalls)
	}
}

// Without a total summary, the range of the values is that of the coarsest level's
// records, as far as they have one.
func TestRangeBesideNaN(t *testing.T) {
	var items []bbitest.Value
	for i, v := range []float64{math.NaN(), -2, 8, math.NaN()} {
		items = append(items, bbitest.Value{Seq: "a", Start: i * 500, End: i*500 + 500, Value: float32(v)})
	}
	info := open(t, bbitest.BigWig(zoomSeqs, slices.Values(items), bbitest.Options{Version: 1, Zooms: []int{500}})).Info()
	if info.Min != -2 || info.Max != 8 {
		t.Errorf("values from %v to %v, want -2 to 8", info.Min, info.Max)
	}
}
